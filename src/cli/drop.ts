/**
 * The drop folder: `<folder>/<source>/<item>/`, and below it one named like a
 * layout where its files are read through that, or 历史数据 (`historic`) where they
 * are old stock. A file that is no longer written
 * to is taken and submitted like any other.
 *
 * What a department drops may hold rows of persons, so no file stays as it came
 * once something of it was read (decision 0022): with the acknowledgement its
 * receipt lies in `done/` and the file is removed; when its rows were decided on,
 * the marked file lies there too. In `refused/` is why a file was not taken; the
 * file itself is beside it only where nothing below its header was looked at.
 *
 * Exactly once: the receipt is on the disk before the file goes. After a kill
 * between the two the file is known by its bytes and has the receipt it had.
 * What is acknowledged and not decided yet has a mark in the folder, by which it
 * is found again.
 */
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { maskText } from '../codes/mask-text.ts'
import { isPassing } from '../database/passing.ts'
import { keptFileName, receiveSubmission } from '../intake/actions.ts'
import type { Intake } from '../intake/intake.ts'
import { UnreadableFile, withoutPersons } from '../intake/receive.ts'
import { returnedFile } from '../intake/returned.ts'
import { outlineOf, type SubmissionView, submission, submissionsUnderWay } from '../intake/store.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import { safeName, writeDurably } from './drop-files.ts'
import {
  type Awaited,
  type Found,
  isSame,
  markOf,
  openDropFolder,
  type Place,
  pathOf,
  readingOf,
  type State,
  stateOf,
} from './drop-folder.ts'
import { openLane } from './lane.ts'
import { failingLines } from './submit.ts'

export type Drop = {
  /** What is under way is left where it is, to be found at the next start; what does not let go is not waited for. */
  stop(): Promise<void>
}

export type DropOptions = {
  folder: string
  intake: Intake
  /** Runs what was acknowledged. */
  start(submission: number): void
  onFault(fault: unknown, where: string): void
  say(says: Says): void
  /** How often the folder is looked at. */
  lookEveryMs?: number
  /** A file that was not written to for so long is complete. */
  quietMs?: number
  /** A stop waits for what is under way so long at most. */
  lastWaitMs?: number
  /** Milliseconds of a clock that nobody sets, by which is told how long a file was quiet. */
  now?(): number
}

/** Files at once, and marks at once: neither waits for the other. */
const atOnce = 2
const failingShown = 100

