import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import type { ConnectionAsk, RegisterLine, ZeroReportRow } from '../../../src/http/schemas/connections.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { connect, register, reportZero, zeroReports } from '../api.ts'
import { counted, dayBefore, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { catalogueQuery, useItemNames } from '../names.ts'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { optionsOf } from '../parts/grid-filters.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { useOnce } from '../parts/once.ts'
import { Nothing, Page } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { mayHere, useMe, useSources } from '../session.ts'

const route = getRouteApi('/in/connections')

type Period = RegisterLine['periods'][number]

const stateWords: Record<Period['state'], Says & { mark: string }> = {
  'in-time': { zh: '按时', en: 'in time', mark: 'accepted' },
  late: { zh: '迟到', en: 'late', mark: 'accepted-with-warnings' },
  zero: { zh: '零报送', en: 'nothing to report', mark: 'duplicate' },
  open: { zh: '应报，未到期', en: 'due', mark: 'waiting' },
  missing: { zh: '逾期未报', en: 'has not come', mark: 'refused' },
  'not-determinable': { zh: '未报，期限无法判断', en: 'not come; the deadline cannot be told', mark: 'waiting' },
}
const wayWords: Record<ConnectionAsk['way'], Says> = {
  file: { zh: '文件', en: 'file' },
  api: { zh: '接口', en: 'interface' },
  folder: { zh: '投递文件夹', en: 'drop folder' },
  form: { zh: '单条填报', en: 'form' },
  exchange: { zh: '共享交换', en: 'exchange' },
}
const rhythmWords: Record<ConnectionAsk['every'], Says> = {
  week: { zh: '每周', en: 'weekly' },
  month: { zh: '每月', en: 'monthly' },
  quarter: { zh: '每季', en: 'quarterly' },
  year: { zh: '每年', en: 'yearly' },
}
const isWanting = ({ state }: Period) => state === 'open' || state === 'missing' || state === 'not-determinable'

export function ConnectionsPage() {
  const { t } = useReading()
  const { view } = route.useSearch()
  return (
    <Page
      title={t('接入台账', 'Connection register')}
      lead={t(
        '每个信源单位报送什么、从哪里来、由哪个科室负责、何时应报；到期没有数据也没有零报送的，在这里看得见。',
        'What each source reports, where it comes from, which office answers for it and when it is due. What is due and has come neither as data nor as a zero report is seen here.',
      )}
    >
      <Tabs
        label={t('台账与零报送', 'Register and zero reports')}
        to="/connections"
        chosen={view === 'zero' ? 'zero' : undefined}
        tabs={[
          [undefined, t('接入台账', 'Register')],
          ['zero', t('零报送记录', 'Zero reports')],
        ]}
      />
      {view === 'zero' ? <Zeros /> : <Lines />}
    </Page>
  )
}

/** The filters by source and item, where there is more than one source to choose from. */
function useFilters(): GridFilter[] {
  const names = useItemNames()
  const sources = useSources('see-connections').rows ?? []
  const items = useQuery(catalogueQuery).data?.items ?? []
  return [
    ...(sources.length > 1
      ? [
          {
            kind: 'choice' as const,
            id: 'source',
            says: { zh: '信源单位', en: 'Source' },
            options: sources.map(({ code, name }) => ({ value: code, label: name })),
          },
        ]
      : []),
    {
      kind: 'choice',
      id: 'item',
      says: { zh: '目录项', en: 'Item' },
      options: items.map(({ id }) => ({ value: id, label: names.item(id) })),
    },
  ]
}

function Lines() {
  const { say, t } = useReading()
  const state = useGridState('connections', ['view'])
  const [edited, setEdited] = useState<RegisterLine>()
  const [zero, setZero] = useState<{ line: RegisterLine; period: Period }>()
  const filters: GridFilter[] = [
    ...useFilters(),
    {
      kind: 'choice',
      id: 'due',
      says: { zh: '应报未报', en: 'Due' },
      options: [{ value: 'true', label: t('只看应报未报', 'Only what is due') }],
    },
    {
      kind: 'choice',
      id: 'way',
      says: { zh: '接入方式', en: 'Way in' },
      options: optionsOf(ways, wayWords, say),
      isMore: true,
    },
    { kind: 'text', id: 'text', says: { zh: '系统、事项或科室', en: 'System, power or office' }, isMore: true },
  ]
  return (
    <>
      <Grid
        name="connections"
        caption={t('接入台账', 'Connection register')}
        state={state}
        columns={useColumns(setEdited, (line, period) => setZero({ line, period }))}
        filters={filters}
        usualSort="source"
        queryKey={['connections']}
        load={(ask) => register({ ...ask, limit: 50 })}
        rowKey={({ source, item }) => `${source} ${item}`}
        rowClass={({ periods }) => (periods.some(({ state }) => state === 'missing') ? 'attention' : undefined)}
        exported={{
          path: '/v1/connections/export',
          columns: { source: 'source,code', system: 'system,power,office,line', last: 'last,rows,zeros' },
        }}
        empty={<Nothing title={t('还没有信源单位', 'There is no source yet')} />}
      />
      {edited && <Edit line={edited} close={() => setEdited(undefined)} />}
      {zero && <Zero {...zero} close={() => setZero(undefined)} />}
    </>
  )
}

const ways = Object.keys(wayWords) as ConnectionAsk['way'][]

function useColumns(
  edit: (line: RegisterLine) => void,
  zero: (line: RegisterLine, period: Period) => void,
): GridColumn<RegisterLine>[] {
  const { language, say, t } = useReading()
  const names = useItemNames()
  const me = useMe()
  const sources = useSources('see-connections').rows
  const placeOf = (line: RegisterLine) => ({
    code: line.source,
    region: sources?.find((one) => one.code === line.source)?.region ?? '',
  })
  return [
    {
      id: 'item',
      says: { zh: '目录项', en: 'Item' },
      sort: 'item',
      isHead: true,
      width: '22%',
      cell: ({ item, every, dueDays }) => (
        <>
          {names.item(item)}
          <span className="soft under">
            {t(
              `${rhythmWords[every].zh}，期末后 ${dueDays} 个工作日`,
              `${rhythmWords[every].en}, ${counted(dueDays, 'working day')} after the period`,
            )}
          </span>
        </>
      ),
    },
    { id: 'source', says: { zh: '信源单位', en: 'Source' }, sort: 'source', cell: ({ sourceName }) => sourceName },
    {
      id: 'system',
      says: { zh: '系统、权责事项、科室', en: 'System, power, office' },
      cell: (line) => (
        <>
          {line.connection ? (
            <>
              {line.connection.system}
              <span className="soft under">{line.connection.powerItem}</span>
              <span className="soft under">
                {[line.connection.office, line.connection.officeLine, say(wayWords[line.connection.way])]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </>
          ) : (
            <span className="soft">{t('尚未登记', 'Not entered yet')}</span>
          )}
          {mayHere(me, 'edit-connections', placeOf(line)) && (
            <span className="under">
              <button type="button" className="quiet" onClick={() => edit(line)}>
                {line.connection ? t('更改', 'Change') : t('登记', 'Enter')}
                <span className="sr-only">{` ${line.sourceName} ${names.item(line.item)}`}</span>
              </button>
            </span>
          )}
        </>
      ),
    },
    {
      id: 'last',
      isWhole: true,
      says: { zh: '最近数据', en: 'Last data' },
      width: '9.5rem',
      sort: 'last',
      cell: ({ lastAt, lastRows, zeroCount, source, item }) => (
        <>
          {lastAt ? sayInstant(lastAt, language) : t('从未报送', 'never')}
          {lastRows !== undefined && (
            <span className="soft under">{t(`${wholeNumber(lastRows, language)} 行`, counted(lastRows, 'row'))}</span>
          )}
          {zeroCount > 0 && (
            <span className="under">
              <Link to="/connections" search={{ view: 'zero', source, item }}>
                {t(`零报送 ${zeroCount} 次`, counted(zeroCount, 'zero report'))}
              </Link>
            </span>
          )}
        </>
      ),
    },
    {
      id: 'periods',
      says: { zh: '各期', en: 'Periods' },
      width: '24%',
      cell: (line) => (
        <Periods line={line} zero={mayHere(me, 'submit', placeOf(line)) ? (period) => zero(line, period) : undefined} />
      ),
    },
  ]
}

function Zeros() {
  const { language, t } = useReading()
  const names = useItemNames()
  const state = useGridState('zero-reports', ['view'])
  const filters: GridFilter[] = [
    ...useFilters(),
    { kind: 'days', from: 'from', until: 'until', says: { zh: '期间开始于', en: 'Period begins' } },
  ]
  const columns: GridColumn<ZeroReportRow>[] = [
    {
      id: 'period',
      says: { zh: '期间', en: 'Period' },
      sort: 'from',
      isHead: true,
      cell: ({ from, until }) => `${sayDay(from, language)} – ${sayDay(dayBefore(until), language)}`,
    },
    { id: 'source', says: { zh: '信源单位', en: 'Source' }, cell: ({ sourceName }) => sourceName },
    { id: 'item', says: { zh: '目录项', en: 'Item' }, cell: ({ item }) => names.item(item) },
    { id: 'who', isWhole: true, says: { zh: '报送人', en: 'By' }, cell: ({ who }) => who },
    { id: 'at', isWhole: true, says: { zh: '报送时间', en: 'When' }, cell: ({ at }) => sayInstant(at, language) },
  ]
  return (
    <Grid
      name="zero-reports"
      caption={t('零报送记录', 'Zero reports')}
      state={state}
      columns={columns}
      filters={filters}
      usualSort="-from"
      queryKey={['connections', 'zero']}
      load={(ask) => zeroReports({ ...ask, limit: 50 })}
      rowKey={({ source, item, from, until }) => `${source} ${item} ${from} ${until}`}
      exported={{ path: '/v1/zero-reports/export', columns: { period: 'from,until', source: 'source,code' } }}
      empty={<Nothing title={t('还没有零报送', 'Nobody reported that there was nothing')} />}
    />
  )
}

const shownPeriods = 3

function Periods({ line, zero }: { line: RegisterLine; zero?: (period: Period) => void }) {
  const { language, say, t } = useReading()
  const shown = line.periods.slice(0, shownPeriods)
  const missing = line.periods.filter(({ state }) => state === 'missing').length
  if (shown.length === 0) return <span className="soft">{t('尚无到期的期间', 'No period is over yet')}</span>
  return (
    <ul className="periods">
      {shown.map((period) => (
        <li key={period.from}>
          <span>{periodName(line.every, period, language)}</span>{' '}
          <span className={`tag v-${stateWords[period.state].mark}`}>{say(stateWords[period.state])}</span>
          {isWanting(period) && (
            <span className="soft">
              {'day' in period.due && ` ${t('应于', 'by')} ${sayDay(period.due.day, language)}`}
            </span>
          )}
          {isWanting(period) && zero && (
            <button type="button" className="quiet" onClick={() => zero(period)}>
              {t('零报送', 'Nothing to report')}
              <span className="sr-only">{` ${periodName(line.every, period, language)}`}</span>
            </button>
          )}
        </li>
      ))}
      {missing > shownPeriods && (
        <li className="soft">
          {t(`共 ${missing} 期逾期未报`, counted(missing, 'period has not come', 'periods have not come'))}
        </li>
      )}
    </ul>
  )
}

function periodName(every: RegisterLine['every'], { from }: Period, language: 'zh' | 'en'): string {
  const [year = '', month = ''] = from.split('-')
  if (every === 'year') return year
  if (every === 'month') return `${year}-${month}`
  if (every === 'quarter')
    return language === 'zh' ? `${year} 年第 ${quarterOf(month)} 季度` : `Q${quarterOf(month)} ${year}`
  return language === 'zh' ? `${sayDay(from, language)} 起一周` : `week of ${sayDay(from, language)}`
}
const quarterOf = (month: string) => Math.ceil(Number(month) / 3)

function Zero({ line, period, close }: { line: RegisterLine; period: Period; close: () => void }) {
  const { language, t } = useReading()
  const names = useItemNames()
  const queries = useQueryClient()
  const [fault, setFault] = useState<unknown>()
  const [send, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      await reportZero({ source: line.source, item: line.item, from: period.from, until: period.until })
      await queries.invalidateQueries({ queryKey: ['connections'] })
      close()
    } catch (failure) {
      setFault(failure)
    }
  })
  const name = periodName(line.every, period, language)
  return (
    <Modal
      open
      title={t('零报送', 'Nothing to report')}
      onCancel={close}
      onOk={() => send()}
      confirmLoading={isBusy}
      okText={t('确认零报送', 'Confirm')}
      cancelText={t('取消', 'Cancel')}
    >
      <p>
        {t(
          `${line.sourceName} 在 ${name} 没有作出需要报送的“${names.item(line.item)}”。此声明记入存证。`,
          `In ${name}, ${line.sourceName} decided nothing that is to be reported as “${names.item(line.item)}”. This statement becomes evidence.`,
        )}
      </p>
      {fault !== undefined && <ProblemNote fault={fault} />}
    </Modal>
  )
}

