/**
 * A commitment found broken (违诺认定). A breach is a decision and not a remark: who
 * accepted the commitment states what was not kept, tells the organisation, hears it,
 * and decides by a second person; with the service of that decision, and not before,
 * the commitment's record says so. It is shown as long and to whom the commitment is.
 */
import { hearing, paper, reason, serving, toldSilence } from '../hearing.ts'
import type { DocumentKind, Procedure, State } from '../procedure.ts'

const open = (
  id: string,
  zh: string,
  en: string,
  turn: 'authority' | 'organisation',
  silence = toldSilence,
): State => ({
  id,
  zh,
  en,
  open: { turn, silence },
})
const reminds = {
  kind: 'reminds',
  says: {
    zh: '逾期不产生任何不利后果：不会因此认定违诺；案件在超期清单上，直到有人办理。',
    en: 'Nothing worsens when the time passes: no breach is found by it. The case stands on the board of what is overdue.',
  },
} as const

export const kept = [
  { value: 'partly', zh: '部分履行', en: 'partly kept' },
  { value: 'none', zh: '全部未履行', en: 'not kept at all' },
] as const

const notice: DocumentKind = {
  series: 'breach-notice',
  zh: '拟认定违反信用承诺事先告知书',
  en: 'Notice before a breach is found',
  word: '诺告',
  to: 'organisation',
  paragraphs: ({ said }) => [
    `经核查，你单位作出的信用承诺${said('find', 'kept')}。未履行的内容：${said('find', 'unperformed')}`,
    `拟作出违诺认定，拟追究的责任：${said('notify', 'liability')}`,
    '你单位有权陈述、申辩，可以提交书面意见和材料，也可以书面放弃。期限自本告知书送达之次日起算。逾期未提出的，不视为承认；我单位仍将复核，并由另一人作出决定。',
  ],
}
const decision: DocumentKind = {
  series: 'breach-decision',
  zh: '违反信用承诺认定书',
  en: 'Finding of a breach',
  word: '诺认',
  to: 'organisation',
  paragraphs: ({ said }) => [
    `经复核，认定你单位的信用承诺${said('find', 'kept')}。未履行的内容：${said('find', 'unperformed')}`,
    `理由：${said('decide', 'reason')}`,
    `对陈述、申辩的复核意见：${said('review', 'opinion')}`,
    `责任追究：${said('notify', 'liability')}`,
    `救济途径：${said('decide', 'remedy')}`,
    '本认定自送达之时起记入该承诺的记录，公开范围和期限与承诺相同；履行完毕的，由我单位更正。',
  ],
}
const otherwise: DocumentKind = {
  series: 'breach-otherwise',
  zh: '不予认定违诺决定书',
  en: 'Decision that there is no breach',
  word: '诺否',
  to: 'organisation',
  paragraphs: ({ said }) => [`经复核，不认定你单位违反信用承诺。理由：${said('decide-otherwise', 'reason')}`],
}

