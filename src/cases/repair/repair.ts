/**
 * A repair (信用修复): an organisation has put right what a record holds against it, and
 * asks for the record to be shown, shared and used no more before its period ends. Who
 * determined it decides. A granted repair changes nothing in the record; it takes it out of
 * every output in the same instant, and nothing but a revocation of this case brings it back:
 * on false papers, with notice, defence and a second person.
 *
 * Where a court has confirmed a reorganisation or settlement, the record is screened for the time
 * of the plan, and for good when it is performed.
 */
import type { DocumentKind, Field, PaperWords, Procedure, State } from '../procedure.ts'

const reason: Field = { id: 'reason', zh: '理由', en: 'reason', type: 'text', least: 2, most: 1000 }
const remedy: Field = {
  id: 'remedy',
  zh: '救济途径',
  en: 'remedies',
  type: 'text',
  least: 5,
  most: 500,
  hint: {
    zh: '可以依法申请行政复议或者提起行政诉讼；补齐条件后可以再次申请',
    en: 'reconsideration or lawsuit; it can be asked for again when the conditions are met',
  },
}
const paper: Field = {
  id: 'paper',
  zh: '申请书或来函的编号',
  en: 'number of the application or letter',
  type: 'line',
  least: 2,
  most: 128,
}

export const channels = [
  { value: 'credit-china', zh: '“信用中国”网站', en: 'Credit China' },
  { value: 'window', zh: '政务服务窗口', en: 'the window in the government hall' },
  { value: 'own-space', zh: '本平台信用主体空间', en: 'the organisation’s own space' },
  { value: 'authority', zh: '认定单位收件', en: 'the determining authority itself' },
] as const

export const grounds = [
  { value: 'performed', zh: '已纠正并履行义务', en: 'corrected, duties performed' },
  {
    value: 'reorganisation',
    zh: '人民法院裁定批准重整计划或者认可和解协议',
    en: 'a court confirmed a reorganisation or settlement',
  },
] as const

const kind = (
  series: string,
  word: string,
  zh: string,
  en: string,
  paragraphs: (words: PaperWords) => readonly string[],
): DocumentKind => ({ series, word, zh, en, to: 'organisation', paragraphs })

const free = '申请信用修复不收取任何费用，不以培训、报告或者第三方服务为条件。'

const supplementing = kind('repair-supplement', '修补', '信用修复补正告知书', 'Papers to be supplied', (words) => [
  `你方的信用修复申请材料不全，请补正：${words.said('ask-supplement', 'missing')}`,
  ...words.days,
  `补正期间不计入办理期限。${free}`,
])
const acceptance = kind('repair-accepted', '修受', '信用修复受理通知书', 'Acceptance of a repair', (words) => [
  '你方的信用修复申请已经受理。',
  ...words.days,
  free,
])
const declining = kind('repair-declined', '修不受', '信用修复不予受理决定书', 'A repair not taken up', (words) => [
  `你方的信用修复申请不予受理，理由：${words.said('decline', 'reason')}`,
  `救济途径：${words.said('decline', 'remedy')}`,
])
const granting = kind('repair-granted', '修决', '信用修复决定书', 'Decision on a repair', (words) => [
  `经核查，准予修复。${words.said('grant', 'reason') || words.said('complete', 'reason')}`,
  '自本决定作出之时起，上述记录在本平台的全部输出中停止公示、共享和使用，据此采取的措施不再适用；结果同时告知“信用中国”网站，取得过这条记录的单位将被通知删除。',
])
const screening = kind(
  'repair-screened',
  '修屏',
  '信用信息暂时屏蔽决定书',
  'Screened during a reorganisation',
  (words) => [
    `依据人民法院裁定（${words.said('screen', 'ruling')}），自本决定作出之时起，上述记录暂停公示、共享和使用，据此采取的措施暂不适用。`,
    '重整计划或者和解协议执行完毕的，转为准予修复。',
  ],
)
const refusal = kind('repair-refused', '修驳', '不予信用修复决定书', 'A repair refused', (words) => [
  `经核查，不予修复，理由：${words.said('refuse', 'reason')}`,
  `救济途径：${words.said('refuse', 'remedy')}`,
])
const notice = kind(
  'repair-revocation-notice',
  '修撤告',
  '拟撤销信用修复告知书',
  'Notice of an intended revocation',
  (words) => {
    const said = (field: string) => words.said('notice-revocation', field) || words.said('notice-ending', field)
    return [
      `拟撤销对上述记录的信用修复，恢复原状。事实：${said('facts')}`,
      `依据：${said('article')}`,
      '你方有权陈述和申辩，可以提出异议；陈述、申辩不影响决定的公正作出，不因此加重。期限自本告知书送达之日起计算。',
    ]
  },
)
const revocation = kind('repair-revoked', '修撤', '撤销信用修复决定书', 'Revocation of a repair', (words) => [
  `经告知和听取陈述、申辩，决定撤销对上述记录的信用修复，理由：${words.said('revoke', 'reason')}`,
  '记录恢复到修复以前的状态，在原定公示期届满时自动停止，不因此延长。',
  `救济途径：${words.said('revoke', 'remedy')}`,
])

