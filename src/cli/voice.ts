/**
 * How a command speaks: to people on standard error or output, in Chinese, in
 * English, or in both where nobody said which. Never a stack trace.
 */
import { isRefusal } from '../refusal.ts'
import type { Language, Says } from '../terms/says.ts'
import { cutTo } from './columns.ts'

export type Voice = {
  /** Undefined: both. */
  language: Language | undefined
  /** A sentence in the language asked for, or in both. */
  words(says: Says): string
  say(says: Says): void
  warn(says: Says): void
  /** Lines that belong together: one language after the other. */
  block(lines: readonly Says[]): void
  /** How far something is: one line that is written over on a terminal, and a line now and then elsewhere. */
  progress(says: Says): void
  /** The result of the command, for people or programs: standard output. */
  print(text: string): void
  /** Said once: a fault of ours. Its details go to the log, not to the user. */
  fault(fault: unknown, where: string): void
}

/** --lang or LANG=zh_CN...: Chinese; LANG=en...: English; anything else: both. */
export function languageOf(env: NodeJS.ProcessEnv, asked?: string): Language | undefined {
  if (asked === 'zh' || asked === 'en') return asked
  const lang = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  if (/^zh/i.test(lang)) return 'zh'
  if (/^en/i.test(lang)) return 'en'
  return undefined
}

/** Where nobody sits before a screen, a line of progress this often. */
const progressEveryMs = 5000

export function openVoice(
  language: Language | undefined,
  out: NodeJS.WritableStream,
  err: NodeJS.WritableStream & { isTTY?: boolean; columns?: number },
): Voice {
  const words = (says: Says): string =>
    language ? says[language] : says.zh === says.en ? says.zh : `${says.zh}  ${says.en}`
  let isLineOpen = false
  let lastProgress = Date.now()
  const write = (text: string) => {
    err.write(isLineOpen ? `\r\x1b[K${text}` : text)
    isLineOpen = false
  }
  return {
    language,
    words,
    say: (says) => write(`${words(says)}\n`),
    warn: (says) => write(`! ${words(says)}\n`),
    block(lines) {
      for (const one of language ? [language] : (['zh', 'en'] as const)) {
        for (const line of lines) write(`${line[one]}\n`)
      }
    },
    progress(says) {
      if (err.isTTY) {
        write('')
        err.write(`\r\x1b[K${cutTo(words(says), (err.columns ?? 80) - 1)}`)
        isLineOpen = true
      } else if (Date.now() - lastProgress >= progressEveryMs) {
        lastProgress = Date.now()
        write(`${words(says)}\n`)
      }
    },
    print(text) {
      if (isLineOpen) write('')
      out.write(text.endsWith('\n') ? text : `${text}\n`)
    },
    fault(fault, where) {
      if (isRefusal(fault)) {
        write(`! ${words(fault.says)}\n`)
        return
      }
      const error = fault instanceof Error ? fault : new Error(String(fault))
      write(`! ${words({ zh: '平台故障', en: 'a fault on our side' })} [${where}] ${error.name}: ${error.message}\n`)
      if (process.env.XINHENG_TRACE === 'yes') err.write(`${error.stack}\n`)
    },
  }
}
