/**
 * What one server holds open beside its services: the small memories of who is
 * behind a key, which sources there are, how fresh the data is.
 */
import { type ClientCache, clientCache } from '../access/clients.ts'
import { ledgerRow, writeLedger } from '../access/ledger.ts'
import type { Networks } from '../access/sign-in.ts'
import type { SourceBook } from '../access/sources.ts'
import { giveBackOfDay, takenOfDay, takeOfDay } from '../access/store-quotas.ts'
import { kept } from '../database/kept.ts'
import { type StateBook, stateBook } from './data-state.ts'
import { unusualReaders } from './ledger.ts'
import { type Limits, limits } from './limits.ts'
import { type OftenRefused, oftenRefused } from './often-refused.ts'
import { type Quotas, quotas } from './quotas.ts'
import type { HttpSettings, Services, Web } from './services.ts'

export type House = {
  services: Services
  settings: HttpSettings
  web: Web
  clients: ClientCache
  sources: SourceBook
  /** Wrong passwords by network. */
  networks: Networks
  limits: Limits
  /** Checks of API clients by day. */
  quotas: Quotas
  /** Checks beyond the quota, as lines of the ledger. */
  overQuota: OftenRefused
  state: StateBook
  /** Who of today's and yesterday's readers is pointed out to auditors. */
  unusual(at: Date): ReturnType<typeof unusualReaders>
  /** Aborted when the server closes: live streams end, so that closing waits for nobody. */
  closing: AbortSignal
}

/** So often what is counted here is settled with the database. */
const settleMs = 60_000

/** Two hundred thousand lines of a day are added up for it. */
const unusualMs = 600_000

export function house(services: Services, settings: HttpSettings, web: Web, closing: AbortSignal): House {
  const { sources, pool } = services
  const checks = quotas(settings.checksADay, {
    take: (day, who, many, most) => takeOfDay(pool, day, who, many, most),
    giveBack: (rows) => giveBackOfDay(pool, rows),
    taken: (day, who) => takenOfDay(pool, day, who),
  })
  const overQuota = oftenRefused((by, times, at) =>
    writeLedger(pool, [
      ledgerRow(by, {}, { act: 'check', subject: '', fields: [`×${times}`], refused: 'quota-used-up' }, at),
    ]),
  )
  // Where the database is away it is tried again; what a server that is killed had taken ahead stays taken that day.
  const settle = () => Promise.all([checks.settle(), overQuota.settle(services.now())]).catch(() => {})
  const settling = setInterval(settle, settleMs).unref()
  closing.addEventListener('abort', () => clearInterval(settling))
  return {
    services,
    settings,
    web,
    clients: clientCache(services.pool),
    sources,
    networks: new Map(),
    limits: limits(),
    quotas: checks,
    overQuota,
    state: stateBook(services.pool, services.book, () => services.publicCounts()),
    unusual: kept(unusualMs, (at) => unusualReaders({ services, sources }, at)),
    closing,
  }
}
