/** "Who is this?": rows that wait for somebody to say whose they are. */

import type { Ask } from './route.ts'
import type {
  AcceptAgreeing,
  DecideWho,
  ReopenRow,
  WaitingQuery,
  WaitingRows,
  WhoDecided,
  WhoDecisions,
  WhoDecisionsQuery,
} from './schemas/who.ts'
import { assertWithin } from './submissions.ts'

export async function waiting(ask: Ask<{ query: typeof WaitingQuery }>): Promise<WaitingRows> {
  const { source, after, limit } = ask.query
  await assertWithin(ask.house, ask.caller, 'see-waiting', source, ask.at)
  const [submission, line] = (after ?? '').split('.').map(Number)
  const from = submission === undefined || line === undefined ? undefined : { submission, line }
  const { next, ...page } = await ask.house.services.whoWaits({ source, limit, ...(from ? { after: from } : {}) })
  return { ...page, ...(next ? { next: `${next.submission}.${next.line}` } : {}) }
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
