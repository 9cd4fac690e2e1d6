import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { material } from '../../../test/support/material.ts'
import { headBytes, likelyDelimiter, recognise } from './recognise.ts'

const answer = (bytes: Buffer, name = 'a.csv') => {
  const told = recognise(bytes, name)
  return told.format === 'refused' ? told.refusal.code : told.format === 'csv' ? told.encoding : told.format
}

test('the encoding of a text', () => {
  const text = '行政相对人名称,处罚类别\n示范市某某有限公司,罚款\n'
  assert.equal(answer(Buffer.from(text)), 'utf-8')
  assert.equal(answer(Buffer.from(`\uFEFF${text}`)), 'utf-8')
  assert.equal(answer(iconv.encode(text, 'gb18030')), 'gb18030')
  assert.equal(answer(iconv.encode(`${text}喆㙍𠮷堃,警告\n`, 'gb18030')), 'gb18030')
  assert.equal(answer(Buffer.from(`\uFEFF${text}`, 'utf16le')), 'utf-16le')
  assert.equal(answer(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()), 'utf-16be')
  assert.equal(answer(Buffer.from('a,b\n1,2\n')), 'ascii')
  assert.equal(answer(Buffer.from(text, 'utf16le')), 'file-not-text')
  assert.equal(answer(Buffer.from('première,café,naïve\n', 'latin1')), 'file-encoding-unknown')
})

test('a head that ends inside a character is still recognised', () => {
  const line = '示范市某某有限公司,罚款\n'
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    for (const before of ['', 'a', 'ab', 'abc']) {
      const file = iconv.encode(before + line.repeat(5000), encoding)
      assert.equal(answer(file.subarray(0, headBytes)), encoding)
    }
  }
})

test('the delimiter is the one that keeps the lines alike, whatever stands in the cells', () => {
  assert.equal(likelyDelimiter('名称,类别\n甲,警告;罚款;没收;其他\n乙,罚款;没收\n'), ',')
  assert.equal(likelyDelimiter('名称\t类别\n甲,乙,丙\t罚款\n丁\t没收\n'), '\t')
  assert.equal(likelyDelimiter('a;b\n1,5;2\n1,7;3\n'), ';')
  assert.equal(likelyDelimiter('a;b;c\n"1,2,3,4,5";2;3\n"1,\n7,,,,";3;4\n'), ';')
  assert.equal(likelyDelimiter('标题：2025年、第一批\n\na,b,c\n1,2,3\n'), ',')
  assert.equal(likelyDelimiter('一列\n二\n'), ',')
})

test('what a file is, and what is refused, is told by its content, whatever its name', () => {
  const cases: [string | Buffer, string][] = [
    ['', 'file-empty'],
    ['\uFEFF \r\n\t', 'file-empty'],
    ['<html><table><tr><td>1</td></tr></table>', 'html'],
    ['\uFEFF\n <!DOCTYPE html>\n', 'html'],
    ['<!-- made by a system -->\n<table>', 'html'],
    ['<?xml version="1.0"?><Workbook/>', 'file-xml'],
    ['MIME-Version: 1.0\n', 'file-html'],
    ['{\\rtf1\\ansi', 'file-rtf'],
    ['[{"a":1}]', 'json'],
    ['\uFEFF{"rows": []}', 'json'],
    ['{"a": 1}\n{"a": 2}\n', 'json'],
    ['[]', 'json'],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'xls'],
    [Buffer.from('0902060000000100', 'hex'), 'xls'],
    [Buffer.concat([Buffer.from('d0cf11e0', 'hex'), Buffer.from('WordDocument\0', 'utf16le')]), 'file-old-office'],
    ['%PDF-1.7\n', 'file-pdf'],
    [Buffer.from('89504e470d0a1a0a', 'hex'), 'file-image'],
    [Buffer.from('ffd8ffe000104a464946', 'hex'), 'file-image'],
    [Buffer.from('526172211a0700', 'hex'), 'file-archive'],
    [Buffer.from('1f8b0800', 'hex'), 'file-archive'],
    [Buffer.from('504b0506', 'hex'), 'file-archive-empty'],
    [
      'PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet',
      'file-ods',
    ],
    ['PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0a.csv', 'file-archive'],
    [Buffer.from('fffe000061000000', 'hex'), 'file-utf32'],
    ['a,b\n1,\0\n', 'file-not-text'],
    ['\x01\x02\x03\x04'.repeat(20), 'file-not-text'],
  ]
  for (const [content, code] of cases) {
    for (const name of ['a.csv', 'a.xls', 'a.xlsx', '']) {
      assert.equal(answer(Buffer.from(content), name), code, `${code} ${name}`)
    }
  }
})

