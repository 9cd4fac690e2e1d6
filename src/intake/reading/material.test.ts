/**
 * Files of others, each by its name: read, with so many rows, or refused, and
 * why. The counts of the workbooks are those that xlrd and openpyxl give for the
 * sheets that are not hidden; those of the texts were counted by hand.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { material } from '../../../test/support/material.ts'
import type { Finding } from '../../terms/finding.ts'
import { openFile } from './open-upload.ts'

/** Rows that are read (with what is said of the file or of single rows), or the reason why the file is not. */
type Outcome = number | string | { rows: number; says: string[] }

const govSheets: Record<string, Outcome> = {
  'chinese-provinces.xls': 4,
  'identifier-strings.jsonl': 29,
  'sse-a-share-list.xlsx': 2291,
}

const files: Record<string, Record<string, Outcome>> = {
  'csv-spectrum': {
    'comma_in_quotes.csv': 2,
    'comma_in_quotes.json': 1,
    'json.csv': 2,
    'json.json': 1,
    'newlines.csv': 4,
    'newlines.json': 3,
    'quotes_and_newlines.csv': 3,
    'quotes_and_newlines.json': 2,
    'simple.csv': 2,
    'simple.json': 1,
    'utf8.csv': 3,
    'utf8.json': 2,
  },
  csvkit: {
    'bad.csv': 4,
    'blanks.csv': 2,
    'blanks_converted.csv': 1,
    'dummy.tsv': 2,
    'dummy_col_shuffled_ragged.csv': 2,
    'empty.csv': 'file-empty',
    'join_no_header_row.csv': 4,
    'no_header_row.csv': 1,
    'no_header_row2.csv': 1,
    'no_header_row3.csv': 2,
    'optional_quote_characters.csv': 2,
    'sheets.xls': 8,
    'sheets.xlsx': 8,
    'sheetsxls_converted.csv': 6,
    'sniff_limit.csv': 2,
    'sort_ints_nulls.csv': 4,
    'test_date_format.csv': 3,
    'test_date_format_converted.csv': 3,
    'test_extra_header.csv': 2,
    'test_header_newline.csv': 2,
    'test_locale_converted.csv': 2,
    'test_utf16_little.csv': 3,
    'test_utf8_bom.csv': 3,
  },
  'phpspreadsheet-csv': {
    'NumberFormatTest.csv': 3,
    'backslash.csv': 2,
    'contains_html.csv': 1,
    'empty.csv': 'file-empty',
    'enclosure.csv': 4,
    // UTF-16 and UTF-32 are told by their mark; without it, better no answer than a guess.
    'encoding.utf16be.csv': 'file-not-text',
    'encoding.utf16le.csv': 'file-not-text',
    'encoding.utf32be.csv': 'file-not-text',
    'encoding.utf32le.csv': 'file-not-text',
    'encoding.utf8bom.csv': 2,
    'issue.2232.csv': 5,
    'line_break_in_enclosure_with_escaped_quotes.csv': 5,
    'linend.mac.csv': 2,
    'linend.win.csv': 2,
    'no_delimiter.csv': 1,
    'premiere.utf16be.csv': 'file-not-text',
    'premiere.utf32bebom.csv': 'file-utf32',
    'premiere.utf8.csv': 2,
    'premiere.win1252.csv': 'file-encoding-unknown',
    'semicolon_separated.csv': 3,
    'sep.csv': 2,
    'utf16be.line_break_in_enclosure.csv': 6,
  },
  encodings: { 'chardet-gb18030': 8, 'chardet-utf16le': 14, 'chardet-utf8': 14 },
  xls: {
    'xlrd-Formate.xls': 27,
    'xlrd-formula_test_sjmachin.xls': { rows: 8, says: ['cell-is-error'] },
    'xlrd-ragged.xls': 5,
  },
  xlsx: {
    'calamine-any_sheets.xlsx': { rows: 4, says: ['sheet-hidden'] },
    'calamine-biff5_write.xls': 4,
    'calamine-date.xls': 3,
    'calamine-date_1904.xlsx': 3,
    'calamine-date_iso.xlsx': 6,
    'calamine-date_quoted_format.xlsx': 4,
    'calamine-encoded_entities.xlsx': 1,
    'calamine-errors.xlsx': { rows: 7, says: ['cell-is-error'] },
    'calamine-has_x000D_.xlsx': 1,
    'calamine-issues.xlsx': 23,
    'calamine-malformed_format.xls': 36,
    'calamine-merged_range.xls': 6,
    'calamine-merged_range.xlsx': 6,
    'calamine-minimal_package.xlsx': 195,
    'calamine-non_monotonic_si.xlsx': 6,
    'calamine-nonstandard-xml-ns-prefix.xlsx': 3,
    'excelize-MergeCell.xlsx': 12,
    'excelize-OverflowNumericCell.xlsx': 1,
    'excelize-SharedStrings.xlsx': 2,
    'exceljs-bogus-defined-name.xlsx': 1,
    'exceljs-chart-sheet.xlsx': 7,
    'exceljs-invalid-xml.xlsx': 'xlsx-damaged',
    'exceljs-missing-bits.xlsx': 'file-archive',
    'exceljs-test-issue-163.xlsx': 3,
    'exceljs-test-issue-991.csv': 5,
    'poi-49273.xlsx': 2,
    'poi-50299.xlsx': 112,
    'poi-51519.xlsx': 18,
    'poi-55745.xlsx': 6,
    'poi-62629_toMerge.xlsx': 1,
    'poi-InlineString.xlsx': 1,
    'poi-InlineStrings.xlsx': 7,
    // Strict OOXML, which openpyxl takes for empty: counted in the XML.
    'poi-SimpleStrict.xlsx': 11,
    'poi-blankworkbook.xls': 0,
    'poi-empty.xls': 0,
    'poi-sheetProtection_allLocked.xlsx': 0,
    'sheetjs-1904-1900.slk': 'file-sylk',
    'sheetjs-1904-1900.xls': 5,
    'sheetjs-defined_names_unicode.xlsx': 5,
  },
  hostile: {
    'blns.json': 'json-not-rows',
    'calamine-OOM_alloc2.xls': 192,
    'csv-injection-payloads.txt': { rows: 5, says: ['csv-quote-stray'] },
    'excelize-encryptSHA1.xlsx': 'file-encrypted',
    'poi-SimpleMacro.xls': { rows: 1, says: ['workbook-has-macros'] },
    'poi-clusterfuzz-testcase-minimized-POIFuzzer-5040805309710336.xlsx': 'file-archive',
    'poi-clusterfuzz-testcase-minimized-POIHSSFFuzzer-4819588401201152.xls': 'xls-damaged',
    'poi-clusterfuzz-testcase-minimized-POIHSSFFuzzer-6322470200934400.xls': 'xls-damaged',
    'poi-clusterfuzz-testcase-minimized-POIXSSFFuzzer-5089447305609216.xlsx': 'xlsx-damaged',
    'poi-clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-6594557414080512.xlsx': 'xlsx-damaged',
    'poi-duplicate-filename.xlsx': 'xlsx-duplicate-part',
    'poi-external_name.xls': { rows: 105, says: ['cell-is-error', 'workbook-has-macros'] },
    'poi-link-external-workbook-a.xlsx': 1,
    'poi-password.xls': 'file-encrypted',
    'poi-poc-xmlbomb.xlsx': 'xlsx-defines-entities',
    'poi-xlmmacro.xlsm': { rows: 0, says: ['workbook-has-macros'] },
    'poi-xlsx-corrupted.xlsx': 'xlsx-damaged',
    'svg-xss.svg': 'file-image',
    'xxe-classic.xml': 'file-xml',
  },
}

