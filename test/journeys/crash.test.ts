/**
 * kill -9 in the middle of an intake: of the server, of PostgreSQL, of one of
 * PostgreSQL's processes, at seeded random moments. Started again, every row
 * that was acknowledged is there exactly once; what was not acknowledged has
 * left nothing and can be sent again. Real processes, fsync on.
 *
 * Four moments of each kind; `XINHENG_LONG=1` makes twenty.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type Random, randomOf } from '../../src/cli/demo/random.ts'
import {
  addSource,
  commandEnvironment,
  commandPath,
  databasePid,
  dataFolder,
  type Parsed,
  type Serving,
  serveOn,
  xinheng,
} from '../support/command.ts'
import { codeOf, csv, market, penalty, registration } from '../support/world.ts'

const seed = process.env.XINHENG_TEST_SEED ?? '20261121'
const isLong = process.env.XINHENG_LONG === '1'
/** Of each round a file of its own and a server started anew: PostgreSQL may die no more than five times a minute. */
const rounds = isLong ? 5 : 1
const killsInRound = 4
const rowsInFile = 30_000
const organisations = 300

type Kind = 'server' | 'postgres' | 'a process of postgres'

for (const kind of ['server', 'postgres', 'a process of postgres'] as const) {
  describe(`kill -9 of ${kind}`, () => {
    const house = dataFolder()
    after(() => house.remove())
    let key = ''

    test('a register to attach to', async () => {
      await addSource(house.folder, market)
      const client = ['clients', 'add', '--name', '报送系统', '--role', 'officer', '--body', market.code]
      const may = ['--region', '990101', '--scopes', 'submit,read-submissions']
      const added = await xinheng(house.folder, [...client, ...may])
      assert.equal(added.code, 0, added.err)
      key = added.out.trim()
      const server = await serveOn(house.folder)
      // The rules of the fictional province, so that its codes are known and most rows have nothing to be said of.
      await ask(house.folder, `insert into installation (name, value) values ('demonstration', '{"state":"loaded"}')`)
      await server.stop()
    })

    for (let round = 1; round <= rounds; round++) {
      test(`round ${round}: ${killsInRound} moments in an intake of ${rowsInFile} rows (seed ${seed})`, async () => {
        const random = randomOf(seed, `${kind} ${round}`)
        const crash = new Crash(house.folder, key, kind, random)
        await crash.start()
        try {
          if (round === 1) await crash.register()
          const file = fileOf(round)
          const id = await crash.sendThroughCrash(file)
          for (let n = 1; n < killsInRound; n++) await crash.killDuring(id, n)
          await crash.untilDone(id)
          await assertExactlyOnce(house.folder, id, file)
        } finally {
          await crash.stop()
        }
      })
    }

    test('the log has no gap, each entry its place, each record its chunk, and no copy is left over', async () => {
      const server = await serveOn(house.folder)
      try {
        await assertSoundLog(house.folder)
        const named = await ask(house.folder, 'select screened from submission order by screened')
        assert.deepEqual(
          readdirSync(join(house.folder, 'uploads')).toSorted(),
          named.map(({ screened }) => screened),
        )
      } finally {
        assert.equal(await server.stop(), 0, server.said())
      }
    })
  })
}

