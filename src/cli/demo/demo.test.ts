import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { material } from '../../../test/support/material.ts'
import { shippedBook } from '../../../test/support/rule-book.ts'
import { type World, world } from '../../../test/support/world.ts'
import { signIn } from '../../access/sign-in.ts'
import { casesQueue } from '../../cases/queue.ts'
import { officialCalendar } from '../../codes/calendar.ts'
import { dayInShanghai } from '../../codes/day.ts'
import { organisationWord } from '../../codes/names.ts'
import { isIdentityNumber } from '../../codes/older-numbers.ts'
import { innerCheckHolds, isValidUscc } from '../../codes/uscc.ts'
import { standardCategories, subjectKinds } from '../../codes/uscc-categories.ts'
import { placeWaiting } from '../../evidence/sequencer.ts'
import { readCsv } from '../../intake/reading/csv.ts'
import { recognise } from '../../intake/reading/recognise.ts'
import { readXlsx } from '../../intake/reading/xlsx.ts'
import { adoptRules } from '../../rulebook/adopt.ts'
import type { RuleBook } from '../../rulebook/book.ts'
import { kindOf } from '../../subjects/subject.ts'
import { leaveCases } from './cases.ts'
import { departments } from './departments.ts'
import { addFirstAdministrator, assertNoDemo } from './empty.ts'
import { encodeGb18030 } from './gb18030.ts'
import { leaveListings } from './listings.ts'
import { demoAccounts, demoState, loadDemo } from './load.ts'
import { type DemoFile, type DemoSize, demoSeed, makeDemoFiles, wholeDemo } from './make.ts'
import { makeOrganisations } from './organisations.ts'
import { otherItems } from './others.ts'
import { randomOf } from './random.ts'
import { leaveRepairs } from './repairs.ts'
import { inventedIdentityNumber, type Mistake, mentionedArea, mistakes, strangersArea } from './rows.ts'
import { mentionedGiven, representativeGiven, strangerGiven, surnameOnes } from './words.ts'

const today = '2026-11-21'
const now = new Date('2026-11-21T02:00:00Z')
const small: DemoSize = { organisations: 260, permits: 2400, penalties: 1500 }

async function filesOf(seed: string, size: DemoSize, book: RuleBook = shippedBook): Promise<DemoFile[]> {
  return Array.fromAsync(makeDemoFiles(book, today, seed, size))
}

