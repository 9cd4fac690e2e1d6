import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Select from 'antd/es/select'
import type { SourceAsk } from '../../../src/http/schemas/people.ts'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import { listedSources, putSource } from '../api.ts'
import { useReading } from '../language.tsx'
import { catalogueQuery, useItemNames } from '../names.ts'
import { RowActions, useAdministered, useCodeLacks, useFacts } from '../parts/administered.tsx'
import { Field } from '../parts/field.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page } from '../parts/page.tsx'
import { ReasonForm } from '../parts/reason-form.tsx'
import { sourcesQuery } from '../session.ts'

/** 信源单位: which body reports what, and which office answers for it. */
export function SourcesPage() {
  const { t } = useReading()
  const state = useGridState('sources')
  // Whatever asks for sources is asked anew, this list too.
  const on = useAdministered<SourceView>(sourcesQuery.queryKey)
  const items = useItemOptions()
  const filters: GridFilter[] = [
    { kind: 'text', id: 'text', says: { zh: '名称或代码', en: 'Name or code' }, most: 64 },
    {
      kind: 'text',
      id: 'region',
      says: { zh: '地区代码', en: 'Region' },
      hint: { zh: '六位，含下级', en: 'six digits, those below too' },
      most: 6,
    },
    { kind: 'choice', id: 'item', says: { zh: '可报送', en: 'Reports' }, options: items },
  ]
  return (
    <Page
      title={t('信源单位', 'Sources')}
      lead={t(
        '哪些单位可以报送哪些目录项、属于哪个地区、由哪个科室联系。只登记科室，不登记个人。',
        'Which bodies report which items, of which region, and which office answers. An office stands here, never a person.',
      )}
      actions={
        <Button type="primary" onClick={() => on.edit('new')}>
          {t('登记信源单位', 'Register a source')}
        </Button>
      }
    >
      <Grid
        name="sources"
        caption={t('信源单位', 'Sources')}
        state={state}
        columns={useColumns((one) => on.edit(one))}
        filters={filters}
        usualSort="code"
        orders={[
          { sort: 'code', says: { zh: '代码 ↑', en: 'Code ↑' } },
          { sort: '-code', says: { zh: '代码 ↓', en: 'Code ↓' } },
        ]}
        queryKey={[...sourcesQuery.queryKey, 'listed']}
        load={(ask) => listedSources({ ...ask, limit: 50 })}
        rowKey={({ code }) => code}
        exported={{ path: '/v1/sources/export', columns: { name: 'name,code', office: 'office,line', acts: '' } }}
        empty={<Nothing title={t('还没有信源单位', 'There is no source yet')} />}
      />
      {on.edited && (
        <Edit
          before={on.edited === 'new' ? undefined : on.edited}
          items={items}
          close={on.close}
          done={() => on.done()}
        />
      )}
    </Page>
  )
}

function useItemOptions() {
  const names = useItemNames()
  return (useQuery(catalogueQuery).data?.items ?? []).map(({ id }) => ({ value: id, label: names.item(id) }))
}

function useColumns(edit: (one: SourceView) => void): GridColumn<SourceView>[] {
  const { t } = useReading()
  const names = useItemNames()
  return [
    {
      id: 'name',
      says: { zh: '单位', en: 'Body' },
      sort: 'name',
      isHead: true,
      cell: ({ name, code }) => (
        <>
          {name}
          <span className="soft under">
            <code>{code}</code>
          </span>
        </>
      ),
    },
    { id: 'region', says: { zh: '地区', en: 'Region' }, sort: 'region', cell: ({ region }) => region },
    {
      id: 'items',
      says: { zh: '可报送', en: 'Reports' },
      cell: ({ items }) =>
        items.length === 0 ? (
          <span className="soft">{t('只查用，不报送', 'looks, and does not report')}</span>
        ) : (
          <ul className="tags">
            {items.map((item) => (
              <li key={item} className="tag">
                {names.item(item)}
              </li>
            ))}
          </ul>
        ),
    },
    {
      id: 'office',
      isWhole: true,
      says: { zh: '联系科室', en: 'Office' },
      cell: ({ office, officeLine }) => (
        <>
          {office || <span className="soft">{t('未登记', 'not entered')}</span>}
          {officeLine && <span className="soft under">{officeLine}</span>}
        </>
      ),
    },
    {
      id: 'acts',
      says: { zh: '办理', en: 'Actions' },
      cell: (one) => (
        <RowActions name={one.name} edit={() => edit(one)} record={{ kind: 'source', target: one.code }} />
      ),
    },
  ]
}

function Edit(props: {
  before: SourceView | undefined
  items: { value: string; label: string }[]
  close: () => void
  done: () => Promise<void>
}) {
  const { t } = useReading()
  const { before } = props
  const lack = useCodeLacks()
  const stood: Omit<SourceAsk, 'reason'> = {
    code: before?.code ?? '',
    name: before?.name ?? '',
    region: before?.region ?? '',
    items: before?.items ?? [],
    lists: before?.lists ?? [],
    office: before?.office ?? '',
    officeLine: before?.officeLine ?? '',
  }
  const { one, change, id, field, isComplete } = useFacts(stood, [
    { name: 'code', label: t('统一社会信用代码', 'Code'), most: 18, lack: lack.code, isFixed: before !== undefined },
    {
      name: 'name',
      label: t('单位名称', 'Name'),
      most: 128,
      lack: (text) => (text ? undefined : t('请填写单位名称', 'Give the name')),
    },
    { name: 'region', label: t('地区代码', 'Region'), most: 6, lack: lack.region },
    {
      name: 'office',
      label: t('联系科室', 'Office'),
      most: 100,
      hint: t('只登记科室，不登记个人', 'An office, never a person'),
    },
    {
      name: 'officeLine',
      label: t('科室电话', 'Its landline'),
      most: 40,
      hint: t('固定电话，如 0990-1234567', 'A landline, such as 0990-1234567'),
    },
  ])
  return (
    <ReasonForm
      title={before ? t(`更改 ${before.name}`, `Change ${before.name}`) : t('登记信源单位', 'Register a source')}
      says={t('已报送的记录不受影响。', 'What it stated before stays as it is.')}
      isComplete={isComplete}
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
          {field('code', isAsked)}
          {field('name', isAsked)}
          {field('region', isAsked)}
          <Field
            id={`${id}-items`}
            label={t('可报送的目录项', 'Items it reports')}
            hint={t('不选即只查用、不报送', 'None: it looks and does not report')}
            isOptional
          >
            {(given) => (
              <Select
                {...given}
                mode="multiple"
                value={one.items}
                onChange={(items) => change({ items })}
                options={props.items}
                showSearch={{ optionFilterProp: 'label' }}
              />
            )}
          </Field>
          {field('office', isAsked)}
          {field('officeLine', isAsked)}
        </>
      )}
    </ReasonForm>
  )
}
