import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { SuspectedCodes } from '../../../src/http/schemas/codes.ts'
import { codeFigures, codeQuality, suspectedCodes } from '../api.ts'
import { lastMonths, summed } from '../code-months.ts'
import { wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { Correct } from '../parts/correct-codes.tsx'
import { Corrections } from '../parts/corrections.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { MonthBars } from '../parts/month-bars.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useMe } from '../session.ts'

const route = getRouteApi('/in/codes')

export function CodesPage() {
  const { t } = useReading()
  const search = route.useSearch()
  const mayCorrect = useMe().may.includes('correct-codes')
  return (
    <Page
      title={t('重错码', 'Duplicate and wrong codes')}
      lead={t(
        '一个主体一个代码。同一主体的两个代码在这里认作一个，认错的恢复分开；记录不移动，每一步都有依据并记入存证。',
        'One organisation, one code. Two codes of one organisation are joined here, and told apart again where that was wrong. No record moves; each step has its basis and is evidence.',
      )}
    >
      <Figures source={search.source} />
      {mayCorrect && <Correct search={search} />}
      <Tabs
        label={t('疑似重码与更正记录', 'Suspected, and put right')}
        to="/codes"
        chosen={search.view === 'done' ? 'done' : undefined}
        tabs={[
          [undefined, t('疑似重码', 'Suspected duplicates')],
          ['done', t('更正记录', 'What was put right')],
        ]}
      />
      {search.view === 'done' ? <Corrections mayCorrect={mayCorrect} /> : <Suspected mayCorrect={mayCorrect} />}
    </Page>
  )
}

