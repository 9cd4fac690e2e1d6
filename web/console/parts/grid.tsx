/**
 * The one list of the console: a plain table with what people who work in it all day
 * need of it. Filters, order, place and columns stand in the address (`grid-state.ts`);
 * pages come from the server by cursor, never by number; the same filters give the
 * same rows as a file. On a phone a row is a card.
 *
 * A table of our own rather than Ant Design's: decision 0027 has the bytes.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { Says } from '../../../src/terms/says.ts'
import { wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useOver } from '../life.ts'
import { readOnce } from '../session.ts'
import { Filters, type GridFilter } from './grid-filters.tsx'
import type { GridState } from './grid-state.ts'
import { ColumnChoice, ExportLinks, type GridExport, Order } from './grid-tools.tsx'
import { usePageKeys } from './keys.tsx'
import { Nothing } from './page.tsx'
import { ProblemNote } from './problem-note.tsx'

export type { GridFilter } from './grid-filters.tsx'

export type GridColumn<Row> = {
  id: string
  says: Says
  cell: (row: Row) => ReactNode
  /** In the units of CSS. */
  width?: string
  align?: 'end'
  /** The server's name of an order, where the list can be sorted by this column. */
  sort?: string
  /** Broken at spaces alone: days, instants, a login. */
  isWhole?: boolean
  /** Not among the usual columns. */
  isExtra?: boolean
  /** What the row is called: always shown, and the head of its card on a phone. */
  isHead?: boolean
}

export type GridPage<Row> = { rows: readonly Row[]; next?: string; looked?: number }

export type GridSelection<Row> = {
  chosen: ReadonlySet<string>
  choose: (chosen: ReadonlySet<string>) => void
  can?: (row: Row) => boolean
  /** What the row's box is called. */
  label: (row: Row) => string
}

export type GridProps<Row> = {
  /** By this name columns are kept; also the first part of the key under which pages are kept. */
  name: string
  caption: string
  state: GridState
  columns: readonly GridColumn<Row>[]
  filters?: readonly GridFilter[]
  /** The order that is taken where the address names none. */
  usualSort?: string
  /** Orders that belong to no column. */
  orders?: readonly { sort: string; says: Says }[]
  queryKey: readonly unknown[]
  /** Words of the address that the list is asked besides its filters. */
  words?: readonly string[]
  load: (ask: Record<string, string | undefined>) => Promise<GridPage<Row>>
  rowKey: (row: Row) => string
  rowClass?: (row: Row) => string | undefined
  tableClass?: string
  /** Shown where there is nothing, without any filter. */
  empty: ReactNode
  exported?: GridExport
  selection?: GridSelection<Row>
  /** Keys of the row that has the focus. */
  rowKeys?: readonly { keys: readonly string[]; says: Says; press: (row: Row, key: string) => void }[]
  /** Each look is a line of the ledger: none of them by itself. */
  isLedgered?: boolean
  /** Milliseconds until it is asked again by itself. */
  again?: (rows: readonly Row[]) => number | false
  /** Between the tools and the table. */
  children?: ReactNode
  /** Hears the rows that are shown. */
  shown?: (rows: readonly Row[]) => void
}

