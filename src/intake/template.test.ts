import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { read, utils } from '@e965/xlsx'
import { shippedBook as book, shippedItem } from '../../test/support/rule-book.ts'
import { unzipped } from '../../test/support/unzip.ts'
import { type CodeList, isInForce, type RuleBook } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import { columnTest, matchColumns } from '../rulebook/columns.ts'
import { exampleOf, reportedFields, valuesOf } from '../rulebook/field-words.ts'
import { findHeader } from './reading/header.ts'
import { listsSheet, notesSheet } from './reading/own-sheets.ts'
import { listSheets, readXlsx } from './reading/xlsx.ts'
import { csvTemplate, templateName, xlsxTemplate } from './template.ts'

const items = book.items.filter((item) => isInForce(item, '2026-11-21'))

/** What the reader of a workbook hands on: the rows of the sheet that was filled in. */
async function rowsOf(bytes: Buffer): Promise<{ rows: string[][]; lines: number[] }> {
  const rows: string[][] = []
  const lines: number[] = []
  for await (const batch of readXlsx(bytes)) {
    assert.equal(batch.stopped, undefined)
    assert.deepEqual(batch.findings, [])
    for (const [i, row] of batch.rows.entries()) {
      rows.push([...row])
      lines.push(batch.lines[i]!)
    }
  }
  return { rows, lines }
}

/** The rules for what is typed, by the letter of their column. */
function rulesIn(
  sheet: string,
): Map<string, { type: string; formula: string | undefined; error: boolean; prompt: string }> {
  return new Map(
    [...sheet.matchAll(/<dataValidation ([^>]*?)(?:\/>|>(?:<formula1>(.*?)<\/formula1>)?<\/dataValidation>)/g)].map(
      ([, attributes = '', formula]) => {
        const of = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
        const rule = { type: of('type'), formula, error: of('showErrorMessage') === '1', prompt: of('prompt') }
        return [/^[A-Z]+/.exec(of('sqref'))![0], rule] as const
      },
    ),
  )
}

const letters = (n: number): string =>
  (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26))

/** Each column has what it takes said, and each field with a list its values to choose from. */
async function offersItsValues(book: RuleBook, item: Item): Promise<void> {
  const fields = reportedFields(item)
  const parts = await unzipped(await xlsxTemplate(book, item))
  const rules = rulesIn(parts.get('xl/worksheets/sheet1.xml')!)
  assert.equal(rules.size, fields.length)
  const lists = parts.get('xl/worksheets/sheet3.xml') ?? ''
  for (const [i, field] of fields.entries()) {
    const rule = rules.get(letters(i))!
    assert.ok(rule.prompt.length > 0 && rule.prompt.length <= 255, field.id)
    if (!field.list) {
      assert.notEqual(rule.type, 'list', field.id)
      continue
    }
    assert.equal(rule.type, 'list', field.id)
    const list = book.codeLists.filter((one) => one.id === field.list).at(-1)!
    const values = valuesOf(book, item, field).map((value) => value.zh)
    // Several values, or others than the list has, can be typed too.
    assert.equal(rule.error, field.type === 'choice' && !list.isOpen, field.id)
    const reference = /^'(.+)'!\$([A-Z]+)\$2:\$[A-Z]+\$(\d+)$/.exec(rule.formula!)
    if (!reference) {
      assert.equal(rule.formula, `"${values.join(',')}"`)
      assert.ok(rule.formula!.length <= 257)
      continue
    }
    assert.equal(reference[1], listsSheet)
    assert.equal(Number(reference[3]), values.length + 1)
    for (const [n, value] of values.entries()) {
      const cell = `<c r="${reference[2]}${n + 2}"[^>]*><is><t[^>]*>${literally(value)}</t>`
      assert.match(lists, new RegExp(cell), `${field.id} ${value}`)
    }
  }
}

