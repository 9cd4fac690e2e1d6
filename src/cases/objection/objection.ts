/**
 * An objection (异议): somebody says that a record is wrong. The record says so in
 * every output from the instant the objection is taken in. An error of our own
 * takes the record out of view until it is put right; anything else goes to the
 * source, which alone says whether what it stated is so. A record is upheld only
 * by two persons: who verified it, and who answers.
 */
import type { DocumentKind, Field, Procedure, State } from '../procedure.ts'

const reason: Field = { id: 'reason', zh: '理由', en: 'reason', type: 'text', least: 2, most: 500 }
const paper: Field = {
  id: 'paper',
  zh: '文书或申请的编号',
  en: 'number of the paper',
  type: 'line',
  least: 2,
  most: 128,
  hint: { zh: '申请书、来函的编号', en: 'of the application or letter' },
}

export const claims = [
  { value: 'whose', zh: '不是本单位的记录', en: 'it is not about this organisation' },
  { value: 'content', zh: '内容有误或不完整', en: 'its content is wrong or incomplete' },
  { value: 'period', zh: '公示期限有误', en: 'it is shown too long' },
  { value: 'repair', zh: '修复结果没有体现', en: 'a repair does not show' },
  { value: 'listing', zh: '不应归集或者公示', en: 'it should not be collected or shown' },
  { value: 'other', zh: '其他', en: 'something else' },
] as const

export const findings = [
  { value: 'corrected', zh: '有误，已更正', en: 'it was wrong and is corrected' },
  { value: 'withdrawn', zh: '有误，予以撤回', en: 'it is wrong and is withdrawn' },
  { value: 'right', zh: '无误，维持', en: 'it is right and stands' },
] as const

export const withdrawals = [
  {
    value: 'annulled',
    zh: '决定被变更、撤销、确认违法或者无效',
    en: 'the decision was changed, annulled or found void',
  },
  { value: 'wrong-subject', zh: '主体错误', en: 'it is about somebody else' },
  { value: 'wrong-facts', zh: '文书号、日期或机关错误', en: 'its number, day or authority is wrong' },
  { value: 'stated-twice', zh: '重复报送', en: 'it was stated twice' },
  { value: 'other', zh: '其他', en: 'something else' },
] as const

const acceptance: DocumentKind = {
  series: 'objection-accepted',
  zh: '异议受理通知书',
  en: 'Acceptance of an objection',
  word: '异受',
}
const letter: DocumentKind = {
  series: 'objection-forwarded',
  zh: '异议转办函',
  en: 'Objection forwarded',
  word: '异转',
}
const answer: DocumentKind = {
  series: 'objection-answered',
  zh: '异议处理答复书',
  en: 'Answer to an objection',
  word: '异复',
}

const open = (id: string, zh: string, en: string, turn: 'office' | 'source'): State => ({
  id,
  zh,
  en,
  open: {
    turn,
    silence: {
      kind: 'reminds',
      says: {
        zh: '逾期不产生任何不利后果；案件在超期清单上，直到有人办理。“异议中”的标注一直保留。',
        en: 'Nothing worsens when the time passes: the case stands on the board of what is overdue until somebody acts, and the mark stays.',
      },
    },
  },
})

const isOpen = ['received', 'own-error', 'forwarded', 'found-corrected', 'found-withdrawn', 'found-right']
const answers = ['answer-corrected', 'answer-withdrawn', 'answer-upheld']