export function Grid<Row>(props: GridProps<Row>) {
  const { state, columns, selection, filters = [] } = props
  const { language, say, t } = useReading()
  const id = useId()
  const region = useRef<HTMLElement>(null)
  const isOver = useOver() === 'ended'
  const asked = state.ask
  // Of the address what belongs to this list: another may stand in it too, and whose page it is.
  const known = [...filters.flatMap(filterNames), ...(props.words ?? [])].filter((name) => asked[name] !== undefined)
  const ask: Record<string, string | undefined> = Object.fromEntries(known.map((name) => [name, asked[name]]))
  if (asked.after !== undefined) ask.after = asked.after
  const sort = asked.sort ?? props.usualSort
  if (sort !== undefined) ask.sort = sort
  const list = useQuery({
    queryKey: [...props.queryKey, ask],
    queryFn: () => props.load(ask),
    placeholderData: keepPreviousData,
    ...(props.isLedgered ? readOnce : {}),
    refetchInterval: (query) =>
      props.again && !isOver && query.state.data ? props.again(query.state.data.rows) : false,
  })
  const rows = list.data?.rows ?? []
  const usual = columns.filter((column) => !column.isExtra)
  const named = state.columns && columns.filter((one) => one.isHead || state.columns?.includes(one.id))
  const shown = named && named.length > 0 ? named : usual
  const isFiltered = filters.some((filter) => filterNames(filter).some((name) => ask[name] !== undefined))

  const { shown: hears } = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: told whenever other rows have come.
  useEffect(() => {
    if (list.data) hears?.(list.data.rows)
  }, [list.data])

  // Turning over, one goes on reading at the top of the list.
  const isFirst = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the place in the list has changed.
  useEffect(() => {
    if (!isFirst.current) {
      region.current?.focus({ preventScroll: true })
      region.current?.scrollIntoView({ block: 'start' })
    }
    isFirst.current = false
  }, [ask.after])

  const body = useRef<HTMLTableSectionElement>(null)
  const { focused, onFocus, onKeyDown, toRow } = useRows(
    body,
    rows.length,
    (row) => {
      const one = rows[row]
      if (one && selection && (selection.can?.(one) ?? true)) toggle(selection, props.rowKey(one))
    },
    (row, key) => {
      const one = rows[row]
      const heard = one && props.rowKeys?.find(({ keys }) => keys.includes(key))
      if (heard) heard.press(one, key)
      return Boolean(heard)
    },
  )
  usePageKeys([
    { keys: ['j'], also: ['ArrowDown'], says: words.down, press: () => toRow(focused) },
    { keys: ['k'], also: ['ArrowUp'], says: words.up, press: () => toRow(focused) },
    { keys: ['Enter'], says: words.open },
    ...(selection ? [{ keys: [' ', 'x'], says: words.choose }] : []),
    ...(props.rowKeys ?? []).map(({ keys, says }) => ({ keys, says })),
    ...(filters.length > 0
      ? [{ keys: ['/'], says: words.filter, press: () => document.getElementById(`${id}-filter`)?.focus() }]
      : []),
    ...(list.data?.next
      ? [{ keys: ['n'], says: words.next, press: () => document.getElementById(`${id}-next`)?.click() }]
      : []),
  ])

  const changeSort = (name: string) =>
    // Pressed once the smallest come first, pressed again the largest.
    state.change({ sort: sort === name ? `-${name}` : sort === `-${name}` ? name : name })

  return (
    <section className="listing" aria-label={props.caption} ref={region} tabIndex={-1}>
      <div className="listing-tools">
        {filters.length > 0 && <Filters id={`${id}-filter`} filters={filters} state={state} />}
        <div className="listing-side">
          <Order columns={shown} orders={props.orders ?? []} sort={sort} change={(to) => state.change({ sort: to })} />
          <ColumnChoice columns={columns} shown={shown.map((one) => one.id)} choose={state.showColumns} />
          {props.exported && <ExportLinks exported={props.exported} ask={ask} columns={shown.map((one) => one.id)} />}
        </div>
      </div>
      {props.children}
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.error && (isFiltered || ask.after !== undefined) && (
        <p>
          <Button onClick={state.clear}>{t('从头开始，不带筛选', 'Begin again without filters')}</Button>
        </p>
      )}
      {!(list.error && !list.data) && (rows.length > 0 || list.isPending) && (
        <table className={`grid rows ${props.tableClass ?? ''}`} aria-busy={list.isFetching} aria-rowcount={-1}>
          <caption className="sr-only">
            {props.caption}
            {t('，可按列标题排序', ', can be sorted by the heads of its columns')}
          </caption>
          <thead>
            <tr>
              {selection && (
                <th scope="col" className="cell-pick">
                  <AllBox rows={rows} selection={selection} rowKey={props.rowKey} />
                </th>
              )}
              {shown.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  style={column.width ? { width: column.width } : undefined}
                  className={column.align === 'end' ? 'end' : undefined}
                  aria-sort={column.sort ? sortedHow(column.sort, sort) : undefined}
                >
                  {column.sort ? (
                    <button type="button" className="sort" onClick={() => changeSort(column.sort!)}>
                      {say(column.says)}
                      <Arrow how={sortedHow(column.sort, sort)} />
                    </button>
                  ) : (
                    say(column.says)
                  )}
                </th>
              ))}
            </tr>
          </thead>
          {list.isPending ? (
            <Skeleton columns={shown.length + (selection ? 1 : 0)} />
          ) : (
            <tbody
              ref={body}
              onKeyDown={onKeyDown}
              onFocus={onFocus}
              className={list.isPlaceholderData ? 'old' : undefined}
            >
              {rows.map((row, n) => {
                const key = props.rowKey(row)
                const isChosen = selection?.chosen.has(key) ?? false
                return (
                  <tr
                    key={key}
                    tabIndex={n === focused ? 0 : -1}
                    className={[isChosen && 'picked', props.rowClass?.(row)].filter(Boolean).join(' ') || undefined}
                  >
                    {selection && (
                      <td className="cell-pick">
                        <label>
                          <input
                            type="checkbox"
                            checked={isChosen}
                            disabled={selection.can ? !selection.can(row) : false}
                            onChange={() => toggle(selection, key)}
                          />
                          <span className="sr-only">{selection.label(row)}</span>
                        </label>
                      </td>
                    )}
                    {shown.map((column) =>
                      column.isHead ? (
                        <th key={column.id} scope="row">
                          {column.cell(row)}
                        </th>
                      ) : (
                        <td
                          key={column.id}
                          className={[column.align, column.isWhole && 'whole'].filter(Boolean).join(' ') || undefined}
                        >
                          <span className="narrow-only cell-label">{say(column.says)}</span>
                          <div className="cell">{column.cell(row)}</div>
                        </td>
                      ),
                    )}
                  </tr>
                )
              })}
            </tbody>
          )}
        </table>
      )}
      {list.isPending && (
        <p className="sr-only" role="status">
          {t('正在载入……', 'Loading…')}
        </p>
      )}
      {list.data?.looked !== undefined && (
        <p className="note" role="status">
          {t(
            `已查 ${wholeNumber(list.data.looked, language)} 行，符合的只有这些；后面还有没查的，可以继续往下找。`,
            `${wholeNumber(list.data.looked, language)} rows were looked through and only these fit; there are more to look through.`,
          )}
        </p>
      )}
      {list.data &&
        rows.length === 0 &&
        list.data.looked === undefined &&
        (isFiltered || ask.after !== undefined ? (
          <Nothing
            title={
              ask.after === undefined
                ? t('没有符合筛选条件的', 'Nothing fits these filters')
                : t('后面没有了', 'There is nothing further on')
            }
          >
            <Button onClick={state.clear}>{t('清除筛选', 'Clear the filters')}</Button>
          </Nothing>
        ) : (
          props.empty
        ))}
      {(ask.after !== undefined || list.data?.next) && (
        <nav className="pager" aria-label={t('翻页', 'Pages of the list')}>
          {ask.after !== undefined && (
            <Link to="." search={state.page(undefined) as never}>
              {t('回到开头', 'Back to the first')}
            </Link>
          )}
          {list.data?.next && (
            <Link id={`${id}-next`} to="." search={state.page(list.data.next) as never}>
              {list.data.looked === undefined ? t('下一页', 'Next page') : t('继续往下找', 'Look further')}
            </Link>
          )}
        </nav>
      )}
    </section>
  )
}

