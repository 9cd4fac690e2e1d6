import { atLeast, atMost, type Figure, type Measured, measured } from './support/figure.ts'
import { costs, measureIntake } from './support/intake.ts'

const bar = atLeast(0.5)
const memoryBar = atMost(400, ' MB')

/** Rows in a penalty file, everything on, against a plain COPY of what came of them. */
export const figure: Figure = {
  name: 'intake',
  bar: bar.says,
  async run(scale) {
    const rows = scale === 'full' ? 1_000_000 : 200_000
    const one = await measureIntake({ rows, organisations: rows / 10, encoding: 'utf-8', withReference: true })
    return [
      rate('intake', bar, one),
      measured('intake-memory', memoryBar, { ours: Math.round(one.peakMegabytes), unit: 'MB', note: `${rows} rows` }),
    ]
  },
}

export function rate(
  name: string,
  bar: ReturnType<typeof atLeast>,
  one: Awaited<ReturnType<typeof measureIntake>>,
): Measured {
  return measured(name, bar, {
    ours: Math.round(one.rows / one.oursSeconds),
    reference: Math.round(one.rows / one.referenceSeconds),
    ratio: one.referenceSeconds / one.oursSeconds,
    unit: 'rows/s',
    note: `${one.rows} rows; ${costs(one)}`,
  })
}
