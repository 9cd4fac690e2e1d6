import { Link } from '@tanstack/react-router'
import type { ReceiptHead } from '../../../src/http/schemas/counter.ts'
import { sayInstant } from '../../ui/dates.ts'
import { receipts } from '../api.ts'
import { useReading } from '../language.tsx'
import { useReasonNames, useReasonOptions } from '../names.ts'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page } from '../parts/page.tsx'

/** Receipts of checks that one's own body made. Opening one is a line of the ledger and no new check. */
export function ReceiptsPage() {
  const { t } = useReading()
  const state = useGridState('receipts')
  const options = useReasonOptions()
  const filters: GridFilter[] = [
    { kind: 'text', id: 'code', says: { zh: '统一社会信用代码', en: 'Code' }, most: 64 },
    {
      kind: 'text',
      id: 'caseNumber',
      says: { zh: '办件编号', en: 'Case number' },
      hint: { zh: '编号或其中一部分', en: 'All or part of it' },
      most: 128,
    },
    { kind: 'choice', id: 'matter', says: { zh: '办理事项', en: 'Matter' }, options: options.matters },
    { kind: 'days', from: 'from', until: 'until', says: { zh: '日期', en: 'Days' } },
    {
      kind: 'choice',
      id: 'who',
      says: { zh: '查询人', en: 'Asked by' },
      options: [{ value: 'me', label: t('我', 'Me') }],
      isMore: true,
    },
  ]
  return (
    <Page
      title={t('核查回执', 'Receipts')}
      lead={t('本单位做过的核查，最近的在前。', 'Checks that your body made, the latest first.')}
      actions={
        <Link to="/check" className="button-link primary">
          {t('信用核查', 'Check')}
        </Link>
      }
    >
      <Grid
        name="receipts"
        caption={t('核查回执', 'Receipts')}
        state={state}
        columns={useColumns()}
        filters={filters}
        queryKey={['receipts']}
        usualSort="-at"
        load={(ask) => receipts({ ...ask, limit: 50 })}
        rowKey={(row) => row.number}
        exported={{ path: '/v1/receipts/export', columns: { subject: 'name,code' } }}
        empty={
          <Nothing title={t('还没有核查回执', 'There are no receipts yet')}>
            <Link to="/check" className="button-link primary">
              {t('做第一次核查', 'Make a first check')}
            </Link>
          </Nothing>
        }
      />
    </Page>
  )
}

function useColumns(): GridColumn<ReceiptHead>[] {
  const { language, t } = useReading()
  const names = useReasonNames()
  return [
    {
      id: 'number',
      says: { zh: '回执编号', en: 'Receipt' },
      isHead: true,
      cell: ({ number }) => (
        <Link to="/check/answers" search={{ receipts: number }}>
          <code>{number}</code>
        </Link>
      ),
    },
    {
      id: 'subject',
      says: { zh: '单位', en: 'Organisation' },
      cell: ({ name, subject }) => (
        <>
          {name ??
            (subject ? t('登记库中没有', 'Not in the register') : t('不是单位的代码', 'Not an organisation’s code'))}
          {subject && (
            <span className="soft under">
              <code>{subject}</code>
            </span>
          )}
        </>
      ),
    },
    { id: 'matter', says: { zh: '办理事项', en: 'Matter' }, cell: ({ matter }) => names.matter(matter) },
    { id: 'case', says: { zh: '办件编号', en: 'Case number' }, cell: ({ caseNumber }) => caseNumber },
    { id: 'who', isWhole: true, says: { zh: '查询人', en: 'Asked by' }, cell: ({ who }) => who },
    {
      id: 'at',
      isWhole: true,
      says: { zh: '时间', en: 'When' },
      sort: 'at',
      cell: ({ at }) => sayInstant(at, language),
    },
    {
      id: 'purpose',
      says: { zh: '查询目的', en: 'Purpose' },
      isExtra: true,
      cell: ({ purpose }) => names.purpose(purpose),
    },
    {
      id: 'batch',
      says: { zh: '批号', en: 'Batch' },
      isExtra: true,
      cell: ({ batch }) => batch && <code>{batch}</code>,
    },
  ]
}
