/** The SQL of people, their attempts to sign in, and their sessions. */
import { type Pool, prepared, type Queryable } from '../database/connect.ts'
import { asked, containing, type Orders, type Walked, walk } from '../database/walk.ts'
import type { Role } from '../terms/caller.ts'
import type { Person } from './people.ts'
import type { Session } from './sessions.ts'

/* -------------------------------------------------------------- people -- */

type PersonRow = {
  id: number
  login: string
  name: string
  role: Role
  body: string
  region: string
  active: boolean
  one_time_until: Date | null
}
const personColumns = 'p.id, p.login, p.name, p.role, p.body, p.region, p.active, p.one_time_until'

function personOf({ id, login, name, role, body, region, active, one_time_until }: PersonRow): Person {
  const person = { id, login, name, role, body, region, isActive: active }
  return one_time_until === null ? person : { ...person, oneTimeUntil: one_time_until }
}

export type StoredPerson = Omit<Person, 'id' | 'isActive'> & { passwordHash: string }

const addPersonIfNew = prepared<{ id: number }>(
  'access-add-person',
  `insert into person (login, name, password_hash, role, body, region, since, one_time_until)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (login) do nothing
   returning id`,
)

/** Undefined when the login is taken. */
export async function insertPerson(db: Queryable, person: StoredPerson, at: Date): Promise<number | undefined> {
  const { login, name, passwordHash, role, body, region, oneTimeUntil = null } = person
  return (await addPersonIfNew(db, [login, name, passwordHash, role, body, region, at, oneTimeUntil]))[0]?.id
}

const oneByLogin = prepared<PersonRow>(
  'access-person-by-login',
  `select ${personColumns} from person p where p.login = $1`,
)

export async function personByLogin(db: Queryable, login: string): Promise<Person | undefined> {
  const [row] = await oneByLogin(db, [login])
  return row && personOf(row)
}

const oneLocked = prepared<PersonRow>(
  'access-person-locked',
  `select ${personColumns} from person p where p.login = $1 for update`,
)

/** The person, held until the transaction ends: two administrators at once are served one after the other. */
export async function lockPerson(db: Queryable, login: string): Promise<Person | undefined> {
  const [row] = await oneLocked(db, [login])
  return row && personOf(row)
}

const allPeople = prepared<PersonRow>('access-people', `select ${personColumns} from person p order by p.login`)

export async function people(db: Queryable): Promise<Person[]> {
  return (await allPeople(db, [])).map(personOf)
}

export type PersonAsListed = Person & {
  since: Date
  lastInAt?: Date
  lockedUntil?: Date
  /** Browsers signed in now. */
  sessions: number
}

/** Each is an index. Who never signed in comes before all who did. */
export const peopleOrders = {
  login: [{ sql: 'p.login', type: 'text' }],
  name: [
    { sql: 'p.name', type: 'text' },
    { sql: 'p.login', type: 'text' },
  ],
  seen: [
    { sql: `coalesce(p.last_in_at, '2000-01-01 00:00:00+00'::timestamptz)`, type: 'timestamptz' },
    { sql: 'p.login', type: 'text' },
  ],
} as const satisfies Orders

export type PeopleAsked = {
  /** One person, by the login in full. */
  login?: string
  /** Part of a login or a name. */
  text?: string
  role?: string
  body?: string
  state?: 'active' | 'disabled' | 'locked' | 'one-time'
  sort?: string
  after?: string
  limit: number
}

type ListedRow = PersonRow & { since: Date; last_in_at: Date | null; locked_until: Date | null; sessions: number }
const stateIs = {
  active: 'p.active',
  disabled: 'not p.active',
  locked: 'a.login_key is not null',
  'one-time': 'p.one_time_until is not null',
}

