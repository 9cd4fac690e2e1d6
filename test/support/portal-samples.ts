/**
 * Pages to look at and to test: organisations of a province that does not exist,
 * with codes whose check characters are right, so that every path is walked.
 */
import { organisationCodeCheck, usccCheckCharacter } from '../../src/codes/uscc.ts'
import { catalogueGroups, itemView } from '../../src/http/catalogue-view.ts'
import { searchChoices } from '../../src/http/search-choices.ts'
import { openTerms, statisticsOf } from '../../src/http/statistics-view.ts'
import { isOpenData, listedItems, openItems } from '../../src/records/listed.ts'
import { isInForce } from '../../src/rulebook/book.ts'
import type { Item } from '../../src/rulebook/catalogue.ts'
import { guideIds, guideProps, guidesProps } from '../../web/portal/guides-of.ts'
import type { Around, CreditFile, FileRecord, FoundRow, PageProps } from '../../web/portal/props.ts'
import { rulesParts, rulesProps } from '../../web/portal/rules-of.ts'
import { ownSamples } from './own-samples.ts'
import { shippedBook } from './rule-book.ts'

/** A code of the fictional province (99....) with both check characters right. */
export function sampleCode(kind: string, area: string, body8: string): string {
  const first17 = `${kind}${area}${body8}${organisationCodeCheck(body8)}`
  const check = usccCheckCharacter(first17)
  if (!check) throw new Error(`${first17} holds a character that no code has.`)
  return `${first17}${check}`
}

export const codes = {
  spruce: sampleCode('91', '990101', 'MADEMA01'),
  longNamed: sampleCode('91', '990201', 'MADEMA02'),
  stall: sampleCode('92', '990302', 'MADEMA03'),
  market: sampleCode('11', '990100', 'MBDEMA04'),
  emergency: sampleCode('11', '990200', 'MBDEMA05'),
}

const reportFound = {
  number: '20261121093015859D39F7',
  code: codes.longNamed,
  name: '示范省诚川市东方云杉新能源智能装备与绿色建筑材料循环利用技术研究开发（集团）股份有限公司',
  issuedAt: '2026-11-21T01:30:15Z',
  digest: '9b1f0c51d2b84e7788aa01c4e9f0b6d35c7a12ef9b04d8e6a1c2f3b4d5e6f708',
}

const sources = [
  { code: codes.market, name: '明衡市市场监督管理局', lastData: '2026-11-20T09:12:00Z' },
  { code: codes.emergency, name: '诚川市应急管理局', lastData: '2026-11-19T01:40:00Z' },
  { code: sampleCode('11', '990300', 'MBDEMA06'), name: '信陵湾市住房和城乡建设局' },
]

export const around: Around = {
  language: 'zh',
  demo: true,
  address: '/',
  region: { zh: '示范省', en: 'Shifan Province' },
  data: {
    at: '2026-11-21T02:30:00Z',
    organisations: 5000,
    records: 40_132,
    sources,
    rulesDigest: '3f9a0c51d2b84e7788aa01c4e9f0b6d35c7a12ef9b04d8e6a1c2f3b4d5e6f708',
    log: { position: 40_213, at: '2026-11-21T02:29:58Z' },
  },
}