export const breach: Procedure = {
  id: 'breach',
  version: '1',
  zh: '违反信用承诺的认定',
  en: 'finding that a commitment was broken',
  about: {
    zh: '由受理承诺的单位提出；先书面告知、听取陈述申辩，由另一人认定，送达后才记入承诺的记录。',
    en: 'By who accepted the commitment: after notice and defence, by a second person; the record says so when the finding is served.',
  },
  states: [
    open('found', '初步查明，待告知', 'looked into, to be told', 'authority', reminds),
    open('noticed', '已作告知书，待送达', 'notice made out, to be served', 'authority', reminds),
    open('told', '已告知，陈述申辩期内', 'told; its defence', 'organisation'),
    open('heard', '已提出陈述申辩，待复核', 'defence received, to be reviewed', 'authority', reminds),
    open('waived', '已书面放弃陈述申辩，待复核', 'defence waived in writing, to be reviewed', 'authority', reminds),
    open('reviewed', '已复核，待认定', 'reviewed, to be decided', 'authority', reminds),
    open('decided', '已认定违诺，待送达', 'decided, to be served', 'authority', reminds),
    { id: 'broken', zh: '已认定违诺', en: 'found broken' },
    { id: 'kept', zh: '不认定违诺', en: 'no breach' },
  ],
  steps: [
    {
      id: 'find',
      zh: '提出违诺认定',
      en: 'state what was not kept',
      about: {
        zh: '写明没有履行的内容和查明的依据；只就本单位受理的现行承诺提出。',
        en: 'What was not kept and how it was found; of a standing commitment that this body accepted.',
      },
      opens: true,
      from: ['before'],
      to: 'found',
      by: ['authority'],
      fields: [
        { id: 'kept', zh: '履行情况', en: 'how far it was kept', type: 'choice', choices: kept },
        { id: 'unperformed', zh: '未履行的承诺内容', en: 'what was not kept', type: 'text', least: 5, most: 2000 },
        { ...paper, zh: '检查或核查文书的编号', en: 'number of the inspection' },
      ],
      effects: ['see-commitment'],
    },
    {
      id: 'notify',
      zh: '制作事先告知书',
      en: 'make out the notice',
      about: { zh: '写明拟追究的责任和陈述、申辩的权利。', en: 'What is to follow, and the right to be heard.' },
      from: ['found'],
      to: 'noticed',
      by: ['authority'],
      fields: [
        {
          id: 'liability',
          zh: '违诺责任追究内容',
          en: 'what follows from it',
          type: 'text',
          least: 2,
          most: 1000,
          hint: { zh: '依承诺书写明的违诺责任', en: 'as the commitment itself says' },
        },
      ],
      document: notice,
      effects: ['see-commitment'],
    },
    {
      ...serving('serve-notice', '记明告知书送达', 'record the service of the notice', {
        zh: '送达日期不早于告知书制作之日，不晚于今天；陈述申辩期限自次日起算。',
        en: 'Served on no day before the notice was made out and none after today; the defence runs from the next day.',
      }),
      from: ['noticed'],
      to: 'told',
      dated: { field: 'servedOn', after: ['notify'] },
    },
    ...hearing,
    {
      id: 'review',
      zh: '复核',
      en: 'review',
      about: {
        zh: '陈述申辩期满（或者书面放弃）之后办理；写明是否采纳及理由。',
        en: 'After the term, or a waiver: what of the defence is followed, and why.',
      },
      from: ['told', 'heard', 'waived'],
      to: 'reviewed',
      by: ['authority'],
      waits: { clock: 'defence', waivedBy: ['waive'] },
      fields: [{ id: 'opinion', zh: '复核意见', en: 'what the review found', type: 'text', least: 5, most: 2000 }],
      effects: ['see-commitment'],
    },
    {
      id: 'decide',
      zh: '认定违诺',
      en: 'find it broken',
      about: {
        zh: '由提出、告知、复核以外的人认定；写明理由和救济途径。送达之前不生效。',
        en: 'By another person than all who prepared it, with reasons and remedies. Nothing follows before it is served.',
      },
      from: ['reviewed'],
      to: 'decided',
      by: ['authority'],
      notBy: ['find', 'notify', 'review'],
      after: ['serve-notice', 'review'],
      waits: { clock: 'defence', waivedBy: ['waive'] },
      times: 1,
      fields: [
        { ...reason, least: 5 },
        {
          id: 'remedy',
          zh: '救济途径',
          en: 'remedies',
          type: 'text',
          least: 5,
          most: 1000,
          hint: {
            zh: '六十日内申请行政复议，或者六个月内提起行政诉讼，写明机关和法院',
            en: 'reconsideration within 60 days or a lawsuit within six months, with body and court',
          },
        },
      ],
      document: decision,
      effects: ['see-commitment'],
    },
    {
      id: 'decide-otherwise',
      zh: '不认定违诺',
      en: 'find no breach',
      about: { zh: '写明理由，案件办结；记录不变。', en: 'With reasons; the record stays as it is.' },
      from: ['reviewed'],
      to: 'kept',
      by: ['authority'],
      fields: [reason],
      document: otherwise,
    },
    {
      ...serving('serve-decision', '记明认定书送达', 'record the service of the finding', {
        zh: '提交时即记入承诺的记录；承诺的记录其间有变动的，请先看过。',
        en: 'With this step the commitment’s record says so; look at it first where it has changed.',
      }),
      from: ['decided'],
      to: 'broken',
      after: ['decide'],
      waits: { clock: 'defence', waivedBy: ['waive'] },
      dated: { field: 'servedOn', after: ['decide'] },
      effects: ['see-commitment', 'find-breach'],
    },
    {
      id: 'drop',
      zh: '终止办理，不认定违诺',
      en: 'stop; no breach is found',
      about: { zh: '认定书送达之前随时可以终止。', en: 'At any time before the finding is served.' },
      from: ['found', 'noticed', 'told', 'heard', 'waived', 'reviewed', 'decided'],
      to: 'kept',
      by: ['authority'],
      fields: [reason],
    },
  ],
  clocks: [
    {
      id: 'serve-notice',
      zh: '送达告知书',
      en: 'notice served',
      deadline: 'breach-serve',
      whose: 'authority',
      starts: ['notify'],
      ends: ['serve-notice', 'drop'],
    },
    {
      id: 'defence',
      zh: '陈述、申辩',
      en: 'defence',
      deadline: 'breach-defence',
      whose: 'organisation',
      starts: ['serve-notice'],
      startsOn: { 'serve-notice': 'servedOn' },
      ends: ['review', 'waive', 'drop'],
      pauses: { from: 'suspend', until: ['resume', 'waive', 'drop'] },
      extension: { step: 'extend', deadline: 'breach-defence-extension' },
      leastDays: 3,
    },
    {
      id: 'decide',
      zh: '作出认定',
      en: 'decided',
      deadline: 'breach-decide',
      whose: 'authority',
      starts: ['review'],
      ends: ['decide', 'decide-otherwise', 'drop'],
    },
    {
      id: 'serve-decision',
      zh: '送达认定书',
      en: 'finding served',
      deadline: 'breach-serve',
      whose: 'authority',
      starts: ['decide'],
      ends: ['serve-decision', 'drop'],
    },
  ],
  guards: {
    'find-breach': {
      steps: ['notify', 'serve-notice', 'review', 'decide'],
      persons: 2,
      clocks: ['defence'],
      waivedBy: ['waive'],
      says: [
        { step: 'notify', field: 'liability' },
        { step: 'serve-notice', field: 'proof' },
        { step: 'decide', field: 'remedy' },
        { step: 'serve-decision', field: 'proof' },
      ],
    },
  },
}
