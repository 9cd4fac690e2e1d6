/**
 * Reads the names of organisations that were registered before names were read into
 * parts. Goes on where it was ended; two at once share the work. Without it they are
 * found by name, number and code, but not by letters, and not first by their own part.
 */
import type { PlaceWords } from '../codes/name-parts.ts'
import { type Pool, transaction } from '../database/connect.ts'
import { searchFeatures } from './search-terms.ts'
import { setFeatures, unreadSubjects } from './store-search.ts'

const together = 500

/** How many were read. `tell` is told after each few hundred. */
export async function indexNames(
  pool: Pool,
  places: PlaceWords,
  options: { isStopping?: () => boolean; tell?: (done: number) => void } = {},
): Promise<number> {
  let done = 0
  while (!options.isStopping?.()) {
    const count = await transaction(pool, async (tx) => {
      const subjects = await unreadSubjects(tx, together)
      await setFeatures(
        tx,
        subjects.map((subject) => ({ code: subject.code, ...searchFeatures(subject, places) })),
      )
      return subjects.length
    })
    if (count === 0) break
    done += count
    options.tell?.(done)
  }
  return done
}
