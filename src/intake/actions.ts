/**
 * Submitting and pre-checking a file. A submission is acknowledged once its
 * screened copy is durable; what follows goes on without the one who sent it.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { mayDo } from '../access/permits.ts'
import { dayInShanghai } from '../codes/day.ts'
import { maskText } from '../codes/mask-text.ts'
import { isListing, listsTakenFrom } from '../listings/listing.ts'
import { Refusal } from '../refusal.ts'
import { itemOn } from '../rulebook/book.ts'
import type { Item, ProfileName } from '../rulebook/catalogue.ts'
import { type CheckedRow, compileRowCheck } from '../rulebook/check-row.ts'
import type { Caller } from '../terms/caller.ts'
import type { Finding } from '../terms/finding.ts'
import { assertionsFor, type Profile, trippedBy } from './assertion.ts'
import type { Intake } from './intake.ts'
import { layoutsFor, layoutsOf } from './layouts/actions.ts'
import { applyLayout } from './layouts/apply.ts'
import type { Layouts } from './layouts/fitting.ts'
import { checkLayout, columnsOf, headerKeyOf, type Layout, type SettledLayout } from './layouts/layout.ts'
import { UnsoundLayout } from './layouts/layout-file.ts'
import { guessHeader, type Proposal, proposeLayout } from './layouts/propose.ts'
import { reportingBody } from './layouts/store.ts'
import { boundsOfCopy, lookOver } from './look-over.ts'
import { openFile } from './reading/open-upload.ts'
import { type ReadyRow, type RefusedRow, rowsOf } from './ready-chunk.ts'
import { readingOf, readyChunks } from './ready-chunks.ts'
import { receive, UnreadableFile } from './receive.ts'
import { compileScreen, personFinding } from './screen.ts'
import { type SheetPlace, sheetPlaces } from './sheets.ts'
import {
  addSubmission,
  type Counts,
  type LineView,
  placed,
  type Replaces,
  type SubmissionView,
  submission,
  submissionsBefore,
  type Tripped,
  type Verdict,
} from './store.ts'

export type Submit = {
  input: AsyncIterable<Uint8Array>
  fileName: string
  item: string
  source: string
  by: Caller
  /** A layout of the source by its name (or 名称@版本); without it one is found by the header, where one is needed. */
  layout?: string
  /** How its rows are to be checked, where not in full. */
  profile?: ProfileName
  /** One row filled in on a screen: the same row again is no repeat of a file, and tells nothing of what is usual. */
  way?: 'form'
  /** The record that the one row of a form corrects. */
  replaces?: Replaces
}

export function itemFor(intake: Intake, id: string, at: Date): Item {
  const item = itemOn(intake.rules.book, id, dayInShanghai(at))
  if (item) return item
  const known = [...new Set(intake.rules.book.items.map((one) => one.id))].join(', ')
  throw new Refusal('item-unknown', {
    zh: `目录中没有“${id.slice(0, 64)}”；可用的有：${known}。`,
    en: `The catalogue has no item ${id.slice(0, 64)}; it has ${known}.`,
  })
}

/** A file is checked under a profile only where its item has that one. */
function assertProfile({ rules }: Intake, item: Item, profile: ProfileName | undefined): void {
  if (profile === undefined || item.profiles?.[profile] !== undefined) return
  const having = [...new Set(rules.book.items.filter((one) => one.profiles?.[profile]).map((one) => one.id))].join(', ')
  throw new Refusal('profile-not-of-item', {
    zh: `“${item.zh}”没有历史数据口径，只能按全部要素报送；有历史数据口径的目录项：${having || '无'}。`,
    en: `${item.en} has no historic profile and is checked in full; items that have one: ${having || 'none'}.`,
  })
}

/** Only the body that states a record submits it, and only items it is registered for. */
async function assertSource(intake: Intake, submit: Submit): Promise<SourceRow> {
  const source = await sourceOf(intake, submit)
  if (!mayDo(submit.by, 'submit', { source: submit.source, region: source.region })) {
    throw new Refusal('not-entitled', { zh: '不能代其他单位报送。', en: 'You may not submit for another body.' }, 403)
  }
  if (!source.items.includes(submit.item)) {
    throw new Refusal('item-not-of-source', {
      zh: `该来源单位没有报送“${submit.item}”的职权；它报送：${source.items.join('、')}。`,
      en: `This source does not report ${submit.item}; it reports ${source.items.join(', ')}.`,
    })
  }
  return source
}

export type SourceRow = { code: string; name: string; items: string[]; region: string; lists: string[] }

