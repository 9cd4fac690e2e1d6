/**
 * What one server holds open beside its services: the small memories of who is
 * behind a key, which sources there are, how fresh the data is.
 */
import { type ClientCache, clientCache } from '../access/clients.ts'
import type { Networks } from '../access/sign-in.ts'
import type { SourceBook } from '../access/sources.ts'
import { checksOfClients } from '../checks/store.ts'
import { kept } from '../database/kept.ts'
import { type StateBook, stateBook } from './data-state.ts'
import { unusualReaders } from './ledger.ts'
import { type Limits, limits } from './limits.ts'
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
  state: StateBook
  /** Who of today's and yesterday's readers is pointed out to auditors. */
  unusual(at: Date): ReturnType<typeof unusualReaders>
  /** Aborted when the server closes: live streams end, so that closing waits for nobody. */
  closing: AbortSignal
}

/** Two hundred thousand lines of a day are added up for it. */
const unusualMs = 600_000

export function house(services: Services, settings: HttpSettings, web: Web, closing: AbortSignal): House {
  const { sources } = services
  return {
    services,
    settings,
    web,
    clients: clientCache(services.pool),
    sources,
    networks: new Map(),
    limits: limits(),
    quotas: quotas(settings.checksADay, (from, before) => checksOfClients(services.pool, from, before)),
    state: stateBook(services.pool, services.book, () => services.publicCounts()),
    unusual: kept(unusualMs, (at) => unusualReaders({ services, sources }, at)),
    closing,
  }
}
