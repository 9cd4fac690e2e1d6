/** The intake of a file of penalties beside a plain COPY of the rows that came of it. */
import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { dayInShanghai } from '../../src/codes/day.ts'
import { makePenalties } from '../make-penalties.ts'
import { makeRegister } from '../make-register.ts'
import { type Ground, openGround, source } from './ground.ts'
import type { IntakeRun } from './intake-run.ts'

export type IntakeMeasure = IntakeRun & {
  rows: number
  oursSeconds: number
  referenceSeconds: number
  postgresOurs: number
  postgresReference: number
}

export async function measureIntake(options: {
  rows: number
  organisations: number
  encoding: 'utf-8' | 'gb18030'
  withReference: boolean
}): Promise<IntakeMeasure> {
  const { rows, organisations, encoding, withReference } = options
  const ground = await openGround()
  try {
    await makeRegister(ground.pool, organisations, new Date())
    await ground.owner.query('analyze')
    const file = join(ground.folder, `penalties-${rows}.csv`)
    const pieces = makePenalties({ rows, organisations, encoding, today: dayInShanghai(new Date()), source })
    await pipeline(Readable.from(pieces), createWriteStream(file))
    // Otherwise the intake would make the log files that the reference then finds.
    await ground.makeLogFiles(rows / 250)
    const before = ground.postgresSeconds()
    const run = await runIntake([ground.embedded.serverUrl, file, ground.uploads])
    const postgresOurs = ground.postgresSeconds() - before
    const reference = withReference ? await plainCopy(ground) : { seconds: 0, postgres: 0 }
    return {
      ...run,
      rows,
      oursSeconds: run.receiveSeconds + run.processSeconds,
      referenceSeconds: reference.seconds,
      postgresOurs,
      postgresReference: reference.postgres,
    }
  } finally {
    await ground.close()
  }
}

export function runIntake(args: string[]): Promise<IntakeRun> {
  const flags = (process.env.XINHENG_BENCH_NODE ?? '').split(' ').filter(Boolean)
  const child = spawn(process.execPath, [...flags, join(import.meta.dirname, 'intake-run.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0
        ? resolve(JSON.parse(said.trimEnd().split('\n').at(-1)!) as IntakeRun)
        : reject(new Error(`The intake ended with ${code}.`)),
    )
  })
}

/** The same rows, out of the table into a file and from the file by one COPY into a twin of the table, indexes and checks included. */
async function plainCopy(ground: Ground): Promise<{ seconds: number; postgres: number }> {
  await ground.owner.query('create table record_twin (like record including all)')
  await ground.owner.query('grant insert, select on record_twin to xinheng')
  const { rows } = await ground.owner.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
     where attrelid = 'record'::regclass and attnum > 0 and not attisdropped`,
  )
  const { columns } = rows[0]!
  const file = join(ground.folder, 'record.copy')
  const client = await ground.pool.connect()
  try {
    await pipeline(client.query(copyTo(`copy record (${columns}) to stdout`)), createWriteStream(file))
    await ground.checkpoint()
    const before = ground.postgresSeconds()
    const began = performance.now()
    await pipeline(
      createReadStream(file, { highWaterMark: 262_144 }),
      client.query(copyFrom(`copy record_twin (${columns}) from stdin`)),
    )
    return { seconds: (performance.now() - began) / 1000, postgres: ground.postgresSeconds() - before }
  } finally {
    client.release()
  }
}

/** What a row cost each side, for the note of a figure: processor time does not depend on who else is on the machine. */
export function costs(one: IntakeMeasure): string {
  const each = (seconds: number) => ((seconds * 1e6) / one.rows).toFixed(1)
  const counts = Object.entries(one.counts)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ')
  return (
    `µs a row: Node ${each(one.processorSeconds)} (${each(one.placingSeconds)} of it placing), receive ${each(one.receiveSeconds)}, place ${each(one.processSeconds)}, ` +
    `PostgreSQL ${each(one.postgresOurs)} against ${each(one.postgresReference)}; peak ${Math.round(one.peakMegabytes)} MB; ${counts}`
  )
}
