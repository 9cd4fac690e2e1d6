/** One organisation of the demonstration with an account of its own space, let in through the same steps as any other. */
import { type Invite, invite, openAccount } from '../../access/representatives.ts'
import { addDays, type Day } from '../../codes/day.ts'
import type { Pool } from '../../database/connect.ts'
import { creditCentre } from './departments.ts'
import { demoSpace, spaceCandidate } from './store.ts'

/** Known to everyone, as the other accounts of the demonstration. */
export const demoSpaceLogin = 'own'

/** Begun anew where it was interrupted; nothing where it is there. */
export async function openDemoSpace(pool: Pool, password: string, today: Day, at: Date): Promise<void> {
  if (await demoSpace(pool, demoSpaceLogin)) return
  const subject = await spaceCandidate(pool)
  if (subject === undefined) return
  const ask: Invite = {
    ...subject,
    label: '法务部（演示）',
    scope: 'act',
    isOwner: true,
    until: addDays(today, 365),
    document: '演示委托书',
    by: {
      kind: 'command',
      who: 'demonstration',
      role: 'credit-office',
      body: creditCentre.code,
      region: creditCentre.region,
      scopes: [],
    },
  }
  const { code } = await invite(pool, ask, at)
  await openAccount(pool, new Map(), { subject: subject.subject, code, login: demoSpaceLogin, password }, at)
}
