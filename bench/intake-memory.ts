import { atMost, type Figure, measured } from './support/figure.ts'
import { measureIntake } from './support/intake.ts'

const bar = atMost(400, ' MB')

/** Memory of five times the rows: at most the bound, and no more than of one time but for a little noise. */
export const figure: Figure = {
  name: 'intake-growth',
  bar: bar.says,
  async run(scale) {
    const rows = scale === 'full' ? 1_000_000 : 100_000
    const peaks: number[] = []
    for (const times of [1, 5]) {
      const options = { rows: rows * times, organisations: rows / 10, encoding: 'utf-8', withReference: false } as const
      peaks.push((await measureIntake(options)).peakMegabytes)
    }
    const [once, fiveTimes] = peaks as [number, number]
    const note = `${Math.round(once)} MB for ${rows} rows, ${Math.round(fiveTimes)} MB for ${rows * 5}`
    return [
      measured('intake-memory-5', bar, { ours: Math.round(fiveTimes), unit: 'MB', note }),
      measured('intake-growth', atMost(1.1), {
        ours: Math.round(fiveTimes),
        reference: Math.round(once),
        ratio: fiveTimes / once,
        unit: 'MB',
        note,
      }),
    ]
  },
}
