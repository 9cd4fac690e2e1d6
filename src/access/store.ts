/** The SQL of this room: people, sessions, API clients, sources, and the ledger. */
import { prepared, type Queryable } from '../database/connect.ts'
import type { Role } from '../terms/caller.ts'
import type { Client } from './clients.ts'
import type { CommittedLine, LedgerRow } from './ledger.ts'
import type { Person } from './people.ts'
import type { Session } from './sessions.ts'
import type { Source } from './sources.ts'

/* -------------------------------------------------------------- people -- */

type PersonRow = {
  id: number
  login: string
  name: string
  role: Role
  body: string
  region: string
  active: boolean
}
const personColumns = 'p.id, p.login, p.name, p.role, p.body, p.region, p.active'

function personOf(row: PersonRow): Person {
  const { active, ...person } = row
  return { ...person, isActive: active }
}

export type StoredPerson = Omit<Person, 'id' | 'isActive'> & { passwordHash: string }

const addPersonIfNew = prepared<{ id: number }>(
  'access-add-person',
  `insert into person (login, name, password_hash, role, body, region, since)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (login) do nothing
   returning id`,
)

/** Undefined when the login is taken. */
export async function insertPerson(db: Queryable, person: StoredPerson, at: Date): Promise<number | undefined> {
  const { login, name, passwordHash, role, body, region } = person
  return (await addPersonIfNew(db, [login, name, passwordHash, role, body, region, at]))[0]?.id
}

const oneByLogin = prepared<PersonRow>(
  'access-person-by-login',
  `select ${personColumns} from person p where p.login = $1`,
)

export async function personByLogin(db: Queryable, login: string): Promise<Person | undefined> {
  const [row] = await oneByLogin(db, [login])
  return row && personOf(row)
}

const allPeople = prepared<PersonRow>('access-people', `select ${personColumns} from person p order by p.login`)

export async function people(db: Queryable): Promise<Person[]> {
  return (await allPeople(db, [])).map(personOf)
}

const countPeople = prepared<{ many: number }>(
  'access-has-administrator',
  `select count(*)::int as many from person where role = 'administrator' and active`,
)

export async function hasAdministrator(db: Queryable): Promise<boolean> {
  return (await countPeople(db, []))[0]!.many > 0
}

const takeAttempt = prepared<PersonRow & { password_hash: string }>(
  'access-take-attempt',
  `update person p
   set failures = p.failures + 1,
       locked_until = $2::timestamptz
         + make_interval(secs => ($3::int[])[least(p.failures + 1, cardinality($3::int[]))])
   where p.login = $1 and (p.locked_until is null or p.locked_until <= $2)
   returning ${personColumns}, p.password_hash`,
)
const lockOf = prepared<{ locked_until: Date | null }>(
  'access-lock-of',
  'select locked_until from person where login = $1',
)

/**
 * Counts an attempt before the password is looked at, so that a hundred guesses
 * sent at once count as a hundred; `clearAttempts` takes them back.
 */
export async function countAttempt(
  db: Queryable,
  login: string,
  waits: readonly number[],
  at: Date,
): Promise<{ person: Person; passwordHash: string } | { lockedUntil: Date } | undefined> {
  const [row] = await takeAttempt(db, [login, at, waits])
  if (row) {
    const { password_hash: passwordHash, ...person } = row
    return { person: personOf(person), passwordHash }
  }
  const [lock] = await lockOf(db, [login])
  return lock?.locked_until ? { lockedUntil: lock.locked_until } : undefined
}

export const clearAttempts = prepared<never, [person: number]>(
  'access-clear-attempts',
  'update person set failures = 0, locked_until = null where id = $1',
)

export const updatePassword = prepared<{ id: number }, [login: string, hash: string]>(
  'access-update-password',
  `update person set password_hash = $2, failures = 0, locked_until = null where login = $1 returning id`,
)

export const updatePersonActive = prepared<{ id: number }, [login: string, active: boolean]>(
  'access-update-person-active',
  'update person set active = $2 where login = $1 returning id',
)

/* ------------------------------------------------------------ sessions -- */

type SessionRow = {
  token_hash: Buffer
  csrf: string
  started_at: Date
  seen_at: Date
  ends_at: Date
  agent: string | null
}

function sessionOf(row: SessionRow): Session {
  return {
    tokenHash: row.token_hash,
    csrf: row.csrf,
    startedAt: row.started_at,
    seenAt: row.seen_at,
    endsAt: row.ends_at,
    agent: row.agent ?? '',
  }
}

const addSession = prepared(
  'access-add-session',
  `insert into session (token_hash, person, csrf, started_at, seen_at, ends_at, agent)
   values ($1, $2, $3, $4, $4, $5, $6)`,
)

export async function insertSession(db: Queryable, person: number, session: Session): Promise<void> {
  const { tokenHash, csrf, startedAt, endsAt, agent } = session
  await addSession(db, [tokenHash, person, csrf, startedAt, endsAt, agent])
}

const sessionByToken = prepared<SessionRow & PersonRow>(
  'access-session-by-token',
  `select s.token_hash, s.csrf, s.started_at, s.seen_at, s.ends_at, s.agent, ${personColumns}
   from session s join person p on p.id = s.person
   where s.token_hash = $1`,
)

