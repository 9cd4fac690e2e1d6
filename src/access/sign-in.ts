/**
 * Signing in. A wrong password costs time, five in a row lock the login for a
 * quarter of an hour, many from one network slow that network down, and a login
 * nobody has answers in every way like one that somebody has.
 */
import { createHash } from 'node:crypto'
import type { Queryable } from '../database/connect.ts'
import { Refusal } from '../refusal.ts'
import { faultOfNewPassword, hashPassword, isOfOldCosts, isPassword, nobodysHash } from './passwords.ts'
import {
  failuresForgottenHours,
  failuresUntilLock,
  faultOfNewPerson,
  type NewPerson,
  networkWindowSeconds,
  type Person,
  waitOfNetwork,
  waitsAfterFailures,
} from './people.ts'
import {
  clearAttempts,
  countAttempt,
  deleteSessionsOf,
  insertPerson,
  noteSignIn,
  personByLogin,
  personToSignIn,
  updateHash,
  updatePassword,
  updatePersonActive,
} from './store-people.ts'

/** Thrown with the time after which another try is looked at. */
export class TooSoon extends Refusal {
  readonly retryAfterSeconds: number

  constructor(seconds: number, at: Date) {
    super('sign-in-locked', tooSoonSays(seconds, at), 429)
    this.retryAfterSeconds = seconds
  }
}

function tooSoonSays(seconds: number, at: Date) {
  if (seconds <= 90) {
    return { zh: `尝试次数过多，请在 ${seconds} 秒后再试。`, en: `Too many attempts: try again in ${seconds} seconds.` }
  }
  const minutes = Math.ceil(seconds / 60)
  const until = new Date(at.getTime() + seconds * 1000 + 8 * 3_600_000).toISOString().slice(11, 16)
  return {
    zh: `尝试次数过多，已锁定至 ${until}（约 ${minutes} 分钟），届时再试。`,
    en: `Too many attempts: locked until ${until} Beijing time, about ${minutes} minutes. Try again then.`,
  }
}

/**
 * Wrong passwords by network, whosever login they were for: one who tries one
 * password on many logins is slowed down too. In memory, for this process; bounded,
 * the oldest is forgotten first.
 */
export type Networks = Map<string, { failures: number[]; lockedUntil: number }>
const networksAtMost = 10_000

export type Entered = Person & { lastInAt?: Date; wrongBefore: number }

/** `network`: where it comes from; without it, it is not counted there. */
export async function signIn(
  db: Queryable,
  networks: Networks,
  tried: { login: string; password: string; network?: string },
  at: Date,
): Promise<Entered> {
  const login = tried.login.trim().toLowerCase()
  const attempt = await countTry(db, networks, { key: keyOfLogin(login), network: tried.network }, at)
  const found = await personToSignIn(db, login)
  // A disabled person is told no more than a wrong password would tell, and after the same time.
  const isRight = await isPassword(tried.password, found?.passwordHash ?? nobodysHash)
  if (!found || !isRight || !found.person.isActive) throw wrong()
  const { person, passwordHash, lastInAt } = found
  await attempt.wasRight()
  if (person.oneTimeUntil !== undefined && person.oneTimeUntil <= at) throw oneTimeOver
  if (isOfOldCosts(passwordHash)) await updateHash(db, [person.id, await hashPassword(tried.password), passwordHash])
  await noteSignIn(db, [person.id, at])
  return { ...person, ...(lastInAt ? { lastInAt } : {}), wrongBefore: attempt.failures - 1 }
}

/** Counts a try before what was typed is looked at; where it was right, `wasRight` takes that back. */
export async function countTry(
  db: Queryable,
  networks: Networks,
  tried: { key: Buffer; network?: string },
  at: Date,
): Promise<{ failures: number; wasRight(): Promise<void> }> {
  const takeBack = countOnNetwork(networks, tried.network, at)
  const attempt = await countAttempt(db, tried.key, waitsAfterFailures, forgottenBefore(at), at)
  if ('lockedUntil' in attempt) {
    // Nothing was tried: whoever presses again and again while locked does not lock the office too.
    takeBack()
    throw new TooSoon(secondsUntil(attempt.lockedUntil.getTime(), at), at)
  }
  return {
    failures: attempt.failures,
    async wasRight() {
      takeBack()
      await clearAttempts(db, [tried.key])
    },
  }
}

/**
 * The password that stands, asked of somebody who is signed in: who finds a browser
 * open does not change it. Counted like an attempt to sign in. Answers the hash it was compared with.
 */
