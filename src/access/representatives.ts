/**
 * Representatives: who may come into an organisation's own space. Let in by the
 * office of its region, which has seen the delegation on paper, with a code that
 * is good once and for this organisation alone. An account, never a subject: it
 * has a login of its own choice and a label such as a post; no name is asked for.
 */
import { createHash } from 'node:crypto'
import { type Day, dayInShanghai, isDay } from '../codes/day.ts'
import { maskNumbers, maskText } from '../codes/mask-text.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { plainCode } from '../codes/uscc.ts'
import { type Pool, type Queryable, type Client as Tx, transaction } from '../database/connect.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { appendChange, type Changed, reasonGiven } from './change.ts'
import {
  faultOfNewPassword,
  hashPassword,
  isOfOldCosts,
  isPassword,
  nobodysHash,
  oneTimePassword,
} from './passwords.ts'
import { mayDo } from './permits.ts'
import { countTry, keyOfLogin, type Networks } from './sign-in.ts'
import {
  deleteOwnSessionsOf,
  endRepresentativeRow,
  insertInvitation,
  insertRepresentative,
  lockInvitation,
  lockInvitationByCode,
  lockRepresentative,
  noteOwnSignIn,
  representativeByIssued,
  representativeToSignIn,
  updateOwnHash,
  useInvitation,
  withdrawInvitationRow,
} from './store-own.ts'

/** `see`: reads what is held; `act`: objects, replies and answers as well. */
export const scopes = ['see', 'act'] as const
export type Scope = (typeof scopes)[number]

export type Representative = {
  id: number
  subject: string
  /** Absent where another house vouches for them. */
  login?: string
  label: string
  scope: Scope
  /** May end the delegation of the others. */
  isOwner: boolean
  /** The last day of the delegation. */
  until?: Day
  document: string
  since: Date
  lastInAt?: Date
  endedAt?: Date
}

export type Invitation = {
  id: number
  subject: string
  label: string
  scope: Scope
  isOwner: boolean
  until: Day
  document: string
  expiresAt: Date
  at: Date
  usedAt?: Date
  withdrawnAt?: Date
}

/** How long a code that was handed over opens the door: two weeks, by post or by hand. */
export const invitationDays = 14

/** Delegations end: two years at most, and can be given anew. */
export const delegationYears = 2

export const whoOf = ({ id }: Pick<Representative, 'id'>): string => `representative:${id}`

/** As whom somebody acts who is in the space; `codes`: every code of the organisation. */
export function callerOfRepresentative(of: Representative, codes: readonly string[]): Caller {
  return {
    kind: 'representative',
    who: whoOf(of),
    role: 'organisation',
    body: of.subject,
    region: '',
    scopes: of.scope === 'act' ? ['see', 'act'] : ['see'],
    codes,
  }
}

export const isStanding = ({ endedAt, until }: Pick<Representative, 'endedAt' | 'until'>, at: Date): boolean =>
  endedAt === undefined && (until === undefined || dayInShanghai(at) <= until)

/* ------------------------------------------------------------ the office -- */

export type Invite = {
  /** Of the organisation, with the region in which it is registered. */
  subject: string
  region: string
  label: string
  scope: Scope
  isOwner: boolean
  until: Day
  /** Of the paper by which it delegated them. */
  document: string
  by: Caller
}

/** Answers the code, once; it is kept nowhere. */
export async function invite(
  pool: Pool,
  ask: Invite,
  at: Date,
): Promise<{ id: number; code: string; expiresAt: Date }> {
  assertOffice(ask.by, ask.region)
  const { subject, scope, isOwner, until, by } = ask
  const label = lineOf(ask.label, labelMissing)
  const document = lineOf(ask.document, documentMissing)
  const today = dayInShanghai(at)
  const latest = `${Number(today.slice(0, 4)) + delegationYears}${today.slice(4)}`
  if (!isDay(until) || until < today || until > latest) throw untilWrong(today, latest)
  const code = oneTimePassword()
  const expiresAt = new Date(at.getTime() + invitationDays * 86_400_000)
  const id = await transaction(pool, async (tx) => {
    const made = { subject, codeHash: hashOfCode(code), label, scope, isOwner, until, document, expiresAt }
    const invitation = await insertInvitation(tx, { ...made, who: by.who, body: by.body }, at)
    const changed = {
      ...factsOf({ label, scope, isOwner, until, document }),
      invitation: { after: String(invitation) },
    }
    await appendChange(tx, { act: 'invited', kind: 'representative', target: subject, reason: '', changed, by }, at)
    return invitation
  })
  return { id, code, expiresAt }
}

