/** People, clients and sources as their administrator changes them. Their lists: `lists-of-office.ts`, `lists-of-bodies.ts`. */
import { actOnClient, changeClient, enrolClient } from '../access/administer-clients.ts'
import { actOnPerson, changePerson, enrol } from '../access/administer-people.ts'
import { putSource } from '../access/administer-sources.ts'
import type { Client } from '../access/clients.ts'
import { failuresUntilLock } from '../access/people.ts'
import { clients } from '../access/store.ts'
import { type PersonAsListed, peopleListed } from '../access/store-people.ts'
import { examineUscc } from '../codes/uscc.ts'
import { regionsOfBook } from '../rulebook/codes-of-book.ts'
import { overrideOf } from '../subjects/store.ts'
import type { House } from './house.ts'
import type { Ask } from './route.ts'
import type {
  ClientActAsk,
  ClientChange,
  ClientGiven,
  ClientId,
  ClientView,
  NewClientAsk,
  NewPersonAsk,
  PersonActAsk,
  PersonChange,
  PersonGiven,
  PersonLogin,
  PersonView,
  SourceAsk,
  SourcePut,
} from './schemas/people.ts'

export async function add({ house, at, caller, body }: Ask<{ body: typeof NewPersonAsk }>): Promise<PersonGiven> {
  const { reason, ...person } = body
  const { oneTimePassword } = await enrol(house.services.pool, { person, reason, by: caller }, regionsOf(house), at)
  return { person: await oneView(house, person.login, at), oneTimePassword }
}

export async function change({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof PersonLogin; body: typeof PersonChange }>): Promise<PersonGiven> {
  const { reason, ...facts } = body
  const ask = { login: params.login, facts, reason, by: caller }
  await changePerson(house.services.pool, ask, regionsOf(house), at)
  return { person: await oneView(house, params.login, at) }
}

export async function act({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof PersonLogin; body: typeof PersonActAsk }>): Promise<PersonGiven> {
  const given = await actOnPerson(house.services.pool, { login: params.login, ...body, by: caller }, at)
  return { person: await oneView(house, params.login, at), ...given }
}

export async function addClient({ house, at, caller, body }: Ask<{ body: typeof NewClientAsk }>): Promise<ClientGiven> {
  const { reason, ...client } = body
  const made = await enrolClient(house.services.pool, { client, reason, by: caller }, regionsOf(house), at)
  return { client: await oneClient(house, made.id, at), key: made.key }
}

export async function changeOneClient({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof ClientId; body: typeof ClientChange }>): Promise<ClientGiven> {
  const { reason, ...facts } = body
  const ask = { id: params.id, facts, reason, by: caller }
  await changeClient(house.services.pool, house.clients, ask, regionsOf(house), at)
  return { client: await oneClient(house, params.id, at) }
}

export async function actOnOneClient({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof ClientId; body: typeof ClientActAsk }>): Promise<ClientGiven> {
  const given = await actOnClient(house.services.pool, house.clients, { id: params.id, ...body, by: caller }, at)
  return { client: await oneClient(house, params.id, at), ...given }
}

export async function put({ house, at, caller, body }: Ask<{ body: typeof SourceAsk }>): Promise<SourcePut> {
  const { reason, isNew: mustBeNew = false, ...stated } = body
  const { pool, book } = house.services
  const { code } = examineUscc(stated.code)
  const source = { ...stated, code }
  const hasOverride = (await overrideOf(pool, code)) !== undefined
  const of = { book, regions: regionsOf(house) }
  const { isNew } = await putSource(pool, { source, isNew: mustBeNew, reason, by: caller, hasOverride }, of, at)
  house.sources.forget()
  return { code, isNew }
}

function regionsOf(house: House) {
  return regionsOfBook(house.services.book)
}

async function oneView(house: House, stated: string, at: Date): Promise<PersonView> {
  const login = stated.trim().toLowerCase()
  const idleBefore = new Date(at.getTime() - house.settings.sessions.idleMinutes * 60_000)
  const ask = { login, limit: 1, idleBefore, lockedFrom: failuresUntilLock }
  return (await personViews(house, (await peopleListed(house.services.pool, ask, at)).rows, at))[0]!
}

export async function personViews(house: House, found: readonly PersonAsListed[], at: Date): Promise<PersonView[]> {
  const names = await bodyNames(house, at)
  return found.map(({ id: _, lastInAt, lockedUntil, oneTimeUntil, since, role, ...person }) => ({
    ...person,
    role: role as PersonView['role'],
    bodyName: names.get(person.body) ?? '',
    since: since.toISOString(),
    ...(lastInAt ? { lastInAt: lastInAt.toISOString() } : {}),
    ...(lockedUntil ? { lockedUntil: lockedUntil.toISOString() } : {}),
    ...(oneTimeUntil ? { oneTimeUntil: oneTimeUntil.toISOString() } : {}),
  }))
}

async function oneClient(house: House, id: number, at: Date): Promise<ClientView> {
  const all = await clients(house.services.pool)
  return (await clientViews(house, [all.find((one) => one.id === id)!], at))[0]!
}

export async function clientViews(house: House, found: readonly Client[], at: Date): Promise<ClientView[]> {
  const names = await bodyNames(house, at)
  const used = await house.quotas.usedBy(
    found.map(({ id }) => `client:${id}`),
    at,
  )
  return found.map(({ since, lastUsedAt, oldKeyUntil, role, checksADay, ...client }) => ({
    ...client,
    checksADay: checksADay ?? house.settings.checksADay,
    hasOwnChecksADay: checksADay !== undefined,
    checksToday: used.get(`client:${client.id}`) ?? 0,
    role: role as ClientView['role'],
    bodyName: names.get(client.body) ?? '',
    since: since.toISOString(),
    ...(lastUsedAt ? { lastUsedAt: lastUsedAt.toISOString() } : {}),
    ...(oldKeyUntil && oldKeyUntil > at ? { oldKeyUntil: oldKeyUntil.toISOString() } : {}),
  }))
}

async function bodyNames(house: House, at: Date): Promise<Map<string, string>> {
  return new Map((await house.sources.all(at)).map(({ code, name }) => [code, name]))
}
