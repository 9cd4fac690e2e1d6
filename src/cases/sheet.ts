/** What a paper of a case says, as its template sets it: texts alone. Papers are official and in Chinese. */
import { dayInShanghai } from '../codes/day.ts'
import type { Case, CaseEvent, Clock } from './case.ts'
import { type Field, type PaperWords, type Procedure, type Step, stateOf } from './procedure.ts'

export type PaperSheet = {
  title: string
  number: string
  to: string
  lines: { label: string; value: string }[]
  paragraphs: string[]
  office: string
  day: string
  signature: string
  demonstration?: string
}

export type About = {
  subject: string
  name: string
  /** The record that it is about, or the topic. */
  item?: string
  document?: string
  topic?: { zh: string; article: string }
  source: string
  office: string
  isDemonstration: boolean
}

/** The value of a field as people read it. */
export const shownValue = (field: Field, value: string): { zh: string; en: string } => {
  const choice = field.choices?.find((one) => one.value === value)
  if (choice) return { zh: choice.zh, en: choice.en }
  if (field.type === 'day') return { zh: chineseDay(value), en: englishDay.format(new Date(value)) }
  return { zh: value, en: value }
}

const englishDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

const chineseDay = (day: string): string => {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

export function paperSheet(of: Case, step: Step, event: CaseEvent, about: About, number: string): PaperSheet {
  const { procedure } = of
  const opening = [...of.taken.values()].map((one) => one.event).find((one) => one.lengths !== undefined)!
  const document = step.document!
  const isToSource =
    document.to === undefined ? stateOf(procedure, of.state).open?.turn === 'source' : document.to === 'source'
  const { topic } = about
  const stated = step.fields.flatMap((field) => {
    const value = event.fields[field.id]
    return value === undefined ? [] : [{ label: field.zh, value: shownValue(field, value).zh }]
  })
  return {
    title: document.zh,
    number,
    to: isToSource ? about.source : opening.fields.applicant === 'interested' ? '利害关系人' : about.name,
    lines: [
      { label: '信用主体', value: `${about.name}（${about.subject}）` },
      ...(about.item === undefined
        ? []
        : [{ label: '涉及记录', value: `${about.item}${about.document ? `（${about.document}）` : ''}` }]),
      ...(topic === undefined
        ? [{ label: '报送单位', value: about.source }]
        : [
            { label: '名单', value: topic.zh },
            { label: '依据', value: topic.article },
            { label: '认定单位', value: about.source },
          ]),
      ...(event === opening ? [] : openingLines(procedure, opening)),
      ...stated,
    ],
    paragraphs: document.paragraphs
      ? [...document.paragraphs(wordsOf(of, about, event))]
      : paragraphsOf(of, event === opening, isToSource, event),
    office: about.office,
    day: chineseDay(dayInShanghai(event.at)),
    signature: '（印章）',
    ...(about.isDemonstration ? { demonstration: '演示数据' } : {}),
  }
}

function openingLines(procedure: Procedure, opening: CaseEvent): { label: string; value: string }[] {
  const step = procedure.steps.find(({ id }) => id === opening.step)!
  return step.fields.flatMap((field) => {
    const value = opening.fields[field.id]
    return value === undefined ? [] : [{ label: field.zh, value: shownValue(field, value).zh }]
  })
}

/** What a paper's own words may be made of. */
function wordsOf(of: Case, about: About, event: CaseEvent): PaperWords {
  return {
    said(step, id) {
      const field = of.procedure.steps.find((one) => one.id === step)?.fields.find((one) => one.id === id)
      const value = step === event.step ? event.fields[id] : of.taken.get(step)?.event.fields[id]
      return field === undefined || value === undefined ? '' : shownValue(field, value).zh
    },
    days: daysOf(of.clocks),
    state: stateOf(of.procedure, of.state),
    ...(about.topic === undefined ? {} : { topic: about.topic }),
  }
}

function daysOf(clocks: readonly Clock[]): string[] {
  return clocks
    .filter((clock) => clock.ended === undefined && clock.length !== undefined && clock.due !== undefined)
    .map(({ zh, length, due }) => {
      const last =
        due === 'paused' || due === undefined
          ? ''
          : 'day' in due
            ? `，即 ${chineseDay(due.day)} 前（含当日）`
            : `；${due.missingYear} 年工作日历尚未公布，届满日不早于 ${chineseDay(due.notBefore)}`
      return `${zh}：${length!.workingDays} 个工作日${last}（${length!.article}）。`
    })
}

function paragraphsOf(of: Case, isOpening: boolean, isToSource: boolean, event: CaseEvent): string[] {
  const days = daysOf(of.clocks.filter((clock) => !isToSource || clock.whose === 'source'))
  if (isOpening)
    return [
      '你方提出的异议已经受理。自受理之时起，上述记录在本平台的全部输出中标注“异议处理中”，直至答复。',
      ...days,
      '提出异议不收取费用。信用主体另可提交陈述，与记录同时展示，不受异议结果影响。',
    ]
  if (isToSource) return ['现将上述异议转你单位核查。请核对原始文书，在期限内反馈结果；有误的请更正或者撤回。', ...days]
  const outcome = stateOf(of.procedure, of.state).zh.replace(/^已答复：/, '')
  return [
    `经核查，对上述异议的处理结果为：${outcome}。`,
    event.fields.remedy === undefined
      ? '处理结果已在本平台的全部输出中生效，“异议处理中”的标注同时解除。'
      : '“异议处理中”的标注同时解除。有新的事实或者材料的，可以再次提出异议。',
  ]
}
