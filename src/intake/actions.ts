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
import { Refusal } from '../refusal.ts'
import { itemOn } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { Caller } from '../terms/caller.ts'
import type { Finding } from '../terms/finding.ts'
import type { Intake } from './intake.ts'
import { readCsv } from './reading/csv.ts'
import { recognise } from './reading/recognise.ts'
import { keepUpload, passUpload } from './reading/store-upload.ts'
import { readXlsx } from './reading/xlsx.ts'
import { type ReadyRow, type RefusedRow, rowsOf } from './ready-chunk.ts'
import { readingOf, readyChunks } from './ready-chunks.ts'
import { type OpenUpload, receive } from './receive.ts'
import { addSubmission, type Counts, type LineView, type SubmissionView, submission, type Verdict } from './store.ts'

export type Submit = {
  input: AsyncIterable<Uint8Array>
  fileName: string
  item: string
  source: string
  by: Caller
}

async function itemFor(intake: Intake, submit: Submit, at: Date): Promise<Item> {
  const item = itemOn(intake.rules.book, submit.item, dayInShanghai(at))
  if (item) return item
  const known = [...new Set(intake.rules.book.items.map((one) => one.id))].join(', ')
  throw new Refusal('item-unknown', {
    zh: `目录中没有“${submit.item}”；可用的有：${known}。`,
    en: `The catalogue has no item ${submit.item}; it has ${known}.`,
  })
}

/** Only the body that states a record submits it, and only items it is registered for. */
async function assertSource(intake: Intake, submit: Submit): Promise<void> {
  const { rows } = await intake.pool.query<{ items: string[]; region: string }>(
    'select items, region from source where code = $1',
    [submit.source],
  )
  const source = rows[0]
  if (!source) {
    throw new Refusal('source-unknown', {
      zh: `没有代码为“${submit.source}”的来源单位。`,
      en: `No source has the code ${submit.source}.`,
    })
  }
  if (!mayDo(submit.by, 'submit', { source: submit.source, region: source.region })) {
    throw new Refusal('not-entitled', { zh: '不能代其他单位报送。', en: 'You may not submit for another body.' }, 403)
  }
  if (!source.items.includes(submit.item)) {
    throw new Refusal('item-not-of-source', {
      zh: `该来源单位没有报送“${submit.item}”的职权；它报送：${source.items.join('、')}。`,
      en: `This source does not report ${submit.item}; it reports ${source.items.join(', ')}.`,
    })
  }
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
  const item = await itemFor(intake, submit, at)
  await assertSource(intake, submit)
  const upload = await openUpload(intake, submit)
  const today = dayInShanghai(at)
  const name = `${today.replaceAll('-', '')}-${randomBytes(9).toString('hex')}`
  const ahead = intake.ahead.follow(readingOf(intake, item, submit.source, `${name}.csv`, today))
  try {
    const received = await receive(upload, {
      item,
      book: intake.rules.book,
      folder: intake.uploads,
      name,
      today,
      onWritten: ahead.grown,
    })
    const { size, rawDigest } = upload.ended()
    const added = await addSubmission(
      intake.pool,
      {
        source: submit.source,
        item: submit.item,
        fileName: keptFileName(submit.fileName),
        rawDigest: Buffer.from(rawDigest, 'hex'),
        bytes: size,
        screened: received.screened,
        ruleBook: intake.rules.book.digest,
        linesTotal: received.linesTotal,
        notes: received.notes,
        conflicts: received.conflicts,
        outline: received.outline,
        who: submit.by.who,
      },
      at,
    )
    if (added.isRepeat) await rm(join(intake.uploads, received.screened), { force: true })
    else {
      ahead.isWhole()
      start(added.id)
    }
    return { ...(await submission(intake.pool, added.id, at))!, ...(added.isRepeat ? { isRepeat: true } : {}) }
  } finally {
    await ahead.abandon()
    await upload.discard()
  }
}

/** A file named after a person's number is kept without it. */
function keptFileName(name: string): string {
  return (maskText(name)?.text ?? name).slice(0, 255)
}

/**
 * Text is read as it passes and its raw bytes are stored nowhere; a workbook
 * needs to be looked into at any place, and is kept under a key in memory.
 */
async function openUpload(intake: Intake, submit: Submit): Promise<OpenUpload> {
  const passing = await passUpload(submit.input, { digestKey: intake.digestKey })
  const recognised = recognise(passing.head, submit.fileName)
  if (recognised.format !== 'xlsx') {
    return {
      recognised,
      rows: recognised.format === 'csv' ? readCsv(passing.stream(), recognised) : undefined,
      ended: passing.ended,
      discard: async () => {},
    }
  }
  const kept = await keepUpload(passing.stream(), { folder: intake.uploads, digestKey: intake.digestKey })
  return {
    recognised,
    rows: readXlsx(kept),
    ended: () => ({ size: kept.size, rawDigest: kept.rawDigest }),
    discard: () => kept.discard(),
  }
}

export type PreCheckView = {
  item: string
  source: string
  fileName: string
  linesTotal: number
  counts: Counts
  findings: Finding[]
  rows: LineView[]
  hasMore: boolean
}

const shownLines = 1000

/**
 * The very same rules as a submission, and nothing kept. What needs the store
 * (duplicates, to whom a row belongs) is not answered: it would tell a stranger
 * what is held.
 */
export async function preCheck(intake: Intake, submit: Submit, at: Date): Promise<PreCheckView> {
  const item = await itemFor(intake, submit, at)
  const upload = await openUpload(intake, submit)
  const name = `precheck-${randomBytes(9).toString('hex')}`
  try {
    const today = dayInShanghai(at)
    const received = await receive(upload, { item, book: intake.rules.book, folder: intake.uploads, name, today })
    const view: PreCheckView = {
      item: submit.item,
      source: submit.source,
      fileName: submit.fileName,
      linesTotal: received.linesTotal,
      counts: {},
      findings: received.notes,
      rows: [],
      hasMore: false,
    }
    const conflicts = new Set(received.conflicts)
    const reading = readingOf(intake, item, submit.source, received.screened, today)
    for await (const chunk of readyChunks(reading)) for (const row of rowsOf(chunk)) say(view, row, conflicts)
    return view
  } finally {
    await upload.discard()
    await rm(join(intake.uploads, `${name}.csv`), { force: true })
  }
}

function say(view: PreCheckView, row: ReadyRow | RefusedRow, conflicts: ReadonlySet<number>): void {
  const verdict = verdictAlone(row, conflicts)
  view.counts[verdict] = (view.counts[verdict] ?? 0) + 1
  if (verdict === 'accepted') return
  if (view.rows.length >= shownLines) {
    view.hasMore = true
    return
  }
  view.rows.push({ line: row.line, verdict, findings: [...row.findings] })
}

/** The verdict as far as the row alone tells it. */
function verdictAlone(row: ReadyRow | RefusedRow, conflicts: ReadonlySet<number>): Verdict {
  if (row.verdict === 'refused') return 'refused'
  if (conflicts.has(row.line)) return 'waiting'
  if (row.stated.codeState !== 'valid' && row.stated.identifiers.length === 0) return 'waiting'
  if (row.verdict === 'corrected') return 'corrected'
  return row.findings.length > 0 ? 'accepted-with-warnings' : 'accepted'
}
