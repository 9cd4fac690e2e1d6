import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import type { SourceAsk } from '../../../src/http/schemas/people.ts'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import { catalogue, putSource, sources } from '../api.ts'
import { useReading } from '../language.tsx'
import { Field } from '../parts/field.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ReasonForm } from '../parts/reason-form.tsx'
import { sourcesQuery } from '../session.ts'

/** 信源单位: which body reports what, and which office answers for it. */
export function SourcesPage() {
  const { say, t } = useReading()
  const queries = useQueryClient()
  const list = useQuery({ ...sourcesQuery, queryFn: sources })
  const items = useQuery({ queryKey: ['catalogue'], queryFn: catalogue }).data?.items ?? []
  const [edited, setEdited] = useState<SourceView | 'new'>()
  const [typed, setTyped] = useState('')
  const id = useId()
  const nameOf = (item: string) => {
    const found = items.find((one) => one.id === item)
    return found ? say(found) : item
  }
  const wanted = typed.trim().toLowerCase()
  const rows = list.data?.filter((one) => one.name.includes(typed.trim()) || one.code.toLowerCase().includes(wanted))
  return (
    <Page
      title={t('信源单位', 'Sources')}
      lead={t(
        '哪些单位可以报送哪些目录项、属于哪个地区、由哪个科室联系。只登记科室，不登记个人。',
        'Which bodies report which items, of which region, and which office answers. An office stands here, never a person.',
      )}
      actions={
        <Button type="primary" onClick={() => setEdited('new')}>
          {t('登记信源单位', 'Register a source')}
        </Button>
      }
    >
      <div className="filter">
        <Field id={`${id}-find`} label={t('按名称或代码查找', 'Find by name or code')} isOptional>
          {(field) => (
            <Input
              {...field}
              value={typed}
              maxLength={64}
              onChange={(event) => setTyped(event.target.value)}
              allowClear
            />
          )}
        </Field>
      </div>
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.isPending && <PageWaits />}
      {rows?.length === 0 && <Nothing title={t('没有符合条件的单位', 'No source fits')} />}
      {rows && rows.length > 0 && (
        <table className="grid">
          <caption className="sr-only">{t('信源单位', 'Sources')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('单位', 'Body')}</th>
              <th scope="col">{t('地区', 'Region')}</th>
              <th scope="col">{t('可报送', 'Reports')}</th>
              <th scope="col">{t('联系科室', 'Office')}</th>
              <th scope="col">{t('办理', 'Actions')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.code}>
                <th scope="row">
                  {one.name}
                  <span className="soft under">
                    <code>{one.code}</code>
                  </span>
                </th>
                <td>{one.region}</td>
                <td>
                  {one.items.length === 0 ? (
                    <span className="soft">{t('只查用，不报送', 'looks, and does not report')}</span>
                  ) : (
                    <ul className="tags">
                      {one.items.map((item) => (
                        <li key={item} className="tag">
                          {nameOf(item)}
                        </li>
                      ))}
                    </ul>
                  )}
                </td>
                <td>
                  {one.office || <span className="soft">{t('未登记', 'not entered')}</span>}
                  {one.officeLine && <span className="soft under">{one.officeLine}</span>}
                </td>
                <td>
                  <div className="row-actions">
                    <button type="button" className="quiet" onClick={() => setEdited(one)}>
                      {t('更改', 'Change')}
                      <span className="sr-only">{` ${one.name}`}</span>
                    </button>
                    <Link to="/access-changes" search={{ kind: 'source', target: one.code }}>
                      {t('记录', 'Record')}
                      <span className="sr-only">{` ${one.name}`}</span>
                    </Link>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {edited && (
        <Edit
          before={edited === 'new' ? undefined : edited}
          items={items.map((one) => ({ value: one.id, label: say(one) }))}
          close={() => setEdited(undefined)}
          done={async () => {
            setEdited(undefined)
            await queries.invalidateQueries({ queryKey: sourcesQuery.queryKey })
          }}
        />
      )}
    </Page>
  )
}

function Edit(props: {
  before: SourceView | undefined
  items: { value: string; label: string }[]
  close: () => void
  done: () => Promise<void>
}) {
  const { t } = useReading()
  const id = useId()
  const { before } = props
  const [one, setOne] = useState<Omit<SourceAsk, 'reason'>>({
    code: before?.code ?? '',
    name: before?.name ?? '',
    region: before?.region ?? '',
    items: before?.items ?? [],
    lists: before?.lists ?? [],
    office: before?.office ?? '',
    officeLine: before?.officeLine ?? '',
  })
  const change = (part: Partial<typeof one>) => setOne((now) => ({ ...now, ...part }))
  const lacks = {
    code: /^[0-9A-Z]{18}$/i.test(one.code.trim())
      ? undefined
      : t('请填写 18 位统一社会信用代码', 'Give the code of 18 characters'),
    name: one.name.trim() ? undefined : t('请填写单位名称', 'Give the name'),
    region: /^\d{6}$/.test(one.region.trim())
      ? undefined
      : t('请填写 6 位行政区划代码', 'Give the region code of 6 digits'),
  }
  type Text = 'code' | 'name' | 'region' | 'office' | 'officeLine'
  const text = (name: Text, label: string, most: number, error?: string, hint?: string, isFixed = false) => (
    <Field id={`${id}-${name}`} label={label} error={error} hint={hint} isOptional={!(name in lacks)}>
      {(field) => (
        <Input
          {...field}
          value={one[name]}
          maxLength={most}
          disabled={isFixed}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <ReasonForm
      title={before ? t(`更改 ${before.name}`, `Change ${before.name}`) : t('登记信源单位', 'Register a source')}
      says={t('已报送的记录不受影响。', 'What it stated before stays as it is.')}
      isComplete={Object.values(lacks).every((lack) => lack === undefined)}
      confirm={before ? t('保存更改', 'Save') : t('登记', 'Register')}
      close={props.close}
      send={async (reason) => {
        const isNew = before === undefined
        await putSource({ ...one, code: one.code.trim(), region: one.region.trim(), isNew, reason })
        await props.done()
      }}
    >
      {(isAsked) => (
        <>
          {text(
            'code',
            t('统一社会信用代码', 'Code'),
            18,
            isAsked ? lacks.code : undefined,
            undefined,
            before !== undefined,
          )}
          {text('name', t('单位名称', 'Name'), 128, isAsked ? lacks.name : undefined)}
          {text('region', t('地区代码', 'Region'), 6, isAsked ? lacks.region : undefined)}
          <Field
            id={`${id}-items`}
            label={t('可报送的目录项', 'Items it reports')}
            hint={t('不选即只查用、不报送', 'None: it looks and does not report')}
            isOptional
          >
            {(field) => (
              <Select
                {...field}
                mode="multiple"
                value={one.items}
                onChange={(items) => change({ items })}
                options={props.items}
                showSearch={{ optionFilterProp: 'label' }}
              />
            )}
          </Field>
          {text(
            'office',
            t('联系科室', 'Office'),
            100,
            undefined,
            t('只登记科室，不登记个人', 'An office, never a person'),
          )}
          {text(
            'officeLine',
            t('科室电话', 'Its landline'),
            40,
            undefined,
            t('固定电话，如 0990-1234567', 'A landline, such as 0990-1234567'),
          )}
        </>
      )}
    </ReasonForm>
  )
}
