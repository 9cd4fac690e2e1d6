import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { bookWith, shippedBook, shippedFolders, shippedPacks } from '../../test/support/rule-book.ts'
import { inForce, itemOn } from './book.ts'
import { bookOf, loadRules, readPacks, UnsoundRules } from './load.ts'

test('the shipped packs are sound', () => {
  assert.deepEqual(bookOf(shippedPacks).findings, [])
  assert.equal(loadRules(shippedFolders).digest, shippedBook.digest)
})

test('the standard’s fields are there, in its order: 28 of a permit, 30 of a penalty and four more', () => {
  const fields = (id: string) => itemOn(shippedBook, id, '2026-11-21')!.fields.filter((field) => !field.derived)
  assert.equal(fields('permit').length, 28)
  assert.equal(fields('permit').at(0)!.id, 'XK_XDR_MC')
  assert.equal(fields('permit').at(-1)!.id, 'BZ')
  assert.equal(fields('penalty').length, 34)
  assert.equal(fields('penalty').at(29)!.id, 'BZ')
  assert.deepEqual(
    fields('penalty')
      .slice(30)
      .map((field) => field.zh),
    ['处罚程序', '失信严重程度', '严重程度认定单位', '信用修复告知书送达日期'],
  )
})

test('the digest is of the text, not of its line ends or its place on the machine', () => {
  const crlf = shippedPacks.map(({ name, text }) => ({ name, text: `\uFEFF${text.replaceAll('\n', '\r\n')}\r\n` }))
  assert.equal(bookOf(crlf).book.digest, shippedBook.digest)
  assert.equal(bookOf([...shippedPacks].reverse()).book.digest, shippedBook.digest)
  const changed = shippedPacks.map((pack) =>
    pack.name === 'national/deadlines.yaml'
      ? { ...pack, text: pack.text.replace('workingDays: 7', 'workingDays: 8') }
      : pack,
  )
  assert.notEqual(bookOf(changed).book.digest, shippedBook.digest)
  assert.ok(shippedPacks.some((pack) => pack.name === 'local/demo/thresholds.yaml'))
  for (const pack of shippedBook.packs) assert.match(pack.digest, /^[0-9a-f]{64}$/)
})

test('a folder with an unsound pack is not loaded, and what is wrong is said with its place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-rules-'))
  try {
    mkdirSync(join(folder, 'rules', 'bad'), { recursive: true })
    writeFileSync(
      join(folder, 'rules', 'bad', 'deadlines.yaml'),
      'pack: deadlines\nid: d\nzh: 期限\nen: d\nlines: []\n',
    )
    assert.deepEqual(
      readPacks(join(folder, 'rules', 'bad')).map((pack) => pack.name),
      ['bad/deadlines.yaml'],
    )
    assert.throws(
      () => loadRules([...shippedFolders, join(folder, 'rules', 'bad')]),
      (error) => error instanceof UnsoundRules && error.findings[0]!.field!.startsWith('bad/deadlines.yaml'),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a pack that is no YAML, of no kind, or not in its shape is a finding, never a crash', () => {
  const checksOf = (text: string) => bookWith({ name: 'local/x.yaml', text }).findings.map((found) => found.check)
  assert.deepEqual(checksOf('pack: [unclosed'), ['pack-unreadable'])
  assert.deepEqual(checksOf('a: &x [1]\nb: *x\n'), ['pack-unreadable'])
  assert.deepEqual(checksOf('just text'), ['pack-kind-unknown'])
  assert.deepEqual(checksOf(''), ['pack-kind-unknown'])
  assert.deepEqual(checksOf('pack: constructor\nid: x\n'), ['pack-kind-unknown'])
  assert.deepEqual(checksOf('pack: scores\nid: x\n'), ['pack-kind-unknown'])
  assert.deepEqual(checksOf('pack: deadlines\nid: x\nzh: 期\nen: d\nlines: [{ id: a }]\n').includes('pack-shape'), true)
})

test('versions are half-open: the change-over day belongs to the newcomer', () => {
  const versions = [
    { from: '2023-05-01', until: '2026-04-01', name: 'old' },
    { from: '2026-04-01', name: 'new' },
  ]
  assert.equal(inForce(versions, '2023-04-30'), undefined)
  assert.equal(inForce(versions, '2023-05-01')!.name, 'old')
  assert.equal(inForce(versions, '2026-03-31')!.name, 'old')
  assert.equal(inForce(versions, '2026-04-01')!.name, 'new')
})

test('a version without an end of its own ends where the next begins', () => {
  const list = (versions: string) => `pack: code-list\nid: colour\nzh: 色\nen: colour\nversions:\n${versions}`
  const version = (name: string, from: string) =>
    `  - { version: '${name}', from: ${from}, basis: 测试, certainty: k, values: [{ code: a, zh: 甲, en: a, aliases: [] }] }\n`
  const { book, findings } = bookWith({
    name: 'local/colour.yaml',
    text: list(version('2', '2025-01-01') + version('1', '2020-01-01')),
  })
  assert.deepEqual(findings, [])
  const colours = book.codeLists.filter((one) => one.id === 'colour')
  assert.deepEqual(
    colours.map(({ version: name, from, until }) => [name, from, until]),
    [
      ['1', '2020-01-01', '2025-01-01'],
      ['2', '2025-01-01', undefined],
    ],
  )
})
