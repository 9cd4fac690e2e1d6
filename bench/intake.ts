import { atLeast, atMost, type Figure, type Measured, measured, median, type Scale } from './support/figure.ts'
import { costs, type IntakeMeasure, measureIntake } from './support/intake.ts'

const bar = atLeast(0.5)
const memoryBar = atMost(400, ' MB')

/** Rows in a penalty file, everything on, against a plain COPY of what came of them. */
export const figure: Figure = {
  name: 'intake',
  bar: bar.says,
  async run(scale) {
    const rounds = await intakeRounds(scale, 'utf-8')
    const peak = Math.max(...rounds.map((one) => one.peakMegabytes))
    return [
      rate('intake', bar, rounds),
      measured('intake-memory', memoryBar, { ours: Math.round(peak), unit: 'MB', note: `${rounds[0]!.rows} rows` }),
    ]
  },
}

/** Each round on a ground of its own, the reference right behind ours: a machine that others use is not the same for long. */
export async function intakeRounds(scale: Scale, encoding: 'utf-8' | 'gb18030'): Promise<IntakeMeasure[]> {
  const rows = scale === 'full' ? 1_000_000 : 200_000
  const rounds: IntakeMeasure[] = []
  for (let round = 0; round < 3; round++) {
    rounds.push(await measureIntake({ rows, organisations: rows / 10, encoding, withReference: true }))
  }
  return rounds
}

/** The round in the middle. */
export function rate(name: string, bar: ReturnType<typeof atLeast>, rounds: readonly IntakeMeasure[]): Measured {
  const ratioOf = (one: IntakeMeasure) => one.referenceSeconds / one.oursSeconds
  const ratio = median(rounds.map(ratioOf))
  const one = rounds.find((round) => ratioOf(round) === ratio)!
  return measured(name, bar, {
    ours: Math.round(one.rows / one.oursSeconds),
    reference: Math.round(one.rows / one.referenceSeconds),
    ratio,
    unit: 'rows/s',
    note: `${one.rows} rows; the middle of ${rounds.map((round) => ratioOf(round).toFixed(3)).join(', ')}; ${costs(one)}`,
  })
}
