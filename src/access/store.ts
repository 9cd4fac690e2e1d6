/** The SQL of this room: API clients, sources, and the ledger. People and sessions: `store-people.ts`; changes: `store-changes.ts`. */
import { prepared, type Queryable } from '../database/connect.ts'
import type { Role } from '../terms/caller.ts'
import type { Client } from './clients.ts'
import type { CommittedLine, LedgerRow } from './ledger.ts'
import type { Source } from './sources.ts'

/* ------------------------------------------------------------- clients -- */

type ClientRow = {
  id: number
  name: string
  role: Role
  body: string
  region: string
  scopes: string[]
  active: boolean
  since: Date
  last_used_at: Date | null
  old_key_until: Date | null
  checks_a_day: number | null
}
// How many checks a day is what was said last, with its reason, in the changes: nothing beside them that could differ. 0: as the
// settings say.
const clientColumns = `id, name, role, body, region, scopes, active, since, last_used_at, old_key_until,
  (select nullif((c.changed->'checksADay'->>'after')::int, 0) from access_change c
   where c.kind = 'client' and c.target = api_client.id::text and c.changed->'checksADay' is not null
   order by c.id desc limit 1) as checks_a_day`

function clientOf(row: ClientRow): Client {
  const { active, last_used_at: lastUsedAt, old_key_until: oldKeyUntil, checks_a_day: checksADay, ...client } = row
  return {
    ...client,
    isActive: active,
    ...(lastUsedAt ? { lastUsedAt } : {}),
    ...(oldKeyUntil ? { oldKeyUntil } : {}),
    ...(checksADay === null ? {} : { checksADay }),
  }
}

const addClientRow = prepared<{ id: number }>(
  'access-add-client',
  `insert into api_client (name, key_hash, role, body, region, scopes, since)
   values ($1, $2, $3, $4, $5, $6, $7)
   returning id`,
)

export async function insertClient(
  db: Queryable,
  client: Pick<Client, 'name' | 'role' | 'body' | 'region' | 'scopes'>,
  keyHash: Buffer,
  at: Date,
): Promise<number> {
  const { name, role, body, region, scopes } = client
  return (await addClientRow(db, [name, keyHash, role, body, region, scopes, at]))[0]!.id
}

const byKeyHash = prepared<ClientRow & { is_old: boolean }>(
  'access-client-by-key',
  `select ${clientColumns}, key_hash <> $1 as is_old from api_client
   where active and (key_hash = $1 or (old_key_hash = $1 and old_key_until > $2))`,
)

/** `until`: the key was changed, and ends then. */
export async function activeClientOfKey(
  db: Queryable,
  keyHash: Buffer,
  at: Date,
): Promise<(Client & { until?: Date }) | undefined> {
  const [row] = await byKeyHash(db, [keyHash, at])
  if (!row) return undefined
  const { is_old: isOld, ...rest } = row
  return isOld && rest.old_key_until ? { ...clientOf(rest), until: rest.old_key_until } : clientOf(rest)
}

/** Once a minute at most: a client that asks a thousand times a second writes no more than that. */
export const touchClient = prepared<never, [id: number, at: Date, before: Date]>(
  'access-touch-client',
  'update api_client set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $3)',
)

const allClients = prepared<ClientRow>('access-clients', `select ${clientColumns} from api_client order by id`)

export async function clients(db: Queryable): Promise<Client[]> {
  return (await allClients(db, [])).map(clientOf)
}

const oneClientLocked = prepared<ClientRow>(
  'access-client-locked',
  `select ${clientColumns} from api_client where id = $1 for update`,
)

/** The client, held until the transaction ends. */
export async function lockClient(db: Queryable, id: number): Promise<Client | undefined> {
  const [row] = await oneClientLocked(db, [id])
  return row && clientOf(row)
}

export const updateClientFacts = prepared<
  never,
  [id: number, name: string, body: string, region: string, scopes: readonly string[]]
>('access-update-client', 'update api_client set name = $2, body = $3, region = $4, scopes = $5 where id = $1')

/** A new key; the one before stays good until then, or ends at once. */
export const updateClientKey = prepared<never, [id: number, keyHash: Buffer, oldUntil: Date | null]>(
  'access-update-client-key',
  `update api_client set key_hash = $2, old_key_until = $3,
     old_key_hash = case when $3::timestamptz is null then null else key_hash end
   where id = $1`,
)

export const updateClientActive = prepared<{ id: number }, [id: number, active: boolean]>(
  'access-update-client-active',
  'update api_client set active = $2 where id = $1 returning id',
)

export const updateClientScopes = prepared<{ id: number }, [id: number, scopes: string[]]>(
  'access-update-client-scopes',
  'update api_client set scopes = $2 where id = $1 returning id',
)

/* ------------------------------------------------------------- sources -- */

type SourceRow = Source & { office_line: string }
const sourceOf = ({ office, office_line: officeLine, ...source }: SourceRow): Source => ({
  ...source,
  ...(office ? { office } : {}),
  ...(officeLine ? { officeLine } : {}),
})
const allSources = prepared<SourceRow>(
  'access-sources',
  'select code, name, region, items, lists, office, office_line from source order by code',
)

export const sources = async (db: Queryable): Promise<Source[]> => (await allSources(db, [])).map(sourceOf)

const oneSourceLocked = prepared<SourceRow>(
  'access-source-locked',
  'select code, name, region, items, lists, office, office_line from source where code = $1 for update',
)

/** Held to the end of the transaction by whoever adds or changes a source. */
export const lockSources = prepared<never, []>(
  'access-lock-sources',
  `select pg_advisory_xact_lock(hashtext('xinheng sources'))`,
)

