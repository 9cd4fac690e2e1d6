/** The periods of publicity, said for people. */
import type { Says } from '../terms/says.ts'
import type { PublicityLine } from './book.ts'

/** How long something is shown, in words. */
export function sayPeriod({ show, ifNeeded, shared }: PublicityLine): Says {
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
