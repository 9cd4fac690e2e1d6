/**
 * An organisation's cases and papers, as its own space tells them. Opening a paper
 * there for the first time is its service: a line of its own, with its entry in
 * the log. Looking again leaves a line of the ledger and nothing more.
 */
import { randomBytes } from 'node:crypto'
import { mayDo } from '../access/permits.ts'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { type Day, dayInShanghai, instantText } from '../codes/day.ts'
import { type Queryable, transaction } from '../database/connect.ts'
import { appendEntry } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import { type Cases, paperOf } from './actions.ts'
import { never } from './case.ts'
import { isPartOf, isTold, papersForOrganisation } from './own-view.ts'
import { stateOf } from './procedure.ts'
import { procedureOf, procedures } from './procedures.ts'
import { type CaseName, lockCase } from './store.ts'
import {
  eventsOfCases,
  insertPaperRead,
  isPaperRead,
  type OwnPaperRow,
  openCasesOfRecord,
  ownCases,
  ownPapers,
} from './store-own.ts'
import { topicWords } from './topics.ts'
import { recordTold } from './view.ts'

export type OwnCase = {
  subject: string
  case: number
  procedure: Says
  /** That it is about, if it is about one. */
  record?: number
  itemName: Says
  document?: string
  state: Says
  isOpen: boolean
  /** Whose turn it is is the organisation's. */
  isOurTurn: boolean
  openedOn: Day
  lastOn: Day
  /** Of the clock that ends first; absent while it stands still or is not known. */
  due?: Day
}

export type OwnPaper = {
  subject: string
  case: number
  n: number
  title: string
  /** Such as 异受〔2026〕3号. */
  number: string
  at: string
  /** When it was first opened here; absent: not yet. */
  readAt?: string
}

const open = () => [...new Set(procedures.filter(isPartOf).map(({ id }) => id))]

function codesOf(by: Caller): readonly string[] {
  if (!mayDo(by, 'see-own-space')) throw notOwn
  return by.codes ?? [by.body]
}

/** Its open cases of these procedures about one of its records, so far as it has been told of them. */
export async function openCasesAboutOwn(
  to: Cases,
  ask: { subject: string; record: number; by: Caller },
): Promise<{ [procedure: string]: CaseName }> {
  if (!codesOf(ask.by).includes(ask.subject)) return {}
  const rows = await openCasesOfRecord(to.pool, [ask.subject, ask.record, open()])
  const events = await eventsOfCases(to.pool, rows)
  return Object.fromEntries(
    rows
      .filter((row) => isTold(procedureOf(row.procedure, row.version), events.get(`${row.subject}/${row.case}`) ?? []))
      .map((row) => [row.procedure, { subject: row.subject, case: row.case }]),
  )
}

export async function casesOfOrganisation(
  to: Cases,
  ask: { by: Caller; before?: number; limit: number },
): Promise<{ rows: OwnCase[]; next?: number }> {
  const found = await ownCases(to.pool, [codesOf(ask.by), open(), ask.before ?? null, ask.limit + 1])
  const page = found.slice(0, ask.limit)
  const events = await eventsOfCases(to.pool, page)
  const told = page.filter((row) =>
    isTold(procedureOf(row.procedure, row.version), events.get(`${row.subject}/${row.case}`) ?? []),
  )
  const rows = told.map((row): OwnCase => {
    const procedure = procedureOf(row.procedure, row.version)
    const state = stateOf(procedure, row.state)
    const { item, catalogue, content } = row
    const said =
      item !== null && catalogue !== null
        ? recordTold(to.rules.book, { subject: row.subject, item, catalogue, content })
        : undefined
    return {
      subject: row.subject,
      case: row.case,
      procedure: { zh: procedure.zh, en: procedure.en },
      ...(row.record === null ? {} : { record: row.record }),
      itemName: said?.itemName ?? topicWords(procedure, row, to.rules.book) ?? { zh: procedure.zh, en: procedure.en },
      ...(said?.document === undefined ? {} : { document: said.document }),
      state: { zh: state.zh, en: state.en },
      isOpen: state.open !== undefined,
      isOurTurn: state.open?.turn === 'organisation',
      openedOn: dayInShanghai(row.openedAt),
      lastOn: dayInShanghai(row.lastAt),
      ...(row.due === null || row.due === never || row.missingYear !== null ? {} : { due: row.due }),
    }
  })
  const last = page.at(-1)
  return { rows, ...(found.length > ask.limit && last ? { next: last.case } : {}) }
}

/** Papers made out to the organisation, the newest first. */
export async function papersOfOrganisation(
  to: Cases,
  ask: { by: Caller; before?: Date; limit: number },
): Promise<{ rows: OwnPaper[]; next?: string }> {
  const found = await ownPapers(to.pool, [codesOf(ask.by), open(), ask.before ?? null, ask.limit + 1])
  const page = found.slice(0, ask.limit)
  const theirs = await papersByCase(to.pool, page)
  const rows = page
    .filter((row) => theirs.get(`${row.subject}/${row.case}`)?.includes(row.n))
    .map((row): OwnPaper => {
      const word = procedureOf(row.procedure, row.version).steps.find(({ document }) => document?.series === row.series)
      return {
        subject: row.subject,
        case: row.case,
        n: row.n,
        title: row.title,
        number: `${word?.document?.word ?? ''}〔${row.year}〕${row.number}号`,
        at: instantText(row.at),
        ...(row.readAt === null ? {} : { readAt: instantText(row.readAt) }),
      }
    })
  const last = page.at(-1)
  return { rows, ...(found.length > ask.limit && last ? { next: last.at.toISOString() } : {}) }
}

/** Whose a paper is, the events of its case say. */
async function papersByCase(on: Queryable, rows: readonly OwnPaperRow[]): Promise<Map<string, number[]>> {
  const cases = new Map(rows.map((row) => [`${row.subject}/${row.case}`, row]))
  const events = await eventsOfCases(on, [...cases.values()])
  return new Map(
    [...cases].map(([name, row]) => [
      name,
      papersForOrganisation(procedureOf(row.procedure, row.version), events.get(name) ?? []),
    ]),
  )
}

/** The paper, byte for byte. Opened for the first time it is served, and that is evidence. */
export async function readOwnPaper(
  to: Cases,
  ask: CaseName & { n: number; representative: number; by: Caller },
  at: Date,
): Promise<{ fileName: string; bytes: Buffer }> {
  codesOf(ask.by)
  const paper = await paperOf(to, ask, at)
  if (await isPaperRead(to.pool, ask)) return paper
  await transaction(to.pool, async (tx) => {
    // Two tabs at once: the second finds it read.
    await lockCase(tx, ask)
    if (await isPaperRead(tx, ask)) return
    const seed = randomBytes(seedLength)
    const stated = {
      subject: ask.subject,
      case: String(ask.case),
      n: String(ask.n),
      who: ask.by.who,
      at: instantText(at),
    }
    const entry = await appendEntry(tx, {
      kind: 'paper-served',
      at,
      // Salted: the log names no subject.
      commitment: commitRow(to.suite, seed, [canonical(stated)]),
      body: { ...stated, seed: seed.toString('hex') },
    })
    await insertPaperRead(tx, [ask.subject, ask.case, ask.n, ask.representative, at, entry])
  })
  to.onPlaced()
  return paper
}

const notOwn = new Refusal(
  'not-entitled',
  { zh: '只有信用主体的经办人可以查看单位空间。', en: 'Only the organisation’s representatives see its own space.' },
  403,
)