/** Until the transaction ends nobody else adds a client: what is not there yet has no row that could be held. */
export const lockClients = prepared<never, []>(
  'access-lock-clients',
  `select pg_advisory_xact_lock(hashtext('xinheng clients'))`,
)

const clientNamed = prepared<{ id: number }, [name: string, body: string]>(
  'access-client-named',
  'select id from api_client where name = $1 and body = $2 and active limit 1',
)

/** A client in use of this body that has this name. */
export async function activeClientNamed(db: Queryable, name: string, body: string): Promise<number | undefined> {
  return (await clientNamed(db, [name, body]))[0]?.id
}

/** The source, held until the transaction ends. */
export async function lockSource(db: Queryable, code: string): Promise<Source | undefined> {
  const [row] = await oneSourceLocked(db, [code])
  return row && sourceOf(row)
}

const putSource = prepared(
  'access-put-source',
  `insert into source (code, name, region, items, since, lists, office, office_line)
   values ($1, $2, $3, $4, $5, $6, coalesce($7, ''), coalesce($8, ''))
   on conflict (code) do update set name = excluded.name, region = excluded.region, items = excluded.items,
     lists = excluded.lists, office = coalesce($7, source.office), office_line = coalesce($8, source.office_line)
   where (source.name, source.region, source.items, source.lists, source.office, source.office_line)
     is distinct from (excluded.name, excluded.region, excluded.items, excluded.lists,
       coalesce($7, source.office), coalesce($8, source.office_line))`,
)

/** What is not said of the office stays as it stands. */
export async function upsertSource(db: Queryable, source: Source, at: Date): Promise<void> {
  const { code, name, region, items, lists = [], office = null, officeLine = null } = source
  await putSource(db, [code, name, region, items, at, lists, office, officeLine])
}

/* -------------------------------------------------------------- ledger -- */

// The lists of fields travel as array literals: unnest would flatten an array of arrays.
const addLedgerRows = prepared(
  'access-add-ledger-rows',
  `insert into ledger
     (at, subject_code, body, who, role, act, purpose, matter, case_number, fields, allowed, reason, commitment, seed)
   select at, subject_code, body, who, role, act, purpose, matter, case_number, fields::text[], allowed, reason,
     decode(commitment, 'hex'), decode(seed, 'hex')
   from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
     $8::text[], $9::text[], $10::text[], $11::boolean[], $12::text[], $13::text[], $14::text[])
     as row (at, subject_code, body, who, role, act, purpose, matter, case_number, fields, allowed, reason, commitment, seed)`,
)

export async function insertLedgerRows(db: Queryable, rows: readonly CommittedLine[]): Promise<void> {
  const literals = new Map<readonly string[], string>()
  const literal = (fields: readonly string[]) => {
    let text = literals.get(fields)
    if (text === undefined) {
      text = `{${fields.map((field) => `"${field.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`
      literals.set(fields, text)
    }
    return text
  }
  await addLedgerRows(db, [
    rows.map((row) => row.at),
    rows.map((row) => row.subject),
    rows.map((row) => row.body),
    rows.map((row) => row.who),
    rows.map((row) => row.role),
    rows.map((row) => row.act),
    rows.map((row) => row.purpose),
    rows.map((row) => row.matter),
    rows.map((row) => row.caseNumber),
    rows.map((row) => literal(row.fields)),
    rows.map((row) => row.allowed),
    rows.map((row) => row.reason ?? null),
    rows.map((row) => row.commitment.toString('hex')),
    rows.map((row) => row.seed.toString('hex')),
  ])
}

type LedgerDbRow = {
  at: Date
  subject_code: string
  body: string
  who: string
  role: Role
  act: string
  purpose: string
  matter: string
  case_number: string
  fields: string[]
  allowed: boolean
  reason: string | null
}
const readLedger = prepared<LedgerDbRow>(
  'access-ledger-of',
  `select at, subject_code, body, who, role, act, purpose, matter, case_number, fields, allowed, reason
   from ledger where subject_code = $1 order by at desc, id desc limit $2`,
)

/** Who looked at a subject, newest first; '' gives what was refused before a subject was known. */
export async function ledgerOf(db: Queryable, subject: string, limit: number): Promise<LedgerRow[]> {
  const rows = await readLedger(db, [subject, limit])
  return rows.map(({ subject_code: subject, case_number: caseNumber, reason, ...row }) => ({
    ...row,
    subject,
    caseNumber,
    reason: reason ?? undefined,
  }))
}

/* --------------------------------------------------------------- desk -- */

const lockedPeople = prepared<{ login: string; until: Date }, [at: Date, from: number]>(
  'access-locked-people',
  `select p.login, a.locked_until as until
   from sign_in_attempt a join person p on sha256(convert_to(p.login, 'UTF8')) = a.login_key
   where a.locked_until > $1 and a.failures >= $2 and p.active order by a.locked_until desc limit 20`,
)
/** Who cannot sign in just now for so many wrong passwords in a row; the most recent twenty. */
export const lockedNow = (db: Queryable, lockedFrom: number, at: Date): Promise<{ login: string; until: Date }[]> =>
  lockedPeople(db, [at, lockedFrom])

const countActive = prepared<{ people: number; clients: number }, []>(
  'access-count-active',
  `select (select count(*)::int from person where active) as people, (select count(*)::int from api_client where active) as clients`,
)
export const activeCounts = async (db: Queryable): Promise<{ people: number; clients: number }> =>
  (await countActive(db, []))[0]!
