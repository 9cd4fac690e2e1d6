/**
 * The drop folder: `<folder>/<source>/<item>/`, and below it one named like a
 * layout where its files are read through that. A file that is no longer written
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
import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { maskText } from '../codes/mask-text.ts'
import { isPassing } from '../database/passing.ts'
import { keptFileName, receiveSubmission } from '../intake/actions.ts'
import type { Intake } from '../intake/intake.ts'
import { UnreadableFile, withoutPersons } from '../intake/receive.ts'
import { returnedFile } from '../intake/returned.ts'
import { outlineOf, type SubmissionView, submission } from '../intake/store.ts'
import { isRefusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import { safeName, writeDurably } from './drop-files.ts'
import { failingLines } from './submit.ts'

export type Drop = {
  /** What is under way is left where it is, to be found at the next start. */
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
}

type Place = { source: string; item: string; layout?: string; folder: string }
type Found = Place & { name: string; size: number; changedMs: number }
/** Acknowledged; what became of its rows is still to be written. */
type Awaited = Place & { submission: number }

const together = 2
const failingShown = 100
/** What programs write to before a file has its name, and what systems leave. */
const unfinished = /^[.~]|\.(?:part|partial|tmp|temp|crdownload|filepart|lock)$|^(?:thumbs\.db|desktop\.ini)$/i
const ended = ['done', 'refused'] as const
const markOf = (id: number): string => `.${id}.awaited`
const isMark = /^\.(\d{1,15})\.awaited$/

