import assert from 'node:assert/strict'
import { createReadStream, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { material } from '../../../test/support/material.ts'
import type { Finding } from '../../terms/finding.ts'
import { type CsvForm, type CsvLimits, readCsv } from './csv.ts'
import { recognise } from './recognise.ts'
import { batchRows, isBlankRow } from './row-batch.ts'

type Read = { rows: string[][]; lines: number[]; findings: Finding[]; stopped: Finding | undefined }

async function read(input: Buffer | string | Iterable<Uint8Array>, form: Partial<CsvForm> = {}): Promise<Read> {
  const chunks = typeof input === 'string' ? [Buffer.from(input)] : Buffer.isBuffer(input) ? [input] : input
  const all: Read = { rows: [], lines: [], findings: [], stopped: undefined }
  for await (const batch of readCsv(chunks, { encoding: 'utf-8', delimiter: ',', ...form })) {
    assert.equal(all.stopped, undefined, 'nothing follows a batch that says reading stopped')
    assert.ok(batch.rows.length <= batchRows)
    assert.equal(batch.rows.length, batch.lines.length)
    all.rows.push(...batch.rows)
    all.lines.push(...batch.lines)
    all.findings.push(...batch.findings)
    all.stopped = batch.stopped
  }
  return all
}

const checks = (findings: Finding[]) => findings.map(({ check, line }) => [check, line])

test('quotes, doubled quotes, delimiters and line breaks inside a cell', async () => {
  const { rows, lines, findings } = await read('a,"b,1","c""d"\n"x\r\ny\nz",,"" \n'.replace('"" ', '""'))
  assert.deepEqual(rows, [
    ['a', 'b,1', 'c"d'],
    ['x\r\ny\nz', '', ''],
  ])
  assert.deepEqual(lines, [1, 2])
  assert.deepEqual(findings, [])
})

test('the line of a row is the one an editor shows, quoted line breaks and blank lines counted', async () => {
  const { rows, lines } = await read('标题\n\n甲,"一\n二\r\n三\r四"\n,,\n \n乙,五')
  assert.deepEqual(
    rows.map(([name]) => name),
    ['标题', '甲', '乙'],
  )
  assert.deepEqual(lines, [1, 3, 9])
})

test('CR, LF and CRLF end a row, also mixed, also without one at the end of the file', async () => {
  for (const ends of ['\n', '\r\n', '\r']) {
    const { rows, lines } = await read(`a,b${ends}c,d${ends}e,f`)
    assert.deepEqual(rows, [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ])
    assert.deepEqual(lines, [1, 2, 3])
  }
  const mixed = await read('a\rb\nc\r\nd\r\n\r\n"e"\r"f"\r\n"g"')
  assert.deepEqual(mixed.rows.flat(), ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  assert.deepEqual(mixed.lines, [1, 2, 3, 4, 6, 7, 8])
})

test('a byte order mark is left out at the start and nowhere else', async () => {
  assert.deepEqual((await read('\uFEFF"a",b\n\uFEFFc,d')).rows, [
    ['a', 'b'],
    ['\uFEFFc', 'd'],
  ])
})

test('the line sep=; is an instruction and no row, but counts as a line', async () => {
  const { rows, lines } = await read('sep=;\r\na;b', { delimiter: ';' })
  assert.deepEqual([rows, lines], [[['a', 'b']], [2]])
})

test('rows of other widths are handed on as they are', async () => {
  assert.deepEqual((await read('a,b,c\nd\ne,f,g,h,')).rows, [['a', 'b', 'c'], ['d'], ['e', 'f', 'g', 'h', '']])
})

test('a quote that stands inside an unquoted cell is an ordinary character', async () => {
  assert.deepEqual((await read('5" 管,a "b" c\nd,e')).rows, [
    ['5" 管', 'a "b" c'],
    ['d', 'e'],
  ])
})

test('text behind a closing quote makes the row unreadable, the next row is read', async () => {
  const { rows, findings, stopped } = await read('a,b\nc,"he said "no" to it"\ne,f\n')
  assert.deepEqual(rows, [
    ['a', 'b'],
    ['e', 'f'],
  ])
  assert.deepEqual(checks(findings), [['csv-quote-stray', 2]])
  assert.equal(stopped, undefined)
})

test('a quote that is never closed stops reading and names the line where it was opened', async () => {
  const { rows, stopped } = await read('a,b\n"c\nd",e\n"f\ng","h\ni,j\nk,l\n')
  assert.deepEqual(rows, [
    ['a', 'b'],
    ['c\nd', 'e'],
  ])
  assert.deepEqual([stopped?.check, stopped?.line], ['csv-quote-unclosed', 5])
})

test('an unclosed quote does not make the reader hold the rest of the file', async () => {
  let sent = 0
  function* endless() {
    yield Buffer.from('a,b\n"c')
    for (; sent < 1e9; sent += 100_000) yield Buffer.alloc(100_000, 'x,y\n')
  }
  const { stopped } = await read(endless())
  assert.deepEqual([stopped?.check, stopped?.line], ['csv-quote-unclosed', 2])
  assert.ok(sent < 2e6)
})

test('a file without any line break is given up in bounded memory', async () => {
  let sent = 0
  function* endless() {
    for (; sent < 1e9; sent += 100_000) yield Buffer.alloc(100_000, 'x')
  }
  assert.equal((await read(endless())).stopped?.check, 'file-row-too-long')
  assert.ok(sent < 2e7)
})

test('limits: cell, columns, rows', async () => {
  const limits: Partial<CsvLimits> = { maxCellChars: 5, maxColumns: 3, maxRows: 3 }
  const long = await read('abcde\nabcdef,x\nok\n', { limits })
  assert.deepEqual([long.rows, checks(long.findings)], [[['abcde'], ['ok']], [['cell-too-long', 2]]])
  const wide = await read('a,b,c\na,b,c,d\n', { limits })
  assert.deepEqual([wide.rows.length, checks(wide.findings)], [1, [['row-too-many-columns', 2]]])
  const many = await read('a\nb\nc\nd\ne\n', { limits })
  assert.deepEqual([many.rows.length, many.stopped?.check, many.stopped?.line], [3, 'file-too-many-rows', 4])
})

test('NUL stops reading and names its line', async () => {
  const { rows, stopped } = await read('a\nb\nc\0d\ne\n')
  assert.deepEqual([rows, stopped?.check, stopped?.line], [[['a'], ['b']], 'file-nul-byte', 3])
})

test('an undecodable byte costs its row, names its line and never becomes a replacement character', async () => {
  const cut = iconv.encode('甲公司,一\n', 'gb18030').subarray(1)
  const cases = [
    { encoding: 'utf-8', bad: Buffer.from([0xe4, 0xbd, 0x2c, 0x61]) },
    { encoding: 'utf-8', bad: Buffer.from([0xed, 0xa0, 0x80]) },
    { encoding: 'gb18030', bad: Buffer.from([0x41, 0xff, 0x2c, 0x61]) },
    { encoding: 'gb18030', bad: Buffer.from([0x41, 0x81]) },
  ] as const
  for (const { encoding, bad } of cases) {
    const bytes = (text: string) => iconv.encode(text, encoding)
    for (const end of ['\n', '\r\n', '\r']) {
      const file = Buffer.concat([bytes(`名称,"一${end}二"${end}`), bad, bytes(`${end}乙,二${end}"丙${end}`), bad])
      const { rows, lines, findings } = await read(Buffer.concat([file, bytes(`",三${end}丁,四`)]), { encoding })
      assert.deepEqual(rows, [
        ['名称', `一${end}二`],
        ['乙', '二'],
        ['丁', '四'],
      ])
      assert.deepEqual(lines, [1, 4, 7])
      assert.deepEqual(checks(findings), [
        ['file-undecodable-byte', 3],
        ['file-undecodable-byte', 6],
      ])
    }
  }
  assert.ok((await read(cut, { encoding: 'gb18030' })).findings.length <= 1)
})

test('when much of the file is no text in the encoding, reading stops', async () => {
  const file = iconv.encode('示范公司,罚款\n'.repeat(5000), 'gb18030')
  const { rows, stopped } = await read(file, { encoding: 'utf-8' })
  assert.deepEqual([rows.length, stopped?.check, stopped?.line], [0, 'file-encoding-wrong', 1])
})

test('a file that begins in ASCII is read as what it turns out to be', async () => {
  const ascii = 'name,code\n'.repeat(40_000)
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    const file = Buffer.concat([Buffer.from(ascii), iconv.encode('示范市某某公司,1\n', encoding)])
    assert.deepEqual((await read(file, { encoding: 'ascii' })).rows.at(-1), ['示范市某某公司', '1'])
  }
})

test('what turns out to be neither UTF-8 nor Chinese text is not read as hanzi that nobody wrote', async () => {
  const file = Buffer.from('name\nok\nprem\u00e8re caf\u00e9 na\u00efve\n', 'latin1')
  const { rows, stopped } = await read(file, { encoding: 'ascii' })
  assert.deepEqual([rows, stopped?.check, stopped?.line], [[], 'file-encoding-wrong', 3])
})

test('one damaged byte in UTF-8 is not read as GB18030', async () => {
  const text = Buffer.from('名称,处罚\n示范公司,罚款\n某某公司,警告\n另一公司,没收违法所得\n')
  const damaged = Buffer.from(text)
  damaged[text.indexOf('某')] = 0x20
  assert.deepEqual(recognise(damaged, 'a.csv'), { format: 'csv', encoding: 'utf-8', delimiter: ',' })
  const { rows, findings } = await read(damaged, { encoding: 'ascii' })
  assert.deepEqual([rows.length, checks(findings)], [3, [['file-undecodable-byte', 3]]])
})

test('GB18030 of 2022: all three lengths, beyond the BMP, the Euro sign of GBK', async () => {
  const text = '一镕㐀𠮷龴,€'
  const bytes = Buffer.concat([
    Buffer.from('d2bbe9468139ee399534b235fe59', 'hex'),
    Buffer.from(','),
    Buffer.from('a2e3', 'hex'),
  ])
  assert.deepEqual((await read(bytes, { encoding: 'gb18030' })).rows, [text.split(',')])
})

test('half a surrogate pair in UTF-16 is reported', async () => {
  const file = Buffer.from('\uFEFF甲\n乙\uD842丙\n𠮷\n', 'utf16le')
  const { rows, findings } = await read(file, { encoding: 'utf-16le' })
  assert.deepEqual([rows, checks(findings)], [[['甲'], ['𠮷']], [['file-undecodable-byte', 2]]])
  const odd = await read(file.subarray(0, -1), { encoding: 'utf-16le' })
  assert.deepEqual(checks(odd.findings), [
    ['file-undecodable-byte', 2],
    ['file-undecodable-byte', 3],
  ])
})

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ';', 'a', '示', '𠮷', ' ', '\uFEFF'), maxLength: 12 }),
)
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 8 })
const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const
/** iconv-lite still writes GB18030 of 2005: only characters that both editions know alike. */
const sameInBoth = (text: string) =>
  iconv.decode(iconv.encode(text, 'gb18030'), 'gb18030') === text &&
  !/[\uE000-\uF8FF\u9FB4-\u9FBB\uFE10-\uFE19]/.test(text)

