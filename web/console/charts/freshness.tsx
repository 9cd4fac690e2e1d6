/** Days since each source's last data, the part of them behind the promised day in a colour of its own. */
import { useMemo } from 'react'
import type { Overview } from '../../../src/http/schemas/desk.ts'
import { legalDay } from '../../ui/dates.ts'
import { freshnessColours } from '../../ui/tokens.ts'
import { overview } from '../api.ts'
import { counted, wholeNumber } from '../figures.ts'
import { behindOf } from '../freshness.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import { Chart } from './chart.tsx'
import type { Drawing } from './draw.ts'

export const overviewQuery = { queryKey: ['overview'], queryFn: overview, staleTime: 300_000 }

/** Height of a bar with its distance, and of what stands around them. */
const [barHeight, around] = [34, 64]

export function Freshness({ data, most = 12 }: { data: Overview; most?: number }) {
  const reading = useReading()
  const { language, t } = reading
  const names = useItemNames()
  const rows = useMemo(() => behindOf(data.sources, legalDay(data.at)), [data])
  const late = rows.filter(({ past }) => past > 0)
  const never = rows.filter(({ isNever }) => isNever).length
  const shown = rows.slice(0, most)
  const drawing = useMemo<Drawing>(
    () => ({
      labels: shown.map(({ name }) => name),
      series: [
        {
          name: t('约定时间内', 'within the promised time'),
          colour: freshnessColours.within,
          values: shown.map(({ days, past }) => days - past),
        },
        {
          name: t('超过约定时间', 'past the promised day'),
          colour: freshnessColours.past,
          values: shown.map(({ past }) => past),
        },
      ],
      isLying: true,
      write: (n) => wholeNumber(n, language),
    }),
    [shown, language, t],
  )
  const [first] = late
  const summary = [
    first
      ? t(
          `${late.length} 家单位的数据已超过约定时间，最久的是${first.name}的“${names.item(first.item)}”，超过 ${first.past} 天`,
          `${counted(late.length, 'source')} past the promised day; longest ${first.name} with ${names.item(first.item)}, by ${counted(first.past, 'day')}`,
        )
      : t('各单位的数据都在约定时间内', 'The data of all sources is within the promised time'),
    never > 0 && t(`${never} 家还没有报送过`, `${counted(never, 'source')} never sent any`),
    rows.length > shown.length &&
      t(
        `只画最久的 ${most} 家，共 ${wholeNumber(rows.length, language)} 家`,
        `the ${most} longest of ${wholeNumber(rows.length, language)} are drawn`,
      ),
  ]
  return (
    <Chart
      title={t('数据新鲜度：距上次数据的天数', 'Freshness: days since the last data')}
      labelsAre={t('信源单位', 'Source')}
      height={Math.max(160, shown.length * barHeight + around)}
      summary={t(`${summary.filter(Boolean).join('；')}。`, `${summary.filter(Boolean).join('; ')}.`)}
      drawing={drawing}
      empty={
        rows.length === 0
          ? t('没有单位约定了报送周期。', 'No source has promised a rhythm.')
          : t('所有单位今天都报送过。', 'All sources sent something today.')
      }
    />
  )
}
