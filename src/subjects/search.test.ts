/** The order of a search, whichever way it is answered, against a plain sort of all that match. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { places, regions } from '../../bench/support/names.ts'
import { testDatabase } from '../../test/support/database.ts'
import { codeOf } from '../../test/support/world.ts'
import { transaction } from '../database/connect.ts'
import { searchSubjects } from './search.ts'
import { cellOf, completenessOf, searchFeatures } from './search-terms.ts'
import { putSubjects } from './store.ts'
import { type Subject, subjectOf } from './subject.ts'

const { pool, owner } = await testDatabase()
const at = new Date('2026-06-15T02:00:00Z')
const everywhere = { few: 1_000_000, listed: 1_000_000 }
const stageByStage = { few: 0, listed: 1_000_000 }

async function register(subjects: readonly Subject[]): Promise<void> {
  await owner.query('truncate subject, subject_name, identifier')
  await transaction(pool, (tx) => putSubjects(tx, subjects, at, places))
}

// ------------------------------------------------------------------ the order

const characters = fc.constantFrom(...'云杉山北京市科技ab')
const anyName = fc.array(characters, { minLength: 2, maxLength: 7 }).map((all) => all.join(''))
const anyOrganisation = fc.record({
  pair: fc.constantFrom('91', '91', '91', '12', '92'),
  name: anyName,
  formerNames: fc.array(anyName, { maxLength: 2 }),
  status: fc.constantFrom('存续', '存续', '注销', '吊销'),
  industry: fc.constantFrom('C13', 'I65', undefined),
  foundedOn: fc.constantFrom('2015-03-02', undefined),
  region: fc.constantFrom('110105', '110108', '320102'),
  isProvisional: fc.constantFrom(false, false, true),
})
const anyRegister = fc.array(anyOrganisation, { minLength: 20, maxLength: 120 }).map((all) =>
  all.map(({ pair, industry, foundedOn, ...one }, i) =>
    // Serials far apart: the lots of the codes fall into every cell.
    subjectOf({
      ...one,
      code: codeOf(pair, 1000 + i * 37),
      ...(industry ? { industry } : {}),
      ...(foundedOn ? { foundedOn } : {}),
    }),
  ),
)
const anyQuery = fc.array(characters, { minLength: 2, maxLength: 3 }).map((all) => all.join(''))
const anyFilters = fc.record(
  {
    region: fc.constantFrom('110000', '110100', '110108', '320102', '330000'),
    kind: fc.constantFrom('enterprise', 'institution'),
    industry: fc.constantFrom('13', '65'),
    status: fc.constantFrom('in-being' as const, 'deregistered' as const),
  },
  { requiredKeys: [] },
)

/** What the README promises, written down a second time in the plainest way. */
function plainly(subjects: readonly Subject[], query: string, filters: Partial<Record<string, string>>): string[] {
  const found = subjects.flatMap((subject) => {
    if (subject.isProvisional || subject.kind === 'sole-proprietor') return []
    const { brandAt } = searchFeatures(subject, places)
    const former = subject.names.some((one) => !one.isCurrent && one.nameKey.includes(query))
    const key = subject.nameKey
    const stage =
      key === query
        ? 0
        : key.startsWith(query)
          ? 1
          : key.startsWith(query, brandAt)
            ? 2
            : key.includes(query)
              ? 3
              : former
                ? 4
                : -1
    if (stage === -1) return []
    const { region, kind, industry, status } = filters
    if (region && !subject.region.startsWith(region.replace(/(00)+$/, ''))) return []
    if (kind && subject.kind !== kind) return []
    if (industry && subject.industry?.slice(1, 3) !== industry) return []
    if (status && (status === 'in-being' ? subject.status !== '存续' : subject.status !== '注销')) return []
    const length = String([...subject.name].length).padStart(3, '0')
    return [
      { code: subject.code, order: `${stage}${cellOf(subject)}${9 - completenessOf(subject)}${length}${subject.code}` },
    ]
  })
  return found.sort((a, b) => (a.order < b.order ? -1 : 1)).map((one) => one.code)
}

test('all at once, stage by stage and page by page: the same order as a plain sort of all that match', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRegister,
      fc.array(
        fc.tuple(
          anyQuery.filter((q) => !/[a-z]/.test(q)),
          anyFilters,
        ),
        { minLength: 6, maxLength: 6 },
      ),
      async (subjects, asks) => {
        await register(subjects)
        for (const [query, filters] of asks) {
          const wanted = plainly(subjects, query, filters)
          for (const bounds of [everywhere, stageByStage, { few: 5, listed: 1_000_000 }]) {
            const seen: string[] = []
            let after: string | undefined
            do {
              const page = await searchSubjects({ pool, regions }, { query, limit: 3, after, ...filters }, bounds)
              seen.push(...page.rows.map((row) => row.code))
              after = page.next
              assert.ok(seen.length <= wanted.length, `${query}: ${seen.length} of ${wanted.length}`)
            } while (after)
            assert.deepEqual(seen, wanted, `${query} ${JSON.stringify(filters)} ${bounds.few}`)
          }
        }
      },
    ),
    { numRuns: 25 },
  )
})

test('letters too: stage by stage and all at once agree, nothing twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRegister,
      fc.constantFrom('ab', 'ys', 'yunshan', 'bj', '云shan', 'keji', 'yunsh', 'b云'),
      async (subjects, query) => {
        await register(subjects)
        const answers = await Promise.all(
          [everywhere, stageByStage].map(async (bounds) => {
            const seen: string[] = []
            let after: string | undefined
            do {
              const page = await searchSubjects({ pool, regions }, { query, limit: 4, after }, bounds)
              seen.push(...page.rows.map((row) => row.code))
              after = page.next
            } while (after)
            return seen
          }),
        )
        assert.deepEqual(answers[0], answers[1])
        assert.equal(new Set(answers[0]).size, answers[0]!.length)
      },
    ),
    { numRuns: 25 },
  )
})