export function penalty(record: number, more: Partial<FileRecord> = {}): FileRecord {
  const { decidedOn = '2026-06-18', sourceName = '明衡市市场监督管理局', authority = sourceName } = more
  return {
    record,
    version: 1,
    item: 'penalty',
    title: { zh: '行政处罚', en: 'administrative penalty' },
    source: codes.market,
    sourceName,
    authority,
    document: `明市监处罚〔2026〕${record}号`,
    decidedOn,
    class: 'general',
    content: [
      { field: 'CF_XDR_MC', zh: '行政相对人名称', en: 'name of the counterpart', value: '示范市云杉机械有限公司' },
      {
        field: 'CF_XDR_SHXYM',
        zh: '行政相对人代码_1(统一社会信用代码)',
        en: 'unified social credit code',
        value: codes.spruce,
      },
      {
        field: 'CF_WSH',
        zh: '行政处罚决定书文号',
        en: 'number of the decision document',
        value: `明市监处罚〔2026〕${record}号`,
      },
      { field: 'CF_WFXW', zh: '违法行为类型', en: 'kind of violation', value: '计量器具未按规定申请检定' },
      {
        field: 'CF_SY',
        zh: '违法事实',
        en: 'facts',
        value:
          '当事人在用的 3 台电子汽车衡（最大称量 100 t）检定有效期至 2026-03-31，期满后未申请周期检定，至 2026-05-12 检查之日仍用于原料进厂结算。当事人对上述事实没有异议，检查后已停止使用并于次日申请检定。',
      },
      { field: 'CF_YJ', zh: '处罚依据', en: 'legal basis', value: '《中华人民共和国计量法实施细则》第四十三条' },
      { field: 'CF_CFLB', zh: '处罚类别', en: 'kinds of penalty', value: ['警告', '罚款'] },
      { field: 'CF_NR', zh: '处罚内容', en: 'content', value: '给予警告，并处罚款人民币壹仟元整。' },
      { field: 'CF_NR_FK', zh: '罚款金额(万元)', en: 'fine in 10000 yuan', value: '0.1' },
      { field: 'CF_JDRQ', zh: '处罚决定日期', en: 'day of the decision', value: decidedOn },
      { field: 'CF_CFJG', zh: '处罚机关', en: 'penalising authority', value: authority },
      { field: 'CF_SJLY', zh: '数据来源单位', en: 'data source', value: sourceName },
      {
        field: 'CF_SXYZCD',
        zh: '失信严重程度',
        en: 'severity class',
        value: more.class === 'serious' ? '严重' : '一般',
      },
    ],
    shown: {
      from: '2026-06-18',
      until: '2027-06-18',
      reason: { zh: '一般失信信息最短公示三个月，最长一年。', en: 'General: at least three months, at most one year.' },
      article: '国家发展改革委令第36号；国办发〔2025〕22号',
    },
    recordedAt: '2026-06-22T03:00:00Z',
    ...more,
  }
}

function permit(record: number): FileRecord {
  return {
    record,
    version: 2,
    item: 'permit',
    title: { zh: '行政许可', en: 'administrative permit' },
    source: codes.market,
    sourceName: '明衡市市场监督管理局',
    authority: '明衡市市场监督管理局',
    document: 'TS0000000-2029',
    decidedOn: '2025-04-09',
    content: [
      { field: 'XK_XKWS', zh: '行政许可决定文书名称', en: 'name of the document', value: '特种设备生产许可决定书' },
      { field: 'XK_XKLB', zh: '许可类别', en: 'kind of permit', value: '普通' },
      {
        field: 'XK_NR',
        zh: '许可内容',
        en: 'content',
        value: '准予从事起重机械（桥式、门式起重机）制造、安装、修理，级别 B。',
      },
      { field: 'XK_YXQZ', zh: '有效期自', en: 'valid from', value: '2025-04-09' },
      { field: 'XK_YXQZI', zh: '有效期至', en: 'valid until', value: '2029-04-08' },
      { field: 'XK_XKJGDM', zh: '许可机关统一社会信用代码', en: 'code of the authority', value: codes.market },
    ],
    shown: {
      from: '2025-04-09',
      until: '2029-04-08',
      reason: { zh: '行政许可公示至许可失效。', en: 'A permit is shown until it ends.' },
      article: '发改办财金〔2018〕424号',
    },
    recordedAt: '2025-04-14T03:00:00Z',
  }
}

const registration: FileRecord = {
  record: 1,
  version: 1,
  item: 'registration',
  title: { zh: '登记注册基本信息', en: 'registration' },
  source: codes.market,
  sourceName: '明衡市市场监督管理局',
  authority: '明衡市市场监督管理局',
  content: [
    { field: 'YXQZ', zh: '营业期限至', en: 'term until', value: '2099-12-31' },
    { field: 'ZZLX', zh: '企业类型', en: 'type of enterprise', value: '有限责任公司（自然人投资或控股）' },
    {
      field: 'JYFW',
      zh: '经营范围',
      en: 'scope of business',
      value:
        '起重机械制造；通用零部件制造；机械设备销售；货物进出口（依法须经批准的项目，经相关部门批准后方可开展经营活动）。',
    },
  ],
  shown: {
    from: '2009-08-27',
    reason: { zh: '登记注册基本信息在其存续期间公示。', en: 'A registration is shown while it stands.' },
    article: '企业信息公示暂行条例第六条',
  },
  recordedAt: '2026-01-05T03:00:00Z',
}

