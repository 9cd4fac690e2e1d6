/** Words of the lists that are given out as files. The console has its own, with marks and colours. */
import type { Language, Says } from '../terms/says.ts'
import type { SubmissionView, Verdict } from './schemas/submissions.ts'

export const verdictWords: Record<Verdict, Says> = {
  accepted: { zh: '接收', en: 'accepted' },
  'accepted-with-warnings': { zh: '接收（有提示）', en: 'accepted with warnings' },
  corrected: { zh: '更正后接收', en: 'corrected' },
  duplicate: { zh: '重复', en: 'duplicate' },
  waiting: { zh: '待人工处理', en: 'waiting for a person' },
  refused: { zh: '退回', en: 'refused' },
}

export const stateWords: Record<SubmissionView['state'], Says> = {
  held: { zh: '暂缓，待确认', en: 'held, to be confirmed' },
  waiting: { zh: '排队中', en: 'in the queue' },
  running: { zh: '处理中', en: 'being processed' },
  done: { zh: '已完成', en: 'done' },
  failed: { zh: '未能处理', en: 'could not be processed' },
  'taken-back': { zh: '已撤回', en: 'taken back' },
}

export const classWords: Record<'minor' | 'general' | 'serious', Says> = {
  minor: { zh: '轻微', en: 'minor' },
  general: { zh: '一般', en: 'general' },
  serious: { zh: '严重', en: 'serious' },
}

const wall = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** An instant on Shanghai's wall, as spreadsheets read it: 2026-06-15 10:00:00. */
export const onTheWall = (instant: string): string => wall.format(new Date(instant))

export const said = (words: readonly Says[], language: Language): string =>
  words.map((one) => one[language]).join(language === 'zh' ? '；' : '; ')
