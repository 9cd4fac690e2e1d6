/** "Who is this?": rows that wait for somebody to say whose they are. */

import type { FastifyReply } from 'fastify'
import { type ExportColumn, sendExport } from './export.ts'
import { onTheWall } from './list-words.ts'
import { noteExport } from './lists.ts'
import type { Ask } from './route.ts'
import type {
  AcceptAgreeing,
  AgainstRow,
  AgainstRows,
  AgainstSettled,
  DecideWho,
  ReopenRow,
  SettleAgainst,
  WaitingExport,
  WaitingQuery,
  WaitingRows,
  WaitingRowView,
  WhoDecided,
  WhoDecisions,
  WhoDecisionsQuery,
} from './schemas/who.ts'
import { assertWithin } from './submissions.ts'

export async function waiting(ask: Ask<{ query: typeof WaitingQuery }>): Promise<WaitingRows> {
  const { after, ...query } = ask.query
  await assertWithin(ask.house, ask.caller, 'see-waiting', query.source, ask.at)
  // A row's name is a place too, as programs have always said it.
  const [, submission, line] = /^(\d{1,15})\.(\d{1,9})$/.exec(after ?? '') ?? []
  if (submission === undefined) return ask.house.services.whoWaits({ ...query, after })
  return ask.house.services.whoWaits({ ...query, behind: { submission: Number(submission), line: Number(line) } })
}

export async function waitingFile(ask: Ask<{ query: typeof WaitingExport }>): Promise<FastifyReply> {
  const { house, caller, at } = ask
  const { format, language, columns, ...query } = ask.query
  await assertWithin(house, caller, 'see-waiting', query.source, at)
  await noteExport(house, caller, 'waiting', [query.source], at)
  return sendExport(
    ask,
    { format, language, columns },
    {
      title: { zh: '等待确认归属的行', en: 'rows that wait for somebody to say whose they are' },
      columns: waitingColumns,
      page: (after, limit) => house.services.whoWaits({ ...query, after, limit, isBare: true }),
    },
  )
}

type Waits = Pick<WaitingRowView, 'submission' | 'line' | 'item' | 'says' | 'statedName' | 'statedCode' | 'at'> & {
  reason: string
}

const waitingColumns: ExportColumn<Waits>[] = [
  {
    id: 'row',
    says: { zh: '报送号.行号', en: 'submission.line' },
    of: ({ submission, line }) => `${submission}.${line}`,
  },
  { id: 'item', says: { zh: '目录项', en: 'item' }, of: ({ item }, language) => item[language] },
  { id: 'reason', says: { zh: '原因代码', en: 'reason' }, of: ({ reason }) => reason },
  { id: 'says', says: { zh: '原因', en: 'why it waits' }, width: 50, of: ({ says }, language) => says[language] },
  { id: 'name', says: { zh: '所写名称', en: 'name as written' }, width: 30, of: ({ statedName }) => statedName },
  { id: 'code', says: { zh: '所写代码', en: 'code as written' }, width: 22, of: ({ statedCode }) => statedCode },
  { id: 'at', says: { zh: '自何时起', en: 'since' }, width: 20, of: ({ at }) => onTheWall(at) },
]

export async function against(ask: Ask<{ query: typeof WaitingQuery }>): Promise<AgainstRows> {
  await assertWithin(ask.house, ask.caller, 'see-waiting', ask.query.source, ask.at)
  return ask.house.services.waitsAgainst({ ...ask.query, by: ask.caller }, ask.at)
}

export async function againstFile(ask: Ask<{ query: typeof WaitingExport }>): Promise<FastifyReply> {
  const { house, caller, at } = ask
  const { format, language, columns, ...query } = ask.query
  await assertWithin(house, caller, 'see-waiting', query.source, at)
  await noteExport(house, caller, 'waiting-standing', [query.source], at)
  return sendExport(
    ask,
    { format, language, columns },
    {
      title: { zh: '等待与已有记录核对的行', en: 'rows that wait because of what stands' },
      columns: againstColumns,
      page: (after, limit) => house.services.waitsAgainst({ ...query, after, limit, by: caller }, at),
    },
  )
}

const againstColumns: ExportColumn<AgainstRow>[] = [
  ...(waitingColumns as ExportColumn<AgainstRow>[]),
  { id: 'document', says: { zh: '文书号', en: 'document' }, width: 26, of: ({ document }) => document },
  {
    id: 'stands',
    says: { zh: '已有记录', en: 'what stands' },
    width: 28,
    of: ({ stands }) => stands && `${stands.subject}/${stands.record}`,
  },
  {
    id: 'differs',
    says: { zh: '不同之处', en: 'where they differ' },
    width: 60,
    of: ({ differs }, language) =>
      differs.map((one) => `${one.field[language]}：${one.standing || '—'} → ${one.row || '—'}`).join('；'),
  },
]

export async function settleAgainst(ask: Ask<{ body: typeof SettleAgainst }>): Promise<AgainstSettled> {
  await assertWithin(ask.house, ask.caller, 'decide-who', ask.body.source, ask.at)
  return ask.house.services.settleAgainst({ ...ask.body, by: ask.caller }, ask.at)
}

export async function decide(ask: Ask<{ body: typeof DecideWho }>): Promise<WhoDecided> {
  await assertWithin(ask.house, ask.caller, 'decide-who', ask.body.source, ask.at)
  return ask.house.services.decideWho({ ...ask.body, by: ask.caller }, ask.at)
}

export async function acceptAgreeing(ask: Ask<{ body: typeof AcceptAgreeing }>): Promise<WhoDecided> {
  await assertWithin(ask.house, ask.caller, 'decide-who', ask.body.source, ask.at)
  return ask.house.services.acceptAgreeing({ ...ask.body, by: ask.caller }, ask.at)
}

export async function decisions(ask: Ask<{ query: typeof WhoDecisionsQuery }>): Promise<WhoDecisions> {
  await assertWithin(ask.house, ask.caller, 'see-waiting', ask.query.source, ask.at)
  return ask.house.services.whoDecisions(ask.query)
}

export async function reopen(ask: Ask<{ body: typeof ReopenRow }>): Promise<undefined> {
  await assertWithin(ask.house, ask.caller, 'decide-who', ask.body.source, ask.at)
  await ask.house.services.reopenRow({ ...ask.body, by: ask.caller }, ask.at)
  return undefined
}
