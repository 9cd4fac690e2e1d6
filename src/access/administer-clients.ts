/** API clients administered: each action is one transaction with its entry in the log; a key is answered once. */
import type { Regions } from '../codes/regions.ts'
import { hasUsccForm } from '../codes/uscc.ts'
import { type Pool, type Client as Tx, transaction } from '../database/connect.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { isRegion, notAdministrator, nothingChanged, regionUnknown } from './administer-people.ts'
import { appendChange, changedBetween, reasonGiven } from './change.ts'
import {
  addClient,
  assertScopes,
  type Client,
  type ClientCache,
  keyOfClient,
  type NewClient,
  newSecret,
  noSuchClient,
} from './clients.ts'
import { isRole } from './people.ts'
import { mayDo } from './permits.ts'
import {
  activeClientNamed,
  lockClient,
  lockClients,
  updateClientActive,
  updateClientFacts,
  updateClientKey,
} from './store.ts'

/** `checksADay`: 0 for what the settings say. */
export type ClientFacts = Pick<Client, 'name' | 'body' | 'region' | 'scopes' | 'checksADay'>

/** What the changes say of it: the number of checks as a text, as all that stands there. */
const saidOf = ({ checksADay, ...facts }: ClientFacts & { role?: string }) => ({
  ...facts,
  ...(checksADay === undefined ? {} : { checksADay: String(checksADay) }),
})

export async function enrolClient(
  pool: Pool,
  ask: { client: NewClient; reason: string; by: Caller },
  regions: Regions | undefined,
  at: Date,
): Promise<{ id: number; key: string }> {
  assertAdministrator(ask.by)
  const reason = reasonGiven(ask.reason)
  const client = { ...ask.client, ...tidied(ask.client), scopes: ask.client.scopes }
  assertFacts(client, regions)
  // In whose role it asks stands in the ledger; what it may, its scopes say.
  if (!isRole(client.role) || client.role === 'public' || client.role === 'administrator') throw roleNotForClient
  return transaction(pool, async (tx) => {
    await lockClients(tx, [])
    const there = await activeClientNamed(tx, client.name, client.body)
    if (there !== undefined) throw clientThere(there)
    const made = await addClient(tx, client, at)
    const { role, ...facts } = client
    await appendChange(
      tx,
      {
        act: 'added',
        kind: 'client',
        target: String(made.id),
        reason,
        changed: changedBetween({}, saidOf({ ...facts, role })),
        by: ask.by,
      },
      at,
    )
    return made
  })
}

export async function changeClient(
  pool: Pool,
  cache: ClientCache,
  ask: { id: number; facts: Partial<ClientFacts>; reason: string; by: Caller },
  regions: Regions | undefined,
  at: Date,
): Promise<void> {
  assertAdministrator(ask.by)
  const reason = reasonGiven(ask.reason)
  await transaction(pool, async (tx) => {
    const client = await held(tx, ask.id)
    const { name, body, region, scopes, checksADay } = client
    const before: ClientFacts = { name, body, region, scopes, checksADay: checksADay ?? 0 }
    const stated = Object.fromEntries(Object.entries(ask.facts).filter(([, value]) => value !== undefined))
    const after = tidied({ ...before, ...stated })
    const changed = changedBetween(saidOf(before), saidOf(after))
    if (Object.keys(changed).length === 0) throw nothingChanged
    assertFacts(after, regions)
    await updateClientFacts(tx, [ask.id, after.name, after.body, after.region, after.scopes])
    await appendChange(tx, { act: 'changed', kind: 'client', target: String(ask.id), reason, changed, by: ask.by }, at)
  })
  cache.forget(ask.id)
}

export const clientActs = ['disable', 'enable', 'change-key'] as const
export type ClientAct = (typeof clientActs)[number]
/** How long the key before may stay good after a change: none, a day, a week. */
export const overlapHours = [0, 24, 168] as const

