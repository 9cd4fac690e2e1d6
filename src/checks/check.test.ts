/** The check at the counter: sentences of the rulebook, on a register filled by real files. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addAlias } from '../../test/support/alias.ts'
import { chanceOf, identityThatPassesAsCode } from '../../test/support/persons.ts'
import {
  codeOf,
  csv,
  listEntry,
  market,
  officerOf,
  penalty,
  registration,
  taxOffice,
  world,
} from '../../test/support/world.ts'
import { personMark } from '../access/ledger.ts'
import { standardCategories } from '../codes/uscc-categories.ts'
import { confirmClasses } from '../intake/classes.ts'
import type { Caller, Reason } from '../terms/caller.ts'
import { answersTo, checkInParts, checkReceipt, checkSubjects, numberOf, receiptOf, toldToday } from './check.ts'
import { readReceipts, writeReceipts } from './store.ts'

const w = await world()
const good = codeOf('91', 500)
const clean = codeOf('91', 501)
const stranger = codeOf('91', 502)
const shop = codeOf('92', 503)
const older = codeOf('91', 504)
const newer = codeOf('91', 505)

const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: market.code, region: '990101', scopes: [] }
const reason: Reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }
const ask = (codes: readonly string[], more: { reason?: Partial<Reason>; by?: Caller } = {}) => ({
  codes,
  reason,
  by: clerk,
  ...more,
})
const only = async (code: string) => (await checkSubjects(w.reading, ask([code]), w.now)).answers[0]!
const ledgerOf = async (subject: string) =>
  (
    await w.db.pool.query(
      `select act, allowed, reason, purpose, matter, case_number as "caseNumber", fields from ledger where subject_code = $1 order by id`,
      [subject],
    )
  ).rows

await w.send(
  csv([
    registration(good, '示范市白云食品有限公司'),
    registration(clean, '示范市青云食品有限公司'),
    registration(shop, '示范市白小云小吃店'),
    registration(older, '示范市旧云食品有限公司'),
    registration(newer, '示范市新云食品有限公司'),
  ]),
  'registration',
)
await w.send(
  csv([
    // Ordered to stop: a grave violation in the sense of the procurement law.
    penalty(good, '示范市白云食品有限公司', '查〔2026〕1号', {
      CF_CFLB: '责令停产停业',
      CF_NR_FK: '',
      CF_SXYZCD: '严重',
    }),
    penalty(good, '示范市白云食品有限公司', '查〔2026〕2号', { CF_SXYZCD: '' }),
    penalty(stranger, '示范市无名食品有限公司', '查〔2026〕3号'),
    penalty(shop, '示范市白小云小吃店', '查〔2026〕4号', { CF_XDR_LB: '个体工商户' }),
    penalty(older, '示范市旧云食品有限公司', '查〔2026〕5号'),
  ]),
  'penalty',
)

test('it gives the facts of now, and a numbered receipt and a ledger line that are durable before the answer', async () => {
  const answer = await only(good)
  assert.deepEqual(
    answer.facts.filter((fact) => fact.item === 'penalty').map((fact) => [fact.document, fact.class]),
    [['查〔2026〕1号', 'serious']],
    'what has no class is neither shown nor used',
  )
  const { rows } = await w.db.pool.query(
    'select subject_code, told, octet_length(commitment) as n from receipt where number = $1',
    [answer.receipt],
  )
  const [{ told, ...kept }] = rows
  assert.deepEqual(kept, { subject_code: good, n: 32 })
  const { facts: _, listings: __, ...given } = JSON.parse(JSON.stringify(answer))
  assert.deepEqual(
    { ...told, facts: told.facts.map((fact: { record: number; version: number }) => [fact.record, fact.version]) },
    { ...given, facts: answer.facts.map(({ record, version }) => [record, version]) },
  )
  assert.doesNotMatch(JSON.stringify(told), /查〔2026〕1号/, 'which version was told, and no copy of it')
  const line = (await ledgerOf(good)).at(-1)
  assert.deepEqual(
    { ...line, fields: line.fields.sort() },
    { act: 'check', allowed: true, reason: null, ...reason, fields: ['penalty', 'registration'] },
  )
})

test('no answer says approve or deny', async () => {
  const text = JSON.stringify(await checkSubjects(w.reading, ask([good, clean, stranger, shop]), w.now))
  assert.doesNotMatch(text, /approve|deny|denied|reject|不予通过|建议拒绝|同意办理|准予/i)
})

test('one bad code never fails a batch, whatever it is made of', async () => {
  const bad = [
    'nonsense',
    '',
    good.slice(0, 17) + (good.endsWith('1') ? '2' : '1'),
    'NUL\u0000INSIDE',
    '\ud83d',
    `${'9'.repeat(39)}\u{1f600}`,
    'x'.repeat(5000),
    "'; drop table receipt; --",
    codeOf('91', 999),
  ]
  const { answers, batch } = await checkSubjects(w.reading, ask([good, ...bad, clean]), w.now)
  assert.equal(answers.length, bad.length + 2)
  assert.deepEqual(
    answers.map((answer) => answer.found),
    [true, ...bad.map(() => false), true],
  )
  for (const answer of answers.slice(1, -1)) assert.ok(answer.problem!.zh !== '' && answer.problem!.en !== '')
  const { rows } = await w.db.pool.query('select number from receipt where batch = $1', [batch])
  assert.deepEqual(rows.map((row) => row.number).sort(), answers.map((answer) => answer.receipt).sort())
  for (const code of bad) assert.equal((await only(code)).found, false)
})

test("an identity number that passes as a code is a person's number still: in no receipt and no ledger line", async () => {
  const chance = chanceOf(20_260_615)
  const numbers = Array.from({ length: 400 }, () => identityThatPassesAsCode(chance))
  const beginsAsCodesDo = (number: string) => standardCategories.has(number.slice(0, 2))
  const [doubtful, plain] = [numbers.find(beginsAsCodesDo)!, numbers.find((number) => !beginsAsCodesDo(number))!]
  const { answers } = await checkSubjects(w.reading, ask([doubtful, plain, good]), w.now)
  assert.deepEqual(
    answers.map(({ found, code }) => [found, code]),
    [
      [false, personMark],
      [false, personMark],
      [true, good],
    ],
  )
  assert.match(answers[0]!.problem!.zh, /没有该代码.*也可能是身份证件号码/)
  assert.match(answers[1]!.problem!.zh, /没有用它查询/)
  const kept = await w.db.pool.query(
    `select told::text as text from receipt union all select subject_code from receipt union all select subject_code from ledger`,
  )
  for (const { text } of kept.rows) assert.ok(!text.includes(doubtful) && !text.includes(plain))
})

test('an answer keeps the order of the codes, twice asked is twice answered, and no number is given twice', async () => {
  const codes = Array.from({ length: 700 }, (_, n) =>
    n % 3 === 0 ? good : n % 3 === 1 ? clean : codeOf('91', 7000 + n),
  )
  const parts: number[] = []
  const receipts = new Set<string>()
  let at = 0
  for await (const part of checkInParts(w.reading, ask(codes), w.now, () => w.now)) {
    parts.push(part.answers.length)
    for (const answer of part.answers) {
      assert.equal(answer.code, codes[at++])
      receipts.add(answer.receipt)
    }
    const { rows } = await w.db.pool.query(
      'select count(*)::int as n from receipt where batch = $1 and number = any($2)',
      [part.batch, part.answers.map((answer) => answer.receipt)],
    )
    assert.equal(rows[0].n, part.answers.length, 'durable before they are handed on')
  }
  assert.ok(parts.length > 1)
  assert.equal(receipts.size, 700)
})

test('a number is long enough for a hundred thousand in one second', async () => {
  const { receipt } = await only(clean)
  const tail = receipt.split('-').at(-1)!
  // 32 ^ 12 = 2 ^ 60: the chance that two of 100,000 are equal is below one in a hundred million.
  assert.match(tail, /^[2-9A-HJKMNP-Z]{12}$/)
})

test('a provisional organisation is marked so, and nothing adverse of it is told', async () => {
  const answer = await only(stranger)
  assert.equal(answer.isProvisional, true)
  assert.deepEqual(answer.facts, [])
  assert.deepEqual(answer.measures, [])
})

test("a sole proprietor's owner is named nowhere in the answer, nor in the receipt", async () => {
  const answer = await only(shop)
  assert.equal(answer.found, true)
  assert.doesNotMatch(JSON.stringify(answer), /白小云/)
  const { rows } = await w.db.pool.query('select told::text as answer from receipt where number = $1', [answer.receipt])
  assert.doesNotMatch(rows[0].answer, /白小云/)
})

test('a measure names its article, its authority and the record it comes from', async () => {
  const { measures } = await only(good)
  assert.deepEqual(
    measures.map((measure) => measure.id),
    ['procurement-clean-record'],
  )
  for (const measure of measures) {
    assert.match(measure.article, /第.+条/)
    assert.ok(measure.authority !== '' && measure.because.startsWith('penalty/'))
  }
  assert.deepEqual((await only(clean)).measures, [])
})

test('a measure of another matter does not appear', async () => {
  const { answers } = await checkSubjects(
    w.reading,
    ask([good], { reason: { purpose: 'administration', matter: 'drug-permit', caseNumber: '1' } }),
    w.now,
  )
  const ids = answers[0]!.measures.map((measure) => measure.id)
  assert.ok(!ids.includes('procurement-clean-record'), ids.join())
})

test('codes of one organisation answer for each other', async () => {
  assert.deepEqual((await only(newer)).facts.filter((fact) => fact.item === 'penalty').length, 0)
  await addAlias(w.db.owner, newer, older, new Date(w.now.getTime() - 1000))
  for (const code of [newer, older]) {
    const documents = (await only(code)).facts.map((fact) => fact.document).filter(Boolean)
    assert.deepEqual(documents, ['查〔2026〕5号'], code)
  }
  await w.send(csv([listEntry(older, '示范市旧云食品有限公司', '示税失信〔2026〕5号')]), 'list-entry', taxOffice)
  assert.equal((await only(newer)).listings.length, 1)
  assert.equal((await only(good)).listings.length, 0)
})

test('purpose, matter and case number are all needed, and each refusal stands in the ledger', async () => {
  const cases: [Partial<Reason>, string][] = [
    [{ ...reason, purpose: '' }, 'purpose-unknown'],
    [{ ...reason, matter: 'credit-score' }, 'matter-unknown'],
    [{ ...reason, purpose: 'audit' }, 'matter-not-for-purpose'],
    [{ ...reason, caseNumber: ' ' }, 'case-number-missing'],
  ]
  const before = (await ledgerOf(clean)).length
  for (const [given, code] of cases) {
    await assert.rejects(checkSubjects(w.reading, ask([clean], { reason: given }), w.now), { code })
  }
  const lines = (await ledgerOf(clean)).slice(before)
  assert.deepEqual(
    lines.map((line) => [line.allowed, line.reason]),
    cases.map(([, code]) => [false, code]),
  )
})

test('a matter that asks for a report only gives no check', async () => {
  const given = { purpose: 'own-file', matter: 'own-file', caseNumber: '1' }
  await assert.rejects(checkSubjects(w.reading, ask([clean], { reason: given }), w.now), {
    code: 'matter-asks-no-check',
  })
  const line = (await ledgerOf(clean)).at(-1)
  assert.deepEqual([line.allowed, line.reason], [false, 'matter-asks-no-check'])
})

test('who may make no checks is refused, and that stands in the ledger', async () => {
  for (const role of ['officer', 'auditor', 'administrator'] as const) {
    await assert.rejects(checkSubjects(w.reading, ask([clean], { by: { ...clerk, role } }), w.now), {
      code: 'not-entitled',
    })
    const line = (await ledgerOf(clean)).at(-1)
    assert.deepEqual([line.act, line.allowed, line.reason], ['check', false, 'not-entitled'])
  }
})

test('a receipt is for the body that asked, and for auditors', async () => {
  const { receipt } = await only(clean)
  assert.equal((await checkReceipt(w.reading, receipt, clerk, w.now))?.number, receipt)
  assert.equal(await checkReceipt(w.reading, receipt, { ...clerk, body: codeOf('11', 9) }, w.now), undefined)
  assert.equal(
    (await checkReceipt(w.reading, receipt, { ...clerk, role: 'auditor', body: '' }, w.now))?.number,
    receipt,
  )
})

test('who asks at the same time is answered together, each with a receipt of their own body and case', async () => {
  const bodies = Array.from({ length: 40 }, (_, n) => codeOf('11', 700 + n))
  const given = await Promise.all(
    bodies.map((body, n) =>
      checkSubjects(
        w.reading,
        ask([n % 2 === 0 ? good : clean], {
          by: { ...clerk, body },
          reason: { ...reason, caseNumber: `采〔2026〕${n}号` },
        }),
        w.now,
      ),
    ),
  )
  for (const [n, body] of bodies.entries()) {
    const [answer] = given[n]!.answers
    assert.equal(answer!.code, n % 2 === 0 ? good : clean)
    const receipt = await checkReceipt(w.reading, answer!.receipt, { ...clerk, body }, w.now)
    assert.deepEqual([receipt!.body, receipt!.caseNumber], [body, `采〔2026〕${n}号`])
    assert.deepEqual(receipt!.answer, JSON.parse(JSON.stringify(answer)))
  }
})

test('what is erased by law is in no receipt any more', async () => {
  const { receipt } = await only(older)
  const auditor: Caller = { ...clerk, role: 'auditor', body: '' }
  assert.match(JSON.stringify(await checkReceipt(w.reading, receipt, auditor, w.now)), /查〔2026〕5号/)
  await w.db.owner.query(
    `update record set content = null, state = 'erased' where subject_code = $1 and item = 'penalty'`,
    [older],
  )
  const read = await checkReceipt(w.reading, receipt, auditor, w.now)
  assert.doesNotMatch(JSON.stringify(read), /查〔2026〕5号/)
  assert.equal(read!.answer.facts.filter(({ item }) => item === 'penalty').length, 1, 'that there was one stays')
})

test('what was confirmed a moment ago is in the next check', async () => {
  const { rows } = await w.db.pool.query(
    'select record_id as record from record where subject_code = $1 and class is null and item = $2 and replaced_by is null',
    [good, 'penalty'],
  )
  await confirmClasses(
    w.intake,
    {
      source: market.code,
      sourceRegion: market.region,
      choices: [{ subject: good, record: rows[0].record, class: 'general' }],
      by: officerOf(market),
    },
    w.now,
  )
  assert.equal((await only(good)).facts.filter((fact) => fact.item === 'penalty').length, 2)
})

test('a receipt tells today no listing that did not stand when it was given', async () => {
  const code = codeOf('91', 520)
  const name = '示范市绿云食品有限公司'
  await w.send(csv([registration(code, name)]), 'registration')
  await w.send(csv([listEntry(code, name, '示税〔2026〕20号')]), 'list-entry', taxOffice)
  // The entry is of 20 May 2026; the receipt is of the day before it, or of that day.
  for (const [at, listings] of [
    ['2026-05-19T15:59:59Z', 0],
    ['2026-05-19T16:00:00Z', 1],
  ] as const) {
    const [checked] = await answersTo(w.reading, [code], reason, w.now)
    assert.equal(checked!.answer.listings.length, 1)
    const given = { ...checked!, answer: { ...checked!.answer, at, receipt: numberOf('C', new Date(at)) } }
    const receipt = receiptOf(w.reading.suite, given, { at: new Date(at), by: clerk, reason })
    await writeReceipts(w.db.pool, [receipt])
    const one = (await checkReceipt(w.reading, receipt.number, clerk, w.now))!.answer
    const many = await toldToday(w.reading, await readReceipts(w.db.pool, [receipt.number]), w.now)
    const told = many.get(receipt.number)!
    assert.deepEqual([one.facts.length, told.facts], [2, 2])
    assert.deepEqual([one.listings.length, told.listings.length], [listings, listings], at)
  }
})