/** The body by its code; a refusal where there is none. */
export async function sourceOf(intake: Pick<Intake, 'pool'>, of: { source: string }): Promise<SourceRow> {
  const { rows } = await intake.pool.query<SourceRow>(
    'select code, name, items, region, lists from source where code = $1',
    [of.source],
  )
  if (rows[0]) return rows[0]
  throw new Refusal('source-unknown', {
    zh: `没有代码为“${of.source}”的来源单位。`,
    en: `No source has the code ${of.source}.`,
  })
}

/**
 * Takes a file in. Returns when it is acknowledged: from then on its rows are
 * there exactly once, whatever happens. The same file again returns the first
 * submission. `started` is told the submission that is to be run.
 */
export async function receiveSubmission(
  intake: Intake,
  submit: Submit,
  at: Date,
  start: (id: number) => void,
): Promise<SubmissionView> {
  const item = itemFor(intake, submit.item, at)
  const source = await assertSource(intake, submit)
  assertProfile(intake, item, submit.profile)
  const lists = isListing(item) ? listsTakenFrom(intake.rules.book, source) : undefined
  const layouts = await layoutsFor(intake.pool, submit)
  const upload = await openUpload(intake, submit)
  const today = dayInShanghai(at)
  const name = `${today.replaceAll('-', '')}-${randomBytes(9).toString('hex')}`
  const reading = readingOf(intake, item, submit.source, `${name}.csv`, today, 0, lists)
  const ahead = intake.ahead.follow(reading)
  const bounds = boundsOfCopy()
  try {
    const received = await receive(upload, {
      item,
      book: intake.rules.book,
      folder: intake.uploads,
      name,
      today,
      layouts,
      profile: submit.profile,
      onWritten(bytes) {
        bounds.add(bytes)
        ahead.grown(bytes)
      },
    })
    const { size, rawDigest } = upload.ended()
    const isForm = submit.way === 'form'
    const profile = isForm ? undefined : await lookOver(reading, received.linesTotal, bounds.places())
    const usual = { source: submit.source, item: submit.item, itemProfile: received.profile }
    const held = profile === undefined ? [] : await assertionsTripped(intake, item, usual, profile, today)
    const added = await addSubmission(
      intake.pool,
      {
        source: submit.source,
        item: submit.item,
        fileName: keptFileName(submit.fileName),
        rawDigest: isForm ? randomBytes(32) : Buffer.from(rawDigest, 'hex'),
        bytes: size,
        screened: received.screened,
        ruleBook: intake.rules.book.digest,
        linesTotal: received.linesTotal,
        notes: received.notes,
        conflicts: received.conflicts,
        outline: received.outline,
        who: submit.by.who,
        ...(received.layout ? { layout: received.layout.id } : {}),
        way: submit.way ?? 'file',
        replaces: submit.replaces,
        profile,
        itemProfile: received.profile,
        held,
      },
      at,
    )
    if (added.isRepeat) await rm(join(intake.uploads, received.screened), { force: true })
    else if (held.length === 0) {
      ahead.isWhole()
      start(added.id)
    }
    return { ...(await submission(intake.pool, added.id, at))!, ...(added.isRepeat ? { isRepeat: true } : {}) }
  } finally {
    await ahead.abandon()
    await upload.discard()
  }
}

async function assertionsTripped(
  intake: Intake,
  item: Item,
  of: { source: string; item: string; itemProfile?: ProfileName },
  profile: Profile,
  today: string,
): Promise<Tripped[]> {
  const assertions = assertionsFor(intake.rules.book.assertions, of, today)
  if (assertions.length === 0) return []
  return trippedBy(assertions, item, profile, await submissionsBefore(intake.pool, of))
}

/** A file named after a person's number is kept without it. */
export function keptFileName(name: string): string {
  return (maskText(name)?.text ?? name).slice(0, 255)
}

const openUpload = ({ uploads, digestKey }: Intake, { input, fileName }: Pick<Submit, 'input' | 'fileName'>) =>
  openFile(input, fileName, { folder: uploads, digestKey })

export type PreCheckView = {
  item: string
  source: string
  fileName: string
  linesTotal: number
  counts: Counts
  findings: Finding[]
  rows: LineView[]
  hasMore: boolean
  layout?: { name: string; version: number }
  profile?: ProfileName
}

const shownLines = 1000

/**
 * The very same rules as a submission, and nothing kept. What needs the store
 * (duplicates, to whom a row belongs) is not answered: it would tell a stranger
 * what is held.
 */
