/**
 * What every procedure that may end adversely has in common: service with proof, and
 * the right to be heard before somebody else decides. Pure.
 */
import type { Field, Silence, Step } from './procedure.ts'

export const reason: Field = { id: 'reason', zh: '理由', en: 'reason', type: 'text', least: 2, most: 1000 }
export const paper: Field = {
  id: 'paper',
  zh: '文书或来函的编号',
  en: 'number of the paper',
  type: 'line',
  least: 2,
  most: 128,
}

export const waysOfService = [
  { value: 'own-space', zh: '信用主体空间', en: 'its own space on this platform' },
  { value: 'registered', zh: '挂号信、特快专递', en: 'registered delivery' },
  { value: 'in-person', zh: '直接送达', en: 'in person' },
  { value: 'public-notice', zh: '公告送达', en: 'public notice' },
] as const

const service: readonly Field[] = [
  { id: 'way', zh: '送达方式', en: 'how it was served', type: 'choice', choices: waysOfService },
  {
    id: 'servedOn',
    zh: '送达日期',
    en: 'day of service',
    type: 'day',
    hint: { zh: '公告送达的，为公告期满之日', en: 'by public notice: the day on which its term is over' },
  },
  {
    id: 'proof',
    zh: '送达凭证',
    en: 'proof of service',
    type: 'line',
    least: 2,
    most: 200,
    hint: { zh: '邮件号、签收回执号或者公告网址', en: 'number of the delivery or receipt, or address of the notice' },
  },
]

export const serving = (id: string, zh: string, en: string, about: Step['about']) =>
  ({ id, zh, en, about, by: ['authority'], times: 1, fields: service }) as const

export const toldSilence: Silence = {
  kind: 'reminds',
  says: {
    zh: '期满未陈述的，不视为承认；认定单位仍须复核，由另一人决定。',
    en: 'Saying nothing admits nothing: the authority still reviews, and a second person decides.',
  },
}

/** From `told`, within the clock `defence`: heard (`heard`), waived (`waived`), stopped, let on, made longer. */
export const hearing: readonly Step[] = [
  {
    id: 'state',
    zh: '提交陈述、申辩',
    en: 'state its defence',
    about: {
      zh: '逾期提出的也收取；不因陈述、申辩加重。',
      en: 'Taken when late, too; nothing is made worse because of it.',
    },
    from: ['told', 'heard'],
    to: 'heard',
    by: ['organisation', 'authority'],
    fields: [{ id: 'statement', zh: '陈述、申辩内容', en: 'statement', type: 'text', least: 2, most: 2000 }, paper],
  },
  {
    id: 'waive',
    zh: '书面放弃陈述、申辩',
    en: 'waive the defence in writing',
    about: {
      zh: '须有信用主体签署的书面文件；没有文件的，等期限届满。',
      en: 'On a paper that the organisation has signed; without one its term is awaited.',
    },
    from: ['told', 'heard'],
    to: 'waived',
    by: ['organisation', 'authority'],
    times: 1,
    fields: [{ ...paper, zh: '放弃书的编号', en: 'number of the waiver' }],
  },
  {
    id: 'suspend',
    zh: '中止陈述申辩期限',
    en: 'stop the term of defence',
    about: { zh: '如查阅案卷、不可抗力；恢复后继续计算。', en: 'While files are read, or by force majeure.' },
    from: ['told', 'heard'],
    by: ['authority'],
    times: 1,
    fields: [reason],
  },
  {
    id: 'resume',
    zh: '恢复陈述申辩期限',
    en: 'let the term run on',
    about: { zh: '期限自当日起继续计算。', en: 'From this day the time runs on.' },
    from: ['told', 'heard'],
    by: ['authority'],
    after: ['suspend'],
    times: 1,
    fields: [reason],
  },
  {
    id: 'extend',
    zh: '延长陈述申辩期限',
    en: 'extend the term of defence',
    about: { zh: '依申请延长一次。', en: 'Once, at its request.' },
    from: ['told', 'heard'],
    by: ['authority'],
    times: 1,
    fields: [paper, reason],
  },
]
