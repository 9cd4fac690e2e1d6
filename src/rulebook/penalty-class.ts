/**
 * Which severity class the rules suggest for a penalty: from the kinds of penalty
 * and, for fines, from the thresholds of the region. Only a suggestion, confirmed by
 * an officer of the source; where the rules leave it open, none is made.
 */
import type { Day } from '../codes/day.ts'
import type { Says } from '../terms/says.ts'
import { compareAmounts } from './amount.ts'
import { inForce, isInForce, itemOn, kindsOf, type RuleBook, type Severity, type Threshold } from './book.ts'
import type { Content } from './catalogue.ts'

export type ClassSuggestion = { class?: Severity; reason: Says; article: string }

const weight: Record<Severity, number> = { minor: 1, general: 2, serious: 3 }
const label: Record<Severity, Says> = {
  minor: { zh: '轻微', en: 'minor' },
  general: { zh: '一般', en: 'general' },
  serious: { zh: '严重', en: 'serious' },
}

type Read = { kind: string; class?: Severity; article: string; because: Says }

/**
 * `day` is the day on which it is asked: a class is set now, by the rules of now.
 * Undefined where the content is no penalty's or no rule is in force.
 */
export function suggestClass(
  content: Content,
  book: RuleBook,
  day: Day,
  region: string,
  sector?: string,
): ClassSuggestion | undefined {
  const item = itemOn(book, 'penalty', day)
  const rules = inForce(book.classes, day)
  if (!item || !rules) return undefined
  const kinds = kindsOf(book, item, content)
  if (kinds.length === 0) return undefined
  const fine = item.parts.fine === undefined ? undefined : content[item.parts.fine]
  const threshold = thresholdOn(book, region, day, sector)

  const read = kinds.map((kind): Read => {
    const line = rules.lines.find((one) => one.kind === kind)
    const name = nameOf(book, kind)
    if (!line || line.class === 'open') {
      return {
        kind,
        article: line?.article ?? rules.basis,
        because: { zh: `“${name.zh}”未规定分类`, en: `no class is set for ${name.en}` },
      }
    }
    if (line.class !== 'by-amount') {
      const set = label[line.class]
      return {
        kind,
        class: line.class,
        article: line.article,
        because: { zh: `“${name.zh}”属${set.zh}`, en: `${name.en} is ${set.en}` },
      }
    }
    return { kind, ...byAmount(typeof fine === 'string' ? fine : undefined, threshold, line.article) }
  })

  // Several kinds in one decision: the longest. What is open might be longer, unless nothing is.
  const heaviest = read.reduce<Read | undefined>(
    (most, one) => (one.class && (!most?.class || weight[one.class] > weight[most.class]) ? one : most),
    undefined,
  )
  const open = read.find((one) => one.class === undefined)
  if (open && heaviest?.class !== 'serious') return { reason: open.because, article: open.article }
  return { class: heaviest!.class, reason: heaviest!.because, article: heaviest!.article }
}

function byAmount(fine: string | undefined, threshold: Threshold | undefined, article: string): Omit<Read, 'kind'> {
  if (fine === undefined) return { article, because: { zh: '没有罚款金额', en: 'the amount of the fine is missing' } }
  if (!threshold) {
    return { article, because: { zh: '本地区没有罚款数额标准', en: 'the region has no thresholds for fines' } }
  }
  const isSmaller = compareAmounts(fine, threshold.largerFrom) < 0
  const isVeryLarge = compareAmounts(fine, threshold.veryLargeFrom) >= 0
  const set: Severity = isSmaller ? 'minor' : isVeryLarge ? 'serious' : 'general'
  const limits = {
    zh: `较大${threshold.largerFrom}万元、巨额${threshold.veryLargeFrom}万元`,
    en: `larger from ${threshold.largerFrom}, very large from ${threshold.veryLargeFrom}`,
  }
  return {
    class: set,
    article: `${article}；${threshold.basis}`,
    because: {
      zh: `罚款${fine}万元属${label[set].zh}（${limits.zh}）`,
      en: `a fine of ${fine} (10 000 yuan) is ${label[set].en} (${limits.en})`,
    },
  }
}

/** The threshold nearest to the region: its own, its city's, its province's; of a sector before the general one. */
export function thresholdOn(book: RuleBook, region: string, day: Day, sector?: string): Threshold | undefined {
  for (const code of [region, `${region.slice(0, 4)}00`, `${region.slice(0, 2)}0000`]) {
    const there = book.thresholds.filter((line) => line.region === code && isInForce(line, day))
    const found =
      there.find((line) => sector !== undefined && line.sector === sector) ?? there.find((line) => !line.sector)
    if (found) return found
  }
  return undefined
}

function nameOf(book: RuleBook, kind: string): Says {
  return (
    book.codeLists.findLast((list) => list.id === 'penalty-kind')?.values.find((v) => v.code === kind) ?? {
      zh: kind,
      en: kind,
    }
  )
}
