import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import { useState } from 'react'
import type { LayoutView } from '../../../src/http/schemas/layouts.ts'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import { sayInstant } from '../../ui/dates.ts'
import { layouts, retireLayout, settleLayout } from '../api.ts'
import { useReading } from '../language.tsx'
import { dayWords, findWords, unitWords } from '../layout-words.ts'
import { catalogueQuery, useItemNames } from '../names.ts'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { useOnce } from '../parts/once.ts'
import { Nothing, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { saveAs } from '../parts/save-as.ts'
import { SourcePage } from '../parts/source-page.tsx'
import { mayHere, useMe } from '../session.ts'

const route = getRouteApi('/in/layouts')

export function LayoutsPage() {
  const { t } = useReading()
  const search = route.useSearch()
  const navigate = useNavigate()
  return (
    <SourcePage
      title={t('表样', 'Layouts')}
      lead={t(
        '表样说明本单位自有表格的每一列怎样读成目录项。以后的版本不改变以前报送的内容；每次报送都注明所用的版本。',
        'A layout says how each column of your own sheet is read. A later version changes nothing of what was submitted before; each submission names the version it was read through.',
      )}
      action="read-layouts"
      chosen={search.source}
      choose={(code) => void navigate({ to: '/layouts', search: { source: code } })}
      nothing={t('没有可以查看的信源单位', 'There is no source whose layouts you may see')}
    >
      {(source) => <OfSource key={source.code} source={source} open={search.name} />}
    </SourcePage>
  )
}

function OfSource({ source, open }: { source: SourceView; open?: string }) {
  const { t } = useReading()
  const names = useItemNames()
  const queries = useQueryClient()
  const mayText = mayHere(useMe(), 'settle-layout', source)
  const state = useGridState('layouts', ['source', 'name'])
  const items = useQuery(catalogueQuery).data?.items ?? []
  const filters: GridFilter[] = [
    { kind: 'text', id: 'text', says: { zh: '表样或列名', en: 'Layout or column' }, most: 60 },
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
        { value: 'used', label: t('在用', 'In use') },
        { value: 'retired', label: t('已停用', 'Retired') },
      ],
    },
  ]
  const [fault, setFault] = useState<unknown>()
  const [said, setSaid] = useState<string>()
  const changed = () => queries.invalidateQueries({ queryKey: ['layouts', source.code] })

  const [bring, isBusy] = useOnce(async (file: File) => {
    setFault(undefined)
    setSaid(undefined)
    try {
      const view = await settleLayout({ source: source.code, yaml: await file.text() })
      setSaid(t(`“${view.name}”第 ${view.version} 版已设定。`, `"${view.name}" stands as version ${view.version}.`))
      await changed()
    } catch (failure) {
      setFault(failure)
    }
  })
  const [retire] = useOnce(async (name: string) => {
    setFault(undefined)
    try {
      const view = await retireLayout({ source: source.code, name })
      setSaid(t(`“${view.name}”已停用。`, `"${view.name}" is no longer used.`))
      await changed()
    } catch (failure) {
      setFault(failure)
    }
  })

  return (
    <>
      {fault !== undefined && <ProblemNote fault={fault} />}
      {said && (
        <p className="note good" role="status">
          {said}
        </p>
      )}
      <Grid
        name="layouts"
        caption={t('表样', 'Layouts')}
        state={state}
        columns={useColumns(source, open, mayText ? retire : undefined)}
        filters={filters}
        usualSort="name"
        queryKey={['layouts', source.code]}
        load={(ask) => layouts({ ...ask, source: source.code, limit: 50 })}
        rowKey={({ name }) => name}
        exported={{
          path: '/v1/layouts/export',
          columns: { name: 'name,version,state', at: 'at,who', acts: '' },
          more: { source: source.code },
        }}
        empty={<None source={mayText ? source.code : undefined} />}
      />
      {open && <Versions source={source.code} name={open} />}
      {mayText && (
        <div className="import">
          <label className="button-link">
            {t('从 YAML 文件设定', 'Settle from a YAML file')}
            <input
              type="file"
              className="sr-only"
              accept=".yaml,.yml,.json"
              disabled={isBusy}
              onChange={(event) => {
                const [file] = event.target.files ?? []
                event.target.value = ''
                if (file) bring(file)
              }}
            />
          </label>
        </div>
      )}
    </>
  )
}

function None({ source }: { source: string | undefined }) {
  const { t } = useReading()
  return (
    <Nothing title={t('还没有表样', 'There is no layout yet')}>
      <p>
        {t(
          '报送一份自有列名的表格，系统会提出建议，由您核对后保存。',
          'Send a sheet in your own columns: a layout is proposed, and you look it over and save it.',
        )}
      </p>
      {source && (
        <p>
          <Link to="/upload" search={{ source }} className="button-link primary">
            {t('报送数据', 'Submit data')}
          </Link>
        </p>
      )}
    </Nothing>
  )
}

