/**
 * How a command speaks: to people on standard error or output, in Chinese, in
 * English, or in both where nobody said which. Never a stack trace.
 */
import { isRefusal } from '../refusal.ts'
import type { Language, Says } from '../terms/says.ts'

export type Voice = {
  /** Undefined: both. */
  language: Language | undefined
  say(says: Says): void
  warn(says: Says): void
  /** Lines that belong together: one language after the other. */
  block(lines: readonly Says[]): void
  /** The result of the command, for people or programs: standard output. */
  print(text: string): void
  /** Said once: a fault of ours. Its details go to the log, not to the user. */
  fault(fault: unknown, where: string): void
}

/** LANG=zh_CN... or --lang zh: Chinese; LANG=en...: English; anything else: both. */
export function languageOf(env: NodeJS.ProcessEnv, asked?: string): Language | undefined {
  if (asked === 'zh' || asked === 'en') return asked
  const lang = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  if (/^zh/i.test(lang)) return 'zh'
  return undefined
}

export function openVoice(
  language: Language | undefined,
  out: NodeJS.WritableStream,
  err: NodeJS.WritableStream,
): Voice {
  const inWords = (says: Says): string =>
    language ? says[language] : says.zh === says.en ? says.zh : `${says.zh}  ${says.en}`
  return {
    language,
    say: (says) => void err.write(`${inWords(says)}\n`),
    warn: (says) => void err.write(`! ${inWords(says)}\n`),
    block(lines) {
      for (const one of language ? [language] : (['zh', 'en'] as const)) {
        for (const line of lines) err.write(`${line[one]}\n`)
      }
    },
    print: (text) => void out.write(text.endsWith('\n') ? text : `${text}\n`),
    fault(fault, where) {
      if (isRefusal(fault)) {
        err.write(`! ${inWords(fault.says)}\n`)
        return
      }
      const error = fault instanceof Error ? fault : new Error(String(fault))
      err.write(
        `! ${inWords({ zh: '平台故障', en: 'a fault on our side' })} [${where}] ${error.name}: ${error.message}\n`,
      )
      if (process.env['XINHENG_TRACE'] === 'yes') err.write(`${error.stack}\n`)
    },
  }
}