const open = (
  id: string,
  zh: string,
  en: string,
  turn: 'authority' | 'organisation',
  says: string,
  saysEn: string,
): State => ({
  id,
  zh,
  en,
  open: { turn, silence: { kind: 'reminds', says: { zh: says, en: saysEn } } },
})
const overdue = [
  '逾期不产生任何不利后果；案件在超期清单上，直到有人办理。',
  'Nothing worsens when the time passes: the case stands on the board of what is overdue until somebody acts.',
] as const
const stays = ['在作出决定以前，修复的效力不变。', 'Until a decision is made the repair stands as it is.'] as const

const facts: Field = { id: 'facts', zh: '事实和证据', en: 'facts and evidence', type: 'text', least: 5, most: 2000 }
const article: Field = { id: 'article', zh: '依据的条款', en: 'the article', type: 'line', least: 4, most: 200 }
const ended = ['grant', 'refuse', 'decline', 'screen', 'take-back']
const supplied = ['supplement', 'decline', 'take-back']

export const repair: Procedure = {
  id: 'repair',
  version: '1',
  zh: '信用修复',
  en: 'credit repair',
  about: {
    zh: '谁认定、谁修复。不收费，不以培训、报告或者第三方服务为条件。准予之时，记录即从全部输出中消失。',
    en: 'Who determined it decides. It is free, and no training, report or bought service is a condition. When it is granted the record is gone from every output.',
  },
  states: [
    open('received', '已收到，待受理', 'received, to be taken up', 'authority', ...overdue),
    open(
      'supplement',
      '待补正',
      'papers to be supplied',
      'organisation',
      '未补正的，可以撤回后再次申请；不产生不利后果。',
      'What is not supplied can be asked for again later; nothing worsens.',
    ),
    open('accepted', '已受理，待决定', 'taken up, to be decided', 'authority', ...overdue),
    open(
      'screened',
      '重整期间暂时屏蔽',
      'screened during the reorganisation',
      'authority',
      '屏蔽一直持续，直到计划执行完毕或者依程序恢复。',
      'It stays screened until the plan is performed or it is brought back by the procedure.',
    ),
    open('revoking', '已告知拟撤销', 'told of an intended revocation', 'organisation', ...stays),
    open('ending', '已告知拟恢复', 'told that the screening is to end', 'organisation', ...stays),
    { id: 'granted', zh: '准予修复', en: 'granted' },
    { id: 'declined', zh: '不予受理', en: 'not taken up' },
    { id: 'refused', zh: '不予修复', en: 'refused' },
    { id: 'taken-back', zh: '申请已撤回', en: 'taken back' },
    { id: 'revoked', zh: '修复已撤销', en: 'revoked' },
  ],
  steps: [
    {
      id: 'receive',
      zh: '收到申请',
      en: 'receive the application',
      about: {
        zh: '收到或者转送申请，认定单位的受理期限自此起算。早于最短公示期届满之日的不能提出。',
        en: 'Received or forwarded; the time to take it up begins. It cannot be asked for before the shortest period of publicity is over.',
      },
      opens: true,
      from: ['before'],
      to: 'received',
      by: ['office', 'authority', 'organisation'],
      fields: [
        { id: 'ground', zh: '申请事由', en: 'on what ground', type: 'choice', choices: grounds },
        { id: 'channel', zh: '收件渠道', en: 'by which way', type: 'choice', choices: channels },
        paper,
        {
          id: 'performance',
          zh: '纠正和履行义务的情况',
          en: 'how it was corrected and the duties performed',
          type: 'text',
          least: 5,
          most: 2000,
          onlyIf: { field: 'ground', in: ['performed'] },
        },
        {
          id: 'commitment',
          zh: '信用承诺书编号',
          en: 'number of the credit commitment',
          type: 'line',
          least: 2,
          most: 128,
          onlyIf: { field: 'ground', in: ['performed'] },
          hint: { zh: '已公开作出的信用承诺', en: 'the public commitment that was made' },
        },
        {
          id: 'pledge',
          zh: '信用承诺内容',
          en: 'what is committed to',
          type: 'text',
          most: 1000,
          isOptional: true,
          onlyIf: { field: 'ground', in: ['performed'] },
        },
        {
          id: 'conditions',
          zh: '申请单位确认已满足的条件',
          en: 'conditions that the organisation says are met',
          type: 'text',
          most: 1000,
          isOptional: true,
          onlyIf: { field: 'ground', in: ['performed'] },
        },
        {
          id: 'ruling',
          zh: '人民法院裁定书编号',
          en: 'number of the court’s ruling',
          type: 'line',
          least: 2,
          most: 128,
          onlyIf: { field: 'ground', in: ['reorganisation'] },
        },
      ],
      effects: { field: 'ground', to: { performed: ['see-repairable'], reorganisation: ['see-standing'] } },
    },
    {
      id: 'take-over',
      zh: '同步外部修复结果',
      en: 'take over a repair made elsewhere',
      about: {
        zh: '认定单位已准予修复、“信用中国”网站已停止公示的，本平台即刻同步停止公示、共享和使用。',
        en: 'Granted by its authority and ended at Credit China: it ends here at once.',
      },
      opens: true,
      from: ['before'],
      to: 'granted',
      by: ['office'],
      fields: [
        { id: 'decision', zh: '修复决定的编号', en: 'number of the decision', type: 'line', least: 2, most: 128 },
        { id: 'decidedOn', zh: '决定日期', en: 'day of the decision', type: 'day' },
        { ...reason, isOptional: true },
      ],
      dated: { field: 'decidedOn', after: [] },
      effects: ['see-standing', 'repair'],
    },
    {
      id: 'ask-supplement',
      zh: '要求补正',
      en: 'ask for missing papers',
      about: {
        zh: '一次告知全部需补正的材料；补正期间不计入办理期限。',
        en: 'All that is missing is named at once; the time until it comes is not counted.',
      },
      from: ['received'],
      to: 'supplement',
      by: ['authority'],
      times: 1,
      fields: [{ id: 'missing', zh: '需补正的材料', en: 'what is missing', type: 'text', least: 2, most: 1000 }],
      document: supplementing,
    },
    {
      id: 'supplement',
      zh: '收到补正材料',
      en: 'receive what was missing',
      about: { zh: '期限自当日起继续计算。', en: 'From this day the time runs on.' },
      from: ['supplement'],
      to: 'received',
      by: ['office', 'authority', 'organisation'],
      fields: [paper, { ...reason, id: 'statement', zh: '补正说明', en: 'what was supplied' }],
    },
    {
      id: 'accept',
      zh: '受理',
      en: 'take up',
      about: { zh: '开具受理通知书，决定期限自此起算。', en: 'The acceptance is made out; the time to decide begins.' },
      from: ['received'],
      to: 'accepted',
      by: ['authority'],
      fields: [],
      document: acceptance,
    },
    {
      id: 'decline',
      zh: '不予受理',
      en: 'do not take up',
      about: {
        zh: '须写明理由和救济途径；不影响再次申请。',
        en: 'With reasons and remedies; it can be asked for again.',
      },
      from: ['received', 'supplement'],
      to: 'declined',
      by: ['authority'],
      fields: [reason, remedy],
      document: declining,
    },
    {
      id: 'grant',
      zh: '准予修复',
      en: 'grant',
      about: {
        zh: '提交之时，记录即从全部输出中停止公示、共享和使用，并开具决定书；只有依程序撤销才能恢复。',
        en: 'With this step the record is gone from every output; only a revocation by the procedure brings it back.',
      },
      from: ['accepted'],
      to: 'granted',
      by: ['authority'],
      fields: [{ ...reason, zh: '核查情况', en: 'what was found' }],
      document: granting,
      effects: ['see-standing', 'repair'],
    },
    {
      id: 'refuse',
      zh: '不予修复',
      en: 'refuse',
      about: {
        zh: '须写明理由和救济途径，由受理人以外的另一人决定。',
        en: 'With reasons and remedies, by another person than who took it up.',
      },
      from: ['accepted'],
      to: 'refused',
      by: ['authority'],
      notBy: ['accept'],
      after: ['accept'],
      fields: [{ ...reason, least: 5 }, remedy],
      document: refusal,
      effects: ['uphold'],
    },
    {
      id: 'screen',
      zh: '重整期间暂时屏蔽',
      en: 'screen during the reorganisation',
      about: {
        zh: '凭人民法院裁定：记录暂停公示、共享和使用，措施暂不适用；计划执行完毕后转为准予修复。',
        en: 'On the court’s ruling: neither shown nor used for the time of the plan, and for good when it is performed.',
      },
      from: ['accepted'],
      to: 'screened',
      by: ['authority'],
      fields: [
        {
          id: 'ruling',
          zh: '人民法院裁定书编号',
          en: 'number of the court’s ruling',
          type: 'line',
          least: 2,
          most: 128,
        },
      ],
      document: screening,
      effects: ['see-standing', 'screen'],
    },
    {
      id: 'complete',
      zh: '计划执行完毕，准予修复',
      en: 'the plan is performed: grant',
      about: { zh: '屏蔽转为准予修复。', en: 'The screening becomes a repair.' },
      from: ['screened'],
      to: 'granted',
      by: ['authority'],
      fields: [{ ...reason, zh: '执行完毕的证明', en: 'proof that it is performed' }],
      document: granting,
      effects: ['repair'],
    },
    {
      id: 'extend',
      zh: '延长办理期限',
      en: 'extend the time',
      about: { zh: '只能延长一次，须写明理由。', en: 'Once, and with its reason.' },
      from: ['accepted'],
      by: ['authority'],
      times: 1,
      fields: [reason],
    },
    {
      id: 'take-back',
      zh: '申请人撤回申请',
      en: 'the application is taken back',
      about: { zh: '以后可以再次申请。', en: 'It can be asked for again.' },
      from: ['received', 'supplement', 'accepted'],
      to: 'taken-back',
      by: ['office', 'organisation'],
      fields: [paper, reason],
    },
    {
      id: 'notice-revocation',
      zh: '告知拟撤销修复',
      en: 'give notice of a revocation',
      about: {
        zh: '仅限以虚假材料、虚假承诺取得修复的。开具告知书并送达，陈述申辩期满后由另一人决定；此前修复的效力不变。',
        en: 'Only where it was obtained by false papers or a false commitment. Until another person decides, after the time to be heard, it stands.',
      },
      // A round of its own: what was served or waived before counts no more.
      opens: true,
      from: ['granted'],
      to: 'revoking',
      by: ['authority'],
      fields: [facts, article],
      document: notice,
    },
    {
      id: 'notice-ending',
      zh: '告知拟恢复公示',
      en: 'give notice that the screening is to end',
      about: {
        zh: '重整计划或者和解协议不能执行的。开具告知书并送达，陈述申辩期满后由另一人决定。',
        en: 'Where the plan cannot be performed. Decided by another person, after the time to be heard.',
      },
      opens: true,
      from: ['screened'],
      to: 'ending',
      by: ['authority'],
      fields: [facts, article],
      document: notice,
    },
    {
      id: 'serve-notice',
      zh: '记明送达',
      en: 'note the service',
      about: {
        zh: '陈述申辩期限自送达之日起算；送达日不早于告知书，不晚于今天。',
        en: 'The time to be heard begins on the day of service, which lies between the notice and today.',
      },
      from: ['revoking', 'ending'],
      by: ['authority', 'office'],
      times: 1,
      fields: [
        {
          id: 'way',
          zh: '送达方式',
          en: 'how',
          type: 'choice',
          choices: [
            { value: 'in-person', zh: '直接送达', en: 'in person' },
            { value: 'post', zh: '挂号邮寄', en: 'registered post' },
            { value: 'own-space', zh: '信用主体空间', en: 'own space' },
            { value: 'public-notice', zh: '公告送达', en: 'public notice' },
          ],
        },
        { id: 'servedOn', zh: '送达日', en: 'day of service', type: 'day' },
        { id: 'proof', zh: '送达证明编号', en: 'number of the proof', type: 'line', least: 2, most: 128 },
      ],
      dated: { field: 'servedOn', after: ['notice-revocation', 'notice-ending'] },
    },
    {
      id: 'defend',
      zh: '陈述、申辩',
      en: 'state a defence',
      about: { zh: '如实记录；不因陈述、申辩加重。', en: 'Taken down as it is said; nothing worsens for it.' },
      from: ['revoking', 'ending'],
      by: ['organisation', 'office', 'authority'],
      fields: [{ ...reason, id: 'statement', zh: '陈述、申辩的内容', en: 'what is said', most: 2000 }],
    },
    {
      id: 'waive-defence',
      zh: '书面放弃陈述、申辩',
      en: 'waive the defence in writing',
      about: { zh: '须有信用主体的书面声明。', en: 'Needs the organisation’s written statement.' },
      from: ['revoking', 'ending'],
      by: ['organisation', 'office'],
      fields: [paper],
    },
    {
      id: 'revoke',
      zh: '决定撤销',
      en: 'revoke',
      about: {
        zh: '由另一人在陈述申辩期满后决定，写明理由和救济途径；记录恢复到修复以前的状态，公示期不延长。',
        en: 'By another person, after the time to be heard, with reasons and remedies; the record stands as before, no longer than it would have.',
      },
      from: ['revoking', 'ending'],
      to: 'revoked',
      by: ['authority'],
      notBy: ['notice-revocation', 'notice-ending', 'serve-notice'],
      after: ['serve-notice'],
      waits: { clock: 'defence', waivedBy: ['waive-defence'] },
      fields: [{ ...reason, least: 5 }, remedy],
      document: revocation,
      effects: ['revoke'],
    },
    {
      id: 'keep-repair',
      zh: '不予撤销',
      en: 'let the repair stand',
      about: { zh: '陈述、申辩成立或者事实不足的。', en: 'The defence holds, or the facts do not.' },
      from: ['revoking'],
      to: 'granted',
      by: ['authority'],
      fields: [reason],
    },
    {
      id: 'keep-screening',
      zh: '继续屏蔽',
      en: 'let it stay screened',
      about: { zh: '陈述、申辩成立或者事实不足的。', en: 'The defence holds, or the facts do not.' },
      from: ['ending'],
      to: 'screened',
      by: ['authority'],
      fields: [reason],
    },
  ],
  clocks: [
    {
      id: 'accept',
      zh: '决定是否受理',
      en: 'whether it is taken up',
      deadline: 'repair-accept',
      whose: 'authority',
      starts: ['receive'],
      ends: ['accept', 'decline', 'take-back'],
      pauses: { from: 'ask-supplement', until: supplied },
    },
    {
      id: 'supplement',
      zh: '补正材料',
      en: 'papers supplied',
      deadline: 'repair-supplement',
      whose: 'organisation',
      starts: ['ask-supplement'],
      ends: supplied,
    },
    {
      id: 'decide',
      zh: '作出修复决定',
      en: 'decided',
      deadline: 'repair-result',
      whose: 'authority',
      starts: ['accept'],
      ends: ['grant', 'refuse', 'screen', 'take-back'],
      extension: { step: 'extend', deadline: 'repair-extension' },
    },
    {
      id: 'tell',
      zh: '告知申请人结果',
      en: 'the applicant is told',
      deadline: 'repair-tell',
      whose: 'office',
      starts: ['receive'],
      ends: ended,
      pauses: { from: 'ask-supplement', until: supplied },
      extension: { step: 'extend', deadline: 'repair-extension' },
    },
    {
      id: 'defence',
      zh: '陈述、申辩',
      en: 'defence',
      deadline: 'repair-defence',
      whose: 'organisation',
      starts: ['serve-notice'],
      startsOn: { 'serve-notice': 'servedOn' },
      leastDays: 3,
      ends: ['revoke', 'keep-repair', 'keep-screening'],
    },
  ],
  guards: {
    uphold: {
      steps: ['accept'],
      persons: 2,
      says: [
        { step: 'refuse', field: 'reason' },
        { step: 'refuse', field: 'remedy' },
      ],
    },
    revoke: {
      steps: ['serve-notice'],
      persons: 2,
      clocks: ['defence'],
      waivedBy: ['waive-defence'],
      says: [
        { step: 'revoke', field: 'reason' },
        { step: 'revoke', field: 'remedy' },
      ],
    },
  },
}
