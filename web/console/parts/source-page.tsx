import Select from 'antd/es/select'
import { type ReactNode, useId } from 'react'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import { useReading } from '../language.tsx'
import { useSources } from '../session.ts'
import { Field } from './field.tsx'
import { Nothing, Page, PageWaits } from './page.tsx'
import { ProblemNote } from './problem-note.tsx'

/** A page about one source at a time: the one in the address, or else the first for which one may do this. */
export function SourcePage(props: {
  title: string
  lead: string
  /** What one may do for the sources that can be chosen. */
  action: Parameters<typeof useSources>[0]
  /** The code in the address. */
  chosen: string | undefined
  choose: (code: string) => void
  nothing: string
  children: (source: SourceView) => ReactNode
}) {
  const { t } = useReading()
  const id = useId()
  const sources = useSources(props.action)
  const source = sources.rows?.find((one) => one.code === props.chosen) ?? sources.rows?.[0]
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
                value={source?.code}
                onChange={props.choose}
                options={sources.rows?.map((one) => ({ value: one.code, label: one.name }))}
                showSearch={{ optionFilterProp: 'label' }}
              />
            )}
          </Field>
        </div>
      )}
      {source && props.children(source)}
      {sources.rows && !source && <Nothing title={props.nothing} />}
    </Page>
  )
}
