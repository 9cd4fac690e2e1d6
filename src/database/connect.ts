/**
 * Connections to PostgreSQL: pools, transactions, prepared queries, and the
 * look at the server before anything is built on it.
 *
 * What comes back: bigint as a number (beyond 2^53 it throws rather than round),
 * date as 'YYYY-MM-DD', timestamptz as Date, numeric and ranges as text,
 * bytea as Buffer, jsonb parsed.
 */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { Refusal } from '../refusal.ts'

export type Pool = pg.Pool
export type Client = pg.PoolClient
/** Where a query can go: a pool, or the client of a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'> | Pool

export type ConnectOptions = {
  /** Seen in pg_stat_activity: `xinheng server`, `xinheng submit`. */
  name?: string
  /** Connections at most. */
  max?: number
  /** A process with nothing else to do may end while connections are idle: commands and tests. */
  allowExitOnIdle?: boolean
}

/** Opens no connection yet; `assertUsable` does. */
export function connect(url: string, options: ConnectOptions = {}): Pool {
  const pool = new pg.Pool({
    ...connectionOf(url),
    application_name: options.name ?? 'xinheng',
    max: options.max ?? 10,
    allowExitOnIdle: options.allowExitOnIdle ?? false,
    connectionTimeoutMillis: 10_000,
    // A day that SQL derives from an instant is the legal day.
    options: '-c timezone=Asia/Shanghai -c datestyle=ISO -c intervalstyle=iso_8601',
    types: { getTypeParser: typeParser },
  })
  // A connection that breaks (a database restart) leaves the pool by itself; whoever waits on it gets
  // the error, the next query opens another. Unheard, the event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** For stores: typed queries over the same pool. Closing stays with the pool's owner. */
export function kysely<Tables>(pool: Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** All of `work` or none of it. After an error whose rollback fails too, the connection is thrown away. */
export async function transaction<T>(
  pool: Pool,
  work: (tx: Client) => Promise<T>,
  mode: 'read committed' | 'repeatable read' | 'serializable' | 'repeatable read read only' = 'read committed',
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(
      mode === 'read committed' ? 'begin' : `begin isolation level ${mode.replace(' read only', ', read only')}`,
    )
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    for (const undo of [...(undoes.get(client) ?? [])]) await undo()
    await client.query('rollback').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    client.release(broken)
  }
}

const undoes = new WeakMap<Client, Set<() => Promise<void>>>()

/** What must happen on this connection before a rollback can be sent: an open COPY would hold it up for ever. */
export function onRollback(client: Client, undo: () => Promise<void>): () => void {
  const waiting = undoes.get(client) ?? new Set()
  undoes.set(client, waiting.add(undo))
  return () => waiting.delete(undo)
}

/**
 * A query that a connection parses and plans once. The name is unique in the
 * whole program and never given to another text; pg refuses a second text.
 *
 *     const recordsOf = prepared<RecordRow, [code: string]>('records-of', 'select ... where subject_code = $1')
 *     const rows = await recordsOf(tx, [code])
 */
export function prepared<Row, Values extends unknown[] = unknown[]>(name: string, text: string) {
  return async (on: Queryable, values: Values): Promise<Row[]> => {
    const { rows } = await (on as Pool).query<Row & pg.QueryResultRow>({ name, text, values })
    return rows
  }
}

/** Refuses a database that cannot be reached, is too old, or does not know Chinese. */
export async function assertUsable(pool: Pool, url: string): Promise<void> {
  const at = placeOf(url)
  let found: { version: number; encoding: string }
  let isChineseKnown: boolean
  try {
    const { rows } = await pool.query(`
      select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`)
    found = rows[0]
    isChineseKnown = found.encoding === 'UTF8' && (await knowsChinese(pool))
  } catch (error) {
    throw refusalOfConnection(error, at)
  }
  if (found.version < 150000) {
    const version = Math.floor(found.version / 10000)
    throw new Refusal(
      'database-too-old',
      {
        zh: `数据库 ${at} 是 PostgreSQL ${version}；信衡需要 PostgreSQL 15 或更高版本。`,
        en: `The database ${at} is PostgreSQL ${version}; Xinheng needs PostgreSQL 15 or later.`,
      },
      500,
    )
  }
  if (found.encoding !== 'UTF8') {
    throw new Refusal(
      'database-encoding',
      {
        zh: `数据库 ${at} 的编码是 ${found.encoding}；信衡需要 UTF8。请新建数据库：create database xinheng template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'。`,
        en: `The encoding of the database ${at} is ${found.encoding}; Xinheng needs UTF8. Make a new one: create database xinheng template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'.`,
      },
      500,
    )
  }
  if (!isChineseKnown) {
    throw new Refusal(
      'database-character-type',
      {
        zh: `数据库 ${at} 的字符类型（LC_CTYPE）不识别汉字，无法按名称检索。请新建数据库：create database xinheng template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'。`,
        en: `The character type (LC_CTYPE) of the database ${at} does not know Chinese characters as letters, so names could not be searched. Make a new one: create database xinheng template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'.`,
      },
      500,
    )
  }
}

/** pg_trgm cuts words by the character type, so the class test foretells it where the extension is not installed yet. */
async function knowsChinese(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ letters: boolean; trigram: boolean }>(
    `select '信用' ~ '^[[:alpha:]]{2}$' as letters, to_regprocedure('show_trgm(text)') is not null as trigram`,
  )
  if (!rows[0]?.letters || !rows[0].trigram) return rows[0]?.letters === true
  return (await pool.query(`select show_trgm('信用') <> '{}' as full`)).rows[0].full
}

