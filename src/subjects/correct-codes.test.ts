import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, penalty, registration, world } from '../../test/support/world.ts'
import { ledgerOf } from '../access/store.ts'
import { sha256Suite } from '../ciphers/suite.ts'
import { publicFile } from '../records/credit-file.ts'
import type { Caller } from '../terms/caller.ts'
import { codeCorrections, correctCodes, type Flag, type LineOutcome, previewCodes } from './correct-codes.ts'
import { codeSet } from './store.ts'
import { codeQuality, suspectedDuplicates } from './store-codes.ts'

const w = await world()
const [first, second, other, sole] = [codeOf('91', 700), codeOf('91', 701), codeOf('91', 702), codeOf('92', 703)]
const name = '明衡市云杉食品有限公司'
await w.send(
  csv([
    registration(first, name, { DJ_QH: '990101' }),
    registration(second, name, { DJ_QH: '990101' }),
    registration(other, '明衡市澄溪机械有限公司'),
    registration(sole, name),
  ]),
  'registration',
)
await w.send(csv([penalty(first, name, '旧码〔2026〕1号')]), 'penalty')
const office: Caller = { kind: 'person', who: 'credit', role: 'credit-office', body: 'B', region: '990000', scopes: [] }
const to = { pool: w.intake.pool, suite: sha256Suite }
let line = 1
const at = (minutes: number) => new Date(w.now.getTime() + minutes * 60_000)
async function correct(
  flag: Flag,
  code: string,
  more: { other?: string; name?: string; reason?: string } = {},
  when = at(1),
) {
  const one = { line: ++line, flag, code, name, other: '', reason: '登记机关函告', ...more }
  const [outcome] = await correctCodes(to, { lines: [one], basis: '示市监函〔2026〕9号', by: office }, when)
  return outcome as LineOutcome
}
const refusal = (outcome: LineOutcome) => ('refused' in outcome ? outcome.refused.en : '')
const documents = async (code: string, when: Date) =>
  (await publicFile(w.reading, code, when))!.sections.flatMap((section) =>
    section.records.flatMap((one) => one.document ?? []),
  )

test('duplicates are counted per register and listed until they are joined', async () => {
  const { registered, duplicate, wrong, joined } = await codeQuality(to.pool, at(0))
  assert.deepEqual([registered, duplicate, wrong, joined], [3, 1, 0, 0])
  assert.deepEqual(
    (await suspectedDuplicates(to.pool, 10, at(0))).map((one) => one.codes),
    [[first, second]],
  )
})

test('a deleted code is read together with the one that stays; nothing moves, and keeping it as it is ends that', async () => {
  assert.deepEqual(await documents(second, at(0)), [])
  const joined = await correct(1, first, { other: second }, at(1))
  assert.ok('done' in joined && joined.done === 'joined', refusal(joined))
  assert.deepEqual((await codeSet(to.pool, second, at(1))).sort(), [first, second])
  assert.deepEqual(await documents(second, at(2)), ['旧码〔2026〕1号'])
  assert.deepEqual((await codeQuality(to.pool, at(2))).duplicate, 0)
  assert.deepEqual((await codeQuality(to.pool, at(2))).joined, 1)
  const { rows } = await to.pool.query('select subject_code from record where item = $1', ['penalty'])
  assert.deepEqual(rows, [{ subject_code: first }])

  assert.match(refusal(await correct(1, first, { other: second }, at(3))), /joined to .* already/)
  const split = await correct(2, first, {}, at(4))
  assert.ok('done' in split && split.done === 'split', refusal(split))
  assert.deepEqual(await codeSet(to.pool, second, at(4)), [second])
  assert.deepEqual(
    await codeSet(to.pool, second, at(2)).then((codes) => codes.sort()),
    [first, second],
    'what was said then',
  )
  assert.deepEqual(await documents(second, at(5)), [])
  const again = await correct(0, first, { other: second }, at(6))
  assert.ok('done' in again && again.done === 'joined', refusal(again))
  await correct(2, first, {}, at(7))
})

