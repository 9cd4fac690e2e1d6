/** Pages of an organisation's own space to look at and to test, of the fictional province. */
import { objection } from '../../src/cases/objection/objection.ts'
import { type CaseView, stepView } from '../../src/cases/view.ts'
import { repairForms } from '../../src/http/space-repair.ts'
import type { OwnFileRecord, OwnPages, SpaceHead } from '../../web/portal/own-props.ts'
import { codes, penalty } from './portal-samples.ts'

type Samples = { [name: string]: { [P in keyof OwnPages]: [P, OwnPages[P], string] }[keyof OwnPages] }

/** Made when they are asked for: they are of the other samples, which list them. */
export function ownSamples(): Samples {
  const space: SpaceHead = {
    code: codes.longNamed,
    name: '示范省诚川市云杉岭高新技术产业开发区白桦现代农业综合开发（集团）有限责任公司',
    label: '法务与合规部经办',
    login: 'hegui',
    scope: 'act',
    isOwner: true,
    until: '2027-06-01',
    csrf: 'sample',
  }
  const told = ({ shown: _, marks: __, ...rest }: ReturnType<typeof penalty>) => rest
  const repair = {
    can: 'later' as const,
    from: '2026-09-19',
    until: '2027-06-19',
    says: { zh: '自 2026-09-19 起可以申请修复。', en: 'A repair can be asked for from 2026-09-19 on.' },
    conditions: [{ id: 'performed', zh: '履行处罚决定规定的义务', en: 'the duty is performed', article: '第七条' }],
    papers: [{ id: 'performance', zh: '已履行义务的证明材料', en: 'proof of performance', article: '第八条' }],
  } as unknown as NonNullable<OwnFileRecord['repair']>
  const possible = {
    ...repair,
    can: 'now' as const,
    says: { zh: '现在可以申请修复。', en: 'A repair can be asked for now.' },
    conditions: [
      { id: 'period', zh: '达到最短公示期', en: 'the shortest period is over', article: '第七条' },
      ...repair.conditions,
      { id: 'committed', zh: '公开作出信用承诺', en: 'a public credit commitment is made', article: '第七条' },
    ],
    papers: [...repair.papers, { id: 'commitment', zh: '信用承诺书', en: 'the credit commitment', article: '第八条' }],
    window: { zh: '通过“信用中国”网站申请', en: 'through Credit China', article: '第八条' },
    pledge: {
      zh: '本单位郑重承诺：所提交的材料真实、合法、有效；已纠正失信行为，完全履行法定义务；今后依法诚信经营。',
      en: 'We commit ourselves: what we hand in is true; the conduct is corrected; we act lawfully and in good faith.',
      article: '第七条',
    },
  } as unknown as NonNullable<OwnFileRecord['repair']>
  const open: OwnFileRecord = {
    ...told(penalty(21)),
    subject: codes.longNamed,
    isAdverse: true,
    isContestable: true,
    standing: 'public',
    why: { zh: '一般失信信息公示一年', en: 'a general breach is public for a year' },
    article: '信用修复管理办法第九条',
    rule: 'order-36-general',
    from: '2026-06-19',
    until: '2027-06-18',
    repair,
    marks: [
      {
        zh: '异议处理中',
        en: 'objection under way',
        contest: 'objection',
        since: '2026-11-02',
        document: '异受〔2026〕3号',
      },
    ],
    reply: { says: '已按期整改并缴清罚款。\n相关凭证已提交处罚机关。', on: '2026-10-12' },
  }
  const shared: OwnFileRecord = {
    ...told(penalty(22)),
    subject: codes.longNamed,
    isAdverse: true,
    isContestable: true,
    standing: 'shared',
    why: { zh: '轻微失信信息不公示', en: 'a minor breach is not made public' },
    from: '2026-06-19',
    until: '2026-09-18',
  }
  const over: OwnFileRecord = {
    ...shared,
    record: 23,
    document: '明市监处罚〔2024〕23号',
    standing: 'over',
    until: '2025-06-18',
  }
  const procedure = { zh: '异议', en: 'objection' }
  const aCase = {
    subject: codes.longNamed,
    case: 3,
    procedure,
    record: 21,
    itemName: { zh: '行政处罚', en: 'administrative penalty' },
    document: '明市监处罚〔2026〕21号',
    state: { zh: '已转报送单位核查', en: 'with the source' },
    isOpen: true,
    isOurTurn: false,
    openedOn: '2026-11-02',
    lastOn: '2026-11-03',
    due: '2026-11-11',
  }
  const papers = [
    {
      subject: codes.longNamed,
      case: 3,
      n: 1,
      title: '异议受理通知书',
      number: '异受〔2026〕3号',
      at: '2026-11-02T02:11:00Z',
    },
    {
      subject: codes.longNamed,
      case: 2,
      n: 4,
      title: '异议处理答复书',
      number: '异复〔2026〕1号',
      at: '2026-10-12T02:11:00Z',
      readAt: '2026-10-12T06:40:00Z',
    },
  ]
  const looks = [
    {
      at: '2026-11-19T06:12:00Z',
      body: '示范省政务服务中心',
      act: { zh: '信用核查', en: 'Check' },
      purpose: { zh: '履行行政管理职责', en: 'administrative duty' },
      matter: { zh: '食品经营许可', en: 'food permit' },
      isRefused: false,
    },
    {
      at: '2026-11-18T01:03:00Z',
      body: '明衡市市场监督管理局',
      act: { zh: '信用档案', en: 'Credit file' },
      isRefused: true,
    },
  ]
  const opening = stepView(objection.steps[0]!)
  const ownFields = { ...opening, fields: opening.fields.filter(({ id }) => id === 'claim' || id === 'statement') }
  const takeBack = stepView(objection.steps.find(({ id }) => id === 'take-back')!)
  const view: CaseView = {
    subject: codes.longNamed,
    case: 3,
    name: space.name,
    procedure: { id: 'objection', what: procedure },
    state: { id: 'forwarded', what: aCase.state },
    isOpen: true,
    turn: { party: 'source', what: { zh: '报送单位', en: 'the source' } },
    silence: objection.states[0]!.open!.silence.says,
    openedOn: '2026-11-02',
    n: 2,
    record: {
      subject: codes.longNamed,
      record: 21,
      contested: 1,
      version: 1,
      state: 'stated',
      item: 'penalty',
      itemName: aCase.itemName,
      document: aCase.document,
    },
    source: { code: codes.market, name: '明衡市市场监督管理局' },
    as: ['organisation'],
    clocks: [
      {
        id: 'answer',
        what: { zh: '答复', en: 'answered' },
        whose: 'office',
        startedOn: '2026-11-02',
        workingDays: 7,
        article: '示范省社会信用条例第三十条',
        due: '2026-11-11',
        isExtended: false,
        stoodStill: [],
        stage: 'two-thirds',
      },
    ],
    steps: [{ ...takeBack, fields: takeBack.fields.filter(({ id }) => id !== 'paper') }],
    events: [
      {
        n: 2,
        at: '2026-11-03T01:20:00Z',
        what: { zh: '转报送单位核查', en: 'forward to the source' },
        who: '',
        body: codes.market,
        as: { zh: '信用管理部门', en: 'the credit office' },
        fields: [
          {
            id: 'ask',
            label: { zh: '请核查的内容', en: 'what is to be verified' },
            value: { zh: '请核对决定书原件的罚款金额。', en: '请核对决定书原件的罚款金额。' },
          },
        ],
      },
      {
        n: 1,
        at: '2026-11-02T02:11:00Z',
        what: { zh: '受理', en: 'take in' },
        who: 'representative:7',
        body: codes.longNamed,
        as: { zh: '信用主体', en: 'the organisation' },
        fields: [
          {
            id: 'claim',
            label: { zh: '异议事项', en: 'what is wrong' },
            value: { zh: '内容有误或不完整', en: 'its content is wrong or incomplete' },
          },
        ],
        paper: { number: '异受〔2026〕3号', title: '异议受理通知书', digest: 'ab'.repeat(32) },
        attachments: [{ id: 3, name: '行政处罚决定书.pdf', kind: 'pdf', bytes: 92_113, digest: 'cd'.repeat(32) }],
      },
    ],
  }
  const at = (path: string) => `/own/${codes.longNamed}${path}`
  const more = { isContinued: true }
  const files = { kinds: ['pdf', 'png', 'jpeg', 'ofd', 'docx'], megabytes: 10, most: 5 }

  return {
    'own-door': [
      'own-door',
      {
        mode: 'sign-in',
        code: codes.longNamed,
        why: 'over',
        kept: 'sealed',
      },
      '/own',
    ],
    'own-open': [
      'own-door',
      {
        mode: 'open',
        code: codes.longNamed,
        refusal: { says: { zh: '两次输入的密码不一致。', en: 'The two passwords are not the same.' }, field: 'again' },
      },
      '/own/open',
    ],
    'own-home': [
      'own-home',
      {
        space,
        organisation: {
          kind: 'enterprise',
          status: '存续',
          regionName: '诚川市',
          isProvisional: false,
          otherCodes: [codes.spruce],
        },
        adverse: [open, shared],
        hasMoreAdverse: true,
        cases: [aCase],
        papers: papers.slice(0, 1),
        looks,
      },
      at(''),
    ],
    'own-home-empty': [
      'own-home',
      {
        space: { ...space, scope: 'see' },
        organisation: { kind: 'enterprise', status: '', regionName: '', isProvisional: true, otherCodes: [] },
        adverse: [],
        hasMoreAdverse: false,
        cases: [],
        papers: [],
        looks: [],
      },
      at(''),
    ],
    'own-records': [
      'own-records',
      { space, rows: [open, shared, over], isAdverse: true, next: 7, ...more },
      at('/records'),
    ],
    'own-record': [
      'own-record',
      {
        space,
        record: open,
        objection: ownFields,
        repair: repairForms,
        files,
        replyMost: 500,
        reply: { hold: 4, says: open.reply!.says },
        draft: { form: 'objection', fields: { claim: 'content', statement: '错。' } },
        refusal: {
          says: { zh: '请填写“异议内容”，5 至 2000 个字。', en: '“what is said” takes 5 to 2000 characters.' },
        },
      },
      at(`/records/${codes.longNamed}/21`),
    ],
    'own-record-repair': [
      'own-record',
      {
        space,
        record: { ...open, repair: possible },
        objection: ownFields,
        repair: repairForms,
        files,
        replyMost: 500,
        draft: { form: 'repair', fields: { performance: '已缴清。', 'condition-performed': 'yes' } },
        refusal: {
          says: {
            zh: '请逐项确认申请条件，还缺：公开作出信用承诺。',
            en: 'Say of each condition that it is met; still missing: a public credit commitment is made.',
          },
        },
      },
      at(`/records/${codes.longNamed}/21`),
    ],
    'own-cases': [
      'own-cases',
      { space, rows: [aCase, { ...aCase, case: 2, isOpen: false, isOurTurn: true }], ...more },
      at('/cases'),
    ],
    'own-case': ['own-case', { space, view, files, done: 'opened' }, at(`/cases/${codes.longNamed}/3`)],
    'own-messages': ['own-messages', { space, rows: papers, next: '2026-10-12T02:11:00Z', ...more }, at('/messages')],
    'own-looks': ['own-looks', { space, rows: looks, next: '7-3', ...more }, at('/looks')],
    'own-people': [
      'own-people',
      {
        space,
        rows: [
          {
            id: 7,
            label: space.label,
            login: 'hegui',
            scope: 'act',
            isOwner: true,
            until: '2027-06-01',
            document: '委托〔2026〕3号',
            since: '2026-06-01T02:00:00Z',
            lastInAt: '2026-11-20T02:00:00Z',
            isMe: true,
          },
          {
            id: 8,
            label: '外部法律顾问',
            scope: 'see',
            isOwner: false,
            until: '2026-12-31',
            document: '委托〔2026〕9号',
            since: '2026-08-01T02:00:00Z',
            isMe: false,
          },
          {
            id: 5,
            label: '行政部',
            scope: 'act',
            isOwner: false,
            document: '委托〔2025〕2号',
            since: '2025-08-01T02:00:00Z',
            endedAt: '2026-01-10T02:00:00Z',
            isMe: false,
          },
        ],
        sessions: [
          {
            id: 'a',
            startedAt: '2026-11-21T01:00:00Z',
            seenAt: '2026-11-21T02:00:00Z',
            agent: 'Mozilla/5.0 (Windows NT 10.0)',
            isThis: true,
          },
          { id: 'b', startedAt: '2026-11-20T01:00:00Z', seenAt: '2026-11-20T02:00:00Z', agent: '', isThis: false },
        ],
      },
      at('/people'),
    ],
  }
}
