/** Every procedure there is, each version for good: a case goes on under the one it began with. */
import { breach } from './breach/breach.ts'
import { listing } from './listing/listing.ts'
import { objection } from './objection/objection.ts'
import type { Procedure } from './procedure.ts'
import { repair } from './repair/repair.ts'

export const procedures: readonly Procedure[] = [objection, repair, listing, breach]

export function procedureOf(id: string, version: string): Procedure {
  const found = procedures.find((one) => one.id === id && one.version === version)
  if (!found) throw new Error(`There is no version ${version} of the procedure ${id}.`)
  return found
}

/** The version of each under which a case is opened today. */
export const currentProcedures: readonly Procedure[] = procedures.filter(
  (one) => procedures.findLast(({ id }) => id === one.id) === one,
)
