/**
 * What waits for people in the whole demonstration, so that no page of the console opens
 * empty: a register of connections with some that are late, zero reports, rows that go
 * against a record that stands, codes that are suspected to be two of one organisation,
 * and a submission that is held. All of it through the same actions as anybody's. A start
 * that was interrupted here begins it anew, with what is left standing.
 */
import { addDays, type Day } from '../../codes/day.ts'
import { receiveSubmission } from '../../intake/actions.ts'
import { isWanting } from '../../intake/connection.ts'
import { connect, connectionRegister } from '../../intake/connections.ts'
import type { Intake } from '../../intake/intake.ts'
import { correctRecord, ownRecords, withdrawRecord } from '../../intake/own-records.ts'
import { runSubmission } from '../../intake/process.ts'
import { reportZero } from '../../intake/zero-report.ts'
import { isRefusal } from '../../refusal.ts'
import type { Content } from '../../rulebook/catalogue.ts'
import type { Caller } from '../../terms/caller.ts'
import { type Department, demoCode, departments } from './departments.ts'
import { penaltiesOf, type Stated, twinsOf } from './store.ts'

const callerOf = ({ code, region }: Department): Caller => ({
  kind: 'command',
  who: 'demonstration',
  role: 'officer',
  body: code,
  region,
  scopes: [],
})

export async function leaveToDo(intake: Intake, today: Day, at: Date): Promise<void> {
  for (const department of departments) await enterConnections(intake, department, today, at)
  const [market] = departments as [Department]
  const penalties = await penaltiesOf(intake.pool, market.code)
  const of = (klass: string) => penalties.filter((one) => one.class === klass)
  const [general = [], minor = []] = [of('general'), of('minor')]
  const set = (one: Stated | undefined, change: Content): Content[] => (one ? [{ ...one.content, ...change }] : [])

  // Two that would be graver than they stand.
  await send(intake, market, '行政处罚信息-程度变更.csv', [...set(general[0], grave), ...set(minor[0], grave)], at)
  // One document under another organisation's code.
  const [one, other] = [general[1], general.find((found) => found.subject !== general[1]?.subject)]
  if (one && other) {
    const moved = { CF_XDR_SHXYM: other.subject, CF_XDR_MC: other.name }
    await send(intake, market, '行政处罚信息-代码更正.csv', set(one, moved), at)
  }
  await withdrawAndSendAgain(intake, market, general[2], at)
  await correctOntoAnother(intake, market, general.slice(3), at)
  // Of another department, told otherwise.
  const foreign = (await penaltiesOf(intake.pool, departments[1]!.code))[0]
  const told = { CF_NR: '见处罚决定书。', CF_SJLY: market.name, CF_SJLYDM: market.code }
  await send(intake, market, '行政处罚信息-转报.csv', set(foreign, told), at)
  // Two codes of what seems to be one organisation.
  const doubles = (await twinsOf(intake.pool, market.code)).map((found, n) => ({
    ...found.content,
    DJ_SHXYM: demoCode('91', found.subject.slice(2, 8), 900_001 + n),
    DJ_ZZJGDM: '',
    DJ_ZCH: '',
  }))
  await send(intake, market, '登记信息-补录.csv', doubles, at, 'registration')
  await sendHeld(intake, market, penalties, at)
}

const grave = { CF_SXYZCD: '严重' }

const offices: Record<string, [system: string, power: string, office: string]> = {
  registration: ['登记注册系统', '市场主体登记', '登记注册科'],
  permit: ['政务服务审批系统', '行政许可事项', '行政审批科'],
  penalty: ['行政执法办案系统', '行政处罚事项', '政策法规科'],
}
const otherOffice = ['业务管理系统', '其他权力事项', '综合科'] as const

