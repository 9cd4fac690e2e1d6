import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import Select from 'antd/es/select'
import { useId, useRef, useState } from 'react'
import type { CatalogueItem } from '../../../src/http/schemas/catalogue.ts'
import type { RowAnswer } from '../../../src/http/schemas/records.ts'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import type { Finding } from '../../../src/http/schemas/submissions.ts'
import { addRecord, catalogueEntry } from '../api.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import { Field } from '../parts/field.tsx'
import { useOnce } from '../parts/once.ts'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { type Filled, RecordForm } from '../parts/record-form.tsx'
import { isIn, RowAnswerNote } from '../parts/row-answer.tsx'
import { useMe } from '../session.ts'

const route = getRouteApi('/in/records/new')

/** One record filled in: it goes the very way of a file of one row. */
export function NewRecordPage() {
  const { t } = useReading()
  const me = useMe()
  const names = useItemNames()
  const navigate = useNavigate()
  const search = route.useSearch()
  const id = useId()
  const source = me.sources.find((one) => one.code === search.source) ?? me.sources[0]
  const item = source?.items.find((one) => one === search.item) ?? source?.items[0]
  const entry = useQuery({
    queryKey: ['catalogue', item],
    queryFn: () => catalogueEntry(item!),
    enabled: item !== undefined,
    staleTime: 600_000,
  })
  const choose = (part: { source?: string; item?: string }) =>
    void navigate({ to: '/records/new', search: { source: source?.code, item, ...part }, replace: true })
  return (
    <Page
      title={t('单条填报', 'Fill in one record')}
      lead={t(
        '按目录逐项填写一条记录，与上传文件同样检查、归集、存证。',
        'One record, field by field from the catalogue; checked, attached and evidenced like a file.',
      )}
    >
      {!source || !item ? (
        <Nothing title={t('您的单位没有登记为信源单位', 'Your body is not registered as a source')} />
      ) : (
        <>
          <div className="fields two filter-row">
            {me.sources.length > 1 && (
              <Field id={`${id}-source`} label={t('信源单位', 'Source')}>
                {(field) => (
                  <Select
                    {...field}
                    value={source.code}
                    onChange={(code: string) => choose({ source: code, item: undefined })}
                    options={me.sources.map((one) => ({ value: one.code, label: one.name }))}
                  />
                )}
              </Field>
            )}
            <Field id={`${id}-item`} label={t('目录项', 'Catalogue item')}>
              {(field) => (
                <Select
                  {...field}
                  value={item}
                  onChange={(one: string) => choose({ item: one })}
                  options={source.items.map((one) => ({ value: one, label: names.item(one) }))}
                />
              )}
            </Field>
          </div>
          {entry.error && <ProblemNote fault={entry.error} again={() => void entry.refetch()} />}
          {entry.isPending && <PageWaits />}
          {entry.data && <Form key={`${source.code} ${item}`} source={source} item={entry.data} />}
        </>
      )}
    </Page>
  )
}

function Form({ source, item }: { source: SourceView; item: CatalogueItem }) {
  const { t } = useReading()
  const result = useRef<HTMLDivElement>(null)
  const empty = (): Filled => bodyOf(item, source)
  const [filled, setFilled] = useState<Filled>(empty)
  const [answer, setAnswer] = useState<RowAnswer>()
  const [fault, setFault] = useState<unknown>()
  const [send, isBusy] = useOnce(async () => {
    setFault(undefined)
    setAnswer(undefined)
    try {
      const came = await addRecord({ source: source.code, item: item.id, fields: filled })
      setAnswer(came)
      if (isIn(came)) setFilled(empty())
      result.current?.focus()
    } catch (failure) {
      setFault(failure)
    }
  })
  const findings: Finding[] = answer && !isIn(answer) ? answer.line.findings : []
  return (
    <>
      <div ref={result} tabIndex={-1} className="result">
        {answer && <RowAnswerNote answer={answer} />}
        {fault !== undefined && <ProblemNote fault={fault} />}
      </div>
      <RecordForm
        item={item}
        filled={filled}
        change={(field, value) => setFilled((before) => ({ ...before, [field]: value }))}
        findings={findings.filter((finding) => finding.field !== undefined)}
        isBusy={isBusy}
        words={t('报送这条记录', 'Submit this record')}
        send={send}
      />
    </>
  )
}

/** The body that reports is known. */
function bodyOf(item: CatalogueItem, source: SourceView): Filled {
  const filled: Filled = {}
  for (const field of item.fields) {
    if (!field.isReported) continue
    if (/(?:SJLY|LYDW)DM$/.test(field.id)) filled[field.id] = source.code
    else if (/(?:SJLY|LYDW)$/.test(field.id)) filled[field.id] = source.name
  }
  return filled
}
