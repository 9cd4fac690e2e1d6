/** The filters of a list. A text holds when Enter is pressed or the field is left; a choice at once. */
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { type FormEvent, useEffect, useState } from 'react'
import type { Says } from '../../../src/terms/says.ts'
import { useReading } from '../language.tsx'
import type { GridState } from './grid-state.ts'

type Named = { says: Says /** Folded away where it is not in use. */; isMore?: boolean }
export type GridFilter = Named &
  (
    | { kind: 'text'; id: string; hint?: Says; most?: number }
    | { kind: 'choice'; id: string; options: readonly { value: string; label: string }[]; all?: Says }
    | { kind: 'days'; from: string; until: string }
    | { kind: 'number'; id: string; min?: number; max?: number }
  )

/** Choices of a filter by their words. */
export const optionsOf = <Name extends string>(
  names: readonly Name[],
  words: { readonly [name in Name]: Says },
  say: (says: Says) => string,
) => names.map((value) => ({ value, label: say(words[value]) }))

type Props = { id: string; filters: readonly GridFilter[]; state: GridState }

const isUsed = (filter: GridFilter, { ask }: GridState) =>
  filter.kind === 'days' ? Boolean(ask[filter.from] ?? ask[filter.until]) : Boolean(ask[filter.id])

export function Filters({ id, filters, state }: Props) {
  const { t } = useReading()
  const used = filters.filter((filter) => isUsed(filter, state)).length
  const more = filters.filter((filter) => filter.isMore)
  const isMoreUsed = more.some((filter) => isUsed(filter, state))
  const [isOpen, setOpen] = useState(isMoreUsed)
  const shown = filters.filter((filter) => !filter.isMore || isOpen || isMoreUsed)
  // What is written holds when Enter is pressed: the field is left by it.
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  }
  return (
    <form className="filters" aria-label={t('筛选', 'Filters')} onSubmit={submit}>
      {shown.map((filter, n) => (
        <One
          key={filter.kind === 'days' ? filter.from : filter.id}
          id={n === 0 ? id : `${id}-${n}`}
          filter={filter}
          state={state}
        />
      ))}
      {(more.length > 0 && !isMoreUsed) || used > 0 ? (
        <div className="filters-more">
          {more.length > 0 && !isMoreUsed && (
            <button type="button" className="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? t('收起筛选', 'Fewer filters') : t('更多筛选', 'More filters')}
            </button>
          )}
          {used > 0 && (
            <button type="button" className="quiet" onClick={state.clear}>
              {t(`清除 ${used} 项筛选`, used === 1 ? 'Clear the filter' : `Clear ${used} filters`)}
            </button>
          )}
        </div>
      ) : null}
      <button type="submit" className="sr-only" tabIndex={-1}>
        {t('筛选', 'Filter')}
      </button>
    </form>
  )
}

function One({ id, filter, state }: { id: string; filter: GridFilter; state: GridState }) {
  const { say, t } = useReading()
  const label = say(filter.says)
  if (filter.kind === 'days') {
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a row of fields.
      <div className="filter-one days" role="group" aria-label={label}>
        <label htmlFor={id}>{label}</label>
        <span>
          <Written id={id} type="date" name={filter.from} state={state} label={t(`${label}，从`, `${label}, from`)} />
          <span aria-hidden="true">–</span>
          <Written
            id={`${id}-until`}
            type="date"
            name={filter.until}
            state={state}
            label={t(`${label}，到`, `${label}, until`)}
          />
        </span>
      </div>
    )
  }
  return (
    <div className="filter-one">
      <label htmlFor={id}>{label}</label>
      {filter.kind === 'choice' ? (
        <Select
          id={id}
          value={state.ask[filter.id] ?? ''}
          options={[{ value: '', label: filter.all ? say(filter.all) : t('全部', 'All') }, ...filter.options]}
          showSearch={filter.options.length > 8 ? { optionFilterProp: 'label' } : false}
          onChange={(value: string) => state.change({ [filter.id]: value || undefined })}
        />
      ) : (
        <Written
          id={id}
          type={filter.kind}
          name={filter.id}
          state={state}
          hint={filter.kind === 'text' && filter.hint ? say(filter.hint) : undefined}
          most={filter.kind === 'text' ? filter.most : undefined}
        />
      )}
    </div>
  )
}

type WrittenProps = {
  id: string
  type: 'text' | 'number' | 'date'
  name: string
  state: GridState
  label?: string
  hint?: string
  most?: number
}

function Written({ id, type, name, state, label, hint, most = 100 }: WrittenProps) {
  const stands = state.ask[name] ?? ''
  const [text, setText] = useState(stands)
  // The back button changes the address under the field.
  useEffect(() => setText(stands), [stands])
  const hold = () => {
    const tidy = text.trim()
    if (tidy !== stands) state.change({ [name]: tidy || undefined })
  }
  return (
    <Input
      id={id}
      type={type}
      aria-label={label}
      value={text}
      placeholder={hint}
      maxLength={type === 'text' ? most : undefined}
      allowClear={type === 'text'}
      onChange={(event) => setText(event.target.value)}
      onClear={() => state.change({ [name]: undefined })}
      onBlur={hold}
      onPressEnter={hold}
    />
  )
}