export async function assertOwnPassword(db: Queryable, person: Person, password: string, at: Date): Promise<string> {
  const key = keyOfLogin(person.login)
  const attempt = await countAttempt(db, key, waitsAfterFailures, forgottenBefore(at), at)
  if ('lockedUntil' in attempt) throw new TooSoon(secondsUntil(attempt.lockedUntil.getTime(), at), at)
  const found = await personToSignIn(db, person.login)
  const isRight = await isPassword(password, found?.passwordHash ?? nobodysHash)
  if (!found || !isRight) throw oldPasswordWrong
  await clearAttempts(db, [key])
  return found.passwordHash
}

/** Under which attempts are counted: never the text itself, which may be a password typed into the wrong field. */
export function keyOfLogin(login: string): Buffer {
  return createHash('sha256').update(login).digest()
}

export async function addPerson(db: Queryable, person: NewPerson, at: Date): Promise<number> {
  const fault = faultOfNewPerson(person) ?? faultOfNewPassword(person.password, person.login)
  if (fault) throw new Refusal('person-not-possible', fault)
  const { password, ...rest } = person
  const id = await insertPerson(db, { ...rest, passwordHash: await hashPassword(password) }, at)
  if (id === undefined) {
    throw new Refusal(
      'login-taken',
      {
        zh: `登录名 ${person.login} 已被使用，请另选一个。`,
        en: `The login ${person.login} is taken; choose another.`,
      },
      409,
    )
  }
  return id
}

/** Adds those who are not there yet and leaves the others as they are, password included. */
export async function ensurePeople(db: Queryable, wanted: readonly NewPerson[], at: Date): Promise<void> {
  for (const person of wanted) {
    if (!(await personByLogin(db, person.login))) await addPerson(db, person, at)
  }
}

/** Gives another password; every session of the person ends, and a lock is lifted. `oneTimeUntil`: to be changed at once. */
export async function setPassword(db: Queryable, login: string, password: string, oneTimeUntil?: Date): Promise<void> {
  const fault = faultOfNewPassword(password, login)
  if (fault) throw new Refusal('password-not-possible', fault)
  const [person] = await updatePassword(db, [login, await hashPassword(password), oneTimeUntil ?? null])
  if (!person) throw noSuchPerson(login)
  await clearAttempts(db, [keyOfLogin(login)])
  await deleteSessionsOf(db, [person.id])
}

/** A disabled person's sessions end at once. */
export async function setPersonActive(db: Queryable, login: string, isActive: boolean): Promise<void> {
  const [person] = await updatePersonActive(db, [login, isActive])
  if (!person) throw noSuchPerson(login)
  if (!isActive) await deleteSessionsOf(db, [person.id])
}

/** Counted before the password is looked at, as for a login; the answer takes it back. */
function countOnNetwork(networks: Networks, network: string | undefined, at: Date): () => void {
  if (network === undefined) return () => {}
  const now = at.getTime()
  const known = networks.get(network) ?? { failures: [], lockedUntil: 0 }
  if (known.lockedUntil > now) throw new TooSoon(secondsUntil(known.lockedUntil, at), at)
  const failures = [...known.failures.filter((one) => one > now - networkWindowSeconds * 1000), now]
  const counted = { failures, lockedUntil: now + waitOfNetwork(failures.length) * 1000 }
  networks.delete(network)
  networks.set(network, counted)
  if (networks.size > networksAtMost) networks.delete(networks.keys().next().value!)
  return () => {
    const standing = networks.get(network)
    if (standing === undefined) return
    const one = standing.failures.indexOf(now)
    if (one >= 0) standing.failures.splice(one, 1)
    if (standing.lockedUntil === counted.lockedUntil) standing.lockedUntil = 0
  }
}

function forgottenBefore(at: Date) {
  return new Date(at.getTime() - failuresForgottenHours * 3_600_000)
}

function secondsUntil(instant: number, at: Date) {
  return Math.max(1, Math.ceil((instant - at.getTime()) / 1000))
}

function wrong() {
  return new Refusal(
    'sign-in-wrong',
    {
      zh: `登录名或密码不正确。连续 ${failuresUntilLock} 次错误后将锁定 15 分钟。`,
      en: `The login or the password is wrong. After ${failuresUntilLock} wrong attempts in a row the login is locked for 15 minutes.`,
    },
    401,
  )
}

export const oldPasswordWrong = new Refusal('old-password-wrong', {
  zh: '现用密码不正确，密码没有更改。',
  en: 'The password you have now is not the one you typed; nothing was changed.',
})

const oneTimeOver = new Refusal(
  'one-time-over',
  {
    zh: '这个一次性密码已过期，请联系管理员重新设置。',
    en: 'This one-time password is over. Ask the administrator for another.',
  },
  401,
)

export function noSuchPerson(login: string): Refusal {
  return new Refusal('person-unknown', { zh: `没有登录名 ${login}。`, en: `There is no login ${login}.` }, 404)
}
