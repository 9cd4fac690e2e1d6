/**
 * One workbook written to a file in a process of its own, so that its time and
 * memory are those of the writing: ours with what was found marked in it, or the
 * bare rows by a library. Started by `returned.ts`, which reads the line it prints.
 */
import { once } from 'node:events'
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { utils, write } from '@e965/xlsx'
import XLSXTransformStream from 'xlsx-write-stream'
import { stayLean } from '../../src/cli/lean.ts'
import { connect } from '../../src/database/connect.ts'
import { readScreenedCopy } from '../../src/intake/reading/store-upload.ts'
import { returnedFile } from '../../src/intake/returned.ts'
import { loadRules } from '../../src/rulebook/load.ts'

export type ReturnedRun = { seconds: number; peakMegabytes: number }
export type Writer = 'ours' | 'xlsx-write-stream' | '@e965/xlsx'

const writers: Record<Writer, (given: { url: string; uploads: string; copy: string; out: string }) => Promise<void>> = {
  async ours({ url, uploads, out }) {
    const pool = connect(url, { name: 'xinheng bench returned', max: 2 })
    const rules = join(import.meta.dirname, '../../rules')
    const book = loadRules([join(rules, 'national'), join(rules, 'local/demo')])
    const { rows } = await pool.query<{ id: number }>('select max(id) as id from submission')
    began = performance.now()
    const intake = { pool, uploads, rules: { book, regimeBefore: 'lenient' as const } }
    const file = await returnedFile(intake, rows[0]!.id, { format: 'xlsx', language: 'zh' })
    await pipeline(Readable.from(file!.bytes, { objectMode: false }), createWriteStream(out))
    seconds = (performance.now() - began) / 1000
    await pool.end()
  },
  async 'xlsx-write-stream'({ copy, out }) {
    began = performance.now()
    const sheet = new XLSXTransformStream()
    const written = pipeline(sheet, createWriteStream(out))
    for await (const row of rowsOf(copy)) if (!sheet.write(row)) await once(sheet, 'drain')
    sheet.end()
    await written
    seconds = (performance.now() - began) / 1000
  },
  async '@e965/xlsx'({ copy, out }) {
    began = performance.now()
    const rows: string[][] = []
    for await (const row of rowsOf(copy)) rows.push(row)
    const book = utils.book_new(utils.aoa_to_sheet(rows, { dense: true }), 'rows')
    writeFileSync(out, write(book, { type: 'buffer', bookType: 'xlsx', compression: true }))
    seconds = (performance.now() - began) / 1000
  },
}

async function* rowsOf(copy: string): AsyncGenerator<string[]> {
  for await (const batch of readScreenedCopy(copy)) for (const row of batch.rows) yield row.slice(2)
}

let began = 0
let seconds = 0
if (import.meta.main) {
  stayLean()
  const [writer, url, uploads, copy, out] = process.argv.slice(2) as [Writer, string, string, string, string]
  await writers[writer]({ url, uploads, copy, out })
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))
  const run: ReturnedRun = { seconds, peakMegabytes: Number(peak?.[1] ?? 0) / 1024 }
  console.log(JSON.stringify(run))
}
