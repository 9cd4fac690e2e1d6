import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { utils, write } from '@e965/xlsx'
import type { Finding } from '../../terms/finding.ts'
import { readXls, type XlsLimits } from './xls.ts'

function book(rows: (string | number | boolean)[][], more: { formats?: string; is1904?: boolean } = {}): Buffer {
  const sheet = utils.aoa_to_sheet(rows)
  if (more.formats) for (const cell of Object.values(sheet)) if (cell?.t === 'n') cell.z = more.formats
  const work = utils.book_new(sheet, '表')
  if (more.is1904) work.Workbook = { WBProps: { date1904: true } }
  return write(work, { type: 'buffer', bookType: 'biff8' }) as Buffer
}

async function read(bytes: Buffer, limits: Partial<XlsLimits> = {}) {
  const all = {
    rows: [] as string[][],
    lines: [] as number[],
    findings: [] as Finding[],
    stopped: undefined as string | undefined,
  }
  const source = {
    size: bytes.length,
    async *stream() {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
    },
  }
  for await (const batch of readXls(source, limits)) {
    all.rows.push(...batch.rows)
    all.lines.push(...batch.lines)
    all.findings.push(...batch.findings)
    all.stopped = batch.stopped?.check
  }
  return all
}

test('every kind of cell becomes the text that XLSX would give', async () => {
  const { rows, lines, findings } = await read(
    book([['名称', '数', '真'], [], ['示范市某公司', 19.99, true], ['', Number('911100001000013421'), false]]),
  )
  assert.deepEqual(rows, [
    ['名称', '数', '真'],
    ['示范市某公司', '19.99', 'TRUE'],
    ['', '911100001000013400', 'FALSE'],
  ])
  assert.deepEqual(lines, [1, 3, 4])
  assert.deepEqual(
    findings.map(({ check, line, field }) => [check, line, field]),
    [['cell-digits-lost', 4, 'B']],
  )
})

test('days by their format, in both systems; a number that is shown as one stays a number', async () => {
  assert.deepEqual((await read(book([[45658]], { formats: 'yyyy/m/d' }))).rows, [['2025-01-01']])
  assert.deepEqual((await read(book([[44196]], { formats: 'yyyy"年"m"月"d"日"', is1904: true }))).rows, [
    ['2025-01-01'],
  ])
  assert.deepEqual((await read(book([[45658]]))).rows, [['45658']])
})

test('thousands of rows come in batches, in order', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => [`第${i + 1}行`, i])
  const { rows, lines } = await read(book(many))
  assert.deepEqual([rows.length, rows[2999], lines.at(-1)], [3000, ['第3000行', '2999'], 3000])
})

test('each limit is an answer, and the process is gone', async () => {
  const bytes = book(Array.from({ length: 2000 }, (_, i) => [`第${i}行`, 'x'.repeat(50)]))
  assert.equal((await read(bytes, { maxBytes: 1000 })).stopped, 'xls-too-large')
  assert.equal((await read(bytes, { maxMegabytes: 20 })).stopped, 'xls-too-large')
  assert.equal((await read(bytes, { maxSeconds: 0.01 })).stopped, 'xls-too-slow')
  assert.equal((await read(bytes.subarray(0, 3000))).stopped, 'xls-damaged')
  assert.equal((await read(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).stopped, 'xls-damaged')
  assert.deepEqual(await children(), [])
})

test('who stops early leaves no process behind; more than two wait for their turn', async () => {
  const bytes = book(Array.from({ length: 5000 }, (_, i) => [`第${i}行`]))
  const source = {
    size: bytes.length,
    async *stream() {
      yield bytes
    },
  }
  for await (const batch of readXls(source)) {
    assert.equal(batch.firstLine, 1)
    break
  }
  assert.deepEqual(await children(), [])
  const all = await Promise.all([read(bytes), read(bytes), read(bytes)])
  assert.deepEqual(
    all.map(({ rows }) => rows.length),
    [5000, 5000, 5000],
  )
  assert.deepEqual(await children(), [])
})

/** Processes that read and have not ended, after a moment for those that were just told to. */
async function children(): Promise<string[]> {
  for (let look = 0; ; look++) {
    const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isReader(name))
    if (found.length === 0 || look === 1000) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function isReader(pid: string): boolean {
  try {
    const parts = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')
    const isOurs = parts[1] === String(process.pid) && parts[0] !== 'Z'
    return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('xls-process')
  } catch {
    return false
  }
}