test('a refusal says in both languages what would be taken', () => {
  const told = recognise(Buffer.from('%PDF-1.7'), '处罚.xls')
  assert.ok(told.format === 'refused')
  assert.match(told.refusal.says.zh, /\.xls.*PDF.*XLSX/)
  assert.match(told.refusal.says.en, /\.xls.*PDF.*XLSX/)
})

const folder = material('7-csv-xlsx')
const skip = folder ? false : 'the test material 7-csv-xlsx is not here'

test('the files of others: old workbooks, locked ones and documents are told apart', { skip }, () => {
  const expected: Record<string, string> = {
    'encodings/chardet-utf8': 'utf-8',
    'encodings/chardet-gb18030': 'gb18030',
    'encodings/chardet-utf16le': 'utf-16le',
    'csvkit/empty.csv': 'file-empty',
    'phpspreadsheet-csv/empty.csv': 'file-empty',
    'phpspreadsheet-csv/premiere.win1252.csv': 'file-encoding-unknown',
    'phpspreadsheet-csv/premiere.utf32bebom.csv': 'file-utf32',
    'phpspreadsheet-csv/premiere.utf16be.csv': 'file-not-text',
    'hostile/excelize-encryptSHA1.xlsx': 'file-encrypted',
    'hostile/svg-xss.svg': 'file-image',
    'hostile/xxe-classic.xml': 'file-xml',
    'hostile/poi-clusterfuzz-testcase-minimized-POIFuzzer-5040805309710336.xlsx': 'file-archive',
    'xlsx/sheetjs-1904-1900.slk': 'file-sylk',
  }
  for (const [name, code] of Object.entries(expected))
    assert.equal(answer(readFileSync(`${folder}/${name}`)), code, name)
  for (const part of ['xls', 'xlsx', 'hostile', 'csvkit']) {
    for (const name of readdirSync(`${folder}/${part}`)) {
      const code = answer(readFileSync(`${folder}/${part}/${name}`), name)
      if (name.endsWith('.xls')) assert.equal(code, 'xls', name)
      if (part === 'xlsx' && name.endsWith('.xlsx')) assert.equal(code, 'xlsx', name)
    }
  }
})

test('docs/checks.md lists what is said when a file is read, and nothing that is not', () => {
  const folder = new URL('.', import.meta.url)
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const texts = [
    ...sources.map((name) => new URL(name, folder)),
    new URL('../sheets.ts', folder),
    new URL('../serials.ts', folder),
  ]
  const said = new Set(['file-without-rows'])
  for (const text of texts.map((place) => readFileSync(place, 'utf8'))) {
    for (const found of text.matchAll(
      /check: '([a-z0-9-]+)'|(?:stop|refused)\(\s*'([a-z0-9-]+)'|code: '([a-z0-9-]+)'/g,
    )) {
      said.add(found[1] ?? found[2] ?? found[3]!)
    }
  }
  const page = readFileSync(new URL('../../../docs/checks.md', import.meta.url), 'utf8')
  const listed = page.slice(page.indexOf('## 读取文件')).matchAll(/^\| `([a-z0-9-]+)` \|/gm)
  assert.deepEqual([...listed].map(([, id]) => id).sort(), [...said].sort())
})
