/** Freshness, volume, verdicts and checks of one's own reach, drawn and as tables. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Overview } from '../../../src/http/schemas/desk.ts'
import { sayInstant } from '../../ui/dates.ts'
import { chartColours, verdictColours } from '../../ui/tokens.ts'
import { overview } from '../api.ts'
import { Chart } from '../charts/chart.tsx'
import type { Drawing } from '../charts/draw.ts'
import { counted, share, wholeNumber } from '../figures.ts'
import { type Reading, useReading } from '../language.tsx'
import { useReasonNames } from '../names.ts'
import { Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { verdictWords } from '../verdict-words.ts'

export const overviewQuery = { queryKey: ['overview'], queryFn: overview, staleTime: 300_000 }

export function OverviewPage() {
  const { language, t } = useReading()
  const { data, error, refetch } = useQuery(overviewQuery)
  return (
    <Page
      title={t('概览', 'Overview')}
      lead={
        data
          ? t(
              `统计至 ${sayInstant(data.at, language)}，最多每十分钟重新统计一次。`,
              `Counted at ${sayInstant(data.at, language)}; counted anew every ten minutes at most.`,
            )
          : undefined
      }
    >
      {error && <ProblemNote fault={error} again={() => void refetch()} />}
      {!data && !error && <PageWaits />}
      {data && (
        <div className="charts">
          <Freshness data={data} />
          <Volume data={data} />
          <Shares data={data} />
          <Checks data={data} />
        </div>
      )}
    </Page>
  )
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
const writing = (reading: Reading) => (n: number) => wholeNumber(n, reading.language)

const monthsFrom = (since: string, at: string): string[] => {
  const [year, month] = since.split('-').map(Number)
  const end = new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 7)
  const months: string[] = []
  for (let n = year! * 12 + month! - 1; months.at(-1) !== end && months.length < 24; n++) {
    months.push(`${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`)
  }
  return months
}

/** Days since each source last sent something; those that have waited longest come first. */
export function Freshness({ data, most = 12 }: { data: Overview; most?: number }) {
  const reading = useReading()
  const { t } = reading
  const { rows, never } = useMemo(() => {
    const now = Date.parse(data.at)
    const rows = data.sources
      .flatMap(({ sourceName, last, late }) =>
        last ? [{ name: sourceName, late, days: Math.floor((now - Date.parse(last)) / 86_400_000) }] : [],
      )
      .sort((a, b) => b.days - a.days)
    return { rows, never: data.sources.length - rows.length }
  }, [data])
  const shown = rows.slice(0, most)
  const drawing = useMemo<Drawing>(
    () => ({
      labels: shown.map(({ name }) => name),
      series: [{ name: t('天', 'days'), colour: chartColours[0], values: shown.map(({ days }) => days) }],
      isLying: true,
      write: writing(reading),
    }),
    [shown, reading, t],
  )
  const late = data.sources.filter((one) => one.late > 0).length
  const oldest = rows[0]
  return (
    <Chart
      title={t('数据新鲜度：距上次报送的天数', 'Freshness: days since the last submission')}
      labelsAre={t('信源单位', 'Source')}
      height={Math.max(160, shown.length * 34 + 40)}
      summary={[
        oldest &&
          t(
            `最久的是${oldest.name}，已 ${oldest.days} 天；${late} 个单位有逾期未到的数据`,
            `${oldest.name} has waited longest: ${counted(oldest.days, 'day')}. ${counted(late, 'source')} with data overdue`,
          ),
        rows.length > shown.length &&
          t(`只画最久的 ${most} 个，共 ${rows.length} 个`, `the ${most} longest of ${rows.length} are drawn`),
        never > 0 && t(`${never} 个单位一年来没有报送`, `${counted(never, 'source')} sent nothing for a year`),
      ]
        .filter(Boolean)
        .join(t('；', '; '))}
      drawing={drawing}
      empty={
        never > 0
          ? t(`${never} 个单位一年来没有报送。`, `${counted(never, 'source')} sent nothing for a year.`)
          : t('所有单位今天都报送过，或还没有单位报送。', 'All sources sent something today, or none ever did.')
      }
    />
  )
}

