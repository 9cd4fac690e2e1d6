/**
 * The only file that builds things: database, rule book, intake, services,
 * server. Everything else gets what it needs as plain arguments.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
// So many at once, the rest in turn: kept, MIT, one small file.
import pLimit from 'p-limit'
import { sourceBook } from './access/sources.ts'
import { ledgerLines } from './access/store-ledger.ts'
import { attachmentFor, type Cases, oneCase, openCase, paperOf, takeStep } from './cases/actions.ts'
import { casesOfOrganisation, openCasesAboutOwn, papersOfOrganisation, readOwnPaper } from './cases/own.ts'
import { casesQueue, casesTold, overdueBoard } from './cases/queue.ts'
import { type Checking, checkInParts, checkReceipt, checkSubjects } from './checks/check.ts'
import { sha256Suite } from './ciphers/suite.ts'
import { officialCalendar } from './codes/calendar.ts'
import type { Regions } from './codes/regions.ts'
import type { Config } from './config.ts'
import { assertUsable, connect, type Pool } from './database/connect.ts'
import { describeRunning, type Running, startEmbedded } from './database/embedded.ts'
import { makeFolder } from './database/folder.ts'
import { kept } from './database/kept.ts'
import { isMigrated, migrate } from './database/migrate.ts'
import { isPassing } from './database/passing.ts'
import { type Door, enterShared, keepDoor, type Share } from './database/share.ts'
import { keepAttachment, readAttachment, type Vault } from './documents/attachments.ts'
import { closeTypst } from './documents/typst.ts'
import { startRoller } from './evidence/roller.ts'
import { type Sequencer, startSequencer } from './evidence/sequencer.ts'
import {
  acknowledge,
  publicFigures,
  type Retracting,
  retractionBoard,
  retractions,
  retractionsOf,
} from './exchange/retractions.ts'
import { counterServices } from './http/counter-services.ts'
import type { LayoutView } from './http/schemas/layouts.ts'
import type { Services } from './http/services.ts'
import { preCheck, previewLayout, proposeForFile, receiveSubmission } from './intake/actions.ts'
import { settleAgainst, waitsAgainst } from './intake/against.ts'
import { makeAhead } from './intake/ahead.ts'
import { classMissing, confirmClasses } from './intake/classes.ts'
import { codeFigures } from './intake/code-figures.ts'
import { connectionRegister, connect as connectSource } from './intake/connections.ts'
import { readCorrectionSheet } from './intake/correction-sheet.ts'
import { confirmHeld, takeBack } from './intake/hold.ts'
import type { Intake } from './intake/intake.ts'
import { lateLines } from './intake/late-lines.ts'
import { layoutsOf, layoutVersionsOf, retireLayout, type Settling, settleLayout } from './intake/layouts/actions.ts'
import type { SettledLayout } from './intake/layouts/layout.ts'
import { layoutOf, readLayout, statedLayout, writeLayout } from './intake/layouts/layout-file.ts'
import { submitRow } from './intake/one-row.ts'
import { correctRecord, oneOwnRecord, ownRecords, withdrawRecord } from './intake/own-records.ts'
import { returnedFile } from './intake/returned.ts'
import { type Runner, startRunner } from './intake/runner.ts'

import { isMuchComingIn, submission } from './intake/store.ts'

import { zeroReports } from './intake/store-connections.ts'
import { submissionLines, submissions } from './intake/store-lists.ts'
import { sweepLeftOvers } from './intake/sweep.ts'
import { makeTurns } from './intake/turns.ts'
import { acceptAgreeing, decideWho, reopenRow, whoDecisions, whoWaits } from './intake/who.ts'
import { reportZero } from './intake/zero-report.ts'
import { creditFile, publicFile } from './records/credit-file.ts'
import { startFollower } from './records/follow-lists.ts'
import { endHold, enterHold, holdsBeside, replyOwn, standingReply, takeReplyBack } from './records/holds.ts'
import { feedPage, listPage, openRecords } from './records/lists.ts'
import { ownFile, ownFileRecord } from './records/own-file.ts'
import { publicCounts } from './records/store-counts.ts'
import { Refusal } from './refusal.ts'
import { report } from './reports/actions.ts'
import { reportStanding } from './reports/standing.ts'
import { adoptRules } from './rulebook/adopt.ts'
import type { RuleBook } from './rulebook/book.ts'
import { industriesOfBook, placesOfBook, regionsOfBook } from './rulebook/codes-of-book.ts'
import { loadRules } from './rulebook/load.ts'
import { codeCorrections, correctCodes, previewCodes } from './subjects/correct-codes.ts'
import { indexNames } from './subjects/index-names.ts'
import { searchSubjects, suggestSubjects } from './subjects/search.ts'
import { codeSet } from './subjects/store.ts'
import { codeQuality, suspectedDuplicates } from './subjects/store-codes.ts'
import { publicOrganisations } from './subjects/store-names.ts'
import { suggest, suggestingOf } from './subjects/suggest.ts'
import type { Says } from './terms/says.ts'

export const projectFolder = fileURLToPath(new URL('..', import.meta.url))
const rulesFolder = join(projectFolder, 'rules')

export type Log = (says: Says) => void

// ---------------------------------------------------------------- database --

export type Database = {
  pool: Pool
  /** As the superuser; only of the embedded database. */
  adminUrl?: string
  /** Whether this process started the database, or uses one that runs. */
  isOwn: boolean
  /** Whether nobody else uses what this process started; from then on nobody comes in any more. */
  mayStop(): Promise<boolean>
  close(): Promise<void>
}