type Read = { outcome: Outcome; rows: string[][]; stopped: Finding | undefined }

async function read(path: string): Promise<Read> {
  const place = { folder: tmpdir(), digestKey: Buffer.alloc(32) }
  const upload = await openFile(createReadStream(path), basename(path), place)
  const { recognised } = upload
  const rows: string[][] = []
  const says = new Set<string>()
  let stopped: Finding | undefined
  if (recognised.format === 'refused') {
    const { code, says: why } = recognised.refusal
    stopped = { check: code, severity: 'error', says: why }
  }
  for await (const batch of upload.rows ?? []) {
    rows.push(...batch.rows)
    for (const { check } of [...batch.findings, ...(batch.notes ?? [])]) says.add(check)
    stopped = batch.stopped
  }
  await upload.discard()
  const count = says.size > 0 ? { rows: rows.length, says: [...says].sort() } : rows.length
  return { outcome: stopped?.check ?? count, rows, stopped }
}

async function assertOutcomes(folder: string, expected: Record<string, Outcome>): Promise<void> {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(expected).sort(), 'each file stands in the table')
  for (const [name, outcome] of Object.entries(expected)) {
    const { outcome: found, stopped } = await read(`${folder}/${name}`)
    assert.deepEqual(found, outcome, name)
    if (!stopped) continue
    // What would be taken is said with the reason, in both languages.
    for (const language of ['zh', 'en'] as const) {
      assert.match(`${stopped.says[language]} ${stopped.accepted?.[language] ?? ''}`, /XLSX|CSV|JSON/, name)
    }
  }
}

const gov = material('2-gov-sheets')
test('the sheets of departments are read', { skip: gov ? false : 'the test material 2-gov-sheets is not here' }, () =>
  assertOutcomes(gov!, govSheets),
)