test('each line is evidence, and the log names no code', async () => {
  const { rows } = await to.pool.query(
    `select c.flag, c.who, c.basis, e.leaf from code_correction c join entry e on e.id = c.entry order by c.id`,
  )
  assert.deepEqual(
    rows.map((row) => row.flag),
    [1, 2, 0, 2],
  )
  for (const row of rows) {
    assert.equal(JSON.parse(row.leaf.toString()).kind, 'code-aliased')
    assert.ok(!row.leaf.includes(first) && !row.leaf.includes(second))
    assert.deepEqual([row.who, row.basis], ['credit', '示市监函〔2026〕9号'])
  }
})

test('a code kept as it is, joined to nothing, is noted and changes nothing', async () => {
  const kept = await correct(2, second)
  assert.ok('done' in kept && kept.done === 'kept')
  assert.deepEqual(await codeSet(to.pool, second, at(9)), [second])
})

test('nothing is joined without a common name, a registered code that stays, and a name that is the code’s', async () => {
  assert.match(refusal(await correct(1, first, { other })), /no name in common/)
  assert.match(refusal(await correct(1, first, { other: codeOf('91', 999) })), /not registered/)
  assert.match(
    refusal(await correct(1, first, { other: second, name: '明衡市澄溪机械有限公司' }))!,
    /neither a current/,
  )
  assert.match(refusal(await correct(1, first, { other: sole })), /sole proprietors/)
  assert.match(refusal(await correct(1, sole, { other: first })), /sole proprietors/)
  assert.match(refusal(await correct(1, first, { other: first })), /the same/)
  assert.match(refusal(await correct(0, first)), /newly assigned/)
  assert.match(refusal(await correct(1, first)), /that stays/)
  assert.match(refusal(await correct(1, 'x', { other: second })), /form/)
  assert.match(refusal(await correct(1, first, { other: second, reason: ' ' })), /reason/)
  assert.deepEqual(await codeSet(to.pool, first, at(20)), [first])
})

test('two at once join once', async () => {
  const both = await Promise.all([1, 2].map(() => correct(1, first, { other: second }, at(30))))
  assert.deepEqual(both.map((one) => 'done' in one).sort(), [false, true])
})

test('nobody but the credit office puts codes right, and a basis is needed', async () => {
  for (const by of [
    { ...office, role: 'officer' as const },
    { ...office, role: 'auditor' as const },
  ]) {
    await assert.rejects(correctCodes(to, { lines: [], basis: 'x', by }, at(40)), { code: 'not-entitled' })
  }
  await assert.rejects(correctCodes(to, { lines: [], basis: '', by: office }, at(40)), {
    code: 'correction-basis-missing',
  })
})

const sheetLine = (flag: Flag, code: string, other = '', more: { name?: string; reason?: string } = {}) => {
  const stated = { line: ++line, flag, code, name, other, reason: '', ...more }
  return stated
}

test('a preview tells what each line would do after those before it, with both organisations, and changes nothing', async () => {
  // What the tests above left joined.
  await correct(2, first, {}, at(50))
  const count = async () => (await to.pool.query('select count(*)::int as n from code_correction')).rows[0].n
  const before = await count()
  const lines = [
    sheetLine(1, first, second),
    sheetLine(0, second, first),
    sheetLine(2, first),
    sheetLine(2, other, '', { name: '明衡市澄溪机械有限公司' }),
    sheetLine(1, first, sole),
    sheetLine(1, first, codeOf('91', 999)),
  ]
  const told = await previewCodes(to.pool, { lines, by: office }, at(51))
  assert.deepEqual(
    told.map((one) => ('done' in one ? one.done : one.refused.en.replace(/9[0-9A-Z]{17}/g, '·'))),
    [
      'joined',
      '· and · are said to be one organisation already.',
      'split',
      'kept',
      'Codes of sole proprietors are not joined here.',
      '· is not registered; the registry reports it first.',
    ],
  )
  const [join, , , , withSole, unknown] = told
  assert.deepEqual(
    [join!.holder!.records, join!.otherHolder!.records, join!.holder!.region, join!.holder!.kind],
    [2, 1, '990101', 'enterprise'],
  )
  assert.equal(join!.holder!.name, name)
  assert.notEqual(withSole!.otherHolder!.name, name, 'the owner’s name is masked')
  assert.equal(unknown!.otherHolder, undefined)
  assert.equal(await count(), before)
  assert.deepEqual(await codeSet(to.pool, first, at(51)), [first])
  const [look] = await ledgerOf(to.pool, first, 1)
  assert.deepEqual([look!.act, look!.who, look!.allowed], ['codes', 'credit', true])
})

