/**
 * Entering an organisation on a list of serious offenders (列入). Its determining
 * authority proposes it on a criterion of the list and the records it rests on,
 * tells the organisation beforehand, serves the notice with proof, waits for the
 * defence, looks at what was said, and decides by another person than all who
 * prepared it. The decision is served together with the notice of repair (两书同达);
 * with that service, and not before, the listing is a record.
 *
 * Whatever ends it otherwise (a reminder, a commitment, conditions, nothing) takes
 * one person; only the entry takes two.
 */
import type { Field, Procedure, State, Step } from '../procedure.ts'
import { decision, exit, notice, otherwise, repairNotice } from './papers.ts'

const reason: Field = { id: 'reason', zh: '理由', en: 'reason', type: 'text', least: 2, most: 1000 }
const paper: Field = {
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

const ladder = [
  { value: 'reminder', zh: '提醒', en: 'a reminder' },
  { value: 'commitment', zh: '以信用承诺代替列入', en: 'a commitment in its place' },
  { value: 'conditional', zh: '附条件不列入', en: 'not entered, on conditions' },
  { value: 'none', zh: '不列入', en: 'not entered' },
] as const

const open = (id: string, zh: string, en: string, turn: 'authority' | 'organisation', says?: State['open']): State => ({
  id,
  zh,
  en,
  open: says ?? {
    turn,
    silence: {
      kind: 'reminds',
      says: {
        zh: '逾期不产生任何不利后果：不会因此列入；案件在超期清单上，直到有人办理。',
        en: 'Nothing worsens when the time passes: nobody is entered by it. The case stands on the board of what is overdue.',
      },
    },
  },
})

const before = ['proposed', 'noticed', 'told', 'heard', 'waived', 'reviewed', 'decided']
const preparing = ['propose', 'reopen', 'notify', 'review']

const serving = (id: string, zh: string, en: string, about: Step['about']) =>
  ({ id, zh, en, about, by: ['authority'], times: 1, fields: service }) as const

export const listing: Procedure = {
  id: 'listing',
  version: '1',
  topic: 'list',
  zh: '列入严重失信主体名单',
  en: 'entry on a list of serious offenders',
  about: {
    zh: '只依规则中写明条款的名单和情形；先书面告知、听取陈述申辩，由另一人决定，决定书与信用修复告知书一并送达后才列入。',
    en: 'Only on a criterion with its article; after notice and defence, by a second person; entered when decision and notice of repair are served.',
  },
  states: [
    open('proposed', '拟列入，待告知', 'proposed, to be told', 'authority'),
    open('noticed', '已作告知书，待送达', 'notice made out, to be served', 'authority'),
    open('told', '已告知，陈述申辩期内', 'told; its defence', 'organisation', {
      turn: 'organisation',
      silence: {
        kind: 'reminds',
        says: {
          zh: '期满未陈述的，不视为承认；认定单位仍须复核，由另一人决定。',
          en: 'Saying nothing admits nothing: the authority still reviews, and a second person decides.',
        },
      },
    }),
    open('heard', '已提出陈述申辩，待复核', 'defence received, to be reviewed', 'authority'),
    open('waived', '已书面放弃陈述申辩，待复核', 'defence waived in writing, to be reviewed', 'authority'),
    open('reviewed', '已复核，待决定', 'reviewed, to be decided', 'authority'),
    open('decided', '已决定列入，待送达', 'decided, to be served', 'authority'),
    open('conditional', '附条件不列入，考察中', 'not entered; conditions are watched', 'authority'),
    open('committed', '以信用承诺代替列入，考察中', 'commitment in its place; watched', 'authority'),
    { id: 'listed', zh: '已列入（期满自动移出）', en: 'entered; ends with its term by itself' },
    { id: 'reminded', zh: '已提醒，未列入', en: 'reminded, not entered' },
    { id: 'spared', zh: '条件已履行，未列入', en: 'conditions met, not entered' },
    { id: 'dropped', zh: '不列入', en: 'not entered' },
    { id: 'released', zh: '已提前移出', en: 'ended before its term' },
    { id: 'annulled', zh: '列入决定已撤销', en: 'annulled' },
  ],
  steps: [
    {
      id: 'propose',
      zh: '提出列入建议',
      en: 'propose an entry',
      about: {
        zh: '写明名单、情形和事实，并列出所依据的记录；记录须是现行的，没有正在处理的异议。',
        en: 'The list, the criterion, the facts, and the records it rests on, which must stand and not be contested.',
      },
      opens: true,
      from: ['before'],
      to: 'proposed',
      by: ['authority'],
      fields: [
        {
          id: 'criterion',
          zh: '名单和列入情形',
          en: 'list and criterion',
          type: 'choice',
          choicesFrom: 'list-criteria',
        },
        { id: 'facts', zh: '事实', en: 'facts', type: 'text', least: 10, most: 2000 },
      ],
      effects: ['see-listable', 'see-basis'],
    },
    {
      id: 'notify',
      zh: '制作事先告知书',
      en: 'make out the notice',
      about: {
        zh: '告知书写明拟列入的理由、依据、列入后的措施，以及陈述、申辩的权利和期限。',
        en: 'The notice says reasons, basis, measures, and the right to be heard with its term.',
      },
      from: ['proposed'],
      to: 'noticed',
      by: ['authority'],
      fields: [
        { id: 'reasons', zh: '拟列入的理由', en: 'reasons', type: 'text', least: 10, most: 2000 },
        { id: 'measures', zh: '列入后依法采取的措施', en: 'measures that follow', type: 'text', least: 2, most: 1000 },
      ],
      document: notice,
      effects: ['see-listable', 'see-basis'],
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
    {
      id: 'review',
      zh: '复核',
      en: 'review',
      about: {
        zh: '陈述申辩期满（或者书面放弃）之后办理；逐条写明是否采纳及理由，未陈述的写明复核结果。',
        en: 'After the term, or a waiver: what of the defence is followed and why; without one, what the review found.',
      },
      from: ['told', 'heard', 'waived'],
      to: 'reviewed',
      by: ['authority'],
      waits: { clock: 'defence', waivedBy: ['waive'] },
      fields: [{ id: 'opinion', zh: '复核意见', en: 'what the review found', type: 'text', least: 5, most: 2000 }],
      effects: ['see-basis'],
    },
    {
      id: 'decide',
      zh: '决定列入',
      en: 'decide the entry',
      about: {
        zh: '由建议、告知、复核以外的人决定；写明理由、移出条件和程序、救济途径。送达之前不生效。',
        en: 'By another person than all who prepared it, with reasons, conditions of removal and remedies. Nothing follows before it is served.',
      },
      from: ['reviewed'],
      to: 'decided',
      by: ['authority'],
      notBy: preparing,
      after: ['serve-notice', 'review'],
      waits: { clock: 'defence', waivedBy: ['waive'] },
      times: 1,
      fields: [
        { ...reason, least: 10, most: 2000 },
        {
          id: 'months',
          zh: '列入期限（月）',
          en: 'term in months',
          type: 'line',
          most: 3,
          isOptional: true,
          hint: { zh: '名单规定固定期限的，留空', en: 'empty where the list has one term' },
        },
        { id: 'removal', zh: '移出条件和程序', en: 'conditions of removal', type: 'text', least: 5, most: 1000 },
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
      effects: ['see-listable', 'see-basis'],
    },
    {
      id: 'decide-otherwise',
      zh: '决定不列入',
      en: 'decide against the entry',
      about: {
        zh: '提醒、信用承诺代替、附条件不列入，或者不列入；附条件的写明条件和考察至何日。',
        en: 'A reminder, a commitment, conditions, or nothing; conditions with the day until which they are watched.',
      },
      from: ['reviewed'],
      to: {
        field: 'outcome',
        to: { reminder: 'reminded', commitment: 'committed', conditional: 'conditional', none: 'dropped' },
      },
      by: ['authority'],
      fields: [
        { id: 'outcome', zh: '处理结果', en: 'outcome', type: 'choice', choices: ladder },
        reason,
        {
          id: 'conditions',
          zh: '条件或者承诺事项',
          en: 'conditions, or what is committed to',
          type: 'text',
          least: 5,
          most: 1000,
          onlyIf: { field: 'outcome', in: ['commitment', 'conditional'] },
        },
        {
          id: 'watchedUntil',
          zh: '考察至',
          en: 'watched until',
          type: 'day',
          onlyIf: { field: 'outcome', in: ['commitment', 'conditional'] },
        },
      ],
      document: otherwise,
    },
    {
      id: 'repair-notice',
      zh: '制作信用修复告知书',
      en: 'make out the notice of repair',
      about: {
        zh: '与列入决定书一并送达：何时起、凭什么、向谁申请提前移出。',
        en: 'Served with the decision: from when, on what, and of whom an earlier end may be asked.',
      },
      from: ['decided'],
      by: ['authority'],
      times: 1,
      fields: [
        {
          id: 'how',
          zh: '修复的条件、材料和办理途径',
          en: 'conditions, papers and way',
          type: 'text',
          least: 5,
          most: 1000,
        },
      ],
      document: repairNotice,
    },
    {
      ...serving(
        'serve-decision',
        '记明决定书和修复告知书送达',
        'record the service of decision and notice of repair',
        {
          zh: '两书一并送达，提交时即列入：记录在所有输出中出现。',
          en: 'Both are served together; with this step the organisation is entered, in every output.',
        },
      ),
      from: ['decided'],
      to: 'listed',
      after: ['decide', 'repair-notice'],
      waits: { clock: 'defence', waivedBy: ['waive'] },
      dated: { field: 'servedOn', after: ['decide', 'repair-notice'] },
      effects: ['see-listable', 'see-basis', 'list'],
    },
    {
      id: 'drop',
      zh: '终止办理，不列入',
      en: 'stop; not entered',
      about: { zh: '决定送达之前随时可以终止。', en: 'At any time before the decision is served.' },
      from: before,
      to: 'dropped',
      by: ['authority'],
      fields: [reason],
    },
    {
      id: 'fulfilled',
      zh: '确认条件已履行',
      en: 'the conditions are met',
      about: { zh: '考察结束，案件办结。', en: 'The watch is over and the case ends.' },
      from: ['conditional', 'committed'],
      to: 'spared',
      by: ['authority'],
      fields: [reason],
    },
    {
      id: 'reopen',
      zh: '条件未履行，重新提出',
      en: 'conditions not met: proposed again',
      about: {
        zh: '未履行条件不直接导致列入：重新告知、听取陈述申辩、由另一人决定。',
        en: 'A broken condition enters nobody by itself: notice, defence and a second person, all anew.',
      },
      opens: true,
      from: ['conditional', 'committed'],
      to: 'proposed',
      by: ['authority'],
      fields: [reason],
      effects: ['see-listable', 'see-basis'],
    },
    {
      id: 'contest',
      zh: '记明复议、诉讼',
      en: 'note a reconsideration or lawsuit',
      about: { zh: '记录在所有输出中标注，直至结束。', en: 'Every output marks the record until it ends.' },
      from: ['listed'],
      by: ['authority'],
      fields: [
        {
          id: 'contest',
          zh: '程序',
          en: 'which',
          type: 'choice',
          choices: [
            { value: 'reconsideration', zh: '行政复议', en: 'reconsideration' },
            { value: 'litigation', zh: '行政诉讼', en: 'lawsuit' },
          ],
        },
        { ...paper, zh: '受理、立案通知的编号', en: 'number of its acceptance' },
        reason,
      ],
      effects: ['contest'],
    },
    {
      id: 'end-contest',
      zh: '记明复议、诉讼结束',
      en: 'note that it ended',
      about: {
        zh: '决定维持的，解除标注；决定被撤销或者变更的，办理“撤销列入”或者更正记录。',
        en: 'Upheld: the mark ends. Annulled or changed: annul the entry, or correct the record.',
      },
      from: ['listed'],
      by: ['authority'],
      after: ['contest'],
      fields: [paper, reason],
      effects: ['end-contest'],
    },
    {
      id: 'stay',
      zh: '依命令停止公示',
      en: 'stop publication, by order',
      about: { zh: '复议机关或者法院决定停止执行的。', en: 'By order of the reconsidering authority or a court.' },
      from: ['listed'],
      by: ['authority'],
      fields: [paper, reason],
      effects: ['stay'],
    },
    {
      id: 'end-stay',
      zh: '恢复公示',
      en: 'publication goes on',
      about: { zh: '公示期不因停止而延长。', en: 'It is shown no longer than it would have been.' },
      from: ['listed'],
      by: ['authority'],
      after: ['stay'],
      fields: [paper, reason],
      effects: ['end-stay'],
    },
    {
      id: 'release',
      zh: '提前移出',
      en: 'end it before its term',
      about: {
        zh: '符合名单规定的最短期限和条件的；提交时即从所有输出中消失。',
        en: 'By the list’s own least time and conditions; with this step it is in no output.',
      },
      from: ['listed'],
      to: 'released',
      by: ['authority'],
      fields: [{ ...paper, zh: '申请的编号', en: 'number of the application' }, reason],
      document: exit,
      effects: ['end-listing'],
    },
    {
      id: 'annul',
      zh: '撤销列入',
      en: 'annul the entry',
      about: {
        zh: '列入决定被撤销、确认违法或者无效，或者主体、事实有误的；记录随即撤回，公开说明理由。',
        en: 'The decision was annulled, or is about somebody else or wrong: the record is withdrawn at once, with public reasons.',
      },
      from: ['listed'],
      to: 'annulled',
      by: ['authority'],
      fields: [
        {
          id: 'because',
          zh: '撤销原因',
          en: 'why',
          type: 'choice',
          choices: [
            { value: 'annulled', zh: '决定被变更、撤销、确认违法或者无效', en: 'changed, annulled or found void' },
            { value: 'wrong-subject', zh: '主体错误', en: 'it is about somebody else' },
            { value: 'wrong-facts', zh: '事实、日期或机关错误', en: 'its facts, day or authority are wrong' },
          ],
        },
        { id: 'document', zh: '所依据的文书号', en: 'the document it rests on', type: 'line', least: 2, most: 128 },
        { ...reason, most: 500 },
      ],
      effects: ['withdraw'],
    },
  ],
  clocks: [
    {
      id: 'notify',
      zh: '制作告知书',
      en: 'notice made out',
      deadline: 'listing-notify',
      whose: 'authority',
      starts: ['propose', 'reopen'],
      ends: ['notify', 'drop'],
    },
    {
      id: 'serve-notice',
      zh: '送达告知书',
      en: 'notice served',
      deadline: 'listing-serve',
      whose: 'authority',
      starts: ['notify'],
      ends: ['serve-notice', 'drop'],
    },
    {
      id: 'defence',
      zh: '陈述、申辩',
      en: 'defence',
      deadline: 'listing-defence',
      whose: 'organisation',
      starts: ['serve-notice'],
      startsOn: { 'serve-notice': 'servedOn' },
      ends: ['review', 'waive', 'drop'],
      pauses: { from: 'suspend', until: ['resume', 'waive', 'drop'] },
      extension: { step: 'extend', deadline: 'listing-defence-extension' },
      leastDays: 3,
    },
    {
      id: 'review',
      zh: '复核陈述申辩',
      en: 'defence reviewed',
      deadline: 'listing-review',
      whose: 'authority',
      starts: ['state', 'waive'],
      ends: ['review', 'drop'],
    },
    {
      id: 'decide',
      zh: '作出决定',
      en: 'decided',
      deadline: 'listing-decide',
      whose: 'authority',
      starts: ['review'],
      ends: ['decide', 'decide-otherwise', 'drop'],
    },
    {
      id: 'serve-decision',
      zh: '送达决定书',
      en: 'decision served',
      deadline: 'listing-serve',
      whose: 'authority',
      starts: ['decide'],
      ends: ['serve-decision', 'drop'],
    },
  ],
  guards: {
    list: {
      steps: ['notify', 'serve-notice', 'review', 'decide', 'repair-notice'],
      persons: 2,
      clocks: ['defence'],
      waivedBy: ['waive'],
      says: [
        { step: 'notify', field: 'reasons' },
        { step: 'serve-notice', field: 'proof' },
        { step: 'decide', field: 'remedy' },
        { step: 'decide', field: 'removal' },
        { step: 'serve-decision', field: 'proof' },
      ],
      article: true,
    },
  },
}
