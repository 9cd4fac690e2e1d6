/** The historic profile as a rule: what it may let be missing, of which days, and what no pack can let be missing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { shippedBook as book, bookWith, shippedItem, shippedPacks } from '../../test/support/rule-book.ts'
import { codeOf, penalty as penaltyRow, permit as permitRow } from '../../test/support/world.ts'
import type { HistoricProfile, Item } from './catalogue.ts'
import { compileRowCheck } from './check-row.ts'
import { matchColumns } from './columns.ts'
import { lackingOf, mayBeLeftOut, neededFields } from './complete.ts'
import { sayHistoric } from './field-words.ts'
import { rowSchema } from './row-schema.ts'

const penalty = shippedItem('penalty')
const permit = shippedItem('permit')
const historicOf = (item: Item): HistoricProfile => item.profiles!.historic!
const code = codeOf('91', 100)

const old = penaltyRow(code, '示范市云杉机械有限公司', '示市监罚〔2025〕1号', { CF_JDRQ: '2026-03-31' })
type Row = { [field: string]: string }

/** Checked as historic data, unless `historic` is null. */
function check(row: Row, item = penalty, historic: HistoricProfile | null = historicOf(item)) {
  const options = { today: '2026-11-21', ...(historic ? { historic } : {}) }
  return compileRowCheck(item, book, Object.keys(row), options)(Object.values(row), 2)
}
const found = (row: Row, item?: Item, historic?: HistoricProfile | null) =>
  (check(row, item, historic).findings ?? []).map(({ check: id, field }) => `${id} ${field}`)

// -------------------------------------------------------------------- the row

test('a decision of the day before the profile’s day may lack what the profile does not need; of the day itself it may not', () => {
  assert.equal(historicOf(penalty).before, '2026-04-01')
  const lacking = { ...old, CF_SY: '', CF_WFXW: ' ' }
  assert.deepEqual(found(lacking), ['historic-field-missing CF_SY', 'historic-field-missing CF_WFXW'])
  assert.equal(check(lacking).verdict, 'warned')

  const onTheDay = { ...lacking, CF_JDRQ: '2026-04-01' }
  assert.deepEqual(found(onTheDay), ['field-missing CF_SY', 'field-missing CF_WFXW'])
  assert.equal(check(onTheDay).verdict, 'refused')
  assert.match(check(onTheDay).findings![0]!.accepted!.zh, /2026-04-01以前/)
})

test('the same of a permit, by its own day', () => {
  assert.equal(historicOf(permit).before, '2018-07-25')
  const row = permitRow(code, '示范市云杉机械有限公司', '示许〔2018〕1号', { XK_JDRQ: '2018-07-24', XK_YXQZ: '' })
  assert.deepEqual(found(row, permit), ['historic-field-missing XK_YXQZ'])
  assert.deepEqual(found({ ...row, XK_JDRQ: '2018-07-25' }, permit), ['field-missing XK_YXQZ'])
})

test('who does not say that it is historic data is checked in full, however old the decision', () => {
  assert.deepEqual(found({ ...old, CF_SY: '' }, penalty, null), ['field-missing CF_SY'])
})

test('what the profile needs is missing under it, too; without a day that can be read nothing is let pass', () => {
  for (const field of historicOf(penalty).needs.filter((id) => id !== 'CF_JDRQ')) {
    assert.deepEqual(found({ ...old, [field]: '' }).includes(`field-missing ${field}`), true, field)
  }
  const dayless = found({ ...old, CF_SY: '', CF_JDRQ: '' })
  assert.ok(dayless.includes('field-missing CF_SY') && dayless.includes('field-missing CF_JDRQ'), dayless.join())
  assert.ok(found({ ...old, CF_SY: '', CF_JDRQ: '去年' }).includes('field-missing CF_SY'))
})

test('what was let pass is said with the words of both languages, the basis of the profile, and what would complete it', () => {
  const [finding] = check({ ...old, CF_SY: '' }).findings!
  assert.equal(finding!.severity, 'warning')
  assert.match(finding!.says.zh, /“违法事实”.*历史数据口径.*要素不全.*不公示/)
  assert.match(finding!.says.en, /facts of the violation.*historic profile.*incomplete/)
  assert.equal(finding!.article, historicOf(penalty).basis)
  assert.match(finding!.accepted!.zh, /补齐/)
})

test('what a row under the profile lacks is what was said of it, and a row that is checked in full lacks nothing', () => {
  const fields = neededFields(penalty).map((field) => field.id)
  fc.assert(
    fc.property(fc.subarray(fields), fc.constantFrom('2026-03-31', '2026-04-01'), fc.boolean(), (empty, day, isOld) => {
      const row: Row = { ...old, CF_JDRQ: day }
      for (const field of empty) row[field] = ''
      const checked = check(row, penalty, isOld ? historicOf(penalty) : null)
      if (checked.verdict === 'refused') return
      const said = (checked.findings ?? []).filter((one) => one.check === 'historic-field-missing')
      assert.deepEqual(said.map((one) => one.field).sort(), lackingOf(book, penalty, checked.content).sort())
      if (!isOld || day === '2026-04-01') assert.deepEqual(lackingOf(book, penalty, checked.content), [])
    }),
    { numRuns: 300 },
  )
})

