import { rate } from './intake.ts'
import { atLeast, type Figure } from './support/figure.ts'
import { measureIntake } from './support/intake.ts'

const bar = atLeast(0.45)

/** The same file in GB18030. */
export const figure: Figure = {
  name: 'intake-gb18030',
  bar: bar.says,
  async run(scale) {
    const rows = scale === 'full' ? 1_000_000 : 200_000
    const one = await measureIntake({ rows, organisations: rows / 10, encoding: 'gb18030', withReference: true })
    return [rate('intake-gb18030', bar, one)]
  },
}