/** Locked is who may not try for a good while, not who waits for seconds. */
export async function peopleListed(
  pool: Pool,
  ask: PeopleAsked & { idleBefore: Date; lockedFrom: number },
  at: Date,
): Promise<Walked<PersonAsListed>> {
  const text = ask.text && containing(ask.text)
  const { rows, ...on } = await walk<ListedRow>(pool, {
    from: 'person p',
    as: 'p',
    columns: [
      `${personColumns}, p.since, p.last_in_at, a.locked_until,
       (select count(*)::int from session s where s.person = p.id and s.ends_at > ? and s.seen_at > ?) as sessions`,
      at,
      ask.idleBefore,
    ],
    joins: [
      `left join sign_in_attempt a
         on a.login_key = sha256(convert_to(p.login, 'UTF8')) and a.locked_until > ? and a.failures >= ?`,
      at,
      ask.lockedFrom,
    ],
    orders: peopleOrders,
    sort: ask.sort ?? 'login',
    within: asked(['p.login = ?', ask.login]),
    filters: [
      ...asked(['(p.login ilike ? or p.name ilike ?)', text, text], ['p.role = ?', ask.role], ['p.body = ?', ask.body]),
      ...(ask.state ? [[stateIs[ask.state]] as const] : []),
    ],
    after: ask.after,
    limit: ask.limit,
  })
  const listed = rows.map((row) => ({
    ...personOf(row),
    since: row.since,
    ...(row.last_in_at ? { lastInAt: row.last_in_at } : {}),
    ...(row.locked_until ? { lockedUntil: row.locked_until } : {}),
    sessions: row.sessions,
  }))
  return { rows: listed, ...on }
}

const countAdministrators = prepared<{ many: number }>(
  'access-has-administrator',
  `select count(*)::int as many from person where role = 'administrator' and active`,
)

export async function hasAdministrator(db: Queryable): Promise<boolean> {
  return (await countAdministrators(db, []))[0]!.many > 0
}

/** Held to the end of the transaction by whoever might take the last administrator away. */
export const lockAdministrators = prepared<never, []>(
  'access-lock-administrators',
  `select pg_advisory_xact_lock(hashtext('xinheng administrators'))`,
)

const otherAdministrators = prepared<{ many: number }>(
  'access-other-administrators',
  `select count(*)::int as many from person where role = 'administrator' and active and login <> $1`,
)

export async function hasOtherAdministrator(db: Queryable, login: string): Promise<boolean> {
  return (await otherAdministrators(db, [login]))[0]!.many > 0
}

export const updatePersonFacts = prepared<
  never,
  [login: string, name: string, role: string, body: string, region: string]
>('access-update-person', 'update person set name = $2, role = $3, body = $4, region = $5 where login = $1')

export const updatePassword = prepared<{ id: number }, [login: string, hash: string, oneTimeUntil: Date | null]>(
  'access-update-password',
  'update person set password_hash = $2, one_time_until = $3 where login = $1 returning id',
)

/** One's own, good without end; nothing where another one was set meanwhile. */
export const updateOwnPassword = prepared<{ id: number }, [person: number, hash: string, instead: string]>(
  'access-update-own-password',
  `update person set password_hash = $2, one_time_until = null where id = $1 and password_hash = $3 returning id`,
)

export const updatePersonActive = prepared<{ id: number }, [login: string, active: boolean]>(
  'access-update-person-active',
  'update person set active = $2 where login = $1 returning id',
)

/* ---------------------------------------------------- attempts to sign in -- */

const takeAttempt = prepared<{ failures: number }>(
  'access-take-attempt',
  `insert into sign_in_attempt as a (login_key, failures, locked_until, at)
   values ($1, 1, $2::timestamptz + make_interval(secs => ($3::int[])[1]), $2)
   on conflict (login_key) do update set
     failures = case when a.at < $4 then 1 else a.failures + 1 end,
     locked_until = $2::timestamptz + make_interval(secs => ($3::int[])[
       least(case when a.at < $4 then 1 else a.failures + 1 end, cardinality($3::int[]))]),
     at = $2
   where a.locked_until <= $2
   returning a.failures`,
)
const lockOf = prepared<{ locked_until: Date }>(
  'access-lock-of',
  'select locked_until from sign_in_attempt where login_key = $1',
)

/**
 * Counts an attempt before the password is looked at, so that a hundred guesses
 * sent at once count as a hundred; `clearAttempts` takes them back. The same
 * statement for a login that somebody has and for one that nobody has.
 */
