/**
 * The drop folder: `<folder>/<source>/<item>/`, and below it one named like a
 * layout where its files are read through that. A file that is no longer written
 * to is taken, submitted like any other, and moved: to `done/` when its rows were
 * decided on, to `refused/` when nothing of it was kept, each beside a file with
 * the verdict.
 *
 * Exactly once: what was acknowledged before a kill is known by its bytes when it
 * is found again, and goes on to its verdict. A file is moved last.
 */
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isPassing } from '../database/passing.ts'
import { receiveSubmission } from '../intake/actions.ts'
import type { Intake } from '../intake/intake.ts'
import { submission } from '../intake/store.ts'
import { isRefusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
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

const together = 2
const failingShown = 100
/** What programs write to before a file has its name, and what systems leave. */
const unfinished = /^[.~]|\.(?:part|partial|tmp|temp|crdownload|filepart|lock)$|^(?:thumbs\.db|desktop\.ini)$/i
const ended = ['done', 'refused'] as const

export function startDrop(options: DropOptions): Drop {
  const { folder, intake, lookEveryMs = 2000, quietMs = 5000 } = options
  const seen = new Map<string, { size: number; changedMs: number; since: number }>()
  const working = new Map<string, Promise<void>>()
  let isStopped = false
  const stopping = new AbortController()

  async function look(): Promise<void> {
    const files = await filesIn(folder)
    const there = new Set(files.map(pathOf))
    for (const path of seen.keys()) if (!there.has(path)) seen.delete(path)
    const now = intake.clock().getTime()
    for (const file of files) {
      if (isStopped || working.size >= together) return
      const path = pathOf(file)
      if (working.has(path)) continue
      const before = seen.get(path)
      if (before?.size !== file.size || before.changedMs !== file.changedMs) {
        seen.set(path, { size: file.size, changedMs: file.changedMs, since: now })
        continue
      }
      if (now - before.since < quietMs) continue
      const work = take(file)
        .catch((fault: unknown) => {
          if (!isPassing(fault)) options.onFault(fault, `drop ${file.name}`)
        })
        .finally(() => {
          seen.delete(path)
          working.delete(path)
        })
      working.set(path, work)
    }
  }

  /** From the file to its verdict; a stop leaves it where it is. */
  async function take(file: Found): Promise<void> {
    const { source, item, layout, name } = file
    const by: Caller = { kind: 'command', who: 'command:drop', role: 'officer', body: source, region: '', scopes: [] }
    let id: number
    try {
      const input = createReadStream(pathOf(file))
      const sent = { input, fileName: name, item, source, by, ...(layout === undefined ? {} : { layout }) }
      const view = await receiveSubmission(intake, sent, intake.clock(), options.start)
      id = view.id
      if (view.isRepeat && (view.state === 'waiting' || view.state === 'running')) options.start(id)
    } catch (error) {
      if (isPassing(error) || isStopped) throw error
      if (!isRefusal(error)) options.onFault(error, `drop ${name}`)
      await moveRefused(file, error)
      return
    }
    for (;;) {
      const view = await submission(intake.pool, id, intake.clock()).catch((error: unknown) => {
        if (isPassing(error)) return undefined
        throw error
      })
      // One that is held is with the people who confirm it; its file has done its part.
      if (view && view.state !== 'waiting' && view.state !== 'running') {
        const failing = await failingLines(intake.pool, id, failingShown)
        await move(file, view.state === 'failed' ? 'refused' : 'done', `${id}-${name}`, { ...view, failing })
        options.say({
          zh: `投放：${source}/${item}/${name} → 报送第 ${id} 号`,
          en: `drop: ${source}/${item}/${name} → submission ${id}`,
        })
        return
      }
      if (isStopped) return
      await wait(200, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  async function moveRefused(file: Found, error: unknown): Promise<void> {
    const at = intake.clock()
    const stamp = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
    const { code, says, findings } = isRefusal(error)
      ? (error as { code: string; says: Says; findings?: Finding[] })
      : { code: 'fault', says: ourFault, findings: undefined }
    await move(file, 'refused', `${stamp}-${file.name}`, {
      refused: { code, says, ...(findings ? { findings } : {}) },
      fileName: file.name,
      at: at.toISOString(),
    })
    options.say({
      zh: `投放：${file.source}/${file.item}/${file.name} 未被接受：${says.zh}`,
      en: `drop: ${file.source}/${file.item}/${file.name} was not taken: ${says.en}`,
    })
  }

  /** The verdict is written whole before the file is moved: after a kill it is written again. */
  async function move(file: Found, to: (typeof ended)[number], name: string, verdict: object): Promise<void> {
    const folderTo = join(file.folder, to)
    await mkdir(folderTo, { recursive: true })
    const path = join(folderTo, name)
    await writeFile(`${path}.verdict.json.part`, `${JSON.stringify(verdict, null, 2)}\n`)
    await rename(`${path}.verdict.json.part`, `${path}.verdict.json`)
    await rename(pathOf(file), path)
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

const ourFault: Says = {
  zh: '处理时平台出现故障，请联系管理员后重新投放。',
  en: 'A fault on our side; tell the administrator and drop the file again.',
}

/** Plain files only: a link could lead anywhere. */
async function filesIn(folder: string): Promise<Found[]> {
  const found: Found[] = []
  for (const source of await foldersIn(folder)) {
    for (const item of await foldersIn(join(folder, source))) {
      const own = { source, item, folder: join(folder, source, item) }
      await addFiles(found, own)
      for (const layout of await foldersIn(own.folder)) {
        await addFiles(found, { ...own, layout, folder: join(own.folder, layout) })
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

async function addFiles(found: Found[], place: Place): Promise<void> {
  const entries = await readdir(place.folder, { withFileTypes: true })
  for (const { name } of entries.filter((entry) => entry.isFile() && !unfinished.test(entry.name))) {
    const stat = await lstat(join(place.folder, name)).catch(() => undefined)
    if (stat?.isFile()) found.push({ ...place, name, size: stat.size, changedMs: stat.mtimeMs })
  }
}