export async function sessionOfToken(
  db: Queryable,
  tokenHash: Buffer,
): Promise<{ session: Session; person: Person } | undefined> {
  const [row] = await sessionByToken(db, [tokenHash])
  if (!row) return undefined
  const { id, login, name, role, body, region, active } = row
  return { session: sessionOf(row), person: personOf({ id, login, name, role, body, region, active }) }
}

const allSessions = prepared<SessionRow>(
  'access-sessions-of',
  'select token_hash, csrf, started_at, seen_at, ends_at, agent from session where person = $1 order by started_at desc',
)

export async function sessionsOf(db: Queryable, person: number): Promise<Session[]> {
  return (await allSessions(db, [person])).map(sessionOf)
}

export const touchSession = prepared<never, [tokenHash: Buffer, at: Date]>(
  'access-touch-session',
  'update session set seen_at = $2 where token_hash = $1 and seen_at < $2',
)

export const deleteSession = prepared<never, [tokenHash: Buffer]>(
  'access-delete-session',
  'delete from session where token_hash = $1',
)

export const deleteSessionsOf = prepared<never, [person: number]>(
  'access-delete-sessions-of',
  'delete from session where person = $1',
)

/** Ends what is over, idle too long, or beyond the newest `keep` of one person; never the one just started. */
export const deleteOverSessions = prepared<
  never,
  [person: number, at: Date, idleBefore: Date, keep: number, justStarted: Buffer]
>(
  'access-delete-over-sessions',
  `delete from session s
   where s.person = $1 and s.token_hash <> $5
     and (s.ends_at <= $2 or s.seen_at <= $3
       or s.token_hash not in (
         select token_hash from session where person = $1
         order by (token_hash = $5) desc, started_at desc, token_hash limit $4))`,
)

export const deleteAllOverSessions = prepared<never, [at: Date, idleBefore: Date]>(
  'access-delete-all-over-sessions',
  'delete from session where ends_at <= $1 or seen_at <= $2',
)

/* ------------------------------------------------------------- clients -- */

type ClientRow = {
  id: number
  name: string
  role: Role
  body: string
  region: string
  scopes: string[]
  active: boolean
}
const clientColumns = 'id, name, role, body, region, scopes, active'

function clientOf(row: ClientRow): Client {
  const { active, ...client } = row
  return { ...client, isActive: active }
}

const addClientRow = prepared<{ id: number }>(
  'access-add-client',
  `insert into api_client (name, key_hash, role, body, region, scopes, since)
   values ($1, $2, $3, $4, $5, $6, $7)
   returning id`,
)

export async function insertClient(
  db: Queryable,
  client: Omit<Client, 'id' | 'isActive'>,
  keyHash: Buffer,
  at: Date,
): Promise<number> {
  const { name, role, body, region, scopes } = client
  return (await addClientRow(db, [name, keyHash, role, body, region, scopes, at]))[0]!.id
}

const byKeyHash = prepared<ClientRow>(
  'access-client-by-key',
  `select ${clientColumns} from api_client where key_hash = $1 and active`,
)

export async function activeClientOfKey(db: Queryable, keyHash: Buffer): Promise<Client | undefined> {
  const [row] = await byKeyHash(db, [keyHash])
  return row && clientOf(row)
}

const allClients = prepared<ClientRow>('access-clients', `select ${clientColumns} from api_client order by id`)

export async function clients(db: Queryable): Promise<Client[]> {
  return (await allClients(db, [])).map(clientOf)
}

export const updateClientActive = prepared<{ id: number }, [id: number, active: boolean]>(
  'access-update-client-active',
  'update api_client set active = $2 where id = $1 returning id',
)

export const updateClientScopes = prepared<{ id: number }, [id: number, scopes: string[]]>(
  'access-update-client-scopes',
  'update api_client set scopes = $2 where id = $1 returning id',
)

/* ------------------------------------------------------------- sources -- */

const allSources = prepared<Source>(
  'access-sources',
  'select code, name, region, items, lists from source order by code',
)

export const sources = (db: Queryable): Promise<Source[]> => allSources(db, [])

const putSource = prepared(
  'access-put-source',
  `insert into source (code, name, region, items, since, lists)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (code) do update set name = excluded.name, region = excluded.region, items = excluded.items, lists = excluded.lists
   where (source.name, source.region, source.items, source.lists)
     is distinct from (excluded.name, excluded.region, excluded.items, excluded.lists)`,
)

export async function upsertSource(db: Queryable, source: Source, at: Date): Promise<void> {
  const { code, name, region, items, lists = [] } = source
  await putSource(db, [code, name, region, items, at, lists])
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

const lockedPeople = prepared<{ login: string; until: Date }, [at: Date]>(
  'access-locked-people',
  `select login, locked_until as until from person where locked_until > $1 and active order by locked_until desc limit 20`,
)
/** Who cannot sign in just now for wrong passwords; the most recent twenty. */
export const lockedNow = (db: Queryable, at: Date): Promise<{ login: string; until: Date }[]> => lockedPeople(db, [at])

const countActive = prepared<{ people: number; clients: number }, []>(
  'access-count-active',
  `select (select count(*)::int from person where active) as people, (select count(*)::int from api_client where active) as clients`,
)
export const activeCounts = async (db: Queryable): Promise<{ people: number; clients: number }> =>
  (await countActive(db, []))[0]!
