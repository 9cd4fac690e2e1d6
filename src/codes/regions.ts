/**
 * Administrative divisions (GB/T 2260), county level and above, with what they were
 * before. The lines are rule data (`rules/national/regions/`, and a deployer's own);
 * whoever loads them hands the text in.
 *
 * What is known of a division's days are bounds taken from dated lists, so a
 * question about a day is answered generously: a code counts as known on every day
 * on which it may have been in force.
 */
import type { Day } from './day.ts'

export type Region = {
  code: string
  name: string
  /** First day on which it may have been in force; left out where older than the lists. */
  from?: Day
  /** First day on which it was no longer so. */
  until?: Day
  /** The code that took its place, where that is plain. */
  successor?: string
}

/** By code; the states of one code stand in the order of time. */
export type Regions = ReadonlyMap<string, readonly Region[]>

/** Reads files of `code,name,from,until,successor`; lines of a later file are laid over the earlier. */
export function readRegions(...files: string[]): Regions {
  return regionsOf(files.flatMap((file) => [...linesOf(file)]))
}

/** Regions of these lines; a later line replaces an earlier one of the same code and name. */
export function regionsOf(lines: Iterable<Region>): Regions {
  const regions = new Map<string, Region[]>()
  for (const line of lines) {
    const states = regions.get(line.code)?.filter((known) => known.name !== line.name) ?? []
    regions.set(
      line.code,
      [...states, line].sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1)),
    )
  }
  return regions
}

/** The lines of a pack of rule data laid over others: a deployer's own regions. */
export function withRegions(
  regions: Regions,
  lines: Iterable<{ code: string; zh: string; from?: Day; until?: Day }>,
): Regions {
  const own = [...lines].map(({ code, zh, from, until }) => ({ code, name: zh, from, until }))
  return regionsOf([...[...regions.values()].flat(), ...own])
}

function* linesOf(file: string): Generator<Region> {
  for (const line of file.split(/\r?\n/).slice(1)) {
    if (line === '') continue
    const [code = '', name = '', from, until, successor] = line.split(',')
    if (!/^\d{6}$/.test(code) || name === '') throw new Error(`not a line of regions: ${line}`)
    const region: Region = { code, name }
    if (from) region.from = from
    if (until) region.until = until
    if (successor) region.successor = successor
    yield region
  }
}

/** The division of this code: as it was on the day, or else as it was last. */
export function regionOf(regions: Regions, code: string, day?: Day): Region | undefined {
  const states = regions.get(code)
  return day === undefined ? states?.at(-1) : states?.findLast((state) => isOn(state, day))
}

/** 延庆区 for 110119. With a day: the name it had then, undefined where it was not there. */
export function regionName(regions: Regions, code: string, day?: Day): string | undefined {
  return regionOf(regions, code, day)?.name
}

/** Whether the lists have the code; with a day, whether it may have been in force then. */
export function isKnownRegion(regions: Regions, code: string, day?: Day): boolean {
  return regionOf(regions, code, day) !== undefined
}

/**
 * Province, prefecture and county of a code, as far as the lists know it: an unknown
 * county of a known prefecture gives the prefecture and its province. Rows that
 * only group others (市辖区, 县, 省直辖县级行政区划) are left out.
 */
export function regionPath(regions: Regions, code: string, day?: Day): Region[] {
  const codes = new Set([`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code])
  return [...codes]
    .map((part) => regionOf(regions, part, day))
    .filter((region) => region !== undefined)
    .filter((region) => !grouping.test(region.name))
}

const grouping = /^(?:市辖区|县|市|(?:省|自治区)直辖.*)$/

/** The code in force now for one that was: follows successors. A code with none, or still in force, is its own. */
export function currentRegion(regions: Regions, code: string): string {
  const seen = new Set<string>()
  for (let now = code; ; ) {
    const last = regions.get(now)?.at(-1)
    if (last?.until === undefined || last.successor === undefined || seen.has(now)) return now
    seen.add(now)
    now = last.successor
  }
}

function isOn(region: Region, day: Day): boolean {
  return (region.from === undefined || region.from <= day) && (region.until === undefined || day < region.until)
}
