/** The portal's lists by type: the same questions as the API's, answered as documents. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ListProps, PageName, PageProps } from '../../web/portal/props.ts'
import type { Action } from '../access/permits.ts'
import { dayInShanghai, isDay } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { isOpenData, listedItems, placeIn } from '../records/listed.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { House } from './house.ts'
import { askList, listedItem } from './public-lists.ts'
import { countOf } from './statistics-view.ts'

export type AddPage = (
  path: string,
  may: Action,
  act: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  limit?: object,
) => void

export type Draw = <Page extends PageName>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  props: PageProps[Page],
) => Promise<FastifyReply>

const rowsOfAPage = 20
const limited = { limit: 'lists' } as const

export function listPages(house: House, page: AddPage, draw: Draw): void {
  const { services } = house
  page(
    '/lists',
    'read-lists',
    async (request, reply) => {
      const { book } = services
      const counted = await services.publicCounts()
      return draw(request, reply, 'lists', {
        lists: listedItems(book, dayInShanghai(request.at)).map((item) => ({
          ...headOf(house, item),
          ...(item.entity ? { conduct: item.entity.conduct } : {}),
          ...(counted ? { count: countOf(counted.rows, item.id) } : {}),
        })),
        ...(counted ? { countedAt: counted.at.toISOString() } : {}),
      })
    },
    limited,
  )
  page(
    '/lists/:item',
    'read-lists',
    async (request, reply) => {
      const item = listedItem(house, (request.params as { item: string }).item, request.at)
      return draw(request, reply, 'list', await listProps(house, item, request))
    },
    limited,
  )
}

const headOf = (house: House, item: Item) => ({
  item: item.id,
  zh: item.zh,
  en: item.en,
  isAdverse: item.isAdverse,
  isOpenData: isOpenData(house.services.book, item),
})

async function listProps(house: House, item: Item, request: FastifyRequest): Promise<ListProps> {
  const query = request.query as Record<string, unknown>
  const text = (name: string) => {
    const value = query[name]
    return typeof value === 'string' ? value.slice(0, 100).trim() : ''
  }
  const asked = {
    q: text('q'),
    region: /^\d{6}$/.test(text('region')) ? text('region') : '',
    source: text('source'),
    from: text('from'),
    until: text('until'),
  }
  const sources = (await house.sources.all(request.at)).filter(({ items }) => items.includes(item.id))
  const props = {
    list: headOf(house, item),
    asked,
    rows: [],
    regions: house.services.book.regions.map(({ code, zh, en, level }) => ({ code, zh, en, level })),
    sources: sources.map(({ code, name }) => ({ code, name })),
  }
  // A number of a person is not repeated, whatever field it was typed into.
  if (Object.values(asked).some(looksLikePerson)) {
    return { ...props, asked: { q: '', region: '', source: '', from: '', until: '' }, outcome: 'looks-like-person' }
  }
  if ([...asked.q].length === 1) return { ...props, outcome: 'too-short' }
  if ([asked.from, asked.until].some((day) => day !== '' && !isDay(day))) return { ...props, outcome: 'no-such-day' }
  const words = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''))
  // An address that was cut on its way begins with the first page.
  const after = placeIn(text('after')) === undefined ? undefined : text('after')
  const found = await askList(house, item, { ...words, after }, rowsOfAPage, request.at)
  return { ...props, outcome: 'answered', ...found, isContinued: after !== undefined }
}
