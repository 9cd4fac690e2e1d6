import { Link } from '@tanstack/react-router'
import type { IssuedReport } from '../../../src/http/schemas/counter.ts'
import { lastDayShown, sayDay, sayInstant } from '../../ui/dates.ts'
import { issuedReports } from '../api.ts'
import { bytesShown, dayBefore } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useReasonNames } from '../names.ts'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page } from '../parts/page.tsx'

/**
 * Reports that one's own body had made. A report itself is not kept, for a copy
 * would outlive a repair: what is kept is who asked, why, and its digest.
 */
export function ReportsPage() {
  const { t } = useReading()
  const state = useGridState('reports')
  const filters: GridFilter[] = [
    { kind: 'text', id: 'code', says: { zh: '统一社会信用代码', en: 'Code' }, most: 64 },
    { kind: 'days', from: 'from', until: 'until', says: { zh: '出具日期', en: 'Made' } },
    {
      kind: 'choice',
      id: 'who',
      says: { zh: '出具人', en: 'Asked by' },
      options: [{ value: 'me', label: t('我', 'Me') }],
    },
  ]
  const make = (
    <Link to="/report" className="button-link primary">
      {t('出具报告', 'Make a report')}
    </Link>
  )
  return (
    <Page
      title={t('已出具的报告', 'Reports made')}
      lead={t(
        '本单位出具过的信用报告。平台不保存报告全文，只保存编号、事由和摘要值；手中的文件与摘要值相符，即为原件。需要内容的，重新出具，按当日可示的信息生成。',
        'Reports made for your body. The platform keeps no report, only its number, reason and digest: a file with that digest is the original. For the content ask anew; it tells what may be shown today.',
      )}
      actions={make}
    >
      <Grid
        name="reports"
        caption={t('已出具的报告', 'Reports made')}
        state={state}
        columns={useColumns()}
        filters={filters}
        queryKey={['reports']}
        usualSort="-at"
        load={(ask) => issuedReports({ ...ask, limit: 50 })}
        rowKey={(row) => `${row.number} ${row.code}`}
        exported={{
          path: '/v1/reports/export',
          columns: {
            number: 'number,format,bytes',
            subject: 'name,code',
            why: 'matter,case',
            period: 'from,until,asOf',
            again: '',
          },
        }}
        empty={<Nothing title={t('还没有出具过报告', 'No report has been made yet')}>{make}</Nothing>}
      />
    </Page>
  )
}

function useColumns(): GridColumn<IssuedReport>[] {
  const { language, t } = useReading()
  const names = useReasonNames()
  return [
    {
      id: 'number',
      says: { zh: '报告编号', en: 'Report' },
      isHead: true,
      cell: ({ number, format, bytes }) => (
        <>
          <code>{number}</code>
          <span className="soft under">{`${format.toUpperCase()} · ${bytesShown(bytes, language)}`}</span>
        </>
      ),
    },
    {
      id: 'subject',
      says: { zh: '单位', en: 'Organisation' },
      cell: ({ name, code }) => (
        <>
          {name}
          <span className="soft under">
            <code>{code}</code>
          </span>
        </>
      ),
    },
    {
      id: 'why',
      says: { zh: '事项与办件', en: 'Matter and case' },
      cell: ({ matter, caseNumber }) => (
        <>
          {names.matter(matter)}
          <span className="soft under">{caseNumber}</span>
        </>
      ),
    },
    {
      id: 'period',
      says: { zh: '报告期间', en: 'Period' },
      cell: ({ from, until, asOf }) => {
        const last = sayDay(dayBefore(until), language)
        const period = from ? `${sayDay(from, language)} – ${last}` : t(`截至 ${last}`, `until ${last}`)
        return asOf ? `${period} · ${t('按', 'as of')} ${sayDay(lastDayShown(asOf), language)}` : period
      },
    },
    { id: 'who', isWhole: true, says: { zh: '出具人', en: 'Asked by' }, cell: ({ who }) => who },
    {
      id: 'at',
      isWhole: true,
      says: { zh: '出具时间', en: 'Made' },
      sort: 'at',
      cell: ({ at }) => sayInstant(at, language),
    },
    {
      id: 'again',
      says: { zh: '重新出具', en: 'Ask anew' },
      cell: ({ code, from, until, name }) => (
        <Link
          to="/report"
          search={{ code, from, until: dayBefore(until) }}
          className="button-link"
          aria-label={t(`为 ${name ?? code} 重新出具`, `Ask anew for ${name ?? code}`)}
        >
          {t('重新出具', 'Ask anew')}
        </Link>
      ),
    },
    {
      id: 'digest',
      says: { zh: '摘要值（SHA-256）', en: 'Digest (SHA-256)' },
      isExtra: true,
      cell: ({ digest }) => <code className="digest">{digest}</code>,
    },
    {
      id: 'position',
      says: { zh: '存证位置', en: 'Log position' },
      isExtra: true,
      align: 'end',
      cell: ({ knownAt }) => knownAt,
    },
  ]
}
