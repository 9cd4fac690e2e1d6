/** What is not public, for those who may and say why: checks, files, reports. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { guardReason, type LedgerAct, writeRefusals } from '../access/ledger.ts'
import { type Action, mayDo } from '../access/permits.ts'
import { isDay } from '../codes/day.ts'
import { isRefusal, Refusal } from '../refusal.ts'
import type { Reason } from '../terms/caller.ts'
import { notPermitted } from './guard.ts'
import { languageOf } from './language.ts'
import { noSuch } from './problems.ts'
import { quotaHeaders } from './quotas.ts'
import type { Ask, Shapes } from './route.ts'
import {
  type CheckAnswers,
  type CheckAsk,
  maxCodes,
  type ReceiptNumber,
  type ReceiptView,
  type ReportAsk,
} from './schemas/checks.ts'
import type { CreditFile, FileQuery, SubjectCode } from './schemas/files.ts'

export async function check(ask: Ask<{ body: typeof CheckAsk }>): Promise<CheckAnswers | FastifyReply> {
  const { house, at, caller, body, request, reply } = ask
  const { codes } = body
  const reason = await reasonOf(ask, body, 'check', codes)
  const isStreamed = request.headers.accept?.includes('application/x-ndjson') === true
  if (!isStreamed) {
    if (codes.length > maxCodes) throw tooManyCodes
    await takeOfQuota(ask, codes.length)
    try {
      return await house.services.check({ codes, reason, by: caller }, at)
    } catch (fault) {
      if (caller.kind === 'client') house.quotas.giveBack(caller, codes.length, at)
      throw fault
    }
  }
  await takeOfQuota(ask, codes.length)
  void reply.type('application/x-ndjson; charset=utf-8')
  return reply.send(Readable.from(answers(ask, codes, reason), { objectMode: false }))
}

/** Of an API client's checks of today; told in the headers of the answer. */
export async function takeOfQuota<S extends Shapes>({ house, at, caller, reply }: Ask<S>, many: number): Promise<void> {
  if (caller.kind !== 'client') return
  try {
    void reply.headers(quotaHeaders(await house.quotas.take(caller, many, at)))
  } catch (fault) {
    if (isRefusal(fault) && fault.code === 'quota-used-up') await house.overQuota.note(caller, at)
    throw fault
  }
}

const pieceLength = 65_536

/** A batch in parts, so that neither side ever holds all of it. */
async function* answers({ house, at, caller }: Ask, codes: string[], reason: Reason): AsyncGenerator<Buffer> {
  for await (const part of house.services.checkInParts({ codes, reason, by: caller }, at)) {
    let lines = ''
    for (const answer of part.answers) {
      lines += `${JSON.stringify(answer)}\n`
      if (lines.length < pieceLength) continue
      yield Buffer.from(lines)
      lines = ''
    }
    yield Buffer.from(lines)
  }
}

export async function receipt(ask: Ask<{ params: typeof ReceiptNumber }>): Promise<ReceiptView> {
  const { house, caller, params } = ask
  const found = await house.services.receipt(params.receipt, caller)
  if (!found || !mayDo(caller, 'read-receipt', { source: found.body })) throw noSuch('这份核查回执', 'such receipt')
  return found
}

export async function file(ask: Ask<{ params: typeof SubjectCode; query: typeof FileQuery }>): Promise<CreditFile> {
  const { house, at, caller, params, query } = ask
  const { asOf, knownAt } = query
  if (asOf !== undefined || knownAt !== undefined) await assertPast(ask, 'read-past-file', 'file', params.code, query)
  const reason = await reasonOf(ask, query, 'file', [params.code])
  const audience = caller.role === 'auditor' ? 'auditor' : 'government'
  const found = await house.services.creditFile(
    { code: params.code, audience, asOf: dayIn('asOf', asOf), knownAt, by: caller, reason },
    at,
  )
  if (!found) throw noSuch('这个信用主体', 'such organisation')
  return found
}

export async function report(ask: Ask<{ body: typeof ReportAsk }>): Promise<FastifyReply> {
  const { house, at, caller, body, request, reply } = ask
  if (body.asOf !== undefined) await assertPast(ask, 'report-past', 'report', body.code, body)
  const reason = await reasonOf(ask, body, 'report', [body.code])
  const [from, until] = [dayIn('from', body.from), dayIn('until', body.until)]
  if (from !== undefined && until !== undefined && until <= from) throw periodUpsideDown
  const found = await house.services.report(
    {
      code: body.code,
      from,
      until,
      asOf: dayIn('asOf', body.asOf),
      by: caller,
      reason,
      format: body.format ?? (request.headers.accept?.includes('application/pdf') ? 'pdf' : 'json'),
      language: body.language ?? languageOf(request),
    },
    at,
  )
  // Byte for byte what the stored digest is of.
  void reply.type(found.contentType)
  if (found.format === 'pdf') {
    void reply.header('content-disposition', `attachment; filename="report-${found.number.replace(/[^\w-]/g, '')}.pdf"`)
  }
  return reply.send(found.bytes)
}

async function reasonOf<S extends Shapes>(
  { house, at, caller }: Ask<S>,
  { purpose, matter, caseNumber }: Partial<Reason>,
  act: LedgerAct,
  subjects: readonly string[],
): Promise<Reason> {
  const { pool, book } = house.services
  return guardReason(pool, book, { reason: { purpose, matter, caseNumber }, by: caller, act, subjects }, at)
}

/** A past state is for the auditor (rights 11); asking for it in vain stands in the ledger too. */
async function assertPast<S extends Shapes>(
  { house, at, caller }: Ask<S>,
  action: Action,
  act: LedgerAct,
  subject: string,
  { purpose, matter, caseNumber }: Partial<Reason>,
): Promise<void> {
  if (mayDo(caller, action)) return
  const refusal = notPermitted(action, caller)
  if (isRefusal(refusal)) {
    const reason = { purpose, matter, caseNumber }
    await writeRefusals(house.services.pool, { reason, by: caller, act, subjects: [subject], code: refusal.code }, at)
  }
  throw refusal
}

function dayIn(name: string, text: string | undefined): string | undefined {
  if (text === undefined || isDay(text)) return text
  throw new Refusal(
    'day-unknown',
    { zh: `${name}：没有 ${text} 这一天。`, en: `${name}: there is no day ${text}.` },
    400,
  )
}

const tooManyCodes = new Refusal(
  'too-many-codes',
  {
    zh: `一次最多核查 ${maxCodes} 个代码；更多请以 accept: application/x-ndjson 请求，逐行返回。`,
    en: `At most ${maxCodes} codes in one answer; ask for more with accept: application/x-ndjson, one answer a line.`,
  },
  413,
)
const periodUpsideDown = new Refusal(
  'period-upside-down',
  { zh: '期间的结束日应晚于开始日。', en: 'The period has to end after it begins.' },
  400,
)
