import { intakeRounds, rate } from './intake.ts'
import { atLeast, type Figure } from './support/figure.ts'

const bar = atLeast(0.45)

/** The same file in GB18030. */
export const figure: Figure = {
  name: 'intake-gb18030',
  bar: bar.says,
  async run(scale) {
    return [rate('intake-gb18030', bar, await intakeRounds(scale, 'gb18030'))]
  },
}
