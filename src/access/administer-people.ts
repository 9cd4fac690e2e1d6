/**
 * People administered: each action is one transaction with its entry in the log.
 * An administrator gives no right to themselves and cannot be the last to go; a
 * password that somebody else gave opens nothing but the way to another one.
 */
import type { Regions } from '../codes/regions.ts'
import { isKnownRegion } from '../codes/regions.ts'
import { hasUsccForm } from '../codes/uscc.ts'
import { type Pool, type Client as Tx, transaction } from '../database/connect.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { appendChange, changedBetween, reasonGiven } from './change.ts'
import { faultOfNewPassword, hashPassword, oneTimePassword } from './passwords.ts'
import { faultOfNewPerson, type NewPerson, type Person } from './people.ts'
import { mayDo } from './permits.ts'
import { addPerson, assertOwnPassword, keyOfLogin, noSuchPerson, oldPasswordWrong } from './sign-in.ts'
import {
  clearAttempts,
  deleteSessionsOf,
  hasOtherAdministrator,
  lockAdministrators,
  lockPerson,
  updateOwnPassword,
  updatePassword,
  updatePersonActive,
  updatePersonFacts,
} from './store-people.ts'

/** How long a password that was handed over waits for its owner. */
export const oneTimeHours = 72

export type PersonFacts = Pick<NewPerson, 'name' | 'role' | 'body' | 'region'>

/** The one-time password is answered once and kept nowhere; `password` is one typed at the machine. */
export async function enrol(
  pool: Pool,
  ask: { person: PersonFacts & { login: string }; password?: string; isOwn?: boolean; reason: string; by: Caller },
  regions: Regions | undefined,
  at: Date,
): Promise<{ id: number; oneTimePassword: string }> {
  assertAdministrator(ask.by)
  const reason = reasonGiven(ask.reason)
  const person = tidied({ ...ask.person, login: ask.person.login.trim().toLowerCase() })
  const fault = faultOfNewPerson(person)
  if (fault) throw new Refusal('person-not-possible', fault)
  assertPlace(person, regions)
  const password = ask.password ?? oneTimePassword()
  const given = ask.isOwn ? person : { ...person, oneTimeUntil: oneTimeUntil(at) }
  return transaction(pool, async (tx) => {
    const id = await addPerson(tx, { ...given, password }, at)
    const { login: target, ...facts } = person
    await appendChange(
      tx,
      { act: 'added', kind: 'person', target, reason, changed: changedBetween({}, facts), by: ask.by },
      at,
    )
    return { id, oneTimePassword: password }
  })
}

/** Another name, role, body or region. What changes a right ends the sessions in which it was another. */
export async function changePerson(
  pool: Pool,
  ask: { login: string; facts: Partial<PersonFacts>; reason: string; by: Caller },
  regions: Regions | undefined,
  at: Date,
): Promise<void> {
  assertAdministrator(ask.by)
  const reason = reasonGiven(ask.reason)
  await transaction(pool, async (tx) => {
    const person = await held(tx, ask.login)
    const before = factsOf(person)
    const stated = Object.fromEntries(Object.entries(ask.facts).filter(([, value]) => value !== undefined))
    const after = tidied({ ...before, ...stated })
    const changed = changedBetween(before, after)
    if (Object.keys(changed).length === 0) throw nothingChanged
    const isRight = ['role', 'body', 'region'].some((field) => field in changed)
    if (isRight && isThemselves(ask.by, person)) throw notOneself
    const fault = faultOfNewPerson({ ...after, login: person.login })
    if (fault) throw new Refusal('person-not-possible', fault)
    assertPlace(after, regions)
    if (person.role === 'administrator' && after.role !== 'administrator') await assertNotLast(tx, person)
    await updatePersonFacts(tx, [person.login, after.name, after.role, after.body, after.region])
    if (isRight) await deleteSessionsOf(tx, [person.id])
    await appendChange(tx, { act: 'changed', kind: 'person', target: person.login, reason, changed, by: ask.by }, at)
  })
}

export const personActs = ['disable', 'enable', 'unlock', 'end-sessions', 'give-password'] as const
export type PersonAct = (typeof personActs)[number]

/** `give-password` answers a one-time password, once. */
export async function actOnPerson(
  pool: Pool,
  ask: { login: string; act: PersonAct; password?: string; isOwn?: boolean; reason: string; by: Caller },
  at: Date,
): Promise<{ oneTimePassword?: string }> {
  assertAdministrator(ask.by)
  const reason = reasonGiven(ask.reason)
  return transaction(pool, async (tx) => {
    const person = await held(tx, ask.login)
    // One's own password is changed by whoever knows it; one's own sessions are ended on the page for it.
    if (isThemselves(ask.by, person)) throw notOneself
    const said = { kind: 'person', target: person.login, reason, by: ask.by } as const
    switch (ask.act) {
      case 'disable':
        if (!person.isActive) throw nothingChanged
        if (person.role === 'administrator') await assertNotLast(tx, person)
        await updatePersonActive(tx, [person.login, false])
        await deleteSessionsOf(tx, [person.id])
        await appendChange(tx, { ...said, act: 'disabled', changed: {} }, at)
        return {}
      case 'enable':
        if (person.isActive) throw nothingChanged
        await updatePersonActive(tx, [person.login, true])
        await appendChange(tx, { ...said, act: 'enabled', changed: {} }, at)
        return {}
      case 'unlock':
        await clearAttempts(tx, [keyOfLogin(person.login)])
        await appendChange(tx, { ...said, act: 'unlocked', changed: {} }, at)
        return {}
      case 'end-sessions':
        await deleteSessionsOf(tx, [person.id])
        await appendChange(tx, { ...said, act: 'sessions-ended', changed: {} }, at)
        return {}
      case 'give-password': {
        const password = ask.password ?? oneTimePassword()
        assertGoodPassword(password, person.login)
        const until = ask.isOwn ? null : oneTimeUntil(at)
        await updatePassword(tx, [person.login, await hashPassword(password), until])
        await clearAttempts(tx, [keyOfLogin(person.login)])
        await deleteSessionsOf(tx, [person.id])
        await appendChange(tx, { ...said, act: 'password-given', changed: {} }, at)
        return { oneTimePassword: password }
      }
    }
  })
}

