import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import '../../test/support/properties.ts'
import { shippedBook as book, shippedItem } from '../../test/support/rule-book.ts'
import { isInForce } from './book.ts'
import type { Field, Item } from './catalogue.ts'
import { compileRowCheck } from './check-row.ts'
import { exampleOf, reportedFields, valuesOf } from './field-words.ts'
import { rowSchema } from './row-schema.ts'

const today = '2026-11-21'
const items = book.items.filter((item) => isInForce(item, today))

type Row = { [field: string]: string | string[] }

function schemaOf(item: Item) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true })
  formats.default(ajv)
  const validate = ajv.compile(rowSchema(book, item))
  return (row: Row) => (validate(row) ? undefined : ajv.errorsText(validate.errors))
}

/** As the reader of a JSON file hands it on: lists are joined as a sheet joins them. */
function checkOf(item: Item) {
  const fields = reportedFields(item)
  const check = compileRowCheck(
    item,
    book,
    fields.map((field) => field.id),
    { today },
  )
  return (row: Row) =>
    check(
      fields.map(({ id }) => [row[id] ?? ''].flat().join(';')),
      2,
    )
}

const example = (item: Item): Row =>
  Object.fromEntries(
    reportedFields(item).map((field) => {
      const text = exampleOf(book, item, field)
      return [field.id, field.type === 'choices' ? text.split(';') : text]
    }),
  )

const without = (row: Row, ...ids: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([id]) => !ids.includes(id)))

/** What a schema cannot say: the description of each says so. */
const unsayable = new Set(['person-out-of-scope', 'day-in-future', 'year-unreadable', 'days-order'])
/** What waits for a person where the schema asks for a number. */
const waits = new Set(['code-missing', 'code-is-older-number'])

