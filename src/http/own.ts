/** What a source has stated itself: one record added, corrected, withdrawn; zero reports; the connection register. */
import { noSuch } from './problems.ts'
import type { Ask } from './route.ts'
import type { ConnectionAsk, RegisterLine, ZeroReport, ZeroReportAsk } from './schemas/connections.ts'
import type {
  Correction,
  LineOfSubmission,
  NewRecord,
  OneOwnRecordQuery,
  OwnRecord,
  OwnRecordName,
  RowAnswer,
  WithdrawalAsk,
} from './schemas/records.ts'
import type { Settle, SubmissionId, SubmissionView } from './schemas/submissions.ts'
import { assertWithin, readable } from './submissions.ts'

export async function add({ house, at, caller, body }: Ask<{ body: typeof NewRecord }>): Promise<RowAnswer> {
  await assertWithin(house, caller, 'submit', body.source, at)
  return house.services.submitRow({ ...body, by: caller }, at)
}

export async function one(
  ask: Ask<{ params: typeof OwnRecordName; query: typeof OneOwnRecordQuery }>,
): Promise<OwnRecord> {
  const { house, at, caller, params, query } = ask
  await assertWithin(house, caller, 'see-own-records', query.source, at)
  const { code: subject, record } = params
  const found = await house.services.ownRecord({ subject, record, source: query.source, by: caller }, at)
  if (!found) throw noSuchRecord
  return found
}

export async function recordOfLine(ask: Ask<{ params: typeof LineOfSubmission }>): Promise<OwnRecord> {
  const { house, at, caller, params } = ask
  const { id: submission, source } = await readable(ask)
  await assertWithin(house, caller, 'see-own-records', source, at)
  const found = await house.services.ownRecord({ submission, line: params.line, source, by: caller }, at)
  if (!found) throw noSuchRecord
  return found
}

export async function correct(ask: Ask<{ params: typeof OwnRecordName; body: typeof Correction }>): Promise<RowAnswer> {
  const { house, at, caller, params, body } = ask
  await assertWithin(house, caller, 'submit', body.source, at)
  return house.services.correctRecord({ ...body, subject: params.code, record: params.record, by: caller }, at)
}

export async function withdraw(
  ask: Ask<{ params: typeof OwnRecordName; body: typeof WithdrawalAsk }>,
): Promise<OwnRecord> {
  const { house, at, caller, params, body } = ask
  await assertWithin(house, caller, 'submit', body.source, at)
  return house.services.withdrawRecord({ ...body, subject: params.code, record: params.record, by: caller }, at)
}

const noSuchRecord = noSuch('本单位报送的这条记录', 'such record that your body stated')

export async function confirmHeld(
  ask: Ask<{ params: typeof SubmissionId; body: typeof Settle }>,
): Promise<SubmissionView> {
  const { id, source } = await readable(ask)
  await assertWithin(ask.house, ask.caller, 'confirm-held', source, ask.at)
  return ask.house.services.confirmHeld({ submission: id, reason: ask.body.reason, by: ask.caller }, ask.at)
}

export async function takeBack(
  ask: Ask<{ params: typeof SubmissionId; body: typeof Settle }>,
): Promise<SubmissionView> {
  const { id, source } = await readable(ask)
  await assertWithin(ask.house, ask.caller, 'submit', source, ask.at)
  return ask.house.services.takeBack({ submission: id, reason: ask.body.reason, by: ask.caller }, ask.at)
}

export async function reportZero({
  house,
  at,
  caller,
  body,
}: Ask<{ body: typeof ZeroReportAsk }>): Promise<ZeroReport> {
  await assertWithin(house, caller, 'submit', body.source, at)
  return house.services.reportZero({ ...body, by: caller }, at)
}

export async function connect({ house, at, caller, body }: Ask<{ body: typeof ConnectionAsk }>): Promise<RegisterLine> {
  await assertWithin(house, caller, 'edit-connections', body.source, at)
  return house.services.connect({ ...body, by: caller }, at)
}
