/** The rule book as the pages and the API show it: what is in force on a day, each line with its article. */
import type { Day } from '../codes/day.ts'
import { isInForce, type PublicityLine, type RuleBook } from '../rulebook/book.ts'
import type { Says } from '../terms/says.ts'
import type { Catalogue } from './schemas.ts'

export function catalogueOf(book: RuleBook, day: Day): Catalogue {
  return {
    ruleBook: book.digest,
    items: book.items.filter((item) => isInForce(item, day)),
    periods: book.publicity.flatMap((rules) =>
      rules.lines.map((line) => ({
        id: line.id,
        zh: line.zh,
        en: line.en,
        regime: rules.id,
        from: rules.from,
        until: rules.until,
        class: line.when.class,
        period: sayPeriod(line),
        article: line.article,
        certainty: line.certainty,
      })),
    ),
    measures: book.measures
      .filter((measure) => isInForce(measure, day))
      .map(({ articles, authority, ...measure }) => ({
        ...measure,
        article: articles.join('；'),
        authority: authority.zh,
      })),
    lists: book.lists
      .filter((list) => isInForce(list, day))
      .map(({ id, zh, en, authority, articles }) => ({
        id,
        zh,
        en,
        authority: authority.zh,
        article: articles.join('；'),
      })),
  }
}

export function sayPeriod({ show, ifNeeded }: PublicityLine): Says {
  if (show === 'never') {
    return ifNeeded
      ? {
          zh: `不公示；确有必要的，最长 ${ifNeeded.maximumMonths} 个月`,
          en: `not shown; where needed, at most ${inMonths(ifNeeded.maximumMonths)}`,
        }
      : { zh: '不公示', en: 'not shown' }
  }
  if (show === 'while-it-stands') return { zh: '有效期内公示', en: 'shown while it stands' }
  const { minimumMonths, maximumMonths } = show
  if (minimumMonths === maximumMonths) return { zh: `${maximumMonths} 个月`, en: inMonths(maximumMonths) }
  if (minimumMonths === 0) return { zh: `最长 ${maximumMonths} 个月`, en: `at most ${inMonths(maximumMonths)}` }
  return {
    zh: `最短 ${minimumMonths} 个月，最长 ${maximumMonths} 个月`,
    en: `at least ${minimumMonths} and at most ${inMonths(maximumMonths)}`,
  }
}

function inMonths(months: number): string {
  return `${months} month${months === 1 ? '' : 's'}`
}
