/**
 * Demonstration data on the first start: the fictional province's departments,
 * accounts to try the platform with, and every file through the real intake.
 *
 * The mark `demonstration` is there before the first row and stays: every page
 * says 演示数据 from then on. Killed at any moment and started again, loading goes
 * on with the same day and seed: the files are the same byte for byte, the intake
 * knows them again, and nothing is there twice.
 */
import { addClient } from '../../access/clients.ts'
import type { NewPerson } from '../../access/people.ts'
import { ensurePeople } from '../../access/sign-in.ts'
import { ensureSources } from '../../access/sources.ts'
import { type Day, dayInShanghai } from '../../codes/day.ts'
import { type Pool, transaction } from '../../database/connect.ts'
import { receiveSubmission } from '../../intake/actions.ts'
import type { Intake } from '../../intake/intake.ts'
import { runSubmission } from '../../intake/process.ts'
import { submission } from '../../intake/store.ts'
import { Refusal } from '../../refusal.ts'
import type { Caller, Role } from '../../terms/caller.ts'
import type { Says } from '../../terms/says.ts'
import { leaveCases } from './cases.ts'
import { creditCentre, departments, serviceHall } from './departments.ts'
import { leaveListings } from './listings.ts'
import { type DemoFile, type DemoSize, demoSeed, makeDemoFiles, wholeDemo } from './make.ts'
import { leaveRepairs } from './repairs.ts'
import { openDemoSpace } from './space.ts'
import { finishMark, readMark, startMark } from './store.ts'
import { leaveToDo } from './to-do.ts'

/** Known to everyone: made together with demonstration data and never without it. */
export const demoPassword = 'shifan-demo-2026'

const account = (
  login: string,
  name: string,
  role: Role,
  body: { code: string; region: string },
  zh: string,
  en: string,
) => ({
  login,
  name,
  as: role,
  body: body.code,
  region: body.region,
  password: demoPassword,
  role: { zh, en },
})

export const demoAccounts = [
  account(
    'officer',
    '报送员（演示）',
    'officer',
    departments[0]!,
    '明衡市市场监督管理局报送员',
    'officer of a reporting department',
  ),
  account('clerk', '窗口人员（演示）', 'clerk', serviceHall, '政务服务窗口人员', 'clerk at a service counter'),
  account(
    'credit',
    '信用中心（演示）',
    'credit-office',
    creditCentre,
    '省公共信用信息中心',
    'credit office of the province',
  ),
  account('auditor', '审计人员（演示）', 'auditor', creditCentre, '审计人员', 'auditor'),
  account('admin', '系统管理员（演示）', 'administrator', creditCentre, '系统管理员', 'administrator'),
] as const

export type Loading = {
  pool: Pool
  intake: Intake
  clock(): Date
  isStopping(): boolean
  say(says: Says): void
}

export type DemoState = {
  state: 'loading' | 'loaded'
  seed: string
  today: Day
  size: DemoSize
  startedAt: string
  loadedAt?: string
  rows?: number
}

/** Files taken in at once; of one department only one, since a later file may correct an earlier one. */
const together = 2

/**
 * Loads what is missing; returns at once where all is there. Refuses a database
 * that holds data of its own. Stopped in between, it goes on at the next start.
 * `key` is the API client's, told this once.
 */
