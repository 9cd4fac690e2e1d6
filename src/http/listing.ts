/**
 * A list of the console, said once: whose rows it has, its columns, its pages. From that
 * come its page and the same list as a file, under one right and one set of filters.
 */
import type { FastifyReply } from 'fastify'
import { ledgerRow, writeLedger } from '../access/ledger.ts'
import { type Action, mayDo, reachOf } from '../access/permits.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import { type ExportAsk, type ExportColumn, sendExport } from './export.ts'
import type { House } from './house.ts'
import type { Ask } from './route.ts'
import { assertWithin } from './submissions.ts'

/** What a list is asked, without its place in it. */
export type ListAsk<Filters, Params = unknown> = Omit<Ask, 'query' | 'params'> & { query: Filters; params: Params }
type Turned<Page, Limit> = (after: string | undefined, limit: Limit) => Promise<Page>

export type Listing<Filters, Row, Page extends { rows: Row[]; next?: string }, Cell = Row, Params = unknown> = {
  title: Says | ((ask: ListAsk<Filters, Params>) => Says)
  columns: readonly ExportColumn<Cell>[] | ((house: House) => readonly ExportColumn<Cell>[])
  /** Asks first whether the caller may see it; refused in words where not. `isFile`: nothing that a file has no column for. */
  open: (ask: ListAsk<Filters, Params>, isFile: boolean) => Promise<Turned<Page, number | undefined>>
  /** What of a row stands in the file's rows, where that is not the row itself. */
  cells?: (row: Row) => Cell[]
  /** Every file is a line of the ledger before its first byte: which list, and about what. `open`: written there. */
  noted: 'open' | ((ask: ListAsk<Filters, Params>) => readonly [list: string, ...about: string[]])
  /** Rows that a file holds at most. */
  most?: number
}

type PageAsk<Filters, Params> = ListAsk<Filters & { after?: string; limit?: number }, Params>

export const pageOf =
  <Filters, Row, Page extends { rows: Row[]; next?: string }, Cell, Params>(
    listing: Listing<Filters, Row, Page, Cell, Params>,
  ) =>
  async (ask: PageAsk<Filters, Params>): Promise<Page> => {
    const { after, limit, ...filters } = ask.query
    const turn = await listing.open({ ...ask, query: filters as Filters }, false)
    return turn(after, limit)
  }

export const fileOf =
  <Filters, Row, Page extends { rows: Row[]; next?: string }, Cell, Params>(
    listing: Listing<Filters, Row, Page, Cell, Params>,
  ) =>
  async (ask: ListAsk<Filters & ExportAsk, Params>): Promise<FastifyReply> => {
    const { format, language, columns: named, ...filters } = ask.query
    const asked = { ...ask, query: filters as Filters }
    const { title, columns, cells, most } = listing
    const turn = await listing.open(asked, true)
    if (listing.noted !== 'open') await noteExport(ask.house, ask.caller, listing.noted(asked), ask.at)
    return sendExport(
      ask,
      { format, language, columns: named },
      {
        title: typeof title === 'function' ? title(asked) : title,
        columns: typeof columns === 'function' ? columns(ask.house) : columns,
        async page(after, limit) {
          const { rows, next } = await turn(after, limit)
          return { rows: cells ? rows.flatMap(cells) : (rows as unknown as Cell[]), next }
        },
        most,
      },
    )
  }

const noteExport = (house: House, caller: Caller, fields: readonly string[], at: Date) =>
  writeLedger(house.services.pool, [ledgerRow(caller, {}, { act: 'export', subject: '', fields: [...fields] }, at)])

/** The sources whose rows somebody may see, or the one that they named; undefined: all of them. */
export async function sourcesFor(
  { house, caller, at }: Pick<Ask, 'house' | 'caller' | 'at'>,
  action: Action,
  named: string | undefined,
): Promise<string[] | undefined> {
  if (named !== undefined) {
    await assertWithin(house, caller, action, named, at)
    return [named]
  }
  if (reachOf(caller, action) === 'all') return undefined
  const all = await house.sources.all(at)
  return all.filter(({ code, region }) => mayDo(caller, action, { source: code, region })).map(({ code }) => code)
}

/** A column of a file, in one line. `width` in characters. */
export const column = <Row>(
  id: string,
  zh: string,
  en: string,
  of: ExportColumn<Row>['of'],
  width?: number,
): ExportColumn<Row> => ({ id, says: { zh, en }, of, ...(width === undefined ? {} : { width }) })
