import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { nextThreadIsThrough } from '../../test/support/threads.ts'
import { codeOf, csv, market, penalty } from '../../test/support/world.ts'
import { commitRow } from '../ciphers/commitment.ts'
import { sha256Suite } from '../ciphers/suite.ts'
import { groupPlan, groupsOf, naturalKey, textsOf } from '../records/record.ts'
import { itemOn } from '../rulebook/book.ts'
import { loadRules } from '../rulebook/load.ts'
import { readCsv } from './reading/csv.ts'
import { type ReadyRow, type RefusedRow, rowsOf } from './ready-chunk.ts'
import { type Reading, readyChunks } from './ready-chunks.ts'
import { startReadyThread } from './ready-thread.ts'
import { receive } from './receive.ts'

const folder = mkdtempSync(join(tmpdir(), 'xinheng-ready-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const book = loadRules(['rules/national', 'rules/local/demo'])
const today = '2026-06-15'
const item = itemOn(book, 'penalty', today)!
const code = codeOf('91', 1)
const count = 2600

const facts = (n: number): string => {
  if (n % 7 === 0) return `反斜线 \\ 与 \\\\N、引号 "甲"、换行\n之后、制表 之后，第${n}次。`
  return n === 1500 ? '长'.repeat(1900) : `第${n}次检查发现。`
}
const rows = Array.from({ length: count }, (_, n) => {
  if (n % 100 === 3) return { ...penalty('110101199003078814', '张某某', `示〔2026〕${n}号`), CF_XDR_LB: '自然人' }
  if (n % 100 === 4)
    return penalty('', '示范市云杉机械有限公司', `示〔2026〕${n}号`, { CF_XDR_GSZC: '990101000000125' })
  return penalty(code, '示范市云杉机械有限公司', `示〔2026〕${n}号`, {
    CF_SY: facts(n),
    CF_JDRQ: `2026-05-${10 + (n % 9)}`,
  })
})

await receive(
  {
    recognised: { format: 'csv', encoding: 'utf-8', delimiter: ',' },
    rows: readCsv([Buffer.from(csv(rows))], { encoding: 'utf-8', delimiter: ',' }),
    ended: () => ({ size: 0, rawDigest: '' }),
    discard: async () => {},
  },
  { item, book, folder, name: 'copy', today },
)

const reading: Reading = {
  path: join(folder, 'copy.csv'),
  item: 'penalty',
  book,
  suite: 'sha256',
  source: market.code,
  today,
  skip: 0,
}

const told = (row: ReturnType<typeof rowsOf>[number]) =>
  row.verdict === 'refused'
    ? { line: row.line, verdict: row.verdict, findings: row.findings }
    : {
        line: row.line,
        verdict: row.verdict,
        findings: row.findings,
        stated: row.stated,
        kind: row.kind,
        key: row.keyHex,
        name: row.name,
        text: row.text,
      }

const ofThread = (of: Reading, together = 4) => startReadyThread(of).rows(together, () => undefined)

const here = async function* (of: Reading) {
  for await (const chunk of readyChunks(of)) yield rowsOf(chunk)
}

async function all(pieces: AsyncIterable<(ReadyRow | RefusedRow)[]>) {
  const rows: { told: ReturnType<typeof told>; row: ReadyRow | undefined; line: (Buffer | null)[] }[] = []
  const sizes: number[] = []
  for await (const piece of pieces) {
    sizes.push(piece.length)
    for (const row of piece) {
      const line = row.verdict === 'refused' ? [] : lineOf(row)
      rows.push({ told: told(row), row: row.verdict === 'refused' ? undefined : row, line })
      if (row.verdict !== 'refused') assertCommitted(row, line)
    }
  }
  return { rows, sizes }
}

/** The cells of a line in COPY's binary format, as far as it is written ahead. */
function lineOf({ copied: { bytes, from, end } }: ReadyRow): (Buffer | null)[] {
  const cells: (Buffer | null)[] = []
  for (let at = from + 2; at < end; ) {
    const length = bytes.readInt32BE(at)
    cells.push(length < 0 ? null : Buffer.from(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + Math.max(length, 0)
  }
  return cells
}

/** What the row commits to is what it says, under its own seed, and its line says the same. */
function assertCommitted(row: ReadyRow, cells: (Buffer | null)[]) {
  const content = JSON.parse(row.text)
  const key = naturalKey('penalty', [content.CF_WSH, content.CF_CFJGDM, content.CF_JDRQ])
  assert.equal(row.keyHex, key.toString('hex'))
  const head = {
    subject: row.stated.code,
    item: 'penalty',
    catalogue: item.version,
    key: row.keyHex,
    version: 1,
    state: 'stated' as const,
    source: market.code,
    authority: row.authority,
    decidedOn: row.decidedOn,
    class: row.class,
  }
  const commitment = commitRow(sha256Suite, row.seed, groupsOf(textsOf(groupPlan(item), content), head))
  assert.deepEqual(Buffer.from(row.commitment), commitment)
  const number = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(value)
    return bytes
  }
  const text = (value: string | undefined) => (value === undefined ? null : Buffer.from(value))
  const dayNumber = (Date.parse(`${row.decidedOn}T00:00:00Z`) - Date.UTC(2000, 0, 1)) / 86_400_000
  assert.deepEqual(cells, [
    text(row.stated.code),
    number(1),
    text('penalty'),
    text(market.code),
    text('stated'),
    text(item.version),
    number(row.line),
    key,
    Buffer.from(row.seed),
    commitment,
    text(row.authority),
    row.decidedOn === undefined ? null : number(dayNumber),
    text(row.class),
    text(row.text),
  ])
}

test('a thread of its own makes the same chunks ready', async () => {
  const mine = await all(here(reading))
  const there = await all(ofThread(reading))
  assert.deepEqual(mine.sizes, [1024, 1024, count - 2048])
  assert.ok(there.sizes.every((size) => size % 1024 === 0 || size % 1024 === count % 1024))
  assert.deepEqual(
    there.rows.map((one) => one.told),
    mine.rows.map((one) => one.told),
  )
  const seeds = new Set(
    [...mine.rows, ...there.rows].flatMap(({ row }) => (row ? [Buffer.from(row.seed).toString('hex')] : [])),
  )
  assert.equal(seeds.size, 2 * mine.rows.filter(({ row }) => row).length, 'no two rows share a seed')
})

test('it goes on behind the rows that were placed, and tells what went wrong', async () => {
  const rest = await all(ofThread({ ...reading, skip: 1024 }, 1))
  assert.deepEqual(rest.sizes, [1024, count - 2048])
  assert.equal(rest.rows[0]!.told.line, 1026 + rows.slice(0, 1024).filter((row) => /\n/.test(row.CF_SY)).length)
  await assert.rejects(all(ofThread({ ...reading, path: join(folder, 'none.csv') })), { code: 'ENOENT' })
})

test('nobody waits for a thread whose chunks nobody wants any more', async () => {
  for await (const piece of ofThread(reading, 1)) {
    assert.equal(piece.length, 1024)
    break
  }
})

test('while rows are being placed the next are got ready, as many as are placed together', async () => {
  const sizes: number[] = []
  const allIsReady = nextThreadIsThrough()
  let placing: Promise<void> | undefined
  for await (const piece of startReadyThread(reading).rows(2, () => placing)) {
    sizes.push(piece.length)
    placing = allIsReady
  }
  assert.equal(sizes.length, 2, String(sizes))
  assert.equal(sizes[0]! + sizes[1]!, count)
})