export async function withdrawInvitation(
  pool: Pool,
  ask: { subject: string; region: string; invitation: number; reason: string; by: Caller },
  at: Date,
): Promise<void> {
  assertOffice(ask.by, ask.region)
  const reason = reasonGiven(ask.reason)
  await transaction(pool, async (tx) => {
    const found = await lockInvitation(tx, ask.subject, ask.invitation)
    if (!found) throw noSuchInvitation
    if (found.usedAt !== undefined || found.withdrawnAt !== undefined) throw invitationOver
    await withdrawInvitationRow(tx, [found.id, at])
    const changed = { invitation: { before: String(found.id) } }
    const said = { kind: 'representative', target: ask.subject, reason, changed, by: ask.by } as const
    await appendChange(tx, { ...said, act: 'invitation-withdrawn' }, at)
  })
}

/**
 * Ends a delegation: by the office of the region, by an owner of the organisation,
 * or by whoever it is. Every session of theirs ends with it.
 */
export async function endDelegation(
  pool: Pool,
  ask: { subject: string; region?: string; representative: number; reason: string; by: Caller },
  at: Date,
): Promise<void> {
  const { by, subject } = ask
  if (by.kind !== 'representative') assertOffice(by, ask.region ?? '')
  const reason = reasonGiven(ask.reason)
  await transaction(pool, async (tx) => {
    if (by.kind === 'representative') await assertMayEnd(tx, by, subject, ask.representative, at)
    const found = await lockRepresentative(tx, subject, ask.representative)
    if (!found) throw noSuchRepresentative
    if (found.endedAt !== undefined) throw endedAlready
    await endRepresentativeRow(tx, [found.id, at])
    await deleteOwnSessionsOf(tx, [found.id])
    const changed = { representative: { before: whoOf(found) }, label: { before: found.label } }
    await appendChange(tx, { act: 'ended', kind: 'representative', target: subject, reason, changed, by }, at)
  })
}

async function assertMayEnd(tx: Tx, by: Caller, subject: string, id: number, at: Date): Promise<void> {
  if (by.body !== subject) throw noSuchRepresentative
  if (by.who === whoOf({ id })) return
  const own = await lockRepresentative(tx, subject, Number(by.who.slice(by.who.indexOf(':') + 1)))
  if (!own?.isOwner || !isStanding(own, at)) throw notOwner
}

/* --------------------------------------------------------- coming in -- */

export type OpenAccount = { subject: string; code: string; login: string; password: string; network?: string }

/** An account by an invitation, with a login and a password of one's own. Guesses are counted as wrong passwords are. */
export async function openAccount(pool: Pool, networks: Networks, ask: OpenAccount, at: Date): Promise<Representative> {
  const subject = organisationCode(ask.subject)
  const login = ask.login.trim().toLowerCase()
  // Guesses are counted by where they come from: nobody locks the door of an organisation from outside.
  const key = keyOfLogin(`own ${subject} by invitation from ${ask.network ?? ''}`)
  const attempt = await countTry(pool, networks, { key, network: ask.network }, at)
  // Hashed before the code is looked at: a code that is good answers no slower than one that is not.
  const passwordHash = await hashPassword(ask.password)
  let isKnown = false
  const opening = transaction(pool, async (tx) => {
    const found = await lockInvitationByCode(tx, subject, hashOfCode(ask.code))
    if (!found) throw codeWrong
    isKnown = true
    if (found.usedAt !== undefined) throw codeUsed
    if (found.withdrawnAt !== undefined || found.expiresAt <= at || dayInShanghai(at) > found.until) throw codeOver
    if (!/^[a-z][a-z0-9._-]{1,31}$/.test(login)) throw loginMalformed
    const fault = faultOfNewPassword(ask.password, login)
    if (fault) throw new Refusal('password-not-possible', fault)
    const { label, scope, isOwner, until, document } = found
    const account = { subject, invitation: found.id, login, label, scope, isOwner, until, document }
    const id = await insertRepresentative(tx, { ...account, passwordHash }, at)
    if (id === undefined) throw loginTaken(login)
    await useInvitation(tx, [found.id, at])
    const made: Representative = { id, subject, login, label, scope, isOwner, until, document, since: at }
    const changed = { representative: { after: whoOf(made) }, invitation: { before: String(found.id) } }
    const by = callerOfRepresentative(made, [subject])
    await appendChange(tx, { act: 'entered', kind: 'representative', target: subject, reason: '', changed, by }, at)
    return made
  })
  return opening.finally(() => (isKnown ? attempt.wasRight() : undefined))
}