test('a provisional organisation is shown in no preview', async () => {
  const unregistered = codeOf('91', 720)
  await w.send(csv([penalty(unregistered, '明衡市远杉建材有限公司', '暂存〔2026〕1号')]), 'penalty')
  const [told] = await previewCodes(to.pool, { lines: [sheetLine(1, first, unregistered)], by: office }, at(52))
  assert.equal(told!.otherHolder, undefined)
  assert.ok('refused' in told! && told.refused.en.includes('not registered'))
})

test('two codes that are one organisation by whatever steps are not joined once more', async () => {
  const [a, b, c] = [codeOf('91', 730), codeOf('91', 731), codeOf('91', 732)]
  await w.send(csv([a, b, c].map((code) => registration(code, '明衡市三杉食品有限公司'))), 'registration')
  const join = (code: string, same: string, minute: number) =>
    correct(1, code, { other: same, name: '明衡市三杉食品有限公司' }, at(minute))
  assert.ok('done' in (await join(a, b, 60)))
  assert.ok('done' in (await join(b, c, 61)))
  assert.match(refusal(await join(c, a, 62)), /one organisation already/)
  assert.match(refusal(await join(b, a, 62)), /joined to/)
})

test('what was done is listed, the latest first, with whether it stands; persons’ data in a reason is masked', async () => {
  const joined = await correct(1, first, { other: second, reason: '当事人联系电话 13800138000' }, at(70))
  assert.ok('done' in joined, refusal(joined))
  const [latest] = (await codeCorrections(to.pool, { limit: 1 }, at(71))).rows
  assert.deepEqual(
    [latest!.code, latest!.sameAs, latest!.sameAsName, latest!.stands, latest!.entry],
    [first, second, name, true, joined.entry],
  )
  assert.ok(!JSON.stringify(latest).includes('13800138000'))
  await correct(2, first, {}, at(72))
  const page = await codeCorrections(to.pool, { limit: 2 }, at(73))
  assert.deepEqual(
    page.rows.map((row) => [row.flag, row.stands]),
    [
      [2, false],
      [1, false],
    ],
  )
  const next = await codeCorrections(to.pool, { limit: 2, after: page.next }, at(73))
  assert.ok(next.rows.every((row) => row.id < page.rows.at(-1)!.id))
})

test('a preview is the credit office’s alone', async () => {
  const by = { ...office, role: 'auditor' as const }
  await assert.rejects(previewCodes(to.pool, { lines: [], by }, at(80)), { code: 'not-entitled' })
})

test('a person’s number in a sheet is refused, repeated in no sentence and kept nowhere', async () => {
  const number = '110101199003078814'
  for (const [code, same] of [
    [number, second],
    [first, number],
  ] as const) {
    const asked = sheetLine(1, code, same, { reason: '核实' })
    const [told] = await previewCodes(to.pool, { lines: [asked], by: office }, at(90))
    const refused = await correct(1, code, { other: same }, at(90))
    for (const said of [told!, refused]) {
      assert.ok('refused' in said && /citizen/.test(said.refused.en))
      assert.ok(!JSON.stringify(said.refused).includes(number))
    }
  }
  const { rows } = await to.pool.query(
    `select (select count(*)::int from code_correction where code = $1 or same_as = $1) +
            (select count(*)::int from ledger where subject_code = $1) as many`,
    [number],
  )
  assert.equal(rows[0].many, 0)
})