function useColumns(
  source: SourceView,
  open: string | undefined,
  retire: ((name: string) => void) | undefined,
): GridColumn<LayoutView>[] {
  const { language, t } = useReading()
  const names = useItemNames()
  return [
    {
      id: 'name',
      says: { zh: '表样', en: 'Layout' },
      sort: 'name',
      isHead: true,
      cell: ({ name, version, isRetired }) => (
        <>
          <Link
            to="/layouts"
            search={(now) => ({ ...now, source: source.code, name: open === name ? undefined : name })}
            resetScroll={false}
          >
            {name}
          </Link>
          <span className="soft">{` @${version}`}</span>
          {isRetired && <span className="tag under">{t('已停用', 'Retired')}</span>}
        </>
      ),
    },
    {
      id: 'item',
      says: { zh: '目录项', en: 'Item' },
      sort: 'item',
      cell: ({ item, layout }) => (
        <>
          {names.item(item)}
          {layout.profile && <span className="soft under">{t('历史数据', 'historic data')}</span>}
        </>
      ),
    },
    {
      id: 'columns',
      says: { zh: '列', en: 'Columns' },
      cell: ({ layout }) => {
        const kept = layout.columns.filter((rule) => rule.field)
        return (
          <>
            {kept.length}
            <span className="soft under">
              {kept
                .slice(0, 4)
                .map((rule) => rule.column)
                .join(t('、', ', '))}
            </span>
          </>
        )
      },
    },
    {
      id: 'at',
      isWhole: true,
      says: { zh: '设定', en: 'Settled' },
      sort: 'at',
      cell: ({ at, who }) => (
        <>
          {sayInstant(at, language)}
          <span className="soft under">{who}</span>
        </>
      ),
    },
    {
      id: 'acts',
      says: { zh: '办理', en: 'Actions' },
      cell: (one) => (
        <div className="row-tools">
          <Button onClick={() => download(one)}>
            YAML
            <span className="sr-only">{` ${one.name}`}</span>
          </Button>
          {retire && !one.isRetired && (
            <Button onClick={() => retire(one.name)}>
              {t('停用', 'Retire')}
              <span className="sr-only">{` ${one.name}`}</span>
            </Button>
          )}
        </div>
      ),
    },
  ]
}

const download = (one: LayoutView) =>
  saveAs(new Blob([one.yaml], { type: 'application/yaml' }), `${one.name}@${one.version}.yaml`)

function Versions({ source, name }: { source: string; name: string }) {
  const { language, say, t } = useReading()
  const names = useItemNames()
  const list = useQuery({ queryKey: ['layouts', source, name], queryFn: () => layouts({ source, name }) })
  return (
    <section className="card" aria-label={name}>
      <h2>{name}</h2>
      {list.error && <ProblemNote fault={list.error} />}
      {list.isPending && <PageWaits />}
      {list.data?.rows.map((one, at) => (
        <details key={one.version} open={at === 0}>
          <summary>
            {t(`第 ${one.version} 版`, `Version ${one.version}`)}
            <span className="soft">{` · ${sayInstant(one.at, language)} · ${one.who}${one.isRetired ? t(' · 停用', ' · retired') : ''}`}</span>
          </summary>
          <dl className="rules-list">
            {one.layout.columns.map((rule) => (
              <div key={`${rule.column} ${rule.field ?? ''}`}>
                <dt>{rule.column}</dt>
                <dd>
                  {rule.field ? names.field(one.item, rule.field) : t('不保留', 'not kept')}
                  <span className="soft">
                    {[
                      rule.find && say(findWords[rule.find]),
                      rule.after && t(`在“${rule.after}”之后`, `behind "${rule.after}"`),
                      rule.take && (rule.take === 'first' ? t('第一个', 'the first') : t('最后一个', 'the last')),
                      rule.unit && say(unitWords[rule.unit]),
                      rule.days && say(dayWords[rule.days]),
                    ]
                      .filter(Boolean)
                      .map((part) => ` · ${part}`)}
                  </span>
                </dd>
              </div>
            ))}
            {one.layout.constants?.map((constant) => (
              <div key={constant.field}>
                <dt>=</dt>
                <dd>
                  {names.field(one.item, constant.field)}
                  <span className="soft">{` · ${constant.value ?? t('由代码判断', 'told by the code')}`}</span>
                </dd>
              </div>
            ))}
          </dl>
          <Button onClick={() => download(one)}>YAML</Button>
        </details>
      ))}
    </section>
  )
}
