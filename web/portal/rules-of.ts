/** The rule book as the rules page shows it. */

import type { Dated, PublicityLine, RuleBook } from '../../src/rulebook/book.ts'
import type { Says } from '../../src/terms/says.ts'
import type { RulesProps } from './props.ts'

/**
 * What is in force on a day. Of the publicity rules every regime that has begun:
 * a decision is shown by the rules of its own day, and may be shown for years.
 */
export function rulesProps(book: RuleBook, day: string): RulesProps {
  const inForce = (dated: Dated) => dated.from <= day && (dated.until === undefined || day < dated.until)
  return {
    day,
    items: book.items
      .filter(inForce)
      .sort((a, b) => (a.order ?? last) - (b.order ?? last))
      .map(({ id, zh, en }) => ({ id, zh, en })),
    regimes: book.publicity
      .filter((regime) => regime.from <= day)
      .sort((a, b) => (a.from < b.from ? 1 : -1))
      .map((regime) => ({
        id: `${regime.id}-${regime.version}`,
        name: { zh: regime.zh, en: regime.en },
        basis: { zh: regime.basis, en: regime.basis },
        from: regime.from,
        until: regime.until,
        isStanding: regime.serves === 'standing',
        lines: regime.lines.map((line) => ({
          id: line.id,
          what: { zh: line.zh, en: line.en },
          period: periodOf(line),
          article: line.article,
          certainty: line.certainty,
        })),
      })),
    transition: transitions[book.choices.find((c) => c.id === 'regime-before' && inForce(c))?.value ?? 'lenient'],
    packs: book.packs.map(({ name, digest }) => ({ name, digest })),
  }
}

const last = 1_000_000

const transitions: Record<string, Says> = {
  lenient: {
    zh: '新规施行前作出、施行后仍在公示的决定，按新旧规则中对单位更有利的一种公示。',
    en: 'Decisions of before the change that are still shown after it are shown by whichever rules are kinder to the organisation.',
  },
  'order-58': {
    zh: '新规施行前作出的决定，仍按旧规则公示。',
    en: 'Decisions of before the change are still shown by the older rules.',
  },
  'order-36': {
    zh: '新规施行前作出、施行后仍在公示的决定，按新规则公示。',
    en: 'Decisions of before the change that are still shown after it are shown by the newer rules.',
  },
}

function periodOf({ show, ifNeeded, shared }: PublicityLine): Says {
  if (show === 'while-it-stands') return { zh: '存续期间', en: 'while it stands' }
  if (show === 'until-its-term') return { zh: '有效期内', en: 'until its term ends' }
  if (typeof show === 'object' && 'yearsAfter' in show) {
    const [month, day] = show.lastDay.split('-').map(Number)
    return {
      zh: `至所属年度后第 ${show.yearsAfter} 年 ${month} 月 ${day} 日`,
      en: `until ${show.lastDay} of year ${show.yearsAfter} after its own`,
    }
  }
  if (show !== 'never') {
    if (show.minimumMonths === undefined) {
      const longest = span(show.maximumMonths)
      return { zh: `最长 ${longest.zh}`, en: `${longest.en} at most` }
    }
    const [shortest, longest] = [span(show.minimumMonths), span(show.maximumMonths)]
    return { zh: `${shortest.zh}至 ${longest.zh}`, en: `${shortest.en} to ${longest.en}` }
  }
  if (!ifNeeded) {
    if (shared === undefined) return { zh: '不公示', en: 'not shown' }
    if (typeof shared === 'string') return { zh: '不公示，只向国家机关共享', en: 'not shown; shared with authorities' }
    const longest = span(shared.maximumMonths)
    return {
      zh: `不公示，只向国家机关共享，最长 ${longest.zh}`,
      en: `not shown; shared with authorities, ${longest.en} at most`,
    }
  }
  const longest = span(ifNeeded.maximumMonths)
  return { zh: `不公示；确需公示的最长 ${longest.zh}`, en: `not shown; where really needed, ${longest.en} at most` }
}

function span(months: number): Says {
  if (months % 12 === 0) return { zh: `${months / 12} 年`, en: months === 12 ? '1 year' : `${months / 12} years` }
  return { zh: `${months} 个月`, en: months === 1 ? '1 month' : `${months} months` }
}
