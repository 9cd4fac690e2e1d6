/**
 * Industries (国民经济行业分类, GB/T 4754): sections (one letter), divisions (two
 * digits) and, where a deployer has imported them, groups and classes (three and
 * four). The lines are rule data; whoever loads them hands them in.
 */
import type { Says } from '../terms/says.ts'

export type IndustryLevel = 'section' | 'division' | 'group' | 'class'
export type Industry = { code: string; level: IndustryLevel; name: Says; parent?: string }
export type Industries = ReadonlyMap<string, Industry>

const levels: Record<number, IndustryLevel> = { 2: 'division', 3: 'group', 4: 'class' }

/**
 * Lines in the order of the standard: a section, then its divisions. Finer lines
 * may follow anywhere after their division; their number says where they belong.
 */
export function industriesOf(lines: Iterable<{ code: string; zh: string; en: string }>): Industries {
  const industries = new Map<string, Industry>()
  let section: string | undefined
  for (const { code, zh, en } of lines) {
    const isSection = /^[A-T]$/.test(code)
    if (isSection) section = code
    const level = isSection ? 'section' : /^\d{2,4}$/.test(code) ? levels[code.length] : undefined
    const parent = level === 'section' ? undefined : level === 'division' ? section : code.slice(0, -1)
    if (!level || (parent === undefined && !isSection)) throw new Error(`not an industry's number: ${code}`)
    industries.set(code, { code, level, name: { zh, en }, parent })
  }
  return industries
}

/** The industry of this code; of finer codes than are loaded, the nearest one above. Takes C13 and C1310 too. */
export function industryOf(industries: Industries, code: string): Industry | undefined {
  const bare = /^[A-T]\d/.test(code) ? code.slice(1) : code
  for (let length = bare.length; length >= Math.min(2, bare.length); length--) {
    const found = industries.get(bare.slice(0, length))
    if (found && length > 0) return found
  }
  return undefined
}

export function industryName(industries: Industries, code: string): Says | undefined {
  return industryOf(industries, code)?.name
}

/** From the section down to the industry itself. */
export function industryPath(industries: Industries, code: string): Industry[] {
  const path: Industry[] = []
  for (let at = industryOf(industries, code); at; at = at.parent ? industryOf(industries, at.parent) : undefined) {
    path.unshift(at)
  }
  return path
}
