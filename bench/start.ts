import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atMost, type Figure, measured, median } from './support/figure.ts'
import { secondsToReady } from './support/start.ts'

const bar = atMost(90, ' s')
const warmBar = atMost(5, ' s')

/** `xinheng serve` until it says where to look: into an empty folder, demonstration data included; and again. */
export const figure: Figure = {
  name: 'start',
  bar: `${bar.says} cold, ${warmBar.says} warm`,
  async run(scale) {
    const folder = mkdtempSync(join(process.env.XINHENG_BENCH ?? tmpdir(), 'xinheng-start-'))
    try {
      const cold = await secondsToReady(folder)
      const warm: number[] = []
      for (let times = scale === 'full' ? 5 : 3; times > 0; times--) warm.push(await secondsToReady(folder))
      const seconds = (value: number) => Number(value.toFixed(2))
      return [
        measured('start-cold', bar, {
          ours: seconds(cold),
          unit: 's',
          note: 'empty folder, demonstration data loaded',
        }),
        measured('start-warm', warmBar, {
          ours: seconds(median(warm)),
          unit: 's',
          note: `median of ${warm.length}: ${warm.map((one) => one.toFixed(1)).join(', ')}`,
        }),
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