// ---- types ------------------------------------------------------------------------

const { builtins } = pg.types

function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is beyond what a number can hold exactly`)
  return number
}

const anyInstant = pg.types.getTypeParser(builtins.TIMESTAMPTZ, 'text')

/** Sessions are in Shanghai's time, so nearly every instant ends alike; the engine reads such text at a fraction of the cost. */
function instantIn(text: string): unknown {
  const known = instants.get(text)
  if (known !== undefined) return new Date(known)
  const isUsual = text.length <= 29 && text.charCodeAt(4) === 0x2d && text.endsWith('+08')
  if (!isUsual) return anyInstant(text)
  const at = new Date(`${text.slice(0, 10)}T${text.slice(11)}:00`)
  if (instants.size >= 20_000) instants.clear()
  instants.set(text, at.getTime())
  return at
}

// Windows begin and end where days do: few instants are read again and again.
const instants = new Map<string, number>()

const asText = (text: string) => text
const textArray = pg.types.getTypeParser(1009 as number as 25, 'text') as unknown as (text: string) => (string | null)[]

const ours = new Map<number, (text: string) => unknown>([
  [builtins.INT8, safeInteger],
  [1016, (text) => textArray(text).map((item) => (item === null ? null : safeInteger(item)))], // bigint[]
  [builtins.DATE, asText],
  [1182, textArray], // date[]
  [builtins.INTERVAL, asText],
  [builtins.TIMESTAMPTZ, instantIn],
])

function typeParser(oid: number, format?: 'text' | 'binary') {
  return (format !== 'binary' && ours.get(oid)) || pg.types.getTypeParser(oid, format as 'text')
}

// ---- what can be wrong with an address ------------------------------------------------

function connectionOf(url: string): pg.PoolConfig {
  if (
    !/^postgres(ql)?:\/\//.test(url) ||
    !URL.canParse(url.replace('@/', '@localhost/').replace(':///', '://localhost/'))
  ) {
    throw new Refusal(
      'database-url-malformed',
      {
        zh: '数据库地址（DATABASE_URL）格式不正确。应为 postgres://用户:密码@主机:端口/数据库，密码中的特殊字符须用百分号编码。',
        en: 'The address of the database (DATABASE_URL) is malformed. It reads postgres://user:password@host:port/database, with special characters of the password percent-encoded.',
      },
      500,
    )
  }
  return { connectionString: url }
}

/** Host and database, never the password. */
function placeOf(url: string): string {
  const parsed = new URL(url.replace('@/', '@localhost/').replace(':///', '://localhost/'))
  const host = parsed.searchParams.get('host') ?? parsed.host
  return `${host || 'localhost'}${parsed.pathname}`
}

/** Refusals for what an operator can put right; anything else comes back as it is. */
export function refusalOfConnection(error: unknown, at: string): unknown {
  const { code, message } = error as { code?: string; message: string }
  const refusal = (id: string, zh: string, en: string) => new Refusal(id, { zh, en }, 503, { cause: error })
  switch (code) {
    case '28P01':
    case '28000':
      return refusal(
        'database-sign-in',
        `数据库 ${at} 拒绝登录：用户名或密码不正确，或该用户无权连接。请检查 DATABASE_URL。`,
        `The database ${at} refuses the sign-in: user or password is wrong, or this user may not connect. See DATABASE_URL.`,
      )
    case '3D000':
      return refusal(
        'database-unknown',
        `数据库 ${at} 不存在。请先建立：create database xinheng template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'。`,
        `There is no database ${at}. Make it first: create database xinheng template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'.`,
      )
    case '42501':
      return refusal(
        'database-rights',
        `该用户无权使用数据库 ${at}。请检查 DATABASE_URL 与授权。`,
        `This user has no right to use the database ${at}. See DATABASE_URL and the grants.`,
      )
    case '53300':
      return refusal(
        'database-full-house',
        `数据库 ${at} 的连接数已满。请稍后重试或提高 max_connections。`,
        `The database ${at} has no connection left. Try again later, or raise max_connections.`,
      )
  }
  const unreachable = /^(ECONN|ENOTFOUND|ENOENT|EAI_|ETIMEDOUT|EHOST|ENETUNREACH|EPIPE|EACCES|57P0)/
  if (unreachable.test(code ?? '') || /timeout|terminated|does not support SSL/i.test(message)) {
    return refusal(
      'database-unreachable',
      `无法连接数据库 ${at}（${code ?? message}）。请确认 PostgreSQL 正在运行、地址与端口正确。`,
      `The database ${at} cannot be reached (${code ?? message}). See that PostgreSQL runs and that address and port are right.`,
    )
  }
  return error
}