for (const item of items) {
  describe(`the blank sheet of ${item.id}`, () => {
    const fields = reportedFields(item)

    test('as CSV is one line of names, each of them known, in UTF-8 with its mark and in GB18030', () => {
      const bytes = csvTemplate(item)
      assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
      const text = new TextDecoder().decode(bytes)
      assert.equal(new TextDecoder('gb18030').decode(csvTemplate(item, 'gb18030')), text)
      assert.match(text, /^[^\r\n]+\r\n$/)
      const columns = matchColumns(item, text.trim().split(','))
      assert.deepEqual(
        columns.mapping,
        fields.map((field) => field.id),
      )
      assert.deepEqual(
        columns.findings.filter((one) => one.severity === 'error'),
        [],
      )
    })

    test('has no column about a person that is dropped, and none that the platform fills in', async () => {
      const { rows } = await rowsOf(await xlsxTemplate(book, item))
      const names = rows[1]!.map((name) => name.replace(/^\*/, ''))
      for (const field of item.fields) {
        const isThere = field.group !== 'dropped' && !field.derived
        assert.equal(names.includes(field.zh), isThere, field.zh)
      }
    })

    test('as a workbook is read as its title, its header and nothing else; a star marks what must be filled in', async () => {
      const { rows } = await rowsOf(await xlsxTemplate(book, item))
      assert.equal(rows.length, 2)
      assert.equal(rows[0]!.filter((cell) => cell !== '').length, 1)
      assert.deepEqual(
        rows[1],
        fields.map((field) => (field.need === 'may' ? field.zh : `*${field.zh}`)),
      )
    })

    test('filled with its examples gives them back, cell by cell, on lines three and on', async () => {
      const example = Object.fromEntries(fields.map((field) => [field.id, exampleOf(book, item, field)]))
      const { rows, lines } = await rowsOf(await xlsxTemplate(book, item, [example, example]))
      const found = findHeader({ rows, lines }, columnTest(item))
      assert.ok(found.header)
      assert.equal(found.header.headerLine, 2)
      assert.equal(found.header.bodyFrom, 2)
      assert.deepEqual(
        matchColumns(item, found.header.columns).mapping,
        fields.map((field) => field.id),
      )
      assert.deepEqual(rows.slice(2), [Object.values(example), Object.values(example)])
      assert.deepEqual(lines.slice(2), [3, 4])
    })

    test('offers the values of its code lists, and says of every column what it takes', async () => {
      await offersItsValues(book, item)
    })

    test('has a name for people and one of plain characters', () => {
      assert.match(templateName(item, 'xlsx').name, new RegExp(`^${literally(item.zh)}报送模板（.+）\\.xlsx$`))
      assert.match(templateName(item, 'csv').ascii, /^[\w.-]+\.csv$/)
    })
  })
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const penalty = shippedItem('penalty')

test('the sheets are the one to fill in, the notes, and, hidden, the lists', async () => {
  const { sheets } = await listSheets(await xlsxTemplate(book, penalty))
  assert.deepEqual(
    sheets.map(({ name, hidden }) => [name, hidden]),
    [
      ['行政处罚', false],
      [notesSheet, false],
    ],
  )
})

test('another program reads the same sheets and the same cells', async () => {
  const filled = Object.fromEntries(reportedFields(penalty).map((field) => [field.id, exampleOf(book, penalty, field)]))
  const other = read(await xlsxTemplate(book, penalty, [filled]))
  assert.deepEqual(other.SheetNames, ['行政处罚', notesSheet])
  const rows = utils.sheet_to_json<string[]>(other.Sheets[other.SheetNames[0]!]!, { header: 1 })
  assert.deepEqual(rows.slice(1), [
    reportedFields(penalty).map((field) => (field.need === 'may' ? field.zh : `*${field.zh}`)),
    Object.values(filled),
  ])
})

test('the notes say of each field its code, need, format, what is taken, an example and the article', async () => {
  const rows: string[][] = []
  for await (const batch of readXlsx(await xlsxTemplate(book, penalty), {
    wanted: ({ name }) => name === notesSheet,
  })) {
    rows.push(...batch.rows.map((row) => [...row]))
  }
  const head = rows.findIndex((row) => row[1] === '代码 code')
  for (const [i, field] of reportedFields(penalty).entries()) {
    const [name, code, need, type, format, length, accepted, example, article] = rows[head + 1 + i]!
    assert.deepEqual(name!.split('\n'), [field.zh, field.en])
    assert.equal(code, field.id)
    for (const both of [need, type, accepted]) assert.match(both!, /\S\n\S/)
    assert.ok(format && article && Number(length) > 0)
    assert.equal(example, exampleOf(book, penalty, field))
  }
  const text = rows.flat().join('\n')
  for (const words of ['自决定之日起 7 个工作日内报送', '代码表：处罚类别', '不予归集，整行退回'])
    assert.ok(text.includes(words), words)
})

test('cells to be filled in are text before anything is typed, so that a number keeps its zeros', async () => {
  const parts = await unzipped(await xlsxTemplate(book, penalty))
  const sheet = parts.get('xl/worksheets/sheet1.xml')!
  const columns = [...sheet.matchAll(/<col [^>]*style="(\d+)"[^>]*\/>/g)]
  assert.equal(columns.length, reportedFields(penalty).length)
  const formats = [
    ...parts
      .get('xl/styles.xml')!
      .split('<cellXfs')[1]!
      .matchAll(/<xf numFmtId="(\d+)"/g),
  ]
  for (const [, style] of columns) assert.equal(formats[Number(style)]![1], '49')
  assert.match(sheet, /<pane ySplit="2" [^>]*state="frozen"\/>/)
})

test('lists too long for a rule, or with a comma in a value, stand on a hidden sheet', async () => {
  const values = (change: (zh: string) => string) => (list: CodeList) => ({
    ...list,
    values: list.values.map((value) => ({ ...value, zh: change(value.zh) })),
  })
  const long = values((zh) => zh.padEnd(30, '字'))
  const withCommas = values((zh) => `${zh},甲`)
  const longer: RuleBook = {
    ...book,
    codeLists: book.codeLists.map((list) =>
      list.id === 'penalty-kind' ? long(list) : list.id === 'severity' ? withCommas(list) : list,
    ),
  }
  await offersItsValues(longer, penalty)
  const bytes = await xlsxTemplate(longer, penalty)
  const { sheets } = await listSheets(bytes)
  assert.deepEqual(sheets.map(({ name, hidden }) => [name, hidden]).at(-1), [listsSheet, true])
  assert.equal((await rowsOf(bytes)).rows.length, 2)
})

test('a person’s category is on no list', async () => {
  const sheet = (await unzipped(await xlsxTemplate(book, penalty))).get('xl/worksheets/sheet1.xml')!
  assert.match(sheet, /"法人及非法人组织,个体工商户"/)
})

test('the same rules give the same bytes', async () => {
  assert.deepEqual(await xlsxTemplate(book, penalty), await xlsxTemplate(book, penalty))
})

test('a first sheet is read whatever it is called', async () => {
  const named = { ...penalty, zh: notesSheet }
  assert.equal((await rowsOf(await xlsxTemplate(book, named))).rows.length, 2)
})
