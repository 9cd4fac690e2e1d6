/**
 * How well free text is masked, on two corpora that are made from a seed, on the
 * names of real organisations where the material is there, and what it costs a row.
 * Besides its rows in docs/benchmarks.md it writes docs/masking.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dayInShanghai } from '../src/codes/day.ts'
import { maskText } from '../src/codes/mask-text.ts'
import { loadRules } from '../src/rulebook/load.ts'
import { maskOfField } from '../src/rulebook/text-masks.ts'
import {
  bars,
  type Measured as Counted,
  corpora,
  documents,
  kindsWithCheck,
  measure,
  precisionOf,
  recallOf,
} from '../test/support/mask-corpus.ts'
import { material } from '../test/support/material.ts'
import { chanceOf } from '../test/support/persons.ts'
import { makePenalties } from './make-penalties.ts'
import { atLeast, atMost, type Figure, measured, median } from './support/figure.ts'

const seed = 20_260_615
const mask = (text: string) => maskText(text)?.text ?? text
type Corpus = readonly [name: string, of: Counted]

export const figure: Figure = {
  name: 'masking',
  bar: `recall >= ${bars.checked.recall} and ${bars.rest.recall}, precision >= ${bars.checked.precision} and ${bars.rest.precision}`,
  async run(scale) {
    const count = scale === 'full' ? 20_000 : 5_000
    const counted: Corpus[] = Object.entries(corpora).map(([name, words]) => [
      name,
      measure(documents(words, chanceOf(seed), count), mask),
    ])
    if (scale === 'full') writeFileSync(join(import.meta.dirname, '../docs/masking.md'), page(counted, count))
    const note = (what: string) =>
      `${what}; the worse of ${counted.map(([name]) => name).join(' and ')}, ${count} documents each`
    const worst = (value: (of: Counted) => number) => Math.min(...counted.map(([, of]) => value(of)))
    const rows = (['checked', 'rest'] as const).flatMap((group) => {
      const what = group === 'checked' ? 'numbers with a check' : 'the rest'
      const name = group === 'checked' ? 'masking' : 'masking-rest'
      const share = (value: number) => Number(value.toFixed(5))
      return [
        measured(`${name}-recall`, atLeast(bars[group].recall), {
          ours: share(worst((of) => recallOf(of[group]))),
          unit: '',
          note: note(what),
        }),
        measured(`${name}-precision`, atLeast(bars[group].precision), {
          ours: share(worst((of) => precisionOf(of[group]))),
          unit: '',
          note: note(what),
        }),
      ]
    })
    const codes = counted.reduce((sum, [, of]) => sum + of.usccs.masked, 0)
    return [
      ...rows,
      measured('masking-codes', atMost(0), { ours: codes, unit: 'codes', note: 'valid unified codes masked' }),
    ]
  },
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`

function page(counted: readonly Corpus[], count: number): string {
  const bar = counted.flatMap(([name, of]) =>
    (['checked', 'rest'] as const).map((group) => {
      const what = group === 'checked' ? '有校验位的号码 numbers with a check' : '其余 the rest'
      return `| ${name} | ${what} | ${of[group].secrets} | ${percent(recallOf(of[group]))} | ${bars[group].recall * 100} % | ${percent(precisionOf(of[group]))} | ${bars[group].precision * 100} % |`
    }),
  )
  const kinds = [...new Set(counted.flatMap(([, of]) => [...of.byKind.keys()]))].sort()
  const cell = (of: Counted, kind: string) => {
    const score = of.byKind.get(kind)
    if (score === undefined) return ''
    return score.secrets > 0 ? `${score.masked} / ${score.secrets}` : `${score.damaged} / ${score.kept}`
  }
  const table = (isSecret: boolean) =>
    kinds
      .filter((kind) => counted.some(([, of]) => (of.byKind.get(kind)?.secrets ?? 0) > 0) === isSecret)
      .map(
        (kind) =>
          `| ${kind}${kindsWithCheck.has(kind) ? ' ✓' : ''} | ${counted.map(([, of]) => cell(of, kind)).join(' | ')} |`,
      )

  return `# 自由文本的遮盖 · Masking of free text

Written by \`npm run bench -- --only masking --scale full\` on ${dayInShanghai(new Date())}; do not edit. Seed ${seed}, ${count} documents a corpus,
${counted.map(([name, of]) => `${name}: ${of.byKind.get('words')?.kept} pieces of words`).join('; ')}. A smaller seed is held by
[masking.test](../test/rights/masking.test.ts), rules and their limits by [mask-text.test](../src/codes/mask-text.test.ts).

| corpus | what | secrets | recall | bar | precision | bar |
|---|---|---|---|---|---|---|
${bar.join('\n')}

Valid unified codes in these texts: ${counted.map(([name, of]) => `${name} ${of.usccs.all}, masked ${of.usccs.masked}`).join('; ')}.

**Two corpora.** \`known\` is what the rules were made with: a sentence missed there was mended. \`apart\` was written before
that, with other sentences, roles, names, ways of writing a number and decoys; it is measured and not mended for. On first
measuring it (2026-11-22, 10,000 documents) it had recall 100.00 % and precision 100.00 % for numbers with a check, 96.40 % and
98.77 % for the rest; the rules before had 99.74 % and 73.51 %, 79.81 % and 91.69 %. The same people wrote both: texts of
a real department will hold turns that neither has.

**How it is counted.** A document is a few sentences whose slots are known. A secret counts as masked where nothing of it is left
whole; of a home address its end counts. A piece beside it (a word, a code, a number, a sum) counts as wrongly masked where
it lost one character. Precision is the masked secrets of all that was masked, rightly and wrongly; a number of fifteen digits or
more that is no person's counts with the numbers that have a check.

## 遮盖的 · What is masked (masked / all; ✓ has a check of its own)

| kind | ${counted.map(([name]) => name).join(' | ')} |
|---|---|---|
${table(true).join('\n')}

## 不遮盖的 · What stays (damaged / all)

| kind | ${counted.map(([name]) => name).join(' | ')} |
|---|---|---|
${table(false).join('\n')}

## 旁证 · Beside the corpora

- ${realNames()}
- The laws and regulations of a public collection (LawRefBook/Laws, 366,978 lines, 19.4 million characters; read, not kept
  here): 84 lines lost a character on 2026-11-22, some of them names of parties in guiding cases.
- ${cost()}

## 取舍 · What was decided

- A number that is a valid unified code and a valid identity number at once is a code only beside the word for one (统一社会信用代码);
  elsewhere it is a person's.
- 18 digits that check as an identity number beside the word of a permit, an order, a document: left where the year in them
  is 2000 or later (the number of a construction permit is an area, a day and a serial, and one in eleven passes the check).
  In a field that is a document's number: left from 2010 on. With a wrong check: masked beside the word of a person's paper, or
  alone with a year before 2010.
- 15 digits: a registration number with a right check stays, but beside 身份证 it goes.
- Cards: 62 and 81 with a right check always, others beside their word or written by fours; not beside the word of an order
  or of an organisation's own account (对公, 基本户, 专户).
- Mobile numbers and landlines are masked whosever they are: nobody can tell an office from a home. Hotlines and 400 and 800
  numbers take everybody's calls and stay.
- Number plates and chassis numbers stay: in these records they are the vehicle that was decided about, an organisation's.
- Names are known by a surname beside a word that says who somebody is. A name beside no such word is not seen; 张某 stays.
- Home addresses are masked below the district. 住所 and 地址 alone are where an organisation is, and stay.
- An address in words that also names an office (村委会, 派出所) stays.
`
}

function realNames(): string {
  const lists = [
    ['1-names/botx-food-companies.txt', 0],
    ['1-names/botx-zhenjiang-organisations.txt', 0],
    ['1-names/szse-full-vs-short-names.tsv', 1],
  ] as const
  let all = 0
  let altered = 0
  for (const [file, column] of lists) {
    const path = material(file)
    if (path === undefined) return 'Names of real organisations: the material is absent.'
    for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
      const name = (line.split('\t')[column] ?? '').trim()
      if (name === '') continue
      for (const text of [
        `当事人${name}未按期公示年度报告`,
        `举报人向${name}索赔`,
        `股东${name}持股51%`,
        `被申请人：${name}`,
      ]) {
        all += 1
        if (mask(text) !== text) altered += 1
      }
    }
  }
  return `Names of real organisations beside role words (1-names, four sentences each): ${altered} of ${all} altered (${percent(altered / all)}).`
}

/** All texts of 200,000 generated penalties, as intake masks them, but without its memory of the row before. */
function cost(): string {
  const rules = join(import.meta.dirname, '../rules/national')
  const item = loadRules([rules]).items.find(({ id }) => id === 'penalty')!
  let text = ''
  for (const piece of makePenalties({ rows: 200_000, organisations: 100_000, today: '2026-06-15' })) {
    text += piece.toString('utf8')
  }
  const [header = '', ...lines] = text.trim().split('\n')
  const columns = header.split(',').map((id) => maskOfField(item, item.fields.find((field) => field.id === id)!))
  const rows = lines.map((line) => line.split(','))
  const rounds = Array.from({ length: 5 }, () => {
    const from = performance.now()
    for (const row of rows) {
      for (let i = 0; i < columns.length; i++) {
        const cell = row[i] ?? ''
        if (cell.length >= columns[i]!.least) columns[i]!.mask(cell)
      }
    }
    return ((performance.now() - from) * 1000) / rows.length
  })
  return `Cost: ${median(rounds).toFixed(2)} µs a row of a generated penalty (19 columns, 200,000 rows, median of 5, every cell searched), on a machine that does other work. Beside the rules before, alternated seven times in one run on 2026-11-22: 4.4 against 7.9 µs.`
}