export async function preCheck(intake: Intake, submit: Submit & { inline?: Layout }, at: Date): Promise<PreCheckView> {
  const item = itemFor(intake, submit.item, at)
  assertProfile(intake, item, submit.profile)
  const layouts = await layoutsToTry(intake, submit, item)
  const upload = await openUpload(intake, submit)
  const name = `precheck-${randomBytes(9).toString('hex')}`
  try {
    const today = dayInShanghai(at)
    const { book } = intake.rules
    const { profile } = submit
    const received = await receive(upload, { item, book, folder: intake.uploads, name, today, layouts, profile })
    const view: PreCheckView = {
      item: submit.item,
      source: submit.source,
      fileName: submit.fileName,
      linesTotal: received.linesTotal,
      counts: {},
      findings: received.notes,
      rows: [],
      hasMore: false,
      ...(received.layout ? { layout: { name: received.layout.layout.name, version: received.layout.version } } : {}),
      ...(received.profile ? { profile: received.profile } : {}),
    }
    const conflicts = new Set(received.conflicts)
    const reading = readingOf(intake, item, submit.source, received.screened, today)
    const sheets = sheetPlaces(received.outline)
    for await (const chunk of readyChunks(reading)) for (const row of rowsOf(chunk)) say(view, row, conflicts, sheets)
    return view
  } finally {
    await upload.discard()
    await rm(join(intake.uploads, `${name}.csv`), { force: true })
  }
}

/** A stranger is not told what a source has settled; whoever has a layout at hand may try it. */
async function layoutsToTry(
  intake: Intake,
  submit: Submit & { inline?: Layout },
  item: Item,
): Promise<Layouts | undefined> {
  if (submit.inline) return { named: tried(submit.inline, submit.source, item, intake), settled: async () => [] }
  const body = submit.source === '' ? undefined : await reportingBody(intake.pool, submit.source)
  if (!body || !mayDo(submit.by, 'read-layouts', { source: body.code, region: body.region })) return undefined
  return layoutsFor(intake.pool, submit)
}

/** A layout that nobody has settled yet, for a look at what it would do. */
function tried(layout: Layout, source: string, item: Item, intake: Intake): SettledLayout {
  const findings = checkLayout(layout, item, intake.rules.book)
  if (findings.some(({ severity }) => severity === 'error')) throw new UnsoundLayout(findings)
  const headerKey = headerKeyOf(columnsOf(layout))
  return { id: 0, source, version: 0, headerKey, isRetired: false, who: '', at: new Date(0), layout }
}

function say(
  view: PreCheckView,
  row: ReadyRow | RefusedRow,
  conflicts: ReadonlySet<number>,
  sheets: readonly SheetPlace[],
): void {
  const verdict = verdictAlone(row, conflicts)
  view.counts[verdict] = (view.counts[verdict] ?? 0) + 1
  if (verdict === 'accepted') return
  if (view.rows.length >= shownLines) {
    view.hasMore = true
    return
  }
  view.rows.push(placed({ line: row.line, verdict, findings: [...row.findings] }, sheets))
}

/** The verdict as far as the row alone tells it. */
function verdictAlone(row: ReadyRow | RefusedRow, conflicts: ReadonlySet<number>): Verdict {
  if (row.verdict === 'refused') return 'refused'
  if (conflicts.has(row.line)) return 'waiting'
  if (row.stated.codeState !== 'valid' && row.stated.identifiers.length === 0) return 'waiting'
  if (row.verdict === 'corrected') return 'corrected'
  return row.findings.length > 0 ? 'accepted-with-warnings' : 'accepted'
}

// ---------------------------------------------------------------- layouts --

export type ProposalView = Omit<Proposal, 'layout'> & {
  fileName: string
  /** Of a workbook, the sheets that may be read. */
  sheets: string[]
  headerLine: number
  header: string[]
  /** The first rows, as they stand: for who sent them, kept nowhere. */
  rows: string[][]
  lines: number[]
  layout: Layout
}

const rowsShown = 20

/**
 * A layout proposed for a file, from its first rows in memory. Nothing is kept,
 * and the rows go back to nobody but who sent them.
 */
export async function proposeForFile(
  intake: Intake,
  ask: Submit & { sheet?: string; headerLine?: number },
  at: Date,
): Promise<ProposalView> {
  const item = itemFor(intake, ask.item, at)
  const source = ask.source === '' ? undefined : await reportingBody(intake.pool, ask.source)
  const upload = await openUpload(intake, ask)
  try {
    const { recognised, rows: batches } = upload
    if (recognised.format === 'refused') throw unreadable(recognised.refusal)
    const sheets = (await upload.sheets?.()) ?? []
    for await (const batch of batches ?? []) {
      const { sheet } = batch as { sheet?: { name: string } }
      if (ask.sheet !== undefined && sheet !== undefined && sheet.name !== ask.sheet) continue
      const found = guessHeader(batch, ask.headerLine)
      // A sheet without a table, such as a cover page.
      if (!found && ask.headerLine === undefined && ask.sheet === undefined && sheets.length > 1 && !batch.stopped)
        continue
      if (!found) {
        const fault = batch.stopped ?? headerUnseen(ask.headerLine)
        throw new UnreadableFile(fault.check, [fault])
      }
      const { names, headerLine, body, lines } = found
      const proposal = proposeLayout({
        header: names,
        rows: body,
        item,
        book: intake.rules.book,
        ...(source ? { source, settled: await settledBefore(intake, ask, source.region) } : {}),
        ...(sheets.length > 1 && sheet ? { sheet: sheet.name } : {}),
        name: nameFor(ask.fileName, item),
      })
      const layout = ask.headerLine === undefined ? proposal.layout : { ...proposal.layout, headerLine: ask.headerLine }
      return {
        ...proposal,
        layout,
        fileName: ask.fileName,
        sheets,
        headerLine,
        header: names,
        rows: body.slice(0, rowsShown),
        lines: lines.slice(0, rowsShown),
      }
    }
    throw new UnreadableFile('header-not-found', [headerUnseen(ask.headerLine)])
  } finally {
    await upload.discard()
  }
}

