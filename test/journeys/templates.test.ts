/**
 * From the catalogue to a record: for every item its blank sheet is fetched as
 * anybody may, filled in as a spreadsheet program would, and sent as it is. Its title
 * and its notes are taken for no data. The same row by the CSV sheet, and as JSON that
 * satisfies the schema, is recognised.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import iconv from 'iconv-lite'
import { ensureSources } from '../../src/access/sources.ts'
import { columnName } from '../../src/documents/workbook.ts'
import type { CatalogueItem } from '../../src/http/schemas/catalogue.ts'
import type { Lines, SubmissionView } from '../../src/http/schemas/submissions.ts'
import { servedWorld } from '../support/served.ts'
import { unzipped } from '../support/unzip.ts'
import { market } from '../support/world.ts'
import { zipped } from '../support/zip.ts'

const { house: made, served } = await servedWorld()
const { app } = served

const items = made.intake.rules.book.items
  .filter((item) => item.from <= '2026-06-15' && !item.until)
  .map((item) => item.id)
// Who the organisations are comes first, as everywhere.
items.sort((a, b) => Number(b === 'registration') - Number(a === 'registration'))
const source = { ...market, items, lists: made.intake.rules.book.lists.map((list) => list.id) }
await ensureSources(made.db.pool, [source], made.now)
const officer = await served.signIn('officer', source.code)

const ajv = new Ajv2020()
formats.default(ajv)

const itemOf = async (id: string): Promise<CatalogueItem> => (await app.inject(`/v1/catalogue/${id}`)).json()
const sheetOf = async (id: string, query: string): Promise<Buffer> => {
  const answered = await app.inject(`/v1/catalogue/${id}/template?${query}`)
  assert.equal(answered.statusCode, 200, answered.body)
  return answered.rawPayload
}

/** A row of the item's own examples, by the names of the columns. */
const example = (item: CatalogueItem): [name: string, value: string][] =>
  item.fields.filter((field) => field.isReported).map((field) => [field.zh, field.example!])

/** Types a row below the head of the first sheet, each cell under its name. */
async function filledWorkbook(bytes: Buffer, row: [string, string][]): Promise<Buffer> {
  const parts = await unzipped(bytes)
  const name = 'xl/worksheets/sheet1.xml'
  const head = [...parts.get(name)!.matchAll(/<c r="([A-Z]+)2"[^>]*><is><t[^>]*>([^<]*)</g)]
  const columns = new Map(head.map(([, column, text]) => [text!.replace(/^\*/, ''), column!]))
  assert.equal(columns.get(row[0]![0]), columnName(0))
  const cells = row.map(
    ([column, value]) =>
      `<c r="${columns.get(column)!}3" t="inlineStr"><is><t>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`,
  )
  const filled = parts.get(name)!.replace('</sheetData>', `<row r="3">${cells.join('')}</row></sheetData>`)
  return zipped([...parts].map(([part, text]) => [part, part === name ? filled : text] as const))
}

/** Types a row below the line of names, and saves it as it was. */
function filledCsv(bytes: Buffer, row: [string, string][], encoding: 'utf-8' | 'gb18030'): Buffer {
  const names = new TextDecoder(encoding).decode(bytes).trim().split(',')
  const values = new Map(row)
  const cells = names.map((name) => `"${values.get(name.replace(/^\*/, ''))!.replaceAll('"', '""')}"`)
  return Buffer.concat([bytes, iconv.encode(`${cells.join(',')}\r\n`, encoding)])
}

async function send(
  file: Buffer,
  item: string,
  fileName: string,
): Promise<{ view: SubmissionView; lines: Lines['rows'] }> {
  const sent = await app.inject({
    method: 'POST',
    url: `/v1/submissions?${new URLSearchParams({ item, source: source.code, fileName })}`,
    headers: { ...officer, 'content-type': 'application/octet-stream' },
    payload: file,
  })
  assert.equal(sent.statusCode, 202, sent.body)
  const { id } = sent.json() as SubmissionView
  const events = await app.inject({ url: `/v1/submissions/${id}/events`, headers: officer })
  const view = JSON.parse([...events.body.matchAll(/event: done\ndata: (.+)\n/g)].at(-1)![1]!) as SubmissionView
  assert.equal(view.state, 'done', JSON.stringify(view.failure))
  const lines = (await app.inject({ url: `/v1/submissions/${id}/lines`, headers: officer })).json() as Lines
  return { view, lines: lines.rows }
}

for (const id of items) {
  test(`${id}: the workbook, filled in, is taken as it is; by CSV, and as JSON by the schema, the same row is known again`, async () => {
    const item = await itemOf(id)
    const row = example(item)
    const first = await send(await filledWorkbook(await sheetOf(id, 'format=xlsx'), row), id, `${item.zh}.xlsx`)
    const taken = ['accepted', 'accepted-with-warnings', 'corrected'] as const
    assert.equal(first.view.linesTotal, 1, 'the title and the notes are no rows')
    assert.equal(
      taken.reduce((sum, verdict) => sum + (first.view.counts[verdict] ?? 0), 0),
      1,
      JSON.stringify(first.lines),
    )
    assert.ok(first.lines.every((line) => line.line === 3))

    const again = await send(filledCsv(await sheetOf(id, 'format=csv'), row, 'utf-8'), id, `${item.zh}.csv`)
    assert.deepEqual(again.view.counts, { duplicate: 1 }, JSON.stringify(again.lines))

    const fields = item.fields.filter((field) => field.isReported)
    const object = Object.fromEntries(
      fields.map(({ id, type, example = '' }) => [id, type === 'choices' ? example.split(';') : example]),
    )
    const validate = ajv.compile((await app.inject(`/v1/catalogue/${id}/schema`)).json())
    assert.ok(validate(object), ajv.errorsText(validate.errors))
    const once = await send(Buffer.from(JSON.stringify([object])), id, `${item.zh}.json`)
    assert.deepEqual(once.view.counts, { duplicate: 1 }, JSON.stringify(once.lines))
  })
}

test('the sheet in GB18030 is filled in by an older program and taken too', async () => {
  const row = example(await itemOf('penalty'))
  const bytes = await sheetOf('penalty', 'format=csv&encoding=gb18030')
  const other: typeof row = [...row, ['行政处罚决定书文号', '示市监〔2026〕13号']]
  const { view, lines } = await send(filledCsv(bytes, other, 'gb18030'), 'penalty', '处罚.csv')
  assert.equal(view.linesTotal, 1)
  assert.ok(!view.counts.refused && !view.counts.waiting, JSON.stringify(lines))
})

test('a blank sheet sent as it is has no rows, and is said to have none', async () => {
  for (const format of ['xlsx', 'csv']) {
    const sent = await app.inject({
      method: 'POST',
      url: `/v1/submissions?${new URLSearchParams({ item: 'penalty', source: source.code, fileName: `空.${format}` })}`,
      headers: { ...officer, 'content-type': 'application/octet-stream' },
      payload: await sheetOf('penalty', `format=${format}`),
    })
    assert.deepEqual([sent.statusCode, sent.json().code], [422, 'file-without-rows'])
  }
})
