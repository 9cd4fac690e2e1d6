/**
 * People who sign in, and what a wrong password costs. A person here is a user
 * of the platform, never a subject of it.
 */
import type { Caller, Role } from '../terms/caller.ts'
import { roles } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'

export type Person = {
  id: number
  login: string
  name: string
  role: Role
  /** Code of the body the person works for. */
  body: string
  region: string
  isActive: boolean
  /** The password was given by somebody else: it is good until then, for choosing another. */
  oneTimeUntil?: Date
}

export type NewPerson = Omit<Person, 'id' | 'isActive'> & { password: string }

export function callerOfPerson(person: Person): Caller {
  return {
    kind: 'person',
    who: person.login,
    role: person.role,
    body: person.body,
    region: person.region,
    scopes: [],
  }
}

/**
 * Seconds to wait after the n-th wrong password in a row: nothing for a slip of
 * the finger, longer after each other one, then a lock. Five attempts as level-3
 * protection (GB/T 22239-2019, 8.1.4.1) asks for a lock after failures.
 */
export const waitsAfterFailures = [0, 1, 2, 5, 900] as const
export const failuresUntilLock = waitsAfterFailures.length

/** Wrong passwords of yesterday count no more. */
export const failuresForgottenHours = 24

/**
 * Seconds a network waits after so many wrong passwords of anybody within a
 * quarter of an hour: an office shares one address, so the first ten cost
 * nothing; from then on each costs twice as much as the one before.
 */
export function waitOfNetwork(failures: number): number {
  return failures <= failuresFreeOfNetwork ? 0 : Math.min(networkWindowSeconds, 2 ** (failures - failuresFreeOfNetwork))
}
export const failuresFreeOfNetwork = 10
export const networkWindowSeconds = 900

export function isRole(value: string): value is Role {
  return (roles as readonly string[]).includes(value) && value !== 'organisation'
}

/** Says what is wrong with a login or role somebody wants to give, or nothing. */
export function faultOfNewPerson(person: Pick<NewPerson, 'login' | 'role' | 'name'>): Says | undefined {
  if (!/^[a-z][a-z0-9._-]{1,63}$/.test(person.login)) {
    return {
      zh: '登录名以小写字母开头，由 2 至 64 个小写字母、数字、点、横线或下划线组成。',
      en: 'A login starts with a small letter and has 2 to 64 small letters, digits, dots, hyphens or underscores.',
    }
  }
  if (!isRole(person.role) || person.role === 'public') {
    const known = roles.filter((role) => role !== 'public' && role !== 'organisation').join(', ')
    return { zh: `没有这个角色，可用角色：${known}。`, en: `There is no such role; roles are ${known}.` }
  }
  if (person.name.trim() === '') return { zh: '需要填写姓名。', en: 'A name is needed.' }
}
