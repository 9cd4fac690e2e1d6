/**
 * A register for measuring: organisations put by COPY into the tables that
 * `subjects/store.ts` writes, in the shape in which it writes them.
 */
import { demoCode } from '../src/cli/demo/departments.ts'
import { brandFirst, brandSecond, places, trades } from '../src/cli/demo/words.ts'
import { type Pool, transaction } from '../src/database/connect.ts'
import { copyInto } from '../src/database/copy.ts'
import { placesOfBook } from '../src/rulebook/codes-of-book.ts'
import { searchFeatures } from '../src/subjects/search-terms.ts'
import { subjectOf } from '../src/subjects/subject.ts'
import { openRules } from '../src/wiring.ts'

/**
 * The organisation at this place, from 0 to below 1,400,000: computed, so that nobody
 * has to keep a million of them. Its codes are of the demonstration's areas: a
 * database has the one or the other.
 */
export function benchOrganisation(at: number): { code: string; name: string; region: string; industry: string } {
  const place = places[at % places.length]!
  const trade = trades[Math.floor(at / 9) % trades.length]!
  const first = Math.floor(at / 324)
  const brand = `${brandFirst[first % brandFirst.length]}${brandSecond[Math.floor(first / brandFirst.length) % brandSecond.length]}`
  const further = Math.floor(first / (brandFirst.length * brandSecond.length))
  const tail = further === 0 ? '' : brandSecond[further % brandSecond.length]
  return {
    code: demoCode('91', place.code, at),
    name: `${place.city}${place.county}${brand}${tail}${trade.word}有限公司`,
    region: place.code,
    industry: trade.industry,
  }
}

const batch = 50_000

/** Registers organisations 0 to `count`, in batches of one transaction each. */
export async function makeRegister(pool: Pool, count: number, at: Date): Promise<void> {
  const places = placesOfBook(openRules(true))
  for (let from = 0; from < count; from += batch) {
    const until = Math.min(from + batch, count)
    await transaction(pool, async (tx) => {
      const subjects = Array.from({ length: until - from }, (_, i) => {
        const one = benchOrganisation(from + i)
        const identifiers = [{ kind: 'organisation-code', value: one.code.slice(8, 17) }]
        return subjectOf({ ...one, status: '存续', foundedOn: '2015-03-02', identifiers, isProvisional: false })
      })
      const copy = copyInto(tx, 'subject', [
        'code',
        'name',
        'name_key',
        'kind',
        'status',
        'region',
        'industry',
        'founded_on',
        'is_provisional',
        'pinyin',
        'initials',
        'grams',
        'terms',
        'letters',
        'brand_at',
        'completeness',
        'updated_at',
      ])
      for (const s of subjects) {
        const found = searchFeatures(s, places)
        const wait = copy.row([
          s.code,
          s.name,
          s.nameKey,
          s.kind,
          s.status,
          s.region,
          s.industry,
          s.foundedOn,
          s.isProvisional,
          s.pinyin,
          s.initials,
          s.grams,
          found.terms,
          found.letters,
          found.brandAt ?? null,
          found.completeness,
          at,
        ])
        if (wait) await wait
      }
      await copy.end()
      const names = copyInto(tx, 'subject_name', ['subject_code', 'name', 'name_key', 'is_current', 'until_day'])
      for (const s of subjects) {
        for (const { name, nameKey, isCurrent } of s.names) {
          const wait = names.row([s.code, name, nameKey, isCurrent, null])
          if (wait) await wait
        }
      }
      await names.end()
      const numbers = copyInto(tx, 'identifier', ['kind', 'value', 'subject_code'])
      for (const s of subjects) {
        const wait = numbers.row(['organisation-code', s.code.slice(8, 17), s.code])
        if (wait) await wait
      }
      await numbers.end()
    })
  }
  await pool.query('analyze subject, subject_name, identifier')
}