/** `change-key` answers the new key, once; the old one ends at once or `overlap` hours later. */
export async function actOnClient(
  pool: Pool,
  cache: ClientCache,
  ask: { id: number; act: ClientAct; overlap?: number; reason: string; by: Caller },
  at: Date,
): Promise<{ key?: string }> {
  assertAdministrator(ask.by)
  const reason = reasonGiven(ask.reason)
  const answer = await transaction(pool, async (tx) => {
    const client = await held(tx, ask.id)
    const said = { kind: 'client', target: String(ask.id), reason, by: ask.by } as const
    if (ask.act === 'change-key') {
      const { secret, keyHash } = newSecret()
      const hours = overlapHours.find((one) => one === ask.overlap) ?? 0
      const oldUntil = hours === 0 ? null : new Date(at.getTime() + hours * 3_600_000)
      await updateClientKey(tx, [ask.id, keyHash, oldUntil])
      const changed = { overlap: { after: `${hours} h` } }
      await appendChange(tx, { ...said, act: 'key-changed', changed }, at)
      return { key: keyOfClient(ask.id, secret) }
    }
    const isActive = ask.act === 'enable'
    if (client.isActive === isActive) throw nothingChanged
    await updateClientActive(tx, [ask.id, isActive])
    await appendChange(tx, { ...said, act: isActive ? 'enabled' : 'disabled', changed: {} }, at)
    return {}
  })
  cache.forget(ask.id)
  return answer
}

function assertAdministrator(by: Caller) {
  if (!mayDo(by, 'manage-clients')) throw notAdministrator
}

async function held(tx: Tx, id: number): Promise<Client> {
  const client = await lockClient(tx, id)
  if (!client) throw noSuchClient(id)
  return client
}

function tidied(client: ClientFacts): ClientFacts {
  const { name, body, region, scopes, checksADay } = client
  return {
    name: name.replace(/\p{Cc}+/gu, ' ').trim(),
    body: body.trim().toUpperCase(),
    region: region.trim(),
    scopes: [...new Set(scopes)],
    ...(checksADay === undefined ? {} : { checksADay }),
  }
}

function assertFacts({ name, body, region, scopes, checksADay = 0 }: ClientFacts, regions: Regions | undefined) {
  if (name === '' || [...name].length > 128) throw nameMissing
  if (!hasUsccForm(body)) throw bodyMissing
  if (!isRegion(regions, region)) throw regionUnknown(region)
  assertScopes(scopes)
  if (!Number.isInteger(checksADay) || checksADay < 0 || checksADay > mostChecksADay) throw checksADayWrong
}

/** Pressed twice, or added by two at once: a second key that nobody asked for would be lost and good. */
const clientThere = (id: number) =>
  new Refusal(
    'client-there',
    {
      zh: `该单位已有同名的在用接口客户端（№ ${id}）；要新密钥请更换密钥，另一个系统请换个名称。`,
      en: `The body has a client in use of this name already (№ ${id}). For a new key change its key; another system bears another name.`,
    },
    409,
  )

/** Beyond it a number is a slip of the hand. */
export const mostChecksADay = 100_000_000

const roleNotForClient = new Refusal('role-not-for-client', {
  zh: '接口客户端的角色只能是 officer、clerk、credit-office 或 auditor。',
  en: 'A client asks as officer, clerk, credit-office or auditor.',
})
const checksADayWrong = new Refusal('checks-a-day-malformed', {
  zh: '每日核查次数应为 0 到 100000000 的整数；0 表示按设置。',
  en: 'Checks a day are a whole number from 0 to 100000000; 0 is what the settings say.',
})
const nameMissing = new Refusal('name-missing', {
  zh: '请填写系统名称（不超过 128 个字符）。',
  en: 'Give the name of the system, 128 characters at most.',
})
const bodyMissing = new Refusal('body-malformed', {
  zh: '所属单位应为 18 位统一社会信用代码。',
  en: 'The body it belongs to is a unified social credit code of 18 characters.',
})