const words = {
  down: { zh: '下一行', en: 'next row' },
  up: { zh: '上一行', en: 'row before' },
  open: { zh: '打开所在的行', en: 'open the row' },
  choose: { zh: '选择所在的行', en: 'choose the row' },
  filter: { zh: '到筛选', en: 'to the filters' },
  next: { zh: '下一页', en: 'next page' },
} satisfies Record<string, Says>

/** The words that a filter has in the address. */
export const filterNames = (filter: GridFilter): string[] =>
  filter.kind === 'days' ? [filter.from, filter.until] : [filter.id]

const sortedHow = (name: string, sort: string | undefined) =>
  sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : 'none'

function toggle<Row>({ chosen, choose }: GridSelection<Row>, key: string) {
  const next = new Set(chosen)
  if (!next.delete(key)) next.add(key)
  choose(next)
}

/** One row can be reached by the tab key; from it the others by arrows, j and k. Keys inside a row belong to what stands there. */
function useRows(
  body: { current: HTMLTableSectionElement | null },
  count: number,
  pick: (row: number) => void,
  press: (row: number, key: string) => boolean,
) {
  const [at, setAt] = useState(0)
  const focused = Math.min(at, Math.max(0, count - 1))
  const toRow = (n: number) => {
    const to = Math.min(Math.max(n, 0), count - 1)
    setAt(to)
    const row = body.current?.rows[to]
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }
  return {
    focused,
    toRow,
    onFocus(event: { target: EventTarget }) {
      const row = (event.target as HTMLElement).closest('tr')
      if (row) setAt([...(body.current?.rows ?? [])].indexOf(row))
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const row = event.target as HTMLElement
      if (row.tagName !== 'TR' || event.ctrlKey || event.altKey || event.metaKey) return
      const to = {
        ArrowDown: focused + 1,
        j: focused + 1,
        ArrowUp: focused - 1,
        k: focused - 1,
        Home: 0,
        End: count - 1,
      }
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
      if (key in to) toRow(to[key as keyof typeof to])
      else if (key === 'Enter') row.querySelector<HTMLElement>('a, button')?.click()
      else if (key === ' ' || key === 'x') pick(focused)
      else if (!press(focused, key)) return
      event.preventDefault()
    },
  }
}

function AllBox<Row>({
  rows,
  selection,
  rowKey,
}: {
  rows: readonly Row[]
  selection: GridSelection<Row>
  rowKey: (row: Row) => string
}) {
  const { t } = useReading()
  const can = rows.filter((row) => selection.can?.(row) ?? true).map(rowKey)
  const chosen = can.filter((key) => selection.chosen.has(key))
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = chosen.length > 0 && chosen.length < can.length
  })
  return (
    <label>
      <input
        ref={box}
        type="checkbox"
        checked={can.length > 0 && chosen.length === can.length}
        disabled={can.length === 0}
        onChange={(event) => selection.choose(new Set(event.target.checked ? can : []))}
      />
      <span className="sr-only">{t('选择本页全部', 'Choose all on this page')}</span>
    </label>
  )
}

function Arrow({ how }: { how: 'ascending' | 'descending' | 'none' }) {
  return (
    <svg className={`arrow ${how}`} viewBox="0 0 10 14" aria-hidden="true" focusable="false">
      <path className="up" d="M5 1 9 6H1z" />
      <path className="down" d="M5 13 1 8h8z" />
    </svg>
  )
}

/** As high as rows usually are: nothing moves when they come. */
function Skeleton({ columns }: { columns: number }) {
  return (
    <tbody className="skeleton" aria-hidden="true">
      {Array.from({ length: 8 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that stand for none.
        <tr key={row}>
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cells that stand for none.
            <td key={column}>
              <span />
              <span />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}
