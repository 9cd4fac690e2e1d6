import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { RowBatch } from './row-batch.ts'
import type { FromXls } from './xls-process.ts'
import { Stop, stop } from './xlsx-package.ts'

/**
 * The workbooks of before 2007 to rows of cells. The library that reads them
 * holds a file whole and may be led astray by one that was made to harm: so it
 * works in a process of its own, without rights to files, network or other
 * processes, within limits of memory and time. What becomes of that process is
 * an answer in words and touches nothing else. At most two at a time.
 *
 * The bytes go to it through a pipe and are on no disk; rows come back as it is
 * asked for them.
 */
export type XlsLimits = {
  /** A sheet has at most 65,536 rows; a file of more than this holds pictures or several of them. */
  maxBytes: number
  /** Of the process, all of its memory together. */
  maxMegabytes: number
  /** Waited for the first rows, which come once the file was parsed, and then for each batch of them. */
  maxSeconds: number
}

export const xlsLimits: XlsLimits = { maxBytes: 64_000_000, maxMegabytes: 480, maxSeconds: 20 }

export type XlsSource = { size: number; stream(): AsyncIterable<Uint8Array> }

export async function* readXls(source: XlsSource, limits: Partial<XlsLimits> = {}): AsyncGenerator<RowBatch> {
  const within = { ...xlsLimits, ...limits }
  let line = 1
  try {
    if (source.size > within.maxBytes) throw tooLarge()
    await turn()
    try {
      for await (const batch of rowsOf(source, within)) {
        line = (batch.lines.at(-1) ?? line) + 1
        yield batch
      }
    } finally {
      next()
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    yield { firstLine: line, rows: [], lines: [], findings: [], stopped: error.finding }
  }
}

async function* rowsOf(source: XlsSource, limits: XlsLimits): AsyncGenerator<RowBatch> {
  const child = startProcess(limits)
  const guard = guarded(child, limits)
  void send(child, source)
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let isReady = false
  try {
    for (;;) {
      const answer = await guard.during(answers.next())
      if (answer.done)
        throw guard.why() ?? (isReady ? damaged() : new Error('The process that reads .xls did not start.'))
      const message = JSON.parse(answer.value) as FromXls
      isReady = true
      if ('ready' in message) continue
      if ('end' in message) return
      if ('refused' in message) throw refusals[message.refused]()
      yield message.batch
    }
  } finally {
    guard.stop()
    child.kill('SIGKILL')
  }
}

function startProcess({ maxMegabytes }: XlsLimits): ChildProcessWithoutNullStreams {
  const root = dirname(dirname(dirname(import.meta.dirname)))
  return spawn(
    process.execPath,
    [
      '--permission',
      `--allow-fs-read=${root}/*`,
      `--allow-fs-read=${libraryFolder}/*`,
      // What is beside the heap (the bytes of the file, the program) has its share as well.
      `--max-old-space-size=${Math.floor(maxMegabytes * 0.6)}`,
      '--max-semi-space-size=16',
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL('./xls-process.ts', import.meta.url)),
    ],
    { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] },
  )
}

/** Where node_modules is a link, the place it leads to. */
const libraryFolder = dirname(realpathSync(fileURLToPath(import.meta.resolve('@e965/xlsx'))))

async function send(child: ChildProcessWithoutNullStreams, source: XlsSource): Promise<void> {
  child.stderr.resume()
  // A process that has ended early takes no more; what became of it is told by its answers.
  await pipeline(source.stream(), child.stdin).catch(() => child.kill('SIGKILL'))
}

/** Ends the process when it takes too much of either, and remembers why. */
function guarded(child: ChildProcessWithoutNullStreams, limits: XlsLimits) {
  let reason: Stop | undefined
  const end = (why: Stop) => {
    reason ??= why
    child.kill('SIGKILL')
  }
  child.on('error', () => child.stdout.destroy())
  child.on('exit', (code, signal) => {
    // 134 and SIGABRT: the heap was full. 137: the machine itself ended it.
    if (code === 134 || code === 137 || signal === 'SIGABRT') reason ??= tooLarge()
  })
  const looks = setInterval(() => {
    if ((megabytesOf(child.pid) ?? 0) > limits.maxMegabytes) end(tooLarge())
  }, 50)
  looks.unref()
  return {
    why: () => reason,
    stop: () => clearInterval(looks),
    async during<T>(waiting: Promise<T>): Promise<T> {
      const timer = setTimeout(() => end(tooSlow(limits)), limits.maxSeconds * 1000)
      try {
        return await waiting
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** What a process holds just now, where the system tells. */
function megabytesOf(pid: number | undefined): number | undefined {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]
    return (Number(pages) * 4096) / 1_048_576
  } catch {
    return undefined
  }
}

// ---- turns ---------------------------------------------------------------

const together = 2
let working = 0
const waiting: (() => void)[] = []

async function turn(): Promise<void> {
  if (working < together) working += 1
  else await new Promise<void>((resolve) => waiting.push(resolve))
}

function next(): void {
  const first = waiting.shift()
  if (first) first()
  else working -= 1
}

// ---- what is said --------------------------------------------------------

export type XlsRefusal = 'file-encrypted' | 'file-old-office' | 'xls-damaged' | 'xlsx-no-sheet' | 'xls-version'

const refusals: Record<XlsRefusal, () => Stop> = {
  'file-encrypted': () =>
    stop('file-encrypted', {
      zh: '工作簿设有打开密码，无法读取。请去掉密码。',
      en: 'The workbook is protected by a password and cannot be read. Remove the password.',
    }),
  'file-old-office': () =>
    stop('file-old-office', {
      zh: '这是旧版Office的文字、演示或其他文件，不是工作簿。',
      en: 'This is an old Office file, such as a text or slides, and no workbook.',
    }),
  'xls-damaged': () => damaged(),
  'xlsx-no-sheet': () =>
    stop('xlsx-no-sheet', {
      zh: '工作簿里没有可读取的工作表。',
      en: 'There is no sheet in the workbook that can be read.',
    }),
  'xls-version': () =>
    stop('xls-version', {
      zh: '工作簿由很早的软件或其他软件写成，无法读取。',
      en: 'The workbook was written by a very early, or another, program and cannot be read.',
    }),
}

const damaged = () =>
  stop('xls-damaged', {
    zh: '旧版工作簿（.xls）已损坏，无法读取。',
    en: 'The old workbook (.xls) is damaged and cannot be read.',
  })

const tooLarge = () =>
  stop('xls-too-large', {
    zh: '旧版工作簿（.xls）过大，已停止读取。',
    en: 'The old workbook (.xls) is too large; reading stopped.',
  })

const tooSlow = ({ maxSeconds }: XlsLimits) =>
  stop('xls-too-slow', {
    zh: `读取旧版工作簿（.xls）超过${maxSeconds}秒，已停止读取。`,
    en: `Reading the old workbook (.xls) took more than ${maxSeconds} seconds; reading stopped.`,
  })
