/** The rule book as the rules pages show it: one part at a time, as of a day, or whatever fits some words. */

import {
  type Dated,
  isInForce,
  itemsOn,
  type Measure,
  type RuleBook,
  ruleAnchor,
  type Trigger,
} from '../../src/rulebook/book.ts'
import { sayPeriod } from '../../src/rulebook/period-words.ts'
import type { Says } from '../../src/terms/says.ts'
import { classWords, workingDays } from '../ui/words.ts'
import type { RuleLine, RulesPart, RulesProps } from './props.ts'

export const rulesParts: readonly RulesPart[] = ['publicity', 'measures', 'lists', 'deadlines', 'uses']

/** So many lines are found at most; more words find fewer. */
const foundAtMost = 60

/**
 * What is in force on a day. Of the publicity rules every regime that has begun:
 * a decision is shown by the rules of its own day, and may be shown for years.
 */
export function rulesProps(
  book: RuleBook,
  day: string,
  ask: { part?: RulesPart; words?: string; today?: string } = {},
): RulesProps {
  const { part = 'publicity', words = '', today = day } = ask
  const inForce = (dated: Dated) => isInForce(dated, day)
  const regimes = regimesOf(book, day)
  const lines = {
    measures: measureLines(book, day),
    lists: listLines(book, day),
    deadlines: deadlineLines(book, day),
    uses: matterLines(book, day),
  }
  return {
    day,
    today,
    part,
    words,
    items: itemsOn(book, day).map(({ id, zh, en }) => ({ id, zh, en })),
    regimes: part === 'publicity' && words === '' ? regimes : [],
    lines: part === 'publicity' || words !== '' ? [] : lines[part],
    ...(words === ''
      ? {}
      : {
          found: [
            ...regimes
              .flatMap((regime) =>
                regime.lines.map(
                  (line): RuleLine => ({ ...line, id: line.anchor, facts: [[regime.name, line.period]] }),
                ),
              )
              .map((line) => ({ part: 'publicity' as const, line })),
            ...(['measures', 'lists', 'deadlines', 'uses'] as const).flatMap((one) =>
              lines[one].map((line) => ({ part: one, line })),
            ),
          ]
            .filter(({ line }) => fits(line, words))
            .slice(0, foundAtMost),
        }),
    transition: transitions[book.choices.find((c) => c.id === 'regime-before' && inForce(c))?.value ?? 'lenient'],
    changes: changesAfter(book, day),
    packs: book.packs.map(({ name, digest }) => ({ name, digest })),
  }
}

function regimesOf(book: RuleBook, day: string): RulesProps['regimes'] {
  return book.publicity
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
    }))
}

function measureLines(book: RuleBook, day: string): RuleLine[] {
  const classes: Record<Measure['class'], Says> = {
    a: { zh: '减损权益或者增加义务', en: 'reduces rights or adds duties' },
    b: { zh: '不减损权益的管理措施', en: 'management that reduces no rights' },
    c: { zh: '由有关主体自主采取', en: 'taken by others on their own' },
  }
  return book.measures
    .filter((one) => isInForce(one, day))
    .sort((a, b) => a.number - b.number)
    .map((one) => ({
      id: `measure-${one.id}`,
      what: { zh: one.zh, en: one.en },
      facts: [
        [
          { zh: '清单序号', en: 'number' },
          { zh: `${one.number}`, en: `${one.number}` },
        ],
        [{ zh: '类别', en: 'kind' }, classes[one.class] ?? { zh: one.class, en: one.class }],
        [{ zh: '由谁采取', en: 'taken by' }, one.authority],
        [{ zh: '因何', en: 'because of' }, joined(one.triggeredBy.map((trigger) => triggerWords(book, trigger)))],
        [{ zh: '何时解除', en: 'lifted' }, one.lift],
      ],
      article: one.articles.join('；'),
      certainty: one.certainty,
      from: one.from,
    }))
}

