/**
 * A credit file of an invented organisation in the demonstration province, for
 * tests of what is read from files. Nobody by this name or code exists.
 */
import { addDays } from '../../src/codes/day.ts'
import { organisationCodeCheck, usccCheckCharacter } from '../../src/codes/uscc.ts'
import type { CreditFile } from '../../src/records/credit-file.ts'
import type { FileRecord } from '../../src/records/file-record.ts'

/** A code that holds its checks, in a region that no list knows. */
export function inventedCode(serial: number, head = '91'): string {
  const body = `MADM${String(serial).padStart(4, '0')}`
  const first17 = `${head}990101${body}${organisationCodeCheck(body)}`
  return first17 + usccCheckCharacter(first17)
}

export function inventedPenalty(order: number, over: Partial<FileRecord> = {}): FileRecord {
  const day = new Date(Date.UTC(2026, 3, 1) + (order % 200) * 86_400_000).toISOString().slice(0, 10)
  const document = `示市监罚〔2026〕${order}号`
  return {
    record: 1000 + order,
    version: 1,
    item: 'penalty',
    title: { zh: '行政处罚', en: 'Penalty' },
    source: inventedCode(1, '11'),
    sourceName: '示范省东山市市场监督管理局',
    authority: '示范省东山市市场监督管理局',
    document,
    decidedOn: day,
    class: order % 3 === 0 ? 'serious' : 'general',
    content: [
      { field: 'document', zh: '行政处罚决定书文号', en: 'Decision number', value: document },
      { field: 'offence', zh: '违法行为类型', en: 'Kind of offence', value: '销售标签不符合规定的预包装食品' },
      {
        field: 'facts',
        zh: '违法事实',
        en: 'Facts',
        value:
          '经查，当事人在其经营场所销售的预包装食品标签未标明生产日期和保质期，共计12个批次、360件，货值金额4,320.00元，违法所得860.00元。上述事实有现场检查笔录、询问笔录、进货单据等证据证实。',
      },
      { field: 'basis', zh: '处罚依据', en: 'Basis', value: '《中华人民共和国食品安全法》第一百二十五条第一款第二项' },
      { field: 'kinds', zh: '处罚类别', en: 'Kinds of penalty', value: ['罚款', '没收违法所得'] },
      { field: 'content', zh: '处罚内容', en: 'Penalty', value: '没收违法所得860.00元；处罚款20000.00元。' },
      { field: 'fine', zh: '罚款金额（万元）', en: 'Fine (10,000 yuan)', value: '2' },
      { field: 'decided-on', zh: '处罚决定日期', en: 'Decided on', value: day },
      { field: 'authority', zh: '处罚机关', en: 'Authority', value: '示范省东山市市场监督管理局' },
    ],
    shown: {
      from: day,
      until: addDays(`2027-${day.slice(5)}`, -1),
      reason: {
        zh: '一般失信信息，最短公示三个月、最长一年',
        en: 'general: shown at least three months, at most one year',
      },
      article: '信用修复管理办法第十条',
    },
    recordedAt: `${day}T09:30:12.000Z`,
    ...over,
  }
}

export function inventedFile(over: Partial<CreditFile> & { penalties?: number } = {}): CreditFile {
  const { penalties = 2, ...rest } = over
  const registration: FileRecord = {
    record: 1,
    version: 2,
    item: 'registration',
    title: { zh: '登记注册信息', en: 'Registration' },
    source: inventedCode(2, '11'),
    sourceName: '示范省市场监督管理局',
    decidedOn: '2019-06-18',
    content: [
      { field: 'name', zh: '机构名称', en: 'Name', value: '示范省东山远帆食品有限公司' },
      { field: 'representative', zh: '法定代表人', en: 'Legal representative', value: '某甲乙' },
      { field: 'capital', zh: '注册资本（万元）', en: 'Capital (10,000 yuan)', value: '500' },
      { field: 'address', zh: '住所', en: 'Address', value: '示范省东山市城东区建设路100号' },
      {
        field: 'scope',
        zh: '经营范围',
        en: 'Scope of business',
        value: '许可项目：食品销售；食品生产。一般项目：初级农产品收购；包装服务；道路货物运输站经营；供应链管理服务。',
      },
      { field: 'authority', zh: '登记机关', en: 'Registered with', value: '示范省市场监督管理局' },
    ],
    shown: {
      from: '2019-06-18',
      reason: { zh: '登记存续期间', en: 'while the registration stands' },
      article: '企业信息公示暂行条例第六条',
    },
    recordedAt: '2026-10-08T01:12:40.000Z',
  }
  const permit: FileRecord = {
    record: 7,
    version: 1,
    item: 'permit',
    title: { zh: '行政许可', en: 'Permit' },
    source: inventedCode(1, '11'),
    sourceName: '示范省东山市市场监督管理局',
    authority: '示范省东山市市场监督管理局',
    document: 'JY19901010000001',
    decidedOn: '2024-02-29',
    content: [
      { field: 'name', zh: '许可决定文书名称', en: 'Decision', value: '食品经营许可证' },
      { field: 'kind', zh: '许可类别', en: 'Kind', value: ['普通'] },
      {
        field: 'content',
        zh: '许可内容',
        en: 'What is permitted',
        value: '预包装食品（含冷藏冷冻食品）销售；散装食品销售',
      },
      { field: 'from', zh: '有效期自', en: 'Valid from', value: '2024-02-29' },
      { field: 'until', zh: '有效期至', en: 'Valid until', value: '2029-02-28' },
    ],
    shown: {
      from: '2024-02-29',
      until: '2029-02-28',
      reason: { zh: '许可有效期内', en: 'while the permit runs' },
      article: '行政许可法第四十条',
    },
    recordedAt: '2026-10-09T03:00:00.000Z',
  }
  return {
    code: inventedCode(8),
    name: '示范省东山远帆食品有限公司',
    formerNames: ['东山远帆副食品商行有限公司'],
    kind: 'enterprise',
    status: '存续',
    region: '990101',
    regionName: '示范省东山市城东区',
    industry: '批发和零售业',
    foundedOn: '2019-06-18',
    isProvisional: false,
    representative: '某甲乙',
    sections: [
      { item: 'registration', zh: '登记注册基础信息', en: 'Registration', records: [registration] },
      { item: 'permit', zh: '行政许可', en: 'Permits', records: [permit] },
      {
        item: 'penalty',
        zh: '行政处罚',
        en: 'Penalties',
        records: Array.from({ length: penalties }, (_, i) => inventedPenalty(i + 1)),
      },
    ],
    at: '2026-11-20T06:15:42.118Z',
    knownAt: 40_213,
    ...rest,
  }
}