/** A login that nobody has answers in every way like one that somebody has. */
export async function signInOwn(
  db: Queryable,
  networks: Networks,
  tried: { subject: string; login: string; password: string; network?: string },
  at: Date,
): Promise<Representative> {
  const subject = organisationCode(tried.subject)
  const login = tried.login.trim().toLowerCase()
  const key = keyOfLogin(`own ${subject} ${login}`)
  const attempt = await countTry(db, networks, { key, network: tried.network }, at)
  const found = await representativeToSignIn(db, subject, login)
  const isRight = await isPassword(tried.password, found?.passwordHash ?? nobodysHash)
  if (!found || !isRight || found.representative.endedAt !== undefined) throw signInWrong
  const { representative, passwordHash } = found
  await attempt.wasRight()
  if (!isStanding(representative, at)) throw delegationOver(representative.until!)
  if (isOfOldCosts(passwordHash)) {
    await updateOwnHash(db, [representative.id, await hashPassword(tried.password), passwordHash])
  }
  await noteOwnSignIn(db, [representative.id, at])
  return representative
}

/** One's own password, by whoever knows the one that stands; every session of theirs ends. */
export async function chooseOwnSpacePassword(
  pool: Pool,
  ask: { of: Representative; old: string; wanted: string; by: Caller },
  at: Date,
): Promise<void> {
  const { of, old, wanted } = ask
  if (of.login === undefined) throw noPassword
  const fault = faultOfNewPassword(wanted, of.login)
  if (fault) throw new Refusal('password-not-possible', fault)
  const key = keyOfLogin(`own ${of.subject} ${of.login}`)
  const attempt = await countTry(pool, new Map(), { key }, at)
  const found = await representativeToSignIn(pool, of.subject, of.login)
  if (!found || !(await isPassword(old, found.passwordHash))) throw oldWrong
  await attempt.wasRight()
  const hash = await hashPassword(wanted)
  await transaction(pool, async (tx) => {
    const [changed] = await updateOwnHash(tx, [of.id, hash, found.passwordHash])
    if (!changed) throw oldWrong
    await deleteOwnSessionsOf(tx, [of.id])
    const said = { kind: 'representative', target: of.subject, reason: '', by: ask.by } as const
    await appendChange(tx, { ...said, act: 'password-chosen', changed: { representative: { before: whoOf(of) } } }, at)
  })
}

/**
 * Somebody for whom another house vouches, and for the organisation with them. Kept of
 * them: a hash over the house and the opaque name that it gives them.
 */
export async function enterIssued(
  pool: Pool,
  ask: { subject: string; issuer: string; opaque: string },
  at: Date,
): Promise<Representative> {
  const subject = organisationCode(ask.subject)
  const issuedKey = createHash('sha256')
    .update(JSON.stringify([ask.issuer, ask.opaque]))
    .digest()
  return transaction(pool, async (tx) => {
    const known = await representativeByIssued(tx, subject, issuedKey)
    if (known) {
      if (known.endedAt !== undefined) throw signInWrong
      await noteOwnSignIn(tx, [known.id, at])
      return known
    }
    const host = new URL(ask.issuer).host
    const account = { subject, label: '统一身份认证', scope: 'act', isOwner: false, document: host } as const
    const id = await insertRepresentative(tx, { ...account, issuedKey }, at)
    // Two first sign-ins at once: the other one has made the account.
    if (id === undefined) return (await representativeByIssued(tx, subject, issuedKey))!
    const made: Representative = { id, ...account, since: at }
    const changed = { representative: { after: whoOf(made) }, issuer: { after: host } }
    const by = callerOfRepresentative(made, [subject])
    await appendChange(tx, { act: 'entered', kind: 'representative', target: subject, reason: '', changed, by }, at)
    return made
  })
}

/* ----------------------------------------------------------------- parts -- */