function triggerWords(book: RuleBook, { list, item, classes, withinMonths, under }: Trigger): Says {
  const named = list === undefined ? undefined : book.lists.find(({ id }) => id === list)
  const stated = item === undefined ? undefined : book.items.find(({ id }) => id === item)
  const words = (classes ?? []).map(classWords)
  return {
    zh: [
      named && `列入${/(名单|名录)$/.test(named.zh) ? named.zh : `${named.zh}名单`}`,
      stated?.zh,
      words.length > 0 && words.map(({ zh }) => zh).join('、'),
      under && `依${under.join('、')}`,
      withinMonths && `${withinMonths} 个月内`,
    ]
      .filter(Boolean)
      .join('，'),
    en: [
      named && `an entry on the list: ${named.en}`,
      stated?.en,
      words.length > 0 && words.map(({ en }) => en.toLowerCase()).join(', '),
      under && `under ${under.join(', ')}`,
      withinMonths && `within ${withinMonths} months`,
    ]
      .filter(Boolean)
      .join('; '),
  }
}

function listLines(book: RuleBook, day: string): RuleLine[] {
  return book.lists
    .filter((one) => isInForce(one, day))
    .map((one) => ({
      id: `list-${one.id}`,
      what: { zh: one.zh, en: one.en },
      facts: [
        [{ zh: '认定', en: 'determined by' }, one.authority],
        [{ zh: '列入', en: 'listing' }, one.listing],
        [{ zh: '移出', en: 'removal' }, one.removal],
      ],
      article: one.articles.join('；'),
      certainty: one.certainty,
      from: one.from,
    }))
}

function deadlineLines(book: RuleBook, day: string): RuleLine[] {
  return book.deadlines
    .filter((one) => isInForce(one, day))
    .map((one) => ({
      id: `deadline-${one.id}`,
      what: { zh: one.zh, en: one.en },
      facts: [[{ zh: '期限', en: 'within' }, workingDays(one.workingDays)]],
      article: one.article,
      certainty: one.certainty,
      from: one.from,
    }))
}

function matterLines(book: RuleBook, day: string): RuleLine[] {
  const purposes = book.purposes.filter((one) => isInForce(one, day))
  const purpose: Says = { zh: '用途', en: 'purpose' }
  return [
    ...book.matters
      .filter((one) => isInForce(one, day))
      .map(
        (one): RuleLine => ({
          id: `matter-${one.id}`,
          what: { zh: one.zh, en: one.en },
          facts: [
            [
              { zh: '种类', en: 'what it is' },
              { zh: '应用事项', en: 'a matter' },
            ],
            [purpose, joined(purposes.filter(({ id }) => one.purposes.includes(id)).map(({ zh, en }) => ({ zh, en })))],
          ],
          article: one.basis,
          certainty: one.certainty,
          from: one.from,
        }),
      ),
    ...purposes.map(
      (one): RuleLine => ({
        id: `purpose-${one.id}`,
        what: { zh: one.zh, en: one.en },
        facts: [[{ zh: '种类', en: 'what it is' }, purpose]],
        article: one.basis,
        certainty: one.certainty,
        from: one.from,
      }),
    ),
  ]
}

const joined = (all: readonly Says[]): Says => ({
  zh: all.map(({ zh }) => zh).join('；'),
  en: all.map(({ en }) => en).join('; '),
})

function fits(line: RuleLine, words: string): boolean {
  const text = [line.what, ...line.facts.flat()].flatMap(({ zh, en }) => [zh, en])
  const all = [...text, line.article].join('\n').toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}

/** What begins or ends after a day, as far as the packs know today. */
function changesAfter(book: RuleBook, day: string): RulesProps['changes'] {
  const named = [
    ...book.items,
    ...book.publicity,
    ...book.measures,
    ...book.lists,
    ...book.deadlines,
    ...book.matters,
    ...book.purposes,
  ]
  return named
    .flatMap((one) => [
      ...(one.from > day ? [{ day: one.from, begins: true, what: { zh: one.zh, en: one.en } }] : []),
      ...(one.until !== undefined && one.until > day
        ? [{ day: one.until, begins: false, what: { zh: one.zh, en: one.en } }]
        : []),
    ])
    .sort((a, b) => (a.day < b.day ? -1 : 1))
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
