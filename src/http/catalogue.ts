/** An item of the catalogue through the door: what is said of it, its schema, its blank sheet. */
import type { FastifyReply } from 'fastify'
import { type Day, dayInShanghai } from '../codes/day.ts'
import { csvTemplate, templateName, xlsxTemplate } from '../intake/template.ts'
import type { RuleBook } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import { itemVersion, rowSchema } from '../rulebook/row-schema.ts'
import { itemView } from './catalogue-view.ts'
import { noSuch } from './problems.ts'
import type { Ask } from './route.ts'
import type { CatalogueItem, ItemId, ItemQuery, TemplateQuery } from './schemas/catalogue.ts'

export async function item({
  house,
  at,
  params,
  query,
}: Ask<{ params: typeof ItemId; query: typeof ItemQuery }>): Promise<CatalogueItem> {
  const { book } = house.services
  return itemView(book, itemNamed(book, params.item, query.version, dayInShanghai(at)), dayInShanghai(at))
}

export async function schema({
  house,
  at,
  params,
  query,
  reply,
}: Ask<{ params: typeof ItemId; query: typeof ItemQuery }>): Promise<Record<string, unknown>> {
  const { book } = house.services
  const named = itemNamed(book, params.item, query.version, dayInShanghai(at))
  void reply.type('application/schema+json; charset=utf-8')
  return rowSchema(book, named)
}

const sheetTypes = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** Sheets are read by the version in force, so there is a blank one of no other. */
export async function template({
  house,
  at,
  params,
  query,
  reply,
}: Ask<{ params: typeof ItemId; query: typeof TemplateQuery }>): Promise<FastifyReply> {
  const { book } = house.services
  const { format, encoding = 'utf-8' } = query
  const named = itemNamed(book, params.item, undefined, dayInShanghai(at))
  const bytes = format === 'csv' ? csvTemplate(named, encoding) : await workbookOf(book, named)
  const { name, ascii } = templateName(named, format)
  const type = format === 'csv' ? `${sheetTypes.csv}; charset=${encoding}` : sheetTypes.xlsx
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`)
    .send(bytes)
}

const workbooks = new WeakMap<Item, Promise<Buffer>>()

/** Made once: the same rules give the same bytes. */
function workbookOf(book: RuleBook, item: Item): Promise<Buffer> {
  const made = workbooks.get(item) ?? xlsxTemplate(book, item)
  workbooks.set(item, made)
  return made
}

function itemNamed(book: RuleBook, id: string, version: string | undefined, day: Day): Item {
  const found = itemVersion(book, id, version, day)
  if (!found) throw noSuch('这个目录项或版本', 'such item of the catalogue, or version of it')
  return found
}