export async function loadDemo(
  loading: Loading,
  of: { seed?: string; size?: DemoSize } = {},
): Promise<{ state: DemoState; key?: string }> {
  const { pool, intake, clock, say } = loading
  const begun = clock()
  const state = await startMark(pool, {
    state: 'loading',
    seed: of.seed ?? demoSeed,
    today: dayInShanghai(begun),
    size: of.size ?? wholeDemo,
    startedAt: begun.toISOString(),
  })
  if (!state) throw holdsOwnData
  if (state.state === 'loaded') return { state }

  say({
    zh: '正在载入演示数据（虚构的示范省），约需半分钟……',
    en: 'Loading demonstration data (a fictional province), about half a minute ...',
  })
  await ensureSources(
    pool,
    [
      ...departments.map(({ code, name, region, items }) => ({ code, name, region, items: [...items] })),
      // Bodies that look and do not report.
      ...[creditCentre, serviceHall].map((body) => ({ ...body, items: [] })),
    ],
    begun,
  )
  await ensurePeople(pool, demoAccounts.map(personOf), begun)

  const rows = await sendAll(loading, makeDemoFiles(intake.rules.book, state.today, state.seed, state.size), state)
  if (rows === undefined) return { state }
  // Small ones are for tests, which leave to be done what they look at.
  if (state.size.organisations >= wholeDemo.organisations) {
    await leaveToDo(intake, state.today, clock())
    await leaveCases(intake, state.today, clock())
    await leaveListings(intake, state.today, clock())
    await leaveRepairs(intake, state.today, clock())
  }

  await openDemoSpace(pool, demoPassword, state.today, clock())
  const loaded: DemoState = { ...state, state: 'loaded', loadedAt: clock().toISOString(), rows }
  const key = await transaction(pool, async (tx) => {
    const client = await addClient(
      tx,
      {
        name: '演示接口客户端',
        role: 'clerk',
        body: serviceHall.code,
        region: serviceHall.region,
        scopes: ['check', 'report'],
      },
      clock(),
    )
    await finishMark(tx, loaded)
    return client.key
  })
  const seconds = Math.round((clock().getTime() - begun.getTime()) / 1000)
  say({
    zh: `演示数据已载入：${rows} 行，用时 ${seconds} 秒。`,
    en: `Demonstration data loaded: ${rows} rows in ${seconds} seconds.`,
  })
  say({
    zh: `演示接口密钥（只显示这一次）：${key}`,
    en: `Key of the demonstration's API client (shown this once): ${key}`,
  })
  return { state: loaded, key }
}

/** What is known of the demonstration in this database; undefined: there is none. */
export async function demoState(pool: Pool): Promise<DemoState | undefined> {
  return readMark(pool)
}

function personOf({ login, name, as, body, region, password }: (typeof demoAccounts)[number]): NewPerson {
  return { login, name, role: as, body, region, password }
}

/** Every file in its turn; the count of rows, or undefined where it was told to stop. */
async function sendAll(
  loading: Loading,
  files: AsyncIterable<DemoFile>,
  { size }: DemoState,
): Promise<number | undefined> {
  const wanted = size.organisations + size.permits + size.penalties
  const underWay = new Map<string, Promise<void>>()
  let failure: unknown
  let item: DemoFile['item'] = 'registration'
  let rows = 0
  let told = 0
  const settle = async (until: () => boolean) => {
    while (!until()) await Promise.race(underWay.values())
    if (failure !== undefined) throw failure
  }
  try {
    for await (const file of files) {
      if (loading.isStopping()) break
      // Permits and penalties find their organisations only when these are registered.
      if (item === 'registration' && file.item !== item) await settle(() => underWay.size === 0)
      item = file.item
      await settle(() => underWay.size < together && !underWay.has(file.source))
      const sent = sendOne(loading, file)
        .then((count) => {
          rows += count
          const tenth = Math.floor((rows / wanted) * 4)
          if (tenth > told && tenth < 4) {
            told = tenth
            loading.say({ zh: `  演示数据 ${tenth * 25}%`, en: `  demonstration data ${tenth * 25} %` })
          }
        })
        .catch((error: unknown) => {
          failure ??= error
        })
        .finally(() => underWay.delete(file.source))
      underWay.set(file.source, sent)
    }
  } finally {
    await Promise.all(underWay.values())
  }
  if (failure !== undefined) throw failure
  return loading.isStopping() ? undefined : rows
}

async function sendOne({ intake, pool, clock, isStopping }: Loading, file: DemoFile): Promise<number> {
  const region = departments.find((department) => department.code === file.source)!.region
  const by: Caller = { kind: 'command', who: 'demonstration', role: 'officer', body: file.source, region, scopes: [] }
  const input = (async function* () {
    yield file.bytes
  })()
  const { id, linesTotal } = await receiveSubmission(
    intake,
    { input, fileName: file.fileName, item: file.item, source: file.source, by },
    clock(),
    () => {},
  )
  await runSubmission(intake, id)
  // The server's own runner may have taken it up after a crash; it is at work beside us.
  for (;;) {
    const now = await submission(pool, id, clock())
    if (now?.state === 'done') return linesTotal
    if (now?.state === 'failed' || !now)
      throw new Error(`the demonstration's file ${file.fileName} failed`, { cause: now?.failure })
    if (isStopping() || intake.isStopping()) return 0
    await new Promise((resolve) => setTimeout(resolve, 50))
    await runSubmission(intake, id)
  }
}

const holdsOwnData = new Refusal('demo-not-empty', {
  zh: '这个数据库已有自己的数据，不能再载入演示数据。请设 XINHENG_DEMO=no，或换一个空的数据文件夹。',
  en: 'This database holds data of its own, and demonstration data is not put beside it. Set XINHENG_DEMO=no, or take an empty data folder.',
})