/**
 * Opens the database of these settings. The embedded one is started, or, for a
 * command beside a running server (`mayShare`), used as it runs.
 */
export async function openDatabase(
  config: Config,
  options: { name: string; mayShare: boolean; log: Log; max?: number },
): Promise<Database> {
  if (config.databaseUrl !== undefined) return openGiven(config, config.databaseUrl, options)
  const running = options.mayShare ? describeRunning(config.dataFolder) : undefined
  if (running) return joinRunning(running, options)
  const embedded = await startEmbedded({
    folder: config.dataFolder,
    log: options.log,
    prepare: ({ ownerUrl }) => migrateAs(ownerUrl, options.log),
  })
  try {
    const pool = connect(embedded.serverUrl, { name: options.name, max: options.max })
    await assertUsable(pool, embedded.serverUrl)
    let door: Door | undefined
    return {
      pool,
      adminUrl: embedded.adminUrl,
      isOwn: true,
      async mayStop() {
        door ??= await keepDoor(embedded.serverUrl, options.name)
        return door.isAlone()
      },
      async close() {
        await pool.end()
        await embedded.stop()
      },
    }
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

/** Whoever comes while it is being stopped is told so, however far it had come. */
async function joinRunning(running: Running, options: { name: string; max?: number }): Promise<Database> {
  let share: Share | undefined
  try {
    share = await enterShared(running.serverUrl, options.name)
  } catch (error) {
    throw isPassing(error) ? stopping : error
  }
  if (share === undefined) throw stopping
  const pool = connect(running.serverUrl, { name: options.name, max: options.max })
  const close = async () => {
    await pool.end()
    await share.end()
  }
  try {
    await assertUsable(pool, running.serverUrl)
  } catch (error) {
    await close()
    throw error
  }
  return { pool, adminUrl: running.adminUrl, isOwn: false, mayStop: async () => true, close }
}

async function openGiven(
  config: Config,
  url: string,
  options: { name: string; log: Log; max?: number },
): Promise<Database> {
  const pool = connect(url, { name: options.name, max: options.max })
  try {
    await assertUsable(pool, url)
    if (config.databaseOwnerUrl !== undefined) await migrateAs(config.databaseOwnerUrl, options.log)
    else if (!(await isMigrated(pool))) {
      throw new Refusal(
        'not-migrated',
        {
          zh: '数据库结构不是最新。请设置 DATABASE_OWNER_URL 后启动一次，或执行 xinheng db migrate。',
          en: 'The database is not up to date. Start once with DATABASE_OWNER_URL set, or run: xinheng db migrate.',
        },
        500,
      )
    }
  } catch (error) {
    await pool.end()
    throw error
  }
  return { pool, isOwn: false, mayStop: async () => true, close: () => pool.end() }
}

const stopping = new Refusal(
  'database-unreachable',
  {
    zh: '数据库正在停止，请稍后再试。',
    en: 'The database is just being stopped; try again in a moment.',
  },
  503,
)

async function migrateAs(ownerUrl: string, log: Log): Promise<void> {
  const owner = connect(ownerUrl, { name: 'xinheng migrate', max: 3 })
  try {
    await assertUsable(owner, ownerUrl)
    for (const name of await migrate(owner)) log({ zh: `数据库结构：${name}`, en: `database: ${name}` })
  } finally {
    await owner.end()
  }
}

// ------------------------------------------------------------------- rules --

/** The rules in use: national, and those of the region; with demonstration data, the fictional province's. */
export function openRules(isDemonstration: boolean): RuleBook {
  return loadRules([join(rulesFolder, 'national'), ...(isDemonstration ? [join(rulesFolder, 'local/demo')] : [])])
}

// ----------------------------------------------------------------- keeping --

/** A secret of this installation, made at first need: 32 bytes, for its owner alone. */
function secretOf(folder: string, name: string): Buffer {
  makeFolder(join(folder, 'keys'))
  const path = join(folder, 'keys', name)
  if (!existsSync(path)) {
    // Whole or not at all, and of two processes at first need the first one's.
    const making = `${path}.${process.pid}`
    writeFileSync(making, randomBytes(32).toString('hex'), { mode: 0o600, flush: true })
    try {
      linkSync(making, path)
    } catch {
      // It is there by now, or this file system knows no links.
      if (!existsSync(path)) renameSync(making, path)
    }
    rmSync(making, { force: true })
  }
  return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
}

/** Where attachments lie, sealed. */
export function vaultOf(config: Config, pool: Pool): Vault {
  const folder = join(config.dataFolder, 'attachments')
  makeFolder(folder)
  const key = secretOf(config.dataFolder, 'attachments.key')
  return { pool, suite: sha256Suite, folder, key, ...(config.scanner === undefined ? {} : { scanner: config.scanner }) }
}

export type Works = {
  pool: Pool
  vault: Vault
  book: RuleBook
  regions: Regions
  intake: Intake
  runner: Runner
  sequencer: Sequencer
  reading: Checking
  close(): Promise<void>
}

export type Fault = (fault: unknown, where: string) => void

/** What works in the background on an open database: the sequencer and, if wanted, the runner of submissions. */
export async function openWorks(
  config: Config,
  pool: Pool,
  options: { clock: () => Date; onFault: Fault; runs: boolean },
): Promise<Works> {
  const { clock, onFault } = options
  const isDemonstration = config.isDemonstration || (await isDemonstrationLoaded(pool))
  const book = openRules(isDemonstration)
  const regions = regionsOfBook(book)
  await adoptRules(pool, book, clock())
  await makeMonthsAhead(pool, clock())
  const uploads = join(config.dataFolder, 'uploads')
  makeFolder(uploads)
  let stopping = false
  const sequencer = startSequencer(pool, (fault) => onFault(fault, 'sequencer'))
  const roller = startRoller(
    pool,
    sha256Suite,
    clock,
    () => sequencer.soon(),
    (fault) => onFault(fault, 'roller'),
  )
  const intake: Intake = {
    pool,
    suite: sha256Suite,
    rules: { book, regimeBefore: config.regimeBefore },
    uploads,
    ahead: makeAhead(),
    turns: makeTurns(2, 2),
    digestKey: secretOf(config.dataFolder, 'upload-digest.key'),
    clock,
    onPlaced: () => sequencer.soon(),
    isStopping: () => stopping,
  }
  if (options.runs) {
    // With the embedded database the folder is ours alone; beside a given one a command may be at work in it.
    const at = clock().getTime()
    await sweepLeftOvers(pool, uploads, new Date(config.databaseUrl === undefined ? at : at - 3_600_000))
  }
  const runner = options.runs
    ? startRunner(intake, {
        together: { large: 5, small: 3 },
        onFault: (fault, id) => onFault(fault, `submission ${id}`),
      })
    : { start() {}, stop: async () => {} }
  // Names registered before they were read into parts; usually there are none.
  const indexing = options.runs
    ? indexNames(pool, placesOfBook(book), { isStopping: () => stopping }).catch((fault) =>
        onFault(fault, 'index-names'),
      )
    : undefined
  const follower = options.runs
    ? startFollower(pool, book, {
        clock,
        isBusy: () => isMuchComingIn(pool),
        onFault: (fault) => onFault(fault, 'lists'),
      })
    : { stop: async () => {} }
  return {
    pool,
    vault: vaultOf(config, pool),
    book,
    regions,
    intake,
    runner,
    sequencer,
    reading: { pool, rules: intake.rules, regions, suite: intake.suite },
    async close() {
      stopping = true
      await runner.stop()
      await indexing
      await follower.stop()
      await intake.ahead.stop()
      await roller.stop()
      await sequencer.stop()
      await closeTypst()
    },
  }
}

/** Partitions for the receipts and ledger lines of a year to come. */
export async function makeMonthsAhead(pool: Pool, at: Date): Promise<void> {
  await pool.query(`select ensure_months((date_trunc('month', $1::timestamptz) - interval '1 month')::date, 15)`, [at])
}

export async function isDemonstrationLoaded(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(`select from installation where name = 'demonstration'`)
  return (rowCount ?? 0) > 0
}

/** What cases work with. */
export const casesOf = (works: Works, isDemonstration: () => boolean): Cases => ({
  pool: works.pool,
  suite: works.intake.suite,
  rules: works.intake.rules,
  calendar: officialCalendar,
  get isDemonstration() {
    return isDemonstration()
  },
  onPlaced: () => works.sequencer.soon(),
})

/** What retractions work with. */
export const retractingOf = (works: Works): Retracting => ({
  pool: works.pool,
  suite: works.intake.suite,
  rules: works.intake.rules,
  calendar: officialCalendar,
})

const retractionServices = (to: Retracting): Services['retractions'] => ({
  mine: (ask) => retractions(to, ask),
  acknowledge: (ask, at) => acknowledge(to, ask, at),
  board: (bodies, at) => retractionBoard(to, bodies, at),
  about: (ask, at) => retractionsOf(to, ask, at),
  figures: (at) => publicFigures(to, at),
})

const caseServices = (cases: Cases): Services['cases'] => ({
  open: (ask, at) => openCase(cases, ask, at),
  step: (ask, at) => takeStep(cases, ask, at),
  one: (ask, at) => oneCase(cases, ask, at),
  paper: (ask, at) => paperOf(cases, ask, at),
  queue: (ask, at) => casesQueue(cases, ask, at),
  overdue: (ask, at) => overdueBoard(cases, ask, at),
  told: (ask, at) => casesTold(cases, ask, at),
})

const spaceServices = ({ pool, reading, sequencer }: Works, cases: Cases): Services['space'] => ({
  codes: (code, at) => codeSet(pool, code, at),
  records: (ask, at) => ownFile(reading, ask, at),
  record: (ask, at) => ownFileRecord(reading, ask, at),
  reply: (name, at) => standingReply(pool, name, at),
  async enterReply(ask, at) {
    const entered = await replyOwn(reading, ask, at)
    sequencer.soon()
    return entered
  },
  async takeReplyBack(ask, at) {
    const ended = await takeReplyBack(reading, ask, at)
    sequencer.soon()
    return ended
  },
  cases: (ask) => casesOfOrganisation(cases, ask),
  openAbout: (ask) => openCasesAboutOwn(cases, ask),
  papers: (ask) => papersOfOrganisation(cases, ask),
  readPaper: (ask, at) => readOwnPaper(cases, ask, at),
  looks: ({ by, ...ask }) => ledgerLines(pool, { ...ask, subject: by.body, isOfOthers: true }),
})

// ---------------------------------------------------------------- services --

/**
 * A search is all processor: more of them at once than there are processors answer no sooner, and each
 * connection more has its plans and pages to fetch anew. Nor can any number of searches keep a check waiting.
 */
const searchesAtOnce = Math.max(4, availableParallelism())

/** What is counted over the whole register is counted again after so long. */
const countedAgainMs = 600_000

/** The doors' services, bound to the rooms. */
export function servicesOf(
  works: Works,
  options: { clock: () => Date; isDemonstration: () => boolean; address: string },
): Services {
  const { pool, book, intake, reading } = works
  const cases = casesOf(works, options.isDemonstration)
  const sources = sourceBook(pool)
  const regionOfSource = async (source: string) => (await sources.one(source, options.clock()))?.region ?? ''
  const suggesting = suggestingOf(pool, placesOfBook(book), options.clock)
  const searching = { pool, regions: works.regions, industries: industriesOfBook(book) }
  const inTurn = pLimit(searchesAtOnce)
  const settling: Settling = { pool, suite: intake.suite, book }
  const quality = kept(countedAgainMs, async (at) => {
    const counted = await codeQuality(pool, at)
    const { registered, wrong, duplicate } = counted
    const perThousand = registered === 0 ? 0 : Math.round(((wrong + duplicate) / registered) * 100_000) / 100
    return { ...counted, perThousand, at: at.toISOString() }
  })
  const figures = kept(countedAgainMs, async (at) => ({ rows: await codeFigures(pool, at), at: at.toISOString() }))
  return {
    pool,
    book,
    sources,
    now: options.clock,
    address: options.address,
    receive: (file, at) => receiveSubmission(intake, file, at, (id) => works.runner.start(id)),
    preCheck: (file, at) => preCheck(intake, file, at),
    submissions: (ask) => submissions(pool, ask, options.clock()),
    submission: (id) => submission(pool, id, options.clock()),
    submissionLines: (ask) => submissionLines(pool, ask),
    returned: (id, as) => returnedFile(intake, id, as),
    submitRow: (ask, at) => submitRow(intake, ask, at),
    ownRecords: (ask, at) => ownRecords(intake, ask, at),
    ownRecord: (ask, at) => oneOwnRecord(intake, ask, at),
    correctRecord: (ask, at) => correctRecord(intake, ask, at),
    withdrawRecord: (ask, at) => withdrawRecord(intake, ask, at),
    async enterHold(ask, at) {
      const entered = await enterHold(reading, ask, at)
      works.sequencer.soon()
      return entered
    },
    async endHold(ask, at) {
      const ended = await endHold(reading, ask, at)
      works.sequencer.soon()
      return ended
    },
    holdsBeside: (ask, at) => holdsBeside(reading, ask, at),
    cases: caseServices(cases),
    reportStanding: (number, at) => reportStanding(pool, number, at),
    retractions: retractionServices(retractingOf(works)),
    space: spaceServices(works, cases),
    attachments: {
      keep: (ask, at) => keepAttachment(works.vault, book, ask, at),
      read: async (ask, at) => readAttachment(works.vault, await attachmentFor(cases, ask, at)),
    },
    confirmHeld: (ask, at) => confirmHeld(intake, ask, at, (id) => works.runner.start(id)),
    takeBack: (ask, at) => takeBack(intake, ask, at),
    lateLines: (ask) => lateLines(intake, ask),
    reportZero: (ask, at) => reportZero(intake, ask, at),
    zeroReports: (ask) => zeroReports(pool, ask),
    register: async (ask, at) => ({ rows: await connectionRegister(intake, ask, at) }),
    connect: (ask, at) => connectSource(intake, ask, at),
    async classesMissing(ask) {
      return classMissing(
        pool,
        book,
        ask,
        (await sources.one(ask.source, options.clock()))?.region ?? '',
        options.clock(),
      )
    },
    async confirmClasses(ask, at) {
      const sourceRegion = (await sources.one(ask.source, at))?.region ?? ''
      const confirmed = await confirmClasses(intake, { ...ask, sourceRegion }, at)
      works.sequencer.soon()
      return confirmed
    },
    async whoWaits(ask, at) {
      const regions = new Map((await sources.all(at)).map(({ code, region }) => [code, region]))
      return whoWaits(intake, await suggesting(), { ...ask, regionOf: (source) => regions.get(source) ?? '' })
    },
    waitsAgainst: (ask, at) => waitsAgainst(intake, ask, at),
    settleAgainst: async (ask, at) =>
      (await settleAgainst(intake, { ...ask, sourceRegion: await regionOfSource(ask.source) }, at)) ?? {
        verdict: 'refused',
      },
    decideWho: async (ask, at) =>
      decideWho(intake, await suggesting(), { ...ask, sourceRegion: await regionOfSource(ask.source) }, at),
    acceptAgreeing: async (ask, at) =>
      acceptAgreeing(intake, await suggesting(), { ...ask, sourceRegion: await regionOfSource(ask.source) }, at),
    whoDecisions: (ask) => whoDecisions(pool, ask),
    reopenRow: async (ask, at) => reopenRow(intake, { ...ask, sourceRegion: await regionOfSource(ask.source) }, at),
    async layouts({ source, item, name }) {
      const found = name === undefined ? layoutsOf(pool, source, item) : layoutVersionsOf(pool, source, name)
      return (await found).map(layoutViewOf)
    },
    async settleLayout({ source, layout, yaml, by }, at) {
      const stated = yaml === undefined ? layoutOf(layout) : readLayout(yaml)
      const settled = await settleLayout(settling, { source, layout: stated, by }, at)
      works.sequencer.soon()
      return layoutViewOf(settled)
    },
    async retireLayout(ask, at) {
      const retired = await retireLayout(settling, ask, at)
      works.sequencer.soon()
      return layoutViewOf(retired)
    },
    async proposeLayout(file, at) {
      const { layout, ...rest } = await proposeForFile(intake, file, at)
      return { ...rest, layout: statedLayout(layout) }
    },
    previewLayout: (ask, at) => previewLayout(intake, { ...ask, layout: layoutOf(ask.layout) }, at),
    codeQuality: () => quality(options.clock()),
    codeFigures: () => figures(options.clock()),
    suspectedCodes: (limit, at) => suspectedDuplicates(pool, limit, at),
    async previewSheet({ by, ...file }, at) {
      return previewCodes(pool, { lines: await readCorrectionSheet(intake, file), by }, at)
    },
    previewCodes: (ask, at) => previewCodes(pool, ask, at),
    async correctCodes(ask, at) {
      const outcomes = await correctCodes(intake, ask, at)
      works.sequencer.soon()
      return outcomes
    },
    codeCorrections: (ask, at) => codeCorrections(pool, ask, at),
    suggest: async (sought, limit) => suggest(await suggesting(), sought, limit),
    publicOrganisations: (codes) => publicOrganisations(pool, codes),
    check: (ask, at) => checkSubjects(reading, ask, at),
    checkInParts: (ask, at) => checkInParts(reading, ask, at, options.clock),
    async receipt(number, by) {
      const found = await checkReceipt(reading, number, by, options.clock())
      if (!found) return undefined
      const { batch, at, ...rest } = found
      return { ...rest, at: at.toISOString(), ...(batch === null ? {} : { batch }) } as Awaited<
        ReturnType<Services['receipt']>
      >
    },
    search: (ask) => inTurn(() => searchSubjects(searching, ask)),
    suggestSubjects: (typed) => inTurn(() => suggestSubjects(searching, typed)),
    publicFile: (code, at) => publicFile(reading, code, at),
    list: (ask, at) => listPage(reading, ask, at),
    feed: (ask, at) => feedPage(reading, ask, at),
    openRecords: (item) => openRecords(reading, item, options.clock),
    publicCounts: () => publicCounts(pool),
    creditFile: (ask, at) => creditFile(reading, ask, at),
    report: (ask, at) =>
      report(reading, { ...ask, demo: options.isDemonstration(), address: `${options.address}/reports/` }, at),
    counter: counterServices(intake, reading, { clock: options.clock, dataFolder: intake.uploads }),
  }
}

function layoutViewOf({ source, version, isRetired, who, at, layout }: SettledLayout): LayoutView {
  const { name, item } = layout
  const about = { source, version }
  const stated = { layout: statedLayout(layout, about), yaml: writeLayout(layout, about) }
  return { source, name, version, item, isRetired, who, at: at.toISOString(), ...stated }
}