/** One's own password, by whoever knows the one that stands. Every session ends; the door begins another for this browser. */
export async function chooseOwnPassword(
  pool: Pool,
  ask: { person: Person; old: string; wanted: string; by: Caller },
  at: Date,
): Promise<void> {
  const { person, old, wanted } = ask
  assertGoodPassword(wanted, person.login)
  if (wanted.normalize('NFKC') === old.normalize('NFKC')) throw samePassword
  const instead = await assertOwnPassword(pool, person, old, at)
  const hash = await hashPassword(wanted)
  await transaction(pool, async (tx) => {
    // An administrator may have given another one since it was compared: that one stands.
    const [changed] = await updateOwnPassword(tx, [person.id, hash, instead])
    if (!changed) throw oldPasswordWrong
    await deleteSessionsOf(tx, [person.id])
    await appendChange(
      tx,
      { act: 'password-chosen', kind: 'person', target: person.login, reason: '', changed: {}, by: ask.by },
      at,
    )
  })
}

function assertGoodPassword(password: string, login: string) {
  const fault = faultOfNewPassword(password, login)
  if (fault) throw new Refusal('password-not-possible', fault)
}

function assertAdministrator(by: Caller) {
  if (!mayDo(by, 'manage-people')) throw notAdministrator
}

async function held(tx: Tx, login: string): Promise<Person> {
  const person = await lockPerson(tx, login.trim().toLowerCase())
  if (!person) throw noSuchPerson(login.slice(0, 64))
  return person
}

function isThemselves(by: Caller, person: Person) {
  return by.kind === 'person' && by.who === person.login
}

async function assertNotLast(tx: Tx, person: Person) {
  await lockAdministrators(tx, [])
  if (!(await hasOtherAdministrator(tx, person.login))) throw lastAdministrator
}

const factsOf = ({ name, role, body, region }: PersonFacts): PersonFacts => ({ name, role, body, region })

function tidied<T extends PersonFacts>(person: T): T {
  const [name, body, region] = [person.name, person.body, person.region].map((text) => text.trim())
  return { ...person, name: name!, body: body!.toUpperCase(), region: region! }
}

/** Where somebody works decides what they may see, so it is never left open; an administrator sees none of it. */
function assertPlace({ role, body, region }: PersonFacts, regions: Regions | undefined) {
  const isOpen = role === 'administrator'
  if (body === '' ? !isOpen : !hasUsccForm(body)) throw bodyMalformed
  if (region === '' ? !isOpen : !isRegion(regions, region)) throw regionUnknown(region)
}

/** Six digits of a region of the tables, where tables are given; 000000 is the whole country. */
export function isRegion(regions: Regions | undefined, region: string): boolean {
  if (!/^\d{6}$/.test(region)) return false
  return region === '000000' || regions === undefined || isKnownRegion(regions, region)
}

function oneTimeUntil(at: Date) {
  return new Date(at.getTime() + oneTimeHours * 3_600_000)
}

export const notAdministrator = new Refusal(
  'not-permitted',
  { zh: '只有系统管理员可以办理。', en: 'Only an administrator may do this.' },
  403,
)
export const nothingChanged = new Refusal('nothing-changed', {
  zh: '与现状相同，没有更改。',
  en: 'It is so already; nothing was changed.',
})
const notOneself = new Refusal('not-oneself', {
  zh: '管理员不能更改自己的角色、单位、地区或状态，请由另一位管理员办理；自己的密码和登录在“我的登录”页更改。',
  en: 'An administrator does not change their own role, body, region or state: another administrator does. One’s own password and sessions are on the page “My sign-ins”.',
})
const lastAdministrator = new Refusal('last-administrator', {
  zh: '这是最后一位在用的系统管理员，请先添加另一位。',
  en: 'This is the last administrator who can sign in; add another one first.',
})
const bodyMalformed = new Refusal('body-malformed', {
  zh: '所在单位应为 18 位统一社会信用代码（管理员可不填）。',
  en: 'The body is a unified social credit code of 18 characters; an administrator needs none.',
})
const samePassword = new Refusal('password-not-possible', {
  zh: '新密码与现用密码相同。',
  en: 'The new password is the one you have.',
})

export function regionUnknown(region: string): Refusal {
  const shown = region.replace(/\p{Cc}/gu, ' ').slice(0, 20)
  return new Refusal('region-unknown', {
    zh: `行政区划表中没有“${shown}”，应为 6 位代码，例如 990101；000000 为全国。`,
    en: `The tables know no region “${shown}”: a code of six digits, such as 990101; 000000 is the whole country.`,
  })
}
