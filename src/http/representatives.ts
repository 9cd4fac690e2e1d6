/** An organisation's representatives, by the credit office of the region where it is registered. */
import { mayDo } from '../access/permits.ts'
import { endDelegation, invite, withdrawInvitation } from '../access/representatives.ts'
import { invitationsOf, representativesOf } from '../access/store-own.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { plainCode } from '../codes/uscc.ts'
import { Refusal } from '../refusal.ts'
import { notYours } from './guard.ts'
import { noSuch } from './problems.ts'
import type { Ask } from './route.ts'
import type { SubjectCode } from './schemas/files.ts'
import type {
  DelegationEnd,
  InvitationGiven,
  InviteAsk,
  RepresentativeOf,
  Representatives,
} from './schemas/representatives.ts'

type Asking = Pick<Ask, 'house' | 'at'>

/** The code that stands for it and the region of its registration; who is not registered has nobody to delegate. */
async function organisationOf({ house, at }: Asking, stated: string): Promise<{ subject: string; region: string }> {
  const code = plainCode(stated)
  const found = looksLikePerson(code) ? undefined : await house.services.counter.organisation(code, at)
  if (!found) throw noSuch('这个信用主体', 'such organisation')
  if (found.isProvisional) throw notRegistered
  return { subject: found.code, region: found.region }
}

export async function all({
  house,
  at,
  caller,
  params,
}: Ask<{ params: typeof SubjectCode }>): Promise<Representatives> {
  const { subject, region } = await organisationOf({ house, at }, params.code)
  if (!mayDo(caller, 'see-representatives', { region })) throw notYours
  const { pool } = house.services
  const [rows, invitations] = await Promise.all([representativesOf(pool, subject), invitationsOf(pool, subject, at)])
  return {
    rows: rows.map(({ id, label, scope, isOwner, until, document, since, lastInAt, endedAt }) => ({
      id,
      label,
      scope,
      isOwner,
      document,
      since: since.toISOString(),
      ...(until === undefined ? {} : { until }),
      ...(lastInAt === undefined ? {} : { lastInAt: lastInAt.toISOString() }),
      ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
    })),
    invitations: invitations.map(({ id, label, scope, isOwner, until, document, expiresAt }) => ({
      id,
      label,
      scope,
      isOwner,
      until,
      document,
      expiresAt: expiresAt.toISOString(),
    })),
    mayManage: mayDo(caller, 'manage-representatives', { region }),
  }
}

export async function inviteOne({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof SubjectCode; body: typeof InviteAsk }>): Promise<InvitationGiven> {
  const organisation = await organisationOf({ house, at }, params.code)
  const given = await invite(house.services.pool, { ...organisation, ...body, by: caller }, at)
  return { ...given, expiresAt: given.expiresAt.toISOString() }
}

export async function withdrawOne({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof RepresentativeOf; body: typeof DelegationEnd }>): Promise<void> {
  const organisation = await organisationOf({ house, at }, params.code)
  const ask = { ...organisation, invitation: params.id, reason: body.reason, by: caller }
  await withdrawInvitation(house.services.pool, ask, at)
}

export async function endOne({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof RepresentativeOf; body: typeof DelegationEnd }>): Promise<void> {
  const organisation = await organisationOf({ house, at }, params.code)
  const ask = { ...organisation, representative: params.id, reason: body.reason, by: caller }
  await endDelegation(house.services.pool, ask, at)
}

const notRegistered = new Refusal(
  'not-registered',
  {
    zh: '这个代码的登记信息还没有到达，不能邀请经办人。',
    en: 'The registration of this code has not arrived; nobody can be invited for it yet.',
  },
  409,
)
