/**
 * What a list shows stands in the address: filters, order, place, and the columns
 * where they are not the usual ones. A copied address shows the same list to whoever
 * may see it. Which columns a person likes is kept in the browser, by person and list.
 */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useMe } from '../session.ts'

export type GridSearch<Filter extends string = string> = Partial<Record<Filter | 'sort' | 'after' | 'cols', string>>

/** For the route of a page with a list: these filters may stand in its address, as words. */
export const gridSearch =
  <const Filter extends string>(...filters: readonly Filter[]) =>
  (words: Record<string, string | undefined>): GridSearch<Filter> => {
    const kept: Record<string, string> = {}
    for (const name of [...filters, 'sort', 'after', 'cols']) {
      const word = words[name]
      if (word !== undefined && word !== '') kept[name] = word
    }
    return kept as GridSearch<Filter>
  }

type Words = Record<string, string | undefined>

export type GridState = {
  search: Record<string, string | undefined>
  /** What the server is asked: filters, order, place. */
  ask: Record<string, string | undefined>
  /** Ids in their order; undefined: the usual ones. */
  columns: string[] | undefined
  /** Another filter or order begins with the first page. */
  change: (part: Record<string, string | undefined>, how?: { replace?: boolean }) => void
  clear: () => void
  showColumns: (ids: string[] | undefined) => void
  /** The address of the page behind this cursor; of the first one without. */
  page: (after: string | undefined) => Record<string, string | undefined>
}

const keptName = (who: string, list: string) => `xinheng.columns.${who}.${list}`

function keptColumns(who: string, list: string): string | undefined {
  try {
    return localStorage.getItem(keptName(who, list)) ?? undefined
  } catch {
    return undefined
  }
}

function keepColumns(who: string, list: string, columns: string | undefined) {
  try {
    if (columns === undefined) localStorage.removeItem(keptName(who, list))
    else localStorage.setItem(keptName(who, list), columns)
  } catch {
    // A browser that keeps nothing still shows what the address says.
  }
}

/** `stays`: words of the address that are no filter of this list, such as whose page it is. */
export function useGridState(list: string, stays: readonly string[] = []): GridState {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>
  const navigate = useNavigate()
  const { who } = useMe()
  // From the address as it is by then: two changes one after the other are both in it.
  const go = (next: (now: Words) => Words, replace = false) => {
    // Any page with a list: which words its address takes, its own route says.
    void navigate({ to: '.', search: ((now: Words) => next(now)) as never, replace, resetScroll: false })
  }

  // What this person likes is put into the address, so that a copy of it shows the same.
  const liked = search.cols === undefined ? keptColumns(who, list) : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each list that is opened without columns.
  useEffect(() => {
    if (liked !== undefined) go((now) => ({ ...now, cols: liked }), true)
  }, [liked])

  const { cols = liked, ...ask } = search
  return {
    search,
    ask,
    columns: cols?.split('.'),
    change: (part, { replace } = {}) => go((now) => ({ ...now, ...part, after: undefined }), replace),
    clear() {
      const isLeft = (name: string) => name === 'cols' || name === 'sort' || stays.includes(name)
      go((now) => Object.fromEntries(Object.entries(now).filter(([name]) => isLeft(name))))
    },
    showColumns(ids) {
      const words = ids?.join('.')
      keepColumns(who, list, words)
      go((now) => ({ ...now, cols: words }), true)
    },
    page: (after) => ({ ...search, after }),
  }
}
