/** The one file that knows ECharts: only what our charts need of it, in a part of its own that comes when a chart is seen. */
import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { type ECharts, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { colours, fontFamily } from '../../ui/tokens.ts'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

export type Series = { name: string; colour: string; values: number[] }
export type Drawing = {
  labels: string[]
  series: Series[]
  /** Bars lie down: for long labels. */
  isLying?: boolean
  /** Of each label the parts of a whole. */
  isShare?: boolean
  /** How a number is written. */
  write: (n: number) => string
}

/** Draws, follows the width of its place, and goes away with it. */
export function drawChart(place: HTMLElement, drawing: Drawing): () => void {
  const chart: ECharts = init(place, undefined, { renderer: 'svg' })
  const draw = () => chart.setOption(optionOf(drawing, place.clientWidth), true)
  draw()
  const watcher = new ResizeObserver(() => {
    chart.resize()
    draw()
  })
  watcher.observe(place)
  return () => {
    watcher.disconnect()
    chart.dispose()
  }
}

function optionOf({ labels, series, isLying = false, isShare = false, write }: Drawing, width: number) {
  const text = { color: colours.inkSoft, fontFamily, fontSize: 13 }
  const totals = labels.map((_, n) => series.reduce((sum, { values }) => sum + (values[n] ?? 0), 0))
  const names = {
    type: 'category' as const,
    data: labels,
    axisLabel: {
      ...text,
      hideOverlap: true,
      ...(isLying ? { width: Math.min(width * 0.36, 220), overflow: 'truncate' as const } : {}),
    },
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    inverse: isLying,
  }
  const amounts = {
    type: 'value' as const,
    axisLabel: { ...text, formatter: (n: number) => (isShare ? `${Math.round(n * 100)}%` : write(n)) },
    splitLine: { lineStyle: { color: colours.line } },
    splitNumber: width < 480 ? 2 : 4,
    ...(isShare ? { max: 1, interval: 0.25 } : {}),
  }
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  return {
    animation: !isStill,
    animationDuration: 250,
    textStyle: { fontFamily },
    grid: { left: 4, right: 16, top: legendHeight(series, width) + 14, bottom: 4, containLabel: true },
    legend:
      series.length > 1
        ? { top: 0, left: 0, textStyle: text, itemWidth: 14, itemHeight: 10, type: 'plain' as const }
        : { show: false },
    tooltip: {
      trigger: 'axis' as const,
      axisPointer: { type: 'shadow' as const },
      confine: true,
      textStyle: { color: colours.ink, fontFamily },
      valueFormatter: (value: unknown) => (isShare ? `${(Number(value) * 100).toFixed(1)}%` : write(Number(value))),
    },
    xAxis: isLying ? amounts : names,
    yAxis: isLying ? names : amounts,
    series: series.map(({ name, colour, values }) => ({
      type: 'bar' as const,
      name,
      stack: 'all',
      barMaxWidth: 34,
      itemStyle: { color: colour },
      data: values.map((value, n) => (isShare ? (totals[n] ? value / totals[n] : 0) : value)),
    })),
  }
}

/** The legend is set in lines above the bars; how many there are follows from the lengths of the names. */
function legendHeight(series: readonly Series[], width: number): number {
  if (series.length < 2) return 0
  let lines = 1
  let used = 0
  for (const { name } of series) {
    const length = [...name].reduce((sum, character) => sum + (character.charCodeAt(0) > 0x2e80 ? 13 : 7.5), 32)
    if (used > 0 && used + length > width) {
      lines++
      used = 0
    }
    used += length
  }
  return lines * 23
}
