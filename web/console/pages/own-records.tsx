import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import type { OwnRecord } from '../../../src/http/schemas/records.ts'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { ownRecords } from '../api.ts'
import { codesIn } from '../codes.ts'
import { useReading } from '../language.tsx'
import { catalogueQuery, useItemNames } from '../names.ts'
import { CodeField } from '../parts/code-field.tsx'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { useSources } from '../session.ts'

const route = getRouteApi('/in/records')

export function OwnRecordsPage() {
  const { t } = useReading()
  const search = route.useSearch()
  const navigate = useNavigate()
  const id = useId()
  const sources = useSources('see-own-records')
  const source = sources.rows?.find((one) => one.code === search.source) ?? sources.rows?.[0]
  const [code, setCode] = useState(search.code ?? '')
  const [document, setDocument] = useState(search.document ?? '')
  const [isAsked, setAsked] = useState(false)
  const [one, ...others] = codesIn(code)
  const codeError =
    !one || others.length > 0 ? t('请输入一个统一社会信用代码', 'Enter one unified social credit code') : undefined
  const submit = () => {
    setAsked(true)
    if (codeError || !one) return false
    void navigate({
      to: '/records',
      search: { source: source?.code, code: one, document: document.trim() || undefined },
    })
    return true
  }
  return (
    <Page
      title={t('本单位记录', 'Own records')}
      lead={t(
        '查找本单位报送的记录，更正或撤回。更正成为新版本；撤回后立即从所有出口消失，原因记入存证。',
        'Find what your body stated, correct it or withdraw it. A correction is a new version; what is withdrawn is gone from every output at once, and why becomes evidence.',
      )}
      actions={
        <Link to="/records/new" className="button-link">
          {t('单条填报', 'Fill in one record')}
        </Link>
      }
    >
      {sources.error && <ProblemNote fault={sources.error} again={() => void sources.refetch()} />}
      {sources.isPending && <PageWaits />}
      {sources.rows && !source && (
        <Nothing title={t('您的单位没有登记为信源单位', 'Your body is not registered as a source')} />
      )}
      {source && (
        <Form className="card" submit={submit}>
          {sources.rows && sources.rows.length > 1 && (
            <Field id={`${id}-source`} label={t('信源单位', 'Source')}>
              {(field) => (
                <Select
                  {...field}
                  value={source.code}
                  onChange={(chosen: string) =>
                    void navigate({ to: '/records', search: { ...search, source: chosen } })
                  }
                  options={sources.rows?.map((row) => ({ value: row.code, label: row.name }))}
                />
              )}
            </Field>
          )}
          <div className="fields two">
            <div>
              <CodeField code={code} error={isAsked ? codeError : undefined} change={setCode} />
            </div>
            <Field
              id={`${id}-document`}
              label={t('文书号（可不填）', 'Document number (optional)')}
              hint={t('与报送时相同的文书号', 'The number under which it was stated')}
              isOptional
            >
              {(field) => (
                <Input
                  {...field}
                  value={document}
                  maxLength={200}
                  onChange={(event) => setDocument(event.target.value)}
                />
              )}
            </Field>
          </div>
          <div className="form-actions">
            <Button type="primary" htmlType="submit">
              {t('查找', 'Find')}
            </Button>
          </div>
        </Form>
      )}
      {source && search.code && <Found source={source} code={search.code} />}
    </Page>
  )
}

function Found({ source, code }: { source: SourceView; code: string }) {
  const { language, t } = useReading()
  const names = useItemNames()
  const state = useGridState('own-records', ['source', 'code', 'document'])
  const items = useQuery(catalogueQuery).data?.items ?? []
  const [name, setName] = useState('')
  const filters: GridFilter[] = [
    {
      kind: 'choice',
      id: 'item',
      says: { zh: '目录项', en: 'Item' },
      options: items
        .filter(({ id }) => source.items.includes(id))
        .map(({ id }) => ({ value: id, label: names.item(id) })),
    },
    {
      kind: 'choice',
      id: 'state',
      says: { zh: '状态', en: 'State' },
      options: [
        { value: 'stated', label: t('有效', 'Stands') },
        { value: 'withdrawn', label: t('已撤回', 'Withdrawn') },
      ],
    },
  ]
  const columns: GridColumn<OwnRecord>[] = [
    {
      id: 'record',
      says: { zh: '记录', en: 'Record' },
      isHead: true,
      sort: 'document',
      cell: (row) => (
        <>
          <Link
            to="/records/$code/$record"
            params={{ code: row.subject, record: String(row.record) }}
            search={{ source: source.code }}
          >
            {row.document ?? names.item(row.item)}
          </Link>
          <span className="soft under">
            {[names.item(row.item), row.version > 1 && t(`第 ${row.version} 版`, `version ${row.version}`)]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </>
      ),
    },
    {
      id: 'decided',
      says: { zh: '决定日期', en: 'Decided on' },
      sort: 'decided',
      cell: ({ decidedOn }) => (decidedOn ? sayDay(decidedOn, language) : '—'),
    },
    { id: 'state', says: { zh: '状态', en: 'State' }, cell: (row) => <RecordState record={row} /> },
    {
      id: 'at',
      isWhole: true,
      says: { zh: '报送时间', en: 'Stated' },
      sort: 'at',
      cell: ({ recordedAt }) => sayInstant(recordedAt, language),
    },
  ]
  return (
    <>
      {name && <h2>{name}</h2>}
      <Grid
        name="own-records"
        caption={t('找到的记录', 'What was found')}
        state={state}
        columns={columns}
        filters={filters}
        words={['code', 'document']}
        usualSort="-at"
        orders={[
          { sort: 'item', says: { zh: '按目录项', en: 'By item' } },
          { sort: '-changed', says: { zh: '最近更正的在前', en: 'Changed last comes first' } },
        ]}
        queryKey={['own-records', source.code]}
        isLedgered
        load={(ask) => ownRecords({ ...ask, code, source: source.code, limit: 20 })}
        rowKey={(row) => String(row.record)}
        shown={(rows) => setName(rows[0]?.name ?? '')}
        exported={{
          path: '/v1/records/export',
          columns: { record: 'record,version,name,item,document', state: 'state,class' },
          more: { source: source.code },
        }}
        empty={
          <Nothing title={t('本单位没有报送过这样的记录', 'Your body stated no such record')}>
            <p>{t('请核对代码和文书号。', 'Check the code and the document number.')}</p>
          </Nothing>
        }
      />
    </>
  )
}

export function RecordState({ record }: { record: OwnRecord }) {
  const { say, t } = useReading()
  if (record.state === 'withdrawn') return <span className="tag v-refused">{t('已撤回', 'Withdrawn')}</span>
  if (record.incomplete) return <span className="tag incomplete">{say(record.incomplete)}</span>
  const now = new Date().toISOString()
  const isPublic = record.shown.some(
    ({ audience, from, until }) => audience !== 'government' && from <= now && (until === undefined || now < until),
  )
  return isPublic ? (
    <span className="tag v-accepted">{t('公示中', 'Public')}</span>
  ) : (
    <span className="tag">{t('有效，未公示', 'Stands, not public')}</span>
  )
}
