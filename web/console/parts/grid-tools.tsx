/** Beside the filters of a list: its order on a phone, its columns, and the way to take it along as a file. */
import Select from 'antd/es/select'
import { type KeyboardEvent, useId, useRef } from 'react'
import type { Language, Says } from '../../../src/terms/says.ts'
import { useReading } from '../language.tsx'

type Column = { id: string; says: Says; sort?: string; isHead?: boolean; isExtra?: boolean }

type OrderProps = {
  columns: readonly Column[]
  orders: readonly { sort: string; says: Says }[]
  sort: string | undefined
  change: (sort: string) => void
}

/** On a phone there are no heads of columns to press. */
export function Order({ columns, orders, sort, change }: OrderProps) {
  const { say, t } = useReading()
  const id = useId()
  const ways = columns.flatMap((column) =>
    column.sort
      ? [
          { value: column.sort, label: `${say(column.says)} ↑` },
          { value: `-${column.sort}`, label: `${say(column.says)} ↓` },
        ]
      : [],
  )
  const options = [...orders.map((one) => ({ value: one.sort, label: say(one.says) })), ...ways]
  if (options.length === 0) return null
  return (
    <div className={orders.length > 0 ? 'order' : 'order narrow-only'}>
      <label htmlFor={id}>{t('排序', 'Order')}</label>
      <Select id={id} value={sort} options={options} onChange={change} popupMatchSelectWidth={false} />
    </div>
  )
}

type ChoiceProps = {
  columns: readonly Column[]
  shown: readonly string[]
  choose: (ids: string[] | undefined) => void
}

export function ColumnChoice({ columns, shown, choose }: ChoiceProps) {
  const { say, t } = useReading()
  const details = useRef<HTMLDetailsElement>(null)
  const usual = columns.filter((column) => !column.isExtra).map(({ id }) => id)
  const pick = (id: string, isShown: boolean) => {
    const next = columns.map((column) => column.id).filter((one) => (one === id ? isShown : shown.includes(one)))
    choose(next.join() === usual.join() ? undefined : next)
  }
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !details.current?.open) return
    details.current.open = false
    details.current.querySelector('summary')?.focus()
  }
  return (
    <details
      className="choice"
      ref={details}
      onKeyDown={close}
      onBlur={(event) => {
        const into = event.relatedTarget
        // Pressing the words of a box gives the focus to what stands around: that is no leaving.
        const isLeft = into && !event.currentTarget.contains(into) && !into.contains(event.currentTarget)
        if (isLeft && details.current) details.current.open = false
      }}
    >
      <summary>{t('列', 'Columns')}</summary>
      <fieldset>
        <legend className="sr-only">{t('显示的列', 'Columns that are shown')}</legend>
        {columns.map((column) => (
          <label key={column.id}>
            <input
              type="checkbox"
              checked={shown.includes(column.id)}
              disabled={column.isHead}
              onChange={(event) => pick(column.id, event.target.checked)}
            />
            {say(column.says)}
          </label>
        ))}
        <button type="button" className="quiet" onClick={() => choose(undefined)}>
          {t('恢复默认', 'The usual ones')}
        </button>
      </fieldset>
    </details>
  )
}

export type GridExport = {
  /** The route that gives the list as a file. */
  path: string
  /** What the server calls the columns of the grid; one that is not named goes by its own id, '' is not given out. */
  columns?: Readonly<Record<string, string>>
  /** Words for the address that are in no filter. */
  more?: Readonly<Record<string, string | undefined>>
}

type ExportProps = { exported: GridExport; ask: Record<string, string | undefined>; columns: readonly string[] }

/** All that the filters leave, not this page alone. The browser fetches it by itself and keeps it as a file. */
export function ExportLinks({ exported, ask, columns }: ExportProps) {
  const { language, t } = useReading()
  const hint = t('导出筛选后的全部', 'All that the filters leave')
  return (
    <p className="exports">
      <span className="soft" aria-hidden="true">
        {t('导出', 'Export')}
      </span>
      {(['csv', 'xlsx'] as const).map((format) => (
        <a key={format} href={exportAddress(exported, ask, columns, format, language)} download title={hint}>
          <span className="sr-only">{`${hint}：`}</span>
          {format.toUpperCase()}
        </a>
      ))}
    </p>
  )
}

export function exportAddress(
  { path, columns: names = {}, more = {} }: GridExport,
  ask: Record<string, string | undefined>,
  columns: readonly string[],
  format: 'csv' | 'xlsx',
  language: Language,
): string {
  const words = new URLSearchParams()
  const { after: _, ...asked } = ask
  const ids = columns.flatMap((id) => (names[id] ?? id).split(',')).filter(Boolean)
  for (const [name, word] of Object.entries({ ...asked, ...more, format, language, columns: ids.join(',') })) {
    if (word) words.set(name, word)
  }
  return `${path}?${words}`
}