const written = (rows: string[][], end: string, delimiter: string) =>
  rows
    .map((row) =>
      row.map((text) => (/["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text)),
    )
    .map((row) => row.join(delimiter) + end)
    .join('')

test('whatever is written is read again, at every way of cutting the bytes, with true lines', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom(',', '\t', ';'),
      fc.constantFrom(...encodings),
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.constantFrom(1, 7, 1000),
      async (drawn, end, delimiter, encoding, cuts, pieceBytes) => {
        const rows = drawn.map((row) => row.map((text) => text.replaceAll('\0', '').toWellFormed()))
        const text = written(rows, end, delimiter)
        fc.pre(encoding !== 'gb18030' || sameInBoth(text))
        fc.pre(!/^(\uFEFF|sep=)/.test(text))
        const bytes = iconv.encode(text, encoding, { addBOM: false })
        const expected: Read = { rows: [], lines: [], findings: [], stopped: undefined }
        let line = 1
        for (const row of rows) {
          if (!isBlankRow(row)) {
            expected.rows.push(row)
            expected.lines.push(line)
          }
          line += 1 + row.join('\0').split(/\r\n|\r|\n/).length - 1
        }
        const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
        const chunks = [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length))
        const form: CsvForm = { encoding, delimiter, limits: { pieceBytes } }
        assert.deepEqual(await read(chunks, form), expected)
      },
    ),
    { numRuns: 2000 },
  )
})