const digestOf = (files: readonly DemoFile[]): string => {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file.source} ${file.item} ${file.fileName}\n`).update(file.bytes)
  return hash.digest('hex')
}

describe('what is made', () => {
  let whole: DemoFile[]
  before(async () => {
    whole = await filesOf(demoSeed, wholeDemo)
  })

  test('the same day and seed give the same files byte for byte, another seed gives others', async () => {
    const [one, again, other] = await Promise.all([filesOf('a', small), filesOf('a', small), filesOf('b', small)])
    assert.equal(digestOf(one), digestOf(again))
    assert.notEqual(digestOf(one), digestOf(other))
  })

  test('5,000 organisations, 40,000 records, every mistake that is named', () => {
    assert.equal(makeOrganisations(today, demoSeed, wholeDemo.organisations).length, 5000)
    const kept: Record<string, number> = {}
    const met = new Map<Mistake, number>()
    for (const file of whole) {
      for (const { mistake } of file.meant) {
        if (mistake) met.set(mistake, (met.get(mistake) ?? 0) + 1)
        const verdict = mistake ? mistakes[mistake] : 'accepted'
        if (verdict !== 'refused' && verdict !== 'waiting' && verdict !== 'duplicate' && mistake !== 'correction')
          kept[file.item] = (kept[file.item] ?? 0) + 1
      }
    }
    assert.equal(kept.registration, 5000)
    const { registration, permit, penalty, ...others } = kept as { [item: string]: number }
    assert.ok(permit! > 25_000 && penalty! > 8_900, JSON.stringify(kept))
    assert.ok(registration! + permit! + penalty! >= 39_500, JSON.stringify(kept))
    assert.deepEqual(Object.keys(others).sort(), [...otherItems].sort())
    for (const [item, count] of Object.entries(others)) assert.ok(count >= 20 && count < 1500, `${item} ${count}`)
    assert.deepEqual([...met.keys()].sort(), Object.keys(mistakes).sort())
  })

  test('of every category and kind, in the fictional areas, with checks that hold', () => {
    const all = makeOrganisations(today, demoSeed, wholeDemo.organisations)
    assert.deepEqual([...new Set(all.map((one) => one.code.slice(0, 2)))].sort(), [...standardCategories.keys()].sort())
    assert.deepEqual([...new Set(all.map((one) => kindOf(one.code)))].sort(), [...subjectKinds].sort())
    assert.equal(new Set(all.map((one) => one.code)).size, all.length)
    for (const { code } of all) {
      assert.ok(isValidUscc(code) && innerCheckHolds(code, 8), code)
      assert.match(code.slice(2, 8), /^990[1-3]\d\d$/)
    }
  })

  test('every name is one of an organisation and none is the name of a real one', (t) => {
    const all = makeOrganisations(today, demoSeed, wholeDemo.organisations)
    const names = new Set(
      all.flatMap((one) => [one.name, ...one.formerNames, ...(one.laterName ? [one.laterName] : [])]),
    )
    for (const name of names) {
      assert.ok(organisationWord(name), name)
      assert.match(name, /示范|明衡|诚川|信陵湾/)
    }
    const folder = material('1-names')
    if (!folder) return t.skip('material 1-names is absent')
    const real = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/[\s,\t"]+/))
    assert.ok(real.length > 100_000)
    assert.deepEqual(
      real.filter((name) => names.has(name)),
      [],
    )
  })

  test('sixteen departments, each with habits of its own', async () => {
    assert.deepEqual(new Set(whole.map((file) => file.source)), new Set(departments.map((one) => one.code)))
    const formats = new Set(
      whole.map(({ bytes, fileName }) => {
        const found = recognise(bytes.subarray(0, 65_536), fileName)
        return found.format === 'csv' ? `csv ${found.encoding}` : found.format
      }),
    )
    assert.deepEqual([...formats].sort(), ['csv gb18030', 'csv utf-8', 'xlsx'])
  })

  test('nobody decides in the future but by mistake, and much lies before 2026-04-01', async () => {
    const penalties = whole.filter((file) => file.item === 'penalty')
    let before = 0
    let after = 0
    for (const file of penalties) {
      for (const [line, cells] of await rowsOf(file)) {
        const meant = file.meant.find((one) => one.line === line)
        const day = cells.find((cell) => /^20\d\d-\d\d-\d\d$/.test(cell))
        if (!meant || meant.mistake === 'future-day' || day === undefined) continue
        assert.ok(day <= today, `${file.fileName} ${line}`)
        if (day < '2026-04-01') before++
        else after++
      }
    }
    assert.ok(before > 500 && after > 500, `${before} ${after}`)
  })

  test('an identity number has the right form and a day of birth that nobody has', () => {
    const chance = randomOf('x', 'numbers')
    for (let i = 0; i < 1000; i++) {
      const number = inventedIdentityNumber(chance)
      assert.ok(isIdentityNumber(number), number)
      assert.equal(number.slice(6, 10), '2099')
    }
  })

  test('GB18030 is written as it is read', () => {
    const text = '示范省“信衡”〔2026〕1号，ABC，〇①Ⅷ㎡'
    assert.equal(new TextDecoder('gb18030', { fatal: true }).decode(encodeGb18030(text)), text)
    assert.throws(() => encodeGb18030('😀'), RangeError)
  })
})

async function rowsOf(file: DemoFile): Promise<Map<number, string[]>> {
  const found = recognise(file.bytes.subarray(0, 65_536), file.fileName)
  if (found.format === 'refused') throw new Error(file.fileName)
  const input = (async function* () {
    yield file.bytes
  })()
  const rows = new Map<number, string[]>()
  for await (const batch of found.format === 'csv' ? readCsv(input, found) : readXlsx(file.bytes)) {
    for (const [i, row] of batch.rows.entries()) rows.set(batch.lines[i]!, row)
  }
  return rows
}

/** A world as it is at the first start: migrated, and nothing in it. */
async function emptyWorld(): Promise<World> {
  const made = await world(now)
  await made.db.owner.query('delete from source')
  return made
}

const loadingOf = ({ intake, now }: World, isStopping = () => false) => ({
  pool: intake.pool,
  intake,
  clock: () => now,
  isStopping,
  say() {},
})

const countsOf = async (made: World) => {
  const { rows } = await made.intake.pool.query(
    `select (select count(*) from submission) as submissions, (select count(*) from record) as records,
       (select count(*) from submission_line) as lines, (select count(*) from waiting_row) as waiting,
       (select count(*) from subject) as subjects, (select count(*) from person) as people,
       (select count(*) from api_client) as clients`,
  )
  return rows[0] as Record<string, number>
}

// Made outside the suite: its database closes with what made it.
const made = await emptyWorld()

describe('what becomes of it', () => {
  let files: DemoFile[]
  before(async () => {
    const { state } = await loadDemo(loadingOf(made), { seed: 'test', size: small })
    assert.equal(state.state, 'loaded')
    files = await filesOf('test', small, made.intake.rules.book)
  })

  /** Each row that was sent, with what it was meant to be and what became of it. */
  async function* outcomes() {
    for (const file of files) {
      const { rows: sent } = await made.intake.pool.query<{ id: number; state: string; lines_total: number }>(
        'select id, state, lines_total from submission where source_code = $1 and file_name = $2',
        [file.source, file.fileName],
      )
      assert.equal(sent.length, 1, file.fileName)
      assert.equal(sent[0]!.state, 'done')
      assert.equal(sent[0]!.lines_total, file.meant.length)
      const { id } = sent[0]!
      const { rows: lines } = await made.intake.pool.query<{
        line: number
        verdict: string
        subject_code: string | null
      }>('select line, verdict, subject_code from submission_line where submission = $1', [id])
      const { rows: records } = await made.intake.pool.query<{ line: number; subject_code: string }>(
        'select r.line, r.subject_code from record r join chunk c on c.id = r.chunk where c.submission = $1',
        [id],
      )
      const verdicts = new Map(lines.map((line) => [line.line, line]))
      const kept = new Map(records.map((record) => [record.line, record.subject_code]))
      for (const meant of file.meant)
        yield { file, meant, said: verdicts.get(meant.line), keptUnder: kept.get(meant.line) }
    }
  }

  test('each row meets the verdict of its mistake, a right one none', async () => {
    const met = new Set<string>()
    for await (const { file, meant, said } of outcomes()) {
      const at = `${file.fileName} ${meant.line} ${meant.mistake}`
      met.add(meant.mistake ?? 'right')
      if (meant.mistake) {
        // Of two equal lines the first is taken, which is the one without the mistake.
        assert.equal(said?.verdict, mistakes[meant.mistake], at)
      } else if (said) {
        // A right row may be of an organisation that the register has not: no other warning.
        assert.fail(`${at}: ${said.verdict}`)
      }
    }
    assert.ok(met.size > 20, [...met].join(' '))
  })

  test('no record stands under another organisation than the one it is about', async () => {
    let kept = 0
    for await (const { file, meant, said, keptUnder } of outcomes()) {
      const at = `${file.fileName} ${meant.line} ${meant.mistake}`
      if (keptUnder === undefined) continue
      kept++
      assert.equal(keptUnder, meant.about, at)
      if (said?.subject_code) assert.equal(said.subject_code, meant.about, at)
    }
    assert.ok(kept > 3000, String(kept))
  })

  test('no person is stored: not a name, not a number', async () => {
    const named = (given: readonly string[]) => surnameOnes.map((surname) => `${surname}(${given.join('|')})`)
    const strangers = [...named(strangerGiven), `${strangersArea}2099`]
    const mentioned = [...named(mentionedGiven), `${mentionedArea}2099`, '15400[0-9]{6}']
    const representatives = named(representativeGiven)

    // The files do hold such people.
    const sent = files
      .filter((file) => file.fileName.endsWith('.csv'))
      .map((file) => file.bytes.toString() + new TextDecoder('gb18030').decode(file.bytes))
      .join()
    for (const people of [strangers, mentioned, representatives]) assert.match(sent, new RegExp(people.join('|')))

    assert.deepEqual(await tablesHolding([...strangers, ...mentioned]), [])
    // Representatives stand in the registration alone.
    assert.deepEqual(await tablesHolding(representatives, `where item <> 'registration'`), [])
    assert.deepEqual(copiesHolding([...strangers, ...representatives], 'permit', 'penalty'), [])
    assert.deepEqual(copiesHolding(strangers, 'registration'), [])
  })

  /** Tables in which any of the people stands, in whatever column; hashes and seeds are no text. */
  async function tablesHolding(people: readonly string[], where = ''): Promise<string[]> {
    const { pool } = made.intake
    const { rows: tables } = await pool.query<{ name: string; columns: string[] }>(
      `select table_name as name, array_agg(column_name::text) as columns
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = 'public' and table_type = 'BASE TABLE' and data_type <> 'bytea'
       group by 1 having $1 = '' or bool_or(column_name = 'item')`,
      [where],
    )
    assert.ok(tables.some(({ name }) => name === 'record') && tables.some(({ name }) => name === 'waiting_row'))
    const found: string[] = []
    for (const { name, columns } of tables) {
      const { rows } = await pool.query<{ text: string }>(
        `select text from (select row(${columns.map((column) => `"${column}"`).join()})::text as text from "${name}" ${where}) as all_rows
         where text ~ $1 limit 3`,
        [people.join('|')],
      )
      for (const { text } of rows) found.push(`${name}: ${text}`)
    }
    return found
  }

  function copiesHolding(people: readonly string[], ...items: string[]): string[] {
    const wanted = new RegExp(people.join('|'))
    return readdirSync(made.intake.uploads).filter((name) => {
      const text = readFileSync(join(made.intake.uploads, name), 'utf8')
      const item = text.includes('DJ_MC') ? 'registration' : text.includes('XK_WSH') ? 'permit' : 'penalty'
      return items.includes(item) && wanted.test(text)
    })
  }

  test('accounts sign in, the mark says what was loaded, nothing is loaded twice', async () => {
    for (const { login, password, as } of demoAccounts) {
      assert.equal((await signIn(made.intake.pool, new Map(), { login, password }, now)).role, as)
    }
    const state = await demoState(made.intake.pool)
    assert.equal(state?.state, 'loaded')
    assert.equal(
      state.rows,
      files.reduce((sum, file) => sum + file.meant.length, 0),
    )
    const before = await countsOf(made)
    const again = await loadDemo(loadingOf(made))
    assert.equal(again.key, undefined)
    assert.deepEqual(await countsOf(made), before)
  })

  test('organisations are found, records shown, and what ended is not', async () => {
    await placeWaiting(made.intake.pool)
    const { rows } = await made.intake.pool.query<{ item: string; now: number; ended: number }>(
      `select r.item, count(*) filter (where during @> $1::timestamptz)::int as now,
         count(*) filter (where upper(during) <= $1)::int as ended
       from shown s join record r using (subject_code, record_id, version) where audience in ('public', 'everyone') group by 1`,
      [now],
    )
    const shown = new Map(rows.map((row) => [row.item, row]))
    assert.ok(shown.get('permit')!.now > 1000 && shown.get('permit')!.ended > 50)
    assert.ok(shown.get('penalty')!.now > 100 && shown.get('penalty')!.ended > 50)
  })
})

test('objections stand in every state that a queue knows, made by two persons where it takes two, and begun twice they double nothing', async () => {
  const { pool } = made.intake
  await leaveCases(made.intake, dayInShanghai(now), now)
  const to = { pool, rules: made.intake.rules, calendar: officialCalendar }
  const ask = { sources: departments.map(({ code }) => code), turns: ['office', 'source'], limit: 50 }
  const { rows } = await casesQueue(to, ask, now)
  const states = rows.map(({ state, stage }) => `${state.id} ${stage}`)
  for (const wanted of [/^received /, /^forwarded overdue/, /^forwarded paused/, /^found-right two-thirds/])
    assert.ok(
      states.some((one) => wanted.test(one)),
      `${wanted}: ${states.join(', ')}`,
    )
  const closed = await pool.query(`select state from case_event where step like 'answer-%' order by 1`)
  assert.deepEqual(
    closed.rows.map(({ state }) => state),
    ['upheld', 'withdrawn'],
  )
  const count = async () => (await pool.query('select count(*)::int as n from case_event')).rows[0].n
  const before = await count()
  await leaveCases(made.intake, dayInShanghai(now), now)
  assert.equal(await count(), before)
})

test('listings stand in several states, one entered with both papers served, and begun twice they double nothing', async () => {
  const { pool } = made.intake
  await adoptRules(pool, made.intake.rules.book, now)
  await leaveListings(made.intake, dayInShanghai(now), now)
  const { rows } = await pool.query<{ state: string }>(
    `select distinct on (e.subject_code, e.case_id) e.state from case_event e
     join case_file f on f.subject_code = e.subject_code and f.case_id = e.case_id and f.procedure = 'listing'
     order by e.subject_code, e.case_id, e.n desc`,
  )
  const states = rows.map(({ state }) => state).sort()
  assert.deepEqual(states, ['conditional', 'listed', 'reviewed', 'told'])
  const entered = await pool.query<{ content: { [field: string]: string } }>(
    `select r.content from record r join shown w using (subject_code, record_id, version)
     where r.item = 'list-entry' and r.source_code = $1 and w.audience = 'everyone' and w.during @> $2::timestamptz`,
    [departments[0]!.code, now],
  )
  assert.equal(entered.rows.length, 1)
  assert.match(entered.rows[0]!.content.MD_WSH!, /^列决〔\d{4}〕\d+号$/)
  const count = async () => (await pool.query('select count(*)::int as n from case_event')).rows[0].n
  const before = await count()
  await leaveListings(made.intake, dayInShanghai(now), now)
  assert.equal(await count(), before)
})

test('repairs stand in several states, the granted one shown to nobody, and begun twice they double nothing', async () => {
  const { pool } = made.intake
  await leaveRepairs(made.intake, dayInShanghai(now), now)
  const { rows } = await pool.query<{ state: string; subject: string; record: number }>(
    `select distinct on (e.subject_code, e.case_id) e.state, f.subject_code as subject, f.record_id as record from case_event e
     join case_file f on f.subject_code = e.subject_code and f.case_id = e.case_id and f.procedure = 'repair'
     order by e.subject_code, e.case_id, e.n desc`,
  )
  assert.deepEqual(rows.map(({ state }) => state).sort(), ['accepted', 'granted', 'received', 'refused', 'supplement'])
  const granted = rows.find(({ state }) => state === 'granted')!
  const shown = await pool.query('select from shown where subject_code = $1 and record_id = $2', [
    granted.subject,
    granted.record,
  ])
  assert.equal(shown.rows.length, 0)
  const count = async () => (await pool.query('select count(*)::int as n from case_event')).rows[0].n
  const before = await count()
  await leaveRepairs(made.intake, dayInShanghai(now), now)
  assert.equal(await count(), before)
})

describe('interrupted and elsewhere', () => {
  const tiny: DemoSize = { organisations: 120, permits: 240, penalties: 160 }

  test('stopped and broken off in the middle, it goes on and doubles nothing', async () => {
    const straight = await emptyWorld()
    await loadDemo(loadingOf(straight), { seed: 'again', size: tiny })

    const broken = await emptyWorld()
    let asked = 0
    const stopped = await loadDemo(
      loadingOf(broken, () => ++asked > 12),
      { seed: 'again', size: tiny },
    )
    assert.equal(stopped.state.state, 'loading')
    assert.equal((await demoState(broken.intake.pool))?.state, 'loading', 'the mark stands before all is loaded')
    assert.equal(stopped.key, undefined)

    // A fault right after some chunk was committed, as a kill would leave it.
    let chunks = 0
    const failing = {
      ...broken.intake,
      onPlaced() {
        if (++chunks === 25) throw new Error('the power is cut')
      },
    }
    await assert.rejects(loadDemo({ ...loadingOf(broken), intake: failing }), /power/)

    // Another day, another seed: what was begun goes on as it was begun.
    broken.now = new Date('2026-11-23T02:00:00Z')
    const done = await loadDemo(loadingOf(broken), { seed: 'other', size: wholeDemo })
    assert.equal(done.state.state, 'loaded')
    assert.equal(done.state.today, today)
    assert.ok(done.key)
    assert.deepEqual(await countsOf(broken), await countsOf(straight))
  })

  test('never beside data of its own, and never turned into real use', async () => {
    const own = await world(now)
    await assert.rejects(loadDemo(loadingOf(own), { size: tiny }), { code: 'demo-not-empty' })
    assert.equal(await demoState(own.intake.pool), undefined)

    const db = await testDatabase()
    const person = { login: 'first', name: '管理员', password: 'correct-horse-7', body: '', region: '' }
    await assertNoDemo(db.pool)
    await addFirstAdministrator(db.pool, person, now)
    await assert.rejects(addFirstAdministrator(db.pool, { ...person, login: 'second' }, now), {
      code: 'administrator-exists',
    })

    await db.owner.query(`insert into installation (name, value) values ('demonstration', '{"state":"loading"}')`)
    await assert.rejects(assertNoDemo(db.pool), { code: 'is-demonstration' })
  })
})
