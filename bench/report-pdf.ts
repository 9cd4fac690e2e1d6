import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
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

const bar = atMost(1.5)
const require = createRequire(import.meta.url)

/** A report as PDF, from the question to the bytes with its receipt durable, against the bare Typst compile of the very same document. */
export const figure: Figure = {
  name: 'report-pdf',
  bar: bar.says,
  async run(scale) {
    const ground = await openCheckGround('small')
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
      const compiler = NodeCompiler.create({
        workspace: fileURLToPath(new URL('../src', import.meta.url)),
        fontArgs: [
          {
            fontPaths: ['400Regular/NotoSansSC_400Regular', '700Bold/NotoSansSC_700Bold'].map((name) =>
              dirname(require.resolve(`@expo-google-fonts/noto-sans-sc/${name}.ttf`)),
            ),
          },
        ],
      })
      const ours: number[] = []
      const bare: number[] = []
      let pages = 0
      const warm = 5
      const codes = codesToAsk('pdf', warm + (scale === 'full' ? 100 : 30))
      for (const [place, code] of codes.entries()) {
        const at = new Date()
        const began = performance.now()
        const issued = await report(reading, { code, by, reason, format: 'pdf', demo: false }, at)
        const made = performance.now()
        const data = JSON.stringify(sheetOf(issued.report, 'zh', undefined))
        const start = performance.now()
        const pdf = compiler.pdf(
          { mainFilePath: reportTemplate, inputs: { data }, resetRead: false },
          { pdfStandard: 'a-2a', creationTimestamp: Math.floor(at.getTime() / 1000) },
        )
        const ended = performance.now()
        compiler.evictCache(2)
        pages += pdf.length
        if (place < warm) continue
        ours.push(made - began)
        bare.push(ended - start)
      }
      return [
        measured('report-pdf', bar, {
          ours: Number(median(ours).toFixed(1)),
          reference: Number(median(bare).toFixed(1)),
          ratio: median(ours) / median(bare),
          unit: 'ms',
          note: `${ours.length} reports of ${Math.round(pages / codes.length / 1000)} kB, both warm, one after the other; medians`,
        }),
      ]
    } finally {
      await closeTypst()
      await ground.close()
    }
  },
}