test('any bytes: a text with mistakes is read alike at every cut, and never throws', async () => {
  const byte = fc.constantFrom(0x22, 0x2c, 0x0a, 0x0d, 0x61, 0xe4, 0xbd, 0xa0, 0x81, 0x30, 0xff, 0xc4)
  await fc.assert(
    fc.asyncProperty(
      fc.array(byte, { maxLength: 60 }),
      fc.constantFrom(...encodings),
      fc.constantFrom(1, 3),
      async (drawn, encoding, pieceBytes) => {
        const bytes = Buffer.from(drawn)
        const whole = await read([bytes], { encoding })
        for (let cut = 0; cut <= bytes.length; cut += 1 + (cut % 3)) {
          const parts = [bytes.subarray(0, cut), bytes.subarray(cut)]
          assert.deepEqual(await read(parts, { encoding, limits: { pieceBytes } }), whole)
        }
        assert.ok(!whole.rows.flat().some((text) => text.includes('\uFFFD')))
      },
    ),
    { numRuns: 500 },
  )
})

test('a large file keeps to batches and to bounded memory', async () => {
  const row = Buffer.from(`${'示范市市场监督管理局,'.repeat(20)}x\n`)
  const piece = Buffer.concat(Array.from({ length: 500 }, () => row))
  function* pieces() {
    for (let i = 0; i < 400; i++) yield piece
  }
  let rows = 0
  let highest = 0
  let sizes = 0
  for await (const batch of readCsv(pieces(), { encoding: 'utf-8', delimiter: ',' })) {
    assert.equal(batch.firstLine, rows + 1)
    rows += batch.rows.length
    sizes += batch.rows.length === batchRows ? 0 : 1
    highest = Math.max(highest, process.memoryUsage().heapUsed)
  }
  assert.equal(rows, 200_000)
  assert.equal(sizes, 1)
  assert.ok(highest < 300e6, `${highest} bytes of heap`)
})

