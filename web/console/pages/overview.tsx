/** Freshness, volume, verdicts and checks of one's own reach, drawn and as tables. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Overview } from '../../../src/http/schemas/desk.ts'
import { sayInstant } from '../../ui/dates.ts'
import { chartColours, verdictColours } from '../../ui/tokens.ts'
import { Chart } from '../charts/chart.tsx'
import type { Drawing } from '../charts/draw.ts'
import { Freshness, overviewQuery } from '../charts/freshness.tsx'
import { counted, share, wholeNumber } from '../figures.ts'
import { type Reading, useReading } from '../language.tsx'
import { useReasonNames } from '../names.ts'
import { Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { verdictWords } from '../verdict-words.ts'

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

/** Rows by month, by the sources that sent most. */
function Volume({ data, most = 6 }: { data: Overview; most?: number }) {
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
