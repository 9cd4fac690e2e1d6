/** The rule book as the rules page shows it. */

import { type Dated, isInForce, itemsOn, type RuleBook, ruleAnchor } from '../../src/rulebook/book.ts'
import { sayPeriod } from '../../src/rulebook/period-words.ts'
import type { Says } from '../../src/terms/says.ts'
import type { RulesProps } from './props.ts'

/**
 * What is in force on a day. Of the publicity rules every regime that has begun:
 * a decision is shown by the rules of its own day, and may be shown for years.
 */
export function rulesProps(book: RuleBook, day: string): RulesProps {
  const inForce = (dated: Dated) => isInForce(dated, day)
  return {
    day,
    items: itemsOn(book, day).map(({ id, zh, en }) => ({ id, zh, en })),
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
          anchor: ruleAnchor(regime.version, line.id),
          what: { zh: line.zh, en: line.en },
          period: sayPeriod(line),
          article: line.article,
          certainty: line.certainty,
        })),
      })),
    transition: transitions[book.choices.find((c) => c.id === 'regime-before' && inForce(c))?.value ?? 'lenient'],
    packs: book.packs.map(({ name, digest }) => ({ name, digest })),
  }
}

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
