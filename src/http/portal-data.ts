/** The portal's pages about the data itself: how fresh it is, and how much there is. */
import type { DataProps } from '../../web/portal/props.ts'
import { dayInShanghai } from '../codes/day.ts'
import { kept } from '../database/kept.ts'
import { openItems } from '../records/listed.ts'
import { itemOn } from '../rulebook/book.ts'
import type { Says } from '../terms/says.ts'
import type { House } from './house.ts'
import type { AddPage, Draw } from './portal-lists.ts'
import { countOf, openTerms, statisticsOf } from './statistics-view.ts'

/** Reading the register costs something for each source, and it changes by the day. */
const keepMs = 60_000

export function dataPages(house: House, page: AddPage, draw: Draw): void {
  const { services } = house
  const freshness = kept(keepMs, (at: Date) => sourcesOf(house, at))
  page('/data', 'read-state', async (request, reply) => {
    const { at } = request
    const counted = await services.publicCounts()
    return draw(request, reply, 'data', {
      sources: await freshness(at),
      openData: openItems(services.book, dayInShanghai(at)).map(({ id, zh, en }) => ({
        ...{ item: id, zh, en },
        ...(counted ? { count: countOf(counted.rows, id) } : {}),
      })),
      terms: openTerms,
      ...(counted ? { countedAt: counted.at.toISOString() } : {}),
    })
  })
  page('/statistics', 'read-state', async (request, reply) => {
    const counted = await services.publicCounts()
    const day = dayInShanghai(request.at)
    return draw(request, reply, 'statistics', {
      ...(counted ? { countedAt: counted.at.toISOString() } : {}),
      ...statisticsOf(services.book, counted?.rows ?? [], day),
    })
  })
}

async function sourcesOf(house: House, at: Date): Promise<DataProps['sources']> {
  const { services } = house
  const day = dayInShanghai(at)
  const [sources, state, register] = await Promise.all([
    house.sources.all(at),
    house.state.now(at),
    services.register({}, at),
  ])
  const lastOf = new Map(state.sources.map(({ code, lastAt }) => [code, lastAt]))
  return sources
    .filter(({ items }) => items.length > 0)
    .map(({ code, name, items }) => {
      const lastAt = lastOf.get(code)
      // What is expected of a source is what was agreed with it; a rhythm that is only usual is no promise of theirs.
      const agreed = register.rows.filter((line) => line.source === code && line.connection !== undefined)
      const periods = agreed.flatMap((line) => line.periods)
      const next = periods
        .flatMap(({ state: told, due }) => (told === 'open' && 'day' in due ? [due.day] : []))
        .sort()[0]
      return {
        name,
        items: items.map((id): Says => {
          const item = itemOn(services.book, id, day)
          return item ? { zh: item.zh, en: item.en } : { zh: id, en: id }
        }),
        ...(lastAt ? { lastAt } : {}),
        ...(agreed.length === 0
          ? {}
          : {
              due: {
                connected: agreed.length,
                overdue: periods.filter(({ state: told }) => told === 'missing').length,
                ...(next ? { next } : {}),
              },
            }),
      }
    })
    .sort((a, b) => ((a.lastAt ?? '') < (b.lastAt ?? '') ? 1 : -1))
}
