import Select from 'antd/es/select'
import { type ReactNode, useId } from 'react'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import { useReading } from '../language.tsx'
import { useSources } from '../session.ts'
import { Field } from './field.tsx'
import { Nothing, Page, PageWaits } from './page.tsx'
import { ProblemNote } from './problem-note.tsx'

type SourcePageProps = {
  title: string
  lead: string
  /** What one may do for the sources that can be chosen. */
  action: Parameters<typeof useSources>[0]
  /** The code in the address. */
  chosen: string | undefined
  choose: (code: string | undefined) => void
  nothing: string
} & (
  | { isOfAll?: never; children: (source: SourceView) => ReactNode }
  /** With several sources and none in the address: all of them at once. */
  | { isOfAll: true; children: (source: SourceView | undefined, sources: readonly SourceView[]) => ReactNode }
)

/** A page about one source at a time: the one in the address, or else the first for which one may do this. */
export function SourcePage(props: SourcePageProps) {
  const { t } = useReading()
  const id = useId()
  const sources = useSources(props.action)
  const isAll = props.isOfAll && props.chosen === undefined && sources.rows !== undefined && sources.rows.length > 1
  const source = isAll ? undefined : (sources.rows?.find((one) => one.code === props.chosen) ?? sources.rows?.[0])
  return (
    <Page title={props.title} lead={props.lead}>
      {sources.error && <ProblemNote fault={sources.error} again={() => void sources.refetch()} />}
      {sources.isPending && <PageWaits />}
      {sources.rows && sources.rows.length > 1 && (
        <div className="filter">
          <Field id={id} label={t('信源单位', 'Source')}>
            {(field) => (
              <Select
                {...field}
                value={source?.code ?? ''}
                onChange={(code: string) => props.choose(code || undefined)}
                options={[
                  ...(props.isOfAll ? [{ value: '', label: t('全部信源单位', 'All sources') }] : []),
                  ...(sources.rows ?? []).map((one) => ({ value: one.code, label: one.name })),
                ]}
                showSearch={{ optionFilterProp: 'label' }}
              />
            )}
          </Field>
        </div>
      )}
      {props.isOfAll
        ? sources.rows && (source || isAll) && props.children(source, sources.rows)
        : source && props.children(source)}
      {sources.rows && !source && !isAll && <Nothing title={props.nothing} />}
    </Page>
  )
}