// ---- files of others -----------------------------------------------------

const folder = material('7-csv-xlsx')
const skip = folder ? false : 'the test material 7-csv-xlsx is not here'

async function readFile(name: string) {
  const bytes = readFileSync(`${folder}/${name}`)
  const form = recognise(bytes, name)
  assert.equal(form.format, 'csv', name)
  return read(bytes, form as CsvForm)
}

test('csv-spectrum: every case gives the expected rows', { skip }, async () => {
  for (const name of ['comma_in_quotes', 'json', 'newlines', 'quotes_and_newlines', 'simple', 'utf8']) {
    const expected = JSON.parse(readFileSync(`${folder}/csv-spectrum/${name}.json`, 'utf8'))
    const { rows } = await readFile(`csv-spectrum/${name}.csv`)
    const [header, ...body] = rows
    assert.deepEqual(
      body.map((row) => Object.fromEntries(row.map((text, i) => [header![i], text]))),
      expected,
      name,
    )
  }
})

test('csvkit: byte order marks, UTF-16, ragged rows, control characters', { skip }, async () => {
  assert.deepEqual((await readFile('csvkit/test_utf16_little.csv')).rows.at(-1), ['4', '5', 'ʤ'])
  assert.deepEqual((await readFile('csvkit/test_utf8_bom.csv')).rows.at(-1), ['4', '5', 'ʤ'])
  assert.deepEqual((await readFile('csvkit/dummy.tsv')).rows, [
    ['a', 'b', 'c'],
    ['1', '2', '3'],
  ])
  const bad = await readFile('csvkit/bad.csv')
  assert.deepEqual(
    bad.rows.map((row) => row.length),
    [3, 4, 2, 3],
  )
  const odd = await readFile('csvkit/test_header_newline.csv')
  assert.deepEqual(
    odd.rows.map((row) => row.length),
    [3, 3],
  )
  assert.deepEqual(odd.lines, [1, 8])
})

test('PhpSpreadsheet: line ends, separators, UTF-16 with mark, line breaks in quotes', { skip }, async () => {
  assert.deepEqual(
    (await readFile('phpspreadsheet-csv/linend.mac.csv')).rows,
    (await readFile('phpspreadsheet-csv/linend.win.csv')).rows,
  )
  assert.equal((await readFile('phpspreadsheet-csv/sep.csv')).lines[0], 2)
  assert.ok((await readFile('phpspreadsheet-csv/semicolon_separated.csv')).rows.every((row) => row.length > 1))
  const breaks = await readFile('phpspreadsheet-csv/line_break_in_enclosure_with_escaped_quotes.csv')
  assert.deepEqual([breaks.findings, breaks.stopped], [[], undefined])
  assert.equal(new Set(breaks.rows.map((row) => row.length)).size, 1)
  const wide = await readFile('phpspreadsheet-csv/utf16be.line_break_in_enclosure.csv')
  assert.deepEqual([wide.findings, wide.stopped], [[], undefined])
})

test('chardet: the same kind of text in UTF-8, GB18030 and UTF-16', { skip }, async () => {
  for (const name of ['chardet-utf8', 'chardet-gb18030', 'chardet-utf16le']) {
    const { rows, findings, stopped } = await readFile(`encodings/${name}`)
    assert.deepEqual([findings, stopped], [[], undefined], name)
    assert.match(rows.flat().join(''), /[\u4e00-\u9fff]/, name)
  }
})

test('a stream from disk is read like bytes in memory', { skip }, async () => {
  const form: CsvForm = { encoding: 'utf-8', delimiter: ',' }
  const rows: string[][] = []
  const path = `${folder}/csv-spectrum/newlines.csv`
  for await (const batch of readCsv(createReadStream(path, { highWaterMark: 3 }), form)) rows.push(...batch.rows)
  assert.deepEqual(rows, (await read(readFileSync(path), form)).rows)
})
