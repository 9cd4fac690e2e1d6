/**
 * One record filled in on a screen. It goes the very way of a file of one row:
 * screened, masked, checked, attached, placed, evidenced.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { dayInShanghai } from '../codes/day.ts'
import { Refusal } from '../refusal.ts'
import type { Field, Item } from '../rulebook/catalogue.ts'
import type { Caller } from '../terms/caller.ts'
import { itemFor, receiveSubmission, sourceOf } from './actions.ts'
import type { Intake } from './intake.ts'
import { runSubmission } from './process.ts'
import { type LineView, type Replaces, type SubmissionView, submission } from './store.ts'
import { submissionLines } from './store-lists.ts'
import { recordOfLine } from './store-own-records.ts'

/** By the ids of the catalogue's fields; '' and an empty list state nothing. */
export type Filled = { readonly [field: string]: string | readonly string[] }

export type RowAnswer = { submission: SubmissionView; line: LineView }

/** The fields that a form asks for: what is dropped or filled in by the check is not among them. */
export const formFields = (item: Item): Field[] =>
  item.fields.filter((field) => field.group !== 'dropped' && field.derived !== true)

/**
 * States one record. Resolves with its verdict once it is placed; a fault that
 * passes by itself is thrown, and the row is placed later, exactly once.
 */
export async function submitRow(
  intake: Intake,
  ask: { item: string; source: string; fields: Filled; by: Caller; replaces?: Replaces },
  at: Date,
): Promise<RowAnswer> {
  const item = itemFor(intake, ask.item, at)
  const source = await sourceOf(intake, ask)
  const known = new Map(formFields(item).map((field) => [field.id, field]))
  const unknown = Object.keys(ask.fields).find((field) => !known.has(field))
  if (unknown !== undefined) throw fieldUnknown(unknown, item)
  // Every field is a column: what is missing is said of the field, like in a file.
  const cells = new Map([...known.keys()].map((id) => [id, '']))
  for (const [id, value] of Object.entries(ask.fields))
    cells.set(id, typeof value === 'string' ? value : value.join('；'))
  const { source: body, sourceCode } = item.parts
  if (body !== undefined && cells.get(body)?.trim() === '') cells.set(body, source.name)
  if (sourceCode !== undefined && cells.get(sourceCode)?.trim() === '') cells.set(sourceCode, source.code)

  let started: number | undefined
  const received = await receiveSubmission(
    intake,
    {
      input: once(asCsv([...cells])),
      fileName: `${item.zh} ${dayInShanghai(at)}`,
      item: ask.item,
      source: ask.source,
      by: ask.by,
      way: 'form',
      ...(ask.replaces ? { replaces: ask.replaces } : {}),
    },
    at,
    (id) => {
      started = id
    },
  )
  const view = await finish(intake, started ?? received.id, at)
  return { submission: view, line: await lineOf(intake, view) }
}

const lookEveryMs = 20

/** Runs it here; where the runner was quicker, waits for it. */
async function finish(intake: Intake, id: number, at: Date): Promise<SubmissionView> {
  for (;;) {
    await runSubmission(intake, id)
    const view = (await submission(intake.pool, id, at))!
    if (view.state === 'done') return view
    if (view.state === 'failed') throw new Refusal('row-failed', view.failure!, 409)
    if (intake.isStopping()) throw new Error(`The server stops; submission ${id} is placed at its next start.`)
    await wait(lookEveryMs)
  }
}

async function lineOf(intake: Intake, view: SubmissionView): Promise<LineView> {
  const { rows } = await submissionLines(intake.pool, { submission: view.id, limit: 1 })
  if (rows[0]) return rows[0]
  const found = await recordOfLine(intake.pool, view.id, 2)
  return { line: 2, verdict: 'accepted', ...(found ?? {}), findings: [] }
}

function asCsv(cells: readonly [field: string, text: string][]): Buffer {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const line = (texts: readonly string[]) => `${texts.map(quoted).join(',')}\r\n`
  return Buffer.from(`\uFEFF${line(cells.map(([field]) => field))}${line(cells.map(([, text]) => text))}`)
}

async function* once(bytes: Buffer) {
  yield bytes
}

function fieldUnknown(field: string, item: Item): Refusal {
  const shown = field.slice(0, 64)
  return new Refusal('field-unknown', {
    zh: `“${item.zh}”没有可填写的字段“${shown}”；字段见 /v1/catalogue。`,
    en: `${item.en} has no field "${shown}" to fill in; /v1/catalogue lists them.`,
  })
}