export const spruce: CreditFile = {
  code: codes.spruce,
  name: '示范市云杉机械有限公司',
  formerNames: ['示范市云杉机械厂', '示范市云杉起重设备有限责任公司'],
  kind: 'enterprise',
  status: '存续',
  region: '990101',
  regionName: '明衡市东衡区',
  industry: 'C34 通用设备制造业',
  foundedOn: '2009-08-27',
  isProvisional: false,
  representative: '示例甲',
  sections: [
    { item: 'registration', zh: '登记注册基本信息', en: 'registration', records: [registration] },
    { item: 'permit', zh: '行政许可', en: 'administrative permit', records: [permit(12)] },
    {
      item: 'penalty',
      zh: '行政处罚',
      en: 'administrative penalty',
      records: [
        penalty(21),
        penalty(22, {
          class: 'serious',
          decidedOn: '2026-04-02',
          document: '诚应急罚〔2026〕7号',
          marks: [
            {
              zh: '行政复议中',
              en: 'in administrative reconsideration',
              contest: 'reconsideration',
              since: '2026-10-09',
              document: '示复受〔2026〕31号',
            },
          ],
          reply: {
            says: '本单位已于检查次日停止使用涉事设备，并于2026年4月8日完成检定，检定证书已送处罚机关。\n对处罚裁量有异议，已依法申请行政复议。',
            on: '2026-10-12',
          },
          sourceName: '诚川市应急管理局',
          shown: {
            from: '2026-04-02',
            until: '2029-04-02',
            reason: { zh: '严重失信信息最短公示一年，最长三年。', en: 'Serious: at least one year, at most three.' },
            article: '国家发展改革委令第36号；国办发〔2025〕22号',
          },
        }),
      ],
    },
  ],
  at: '2026-11-21T02:30:00Z',
}

export const longNamed: CreditFile = {
  ...spruce,
  code: codes.longNamed,
  name: '示范省诚川市正言县云杉（国际）智能装备研究开发与跨境供应链综合服务产业投资合伙企业（有限合伙）诚南区第二分支机构',
  formerNames: [],
  representative: undefined,
  sections: spruce.sections.map((section) =>
    section.item === 'penalty'
      ? { ...section, records: Array.from({ length: 40 }, (_, i) => penalty(100 + i)) }
      : section,
  ),
}

export const stall: CreditFile = {
  ...spruce,
  code: codes.stall,
  name: '湾西区＊＊＊早餐店',
  formerNames: [],
  kind: 'sole-proprietor',
  regionName: '信陵湾市湾西区',
  industry: 'H62 餐饮业',
  representative: undefined,
  sections: [
    {
      item: 'registration',
      zh: '登记注册基本信息',
      en: 'registration',
      records: [{ ...registration, title: { zh: '登记注册基本信息', en: 'registration' } }],
    },
    { item: 'permit', zh: '行政许可', en: 'administrative permit', records: [] },
    {
      item: 'abnormal-operation',
      zh: '经营（活动）异常名录（状态）信息',
      en: 'list of abnormal operation',
      records: [],
      elsewhere: {
        zh: '国家企业信用信息公示系统',
        en: 'National Enterprise Credit Information Publicity System',
        address: 'https://www.gsxt.gov.cn/',
      },
    },
  ],
}

const found = (file: CreditFile, matchedFormerName?: string): FoundRow => ({
  code: file.code,
  name: file.name,
  matchedFormerName,
  matchedBy: matchedFormerName === undefined ? 'name' : 'former-name',
  kind: file.kind,
  status: file.status,
  region: file.region,
  regionName: file.regionName,
})

