/** The start page: what waits for whoever is signed in, in their own reach, each part bounded. */
import { mayDo, reachOf } from '../access/permits.ts'
import { turns } from '../cases/procedure.ts'
import { addDays, dayInShanghai } from '../codes/day.ts'
import { notPermitted } from './guard.ts'
import type { House } from './house.ts'
import { lookWritten } from './ledger.ts'
import type { Ask } from './route.ts'
import type { Desk, Overview, UnusualReaders } from './schemas/desk.ts'

/** Codes of the sources whose submissions this caller may read. */
async function sourcesWithin({ house, at, caller }: Pick<Ask, 'house' | 'at' | 'caller'>): Promise<string[]> {
  if (reachOf(caller, 'read-submissions') === undefined) return []
  return (await house.sources.all(at))
    .filter(({ code, region }) => mayDo(caller, 'read-submissions', { source: code, region }))
    .map(({ code }) => code)
}

/** What is asked while it is not known yet is left out, and its tile says so. */
const patienceMs = 400

export async function desk(ask: Ask): Promise<Desk> {
  const { house, at, caller } = ask
  const { counter } = house.services
  const sources = await sourcesWithin(ask)
  const may = (action: Parameters<typeof mayDo>[1]) => mayDo(caller, action)
  const works = sources.length > 0
  // An auditor looks at what others did; what waits is for those who can settle it.
  const settles = works && caller.role !== 'auditor'
  const [waits, cases, due, submissions, receipts, codeFiles, codes, corrections, system] = await Promise.all([
    settles ? counter.waits(sources) : undefined,
    casesOf(ask),
    settles && may('see-connections') ? dueOf(house, sources, at) : undefined,
    works && caller.role !== 'auditor' ? house.services.submissions({ sources, limit: 6 }) : undefined,
    may('check')
      ? counter.receipts(
          { body: caller.body, from: 'C', before: 'D', who: caller.who, limit: 6 },
          new Date(at.getTime() - 62 * 86_400_000),
        )
      : undefined,
    may('check') ? counter.openFiles({ body: caller.body, limit: 3 }) : undefined,
    may('see-code-quality') ? soon(house.services.codeQuality()) : undefined,
    may('see-code-quality') ? house.services.codeCorrections({ limit: 5 }, at) : undefined,
    may('manage-people') ? counter.system(at) : undefined,
  ])
  return {
    at: at.toISOString(),
    ...(waits ?? {}),
    ...cases,
    ...(due ? { due } : {}),
    ...(submissions ? { submissions: submissions.rows } : {}),
    ...(receipts ? { receipts: receipts.rows } : {}),
    ...(codeFiles ? { codeFiles } : {}),
    ...(codes
      ? { codes: { duplicate: codes.duplicate, wrong: codes.wrong, perThousand: codes.perThousand, at: codes.at } }
      : {}),
    ...(corrections
      ? { corrections: corrections.rows.map(({ id, code, name, who, at }) => ({ id, code, name, who, at })) }
      : {}),
    ...(system ? { system } : {}),
  }
}

/** What waits for the office of a region, and for a source as far as it is the caller's own body. */
async function casesOf({ house, at, caller }: Ask): Promise<Pick<Desk, 'cases' | 'casesOpen'>> {
  const told = house.services.cases.told
  const isOffice = reachOf(caller, 'handle-cases') !== undefined
  if (!isOffice && reachOf(caller, 'answer-cases') === undefined) return {}
  if (!isOffice) return { cases: await told({ sources: [caller.body], turns: ['source', 'authority'] }, at) }
  const sources = (await house.sources.all(at))
    .filter(({ code, region }) => mayDo(caller, 'handle-cases', { source: code, region }))
    .map(({ code }) => code)
  const [cases, casesOpen] = await Promise.all([told({ sources, turns: ['office'] }, at), told({ sources, turns }, at)])
  return { cases, casesOpen }
}

function soon<T>(asked: Promise<T>): Promise<T | undefined> {
  asked.catch(() => {})
  return Promise.race([asked, new Promise<undefined>((done) => setTimeout(done, patienceMs, undefined).unref())])
}

const dueShown = 6

async function dueOf(house: House, sources: string[], at: Date): Promise<Desk['due']> {
  const { rows } = await house.services.register({ sources, dueOnly: true }, at)
  const wanting = rows.flatMap(({ source, sourceName, item, periods }) =>
    periods.flatMap(({ state, due }) =>
      state === 'missing' || state === 'open'
        ? [
            {
              source,
              sourceName,
              item,
              isLate: state === 'missing',
              ...('day' in due && due.day ? { day: due.day } : {}),
            },
          ]
        : [],
    ),
  )
  wanting.sort((a, b) => Number(b.isLate) - Number(a.isLate) || (a.day ?? '9').localeCompare(b.day ?? '9'))
  const count = Math.min(wanting.length, 200)
  return { count, isMore: wanting.length > count, rows: wanting.slice(0, dueShown) }
}

/** Not among what a page asks for again by itself: each answer is a look, durable before it as everywhere. */
export async function unusualReaders(ask: Ask): Promise<UnusualReaders> {
  const { house, at } = ask
  await lookWritten(ask, 'ledger', { from: addDays(dayInShanghai(at), -1) })
  const rows = await soon(house.unusual(at))
  return rows ? { rows } : {}
}

export async function overview(ask: Ask): Promise<Overview> {
  const { house, at, caller } = ask
  if (reachOf(caller, 'see-overview') === undefined) throw notPermitted('see-overview', caller)
  const sources = (await house.sources.all(at)).filter(({ code, region }) =>
    mayDo(caller, 'see-overview', { source: code, region }),
  )
  return house.services.counter.overview(sources, at)
}