export function startDrop(options: DropOptions): Drop {
  const { intake, lookEveryMs = 2000, quietMs = 5000, lastWaitMs = 10_000, now = () => performance.now() } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const onFault = (fault: unknown, named: string) => options.onFault(fault, `drop ${named}`)
  const folder = openDropFolder(options.folder, onFault)
  const laneOptions = { atOnce, now, onFault, isStopped: () => signal.aborted }
  const taking = openLane(laneOptions)
  const finishing = openLane(laneOptions)
  const seen = new Map<string, State & { since: number }>()
  /** Where it was written that a fault of ours left a file where it is. */
  const reasons = new Map<string, string>()
  /** Marks whose receipt is just being written. */
  const acknowledging = new Set<string>()

  async function lookAtFiles(): Promise<void> {
    const files = await folder.files()
    const there = new Set(files.map(pathOf))
    for (const known of [seen, reasons]) for (const path of known.keys()) if (!there.has(path)) known.delete(path)
    taking.keepOnly(there)
    const at = now()
    for (const file of files) {
      const path = pathOf(file)
      const before = seen.get(path)
      if (before === undefined || !isSame(before, file)) {
        seen.set(path, { size: file.size, changedMs: file.changedMs, since: at })
        taking.forgive(path)
        continue
      }
      if (at - before.since < quietMs || !taking.mayBegin(path)) continue
      await taking.place()
      if (signal.aborted) return
      // It may have waited long for its place.
      const state = await stateOf(path)
      if (state && isSame(state, file)) taking.begin(path, keptName(file), () => take(file))
    }
  }

  async function lookAtMarks(): Promise<void> {
    const marks = await folder.marks()
    finishing.keepOnly(new Set(marks.map((one) => markOf(one, one.submission))))
    const due = marks.filter((one) => finishing.mayBegin(markOf(one, one.submission)))
    if (due.length === 0) return
    const underWay = await submissionsUnderWay(
      intake.pool,
      due.map((one) => one.submission),
    )
    for (const one of due) {
      const still = underWay.get(one.submission)
      if (still && isOf(still, one)) continue
      await finishing.place()
      if (signal.aborted) return
      const mark = markOf(one, one.submission)
      if (!acknowledging.has(mark)) finishing.begin(mark, `submission ${one.submission}`, () => finish(one, mark))
    }
  }

  /** From the file to its receipt. */
  async function take(file: Found): Promise<void> {
    const { source, item } = file
    const by: Caller = { kind: 'command', who: 'command:drop', role: 'officer', body: source, region: '', scopes: [] }
    let view: SubmissionView
    try {
      const sent = {
        input: bytesOf(file, signal),
        fileName: file.name,
        item,
        source,
        by,
        ...readingOf(file),
      }
      view = await receiveSubmission(intake, sent, intake.clock(), options.start)
    } catch (error) {
      if (isPassing(error) || signal.aborted) throw error
      // Taken back by whoever put it there.
      if ((error as { code?: string }).code === 'ENOENT' && !(await stateOf(pathOf(file)))) return
      // What the machine cannot do now, such as write to a full disk, is nothing that the file could be mended for.
      if (isRefusal(error) && error.status < 500) {
        await refuse(file, error)
        return
      }
      await tellFault(file)
      throw error
    }
    await acknowledge(file, view)
    if (view.isRepeat && (view.state === 'waiting' || view.state === 'running')) options.start(view.id)
  }

  /** The mark, then the receipt, then the file goes: whatever breaks off, the next look goes on from there. */
  async function acknowledge(file: Found, view: SubmissionView): Promise<void> {
    const name = `${view.id}-${keptName(file)}`
    const mark = markOf(file, view.id)
    acknowledging.add(mark)
    try {
      // The same file may have come before; the receipt that tells its end is not written over by this one.
      await finishing.free(mark)
      await writeDurably(mark, JSON.stringify({ name }))
      await writeReceipt(file, 'done', name, view)
    } finally {
      acknowledging.delete(mark)
    }
    await removeTaken(file)
    await noFaultNow(file)
    options.say({
      zh: `投放：${file.source}/${file.item}/${keptName(file)} → 报送第 ${view.id} 号，原文件已移除`,
      en: `drop: ${file.source}/${file.item}/${keptName(file)} → submission ${view.id}; the file was removed`,
    })
  }

  /** What became of the rows, beside the receipt; then the mark goes. */
  async function finish(one: Awaited, mark: string): Promise<void> {
    const view = await submission(intake.pool, one.submission, intake.clock())
    // Whoever may write here could have made the mark: another body's submission is none of theirs.
    if (view && isOf(view, one)) {
      const name = await nameIn(mark, view)
      const failing = await failingLines(intake.pool, view, failingShown)
      const files = view.state === 'done' ? await giveBack(one, view, name) : []
      await writeReceipt(one, view.state === 'failed' ? 'refused' : 'done', name, { ...view, failing, files })
      if (view.state === 'failed') await rm(join(one.folder, 'done', receiptOf(name)), { force: true })
    }
    await rm(mark, { force: true })
  }

  /** The file as it came, marked, and without its persons; a CSV as a CSV and as a workbook. */
  async function giveBack(one: Awaited, view: SubmissionView, name: string): Promise<string[]> {
    const outline = await outlineOf(intake.pool, view.id)
    const names: string[] = []
    for (const format of outline?.format === 'csv' ? (['xlsx', 'csv'] as const) : (['xlsx'] as const)) {
      try {
        const file = await returnedFile(intake, view.id, { format, language: 'zh' })
        const named = safeName(`${name.replace(/\.[^.]{1,8}$/, '')}-结论.${format}`)
        await writeDurably(await pathIn(one, 'done', named), untilStopped(file!.bytes, signal))
        names.push(named)
      } catch (error) {
        // Such as that the copy was erased meanwhile: the receipt tells the lines all the same.
        if (!isRefusal(error)) throw error
      }
    }
    return names
  }

  async function refuse(file: Found, refusal: Refusal): Promise<void> {
    const hasReadRows = refusal instanceof UnreadableFile && refusal.hasReadRows
    const { code, says, findings } = refusal as { code: string; says: Says; findings?: Finding[] }
    const told = { code, says: masked(says), ...(findings ? { findings: findings.map(screened) } : {}) }
    const name = await writeReason(file, told, hasReadRows ? wasRemoved : isBeside)
    if (hasReadRows) await removeTaken(file)
    else await rename(pathOf(file), await pathIn(file, 'refused', name))
    await noFaultNow(file)
    options.say({
      zh: `投放：${file.source}/${file.item}/${keptName(file)} 未被接受：${told.says.zh}`,
      en: `drop: ${file.source}/${file.item}/${keptName(file)} was not taken: ${told.says.en}`,
    })
  }

  /** Told beside the file once, however often it is tried. */
  async function tellFault(file: Found): Promise<void> {
    if (reasons.has(pathOf(file))) return
    // Where that cannot be written either, the fault itself is what is told.
    const name = await writeReason(file, { code: 'fault', says: ourFault }, staysHere).catch(() => undefined)
    if (name !== undefined) reasons.set(pathOf(file), join(file.folder, 'refused', reasonOf(name)))
  }

  async function noFaultNow(file: Found): Promise<void> {
    const reason = reasons.get(pathOf(file))
    if (reason !== undefined) await rm(reason, { force: true })
  }

  /** The name of the file beside the reason. */
  async function writeReason(file: Found, refused: object, kept: Says): Promise<string> {
    const at = intake.clock().toISOString()
    const stamp = at.replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
    const name = safeName(`${stamp}-${keptName(file)}`)
    const reason = { refused, file: kept, fileName: keptName(file), at }
    await writeDurably(await pathIn(file, 'refused', reasonOf(name)), asText(reason))
    return name
  }

  async function repeated(look: () => Promise<void>): Promise<void> {
    let saidAway = false
    while (!signal.aborted) {
      try {
        await look()
        saidAway = false
      } catch (fault) {
        // Said once: a share that went away comes back.
        if (!saidAway && !signal.aborted) onFault(fault, 'folder')
        saidAway = true
      }
      await wait(lookEveryMs, undefined, { signal }).catch(() => {})
    }
  }

  const run = (async () => {
    await Promise.all([repeated(lookAtFiles), repeated(lookAtMarks)])
    await Promise.all([taking.ended(), finishing.ended()])
  })()

  return {
    async stop() {
      stopping.abort()
      const patience = new AbortController()
      await Promise.race([run, wait(lastWaitMs, undefined, { signal: patience.signal })])
      patience.abort()
    },
  }
}