export async function countAttempt(
  db: Queryable,
  loginKey: Buffer,
  waits: readonly number[],
  forgottenBefore: Date,
  at: Date,
): Promise<{ failures: number } | { lockedUntil: Date }> {
  for (;;) {
    const [row] = await takeAttempt(db, [loginKey, at, waits, forgottenBefore])
    if (row) return row
    const [lock] = await lockOf(db, [loginKey])
    // Signed in by the right password meanwhile: the row is gone, and the attempt counts anew.
    if (lock) return { lockedUntil: lock.locked_until }
  }
}

export const clearAttempts = prepared<never, [loginKey: Buffer]>(
  'access-clear-attempts',
  'delete from sign_in_attempt where login_key = $1',
)

export const deleteOldAttempts = prepared<never, [before: Date]>(
  'access-delete-old-attempts',
  'delete from sign_in_attempt where at < $1 and locked_until < $1',
)

const toSignIn = prepared<PersonRow & { password_hash: string; last_in_at: Date | null }>(
  'access-person-to-sign-in',
  `select ${personColumns}, p.password_hash, p.last_in_at from person p where p.login = $1`,
)

export async function personToSignIn(
  db: Queryable,
  login: string,
): Promise<{ person: Person; passwordHash: string; lastInAt?: Date } | undefined> {
  const [row] = await toSignIn(db, [login])
  if (!row) return undefined
  const { password_hash: passwordHash, last_in_at: lastInAt } = row
  return { person: personOf(row), passwordHash, ...(lastInAt ? { lastInAt } : {}) }
}

export const noteSignIn = prepared<never, [person: number, at: Date]>(
  'access-note-sign-in',
  'update person set last_in_at = $2 where id = $1',
)

/** The same password under today's costs; nothing where another one was set meanwhile. */
export const updateHash = prepared<never, [person: number, hash: string, instead: string]>(
  'access-update-hash',
  'update person set password_hash = $2 where id = $1 and password_hash = $3',
)

/* ------------------------------------------------------------ sessions -- */

type SessionRow = {
  token_hash: Buffer
  csrf: string
  started_at: Date
  seen_at: Date
  ends_at: Date
  agent: string | null
  before_at: Date | null
  wrong_before: number
}
const sessionColumns = 's.token_hash, s.csrf, s.started_at, s.seen_at, s.ends_at, s.agent, s.before_at, s.wrong_before'

function sessionOf(row: SessionRow): Session {
  return {
    tokenHash: row.token_hash,
    csrf: row.csrf,
    startedAt: row.started_at,
    seenAt: row.seen_at,
    endsAt: row.ends_at,
    agent: row.agent ?? '',
    wrongBefore: row.wrong_before,
    ...(row.before_at ? { beforeAt: row.before_at } : {}),
  }
}

const addSession = prepared(
  'access-add-session',
  `insert into session (token_hash, person, csrf, started_at, seen_at, ends_at, agent, before_at, wrong_before)
   values ($1, $2, $3, $4, $4, $5, $6, $7, $8)`,
)

export async function insertSession(db: Queryable, person: number, session: Session): Promise<void> {
  const { tokenHash, csrf, startedAt, endsAt, agent, beforeAt = null, wrongBefore } = session
  await addSession(db, [tokenHash, person, csrf, startedAt, endsAt, agent, beforeAt, wrongBefore])
}

const sessionByToken = prepared<SessionRow & PersonRow>(
  'access-session-by-token',
  `select ${sessionColumns}, ${personColumns}
   from session s join person p on p.id = s.person
   where s.token_hash = $1`,
)

export async function sessionOfToken(
  db: Queryable,
  tokenHash: Buffer,
): Promise<{ session: Session; person: Person } | undefined> {
  const [row] = await sessionByToken(db, [tokenHash])
  if (!row) return undefined
  return { session: sessionOf(row), person: personOf(row) }
}

const allSessions = prepared<SessionRow>(
  'access-sessions-of',
  `select ${sessionColumns} from session s where s.person = $1 order by s.started_at desc`,
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

export const deleteSessionsOf = prepared<{ person: number }, [person: number]>(
  'access-delete-sessions-of',
  'delete from session where person = $1 returning person',
)

export const deleteOtherSessionsOf = prepared<{ person: number }, [person: number, but: Buffer]>(
  'access-delete-other-sessions-of',
  'delete from session where person = $1 and token_hash <> $2 returning person',
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
