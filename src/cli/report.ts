/** `xinheng report`: a credit report as a file. */
import { extname, resolve } from 'node:path'
import type { Role } from '../terms/caller.ts'
import { reasonOf, withHints } from './check.ts'
import { type Command, exit, NotUnderstood } from './command.ts'
import { commandCaller, withWorks } from './open.ts'
import { openTarget } from './target.ts'
import { grouped, reasonOptions } from './words.ts'

export const report: Command = {
  name: 'report',
  about: { zh: '出具公共信用信息报告（PDF 或 JSON）', en: 'a credit report, as PDF or JSON' },
  usage: 'CODE --out FILE --matter M --purpose P --case N',
  words: { least: 1, most: 1 },
  options: {
    out: {
      value: 'FILE',
      isRequired: true,
      about: { zh: '写到哪里：.pdf 或 .json；- 为标准输出', en: 'where to: .pdf or .json; - is standard output' },
    },
    format: {
      value: 'pdf|json',
      choices: ['pdf', 'json'],
      about: { zh: '格式，缺省由文件名决定', en: 'format; else the name of the file tells it' },
    },
    force: { about: { zh: '覆盖已有文件', en: 'write over a file that is there' } },
    ...reasonOptions,
    from: { value: 'DAY', takes: 'day', about: { zh: '期间起（含当日）', en: 'decisions from this day on' } },
    until: { value: 'DAY', takes: 'day', about: { zh: '期间止（不含当日）', en: 'and before this day' } },
    'as-of': {
      value: 'DAY',
      takes: 'day',
      about: { zh: '过去某日的状态，仅限 --as auditor', en: 'as of a past day; with --as auditor only' },
    },
    as: {
      value: 'ROLE',
      choices: ['clerk', 'credit-office', 'auditor'],
      about: {
        zh: '以何种身份：clerk（默认）、credit-office、auditor',
        en: 'in which office: clerk (else), credit-office, auditor',
      },
    },
  },
  more: [
    {
      zh: '报告按国家统一的栏目顺序，不含任何等级或评分；每份报告有编号并记入台账。语言随 --lang，缺省为中文。',
      en: 'In the national order of sections, without any grade or score; each report has a number and a line in the ledger. Its language is that of --lang, Chinese otherwise.',
    },
  ],
  examples: [
    'xinheng report 91990101000000100X --out 报告.pdf --matter bidding --purpose public-procurement --case 示招〔2026〕3号',
    'xinheng report 91990101000000100X --out report.json --as auditor --as-of 2026-03-31 --matter audit --purpose audit --case 示审〔2026〕1号',
  ],
  async run(given, desk) {
    const { report: issueReport } = await import('../reports/actions.ts')
    const { isDemonstrationLoaded } = await import('../wiring.ts')
    const out = given.must('out')
    const format = formatOf(out, given.text('format'))
    const path = out === '-' ? undefined : resolve(desk.cwd, out)
    // Opened before the report is asked for, since each one asked for is numbered and in the ledger.
    const target = path === undefined ? undefined : await openTarget(path, given.flag('force'))
    try {
      return await withWorks(desk, { name: 'report', mayMake: false }, async ({ reading, pool }) => {
        const issued = await withHints(desk, async () =>
          issueReport(
            reading,
            {
              code: given.words[0]!,
              from: given.text('from'),
              until: given.text('until'),
              asOf: given.text('as-of'),
              by: commandCaller((given.text('as') as Role | undefined) ?? 'clerk', given.text('body')),
              reason: reasonOf(given),
              format,
              language: desk.voice.language ?? 'zh',
              demo: await isDemonstrationLoaded(pool),
            },
            desk.now(),
          ),
        )
        if (!target) {
          process.stdout.write(issued.bytes)
          return exit.done
        }
        await target.keep(issued.bytes)
        const told = { number: issued.number, file: path, format, bytes: issued.bytes.length }
        if (desk.isJson) desk.voice.print(JSON.stringify(told))
        else {
          const says = { zh: `报告 ${issued.number} 已写入`, en: `report ${issued.number} written to` }
          desk.voice.print(`${desk.voice.words(says)} ${path} (${grouped(issued.bytes.length)} B)`)
        }
        return exit.done
      })
    } finally {
      await target?.discard()
    }
  },
}

function formatOf(out: string, asked: string | undefined): 'pdf' | 'json' {
  const found = asked ?? extname(out).slice(1).toLowerCase()
  if (found === 'pdf' || found === 'json') return found
  throw new NotUnderstood({
    zh: '看不出格式：文件名请以 .pdf 或 .json 结尾，或用 --format pdf。',
    en: 'The format is not told: end the name of the file in .pdf or .json, or give --format pdf.',
  })
}