function Figures({ source }: { source?: string }) {
  const { language, t } = useReading()
  const total = useQuery({ queryKey: ['code-quality'], queryFn: codeQuality })
  const figures = useQuery({ queryKey: ['code-figures'], queryFn: codeFigures })
  const fault = total.error ?? figures.error
  const again = () => {
    void total.refetch()
    void figures.refetch()
  }
  const rows = figures.data?.rows ?? []
  const chosen = rows.find((one) => one.source === source)
  const number = (n: number) => wholeNumber(n, language)
  return (
    <section className="card" aria-label={t('每千个主体的重错码', 'Codes in a thousand organisations')}>
      {fault && <ProblemNote fault={fault} again={again} />}
      {(total.isPending || figures.isPending) && <PageWaits />}
      {total.data && (
        <div className="code-total">
          <p className="big-figure">
            {total.data.perThousand.toLocaleString(language)}
            <span className="soft">{t(' ‰，目标不超过 1‰', ' in a thousand; the target is one')}</span>
          </p>
          <p className="soft">
            {t(
              `${number(total.data.registered)} 个登记主体（个体工商户不计）：疑似重码 ${number(total.data.duplicate)}，校验有误 ${number(total.data.wrong)}，已认作同一主体 ${number(total.data.joined)}。`,
              `${number(total.data.registered)} registered, without sole proprietors: ${number(total.data.duplicate)} suspected duplicates, ${number(total.data.wrong)} with a wrong check, ${number(total.data.joined)} joined.`,
            )}
          </p>
        </div>
      )}
      {figures.data && rows.length === 0 && (
        <p className="soft">{t('近两年没有登记信息到达。', 'No registration came in the last two years.')}</p>
      )}
      {figures.data && rows.length > 0 && (
        <div className="code-figures">
          <MonthBars
            months={lastMonths(rows, chosen?.source, figures.data.at)}
            what={
              chosen
                ? t(
                    `${chosen.sourceName}：各月新登记主体的重错码（‰）`,
                    `${chosen.sourceName}: codes in a thousand of what it registered in a month`,
                  )
                : t('各月新登记主体的重错码（‰）', 'Codes in a thousand of what was registered in a month')
            }
          />
          <div>
            <table className="grid plain by-source">
              <caption>
                <span>
                  {t('按信源单位，近两年', 'By source, the last two years')}
                  {chosen && (
                    <Link to="/codes" resetScroll={false}>
                      {t('看全部单位', 'All sources')}
                    </Link>
                  )}
                </span>
              </caption>
              <thead>
                <tr>
                  <th scope="col">{t('信源单位', 'Source')}</th>
                  <th scope="col">{t('新登记', 'Registered')}</th>
                  <th scope="col">{t('重码', 'Duplicates')}</th>
                  <th scope="col">{t('错码', 'Wrong')}</th>
                  <th scope="col">‰</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((one) => {
                  const all = summed(one.months)
                  return (
                    <tr key={one.source} className={one === chosen ? 'picked' : undefined}>
                      <th scope="row">
                        <Link to="/codes" search={{ source: one.source }} resetScroll={false}>
                          {one.sourceName}
                        </Link>
                      </th>
                      <td>
                        <span className="narrow-only">{t('新登记 ', 'registered ')}</span>
                        {number(all.registered)}
                      </td>
                      <td>
                        <span className="narrow-only">{t('重码 ', 'duplicates ')}</span>
                        {number(all.duplicate)}
                      </td>
                      <td>
                        <span className="narrow-only">{t('错码 ', 'wrong ')}</span>
                        {number(all.wrong)}
                      </td>
                      <td>
                        {all.perThousand.toLocaleString(language)}
                        <span className="narrow-only">‰</span>
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
            <p className="hint">
              {t(
                '按现状统计，已更正的不再计入；新登记的行数含个体工商户。',
                'As it stands now: what was put right counts no more. Rows registered include sole proprietors.',
              )}
            </p>
          </div>
        </div>
      )}
    </section>
  )
}

function Suspected({ mayCorrect }: { mayCorrect: boolean }) {
  const { t } = useReading()
  const state = useGridState('codes-suspected', ['view', 'way', 'source'])
  const filters: GridFilter[] = [
    { kind: 'text', id: 'text', says: { zh: '名称', en: 'Name' } },
    {
      kind: 'text',
      id: 'region',
      says: { zh: '地区代码', en: 'Region' },
      hint: { zh: '六位，含下级', en: 'six digits, those below too' },
      most: 6,
    },
  ]
  const columns: GridColumn<SuspectedCodes>[] = [
    {
      id: 'name',
      says: { zh: '名称', en: 'Name' },
      sort: 'name',
      isHead: true,
      cell: (one) => one.name,
    },
    { id: 'region', says: { zh: '登记地', en: 'County' }, sort: 'region', cell: ({ regionName }) => regionName },
    {
      id: 'codes',
      says: { zh: '代码', en: 'Codes' },
      sort: 'codes',
      cell: ({ codes }) =>
        codes.map((code) => (
          <code key={code} className="under">
            {code}
          </code>
        )),
    },
    ...(mayCorrect
      ? [
          {
            id: 'acts',
            says: { zh: '办理', en: 'Actions' },
            cell: (one: SuspectedCodes) => (
              <Link
                to="/codes"
                search={{
                  way: 'line',
                  putFlag: '1',
                  putCode: one.codes[0],
                  putOther: one.codes[1],
                  putName: one.name,
                }}
                hash="correct"
                className="button-link"
              >
                {t('办理', 'Put right')}
                <span className="sr-only">{` ${one.name}`}</span>
              </Link>
            ),
          },
        ]
      : []),
  ]
  return (
    <>
      <p className="hint">
        {t(
          '登记地和名称都相同的多个代码。名称相同不等于同一主体，请先向登记机关核实。',
          'Several codes of one name in one county. One name is not one organisation: ask the registry first.',
        )}
      </p>
      <Grid
        name="codes-suspected"
        caption={t('疑似重码', 'Suspected duplicates')}
        state={state}
        columns={columns}
        filters={filters}
        usualSort="name"
        queryKey={['codes-suspected']}
        load={(ask) => suspectedCodes({ ...ask, limit: 50 })}
        rowKey={({ codes }) => codes[0]!}
        exported={{ path: '/v1/code-quality/suspected/export', columns: { acts: '' } }}
        empty={<Nothing title={t('没有疑似重码', 'There is none')} />}
      />
    </>
  )
}