/** Connected half a year ago: what has not come since then is late, and some of it was nothing at all. */
async function enterConnections(intake: Intake, department: Department, today: Day, at: Date): Promise<void> {
  const by = callerOf(department)
  for (const [n, item] of department.items.entries()) {
    // The last of a department's items nobody has entered yet.
    if (n > 0 && n === department.items.length - 1) continue
    const [system, powerItem, office] = offices[item] ?? otherOffice
    const every = item === 'registration' ? 'week' : item === 'penalty' || item === 'permit' ? 'month' : 'quarter'
    const since = addDays(today, item === 'registration' ? -20 : -190)
    const entered = { source: department.code, item, system, powerItem, office, officeLine: '' }
    await connect(intake, { ...entered, way: n % 2 === 0 ? 'file' : 'api', every, dueDays: 7, since, by }, at)
  }
  const register = await connectionRegister(intake, { sources: [department.code] }, at)
  for (const { source, item, periods } of register) {
    // All but the newest of what a department of an even place owes was nothing.
    const settled =
      departments.indexOf(department) % 2 === 0 ? periods.filter(({ state }) => isWanting(state)).slice(1) : []
    for (const { from, until } of settled) {
      await unlessRefused(() => reportZero(intake, { source, item, from, until, by }, at))
    }
  }
}

async function withdrawAndSendAgain(
  intake: Intake,
  market: Department,
  one: Stated | undefined,
  at: Date,
): Promise<void> {
  if (!one) return
  const by = callerOf(market)
  const ask = { source: market.code, subject: one.subject, record: one.record, version: one.version, by }
  await unlessRefused(() => withdrawRecord(intake, { ...ask, because: 'other', reason: '误报，已与执法科核对' }, at))
  await send(intake, market, '行政处罚信息-恢复.csv', [one.content], at)
}

async function correctOntoAnother(
  intake: Intake,
  market: Department,
  penalties: readonly Stated[],
  at: Date,
): Promise<void> {
  const by = callerOf(market)
  const keyed = (one: Stated) => [one.subject, one.content.CF_JDRQ, one.content.CF_CFJGDM].join()
  const pair = penalties.flatMap((one) => {
    const other = penalties.find((two) => two !== one && keyed(two) === keyed(one))
    return other ? [[one, other] as const] : []
  })[0]
  const [one, other] = pair ?? [penalties[0], penalties.find((two) => two.subject !== penalties[0]?.subject)]
  if (!one || !other) return
  // As if both number and day had been mistyped: it lands on the other document of that organisation.
  const { rows } = await ownRecords(intake, { source: market.code, code: other.subject, limit: 20, by }, at)
  if (!rows.some((row) => row.record === other.record)) return
  const fields = {
    CF_XDR_SHXYM: other.subject,
    CF_XDR_MC: other.name,
    CF_WSH: String(other.content.CF_WSH),
    CF_JDRQ: String(other.content.CF_JDRQ),
  }
  const ask = { source: market.code, subject: one.subject, record: one.record, version: one.version }
  await unlessRefused(() => correctRecord(intake, { ...ask, fields, reason: '录入时文书号有误', by }, at))
}

/** Most of its rows are wrong in one way: the file of a day on which something went wrong at its department. */
async function sendHeld(intake: Intake, market: Department, penalties: readonly Stated[], at: Date): Promise<void> {
  const rows = penalties.slice(0, 60).map(({ content }, n) => ({
    ...content,
    CF_WSH: `${market.mark}处罚〔2026〕9${String(n).padStart(3, '0')}号`,
    ...(n % 4 === 0 ? {} : { CF_JDRQ: '2026-13-01' }),
  }))
  await send(intake, market, '行政处罚信息-系统导出.csv', rows, at)
}

async function send(
  intake: Intake,
  department: Department,
  fileName: string,
  rows: readonly Content[],
  at: Date,
  item = 'penalty',
): Promise<void> {
  if (rows.length === 0) return
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cell = (value: Content[string] | undefined) => {
    const text = Array.isArray(value) ? value.join('；') : typeof value === 'string' ? value : ''
    return `"${text.replaceAll('"', '""')}"`
  }
  const text = [fields.join(','), ...rows.map((row) => fields.map((field) => cell(row[field])).join(','))].join('\n')
  const input = (async function* () {
    yield Buffer.from(`${text}\n`)
  })()
  const sent = { input, fileName: `${department.name}-${fileName}`, item, source: department.code }
  const { id, state } = await receiveSubmission(intake, { ...sent, by: callerOf(department) }, at, () => {})
  if (state !== 'held') await runSubmission(intake, id)
}

/** What was done before the interruption is refused now, and that is as it should be. */
async function unlessRefused(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}