test('an item without a profile lacks nothing by it', () => {
  assert.deepEqual(lackingOf(book, shippedItem('honour'), {}), [])
})

// ------------------------------------------------------------------ the sheet

test('a sheet may lack the columns that its rows may; they are named, and others refuse it as ever', () => {
  const without = (...fields: string[]) => Object.keys(old).filter((field) => !fields.includes(field))
  const checks = (columns: string[], historic?: HistoricProfile) =>
    matchColumns(penalty, columns, historic).findings.map(({ check: id, severity }) => `${id} ${severity}`)
  const open = ['column-procedure-missing warning']
  assert.deepEqual(checks(without('CF_SY'), historicOf(penalty)), ['historic-column-missing warning', ...open])
  assert.deepEqual(checks(without('CF_SY')), ['column-missing error', ...open])
  assert.deepEqual(checks(without('CF_WSH'), historicOf(penalty)), ['column-missing error', ...open])
})

// ------------------------------------------------------------------- the words

test('schema and words of the item tell the day, what may be lacking, and what comes of it', () => {
  for (const item of [penalty, permit]) {
    const { zh, en } = sayHistoric(item)!
    for (const { id, zh: name } of mayBeLeftOut(item, historicOf(item))) assert.ok(zh.includes(`${name}（${id}）`), id)
    assert.ok(zh.includes(historicOf(item).before) && en.includes(historicOf(item).before))
    assert.match(en, /never shown to the public/)
    assert.ok(String(rowSchema(book, item).description).includes(zh))
  }
  assert.equal(sayHistoric(shippedItem('honour')), undefined)
})

// -------------------------------------------------------------------- the lint

/** The checks that refuse the shipped packs with this profile for an item. */
function refusals(id: string, change: (profile: { needs: string[]; before: string }, item: Item) => void): string[] {
  const name = `national/catalogue/${id}.yaml`
  const pack = parse(shippedPacks.find((one) => one.name === name)!.text)
  const [version] = pack.versions
  version.profiles ??= { historic: { before: '2018-07-25', needs: [], basis: 'x', certainty: '?' } }
  change(version.profiles.historic, version)
  return bookWith({ name, text: stringify(pack) }).findings.map((one) => `${one.check} ${one.value ?? ''}`.trim())
}
const without = (id: string, field: string) =>
  refusals(id, (profile) => {
    profile.needs = profile.needs.filter((one) => one !== field)
  })

test('no profile lets a record lack whose it is, by which document and day, by whom and on what basis it was decided', () => {
  assert.deepEqual(
    refusals('penalty', () => {}),
    [],
  )
  for (const field of ['CF_XDR_MC', 'CF_XDR_LB', 'CF_WSH', 'CF_JDRQ', 'CF_CFJG', 'CF_CFJGDM', 'CF_YJ']) {
    assert.deepEqual(without('penalty', field), [`profile-waives ${field}`], field)
  }
  for (const field of ['XK_XDR_MC', 'XK_XDR_LB', 'XK_WSH', 'XK_JDRQ', 'XK_XKJG', 'XK_XKJGDM']) {
    assert.deepEqual(without('permit', field), [`profile-waives ${field}`], field)
  }
  assert.deepEqual(without('penalty', 'CF_NR'), [], 'what tells none of this may be lacking')
})

test('no profile lets a record lack what tells how long it is shown', () => {
  assert.deepEqual(without('penalty', 'CF_CFLB'), ['profile-waives CF_CFLB'])
  assert.deepEqual(without('permit', 'XK_YXQZI'), ['profile-waives XK_YXQZI'])
  assert.deepEqual(without('permit', 'XK_ZT'), ['profile-waives XK_ZT'])
})

test('a profile names fields that are needed, lets something be missing, and has a day; so does its item', () => {
  const needing = (...fields: string[]) =>
    refusals('penalty', (profile) => {
      profile.needs.push(...fields)
    })
  assert.deepEqual(needing('CF_XX'), ['parts-wrong CF_XX'])
  assert.deepEqual(needing('BZ'), ['parts-wrong BZ'])
  assert.deepEqual(needing('CF_WFXW', 'CF_SY', 'CF_SJLY', 'CF_SJLYDM'), ['profile-idle'])
  assert.deepEqual(
    refusals('penalty', (profile) => {
      profile.before = '2026-02-30'
    }),
    ['day-wrong 2026-02-30'],
  )
  const dayless = refusals('penalty', (_, item) => {
    delete item.parts.decidedOn
  })
  assert.deepEqual(dayless, ['profile-idle'])
})

test('each profile of the shipped packs says its basis and how sure it is', () => {
  const having = book.items.filter((item) => item.profiles?.historic)
  assert.deepEqual(having.map((item) => item.id).sort(), ['penalty', 'permit'])
  for (const item of having) assert.match(historicOf(item).basis, /第36号|424号/)
})