function Edit({ line, close }: { line: RegisterLine; close: () => void }) {
  const { say, t } = useReading()
  const names = useItemNames()
  const queries = useQueryClient()
  const id = useId()
  const before = line.connection
  const [one, setOne] = useState<Omit<ConnectionAsk, 'source' | 'item'>>({
    system: before?.system ?? '',
    powerItem: before?.powerItem ?? '',
    office: before?.office ?? '',
    officeLine: before?.officeLine ?? '',
    way: before?.way ?? 'file',
    every: before?.every ?? line.every,
    dueDays: before?.dueDays ?? line.dueDays,
    since: before?.since ?? line.since,
  })
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const change = (part: Partial<typeof one>) => setOne((now) => ({ ...now, ...part }))
  const missing = (text: string) => (isAsked && !text.trim() ? t('请填写', 'Fill this in') : undefined)
  const isComplete = [one.system, one.powerItem, one.office, one.since].every((text) => text.trim() !== '')
  const [save, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      await connect({ source: line.source, item: line.item, ...one })
      await queries.invalidateQueries({ queryKey: ['connections'] })
      close()
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    if (!isComplete) return false
    save()
    return true
  }
  const text = (name: 'system' | 'powerItem' | 'office', label: string, most: number, hint?: string) => (
    <Field id={`${id}-${name}`} label={label} error={missing(one[name])} hint={hint}>
      {(field) => (
        <Input
          {...field}
          value={one[name]}
          maxLength={most}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <Modal open title={`${line.sourceName} · ${names.item(line.item)}`} onCancel={close} footer={null}>
      <Form submit={submit} className="stack-form">
        {text('system', t('业务系统', 'System'), 100)}
        {text('powerItem', t('权责清单事项', 'Item of the list of powers'), 200)}
        {text('office', t('责任科室', 'Office'), 100, t('只登记科室，不登记个人', 'An office, never a person'))}
        <Field
          id={`${id}-phone`}
          label={t('科室电话（可不填）', 'Its landline (optional)')}
          hint={t('固定电话，如 0990-1234567', 'A landline, such as 0990-1234567')}
          isOptional
        >
          {(field) => (
            <Input
              {...field}
              value={one.officeLine}
              maxLength={40}
              onChange={(event) => change({ officeLine: event.target.value })}
            />
          )}
        </Field>
        <div className="fields two">
          <Field id={`${id}-way`} label={t('接入方式', 'Way in')}>
            {(field) => (
              <Select
                {...field}
                value={one.way}
                onChange={(way: ConnectionAsk['way']) => change({ way })}
                options={(Object.keys(wayWords) as ConnectionAsk['way'][]).map((way) => ({
                  value: way,
                  label: say(wayWords[way]),
                }))}
              />
            )}
          </Field>
          <Field id={`${id}-every`} label={t('周期', 'Rhythm')}>
            {(field) => (
              <Select
                {...field}
                value={one.every}
                onChange={(every: ConnectionAsk['every']) => change({ every })}
                options={(Object.keys(rhythmWords) as ConnectionAsk['every'][]).map((every) => ({
                  value: every,
                  label: say(rhythmWords[every]),
                }))}
              />
            )}
          </Field>
          <Field id={`${id}-days`} label={t('期末后工作日', 'Working days after it')}>
            {(field) => (
              <Input
                {...field}
                type="number"
                min={1}
                max={60}
                value={one.dueDays}
                onChange={(event) => change({ dueDays: Math.min(60, Math.max(1, Number(event.target.value) || 1)) })}
              />
            )}
          </Field>
          <Field id={`${id}-since`} label={t('接入日期', 'Since')} error={missing(one.since)}>
            {(field) => (
              <Input
                {...field}
                type="date"
                value={one.since}
                onChange={(event) => change({ since: event.target.value })}
              />
            )}
          </Field>
        </div>
        {fault !== undefined && <ProblemNote fault={fault} />}
        <div className="form-actions">
          <Button type="primary" htmlType="submit" loading={isBusy}>
            {t('保存', 'Save')}
          </Button>
          <Button onClick={close}>{t('取消', 'Cancel')}</Button>
        </div>
      </Form>
    </Modal>
  )
}
