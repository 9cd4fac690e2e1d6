/** The ledger, for auditors: who looked, and who looked unusually. Reading it is itself a line of it. */
import { type LedgerAct, ledgerRow, writeLedger } from '../access/ledger.ts'
import { type LedgerAsk, ledgerLines, readersOf, type LedgerLine as StoredLine } from '../access/store-ledger.ts'
import { bulkSubjects, officeHours, onlyUnusual, unusualOf } from '../access/unusual.ts'
import { addDays, type Day, dayInShanghai, daysBetween, startOfDay } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { plainCode } from '../codes/uscc.ts'
import { Refusal } from '../refusal.ts'
import type { House } from './house.ts'
import type { ListAsk } from './listing.ts'
import type { Ask } from './route.ts'
import type { LedgerLine, LedgerLines, Readers, ReadersQuery } from './schemas/counter.ts'

type Filters = {
  from?: string
  until?: string
  code?: string
  who?: string
  body?: string
  purpose?: string
  act?: string
  refused?: boolean
}

function askOf({ from, until, code, who, body, purpose, act, refused }: Filters): Omit<LedgerAsk, 'limit'> {
  return {
    ...(from ? { from: startOfDay(from) } : {}),
    ...(until ? { until: startOfDay(addDays(until, 1)) } : {}),
    // A person's number is looked for nowhere; nothing is found under it.
    ...(code ? { subject: looksLikePerson(code) ? ' ' : plainCode(code.trim()) } : {}),
    ...(who ? { who: who.trim() } : {}),
    ...(body ? { body } : {}),
    ...(purpose ? { purpose } : {}),
    ...(act ? { act } : {}),
    ...(refused ? { refused } : {}),
  }
}

/**
 * Pages of it; each look is a line of it too. A file is one look, of so many days at most
 * or of one organisation.
 */
export async function ledgerPages(ask: ListAsk<Filters>, isFile: boolean) {
  const { house, at, query } = ask
  if (isFile) assertNarrow(query, at)
  await lookWritten(ask, isFile ? 'ledger-export' : 'ledger', query)
  const bodies = await bodyNames(house, at)
  return async (after: string | undefined, limit = 50): Promise<LedgerLines> => {
    const [tx, id] = (after ?? '').split('-').map(Number)
    const place = after === undefined ? {} : { after: { tx: tx!, id: id! } }
    const { rows, next } = await ledgerLines(house.services.pool, { ...askOf(query), ...place, limit })
    return { rows: rows.map((row) => lineView(row, bodies)), ...(next ? { next: `${next.tx}-${next.id}` } : {}) }
  }
}

/** The look is durable before the answer; which filters were set is said, not what a person typed into them. */
export async function lookWritten(
  { house, at, caller }: Pick<Ask, 'house' | 'at' | 'caller'>,
  act: LedgerAct,
  filters: Filters,
) {
  const fields = Object.entries(filters).flatMap(([name, value]) => (value ? [name] : []))
  await writeLedger(house.services.pool, [ledgerRow(caller, {}, { act, subject: filters.code ?? '', fields }, at)])
}

async function bodyNames(house: Pick<House, 'sources'>, at: Date): Promise<ReadonlyMap<string, string>> {
  return new Map((await house.sources.all(at)).map(({ code, name }) => [code, name]))
}

function lineView(line: StoredLine, bodies: ReadonlyMap<string, string>): LedgerLine {
  const { tx: _, subject, reason, at, body, ...rest } = line
  const bodyName = bodies.get(body)
  return {
    ...rest,
    code: subject,
    body,
    at: at.toISOString(),
    ...(bodyName ? { bodyName } : {}),
    ...(reason === null ? {} : { reason }),
  }
}

const exportDays = 92

function assertNarrow({ from, until, code }: Filters, at: Date) {
  const isBounded = from !== undefined && daysBetween(from, until ?? dayInShanghai(at)) <= exportDays
  if (!isBounded && !code) throw tooWide
}

export async function readers(ask: Ask<{ query: typeof ReadersQuery }>): Promise<Readers> {
  const { house, at, query } = ask
  const day = query.day ?? dayInShanghai(at)
  await lookWritten(ask, 'ledger', { from: day })
  const { rows, isCutOff } = await readersOn(house, { day, limit: 100 }, at)
  return { rows, day, isCutOff, bulkSubjects, officeHours: [...officeHours] }
}

/** What is pointed out of the looks of today and yesterday: a few, added up for everybody who may see it. */
export async function unusualReaders(house: Pick<House, 'services' | 'sources'>, at: Date) {
  const today = dayInShanghai(at)
  const days = [today, addDays(today, -1)]
  const found = await Promise.all(
    days.map((day) => readersOn(house, { day, only: onlyUnusual, limit: unusualShown }, at)),
  )
  return found.flatMap(({ rows }) => rows).slice(0, unusualShown)
}

const unusualShown = 8

async function readersOn(
  house: Pick<House, 'services' | 'sources'>,
  { day, ...ask }: { day: Day; only?: typeof onlyUnusual; limit: number },
  at: Date,
) {
  const from = startOfDay(day)
  const until = startOfDay(addDays(day, 1))
  const found = await readersOf(house.services.pool, { from, until, hours: officeHours, ...ask })
  const bodies = await bodyNames(house, at)
  return {
    isCutOff: found.isCutOff,
    rows: found.rows.map(({ first, last, ...reader }) => {
      const bodyName = bodies.get(reader.body)
      return {
        ...reader,
        ...(bodyName ? { bodyName } : {}),
        first: first.toISOString(),
        last: last.toISOString(),
        unusual: unusualOf(reader),
      }
    }),
  }
}

const tooWide = new Refusal('ledger-export-too-wide', {
  zh: `导出台账请选定不超过 ${exportDays} 天的日期范围，或一个单位的代码。`,
  en: `To export the ledger, choose at most ${exportDays} days, or the code of one organisation.`,
})
