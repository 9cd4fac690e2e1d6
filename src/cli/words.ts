/** Words that several commands print. */
import type { Verdict } from '../intake/store.ts'
import { roles } from '../terms/caller.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import { plain } from './columns.ts'
import type { Option } from './command.ts'
import type { Voice } from './voice.ts'

/** In the order in which counts are told. */
export const verdictWords: Record<Verdict, Says> = {
  accepted: { zh: '接收', en: 'accepted' },
  'accepted-with-warnings': { zh: '接收（有提示）', en: 'accepted with warnings' },
  corrected: { zh: '更正后接收', en: 'corrected' },
  duplicate: { zh: '重复', en: 'duplicate' },
  waiting: { zh: '待人工确认', en: 'waiting for a person' },
  refused: { zh: '拒绝', en: 'refused' },
}
export const verdicts = Object.keys(verdictWords) as Verdict[]

export const stateWords: Record<string, Says> = {
  held: { zh: '暂缓，等待确认', en: 'held, waits to be confirmed' },
  waiting: { zh: '等待处理', en: 'waiting' },
  running: { zh: '处理中', en: 'running' },
  done: { zh: '已完成', en: 'done' },
  failed: { zh: '失败', en: 'failed' },
  'taken-back': { zh: '已撤回', en: 'taken back' },
}

export const signedInRoles = roles.filter((role) => role !== 'public' && role !== 'organisation')

/** The three that every look at what is not public names. */
export const reasonOptions: { [name: string]: Option } = {
  matter: {
    value: 'M',
    about: { zh: '应用事项，见 xinheng rules show matters', en: 'the matter; see xinheng rules show matters' },
  },
  purpose: {
    value: 'P',
    about: { zh: '用途，见 xinheng rules show purposes', en: 'the purpose; see xinheng rules show purposes' },
  },
  case: { value: 'N', about: { zh: '办件编号', en: 'the number of the case' } },
  body: { value: 'CODE', about: { zh: '代哪个单位查询（单位代码）', en: 'on whose behalf: the code of the body' } },
}

/** One line of a file with what was found in it: rule, field, value, what would be accepted. */
export function findingLines(voice: Voice, finding: Finding): string[] {
  const head = [
    finding.check,
    finding.field,
    finding.own && `${plain(finding.own.column)}${finding.own.cell ? ` ${finding.own.cell}` : ''}`,
    finding.value === undefined ? undefined : `“${plain(finding.value).slice(0, 60)}”`,
  ]
  const lines = [head.filter(Boolean).join('  '), `  ${plain(voice.words(finding.says))}`]
  if (finding.accepted) {
    lines.push(`  ${voice.words({ zh: `可接受：${finding.accepted.zh}`, en: `accepted: ${finding.accepted.en}` })}`)
  }
  if (finding.article) lines.push(`  ${voice.words({ zh: '依据：', en: 'basis: ' })}${finding.article}`)
  return lines
}

/** 12,345 in both languages. */
export const grouped = (number: number): string => number.toLocaleString('en-US')

/** 2026-11-21 09:30 in Shanghai. */
export function inShanghai(instant: string | Date): string {
  const at = new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString()
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`
}
