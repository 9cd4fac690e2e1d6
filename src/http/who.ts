/** "Who is this?", and rows against what stands: what is decided about rows that wait. Their lists: `lists.ts`. */
import type { Ask } from './route.ts'
import type {
  AcceptAgreeing,
  AgainstSettled,
  DecideWho,
  ReopenRow,
  SettleAgainst,
  WhoDecided,
  WhoDecisions,
  WhoDecisionsQuery,
} from './schemas/who.ts'
import { assertWithin } from './submissions.ts'

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
