/**
 * Signing in. A wrong password costs time, five in a row lock the login for a
 * quarter of an hour, and a login nobody has answers in every way like one that
 * somebody has.
 */
import type { Queryable } from '../database/connect.ts'
import { Refusal } from '../refusal.ts'
import { compareWithNobody, faultOfNewPassword, hashPassword, isPassword } from './passwords.ts'
import {
  failuresUntilLock,
  faultOfNewPerson,
  type NewPerson,
  type Person,
  waitAfterFailures,
  waitsAfterFailures,
} from './people.ts'
import {
  clearAttempts,
  countAttempt,
  deleteSessionsOf,
  insertPerson,
  personByLogin,
  updatePassword,
  updatePersonActive,
} from './store.ts'

/** Thrown with the time after which another try is looked at. */
export class TooSoon extends Refusal {
  readonly retryAfterSeconds: number

  constructor(seconds: number) {
    const [zh, en] =
      seconds > 90
        ? [`${Math.ceil(seconds / 60)} 分钟`, `${Math.ceil(seconds / 60)} minutes`]
        : [`${seconds} 秒`, `${seconds} seconds`]
    super(
      'sign-in-locked',
      { zh: `尝试次数过多，请在 ${zh}后再试。`, en: `Too many attempts: try again in ${en}.` },
      429,
    )
    this.retryAfterSeconds = seconds
  }
}

/** Remembers failures of logins that nobody has, so that they lock too. Bounded; the oldest is forgotten first. */
export type Strangers = Map<string, { failures: number; lockedUntil: number }>
const strangersAtMost = 10_000

export async function signIn(
  db: Queryable,
  strangers: Strangers,
  tried: { login: string; password: string },
  at: Date,
): Promise<Person> {
  const login = tried.login.trim().toLowerCase()
  const attempt = await countAttempt(db, login, waitsAfterFailures, at)
  if (attempt === undefined) {
    countStranger(strangers, login, at)
    await compareWithNobody(tried.password)
    throw wrong()
  }
  if ('lockedUntil' in attempt) throw new TooSoon(secondsUntil(attempt.lockedUntil.getTime(), at))
  // A disabled person is told no more than a wrong password would tell, and after the same time.
  if (!(await isPassword(tried.password, attempt.passwordHash)) || !attempt.person.isActive) throw wrong()
  await clearAttempts(db, [attempt.person.id])
  return attempt.person
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

/** Gives another password; every session of the person ends, and a lock is lifted. */
export async function setPassword(db: Queryable, login: string, password: string): Promise<void> {
  const fault = faultOfNewPassword(password, login)
  if (fault) throw new Refusal('password-not-possible', fault)
  const [person] = await updatePassword(db, [login, await hashPassword(password)])
  if (!person) throw noSuchPerson(login)
  await deleteSessionsOf(db, [person.id])
}

/** A disabled person's sessions end at once. */
export async function setPersonActive(db: Queryable, login: string, isActive: boolean): Promise<void> {
  const [person] = await updatePersonActive(db, [login, isActive])
  if (!person) throw noSuchPerson(login)
  if (!isActive) await deleteSessionsOf(db, [person.id])
}

function countStranger(strangers: Strangers, login: string, at: Date) {
  const known = strangers.get(login)
  if (known && known.lockedUntil > at.getTime()) throw new TooSoon(secondsUntil(known.lockedUntil, at))
  const failures = (known?.failures ?? 0) + 1
  strangers.delete(login)
  strangers.set(login, { failures, lockedUntil: at.getTime() + waitAfterFailures(failures) * 1000 })
  if (strangers.size > strangersAtMost) strangers.delete(strangers.keys().next().value!)
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

function noSuchPerson(login: string) {
  return new Refusal('person-unknown', { zh: `没有登录名 ${login}。`, en: `There is no login ${login}.` }, 404)
}