/** Rows by month, by the sources that sent most. */
export function Volume({ data, most = 6 }: { data: Overview; most?: number }) {
  const reading = useReading()
  const { language, t } = reading
  const months = useMemo(() => monthsFrom(data.since, data.at), [data])
  const drawing = useMemo<Drawing>(() => {
    const bySource = Map.groupBy(data.months, ({ source }) => source)
    const ranked = [...bySource.values()].sort((a, b) => sum(b.map((m) => m.rows)) - sum(a.map((m) => m.rows)))
    const seriesOf = (name: string, colour: string, parts: Overview['months']) => ({
      name,
      colour,
      values: months.map((month) => sum(parts.filter((part) => part.month === month).map(({ rows }) => rows))),
    })
    const first = ranked.slice(0, most).map((parts, n) => seriesOf(parts[0]!.sourceName, chartColours[n]!, parts))
    const rest = ranked.slice(most).flat()
    return {
      labels: months,
      series: rest.length > 0 ? [...first, seriesOf(t('其他单位', 'Others'), chartColours[6], rest)] : first,
      write: writing(reading),
    }
  }, [data, months, most, reading, t])
  const total = sum(data.months.map(({ rows }) => rows))
  const latest = sum(data.months.filter(({ month }) => month === months.at(-1)).map(({ rows }) => rows))
  return (
    <Chart
      title={t('每月报送行数，按信源单位', 'Rows by month and source')}
      labelsAre={t('月份', 'Month')}
      height={320}
      summary={t(
        `一年来共 ${wholeNumber(total, language)} 行，本月至今 ${wholeNumber(latest, language)} 行。`,
        `${counted(total, 'row')} in a year, ${counted(latest, 'row')} this month so far.`,
      )}
      drawing={drawing}
      empty={t('一年来没有报送。', 'Nothing was submitted for a year.')}
    />
  )
}

const six = ['accepted', 'warned', 'corrected', 'duplicate', 'waiting', 'refused'] as const
const wordOf = { warned: 'accepted-with-warnings' } as const

/** What became of the rows of each month. */
function Shares({ data }: { data: Overview }) {
  const reading = useReading()
  const { language, say, t } = reading
  const months = useMemo(() => monthsFrom(data.since, data.at), [data])
  const drawing = useMemo<Drawing>(
    () => ({
      labels: months,
      series: six.map((verdict) => ({
        name: say(verdictWords[verdict === 'warned' ? wordOf.warned : verdict]),
        colour: verdictColours[verdict],
        values: months.map((month) => sum(data.months.filter((one) => one.month === month).map((one) => one[verdict]))),
      })),
      isShare: true,
      write: writing(reading),
    }),
    [data, months, reading, say],
  )
  const total = sum(six.map((verdict) => sum(data.months.map((one) => one[verdict]))))
  const part = (verdict: (typeof six)[number]) => share(sum(data.months.map((one) => one[verdict])), total, language)
  return (
    <Chart
      title={t('逐行结论的构成', 'What became of rows')}
      labelsAre={t('月份', 'Month')}
      height={320}
      summary={
        total === 0
          ? ''
          : t(
              `一年来接收 ${part('accepted')}，退回 ${part('refused')}，待人工处理 ${part('waiting')}。`,
              `In a year ${part('accepted')} accepted, ${part('refused')} refused, ${part('waiting')} waiting.`,
            )
      }
      drawing={drawing}
      empty={t('一年来没有报送。', 'Nothing was submitted for a year.')}
    />
  )
}

/** Checks by matter, week by week. */
function Checks({ data, most = 6 }: { data: Overview; most?: number }) {
  const reading = useReading()
  const { language, t } = reading
  const names = useReasonNames()
  const drawing = useMemo<Drawing>(() => {
    const weeks = [...new Set(data.weeks.map(({ week }) => week))].sort()
    const byMatter = [...Map.groupBy(data.weeks, ({ matter }) => matter)]
    byMatter.sort(([, a], [, b]) => sum(b.map((one) => one.checks)) - sum(a.map((one) => one.checks)))
    const seriesOf = (name: string, colour: string, parts: Overview['weeks']) => ({
      name,
      colour,
      values: weeks.map((week) => sum(parts.filter((part) => part.week === week).map(({ checks }) => checks))),
    })
    const first = byMatter
      .slice(0, most)
      .map(([matter, parts], n) => seriesOf(names.matter(matter), chartColours[n]!, parts))
    const rest = byMatter.slice(most).flatMap(([, parts]) => parts)
    return {
      labels: weeks,
      series: rest.length > 0 ? [...first, seriesOf(t('其他事项', 'Other matters'), chartColours[6], rest)] : first,
      write: writing(reading),
    }
  }, [data, most, names, reading, t])
  const total = sum(data.weeks.map(({ checks }) => checks))
  const first = drawing.series[0]
  return (
    <Chart
      title={t('每周核查次数，按办理事项', 'Checks by week and matter')}
      labelsAre={t('周（周一）', 'Week (its Monday)')}
      height={320}
      summary={[
        t(`半年来共 ${wholeNumber(total, language)} 次`, `${counted(total, 'check')} in half a year`),
        first && t(`最多的是“${first.name}”`, `most for “${first.name}”`),
        !data.areChecksCounted && t('较早的回执还在统计', 'older receipts are still being counted'),
      ]
        .filter(Boolean)
        .join(t('，', ', '))}
      drawing={drawing}
      empty={t('半年来没有核查。', 'No check was made for half a year.')}
    />
  )
}
