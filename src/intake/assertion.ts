/**
 * Assertions: what a submission usually looks like, as rule data. One that
 * trips an assertion is held before anything of it is placed, says why with
 * numbers, and waits for somebody's word. They find the sheet of the wrong
 * system, the column that moved and the year sent instead of the week, before
 * ten thousand rows stand on the public page.
 */
import type { Day } from '../codes/day.ts'
import { type Assertion, isInForce } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { Tripped } from './store.ts'

/** What a file looks like as a whole, from rows spread evenly over it; all of them where it is short. No content. */
export type Profile = {
  rows: number
  /** How many of them were looked at, and how many of these refused. */
  looked: number
  refused: number
  /** Share of the sound rows looked at in which a field states something. */
  filled: { [field: string]: number }
  /** Of the sound rows looked at those about the one organisation that comes most often, and its code. */
  most: { rows: number; code: string }
}

/** Earlier submissions of the same source and item, newest first. */
export type Before = { rows: number; profile?: Profile }[]

/** For each kind of assertion the line that speaks of this source and item most closely. */
export function assertionsFor(
  assertions: readonly Assertion[],
  of: { source: string; item: string },
  day: Day,
): Assertion[] {
  const best = new Map<string, { line: Assertion; closeness: number }>()
  for (const line of assertions) {
    if (!isInForce(line, day)) continue
    if (line.sources !== undefined && !line.sources.includes(of.source)) continue
    if (line.items !== undefined && !line.items.includes(of.item)) continue
    const closeness = (line.sources === undefined ? 0 : 2) + (line.items === undefined ? 0 : 1)
    const before = best.get(line.kind)
    if (before === undefined || closeness > before.closeness) best.set(line.kind, { line, closeness })
  }
  return [...best.values()].map(({ line }) => line)
}

/** Those that this submission trips. */
export function trippedBy(assertions: readonly Assertion[], item: Item, seen: Profile, before: Before): Tripped[] {
  return assertions.flatMap((line) => {
    if (seen.rows < line.leastRows) return []
    if (line.kind === 'refused-share') return refusedShare(line, seen)
    if (line.kind === 'subject-share') return subjectShare(line, seen)
    return line.kind === 'field-empty' ? fieldEmpty(line, item, seen, before) : volume(line, seen, before)
  })
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`

function refusedShare(line: Assertion, seen: Profile): Tripped[] {
  const share = seen.looked === 0 ? 0 : seen.refused / seen.looked
  if (share < line.limit) return []
  const looked = lookedAt(seen)
  return [
    {
      assertion: line.id,
      says: {
        zh: `${looked.zh}中有 ${seen.refused} 行会被退回（${percent(share)}），达到上限 ${percent(line.limit)}。`,
        en: `Of ${looked.en}, ${seen.refused} would be refused (${percent(share)}); the limit is ${percent(line.limit)}.`,
      },
    },
  ]
}

function volume(line: Assertion, seen: Profile, before: Before): Tripped[] {
  if (before.length < (line.leastBefore ?? 1)) return []
  const sorted = before.map(({ rows }) => rows).sort((a, b) => a - b)
  const usual = sorted[Math.floor(sorted.length / 2)]!
  if (usual < (line.leastUsual ?? 1)) return []
  const isAbove = line.kind === 'volume-above'
  // What came once before in that size, and was placed, is not unheard of: a file that was mended is sent again.
  if (isAbove ? seen.rows <= sorted.at(-1)! : seen.rows >= sorted[0]!) return []
  if (isAbove ? seen.rows < usual * line.limit : seen.rows > usual / line.limit) return []
  return [
    {
      assertion: line.id,
      says: {
        zh: `本次 ${seen.rows} 行；以前 ${before.length} 次报送的中位数为 ${usual} 行，${isAbove ? '超过' : '不足'}其 ${isAbove ? `${line.limit} 倍` : `${line.limit} 分之一`}。`,
        en: `${seen.rows} rows; the median of the ${before.length} submissions before is ${usual}. The limit is ${isAbove ? `${line.limit} times` : `one in ${line.limit} of`} that.`,
      },
    },
  ]
}

/** In how many earlier submissions a field has to be filled before its being empty is worth a word. */
const looksBack = 5

function fieldEmpty(line: Assertion, item: Item, seen: Profile, before: Before): Tripped[] {
  const profiles = before.flatMap(({ profile }) => (profile ? [profile] : [])).slice(0, looksBack)
  if (profiles.length < (line.leastBefore ?? 1) || seen.looked === seen.refused) return []
  return item.fields.flatMap((field) => {
    const now = seen.filled[field.id] ?? 0
    const usual = Math.min(...profiles.map((profile) => profile.filled[field.id] ?? 0))
    if (usual < (line.leastUsual ?? 1) || now > line.limit) return []
    return [
      {
        assertion: line.id,
        says: {
          zh: `“${field.zh}”以前 ${profiles.length} 次报送至少 ${percent(usual)} 的行有值，本次只有 ${percent(now)}。`,
          en: `"${field.en}" was filled in at least ${percent(usual)} of the rows of the ${profiles.length} submissions before, and is now in ${percent(now)}.`,
        },
      },
    ]
  })
}

function subjectShare(line: Assertion, seen: Profile): Tripped[] {
  const sound = seen.looked - seen.refused
  const share = sound === 0 ? 0 : seen.most.rows / sound
  if (share < line.limit) return []
  const looked = lookedAt(seen)
  return [
    {
      assertion: line.id,
      says: {
        zh: `${looked.zh}中有 ${seen.most.rows} 行（${percent(share)}）都是同一主体 ${seen.most.code}，达到上限 ${percent(line.limit)}。`,
        en: `Of ${looked.en}, ${seen.most.rows} (${percent(share)}) are about one organisation, ${seen.most.code}; the limit is ${percent(line.limit)}.`,
      },
    },
  ]
}

const lookedAt = ({ rows, looked }: Profile): { zh: string; en: string } =>
  looked === rows
    ? { zh: `全部 ${rows} 行`, en: `all ${rows} rows` }
    : { zh: `均匀抽看的 ${looked} 行（共 ${rows} 行）`, en: `${looked} rows looked at, spread over the ${rows}` }
