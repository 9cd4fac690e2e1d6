import { spawn } from 'node:child_process'
import { createWriteStream, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { utils, write } from '@e965/xlsx'
import { dayInShanghai } from '../src/codes/day.ts'
import { type SheetRow, writeWorkbook } from '../src/documents/workbook.ts'
import { readCsv } from '../src/intake/reading/csv.ts'
import { makePenalties } from './make-penalties.ts'
import { makeRegister } from './make-register.ts'
import { atMost, type Figure, type Measured, measured, median } from './support/figure.ts'
import { openGround, source } from './support/ground.ts'
import { runIntake } from './support/intake.ts'
import type { ReturnedRun, Writer } from './support/returned-run.ts'

const bar = atMost(3)
const memoryBar = atMost(600, ' MB')
const libraries = ['xlsx-write-stream', '@e965/xlsx'] as const satisfies Writer[]

/**
 * A workbook of which every fifth row is wrong, back to its department with the
 * mistakes marked: from the question to the last byte on the disk, against what
 * the faster of two libraries takes to write the same rows without any mark.
 */
export const figure: Figure = {
  name: 'returned',
  bar: bar.says,
  async run(scale) {
    const isFull = scale === 'full'
    return [
      ...(await measure('xlsx', isFull ? 100_000 : 20_000)),
      // A sheet of the old form has 65,536 rows, one of which is the header.
      ...(await measure('xls', isFull ? 65_000 : 10_000)),
    ]
  },
}

async function measure(format: 'xlsx' | 'xls', rows: number): Promise<Measured[]> {
  const name = format === 'xlsx' ? 'returned' : 'returned-xls'
  const ground = await openGround()
  try {
    const organisations = rows / 10
    await makeRegister(ground.pool, organisations, new Date())
    const file = join(ground.folder, `penalties.${format}`)
    if (format === 'xlsx') {
      const sheet = { name: '行政处罚', headRows: 1 }
      await pipeline(Readable.from(writeWorkbook(sheet, spoiltRows(rows, organisations))), createWriteStream(file))
    } else await writeOld(file, spoiltRows(rows, organisations))
    const { counts } = await runIntake([ground.embedded.serverUrl, file, ground.uploads])
    const copy = join(ground.uploads, readdirSync(ground.uploads).find((one) => one.endsWith('.csv'))!)

    const runs = new Map<Writer, ReturnedRun[]>()
    const once = async (writer: Writer) => {
      const out = join(ground.folder, `${writer.replace('/', '-')}.xlsx`)
      const run = await runWriter([writer, ground.embedded.serverUrl, ground.uploads, copy, out])
      runs.set(writer, [...(runs.get(writer) ?? []), run])
    }
    const seconds = (writer: Writer) => median(runs.get(writer)!.map((run) => run.seconds))
    // Once each tells which is the faster, and only that goes on.
    for (const writer of libraries) await once(writer)
    const told = libraries.map((one) => `${one} ${seconds(one).toFixed(2)} s`).join(', ')
    const faster = libraries.reduce((best, one) => (seconds(one) < seconds(best) ? one : best))
    for (const writer of ['ours', faster, 'ours', faster, 'ours'] as const) await once(writer)
    const peak = Math.max(...runs.get('ours')!.map((run) => run.peakMegabytes))
    const said = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`)
    return [
      measured(name, bar, {
        ours: Number(seconds('ours').toFixed(2)),
        reference: Number(seconds(faster).toFixed(2)),
        ratio: seconds('ours') / seconds(faster),
        unit: 's',
        note: `${format.toUpperCase()} of ${rows} rows (${said.join(', ')}), medians of three; bare rows at first by ${told}`,
      }),
      measured(`${name}-memory`, memoryBar, {
        ours: Math.round(peak),
        unit: 'MB',
        note: `peak of the process that writes ${rows} rows back`,
      }),
    ]
  } finally {
    await ground.close()
  }
}

async function writeOld(file: string, rows: AsyncGenerator<SheetRow>): Promise<void> {
  const cells: SheetRow[] = []
  for await (const row of rows) cells.push(row)
  const book = utils.book_new(utils.aoa_to_sheet(cells as string[][], { dense: true }), '行政处罚')
  writeFileSync(file, write(book, { type: 'buffer', bookType: 'biff8' }))
}

/** The rows of `makePenalties`, of which every fifth has no day of decision that can be read. */
async function* spoiltRows(rows: number, organisations: number): AsyncGenerator<SheetRow> {
  const pieces = makePenalties({ rows, organisations, today: dayInShanghai(new Date()), source })
  let day = -1
  let n = 0
  for await (const batch of readCsv(pieces, { encoding: 'utf-8', delimiter: ',' })) {
    for (const row of batch.rows) {
      if (day < 0) day = row.indexOf('CF_JDRQ')
      else if (++n % 5 === 0) row[day] = '不详'
      yield row
    }
  }
}

function runWriter(args: string[]): Promise<ReturnedRun> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/returned-run.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0
        ? resolve(JSON.parse(said.trimEnd().split('\n').at(-1)!) as ReturnedRun)
        : reject(new Error(`${args[0]} ended with ${code}.`)),
    )
  })
}