export const objection: Procedure = {
  id: 'objection',
  version: '1',
  zh: '异议',
  en: 'objection',
  about: {
    zh: '记录自受理之时起在所有输出中标注。本平台的差错由本平台更正，其余转报送单位核查；维持须由第二人办理并写明理由和救济途径。提出异议不收费；不论结果如何，信用主体可以提交陈述，与记录同时展示。',
    en: 'From the instant it is taken in, every output marks the record. What went wrong here is put right here; the rest is verified by the source. A record is upheld only by a second person, with reasons and remedies. It costs nothing, and whatever comes of it the organisation may place a reply beside the record.',
  },
  states: [
    open('received', '已受理', 'taken in', 'office'),
    open('own-error', '本平台差错，待更正', 'our own error, to be put right', 'office'),
    open('forwarded', '已转报送单位核查', 'with the source', 'source'),
    open('found-corrected', '已更正，待答复', 'corrected, to be answered', 'office'),
    open('found-withdrawn', '已撤回，待答复', 'withdrawn, to be answered', 'office'),
    open('found-right', '核查无误，待答复', 'found right, to be answered', 'office'),
    { id: 'corrected', zh: '已答复：更正', en: 'answered: corrected' },
    { id: 'withdrawn', zh: '已答复：撤回', en: 'answered: withdrawn' },
    { id: 'upheld', zh: '已答复：维持', en: 'answered: upheld' },
    { id: 'taken-back', zh: '异议已撤回', en: 'objection taken back' },
  ],
  steps: [
    {
      id: 'receive',
      zh: '受理',
      en: 'take in',
      about: {
        zh: '受理之时，这条记录在所有输出中标注“异议处理中”，并开具受理通知书。',
        en: 'From this instant every output marks the record as contested; the acceptance is made out.',
      },
      opens: true,
      from: ['before'],
      to: 'received',
      by: ['office', 'organisation', 'interested'],
      fields: [
        { id: 'claim', zh: '异议事项', en: 'what is wrong', type: 'choice', choices: claims },
        {
          id: 'applicant',
          zh: '提出者',
          en: 'who objects',
          type: 'choice',
          choices: [
            { value: 'organisation', zh: '信用主体', en: 'the organisation' },
            { value: 'interested', zh: '利害关系人', en: 'a party with an interest' },
          ],
        },
        {
          id: 'interest',
          zh: '利害关系',
          en: 'the interest',
          type: 'text',
          least: 2,
          most: 300,
          onlyIf: { field: 'applicant', in: ['interested'] },
          hint: { zh: '不写个人姓名和号码', en: 'no names or numbers of persons' },
        },
        paper,
        { id: 'statement', zh: '异议内容', en: 'what is said', type: 'text', least: 5, most: 2000 },
      ],
      document: acceptance,
      effects: ['mark'],
    },
    {
      id: 'own-error',
      zh: '确认本平台差错',
      en: 'acknowledge our own error',
      about: {
        zh: '差错出在本平台的传输或处理：记录即刻停止公示和共享，直到更正后答复。',
        en: 'The error is ours, in sending or handling: the record is shown to nobody from now on, until it is put right and answered.',
      },
      from: ['received'],
      to: 'own-error',
      by: ['office'],
      fields: [reason],
      effects: ['lift'],
    },
    {
      id: 'forward',
      zh: '转报送单位核查',
      en: 'forward to the source',
      about: {
        zh: '需要报送单位核查的，开具转办函，核查期限自此起算。',
        en: 'What the source must verify goes to it with a letter; its time begins.',
      },
      from: ['received'],
      to: 'forwarded',
      by: ['office'],
      fields: [{ id: 'ask', zh: '请核查的内容', en: 'what is to be verified', type: 'text', least: 5, most: 1000 }],
      document: letter,
    },
    {
      id: 'verify',
      zh: '反馈核查结果',
      en: 'state what was found',
      about: {
        zh: '已更正的，先在“本单位的记录”中更正再反馈；选择撤回的，提交时即撤回这条记录。',
        en: 'Where it was wrong, correct it among your own records first; a withdrawal takes place with this step.',
      },
      from: ['forwarded'],
      to: {
        field: 'finding',
        to: { corrected: 'found-corrected', withdrawn: 'found-withdrawn', right: 'found-right' },
      },
      by: ['source'],
      fields: [
        { id: 'finding', zh: '核查结果', en: 'what was found', type: 'choice', choices: findings },
        {
          id: 'because',
          zh: '撤回原因',
          en: 'why it is withdrawn',
          type: 'choice',
          choices: withdrawals,
          onlyIf: { field: 'finding', in: ['withdrawn'] },
        },
        {
          id: 'document',
          zh: '所依据的文书号',
          en: 'the document it rests on',
          type: 'line',
          least: 2,
          most: 128,
          onlyIf: { field: 'because', in: ['annulled'] },
        },
        { ...reason, zh: '核查经过和理由', en: 'how it was verified, and why', most: 1000 },
      ],
      effects: { field: 'finding', to: { corrected: ['see-changed'], withdrawn: ['withdraw'], right: ['see-same'] } },
    },
    {
      id: 'put-right',
      zh: '记明已更正或已撤回',
      en: 'note that it is put right',
      about: {
        zh: '这条记录在受理之后已由报送单位更正或撤回的，据此办理答复。',
        en: 'Where its source has corrected or withdrawn the record since, the answer follows.',
      },
      from: ['received', 'own-error', 'forwarded'],
      to: { field: 'finding', to: { corrected: 'found-corrected', withdrawn: 'found-withdrawn' } },
      by: ['office'],
      fields: [
        { id: 'finding', zh: '现状', en: 'as it stands', type: 'choice', choices: findings.slice(0, 2) },
        reason,
      ],
      effects: ['see-changed'],
    },
    {
      id: 'ask-again',
      zh: '退回再核查',
      en: 'ask the source again',
      about: {
        zh: '对核查结果有疑问的，可以退回一次；答复期限不因此延长。',
        en: 'Where the finding leaves doubt it goes back, once. The time for the answer does not grow.',
      },
      from: ['found-corrected', 'found-right'],
      to: 'forwarded',
      by: ['office'],
      times: 1,
      fields: [{ id: 'ask', zh: '请再核查的内容', en: 'what is to be verified', type: 'text', least: 5, most: 1000 }],
      document: letter,
    },
    {
      id: 'answer-corrected',
      zh: '答复：已更正',
      en: 'answer: corrected',
      about: { zh: '开具答复书，解除标注。', en: 'The answer is made out and the mark ends.' },
      from: ['found-corrected'],
      to: 'corrected',
      by: ['office'],
      fields: [{ ...reason, zh: '答复内容', en: 'answer', most: 1000 }],
      document: answer,
      effects: ['see-changed', 'end-mark', 'end-lift'],
    },
    {
      id: 'answer-withdrawn',
      zh: '答复：已撤回',
      en: 'answer: withdrawn',
      about: { zh: '开具答复书，案件办结。', en: 'The answer is made out and the case ends.' },
      from: ['found-withdrawn'],
      to: 'withdrawn',
      by: ['office'],
      fields: [{ ...reason, zh: '答复内容', en: 'answer', most: 1000 }],
      document: answer,
      effects: ['see-changed', 'end-mark', 'end-lift'],
    },
    {
      id: 'answer-upheld',
      zh: '答复：维持',
      en: 'answer: upheld',
      about: {
        zh: '维持须写明理由和救济途径；由核查者以外的人办理。记录在核查后又有变动的，不能据旧结果维持。',
        en: 'It needs reasons and the remedies, and a person other than who verified. A record that changed since is not upheld on an old finding.',
      },
      from: ['found-right'],
      to: 'upheld',
      by: ['office'],
      notBy: ['verify'],
      after: ['verify'],
      fields: [
        { ...reason, zh: '维持的理由', en: 'why it stands', least: 5, most: 1000 },
        {
          id: 'remedy',
          zh: '救济途径',
          en: 'remedies',
          type: 'text',
          least: 5,
          most: 500,
          hint: {
            zh: '对原决定可以依法申请行政复议或者提起行政诉讼；可以提交陈述，与记录同时展示',
            en: 'reconsideration or lawsuit against the decision itself; a reply beside the record',
          },
        },
      ],
      document: answer,
      effects: ['see-same', 'uphold', 'end-mark'],
    },
    {
      id: 'appraise',
      zh: '送鉴定或专家评审',
      en: 'send for appraisal',
      about: { zh: '鉴定、专家评审的时间不计入期限。', en: 'The time of an appraisal is not counted.' },
      from: ['forwarded'],
      by: ['office', 'source'],
      times: 1,
      fields: [paper, reason],
    },
    {
      id: 'appraised',
      zh: '收到鉴定或评审意见',
      en: 'appraisal received',
      about: { zh: '期限自当日起继续计算。', en: 'From this day the time runs on.' },
      from: ['forwarded'],
      by: ['office', 'source'],
      after: ['appraise'],
      times: 1,
      fields: [paper],
    },
    {
      id: 'extend',
      zh: '延长答复期限',
      en: 'extend the time',
      about: { zh: '只能延长一次，须写明理由。', en: 'Once, and with its reason.' },
      from: isOpen,
      by: ['office'],
      times: 1,
      fields: [reason],
    },
    {
      id: 'take-back',
      zh: '异议人撤回异议',
      en: 'the objection is taken back',
      about: {
        zh: '由异议人书面撤回；解除标注，以后可以重新提出。',
        en: 'In writing, by who objected; the mark ends. It can be opened again.',
      },
      from: ['received', 'forwarded', 'found-right'],
      to: 'taken-back',
      by: ['office', 'organisation', 'interested'],
      fields: [paper, reason],
      effects: ['end-mark'],
    },
    {
      id: 'reopen',
      zh: '重新办理',
      en: 'open again',
      about: {
        zh: '有新的事实或者材料的，重新办理；记录重新标注，期限重新计算。',
        en: 'On new facts or papers: the record is marked again and the time begins anew.',
      },
      opens: true,
      from: ['corrected', 'upheld', 'taken-back'],
      to: 'received',
      by: ['office'],
      fields: [paper, reason],
      document: acceptance,
      effects: ['mark'],
    },
  ],
  clocks: [
    {
      id: 'mark',
      zh: '标注',
      en: 'marking',
      deadline: 'objection-mark',
      whose: 'office',
      starts: ['receive', 'reopen'],
      ends: ['receive', 'reopen'],
    },
    {
      id: 'own',
      zh: '本平台处理或转办',
      en: 'handled here, or forwarded',
      deadline: 'objection-own',
      whose: 'office',
      starts: ['receive', 'reopen'],
      ends: ['forward', ...answers, 'take-back'],
    },
    {
      id: 'verify',
      zh: '报送单位核查',
      en: 'verified by the source',
      deadline: 'objection-verify',
      whose: 'source',
      starts: ['forward', 'ask-again'],
      ends: ['verify', 'put-right', 'take-back'],
      pauses: { from: 'appraise', until: ['appraised', 'verify', 'put-right', 'take-back'] },
    },
    {
      id: 'answer',
      zh: '答复',
      en: 'answered',
      deadline: 'objection-source',
      whose: 'office',
      starts: ['receive', 'reopen'],
      ends: [...answers, 'take-back'],
      pauses: { from: 'appraise', until: ['appraised', 'verify', 'put-right', 'take-back'] },
      extension: { step: 'extend', deadline: 'objection-extension' },
    },
  ],
  guards: { uphold: { steps: ['verify'], persons: 2 } },
}
