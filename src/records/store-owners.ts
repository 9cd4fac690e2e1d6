/** What the register knows of sole proprietors, so that it can be masked. */
import { prepared, type Queryable } from '../database/connect.ts'
import type { Content } from '../rulebook/catalogue.ts'
import { kindOf } from '../subjects/subject.ts'
import { noOwners, type Owners } from './owners.ts'

type OwnerRow = { code: string; names: string[]; registrations: { catalogue: string; content: Content }[] }

// Versions that were replaced too: a name that was given up is a person's as before.
const ownersQuery = prepared<OwnerRow, [codes: readonly string[]]>(
  'owners-of',
  `select s.code, array(select n.name from subject_name n where n.subject_code = s.code) || s.name as names,
          coalesce((select json_agg(json_build_object('catalogue', r.catalogue, 'content', r.content)) from record r
            where r.subject_code = s.code and r.item = 'registration' and r.content is not null), '[]') as registrations
   from subject s where s.code = any($1)`,
)

/** No question is asked where none of the codes is a sole proprietor's. */
export async function ownersOf(on: Queryable, codes: readonly string[]): Promise<Owners> {
  const theirs = codes.filter((code) => kindOf(code) === 'sole-proprietor')
  if (theirs.length === 0) return noOwners
  return new Map(
    (await ownersQuery(on, [[...new Set(theirs)]])).map(({ code, names, registrations }) => [
      code,
      { names, registrations: registrations.map((one) => ({ ...one, item: 'registration' })) },
    ]),
  )
}