/** Deregistered, and asked for under another code. */
export const ended: CreditFile = {
  ...spruce,
  status: '注销',
  asked: sampleCode('91', '990101', 'MADEMA07'),
  otherCodes: [sampleCode('91', '990101', 'MADEMA07')],
}

/** As the server hands a file to its page. */
export const organisationProps = (
  file: CreditFile,
  more: Partial<PageProps['organisation']> = {},
): PageProps['organisation'] => ({
  file,
  address: `https://credit.example.gov.cn/organisations/${file.code}`,
  adverse: ['penalty', 'abnormal-operation', 'list-entry'],
  ...more,
})

export const homeProps: PageProps['home'] = {
  kinds: [
    { kind: 'enterprise', count: 3120 },
    { kind: 'sole-proprietor', count: 890 },
    { kind: 'cooperative', count: 240 },
    { kind: 'organ', count: 160 },
    { kind: 'institution', count: 210 },
    { kind: 'social-group', count: 120 },
    { kind: 'private-non-enterprise', count: 90 },
    { kind: 'law-firm', count: 40 },
    { kind: 'trade-union', count: 60 },
    { kind: 'village-collective', count: 70 },
  ],
  examples: [{ code: codes.spruce, name: spruce.name }],
}

export const manyFound: PageProps['search'] = {
  query: '云杉',
  outcome: 'answered',
  rows: [found(spruce, '示范市云杉起重设备有限责任公司'), found(longNamed), found({ ...stall, status: '注销' })],
  next: 'c3BydWNl',
  filters: {},
  choices: searchChoices(shippedBook, undefined),
}

const preCheckForm: PageProps['pre-check'] = {
  items: [
    { id: 'penalty', zh: '行政处罚', en: 'administrative penalty' },
    { id: 'permit', zh: '行政许可', en: 'administrative permit' },
  ],
  megabytes: 64,
  perMinute: 10,
}

const preCheckResult: NonNullable<PageProps['pre-check']['result']> = {
  fileName: '示范省诚川市市场监督管理局2026年第三季度行政处罚信息报送表（含简易程序）终稿.xlsx',
  item: { zh: '行政处罚', en: 'administrative penalty' },
  linesTotal: 1204,
  counts: { accepted: 1180, corrected: 9, waiting: 3, refused: 12 },
  findings: [
    {
      check: 'column-unknown',
      severity: 'warning',
      says: { zh: '不认识列“承办科室”，未读取。', en: 'The column "承办科室" is not known and was not read.' },
    },
  ],
  rows: [
    {
      line: 17,
      verdict: 'refused',
      findings: [
        {
          check: 'date-order',
          severity: 'error',
          field: { zh: '处罚决定日期', en: 'day of the decision' },
          value: '2027-13-40',
          says: { zh: '没有这一天。', en: 'There is no such day.' },
          accepted: { zh: 'YYYY-MM-DD，不晚于今天。', en: 'YYYY-MM-DD, today at the latest.' },
          article: '发改办财金〔2018〕424号',
        },
        {
          check: 'text-too-long',
          severity: 'error',
          field: { zh: '没收违法所得、没收非法财物的金额(万元)', en: 'confiscated in 10000 yuan' },
          value: '一百二十三万四千五百六十七元八角九分一百二十三万四千五百六十七元八角九分',
          says: { zh: '不是金额。', en: 'That is no amount.' },
          accepted: { zh: '以万元为单位的数字。', en: 'A number in 10 000 yuan.' },
        },
      ],
    },
    { line: 18, verdict: 'waiting', findings: [] },
  ],
  hasMore: true,
}
const sampleDay = '2026-11-21'
const inForce = shippedBook.items.filter((item) => isInForce(item, sampleDay))
/** The item as it would be once another version had taken its place. */
const past: Item = { ...inForce.find((item) => item.id === 'penalty')!, version: '2016', until: '2018-07-25' }

/** The page of an item of the shipped catalogue. */
export function catalogueSample(item: Item): ['catalogue-item', PageProps['catalogue-item'], string] {
  return ['catalogue-item', itemView(shippedBook, item, sampleDay), `/catalogue/${item.id}`]
}