const folder = material('7-csv-xlsx')
const skip = folder ? false : 'the test material 7-csv-xlsx is not here'
for (const [part, expected] of Object.entries(files)) {
  test(`each file of ${part} is read or refused, with the right reason`, { skip }, () =>
    assertOutcomes(`${folder}/${part}`, expected),
  )
}

test('no folder of the collection is left out', { skip }, () => {
  assert.deepEqual(readdirSync(folder!).sort(), Object.keys(files).sort())
})

test('the same sheet in two formats is the same rows', { skip }, async () => {
  const pairs = [
    ['csvkit/sheets.xls', 'csvkit/sheets.xlsx'],
    ['xlsx/calamine-merged_range.xls', 'xlsx/calamine-merged_range.xlsx'],
    ['xlsx/calamine-date.xls', 'xlsx/calamine-date_1904.xlsx'],
    ['phpspreadsheet-csv/linend.mac.csv', 'phpspreadsheet-csv/linend.win.csv'],
    ['csvkit/test_utf16_little.csv', 'csv-spectrum/utf8.csv'],
  ] as const
  for (const [one, other] of pairs) {
    const [a, b] = [await read(`${folder}/${one}`), await read(`${folder}/${other}`)]
    const from = one.includes('utf16') ? 1 : 0
    if (from === 1) assert.deepEqual(a.rows.at(-1), b.rows.at(-1), one)
    else assert.deepEqual(a.rows, b.rows, one)
  }
})

test('csv-spectrum: the objects of the JSON are the rows of the CSV', { skip }, async () => {
  for (const name of ['comma_in_quotes', 'json', 'newlines', 'quotes_and_newlines', 'simple', 'utf8']) {
    const truth = JSON.parse(readFileSync(`${folder}/csv-spectrum/${name}.json`, 'utf8')) as Record<string, string>[]
    const { rows } = await read(`${folder}/csv-spectrum/${name}.json`)
    assert.deepEqual(
      rows,
      truth.map((object) => Object.values(object)),
      name,
    )
    const csv = await read(`${folder}/csv-spectrum/${name}.csv`)
    assert.deepEqual(rows, csv.rows.slice(1), name)
  }
})

test('old workbooks: days of both systems, formulas by their saved value, texts of every code page', {
  skip,
}, async () => {
  const first = async (name: string) => (await read(`${folder}/${name}`)).rows
  assert.deepEqual((await first('xlsx/sheetjs-1904-1900.xls')).at(-1), [
    '11111',
    '1930-06-02',
    '1930-06-02',
    '1930-06-02',
  ])
  const sheets = await first('csvkit/sheets.xls')
  assert.deepEqual(sheets[1], ['Chicago Reader', '1971-01-01', '40', 'TRUE', '1', '1971-01-01 04:14:00'])
  assert.deepEqual(await first('xlsx/calamine-biff5_write.xls'), [
    ['1', '2', '3'],
    ['TRUE', 'FALSE', '', 'sheetjs'],
    ['foo', 'bar', '2014-02-19', '0.3'],
    ['baz', '', 'qux'],
  ])
  const formulas = await first('xls/xlrd-formula_test_sjmachin.xls')
  assert.deepEqual(
    formulas.map((row) => row[1]),
    ['Data', 'МОСКВА Москва', '0.142857142857143', 'ABCDEF', undefined, 'TRUE', '#DIV/0!', 'МОСКВА Москва'],
  )
  const { rows } = await read(material('2-gov-sheets/chinese-provinces.xls')!)
  assert.deepEqual(rows.at(-1), ['Chongqing', '重庆市'])
})

test('hostile files never take more than 512 MB or 20 seconds, whoever reads them', { skip }, () => {
  const reader = fileURLToPath(new URL('../../../test/support/read-upload.ts', import.meta.url))
  for (const [name, expected] of Object.entries(files.hostile!)) {
    const args = ['--max-old-space-size=384', reader, `${folder}/hostile/${name}`]
    const run = spawnSync(process.execPath, args, { timeout: 20_000, encoding: 'utf8' })
    assert.equal(run.status, 0, `${name}: ${run.signal ?? run.stderr}`)
    const { outcome, rows, peakMegabytes, ofOthers } = JSON.parse(run.stdout)
    if (typeof expected === 'string') assert.equal(outcome, expected, name)
    else assert.deepEqual([outcome, rows], ['read', typeof expected === 'number' ? expected : expected.rows], name)
    assert.ok(peakMegabytes + ofOthers < 512, `${name}: ${peakMegabytes} and ${ofOthers} MB`)
    if (name.endsWith('.xls')) assert.ok(ofOthers > 0, 'an old workbook is read by a process of its own')
  }
})
