import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sha256Suite } from '../src/ciphers/suite.ts'
import { closeTypst } from '../src/documents/typst.ts'
import { report } from '../src/reports/actions.ts'
import { reportTemplate } from '../src/reports/print.ts'
import { sheetOf } from '../src/reports/sheet.ts'
import { regionsOfBook } from '../src/rulebook/codes-of-book.ts'
import { openRules } from '../src/wiring.ts'
import { codesToAsk, openCheckGround, reason } from './support/check.ts'
import { atMost, type Figure, measured, median } from './support/figure.ts'
import { source } from './support/ground.ts'
import type { ToSet, WasSet } from './support/typst-bare.ts'

const bar = atMost(1.5)

/** A report as PDF, from the question to the bytes with its receipt durable, against the bare Typst compile of the very same document. */
export const figure: Figure = {
  name: 'report-pdf',
  bar: bar.says,
  async run(scale) {
    const ground = await openCheckGround('small')
    const bare = startBare()
    try {
      const book = openRules(true)
      const reading = {
        pool: ground.pool,
        rules: { book, regimeBefore: 'lenient' as const },
        regions: regionsOfBook(book),
        suite: sha256Suite,
      }
      const by = {
        kind: 'client' as const,
        who: 'client:1',
        role: 'clerk' as const,
        body: source.code,
        region: source.region,
        scopes: ['check', 'report'],
      }
      const ours: number[] = []
      const plain: number[] = []
      let bytes = 0
      const warm = 5
      const codes = codesToAsk('pdf', warm + (scale === 'full' ? 100 : 30))
      for (const [place, code] of codes.entries()) {
        const at = new Date()
        const began = performance.now()
        const issued = await report(reading, { code, by, reason, format: 'pdf', demo: false }, at)
        const made = performance.now()
        const data = JSON.stringify(sheetOf(issued.report, 'zh', undefined))
        const set = await bare.set({ template: reportTemplate, data, at: Math.floor(at.getTime() / 1000) })
        bytes += set.bytes
        if (place < warm) continue
        ours.push(made - began)
        plain.push(set.milliseconds)
      }
      return [
        measured('report-pdf', bar, {
          ours: Number(median(ours).toFixed(1)),
          reference: Number(median(plain).toFixed(1)),
          ratio: median(ours) / median(plain),
          unit: 'ms',
          note: `${ours.length} reports of ${Math.round(bytes / codes.length / 1000)} kB, both warm, one after the other; medians`,
        }),
      ]
    } finally {
      bare.stop()
      await closeTypst()
      await ground.close()
    }
  },
}

function startBare() {
  const child = fork(join(import.meta.dirname, 'support/typst-bare.ts'))
  return {
    async set(what: ToSet): Promise<WasSet> {
      child.send(what)
      return (await once(child, 'message'))[0] as WasSet
    },
    stop: () => void child.disconnect(),
  }
}