const dataSample: PageProps['data'] = {
  sources: [
    {
      name: '明衡市市场监督管理局',
      items: [
        { zh: '行政许可', en: 'administrative permit' },
        { zh: '行政处罚', en: 'administrative penalty' },
      ],
      lastAt: '2026-11-20T09:12:00Z',
      due: { connected: 2, overdue: 0, next: '2026-12-10' },
    },
    {
      name: '诚川市应急管理局',
      items: [{ zh: '行政处罚', en: 'administrative penalty' }],
      lastAt: '2026-11-19T01:40:00Z',
      due: { connected: 1, overdue: 2 },
    },
    { name: '信陵湾市住房和城乡建设局', items: [{ zh: '信用承诺', en: 'commitment' }] },
  ],
  openData: openItems(shippedBook, sampleDay).map(({ id, zh, en }, i) => ({
    item: id,
    zh,
    en,
    count: 9_120 - i * 1_204,
  })),
  terms: openTerms,
  countedAt: '2026-11-21T02:20:00Z',
}

const statisticsSample: PageProps['statistics'] = {
  countedAt: '2026-11-21T02:20:00Z',
  ...statisticsOf(
    shippedBook,
    [
      { what: 'kind', item: '', key: 'enterprise', count: 4_120 },
      { what: 'kind', item: '', key: 'sole-proprietor', count: 612 },
      { what: 'kind', item: '', key: 'private-non-enterprise', count: 38 },
      { what: 'region', item: '', key: '990101', count: 1_930 },
      { what: 'region', item: '', key: '990201', count: 1_411 },
      { what: 'region', item: '', key: '990302', count: 902 },
      { what: 'industry', item: '', key: 'C', count: 1_204 },
      { what: 'industry', item: '', key: 'F', count: 988 },
      { what: 'status', item: '', key: '存续', count: 4_530 },
      { what: 'status', item: '', key: '注销', count: 240 },
      { what: 'item', item: 'permit', key: '', count: 2_318 },
      ...Array.from({ length: 20 }, (_, i) => ({
        what: 'month' as const,
        item: 'permit',
        key: `${2025 + Math.floor((i + 2) / 12)}-${String(((i + 2) % 12) + 1).padStart(2, '0')}`,
        count: 60 + ((i * 37) % 90),
      })),
      { what: 'item-region', item: 'permit', key: '990101', count: 1_640 },
      { what: 'item-region', item: 'permit', key: '990201', count: 678 },
      { what: 'item', item: 'penalty', key: '', count: 411 },
      { what: 'month', item: 'penalty', key: '2026-10', count: 21 },
    ],
    sampleDay,
  ),
}

const listsSample: PageProps['lists'] = {
  lists: listedItems(shippedBook, sampleDay).map((item, i) => ({
    item: item.id,
    zh: item.zh,
    en: item.en,
    isAdverse: item.isAdverse,
    isOpenData: isOpenData(shippedBook, item),
    ...(item.entity ? { conduct: item.entity.conduct } : {}),
    count: 12_480 - i * 911,
  })),
  countedAt: '2026-11-21T02:20:00Z',
}

const permitList: PageProps['list'] = {
  list: { item: 'permit', zh: '行政许可', en: 'administrative permit', isAdverse: false, isOpenData: true },
  asked: { q: '', region: '', source: '', from: '', until: '' },
  outcome: 'answered',
  rows: Array.from({ length: 20 }, (_, i) => ({
    record: 2048 + i,
    version: 1,
    item: 'permit',
    title: { zh: '行政许可', en: 'administrative permit' },
    code: i % 4 === 3 ? codes.longNamed : codes.spruce,
    name: i % 4 === 3 ? longNamed.name : spruce.name,
    region: '990101',
    regionName: '明衡市东衡区',
    document: `明市监许〔2026〕${400 - i}号`,
    authority: '明衡市市场监督管理局',
    source: codes.market,
    sourceName: '明衡市市场监督管理局',
    decidedOn: '2026-05-20',
    shown: {
      from: '2026-05-20',
      ...(i % 5 === 0 ? {} : { until: '2031-05-19' }),
      reason: { zh: '有效期内', en: 'until its term ends' },
      article: '发改办财金〔2018〕424号',
    },
  })),
  next: '2026-05-20.2067',
  regions: shippedBook.regions,
  sources: sources.map(({ code, name }) => ({ code, name })),
}

