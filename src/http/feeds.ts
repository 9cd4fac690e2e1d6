/** Atom feeds and downloads of open data: permits, honours and commitments, and nothing adverse (rights 12). */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayInShanghai } from '../codes/day.ts'
import { publicFields } from '../records/file-record.ts'
import type { FeedEntry, OpenRecord } from '../records/lists.ts'
import type { Item } from '../rulebook/catalogue.ts'
import { atomFeed } from './atom.ts'
import type { House } from './house.ts'
import { languageOf } from './language.ts'
import { noSuch } from './problems.ts'
import { openItem } from './public-lists.ts'
import { openTerms } from './statistics-view.ts'

const entriesOfAPage = 50

export function feeds(app: FastifyInstance, house: House): void {
  const config = { may: 'read-open-data', limit: 'feeds' } as const

  // /feeds/permit.atom: the newest; ?before= a place: the page behind it; ?after= one: what is new since, the oldest first.
  app.get('/feeds/:file', { config }, async (request, reply) => {
    const { file } = request.params as { file: string }
    const [, id, ending] = /^([a-z0-9-]{1,64})\.(atom|csv|jsonl)$/.exec(file) ?? []
    if (id === undefined || ending === undefined) throw noFeed
    const item = openItem(house, id, request.at)
    return ending === 'atom' ? sendFeed(house, request, reply, item) : sendData(house, request, reply, item, ending)
  })
}

const noFeed = noSuch('这个订阅源', 'such feed')

async function sendFeed(house: House, request: FastifyRequest, reply: FastifyReply, item: Item): Promise<FastifyReply> {
  const { after, before } = request.query as { after?: unknown; before?: unknown }
  const since = placeOf(after)
  const entries: FeedEntry[] = await house.services.feed(
    since === undefined
      ? { item: item.id, before: placeOf(before) ?? Number.MAX_SAFE_INTEGER, limit: entriesOfAPage }
      : { item: item.id, after: since, limit: entriesOfAPage },
    request.at,
  )
  const language = languageOf(request)
  const origin = house.services.address
  const way = since === undefined ? 'before' : 'after'
  const isFull = entries.length === entriesOfAPage
  const next = isFull ? `${origin}/feeds/${item.id}.atom?${way}=${entries.at(-1)!.place}` : undefined
  return reply
    .type('application/atom+xml; charset=utf-8')
    .send(atomFeed({ item, entries, origin, next, language, at: request.at, terms: openTerms }))
}

/** Undefined where it is none. */
function placeOf(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

function sendData(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  item: Item,
  ending: string,
): FastifyReply {
  const records = house.services.openRecords(item.id)
  const origin = house.services.address
  const name = `${item.id}-${dayInShanghai(request.at)}.${ending}`
  void reply.header('content-disposition', `attachment; filename="${name}"`)
  // Whoever hangs up ends the reading, too.
  if (ending === 'csv') {
    return reply.type('text/csv; charset=utf-8').send(Readable.from(csvOf(item, records), { objectMode: false }))
  }
  return reply
    .type('application/x-ndjson; charset=utf-8')
    .send(Readable.from(linesOf(item, records, origin, request.at), { objectMode: false }))
}

const head = [
  'id',
  'code',
  'name',
  'region',
  'document',
  'authority',
  'source',
  'decidedOn',
  'shownFrom',
  'shownUntil',
] as const

function headOf({ id, code, name, region, document, authority, sourceName, decidedOn, shown }: OpenRecord): string[] {
  const { from, until } = shown
  return [id, code, name, region, document ?? '', authority ?? '', sourceName, decidedOn ?? '', from, until ?? '']
}

async function* csvOf(item: Item, batches: AsyncIterable<OpenRecord[]>): AsyncGenerator<Buffer> {
  // What they mean: /v1/catalogue/ITEM.
  const fields = publicFields(item)
  // A mark of its encoding, for spreadsheets; columns and terms are told at /data.
  yield Buffer.from(`\uFEFF${line([...head, ...fields])}`)
  for await (const records of batches) {
    const lines = records.map((record) =>
      line([...headOf(record), ...fields.map((field) => cellOf(record.content[field]))]),
    )
    if (lines.length > 0) yield Buffer.from(lines.join(''))
  }
}

const cellOf = (value: string | string[] | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : value.join('；')

const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`

/** What a spreadsheet would take for a formula is text here. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

async function* linesOf(
  item: Item,
  batches: AsyncIterable<OpenRecord[]>,
  origin: string,
  at: Date,
): AsyncGenerator<Buffer> {
  const about = { item: item.id, version: item.version, zh: item.zh, en: item.en }
  const dictionary = `${origin}/v1/catalogue/${item.id}`
  yield Buffer.from(`${JSON.stringify({ about, takenAt: at.toISOString(), terms: openTerms, dictionary })}\n`)
  for await (const records of batches) {
    const lines = records.map((record) => `${JSON.stringify(record)}\n`)
    if (lines.length > 0) yield Buffer.from(lines.join(''))
  }
}
