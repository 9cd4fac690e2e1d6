import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoCode } from '../src/cli/demo/departments.ts'
import { randomOf } from '../src/cli/demo/random.ts'
import { readName } from '../src/codes/name-parts.ts'
import { spellingOf } from '../src/codes/pinyin.ts'
import { type Pool, transaction } from '../src/database/connect.ts'
import { searchSubjects } from '../src/subjects/search.ts'
import { putSubjects } from '../src/subjects/store.ts'
import { type SubjectFacts, subjectOf } from '../src/subjects/subject.ts'
import { openSuggesting, suggest } from '../src/subjects/suggest.ts'
import { atLeast, type Figure, type Measured, measured, type Scale } from './support/figure.ts'
import { openGround } from './support/ground.ts'
import { listedCompanies, namesRegister, places, regions } from './support/names.ts'

/** What was reached, and is to be kept: shares found among the first twenty. */
const bars = {
  'short names of listed companies': 0.95,
  'parts of their own': 0.99,
  'parts of their own, in letters': 0.95,
  'former names': 0.99,
  'part of its own and trade': 0.99,
}
type Kind = keyof typeof bars
type Asked = { kind: Kind; query: string; meant: string }

/** Real names of the material among made ones: is the organisation meant among the first twenty? */
export const figure: Figure = {
  name: 'search-relevance',
  bar: 'recall among the first 20, by kind of question',
  async run(scale) {
    const ground = await openGround()
    try {
      return await measureRelevance(ground.pool, ground.owner, scale)
    } finally {
      await ground.close()
    }
  },
}

async function measureRelevance(pool: Pool, owner: Pool, scale: Scale): Promise<Measured[]> {
  const register = namesRegister(scale === 'full' ? 200_000 : 20_000, 'relevance')
  const listed = listedCompanies()
  if (!register || !listed) throw new Error('The names of the material are not there.')
  const codes = new Map<string, string>()
  const subjects: SubjectFacts[] = []
  for (const { name, region, isCurrent } of register.named) {
    if (!isCurrent) continue
    const code = demoCode('91', '990101', subjects.length)
    codes.set(name, code)
    const former = register.former.get(name)
    subjects.push({
      code,
      name,
      ...(former === undefined ? {} : { formerNames: [former] }),
      region: region || '990101',
      status: '存续',
      industry: 'C13',
      foundedOn: '2015-03-02',
      isProvisional: false,
    })
  }
  for (let from = 0; from < subjects.length; from += 2_000) {
    const some = subjects.slice(from, from + 2_000).map(subjectOf)
    await transaction(pool, (tx) => putSubjects(tx, some, new Date(), places))
  }
  await owner.query('vacuum analyze subject')
  const suggesting = await openSuggesting(pool, places)
  const asked = questions(listed, register.former, codes)
  const met = new Map<Kind, { asked: number; found: number; first: number; near: number; missed: string[] }>()
  for (const { kind, query, meant } of asked) {
    const count = met.get(kind) ?? { asked: 0, found: 0, first: 0, near: 0, missed: [] }
    met.set(kind, count)
    const { rows } = await searchSubjects({ pool, regions }, { query, limit: 20 })
    const at = rows.findIndex((row) => row.code === meant)
    count.asked++
    if (at === 0) count.first++
    if (at !== -1) count.found++
    // As the page does: names that are like it, where nothing holds what was typed.
    else if (rows.length === 0 && (await suggest(suggesting, { name: query }, 5)).some((one) => one.code === meant))
      count.near++
    else if (count.missed.length < 12) count.missed.push(query)
  }
  const rows = [...met].map(([kind, { asked, found, near }]) =>
    measured(`search-relevance: ${kind}`, atLeast(bars[kind]), {
      ours: Number(((found + near) / asked).toFixed(3)),
      unit: 'of 1',
      note: `${asked} questions, ${found} among the first 20, ${near} more among the near names of an empty answer; ${subjects.length} organisations`,
    }),
  )
  writeFileSync(join(import.meta.dirname, '../docs/search.md'), page(met, subjects.length))
  return rows
}

function questions(
  listed: NonNullable<ReturnType<typeof listedCompanies>>,
  former: ReadonlyMap<string, string>,
  codes: ReadonlyMap<string, string>,
): Asked[] {
  const chance = randomOf('relevance', 'asked')
  const asked: Asked[] = []
  for (const { fullName, shortNames } of listed) {
    const meant = codes.get(fullName)
    if (meant === undefined) continue
    const { own, trade } = readName(fullName, places)
    for (const short of shortNames) {
      // Marks of the exchange are no part of a name: *ST, and the A of a share.
      const query = short.replace(/^(?:\*?ST|S)|[ＡＢAB]$/g, '').replace(/\s/g, '')
      if ([...query].length > 1) asked.push({ kind: 'short names of listed companies', query, meant })
    }
    if (own.length < 2) continue
    asked.push({ kind: 'parts of their own', query: own, meant })
    if (trade !== '') asked.push({ kind: 'part of its own and trade', query: own + trade, meant })
    if (chance.chance(0.5)) {
      const letters = spellingOf(own).key.replaceAll(' ', '')
      asked.push({ kind: 'parts of their own, in letters', query: letters, meant })
    }
  }
  for (const [name, before] of former) {
    if (chance.chance(0.3)) asked.push({ kind: 'former names', query: before, meant: codes.get(name)! })
  }
  return asked.filter((one) => one.meant !== undefined)
}

const share = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`

function page(
  met: ReadonlyMap<Kind, { asked: number; found: number; first: number; near: number; missed: string[] }>,
  organisations: number,
): string {
  const lines = [...met].map(
    ([kind, { asked, found, first, near }]) =>
      `| ${kind} | ${asked} | ${share(first, asked)} | ${share(found, asked)} | ${share(near, asked)} | ${bars[kind]} |`,
  )
  return `# How well a search finds

Written by \`npm run bench -- --only search-relevance\`; do not edit. Real names of the test material among made ones,
${organisations.toLocaleString('en-US')} organisations. "Near" are those that stand among the near names where nothing
holds what was typed. The questions of \`test/vectors/search/relevance.json\` are tests: all of them hold.

| question | asked | first | among the first 20 | near | bar (among 20 or near) |
|---|---|---|---|---|---|
${lines.join('\n')}

What is missed: a part of its own that many bear (the one meant stands behind the first twenty), and short names made of
characters that do not stand side by side in the full name (深振业 of 深圳市振业(集团)股份有限公司) while another
organisation's name does hold them.
`
}
