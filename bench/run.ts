/**
 * The figures. Each is measured beside its reference, in one run, on one
 * machine, with nothing of durability turned off.
 *
 *     npm run bench                          all, in short
 *     npm run bench -- --scale full          as they are promised
 *     npm run bench -- --only intake,check   some
 *
 * Rows are merged by name and scale into docs/benchmarks.json, from which
 * docs/benchmarks.md is written. A figure that misses its bar ends with 1.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { figure as caseQueue } from './case-queue.ts'
import { figure as caseStep } from './case-step.ts'
import { figure as check } from './check.ts'
import { figure as checkBatch } from './check-batch.ts'
import { charts as consoleCharts, firstLoad as consoleFirstLoad } from './console-size.ts'
import { figure as intake } from './intake.ts'
import { figure as intakeGb18030 } from './intake-gb18030.ts'
import { figure as intakeMemory } from './intake-memory.ts'
import { figure as lists } from './lists.ts'
import { figure as masking } from './masking.ts'
import { figure as matching } from './matching.ts'
import { figure as organisationPage } from './organisation-page.ts'
import { figure as reportJson } from './report-json.ts'
import { figure as reportPdf } from './report-pdf.ts'
import { figure as returned } from './returned.ts'
import { figure as search } from './search.ts'
import { figure as searchRelevance } from './search-relevance.ts'
import { figure as start } from './start.ts'
import type { Figure, Measured, Scale } from './support/figure.ts'

const figures: Figure[] = [
  consoleFirstLoad,
  consoleCharts,
  intake,
  intakeGb18030,
  intakeMemory,
  caseQueue,
  caseStep,
  check,
  checkBatch,
  lists,
  masking,
  matching,
  organisationPage,
  reportJson,
  reportPdf,
  returned,
  search,
  searchRelevance,
  start,
]

type Row = Omit<Measured, 'reference' | 'ratio'> & {
  reference: number | null
  ratio: number | null
  scale: Scale
  machine: string
  date: string
}

const docs = join(import.meta.dirname, '../docs')

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    scale: { type: 'string', default: 'small' },
    'dry-run': { type: 'boolean', default: false },
  },
})
const { scale } = values
if (scale !== 'small' && scale !== 'full') throw new Error('--scale is small or full')
const only = values.only?.split(',')
const unknown = only?.find((name) => !figures.some((figure) => figure.name === name))
if (unknown !== undefined)
  throw new Error(`No figure ${unknown}; there are ${figures.map((figure) => figure.name).join(', ')}.`)

for (const figure of figures) {
  if (only && !only.includes(figure.name)) continue
  console.log(`${figure.name} (${scale}, bar ${figure.bar}) ...`)
  const rows = (await figure.run(scale)).map((one) => rowOf(one, scale))
  for (const row of rows) console.log(`  ${row.holds ? '✔' : '✖'} ${row.name}: ${inWords(row)}\n    ${row.note}`)
  if (!values['dry-run']) keep(rows)
  if (rows.some((row) => !row.holds)) process.exitCode = 1
}

function rowOf(one: Measured, scale: Scale): Row {
  const { reference = null, ratio = null, ...rest } = one
  return {
    ...rest,
    reference,
    ratio: ratio === null ? null : Number(ratio.toFixed(3)),
    scale,
    machine: machine(),
    date: new Date().toISOString(),
  }
}

function inWords(row: Row): string {
  const beside = row.reference === null ? '' : ` against ${row.reference} ${row.unit}: ${row.ratio}`
  return `${row.ours} ${row.unit}${beside} (bar ${row.bar})`
}

function machine(): string {
  const [first, ...others] = cpus()
  return `${others.length + 1} × ${first?.model.trim() ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`
}

function keep(rows: readonly Row[]): void {
  const path = join(docs, 'benchmarks.json')
  const known = readRows(path)
  const isMeasuredAgain = (one: Row) => rows.some((row) => row.name === one.name && row.scale === one.scale)
  const merged = [...known.filter((one) => !isMeasuredAgain(one)), ...rows].sort((a, b) =>
    `${a.scale} ${a.name}` < `${b.scale} ${b.name}` ? -1 : 1,
  )
  writeFileSync(path, `${JSON.stringify(merged, null, 2)}\n`)
  writeFileSync(join(docs, 'benchmarks.md'), page(merged))
}

function readRows(path: string): Row[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Row[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function page(rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.name} | ${row.ours} ${row.unit} | ${row.reference === null ? '' : `${row.reference} ${row.unit}`} | ${row.ratio ?? ''} | ${row.bar} | ${row.holds ? 'yes' : '**no**'} | ${row.scale} | ${row.date.slice(0, 16).replace('T', ' ')} |`,
  )
  const machines = [...new Set(rows.map((row) => row.machine))]
  const notes = rows.map((row) => `- **${row.name}** (${row.scale}): ${row.note}`)
  return `# Figures

Written by \`npm run bench\`; do not edit. Each figure stands beside its reference, measured in the same run on the same
machine with fsync, synchronous_commit and full_page_writes on. \`bench/\` holds one file a figure; what is measured, and
against what, is said there.

${machines.map((one) => `Machine: ${one}`).join('\n')}

| name | ours | reference | ratio | bar | holds | scale | date (UTC) |
|---|---|---|---|---|---|---|---|
${lines.join('\n')}

## What they were made of

${notes.join('\n')}
`
}