/** Cells for a field: what belongs there, what is met there, and what does harm. */
function cells(item: Item, field: Field): fc.Arbitrary<string | string[]> {
  const values = [...(field.list ? valuesOf(book, item, field).map((value) => value.zh) : []), '其他:某事项']
  const list = field.list ? book.codeLists.filter((one) => one.id === field.list).at(-1)! : undefined
  const any = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(
      '',
      ' ',
      '　',
      '\u202f',
      '无',
      '/',
      '－',
      'N/A',
      '\u200b',
      'a\u0000b',
      '一\n二',
      '一\t二',
      '\ufffd',
      '😀',
      '\ud800',
    ),
    fc.constantFrom('=1+1', '其他', '其他:某', '其他:a;b', '其他：Ａ｜Ｂ', '0', '00', '-1', '2026-02-30', '9999-12-31'),
    fc.integer({ min: field.maxLength - 1, max: field.maxLength + 1 }).map((n) => '字'.repeat(n)),
    fc.integer({ min: field.maxLength - 1, max: field.maxLength + 1 }).map((n) => '😀'.repeat(n)),
  )
  const own: Record<Field['type'], fc.Arbitrary<string | string[]>> = {
    text: fc.constantFrom('示范', ' 示范 ', '示市监罚〔2026〕12号', '示市监罚[2026]12号', '第一行\n第二行', '𠮷野家'),
    code: fc.constantFrom(
      '990101000000018',
      'MADEMA01-9',
      'ab12',
      'ＡＢ１２',
      'A 1',
      '11010519491231002X',
      '510105194912310027',
    ),
    uscc: fc.oneof(
      fc.constantFrom('91990101MADEMA0198', '91990101MADEMA0199', '91990101madema0198', '９１990101MADEMA0198'),
      fc.constantFrom('91990101MADEMA019', '91990101MADEMAO198', '990101000000018', 'MADEMA019', '11010519491231002X'),
      fc.stringMatching(/^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$/),
    ),
    day: fc.oneof(
      fc
        .date({ min: new Date('1949-09-25'), max: new Date('2031-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
      fc.constantFrom(
        '1949-09-30',
        '1949-10-01',
        '2026/4/2',
        '20260402',
        '2026年4月2日',
        '长期',
        '2024-02-29',
        '2023-02-29',
      ),
      fc.constantFrom('2026-11-21', '2026-11-22', '2026-13-01', '2026-4-2', '2026-04-02 10:00', '46114'),
    ),
    year: fc.constantFrom('1899', '1900', '2025', '2026', '2027', '2025年', '２０２５年度', '25', '20250'),
    amount: fc.oneof(
      fc.double({ min: 0, max: 1e12, noNaN: true }).map(String),
      fc.constantFrom(
        '0.2',
        '0.20',
        '.2',
        '2.',
        '1,000',
        '1000万元',
        '007',
        '1e3',
        '-1',
        '0.1234567',
        '999999999999.999999',
      ),
    ),
    choice: fc.constantFrom(
      ...(list?.values ?? []).flatMap((value) => [value.zh, value.code, ...value.aliases]),
      '其他:某事项',
    ),
    choices: fc.oneof(
      fc.array(fc.constantFrom(...values), { maxLength: 4 }),
      fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('警告;罚款', '警告、罚款', '警告|罚款', '其他:甲、乙'),
    ),
  }
  return fc.oneof({ weight: 3, arbitrary: own[field.type] }, any)
}

/** The examples, with some fields left out and some others said otherwise. */
function rows(item: Item): fc.Arbitrary<Row> {
  const fields = reportedFields(item)
  const change = fc.oneof(...fields.map((field) => cells(item, field).map((cell) => [field.id, cell] as const)))
  return fc
    .tuple(
      fc.subarray(
        fields.map((field) => field.id),
        { maxLength: 3 },
      ),
      fc.array(change, { maxLength: 3 }),
    )
    .map(([left, changes]) => ({ ...without(example(item), ...left), ...Object.fromEntries(changes) }))
}

for (const item of items) {
  describe(`the schema of ${item.id}`, () => {
    const invalid = schemaOf(item)
    const check = checkOf(item)

    test('names its version, and says each field in both languages with its need and format', () => {
      const schema = rowSchema(book, item) as { $id: string; properties: Record<string, Record<string, string>> }
      assert.equal(schema.$id, `urn:xinheng:catalogue:${item.id}:${item.version}`)
      assert.deepEqual(
        Object.keys(schema.properties),
        reportedFields(item).map((field) => field.id),
      )
      for (const field of reportedFields(item)) {
        const { title, description } = schema.properties[field.id]!
        assert.equal(title, `${field.zh} · ${field.en}`)
        assert.match(
          description!,
          /^(必填|选填|单位必填|.+时必填)，.+：.+\n(required|optional|required of organisations|required where .+), /,
        )
      }
    })

    test('takes the examples of the catalogue, and so does the row check', () => {
      assert.equal(invalid(example(item)), undefined)
      const checked = check(example(item))
      assert.equal(checked.verdict, 'ok', JSON.stringify(checked.findings))
      for (const field of reportedFields(item)) {
        const value = checked.content[field.id]
        assert.deepEqual(value, example(item)[field.id], `the example of ${field.id} is taken as it stands`)
      }
    })

    test('asks for what must be there, one field after the other, as the row check does', () => {
      for (const field of reportedFields(item)) {
        const row = without(example(item), field.id)
        const isMissing = check(row).findings?.some((one) => one.check === 'field-missing') ?? false
        assert.equal(invalid(row) !== undefined, isMissing, field.id)
        if (!field.mustIf) assert.equal(isMissing, field.need === 'must', field.id)
      }
    })

    test('has every value of every list that the row check takes, and no other', () => {
      for (const field of reportedFields(item).filter((one) => one.list)) {
        for (const value of book.codeLists.filter((one) => one.id === field.list).at(-1)!.values) {
          const row = { ...example(item), [field.id]: field.type === 'choices' ? [value.zh] : value.zh }
          const errors = (check(row).findings ?? []).filter((one) => one.severity === 'error' && one.field === field.id)
          assert.equal(
            invalid(row) === undefined,
            errors.length === 0,
            `${field.id} ${value.zh} ${JSON.stringify(errors)}`,
          )
        }
      }
    })

    test('what it takes is refused for nothing in its form; what the row check takes satisfies it once mended', () => {
      const met = { valid: 0, invalid: 0, taken: 0 }
      fc.assert(
        fc.property(rows(item), (row) => {
          const checked = check(row)
          const errors = (checked.findings ?? []).filter((one) => one.severity === 'error' && !unsayable.has(one.check))
          if (invalid(row) === undefined) {
            met.valid++
            assert.deepEqual(errors, [])
          } else met.invalid++
          if (checked.verdict === 'refused' || checked.findings?.some((one) => waits.has(one.check))) return
          met.taken++
          const derived = item.fields.filter((field) => field.derived).map((field) => field.id)
          const content = without(checked.content as Row, ...derived)
          assert.equal(invalid(content), undefined, JSON.stringify(content))
        }),
        { numRuns: 1000 },
      )
      for (const [kind, count] of Object.entries(met)) assert.ok(count > 100, `${kind}: ${count}`)
    })
  })
}

describe('what a schema cannot say', () => {
  const item = shippedItem('penalty')
  const invalid = schemaOf(item)
  const check = checkOf(item)
  const said = (rowSchema(book, item) as { description: string }).description
  for (const [what, change, id, word] of [
    ['a day after the day of reporting', { CF_JDRQ: '2026-11-22' }, 'day-in-future', /不得晚于报送当日：处罚决定日期/],
    ['a number of a person', { CF_XDR_SHXYM: '110105194912310021' }, 'person-out-of-scope', /像居民身份证号码的编号/],
    [
      'a wrong check character',
      { CF_XDR_SHXYM: '91990101MADEMA0199' },
      'code-check-character',
      /统一社会信用代码的校验码/,
    ],
  ] as const) {
    test(`${what}: the schema takes it, the row check does not, and the description says so`, () => {
      const row = { ...example(item), ...change }
      assert.equal(invalid(row), undefined)
      assert.ok(
        check(row).findings?.some((one) => one.check === id),
        JSON.stringify(check(row).findings),
      )
      assert.match(said, word)
    })
  }

  test('an end before its beginning, where the item has both', () => {
    const permit = shippedItem('permit')
    const row = { ...example(permit), XK_YXQZ: '2026-04-02', XK_YXQZI: '2026-04-01' }
    assert.equal(schemaOf(permit)(row), undefined)
    assert.ok(checkOf(permit)(row).findings?.some((one) => one.check === 'days-order'))
    assert.match((rowSchema(book, permit) as { description: string }).description, /有效期至不得早于有效期自/)
  })

  test('a row without any number waits for a person; the schema asks for one', () => {
    const numbers = [item.parts.code, ...Object.keys(item.parts.identifiers)]
    const row = without(example(item), ...numbers)
    assert.notEqual(invalid(row), undefined)
    assert.notEqual(check(row).verdict, 'refused')
    assert.equal(invalid({ ...row, [numbers[1]!]: '990101000000018' }), undefined)
    assert.match(said, /没有任何代码的行，报送时不退回/)
  })
})

test('a natural person is nobody whose row could be valid', () => {
  const item = shippedItem('penalty')
  assert.notEqual(schemaOf(item)({ ...example(item), CF_XDR_LB: '自然人' }), undefined)
  assert.notEqual(schemaOf(item)({ ...example(item), CF_XDR_ZJHM: '110105194912310021' }), undefined)
})
