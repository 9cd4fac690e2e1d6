/**
 * Who is meant by a name? A register of all full names of the material and a million
 * made ones, in memory; names with one mistake in them, short names of listed companies,
 * brands that are nobody's full name, and labelled pairs of a peer. Beside
 * docs/benchmarks.md it writes docs/matching.md, one line a run.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readName } from '../src/codes/name-parts.ts'
import { type Candidate, nameKeyOf, rank, rankingOf } from '../src/subjects/candidates.ts'
import { type NameIndex, nameIndexOf } from '../src/subjects/name-index.ts'
import { material } from '../test/support/material.ts'
import { mistakes } from './make-names.ts'
import { atLeast, atMost, type Bar, type Figure, type Measured, measured, type Scale } from './support/figure.ts'
import { type Asked, listedCompanies, misspelt, nameLines, namesRegister, places } from './support/names.ts'

const seed = 'matching'

type Accuracy = { asked: number; first: number; five: number; certain: number; certainlyWrong: number }
type Run = {
  commit: string
  date: string
  scale: Scale
  names: number
  kinds: Record<string, Accuracy>
  misspelt: Accuracy
  made: Accuracy
  short: Accuracy
  brands: { asked: number; certain: number; likely: number }
  rate: number
  parser: Record<string, number>
  peers: { pairs: PeerCount; entities: PeerCount } | null
}
type PeerCount = { cases: number; right: number; foundMatches: number; matches: number; falseMatches: number }

export const figure: Figure = {
  name: 'matching',
  bar: 'first >= 0.97',
  async run(scale) {
    const startedAt = commit()
    const register = namesRegister(scale === 'full' ? 1_000_000 : 100_000, seed)
    if (!register) throw new Error('The material 1-names is not there, and the figure is about real names.')
    const index = nameIndexOf(register.named, places)
    const current = register.named.filter((one) => one.isCurrent)
    const each = scale === 'full' ? 1000 : 300
    const ofReal = misspelt(current.slice(0, register.real), register, each, seed)
    const ofMade = misspelt(current.slice(register.real), register, each, seed)
    ask(index, ofMade.slice(0, 500))

    const began = processorSeconds()
    const kinds = Object.fromEntries(
      mistakes.map((mistake) => [
        mistake,
        ask(
          index,
          ofReal.filter((one) => one.mistake === mistake),
        ),
      ]),
    )
    const rate = ofReal.length / (processorSeconds() - began)
    const made = ask(index, ofMade)
    const short = ask(index, shortNames(index))
    const brands = askBrands(index, scale === 'full' ? 1 : 10)
    const run: Run = {
      commit: startedAt,
      date: new Date().toISOString(),
      scale,
      names: index.size,
      kinds,
      misspelt: total(Object.values(kinds)),
      made,
      short,
      brands,
      rate: Math.round(rate),
      parser: parserAccuracy(),
      peers: peerAccuracy(),
    }
    keep(run)
    return rows(run)
  },
}

function rows(run: Run): Measured[] {
  const register = `${run.names} names, ${run.misspelt.asked} real names with one mistake each`
  const share = (name: string, bar: Bar, count: number, of: number, note: string) =>
    measured(name, bar, { ours: Number((count / of).toFixed(4)), unit: '', note })
  const shortNote = `${run.short.asked} exchange short names of three dates, renamed companies among them`
  return [
    share('matching', atLeast(0.97), run.misspelt.first, run.misspelt.asked, `${register}: the right one first`),
    share(
      'matching-five',
      atLeast(0.99),
      run.misspelt.five,
      run.misspelt.asked,
      `${register}: the right one among five`,
    ),
    share('matching-short', atLeast(0.85), run.short.first, run.short.asked, `${shortNote}: the right one first`),
    share('matching-short-five', atLeast(0.93), run.short.five, run.short.asked, `${shortNote}: among five`),
    measured('matching-brands', atMost(0), {
      ours: run.brands.certain,
      unit: 'names',
      note: `of ${run.brands.asked} brands that are nobody's full name, how many read as certain`,
    }),
    measured('matching-rate', atLeast(300), {
      ours: run.rate,
      unit: 'names/s',
      note: `${register}; by the processor's time, one core`,
    }),
  ]
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function ask(index: NameIndex, asked: readonly Asked[]): Accuracy {
  const found: Accuracy = { asked: asked.length, first: 0, five: 0, certain: 0, certainlyWrong: 0 }
  for (const { written, meant } of asked) {
    const candidates = index.candidates(rankingOf(written, places), 5)
    const at = candidates.findIndex((one) => one.code === meant)
    if (at === 0) found.first++
    if (at >= 0) found.five++
    if (candidates[0]?.reads !== 'certain') continue
    found.certain++
    if (at !== 0) found.certainlyWrong++
  }
  return found
}

const total = (parts: readonly Accuracy[]): Accuracy =>
  parts.reduce((sum, one) => ({
    asked: sum.asked + one.asked,
    first: sum.first + one.first,
    five: sum.five + one.five,
    certain: sum.certain + one.certain,
    certainlyWrong: sum.certainlyWrong + one.certainlyWrong,
  }))

function shortNames(index: NameIndex): Asked[] {
  return (listedCompanies() ?? []).flatMap(({ fullName, shortNames: names }) => {
    const meant = index.candidates(rankingOf(fullName, places), 1)[0]!.code
    return names.map((written) => ({ written, meant, mistake: 'missing-form' as const }))
  })
}

function askBrands(index: NameIndex, everyNth: number): Run['brands'] {
  const brands = (nameLines('wainshine-short-forms.txt') ?? []).filter((_, i) => i % everyNth === 0)
  const reads: Candidate['reads'][] = brands.flatMap((brand) =>
    index.candidates(rankingOf(brand, places), 1).map((one) => one.reads),
  )
  const count = (wanted: Candidate['reads']) => reads.filter((one) => one === wanted).length
  return { asked: brands.length, certain: count('certain'), likely: count('likely') }
}

/** Whether the parts are read as people who know the language divided them. */
function parserAccuracy(): Record<string, number> {
  const branded = (nameLines('companynameparser-groundtruth.txt') ?? []).map((line) => line.split(/\s+/))
  const own = branded.filter(([name = '', brand = '']) => readName(name, places).own === brand).length
  type Label = {
    text: string
    label: Partial<Record<'place' | 'brand' | 'trade' | 'suffix', [text: string, from: number, until: number][]>>
  }
  const divided = (nameLines('chinese-company-search-segmented.jsonl') ?? []).map((line) => JSON.parse(line) as Label)
  const right = { place: 0, brand: 0, trade: 0, suffix: 0 }
  for (const { text, label } of divided) {
    const name = readName(text, places)
    const ours = { place: name.place, brand: name.own, trade: name.trade, suffix: name.form }
    for (const kind of ['place', 'brand', 'trade', 'suffix'] as const) {
      if ((label[kind] ?? []).map(([part]) => part).join('') === ours[kind]) right[kind]++
    }
  }
  const share = (count: number, of: number) => Number((count / Math.max(of, 1)).toFixed(3))
  return {
    'own part (companynameparser)': share(own, branded.length),
    ...Object.fromEntries(
      Object.entries(right).map(([kind, count]) => [`${kind} (chinese-company-search)`, share(count, divided.length)]),
    ),
  }
}