async function settledBefore(intake: Intake, { source, item, by }: Submit, region: string): Promise<SettledLayout[]> {
  if (!mayDo(by, 'read-layouts', { source, region })) return []
  return (await layoutsOf(intake.pool, source, item)).filter(({ isRetired }) => !isRetired)
}

/** A file's name without its ending and the days and numbers in it: the next month's file has another. */
function nameFor(fileName: string, item: Item): string {
  const bare = fileName
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[\d年月日号季度第期_()（）.-]+/g, '')
    .trim()
  return (maskText(bare) ? '' : bare).slice(0, 40) || item.zh
}

const unreadable = ({ code, says }: { code: string; says: Finding['says'] }) =>
  new UnreadableFile(code, [{ check: code, severity: 'error', says }])

const headerUnseen = (line: number | undefined): Finding => ({
  check: 'header-not-found',
  severity: 'error',
  says:
    line === undefined
      ? { zh: '没有找到像表头的一行。', en: 'No row looks like a header.' }
      : { zh: `第${line}行没有内容，不能作表头。`, en: `Line ${line} is blank and can be no header.` },
  accepted: { zh: '指明表头所在的行。', en: 'Say in which line the header stands.' },
})

export type LayoutPreview = {
  findings: Finding[]
  rows: {
    line: number
    verdict: Verdict
    /** What each field would say; nothing of a person's row. */
    cells: { field: string; column?: string; value: string }[]
    findings: Finding[]
  }[]
}

/** What a layout would make of some rows, looked at in memory: theirs beside ours. */
export async function previewLayout(
  intake: Intake,
  ask: { source: string; layout: Layout; header: string[]; rows: string[][]; lines: number[]; by: Caller },
  at: Date,
): Promise<LayoutPreview> {
  const { layout, header, rows, lines } = ask
  const item = itemFor(intake, layout.item, at)
  const { book } = intake.rules
  const findings = checkLayout(layout, item, book)
  const laid = applyLayout(layout, item, book, header)
  const all = [...findings, ...laid.findings]
  if (all.some(({ severity }) => severity === 'error')) return { findings: all, rows: [] }
  const screen = compileScreen(item, laid.mapping)
  const historic = layout.profile && item.profiles?.[layout.profile]
  const check = compileRowCheck(item, book, laid.mapping, { today: dayInShanghai(at), historic })
  return {
    findings: all,
    rows: rows.map((cells, i) => {
      const line = lines[i] ?? i + 1
      const { cells: turned, fault } = laid.turn(cells, line)
      const person = screen(turned)
      if (person !== undefined) return { line, verdict: 'refused', cells: [], findings: [personFinding(person, line)] }
      const checked = check(turned, line)
      const found = (fault ? [fault] : (checked.findings ?? [])).map((finding) => {
        const own = laid.own[laid.mapping.indexOf(finding.field)]
        return own ? { ...finding, own: { column: own.column } } : finding
      })
      return {
        line,
        verdict: fault || checked.verdict === 'refused' ? 'refused' : verdictOf(checked),
        cells: laid.mapping.flatMap((field, at) => {
          const value = field === undefined ? undefined : checked.content[field]
          if (field === undefined || value === undefined) return []
          const own = laid.own[at]
          return [{ field, ...(own ? { column: own.column } : {}), value: textOf(value) }]
        }),
        findings: found,
      }
    }),
  }
}

const textOf = (value: string | string[] | boolean): string => (Array.isArray(value) ? value.join('；') : String(value))

/** As `verdictAlone` tells it of a row that is ready. */
function verdictOf({ verdict, codeState, identifiers, findings }: CheckedRow): Verdict {
  if (codeState !== 'valid' && !identifiers?.length) return 'waiting'
  if (verdict === 'corrected') return 'corrected'
  return findings && findings.length > 0 ? 'accepted-with-warnings' : 'accepted'
}
