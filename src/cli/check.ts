/** `xinheng check`: facts, listings and measures for a case, with a receipt for each code. */
import type { CheckLine } from '../checks/check.ts'
import { isRefusal, Refusal } from '../refusal.ts'
import { plain } from './columns.ts'
import { type Command, type Desk, exit, type Given } from './command.ts'
import { commandCaller, withWorks } from './open.ts'
import { reasonOptions } from './words.ts'

export const check: Command = {
  name: 'check',
  about: {
    zh: '信用核查：事实、名单、措施及依据，逐个出具回执',
    en: 'check organisations: facts, listings, measures with their articles, and a receipt each',
  },
  usage: 'CODE... --matter M --purpose P --case N',
  words: { least: 1, most: 100_000 },
  options: reasonOptions,
  more: [
    {
      zh: 'CODE 为统一社会信用代码；写 - 则从标准输入逐行读取。事项、用途、办件编号缺一不可，每次查询都记入台账（查询人为 command:系统用户）。',
      en: 'CODE is a unified social credit code; - reads one a line from standard input. Matter, purpose and case number are all required; every look stands in the ledger, as command:<user of the machine>.',
    },
    {
      zh: '只陈述事实和条款，不作同意或不同意的结论。一个错误代码不影响其他代码。加 --json 时每行一个回答（NDJSON）。',
      en: 'It states facts and articles and decides nothing. One bad code fails no other. With --json each answer is a line (NDJSON).',
    },
    {
      zh: '退出码：0 全部查到；1 有代码没有查到或不正确（其余照常回答），或缺少理由。',
      en: 'Exit code: 0 all were found; 1 a code is wrong or not in the register (the others are answered all the same), or a reason is missing.',
    },
  ],
  examples: [
    'xinheng check 91990101000000100X --matter food-permit --purpose administration --case 示食许〔2026〕7号',
    'xinheng check - --matter bidding --purpose public-procurement --case 示招〔2026〕3号 --json < codes.txt',
  ],
  async run(given, desk) {
    const { checkInParts } = await import('../checks/check.ts')
    const codes = await codesOf(given.words, desk)
    return withWorks(desk, { name: 'check', mayMake: false }, async ({ reading }) => {
      const ask = { codes, reason: reasonOf(given), by: commandCaller('clerk', given.text('body')) }
      let missed = 0
      await withHints(desk, async () => {
        for await (const { answers } of checkInParts(reading, ask, desk.now(), desk.now)) {
          for (const answer of answers) {
            if (!answer.found) missed++
            desk.voice.print(desk.isJson ? JSON.stringify(answer) : inWords(desk, answer))
          }
        }
      })
      return missed > 0 ? exit.refused : exit.done
    })
  },
}

async function codesOf(words: readonly string[], { input }: Desk): Promise<string[]> {
  if (words.length !== 1 || words[0] !== '-') return [...words]
  let text = ''
  for await (const piece of input.setEncoding('utf8')) text += piece
  const codes = text.split(/\s+/).filter((code) => code !== '')
  if (codes.length > 0) return codes
  throw new Refusal('no-codes', { zh: '标准输入中没有代码。', en: 'There is no code on standard input.' })
}

export const reasonOf = (given: Given) => ({
  purpose: given.text('purpose'),
  matter: given.text('matter'),
  caseNumber: given.text('case'),
})

/** Where a reason is wanting, what may be given is one command away. */
export async function withHints<T>(desk: Desk, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isRefusal(error) && /^(?:purpose|matter)-/.test(error.code)) {
      desk.voice.say({
        zh: '可用的事项与用途：xinheng rules show matters，xinheng rules show purposes。',
        en: 'What may be given: xinheng rules show matters, xinheng rules show purposes.',
      })
    }
    throw error
  }
}

function inWords({ voice }: Desk, answer: CheckLine): string {
  const w = (zh: string, en: string) => voice.words({ zh, en })
  const lines = [`${plain(answer.code)}  ${plain(answer.name ?? '')}`.trimEnd()]
  lines.push(`  ${w('回执', 'receipt')}  ${answer.receipt}`)
  if (answer.isProvisional)
    lines.push(
      `  ! ${w('临时主体：登记信息尚未到达，不利信息不使用', 'provisional: not registered yet, nothing adverse is used')}`,
    )
  if (answer.problem) lines.push(`  ! ${plain(voice.words(answer.problem))}`)
  if (answer.found) {
    lines.push(`  ${w('记录', 'records')}  ${answer.facts.length}`)
    for (const fact of answer.facts) {
      const parts = [voice.words(fact.title), fact.document, fact.decidedOn, fact.sourceName]
      lines.push(
        `    ${parts
          .filter(Boolean)
          .map((part) => plain(part!))
          .join('  ')}`,
      )
      for (const mark of fact.marks ?? []) {
        lines.push(`      * ${voice.words(mark)}  ${mark.since}  ${plain(mark.document)}`)
      }
      if (fact.lifted) lines.push(`      * ${w('停止公示', 'publication stopped')}  ${plain(fact.lifted.document)}`)
      if (fact.reply) lines.push(`      “${plain(fact.reply.says)}”  ${fact.reply.on}`)
      if (fact.incomplete) {
        const lacks = fact.incomplete.lacks.map((one) => voice.words(one)).join(w('、', ', '))
        lines.push(`      ! ${voice.words(fact.incomplete)}${w('：缺少', ': lacks ')}${lacks}`)
      }
    }
    lines.push(`  ${w('名单', 'listings')}  ${answer.listings.length}`)
    for (const listing of answer.listings) {
      lines.push(
        `    ${[voice.words(listing), listing.authority, listing.document, listing.listedOn, listing.until ?? listing.term].filter(Boolean).join('  ')}`,
      )
    }
    lines.push(`  ${w('措施', 'measures')}  ${answer.measures.length}`)
    for (const measure of answer.measures) {
      lines.push(`    ${voice.words(measure)}  ${measure.article}  ${measure.authority}  (${measure.because})`)
    }
  }
  return lines.join('\n')
}