const readsAsMatch = 0.8

function peerAccuracy(): Run['peers'] {
  const pairs = material('8-matching-peers/nomenklatura-organisation-pairs.jsonl')
  const entities = material('8-matching-peers/nomenklatura-entity-checks.jsonl')
  if (pairs === undefined || entities === undefined) return null
  type Pair = { name1: string; name2: string; is_match: string }
  type Check = { query: { name: string }; candidate: { name: string }; match: boolean }
  const linesOf = (path: string) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  return {
    pairs: countPairs(
      linesOf(pairs).map((line) => {
        const { name1, name2, is_match } = JSON.parse(line) as Pair
        return { one: name1, other: name2, isMatch: is_match === 'true' }
      }),
    ),
    entities: countPairs(
      linesOf(entities)
        .map((line) => JSON.parse(line) as Check)
        .filter(({ query, candidate }) => typeof query.name === 'string' && typeof candidate.name === 'string')
        .map(({ query, candidate, match }) => ({ one: query.name, other: candidate.name, isMatch: match })),
    ),
  }
}

function countPairs(pairs: readonly { one: string; other: string; isMatch: boolean }[]): PeerCount {
  const count: PeerCount = { cases: pairs.length, right: 0, foundMatches: 0, matches: 0, falseMatches: 0 }
  for (const { one, other, isMatch } of pairs) {
    const named = { code: '1', name: other, key: nameKeyOf(other, places), isCurrent: true, region: '' }
    const likeness = rank(rankingOf(one, places), [named], places, 1)[0]?.likeness ?? 0
    const says = likeness >= readsAsMatch
    if (isMatch) count.matches++
    if (says === isMatch) count.right++
    if (says && isMatch) count.foundMatches++
    if (says && !isMatch) count.falseMatches++
  }
  return count
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

const docs = join(import.meta.dirname, '../docs')

/** One run a commit and scale; the latest is told in full. */
function keep(run: Run): void {
  const path = join(docs, 'matching.json')
  let known: Run[] = []
  try {
    known = JSON.parse(readFileSync(path, 'utf8')) as Run[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const runs = [...known.filter((one) => one.commit !== run.commit || one.scale !== run.scale), run].sort((a, b) =>
    a.date < b.date ? -1 : 1,
  )
  writeFileSync(path, `${JSON.stringify(runs, null, 1)}\n`)
  writeFileSync(join(docs, 'matching.md'), page(runs))
}

const ratio = (count: number, of: number): string => (of === 0 ? '' : (count / of).toFixed(4))

function page(runs: readonly Run[]): string {
  const last = runs.findLast((run) => run.scale === 'full') ?? runs.at(-1)!
  const line = (name: string, one: Accuracy) =>
    `| ${name} | ${one.asked} | ${ratio(one.first, one.asked)} | ${ratio(one.five, one.asked)} | ${one.certain} | ${one.certainlyWrong} |`
  const peer = (name: string, one: PeerCount) =>
    `| ${name} | ${one.cases} | ${ratio(one.right, one.cases)} | ${one.foundMatches} of ${one.matches} | ${one.falseMatches} of ${one.cases - one.matches} |`
  return `# 名称匹配的准确率 · How well names are matched

Written by \`npm run bench -- --only matching\`; do not edit. A name never attaches a record: what is measured here is the
order in which a person is shown who could be meant.

The register: all full names of the test material and ${last.scale === 'full' ? 'a million' : 'a hundred thousand'} made ones
(\`bench/make-names.ts\`, seeded), ${last.names} names. Last full run: ${last.date.slice(0, 10)}, commit ${last.commit}, ${last.rate} names a second on one core.

| asked | names | first | among five | reads as certain | of these wrong |
|---|---|---|---|---|---|
${Object.entries(last.kinds)
  .map(([kind, one]) => line(`real name, ${kind}`, one))
  .join('\n')}
${line('**real names, all kinds**', last.misspelt)}
${line('made names, all kinds', last.made)}
${line('**short names of listed companies**', last.short)}

Of ${last.brands.asked} brands and other short forms, ${last.brands.certain} read as certain and ${last.brands.likely} as likely.

A mistake is drawn anew where it would leave nothing of the name's own part, or make the name of another registered
organisation: nobody could see that one. Twins that differ in the place alone stay in, and account for most of what
is missed where the place is missing; there the region of the source, which a row has and this measurement has not, decides.
Former names of the real organisations are invented: a brand in the place of their own.

## 拆分 · How names are divided

| part | as labelled |
|---|---|
${Object.entries(last.parser)
  .map(([kind, share]) => `| ${kind} | ${share} |`)
  .join('\n')}

## 同行标注的名称对 · Pairs labelled by a peer

Organisations of the world, mostly in Latin letters, for which this matcher was not made; a likeness of ${readsAsMatch} is taken for a match.

| set | cases | right | matches found | taken for a match wrongly |
|---|---|---|---|---|
${last.peers ? `${peer('name pairs', last.peers.pairs)}\n${peer('entity checks', last.peers.entities)}` : ''}

## 历次 · Runs

| date | commit | scale | names | first | among five | short first | short five | brands certain | names/s |
|---|---|---|---|---|---|---|---|---|---|
${runs
  .toReversed()
  .map(
    (run) =>
      `| ${run.date.slice(0, 16).replace('T', ' ')} | ${run.commit} | ${run.scale} | ${run.names} | ${ratio(run.misspelt.first, run.misspelt.asked)} | ${ratio(run.misspelt.five, run.misspelt.asked)} | ${ratio(run.short.first, run.short.asked)} | ${ratio(run.short.five, run.short.asked)} | ${run.brands.certain} of ${run.brands.asked} | ${run.rate} |`,
  )
  .join('\n')}
`
}
