/**
 * How a command comes to the data: beside a running server it uses the server's
 * database, alone it starts the embedded one, does its job and stops it. One
 * command that finds another at work uses that one's database; who started it
 * leaves last.
 */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isPassing } from '../database/passing.ts'
import { isRefusal, Refusal } from '../refusal.ts'
import type { Caller, Role } from '../terms/caller.ts'
import type { Database, Works } from '../wiring.ts'
import type { Desk } from './command.ts'

export type Opening = {
  /** The command, as the database's list of connections names it. */
  name: string
  /** Whether an empty data folder gets a database. What only reads has nothing to read there. */
  mayMake: boolean
}

export async function withDatabase<T>(
  desk: Desk,
  opening: Opening,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const config = desk.config()
  if (!opening.mayMake && config.databaseUrl === undefined && !existsSync(join(config.dataFolder, 'postgres'))) {
    throw new Refusal('no-data', {
      zh: `数据文件夹 ${config.dataFolder} 中还没有数据库。请先启动服务器（npm start），或用 XINHENG_DATA 指定已有的数据文件夹。`,
      en: `There is no database in the data folder ${config.dataFolder} yet. Start the server first (npm start), or name the folder that has one with XINHENG_DATA.`,
    })
  }
  const name = `xinheng ${opening.name} ${process.pid}`
  const database = await openPatiently(desk, name)
  try {
    return await work(database)
  } catch (error) {
    throw inWords(error, config.dataFolder)
  } finally {
    await leave(desk, database)
  }
}

/** The database with what works on it: rules, intake, evidence. */
export async function withWorks<T>(
  desk: Desk,
  opening: Opening & { isDemonstration?: true },
  work: (works: Works, database: Database) => Promise<T>,
): Promise<T> {
  return withDatabase(desk, opening, async (database) => {
    // What stands in the database decides whether the fictional province's rules are in force, not this command's environment.
    const config = { ...desk.config(), isDemonstration: opening.isDemonstration === true }
    let isWorking = true
    const { openWorks } = await import('../wiring.ts')
    const works = await openWorks(config, database.pool, {
      clock: desk.now,
      onFault: (fault, where) => {
        if (isWorking && !isPassing(fault)) desk.voice.fault(fault, where)
      },
      runs: false,
    })
    try {
      return await work(works, database)
    } finally {
      isWorking = false
      await works.close().catch((error: unknown) => {
        if (!isPassing(error)) throw error
      })
    }
  })
}

/** Whoever runs commands on the data folder acts for any source; every look still names its reason and stands in the ledger. */
export function commandCaller(role: Role, body = '', region = ''): Caller {
  return { kind: 'command', who: `command:${osUser()}`, role, body, region, scopes: [] }
}

/** A user of the machine may have a number and no name, as in a container. */
function osUser(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}

/**
 * How long is waited for whoever holds the folder, who is just starting or stopping: a first start makes the database,
 * one after an upgrade changes it, and a slow machine takes its time for either. And for a database that does not answer.
 */
const patienceMs: { [refused: string]: number } = { 'folder-in-use': 300_000, 'database-unreachable': 60_000 }

async function openPatiently(desk: Desk, name: string): Promise<Database> {
  const { openDatabase } = await import('../wiring.ts')
  const config = desk.config()
  const begun = performance.now()
  let told = false
  while (true) {
    try {
      return await openDatabase(config, { name, mayShare: true, log: desk.voice.say, max: 6 })
    } catch (error) {
      const patience = config.databaseUrl === undefined && isRefusal(error) ? (patienceMs[error.code] ?? 0) : 0
      const waited = performance.now() - begun
      if (waited >= patience || desk.stop.aborted) throw error
      if (!told && waited > 1000) {
        told = true
        desk.voice.say({
          zh: '另一个信衡正在启动或停止，请稍候……',
          en: 'Another Xinheng is just starting or stopping, please wait ...',
        })
      }
      await wait(150)
    }
  }
}

/** Another command may work on the database that this one started: it is not pulled away under it. */
async function leave(desk: Desk, database: Database): Promise<void> {
  if (database.isOwn) {
    let told = false
    while (!desk.stop.aborted && !(await database.mayStop().catch(isAway))) {
      if (!told) {
        told = true
        desk.voice.say({
          zh: '另一个命令仍在使用此数据库，等它结束……',
          en: 'Another command still uses this database; waiting for it ...',
        })
      }
      await wait(200)
    }
  }
  await database.close()
}

/** Where the database is gone nobody works on it; that it has no connection left says that many do. */
const isAway = (error: unknown): boolean => (error as { code?: string }).code !== '53300'

/** What the machine does is said in words; a fault of ours stays one. */
function inWords(error: unknown, dataFolder: string): unknown {
  const { code } = error as { code?: string }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100') return diskIsFull(dataFolder, error)
  return isPassing(error) ? databaseWent(error) : error
}

const diskIsFull = (path: string, cause: unknown): Refusal =>
  new Refusal(
    'disk-full',
    {
      zh: `磁盘已满，无法写入 ${path}。请释放空间后再试；已确认的数据不受影响。`,
      en: `The disk is full: nothing can be written to ${path}. Free some space and try again; what was acknowledged is kept.`,
    },
    507,
    { cause },
  )

function databaseWent(cause: unknown): Refusal {
  return new Refusal(
    'database-away',
    {
      zh: '数据库已停止或无法连接（服务器可能已关闭）。已确认的数据不受影响，请稍后再试。',
      en: 'The database has stopped or cannot be reached (the server may have been stopped). What was acknowledged is kept; try again later.',
    },
    503,
    { cause },
  )
}