/** Opened when it is first asked for: before that nobody would hear that it broke. */
async function* bytesOf(file: Found, signal: AbortSignal): AsyncGenerator<Buffer> {
  yield* createReadStream(pathOf(file), { signal })
}

async function* untilStopped(bytes: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    signal.throwIfAborted()
    yield piece
  }
}

/** What was written to it since is another file's, which is taken by itself. */
async function removeTaken(file: Found): Promise<void> {
  const { size, mtimeMs } = await lstat(pathOf(file))
  if (isSame({ size, changedMs: mtimeMs }, file)) await rm(pathOf(file))
}

const isOf = (view: Pick<SubmissionView, 'source' | 'item'>, place: Place): boolean =>
  view.source === place.source && view.item === place.item

/** A file named after a person's number is spoken of without it. */
const keptName = ({ name }: Found): string => keptFileName(name)

const receiptOf = (name: string): string => safeName(`${name}.receipt.json`)

const reasonOf = (name: string): string => safeName(`${name}.reason.json`)

const asText = (told: object): string => `${JSON.stringify(told, null, 2)}\n`

async function writeReceipt(
  place: Place,
  to: 'done' | 'refused',
  name: string,
  told: SubmissionView & { failing?: object; files?: string[] },
): Promise<void> {
  const { isRepeat: _, ...receipt } = told
  await writeDurably(await pathIn(place, to, receiptOf(name)), asText(receipt))
}

async function pathIn(place: Place, to: 'done' | 'refused', name: string): Promise<string> {
  const folder = join(place.folder, to)
  await mkdir(folder, { recursive: true })
  return join(folder, name)
}

/** The name under which the receipt was written, as the mark has it. */
async function nameIn(mark: string, view: SubmissionView): Promise<string> {
  try {
    const { name } = JSON.parse(await readFile(mark, 'utf8')) as { name: unknown }
    if (typeof name === 'string' && name.startsWith(`${view.id}-`)) return name
  } catch {
    // A mark that somebody else wrote.
  }
  return `${view.id}-${keptFileName(view.fileName)}`
}

/** What a file is refused for may repeat a header that is a row of a person. */
function screened(finding: Finding): Finding {
  const { says, accepted, ...rest } = withoutPersons(finding)
  return { ...rest, says: masked(says), ...(accepted ? { accepted: masked(accepted) } : {}) }
}

const masked = ({ zh, en }: Says): Says => ({ zh: maskText(zh)?.text ?? zh, en: maskText(en)?.text ?? en })

const ourFault: Says = {
  zh: '处理时平台出现故障，请联系管理员；平台会自行再试，间隔逐次加长，文件改动后立即再试。',
  en: 'A fault on our side; tell the administrator. The file is tried again by itself, at growing intervals, and at once when it changes.',
}
const staysHere: Says = { zh: '文件仍在原处，未作改动。', en: 'The file is where it was, untouched.' }
const isBeside: Says = {
  zh: '只看过表头，未读数据行；文件在此旁边，由本单位处理。',
  en: 'Nothing below its header was read. The file is beside this and is the department’s to deal with.',
}
const wasRemoved: Says = {
  zh: '没有保存任何内容；数据行已读，其中可能有自然人，文件已移除。请改正本单位留存的文件后重新投放。',
  en: 'Nothing was kept. Its rows were read and may name persons, so the file was removed: mend the department’s own copy and drop it again.',
}
