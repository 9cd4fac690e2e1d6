/**
 * API clients: other systems that ask. A key is `xh_<id>_<secret>`; the secret
 * is 32 random bytes, so its plain SHA-256 is all that is kept and a guess is
 * hopeless without a slow hash. The key is shown once, when it is made.
 */
import { hash, randomBytes } from 'node:crypto'
import type { Queryable } from '../database/connect.ts'
import { Refusal } from '../refusal.ts'
import type { Caller, Role } from '../terms/caller.ts'
import { type Scope, scopes } from './permits.ts'
import { activeClientOfKey, insertClient, touchClient, updateClientActive, updateClientScopes } from './store.ts'

export type Client = {
  id: number
  name: string
  role: Role
  body: string
  region: string
  scopes: string[]
  isActive: boolean
  since: Date
  /** To the minute. */
  lastUsedAt?: Date
  /** The key before the last change is good until then. */
  oldKeyUntil?: Date
  /** What an administrator set last; undefined: what the settings say. */
  checksADay?: number
}

export type NewClient = Pick<Client, 'name' | 'role' | 'body' | 'region' | 'checksADay'> & { scopes: Scope[] }

export async function addClient(db: Queryable, client: NewClient, at: Date): Promise<{ id: number; key: string }> {
  assertScopes(client.scopes)
  const { secret, keyHash } = newSecret()
  const id = await insertClient(db, client, keyHash, at)
  return { id, key: keyOfClient(id, secret) }
}

export function newSecret(): { secret: string; keyHash: Buffer } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, keyHash: Buffer.from(hashOfSecret(secret), 'hex') }
}

export const keyOfClient = (id: number, secret: string): string => `xh_${id}_${secret}`

export function assertScopes(wanted: readonly string[]): asserts wanted is Scope[] {
  const unknown = wanted.find((scope) => !(scopes as readonly string[]).includes(scope))
  if (unknown !== undefined || wanted.length === 0) {
    throw new Refusal('scope-unknown', {
      zh: `接口客户端至少需要一个范围，可用范围：${scopes.join(', ')}。`,
      en: `A client needs at least one scope; scopes are ${scopes.join(', ')}.`,
    })
  }
}

/** How long a change made by another process may go unnoticed here. */
export const clientKeepSeconds = 5
const clientsAtMost = 10_000

export type ClientCache = {
  /** The caller behind a key; undefined: none. No query while it is remembered. */
  find(key: string, at: Date): Caller | undefined | Promise<Caller | undefined>
  forget(id: number): void
}

/**
 * Remembers who is behind a key, by the key's hash, for `keepSeconds`. What
 * this process changes holds at once (`forget`); what another process changes
 * holds after `keepSeconds` at the latest, a disabled client included.
 */
export function clientCache(db: Queryable, keepSeconds = clientKeepSeconds): ClientCache {
  const known = new Map<string, { id: number; caller: Caller; from: number; until: number }>()
  let changes = 0

  async function look(keyHash: string, id: number, at: number): Promise<Caller | undefined> {
    const changesBefore = changes
    const now = new Date(at)
    const client = await activeClientOfKey(db, Buffer.from(keyHash, 'hex'), now)
    if (client === undefined || client.id !== id) {
      known.delete(keyHash)
      return undefined
    }
    const aMinuteAgo = new Date(at - 60_000)
    if (client.lastUsedAt === undefined || client.lastUsedAt < aMinuteAgo) await touchClient(db, [id, now, aMinuteAgo])
    const caller = callerOfClient(client)
    // What was read before a change is answered once and not remembered.
    if (changes === changesBefore) {
      known.delete(keyHash)
      const until = Math.min(at + keepSeconds * 1000, client.until?.getTime() ?? Number.POSITIVE_INFINITY)
      known.set(keyHash, { id, caller, from: at, until })
      if (known.size > clientsAtMost) known.delete(known.keys().next().value!)
    }
    return caller
  }

  return {
    find(key, at) {
      const parts = /^xh_(\d{1,15})_([\w-]{43})$/.exec(key)
      if (parts === null) return undefined
      const keyHash = hashOfSecret(parts[2]!)
      const id = Number(parts[1])
      const found = known.get(keyHash)
      const now = at.getTime()
      if (found !== undefined && found.id === id && now < found.until && now >= found.from) {
        return found.caller
      }
      return look(keyHash, id, now)
    },
    forget(id) {
      changes++
      for (const [keyHash, entry] of known) if (entry.id === id) known.delete(keyHash)
    },
  }
}

export async function setClientActive(db: Queryable, cache: ClientCache, id: number, isActive: boolean): Promise<void> {
  const [client] = await updateClientActive(db, [id, isActive])
  cache.forget(id)
  if (!client) throw noSuchClient(id)
}

export async function setClientScopes(db: Queryable, cache: ClientCache, id: number, wanted: Scope[]): Promise<void> {
  const [client] = await updateClientScopes(db, [id, wanted])
  cache.forget(id)
  if (!client) throw noSuchClient(id)
}

export function callerOfClient(
  client: Pick<Client, 'id' | 'role' | 'body' | 'region' | 'scopes' | 'checksADay'>,
): Caller {
  return {
    kind: 'client',
    who: `client:${client.id}`,
    role: client.role,
    body: client.body,
    region: client.region,
    scopes: client.scopes,
    ...(client.checksADay === undefined ? {} : { checksADay: client.checksADay }),
  }
}

function hashOfSecret(secret: string): string {
  return hash('sha256', secret, 'hex')
}

export function noSuchClient(id: number): Refusal {
  return new Refusal('client-unknown', { zh: `没有接口客户端 ${id}。`, en: `There is no API client ${id}.` }, 404)
}
