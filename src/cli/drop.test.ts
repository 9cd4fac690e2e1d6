/** The drop folder in this process, on a clock of the test's: what cannot be done keeps nothing else from being done. */
import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { codeOf, csv, fire, market, penalty, permit, world } from '../../test/support/world.ts'
import { runSubmission } from '../intake/process.ts'
import { type DropOptions, startDrop } from './drop.ts'

const w = await world()
const company = codeOf('91', 100)
/** Where a folder should be: a link to what is none, which is left alone as every link is. */
const elsewhere = fileURLToPath(import.meta.url)
let numbered = 0
const rows = () => csv([penalty(company, '示范市云杉机械有限公司', `示市监罚〔2026〕${++numbered}号`)])
const permits = () => csv([permit(company, '示范市云杉机械有限公司', `示许〔2026〕${++numbered}号`)])

async function until(what: string, holds: () => boolean | Promise<boolean>) {
  for (let times = 0; !(await holds()); times++) {
    if (times > 6000) assert.fail(`waited in vain for ${what}`)
    await wait(10)
  }
}

/** A drop folder of its own, looked at all the time; its clock stands until the test moves it. */
function dropping(more: Partial<DropOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-drop-'))
  const faults: string[] = []
  const said: string[] = []
  const running = new Set<Promise<unknown>>()
  const made = {
    folder,
    faults,
    said,
    at: 0,
    looks: 0,
    inbox(source: { code: string }, item = 'penalty') {
      const path = join(folder, source.code, item)
      mkdirSync(path, { recursive: true })
      return path
    },
    start(also: Partial<DropOptions> = {}) {
      const drop = startDrop({
        folder,
        intake: w.intake,
        start(id) {
          const run = runSubmission(w.intake, id).finally(() => running.delete(run))
          running.add(run)
        },
        onFault: (_, where) => faults.push(where),
        say: ({ en }) => said.push(en),
        lookEveryMs: 5,
        quietMs: 0,
        now() {
          made.looks++
          return made.at
        },
        ...more,
        ...also,
      })
      const stop = async () => {
        await drop.stop()
        await Promise.all(running)
      }
      after(stop)
      return { stop }
    },
  }
  after(() => rmSync(folder, { recursive: true, force: true }))
  return made
}

const filesIn = (...path: string[]) => (existsSync(join(...path)) ? readdirSync(join(...path)).sort() : [])
const isDecided = (inbox: string, name: string) =>
  !filesIn(inbox).some((one) => one === name || one.endsWith('.awaited')) && filesIn(inbox, 'done').length === 3
const submissionsNamed = async (name: string) =>
  (await w.db.pool.query('select state from submission where file_name = $1', [name])).rows

test('files and marks that cannot be finished keep nobody else’s waiting, and are finished once they can be', async () => {
  const d = dropping()
  const stuck = [
    { inbox: d.inbox(market), name: '一.csv', text: rows() },
    { inbox: d.inbox(market, 'permit'), name: '二.csv', text: permits() },
  ]
  for (const { inbox, name, text } of stuck) {
    symlinkSync(elsewhere, join(inbox, 'done'))
    writeFileSync(join(inbox, name), text)
  }
  const { stop } = d.start()
  // Each file at its receipt, each mark at its end.
  await until('the faults', () => d.faults.length >= 4)
  for (const { name } of stuck) assert.equal(d.faults.filter((where) => where === `drop ${name}`).length, 1)

  const inbox = d.inbox(fire)
  writeFileSync(join(inbox, '三.csv'), rows())
  await until('the file of another', () => isDecided(inbox, '三.csv'))
  assert.equal(d.faults.length, 4)

  for (const { inbox } of stuck) rmSync(join(inbox, 'done'))
  d.at = 5000
  for (const { inbox, name } of stuck) await until(name, () => isDecided(inbox, name))
  assert.equal(d.faults.length, 4)
  for (const { name } of stuck) assert.deepEqual(await submissionsNamed(name), [{ state: 'done' }])
  await stop()
})