/** Every page in every state, by the name of its picture. */
export function samplePages(rules: PageProps['rules']): {
  [name: string]: { [P in keyof PageProps]: [P, PageProps[P], string] }[keyof PageProps]
} {
  const search = (more: Partial<PageProps['search']>): PageProps['search'] => ({
    query: '云杉',
    outcome: 'answered',
    rows: [],
    filters: {},
    choices: searchChoices(shippedBook, more.filters?.region),
    ...more,
  })
  return {
    ...ownSamples(),
    home: ['home', homeProps, '/'],
    'search-many': ['search', manyFound, '/search?q=云杉'],
    'search-one': ['search', search({ rows: [found(spruce)] }), '/search?q=云杉'],
    'search-none': [
      'search',
      search({ query: '云山机械', near: [{ code: codes.spruce, name: spruce.name, regionName: spruce.regionName }] }),
      '/search?q=云山机械',
    ],
    'search-narrowed': [
      'search',
      { ...manyFound, filters: { kind: 'enterprise', industry: 'C', status: 'in-being' }, isContinued: true },
      '/search?q=云杉&kind=enterprise&industry=C&status=in-being',
    ],
    'search-cut': ['search', { ...manyFound, next: undefined, isCut: true }, '/search?q=公司'],
    'search-too-short': ['search', search({ query: '云', outcome: 'too-short' }), '/search?q=云'],
    'search-nothing-asked': ['search', search({ query: '', outcome: 'nothing-asked' }), '/search'],
    'search-person': ['search', search({ query: '', outcome: 'looks-like-person' }), '/search'],
    'search-too-many': ['search', search({ outcome: 'too-many', retryAfterSeconds: 20 }), '/search?q=云杉'],
    'search-wrong-code': [
      'search',
      search({
        query: `${codes.spruce.slice(0, 17)}?`,
        codeProblem: {
          says: { zh: '这个代码的校验码不对', en: 'The check character of this code is wrong' },
          suggestions: [codes.spruce],
        },
      }),
      '/search?q=x',
    ],
    organisation: ['organisation', organisationProps(spruce), `/organisations/${codes.spruce}`],
    'organisation-long': ['organisation', organisationProps(longNamed), `/organisations/${codes.longNamed}`],
    'organisation-section': [
      'organisation',
      organisationProps(longNamed, { view: { item: 'penalty', page: 2 } }),
      `/organisations/${codes.longNamed}?item=penalty&page=2`,
    ],
    'organisation-sole-proprietor': ['organisation', organisationProps(stall), `/organisations/${codes.stall}`],
    'organisation-ended': ['organisation', organisationProps(ended), `/organisations/${ended.asked}`],
    'organisation-print': [
      'organisation',
      organisationProps(spruce, { isPrint: true }),
      `/organisations/${codes.spruce}?view=print`,
    ],
    rules: ['rules', rules, '/rules'],
    ...Object.fromEntries(
      rulesParts
        .filter((part) => part !== 'publicity')
        .map((part) => [
          `rules-${part}`,
          ['rules', rulesProps(shippedBook, sampleDay, { part }), `/rules/${part}`] as const,
        ]),
    ),
    'rules-found': ['rules', rulesProps(shippedBook, sampleDay, { words: '政府采购' }), '/rules?q=政府采购'],
    'rules-of-another-day': [
      'rules',
      rulesProps(shippedBook, '2026-03-31', { today: sampleDay }),
      '/rules?day=2026-03-31',
    ],
    'rules-not-found': ['rules', rulesProps(shippedBook, sampleDay, { words: '信访' }), '/rules?q=信访'],
    'pre-check': ['pre-check', preCheckForm, '/pre-check'],
    'pre-check-result': ['pre-check', { ...preCheckForm, item: 'penalty', result: preCheckResult }, '/pre-check'],
    'pre-check-fine': [
      'pre-check',
      {
        ...preCheckForm,
        result: { ...preCheckResult, counts: { accepted: 1204 }, findings: [], rows: [], hasMore: false },
      },
      '/pre-check',
    ],
    'pre-check-refused': [
      'pre-check',
      {
        ...preCheckForm,
        refusal: { says: { zh: '文件中没有数据行。', en: 'The file has no rows of data.' }, field: 'file' },
      },
      '/pre-check',
    ],
    catalogue: ['catalogue', catalogueGroups(shippedBook, sampleDay), '/catalogue'],
    ...Object.fromEntries(
      inForce
        .filter((item) => ['penalty', 'list-entry', 'contract-performance'].includes(item.id))
        .map((item) => [`catalogue-${item.id}`, catalogueSample(item)] as const),
    ),
    'catalogue-past': ['catalogue-item', itemView(shippedBook, past, sampleDay), '/catalogue/penalty?version=2016'],
    guides: ['guides', guidesProps(shippedBook, sampleDay), '/guides'],
    ...Object.fromEntries(
      guideIds.map((id) => [
        `guide-${id}`,
        ['guide', guideProps(shippedBook, sampleDay, id)!, `/guides/${id}`] as const,
      ]),
    ),
    data: ['data', dataSample, '/data'],
    'data-empty': ['data', { ...dataSample, sources: [], countedAt: undefined }, '/data'],
    statistics: ['statistics', statisticsSample, '/statistics'],
    'statistics-none': ['statistics', { organisations: [], items: [] }, '/statistics'],
    lists: ['lists', listsSample, '/lists'],
    'list-permit': ['list', permitList, '/lists/permit'],
    'list-filtered': [
      'list',
      {
        ...permitList,
        list: { item: 'penalty', zh: '行政处罚', en: 'administrative penalty', isAdverse: true, isOpenData: false },
        asked: { q: '云杉', region: '990101', source: codes.market, from: '2026-01-01', until: '2026-06-30' },
        rows: permitList.rows.slice(0, 2).map((row, i) => ({
          ...row,
          item: 'penalty',
          class: 'general',
          ...(i === 0
            ? {
                marks: [
                  {
                    zh: '异议中',
                    en: 'objected to',
                    contest: 'objection' as const,
                    since: '2026-06-01',
                    document: '示信异〔2026〕3号',
                  },
                ],
                reply: { says: '已经改正。', on: '2026-06-02' },
              }
            : {}),
        })),
        next: '2026-05-20.1025',
        lookedBackTo: '2026-05-20',
        isContinued: true,
      },
      '/lists/penalty?q=云杉&region=990101',
    ],
    'list-empty': ['list', { ...permitList, rows: [], next: undefined }, '/lists/permit'],
    'list-person': [
      'list',
      { ...permitList, rows: [], next: undefined, outcome: 'looks-like-person' },
      '/lists/permit',
    ],
    about: [
      'about',
      {
        operator: { name: { zh: '示范省公共信用中心', en: 'Public Credit Centre of Shifan Province' } },
        objection: { mark: 1, own: 3, source: 7 },
      },
      '/about',
    ],
    report: ['report', { number: '' }, '/reports'],
    'report-current': [
      'report',
      { number: reportFound.number, found: { ...reportFound, isCurrent: true } },
      `/reports/${reportFound.number}`,
    ],
    'report-not-current': [
      'report',
      { number: reportFound.number, found: { ...reportFound, isCurrent: false } },
      `/reports/${reportFound.number}`,
    ],
    'report-unknown': ['report', { number: '20261121093015AAAAAAAA' }, '/reports/20261121093015AAAAAAAA'],
    'error-not-found': ['error', { kind: 'not-found' }, '/nowhere'],
    'error-no-file': [
      'error',
      { kind: 'organisation-not-found', code: codes.emergency },
      `/organisations/${codes.emergency}`,
    ],
    'error-fault': ['error', { kind: 'fault', incident: '0195f3aa-7c' }, '/search?q=云杉'],
  }
}