describe('kill -9 of a command that works alone', () => {
  const house = dataFolder()
  after(() => house.remove())

  test(`${killsInRound} moments; the same command again goes on (seed ${seed})`, async () => {
    await addSource(house.folder, market)
    const rows = Array.from({ length: 20_000 }, (_, n) =>
      registration(codeOf('91', n), nameOf(n), { DJ_CLRQ: `20${10 + (n % 10)}-03-02` }),
    )
    const path = join(house.folder, '登记.csv')
    writeFileSync(path, csv(rows))
    const submit = ['submit', path, '--item', 'registration', '--source', market.code, '--json']
    const random = randomOf(seed, 'command')
    for (let n = 0; n < killsInRound; n++) {
      const child = spawn(commandPath, submit, {
        env: commandEnvironment(house.folder),
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      const ended = new Promise((resolve) => child.once('exit', resolve))
      // The first dies while it reads, the others while rows are placed.
      if (n > 0) await new Promise((resolve) => child.stderr.once('data', resolve))
      await wait(random.below(900))
      child.kill('SIGKILL')
      await ended
    }
    const done = await xinheng(house.folder, submit)
    assert.equal(done.code, 0, done.err)
    const view = done.json()
    assert.deepEqual(
      [view.state, view.linesDone, view.counts],
      ['done', rows.length, { 'accepted-with-warnings': rows.length }],
    )

    const server = await serveOn(house.folder)
    try {
      const [found] = await ask(
        house.folder,
        `select count(*)::int as records, count(distinct r.line)::int as lines, count(distinct r.subject_code)::int as subjects,
                (select count(*)::int from submission) as submissions, (select count(*)::int from subject) as registered
         from record r join chunk c on c.id = r.chunk where c.submission = $1`,
        [view.id],
      )
      const { length } = rows
      assert.deepEqual(found, { records: length, lines: length, subjects: length, submissions: 1, registered: length })
      await assertSoundLog(house.folder)
    } finally {
      assert.equal(await server.stop(), 0, server.said())
    }
  })
})

class Crash {
  readonly #folder: string
  readonly #key: string
  readonly #kind: Kind
  readonly #random: Random
  #server!: Serving

  constructor(folder: string, key: string, kind: Kind, random: Random) {
    this.#folder = folder
    this.#key = key
    this.#kind = kind
    this.#random = random
  }

  async start() {
    this.#server = await serveOn(this.#folder)
  }

  async stop() {
    await this.#server.kill()
  }

  async register() {
    const rows = Array.from({ length: organisations }, (_, n) => registration(codeOf('91', n), nameOf(n)))
    const id = await this.#send('registration', { name: '登记.csv', text: csv(rows) })
    assert.ok(id)
    await this.untilDone(id)
  }

  /** The first moment: while the file is on its way in. Sent until it is acknowledged, and known by its bytes if it was already. */
  async sendThroughCrash(file: File): Promise<number> {
    const sent = this.#send('penalty', file)
    await wait(this.#random.below(1200))
    await this.#kill()
    let id = await sent
    if (id === undefined) await this.#assertNothingKept(file)
    for (let tries = 0; id === undefined; tries++) {
      assert.ok(tries < 100, 'it is never acknowledged')
      await wait(200)
      id = await this.#send('penalty', file)
    }
    return id
  }

  /** A moment of the nth part of the rows; after the last there is a part left, so that it is never too late to kill. */
  async killDuring(id: number, nth: number) {
    const from = Math.floor((rowsInFile * (nth - this.#random.next())) / (killsInRound + 1))
    const view = await until(async () => {
      const [found] = await ask(this.#folder, 'select lines_done as done, state from submission where id = $1', [id])
      return found && (found.done >= from || found.state === 'done' || found.state === 'failed') ? found : undefined
    }, this.#server.said)
    await wait(this.#random.below(60))
    assert.equal(view.state, 'running', `there was time to kill\n${this.#server.said()}`)
    await this.#kill()
  }

  async untilDone(id: number) {
    const found = await until(async () => {
      const [one] = await ask(this.#folder, 'select state, failure from submission where id = $1', [id])
      return one && (one.state === 'done' || one.state === 'failed') ? one : undefined
    }, this.#server.said)
    assert.equal(found.state, 'done', `${JSON.stringify(found.failure)}\n${this.#server.said()}`)
  }

  /** Undefined where no answer came, or one that acknowledges nothing. */
  async #send(item: string, file: Pick<File, 'name' | 'text'>): Promise<number | undefined> {
    const query = new URLSearchParams({ item, source: market.code, fileName: file.name })
    try {
      const answer = await fetch(`${this.#server.address}/v1/submissions?${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'text/csv' },
        body: file.text,
      })
      const body = (await answer.json()) as { id?: number }
      if (answer.status >= 500) return undefined
      assert.ok(answer.status === 202 || answer.status === 200, JSON.stringify(body))
      return body.id
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      return undefined
    }
  }

  async #kill() {
    switch (this.#kind) {
      case 'server':
        await this.#server.kill()
        await this.start()
        return
      case 'postgres':
        process.kill(databasePid(this.#folder)!, 'SIGKILL')
        break
      case 'a process of postgres': {
        const found = await ask(
          this.#folder,
          `select pid from pg_stat_activity where application_name = 'xinheng server' order by pid`,
        )
        if (found.length > 0) process.kill(this.#random.pick(found).pid, 'SIGKILL')
      }
    }
    assert.equal(this.#server.child.exitCode, null, 'the server lives on')
  }

  /** Either nothing of the file is there, or, where only the answer was lost, all of it, as the same bytes will show. */
  async #assertNothingKept(file: File) {
    const found = await ask(this.#folder, 'select id, lines_total as total from submission where file_name = $1', [
      file.name,
    ])
    if (found.length > 0) assert.deepEqual([found.length, found[0].total], [1, rowsInFile])
  }
}

type File = { name: string; text: string; expected: { [verdict: string]: number } }

const nameOf = (n: number) => `示范市第${n}机械有限公司`

/** Mostly plain rows; some sent twice, some with a number to be masked, under another's name, or a person's. */
function fileOf(round: number): File {
  const rows: ReturnType<typeof penalty>[] = []
  const expected: { [verdict: string]: number } = {}
  for (let n = 0; n < rowsInFile; n++) {
    const document = `示市监罚〔2026〕${round}-${n}号`
    const of = n % organisations
    let verdict = 'accepted'
    let row = penalty(codeOf('91', of), nameOf(of), document)
    if (n % 200 === 7) {
      verdict = 'duplicate'
      row = rows[n - 5]!
    } else if (n % 500 === 11) {
      verdict = 'waiting'
      row = penalty(codeOf('91', of), nameOf((of + 1) % organisations), document)
    } else if (n % 1000 === 13) {
      verdict = 'refused'
      row = penalty('', '张晓明', document)
    } else if (n % 100 === 17) {
      verdict = 'corrected'
      row = penalty(codeOf('91', of), nameOf(of), document, { CF_NR: '罚款二万元，联系电话13800138000。' })
    }
    rows.push(row)
    expected[verdict] = (expected[verdict] ?? 0) + 1
  }
  return { name: `处罚-${round}.csv`, text: csv(rows), expected }
}

async function assertExactlyOnce(folder: string, id: number, file: File) {
  const [view] = await ask(
    folder,
    'select lines_total as total, lines_done as done, counts, (select count(*)::int from submission s where s.raw_digest = o.raw_digest) as same from submission o where id = $1',
    [id],
  )
  assert.deepEqual([view.total, view.done, view.same], [rowsInFile, rowsInFile, 1])
  assert.deepEqual(view.counts, file.expected)

  const [found] = await ask(
    folder,
    `with mine as (select r.* from record r join chunk c on c.id = r.chunk where c.submission = $1),
          said as (select line, verdict, subject_code, record_id from submission_line where submission = $1)
     select (select count(*)::int from mine) as records,
            (select count(distinct line)::int from mine) as "recordLines",
            (select count(distinct key)::int from mine) as keys,
            (select count(*)::int from mine where version <> 1) as corrections,
            (select count(*)::int from waiting_row where submission = $1) as waiting,
            (select count(*)::int from said where verdict in ('refused', 'duplicate', 'waiting')) as "without",
            (select count(*)::int from (select line from mine union select line from said) all_lines) as lines,
            (select count(*)::int from said where verdict in ('refused', 'duplicate', 'waiting') and line in (select line from mine)) as "both",
            (select count(*)::int from said where verdict = 'corrected'
               and not exists (select from mine where mine.line = said.line and mine.record_id = said.record_id)) as astray,
            (select count(*)::int from mine where exists (select from shown s where (s.subject_code, s.record_id, s.version) = (mine.subject_code, mine.record_id, mine.version))) as shown,
            (select sum(count)::int from chunk where submission = $1) as "inChunks"`,
    [id],
  )
  const { duplicate, waiting, refused } = file.expected as { [verdict: string]: number }
  const records = rowsInFile - duplicate! - waiting! - refused!
  assert.deepEqual(found, {
    records,
    recordLines: records,
    keys: records,
    corrections: 0,
    waiting,
    without: duplicate! + waiting! + refused!,
    lines: rowsInFile,
    both: 0,
    astray: 0,
    shown: records,
    inChunks: records,
  })
}

async function assertSoundLog(folder: string) {
  await until(async () => {
    const [{ many }] = await ask(folder, 'select count(*)::int as many from entry_waiting')
    return many === 0 ? true : undefined
  })
  const [log] = await ask(
    folder,
    `select (select count(*)::int from entry) as entries,
            (select count(*)::int from entry_place) as places,
            (select coalesce(max(position) + 1, 0)::int from entry_place) as size,
            (select coalesce(min(position), 0)::int from entry_place) as first,
            (select count(*)::int from chunk c where not exists (select from entry_place p where p.entry = c.entry)) as "chunksUnplaced",
            (select count(*)::int from record r where not exists (select from chunk c where c.id = r.chunk)) as "recordsWithoutChunk",
            (select count(*)::int from (select chunk, row_in_chunk from record group by 1, 2 having count(*) > 1) twice) as "placesTwice",
            (select count(*)::int from (select key, subject_code, item from record group by 1, 2, 3 having count(*) > 1) twice) as "keysTwice",
            (select count(*)::int from chunk c where submission is not null and count <> (select count(*) from record r where r.chunk = c.id)) as "chunksOfOtherLength"`,
  )
  const { entries, places, size, ...wrong } = log
  assert.deepEqual([places, size], [entries, entries])
  assert.deepEqual(wrong, {
    first: 0,
    chunksUnplaced: 0,
    recordsWithoutChunk: 0,
    placesTwice: 0,
    keysTwice: 0,
    chunksOfOtherLength: 0,
  })
}

/** Asked of the database as its superuser, by a connection of its own; while it restarts, asked again. */
async function ask(folder: string, sql: string, values: unknown[] = []): Promise<Parsed[]> {
  return until(async () => {
    let client: pg.Client | undefined
    try {
      const { adminUrl } = JSON.parse(readFileSync(join(folder, 'database-running.json'), 'utf8'))
      client = new pg.Client({ connectionString: adminUrl.replace('/postgres?', '/xinheng?') })
      client.on('error', () => {})
      await client.connect()
      return (await client.query(sql, values)).rows
    } catch (error) {
      const { code = '' } = error as { code?: string }
      if (/^(?:42|22|23)/.test(code)) throw error
      return undefined
    } finally {
      await client?.end().catch(() => {})
    }
  })
}

async function until<T>(look: () => Promise<T | undefined>, said = () => ''): Promise<T> {
  const begun = performance.now()
  while (true) {
    const found = await look()
    if (found !== undefined) return found
    assert.ok(performance.now() - begun < 180_000, `waited for three minutes\n${said()}`)
    await wait(10)
  }
}