test('a refusal that cannot be written is tried again after a while, not all the time', async () => {
  const d = dropping()
  const inbox = d.inbox(market)
  symlinkSync(elsewhere, join(inbox, 'refused'))
  writeFileSync(join(inbox, '别的.csv'), '甲,乙\n1,2\n')
  const witness = async (name: string) => {
    writeFileSync(join(d.inbox(fire), name), rows())
    await until(name, () => filesIn(d.inbox(fire), 'done').some((one) => one.endsWith(`${name}.receipt.json`)))
  }
  const { stop } = d.start()
  await until('the fault', () => d.faults.length > 0)
  await witness('四.csv')
  d.at = 4999
  await witness('五.csv')
  assert.deepEqual(d.faults, ['drop 别的.csv'])
  d.at = 5000
  await until('the second fault', () => d.faults.length > 1)
  rmSync(join(inbox, 'refused'))
  d.at = 15_000
  await until('the refusal', () => filesIn(inbox, 'refused').length === 2)
  assert.equal(existsSync(join(inbox, '别的.csv')), false)
  assert.deepEqual(d.faults, ['drop 别的.csv', 'drop 别的.csv'])
  await stop()
})

test('what the machine cannot do leaves the file where it is, told beside it once; when the file goes in, that is told no more', async () => {
  const d = dropping()
  const inbox = d.inbox(market)
  writeFileSync(join(inbox, '六.csv'), rows())
  let isWrong = true
  const intake = {
    ...w.intake,
    // Where nothing can be written: not for the department to mend.
    get uploads() {
      return isWrong ? join(d.folder, 'plain') : w.intake.uploads
    },
  }
  writeFileSync(join(d.folder, 'plain'), '')
  const { stop } = d.start({ intake })
  for (const [times, at] of [5000, 15_000].entries()) {
    await until('the fault', () => d.faults.length > times)
    assert.deepEqual(filesIn(inbox, 'refused').length, 1)
    d.at = at
  }
  await until('the third fault', () => d.faults.length > 2)
  const [told] = filesIn(inbox, 'refused')
  assert.equal(JSON.parse(readFileSync(join(inbox, 'refused', told!), 'utf8')).refused.code, 'fault')
  isWrong = false
  d.at = 35_000
  await until('the receipt', () => isDecided(inbox, '六.csv'))
  assert.deepEqual(filesIn(inbox, 'refused'), [])
  await stop()
})

test('how long a file was quiet is told by a clock that nobody sets', async () => {
  const d = dropping({ quietMs: 5000 })
  const inbox = d.inbox(market)
  writeFileSync(join(inbox, '七.csv'), rows())
  const day = w.now
  const { stop } = d.start()
  await until('a look', () => d.looks > 1)
  // Somebody sets the clock of the machine.
  w.now = new Date(day.getTime() + 86_400_000)
  d.at = 4999
  const looks = d.looks
  await until('some looks', () => d.looks > looks + 5)
  w.now = day
  assert.deepEqual(filesIn(inbox), ['七.csv'])
  d.at = 5000
  await until('the receipt', () => isDecided(inbox, '七.csv'))
  await stop()
})

test('one look takes all that lies there, two at once', async () => {
  const d = dropping()
  const inbox = d.inbox(market)
  const many = 12
  for (let n = 1; n <= many; n++) writeFileSync(join(inbox, `甲${n}.csv`), rows())
  let looksAtLast = 0
  let taken = 0
  const { stop } = d.start({
    say() {
      // Two may still be under way when the look is at its end.
      if (++taken === many - 2) looksAtLast = d.looks
    },
  })
  await until('all', () => taken === many)
  // The first look finds them, the second takes them.
  assert.equal(looksAtLast, 2)
  await stop()
})

test('a stop leaves a file that is being taken where it is, and waits no longer than it may for what does not let go', async () => {
  const d = dropping()
  const inbox = d.inbox(market)
  writeFileSync(join(inbox, '八.csv'), rows())
  const client = await w.db.pool.connect()
  try {
    const held = async (lastWaitMs: number) => {
      await client.query('begin; lock table source in access exclusive mode')
      const drop = d.start({ lastWaitMs })
      await until('the file to be taken', async () => {
        const { rows } = await client.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return rows.length > 0
      })
      return drop
    }
    const short = await held(1)
    await short.stop()
    await client.query('rollback')
    const long = await held(3_600_000)
    const stopped = long.stop()
    await client.query('rollback')
    await stopped
  } finally {
    client.release()
  }
  assert.deepEqual(filesIn(inbox), ['八.csv'])
  assert.deepEqual(await submissionsNamed('八.csv'), [])
  assert.deepEqual(d.faults, [])
  const { stop } = d.start()
  await until('the receipt', () => isDecided(inbox, '八.csv'))
  assert.deepEqual(await submissionsNamed('八.csv'), [{ state: 'done' }])
  await stop()
})
