/** What a page needs to speak: its language, its links, its dates. Made once a page, passed down as it is. */
import type { Language, Says } from '../../src/terms/says.ts'
import { sayDay, sayInstant } from '../ui/dates.ts'
import type { Around } from './props.ts'

export type Site = Around & {
  /** Chooses between the two languages: `t('查询', 'Search')` or `t(says)`. */
  t: (zh: string | Says, en?: string) => string
  /** The same as the start of a heading: rule data writes its English in lower case. */
  heading: (says: Says) => string
  /** A link into the portal that keeps the language. */
  href: (path: string, query?: Record<string, string | number | undefined>) => string
  day: (day: string) => string
  instant: (instant: string) => string
  number: (value: number) => string
}

export function siteOf(around: Around): Site {
  const { language } = around
  return {
    ...around,
    t: (zh, en) => (typeof zh === 'string' ? (language === 'zh' ? zh : (en ?? zh)) : zh[language]),
    heading: (says) => {
      const text = says[language]
      return text.charAt(0).toUpperCase() + text.slice(1)
    },
    href: (path, query) =>
      query === undefined && language === 'zh'
        ? path
        : withQuery(path, { ...query, lang: language === 'en' ? 'en' : undefined }),
    day: (day) => sayDay(day, language),
    instant: (instant) => sayInstant(instant, language),
    number: (value) => String(value).replace(/\B(?=(?:\d{3})+$)/g, ','),
  }
}

/** The same place in the other language. */
export function otherLanguage(address: string, language: Language): string {
  const [path = '/', query = ''] = address.split('?', 2)
  const asked = new URLSearchParams(query)
  asked.delete('lang')
  if (language === 'zh') asked.set('lang', 'en')
  const rest = asked.toString()
  // An address that begins with two strokes would lead to another host.
  const local = `/${path.replace(/^[/\\]+/, '')}`
  return rest ? `${local}?${rest}` : local
}

/** Turns large type on or off and comes back to the same place; no script is needed for it. */
export function typeSwitch(address: string, isLarge: boolean): string {
  return withQuery('/type-size', { size: isLarge ? 'usual' : 'large', back: `/${address.replace(/^[/\\]+/, '')}` })
}

function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const [place, fragment] = path.split('#', 2)
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value))
  const rest = asked.toString()
  return `${place}${rest ? `?${rest}` : ''}${fragment ? `#${fragment}` : ''}`
}

export function organisationPath(code: string): string {
  return `/organisations/${encodeURIComponent(code)}`
}