/** However it was written down: capitals and hyphens make no difference. */
const hashOfCode = (code: string): Buffer =>
  createHash('sha256')
    .update(`own-invitation ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
    .digest()

/** The number of a person is not looked up, kept or repeated. */
function organisationCode(stated: string): string {
  const code = plainCode(stated)
  if (looksLikePerson(code) || !/^[0-9A-Z]{18}$/.test(code)) throw codeMalformed
  return code
}

function assertOffice(by: Caller, region: string): void {
  if (!mayDo(by, 'manage-representatives', { region })) throw notOffice
}

function factsOf(facts: { label: string; scope: Scope; isOwner: boolean; until: Day; document: string }): Changed {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, { after: String(value) }]))
}

function lineOf(stated: string, missing: Refusal): string {
  const tidy = stated.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()
  if ([...tidy].length < 2 || [...tidy].length > 60 || !tidy.isWellFormed()) throw missing
  const masked = maskText(tidy)?.text ?? tidy
  return maskNumbers(masked, true)?.text ?? masked
}

// -------------------------------------------------------------- refusals --

const notOffice = new Refusal(
  'not-entitled',
  {
    zh: '经办人由信用主体登记所在地区的信用管理部门办理。',
    en: 'Representatives are let in by the credit office of the region where the organisation is registered.',
  },
  403,
)
const labelMissing = new Refusal('label-missing', {
  zh: '请填写经办人的称呼，2 至 60 个字，写岗位或者部门，不写姓名。',
  en: 'What they are called is needed, of 2 to 60 characters: a post or department, no name.',
})
const documentMissing = new Refusal('document-missing', {
  zh: '请填写委托书的编号，2 至 60 个字。',
  en: 'The number of the delegation on paper is needed, of 2 to 60 characters.',
})
const untilWrong = (today: Day, latest: Day) =>
  new Refusal('until-wrong', {
    zh: `委托的最后一日应为 YYYY-MM-DD，自 ${today} 至 ${latest}。`,
    en: `The last day of the delegation is YYYY-MM-DD, from ${today} to ${latest}.`,
  })
const noSuchInvitation = new Refusal('invitation-unknown', { zh: '没有这个邀请。', en: 'No such invitation.' }, 404)
const invitationOver = new Refusal(
  'invitation-over',
  { zh: '这个邀请已使用或者已撤回。', en: 'This invitation was used or withdrawn.' },
  409,
)
const noSuchRepresentative = new Refusal(
  'representative-unknown',
  { zh: '没有这位经办人。', en: 'There is no such representative.' },
  404,
)
const endedAlready = new Refusal(
  'representative-ended',
  { zh: '这份委托已经终止，未重复办理。', en: 'This delegation has ended already; nothing was done twice.' },
  409,
)
const notOwner = new Refusal(
  'not-owner',
  {
    zh: '只有管理经办人可以终止他人的委托；自己的委托可以自己终止。',
    en: 'Only an owner ends the delegation of others; one’s own one may end oneself.',
  },
  403,
)
const codeWrong = new Refusal('invitation-wrong', {
  zh: '统一社会信用代码与邀请码不相符，请核对通知单。连续 5 次错误后将锁定 15 分钟。',
  en: 'Code of the organisation and invitation do not go together; see the paper. After 5 wrong attempts in a row it is locked for 15 minutes.',
})
const codeUsed = new Refusal(
  'invitation-used',
  {
    zh: '这个邀请码已经用过，请直接登录；不是您开通的，请立即联系信用管理部门。',
    en: 'This invitation was used already: sign in. If it was not you, tell the credit office at once.',
  },
  409,
)
const codeOver = new Refusal(
  'invitation-over',
  {
    zh: '这个邀请码已过期或者已撤回，请向信用管理部门重新申请。',
    en: 'This invitation is over or was withdrawn; ask the credit office for another.',
  },
  409,
)
const loginMalformed = new Refusal('login-malformed', {
  zh: '登录名以小写字母开头，由 2 至 32 个小写字母、数字、点、横线或下划线组成。',
  en: 'A login starts with a small letter and has 2 to 32 small letters, digits, dots, hyphens or underscores.',
})
const loginTaken = (login: string) =>
  new Refusal(
    'login-taken',
    {
      zh: `本单位已有登录名 ${login}，请另选一个。`,
      en: `Your organisation has a login ${login}; choose another.`,
    },
    409,
  )
const codeMalformed = new Refusal('code-malformed', {
  zh: '请填写 18 位统一社会信用代码。',
  en: 'Give the unified social credit code, 18 characters.',
})
const signInWrong = new Refusal(
  'own-sign-in-wrong',
  {
    zh: '统一社会信用代码、登录名或密码不正确。连续 5 次错误后将锁定 15 分钟。',
    en: 'Code, login or password is wrong. After 5 wrong attempts in a row the login is locked for 15 minutes.',
  },
  401,
)
const delegationOver = (until: Day) =>
  new Refusal(
    'delegation-over',
    {
      zh: `委托已于 ${until} 届满，请凭新的委托书向信用管理部门重新申请。`,
      en: `The delegation ended on ${until}; with another one the credit office lets you in again.`,
    },
    401,
  )
const noPassword = new Refusal('no-password', {
  zh: '您由统一身份认证登录，这里没有密码。',
  en: 'You come in by another house’s sign-in; there is no password here.',
})
const oldWrong = new Refusal('old-password-wrong', {
  zh: '现用密码不正确，密码没有更改。',
  en: 'The password you have now is not the one you typed; nothing was changed.',
})