export function startDrop(options: DropOptions): Drop {
  const { folder, intake, lookEveryMs = 2000, quietMs = 5000 } = options
  const seen = new Map<string, { size: number; changedMs: number; since: number }>()
  /** Files that a fault of ours left where they were: taken again when they change, and at the next start. */
  const left = new Map<string, { size: number; changedMs: number }>()
  const working = new Map<string, Promise<void>>()
  let isStopped = false
  const stopping = new AbortController()

  async function look(): Promise<void> {
    const { files, awaited } = await inFolder(folder)
    for (const one of awaited) {
      if (isStopped || working.size >= together) return
      const path = join(one.folder, markOf(one.submission))
      if (working.has(path)) continue
      const view = await submission(intake.pool, one.submission, intake.clock())
      if (view && isUnderWay(view) && isOf(view, one)) continue
      begin(path, `submission ${one.submission}`, finish(one, view))
    }
    const there = new Set(files.map(pathOf))
    for (const known of [seen, left]) for (const path of known.keys()) if (!there.has(path)) known.delete(path)
    const now = intake.clock().getTime()
    for (const file of files) {
      if (isStopped || working.size >= together) return
      const path = pathOf(file)
      if (working.has(path) || isSame(left.get(path), file)) continue
      const before = seen.get(path)
      if (!isSame(before, file)) {
        seen.set(path, { size: file.size, changedMs: file.changedMs, since: now })
        continue
      }
      if (now - before!.since < quietMs) continue
      begin(path, keptName(file), take(file))
    }
  }

  function begin(path: string, named: string, work: Promise<void>): void {
    const watched = work
      .catch((fault: unknown) => {
        if (!isPassing(fault)) options.onFault(fault, `drop ${named}`)
      })
      .finally(() => {
        seen.delete(path)
        working.delete(path)
      })
    working.set(path, watched)
  }

  /** From the file to its receipt. */
  async function take(file: Found): Promise<void> {
    const { source, item, layout } = file
    const by: Caller = { kind: 'command', who: 'command:drop', role: 'officer', body: source, region: '', scopes: [] }
    let view: SubmissionView
    try {
      const input = createReadStream(pathOf(file))
      const sent = { input, fileName: file.name, item, source, by, ...(layout === undefined ? {} : { layout }) }
      view = await receiveSubmission(intake, sent, intake.clock(), options.start)
    } catch (error) {
      if (isPassing(error) || isStopped) throw error
      await refuse(file, error)
      return
    }
    try {
      await acknowledge(file, view)
    } catch (error) {
      // Where a receipt cannot be written, or the file not removed, doing it again at once is of no use.
      left.set(pathOf(file), file)
      throw error
    }
    if (view.isRepeat && (view.state === 'waiting' || view.state === 'running')) options.start(view.id)
  }

  /** The mark, then the receipt, then the file goes: whatever breaks off, the next look goes on from there. */
  async function acknowledge(file: Found, view: SubmissionView): Promise<void> {
    const name = `${view.id}-${keptName(file)}`
    await writeDurably(join(file.folder, markOf(view.id)), JSON.stringify({ name }))
    await writeReceipt(file, 'done', name, view)
    await removeTaken(file)
    options.say({
      zh: `投放：${file.source}/${file.item}/${keptName(file)} → 报送第 ${view.id} 号，原文件已移除`,
      en: `drop: ${file.source}/${file.item}/${keptName(file)} → submission ${view.id}; the file was removed`,
    })
  }

  /** What became of the rows, beside the receipt; then the mark goes. */
  async function finish(one: Awaited, view: SubmissionView | undefined): Promise<void> {
    const mark = join(one.folder, markOf(one.submission))
    // Whoever may write here could have made the mark: another body's submission is none of theirs.
    if (view && isOf(view, one)) {
      const name = await nameIn(mark, view)
      const failing = await failingLines(intake.pool, view.id, failingShown)
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
        await writeDurably(await pathIn(one, 'done', named), file!.bytes)
        names.push(named)
      } catch (error) {
        // Such as that the copy was erased meanwhile: the receipt tells the lines all the same.
        if (!isRefusal(error)) throw error
      }
    }
    return names
  }

  async function refuse(file: Found, error: unknown): Promise<void> {
    // Taken back by whoever put it there.
    if ((error as { code?: string }).code === 'ENOENT' && !(await lstat(pathOf(file)).catch(() => undefined))) return
    const isFault = !isRefusal(error)
    const hasReadRows = error instanceof UnreadableFile && error.hasReadRows
    if (isFault) {
      options.onFault(error, `drop ${keptName(file)}`)
      left.set(pathOf(file), file)
    }
    const at = intake.clock()
    const stamp = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
    const name = safeName(`${stamp}-${keptName(file)}`)
    const { code, says, findings } = isFault
      ? { code: 'fault', says: ourFault, findings: undefined }
      : (error as { code: string; says: Says; findings?: Finding[] })
    const kept = isFault ? staysHere : hasReadRows ? wasRemoved : isBeside
    const told = { code, says: masked(says), ...(findings ? { findings: findings.map(screened) } : {}) }
    const reason = { refused: told, file: kept, fileName: keptName(file), at: at.toISOString() }
    await writeDurably(await pathIn(file, 'refused', safeName(`${name}.reason.json`)), asText(reason))
    if (hasReadRows) await removeTaken(file)
    else if (!isFault) await rename(pathOf(file), await pathIn(file, 'refused', name))
    options.say({
      zh: `投放：${file.source}/${file.item}/${keptName(file)} 未被接受：${told.says.zh}`,
      en: `drop: ${file.source}/${file.item}/${keptName(file)} was not taken: ${told.says.en}`,
    })
  }

  const run = (async () => {
    let saidAway = false
    while (!isStopped) {
      try {
        await look()
        saidAway = false
      } catch (fault) {
        // Said once: a share that went away comes back.
        if (!saidAway && !isPassing(fault)) options.onFault(fault, 'drop folder')
        saidAway = true
      }
      await wait(lookEveryMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
    await Promise.all(working.values())
  })()

  return {
    async stop() {
      isStopped = true
      stopping.abort()
      await run
    },
  }
}

const pathOf = (file: Found): string => join(file.folder, file.name)
const isSame = (known: { size: number; changedMs: number } | undefined, file: Found): boolean =>
  known?.size === file.size && known.changedMs === file.changedMs

/** What was written to it since is another file's, which is taken by itself. */
async function removeTaken(file: Found): Promise<void> {
  const { size, mtimeMs } = await lstat(pathOf(file))
  if (isSame({ size, changedMs: mtimeMs }, file)) await rm(pathOf(file))
}

const isUnderWay = ({ state }: SubmissionView): boolean =>
  state === 'waiting' || state === 'running' || state === 'held'
const isOf = (view: SubmissionView, place: Place): boolean => view.source === place.source && view.item === place.item

/** A file named after a person's number is spoken of without it. */
const keptName = ({ name }: Found): string => keptFileName(name)

const receiptOf = (name: string): string => safeName(`${name}.receipt.json`)

const asText = (told: object): string => `${JSON.stringify(told, null, 2)}\n`

async function writeReceipt(
  place: Place,
  to: (typeof ended)[number],
  name: string,
  told: SubmissionView & { failing?: object; files?: string[] },
): Promise<void> {
  const { isRepeat: _, ...receipt } = told
  await writeDurably(await pathIn(place, to, receiptOf(name)), asText(receipt))
}

async function pathIn(place: Place, to: (typeof ended)[number], name: string): Promise<string> {
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
  zh: '处理时平台出现故障，请联系管理员；文件改动后或平台重新启动时会再次处理。',
  en: 'A fault on our side; tell the administrator. The file is tried again when it changes or the platform starts anew.',
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

/** Plain files only: a link could lead anywhere. */
async function inFolder(folder: string): Promise<{ files: Found[]; awaited: Awaited[] }> {
  const found = { files: [] as Found[], awaited: [] as Awaited[] }
  for (const source of await foldersIn(folder)) {
    for (const item of await foldersIn(join(folder, source))) {
      const own = { source, item, folder: join(folder, source, item) }
      await addFrom(found, own)
      for (const layout of await foldersIn(own.folder)) {
        await addFrom(found, { ...own, layout, folder: join(own.folder, layout) })
      }
    }
  }
  return found
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !ended.includes(entry.name as 'done'))
    .map((entry) => entry.name)
    .sort()
}

async function addFrom(found: { files: Found[]; awaited: Awaited[] }, place: Place): Promise<void> {
  const entries = await readdir(place.folder, { withFileTypes: true })
  for (const { name } of entries.filter((entry) => entry.isFile())) {
    const mark = isMark.exec(name)
    if (mark) found.awaited.push({ ...place, submission: Number(mark[1]) })
    if (unfinished.test(name)) continue
    const stat = await lstat(join(place.folder, name)).catch(() => undefined)
    if (stat?.isFile()) found.files.push({ ...place, name, size: stat.size, changedMs: stat.mtimeMs })
  }
}
