/**
 * What a browser fetches before the first page of the console stands, and what
 * charts cost beyond that: the bytes that are really sent (brotli, as they lie
 * beside their files), read from the built console by following its imports.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { buildWeb } from '../web/build.ts'
import type { Figure, Measured } from './support/figure.ts'

const folder = join(import.meta.dirname, '../dist/console')
const firstLoadMost = 400
const chartsMost = 220

export const firstLoad: Figure = {
  name: 'console-first-load',
  bar: `<= ${firstLoadMost} kB`,
  async run(): Promise<Measured[]> {
    const { entry, styles, pages } = await built()
    const base = sizeOf('index.html') + sum(styles.map((name) => sizeOf(name)))
    const first = reach(entry)
    const worst = pages
      .map((page) => ({ page, bytes: base + sum([...new Set([...first, ...reach(page)])].map(sizeOf)) }))
      .sort((a, b) => b.bytes - a.bytes)[0]!
    const note = `${pages.length} pages, each with document, styles, entry and all that they import, brotli; the heaviest is ${worst.page.replace(/^assets\//, '').replace(/-[\w-]{8}\.js$/, '')}`
    return [limit('console-first-load', worst.bytes, firstLoadMost, note)]
  },
}

export const charts: Figure = {
  name: 'console-charts',
  bar: `<= ${chartsMost} kB`,
  async run(): Promise<Measured[]> {
    const { entry, files } = await built()
    const drawn = files.find((name) => /^assets\/drawn-[\w-]+\.js$/.test(name))
    if (drawn === undefined) throw new Error('no part of the console draws charts')
    const first = reach(entry)
    const bytes = sum([...reach(drawn)].filter((name) => !first.has(name)).map(sizeOf))
    return [limit('console-charts', bytes, chartsMost, 'the part that draws charts and what it alone imports, brotli')]
  },
}

function limit(name: string, bytes: number, most: number, note: string): Measured {
  const ours = Math.round(bytes / 100) / 10
  return { name, ours, unit: 'kB', bar: `<= ${most}`, holds: ours <= most, note }
}

/** Only what the document that is served now leads to: files of builds before may lie beside it. */
async function built() {
  await buildWeb()
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const named = [...html.matchAll(/(?:src|href)="\/console\/(assets\/[^"]+)"/g)].map(([, name]) => name!)
  const entry = named.find((name) => name.endsWith('.js'))
  if (entry === undefined) throw new Error('the console has no entry')
  const text = read(entry)
  const lazy = [...text.matchAll(/import\(\s*[`"']\.\/([\w.-]+\.js)[`"']\s*\)/g)].map(([, name]) => `assets/${name}`)
  const pages = [...new Set(lazy)]
  const files = [...new Set([entry, ...pages, ...pages.flatMap((page) => [...reach(page)].flatMap(lazyOf))])]
  return { entry, styles: named.filter((name) => name.endsWith('.css')), pages, files }
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const lazyOf = (name: string) =>
  [...read(name).matchAll(/import\(\s*[`"']\.\/([\w.-]+\.js)[`"']\s*\)/g)].map(([, one]) => `assets/${one}`)
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

function sizeOf(name: string): number {
  return statSync(join(folder, `${name}.br`)).size
}

/** A file and all that it imports before it can run. */
function reach(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  for (const [, one] of read(name).matchAll(/(?:from|import)\s*[`"']\.\/([\w.-]+\.js)[`"']/g))
    reach(`assets/${one}`, found)
  return found
}
