/**
 * Each further item of the catalogue through a real file: who sees it to the last second
 * of which day; what it keeps of persons (nothing); what one document that names many is.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { codeOf, csv, market, registration, taxOffice, world } from '../../test/support/world.ts'
import { ensureSources } from '../access/sources.ts'
import type { Caller } from '../terms/caller.ts'
import { creditFile, publicFile } from './credit-file.ts'

const w = await world(new Date('2026-12-15T02:00:00Z'))
const everything = {
  code: codeOf('11', 77),
  name: '示范市综合报送单位',
  region: '990101',
  items: [...new Set(w.intake.rules.book.items.map(({ id }) => id))],
}
await ensureSources(w.db.pool, [everything], w.now)
const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: market.code, region: '990101', scopes: [] }
const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }

let serial = 4000
async function registered(name: string, pair = '91'): Promise<string> {
  const code = codeOf(pair, serial++)
  await w.send(csv([registration(code, name)]), 'registration')
  return code
}
const publicRecords = async (code: string, item: string, at: Date) =>
  (await publicFile(w.reading, code, at))?.sections.find((one) => one.item === item)?.records ?? []
const governmentRecords = async (code: string, item: string, at: Date) =>
  (await creditFile(w.reading, { code, audience: 'government', by: clerk, reason }, at))?.sections.find(
    (one) => one.item === item,
  )?.records ?? []

const midnight = (day: string) => new Date(`${day}T00:00:00+08:00`)
const lastOf = (day: string) => new Date(midnight(day).getTime() + 86_400_000 - 1)

type Row = { [field: string]: string }
const from = (prefix: string) => ({ [`${prefix}_SJLY`]: everything.name, [`${prefix}_SJLYDM`]: everything.code })
const rows: { [item: string]: (code: string, name: string, more?: Row) => Row } = {
  honour: (code, name, more) => ({
    RY_MC: name,
    RY_SHXYM: code,
    RY_RYMC: '守合同重信用企业',
    RY_WJYJ: '示市监发〔2026〕12号',
    RY_SYDW: market.name,
    RY_SYRQ: '2026-05-20',
    RY_YXQZI: '2028-12-31',
    ...from('RY'),
    ...more,
  }),
  'tax-class-a': (code, name, more) => ({
    NS_MC: name,
    NS_SHXYM: code,
    NS_PJND: '2025年度',
    NS_FBRQ: '2026-04-24',
    ...from('NS'),
    ...more,
  }),
  'abnormal-operation': (code, name, more) => ({
    JY_MC: name,
    JY_SHXYM: code,
    JY_LRYY: '通过登记的住所（经营场所）无法联系',
    JY_LRRQ: '2026-05-20',
    JY_LRJG: market.name,
    ...from('JY'),
    ...more,
  }),
  commitment: (code, name, more) => ({
    code: '99010120260520000001',
    subjectName: name,
    subjectCategory: '法人及非法人组织',
    identify: code,
    commitmentType: '审批替代型',
    reason: '食品经营许可证延续',
    content: '所提交的材料真实有效。',
    liabilityBreachCommitment: '违反承诺的，依法撤销相关决定。',
    commitmentDate: '2026-05-20',
    commitmentValidity: '2027-05-19',
    fulfillmentStatus: '全部履行',
    acceptanceUnit: market.name,
    acceptanceUnitCode: market.code,
    publicationType: '可向社会公开',
    ...more,
  }),
  'contract-performance': (code, name, more) => ({
    HT_HTBH: 'HT-2026-01',
    HT_HTMC: '办公设备采购合同',
    HT_HTLX: '行政合同',
    HT_JF: market.name,
    HT_JFDM: market.code,
    HT_YF: name,
    HT_YFDM: code,
    HT_HTJE: '12.5',
    HT_LYQX: '2027-05-19',
    HT_QDRQ: '2026-05-20',
    HT_LYZT: '履约中',
    ...from('HT'),
    ...more,
  }),
  judgment: (code, name, more) => ({
    PJ_MC: name,
    PJ_SHXYM: code,
    PJ_AH: '（2026）示01民初12号',
    PJ_WSLX: '判决书',
    PJ_AY: '买卖合同纠纷',
    PJ_FY: '示范市人民法院',
    PJ_CPRQ: '2026-05-20',
    PJ_CPJG: '支付货款。',
    ...from('PJ'),
    ...more,
  }),
  'customs-grade': (code, name, more) => ({
    HG_MC: name,
    HG_SHXYM: code,
    HG_XYDJ: '高级认证企业',
    HG_RDSJ: '2026-05-20',
    ...from('HG'),
    ...more,
  }),
  arrears: (code, name, more) => ({
    QS_MC: name,
    QS_SHXYM: code,
    QS_SZ: '增值税；企业所得税',
    QS_YE: '12.3',
    QS_GGJG: taxOffice.name,
    QS_GGRQ: '2026-05-20',
    ...from('QS'),
    ...more,
  }),
  'random-inspection': (code, name, more) => ({
    CC_MC: name,
    CC_SHXYM: code,
    CC_SX: '价格行为检查',
    CC_JCRQ: '2026-05-20',
    CC_JG: '未发现问题',
    CC_JCJG: market.name,
    ...from('CC'),
    ...more,
  }),
  qualification: (code, name, more) => ({
    ZZ_MC: name,
    ZZ_SHXYM: code,
    ZZ_ZZMC: '建筑业企业资质证书',
    ZZ_LB: '企业资质',
    ZZ_ZSBH: 'D399000001',
    ZZ_FZRQ: '2026-05-20',
    ZZ_YXQZI: '2031-05-19',
    ZZ_FZJG: market.name,
    ZZ_ZT: '有效',
    ...from('ZZ'),
    ...more,
  }),
  declaration: (code, name, more) => ({
    SB_MC: name,
    SB_SHXYM: code,
    SB_LB: '社会责任',
    SB_SX: '捐建图书室',
    SB_NR: '为乡村学校捐建图书室一间。',
    SB_SBRQ: '2026-05-20',
    SB_YXQZI: '2027-05-19',
    SB_ZSCN: '是',
    ...from('SB'),
    ...more,
  }),
}

const lines: {
  item: string
  says: string
  more?: Row
  public: string | null
  government: string | null
  first?: string
}[] = [
  { item: 'honour', says: 'to the end of its term', public: '2028-12-31', government: '2028-12-31' },
  {
    item: 'honour',
    says: 'withdrawn before',
    more: { RY_CXRQ: '2026-12-01' },
    public: '2026-11-30',
    government: '2026-11-30',
  },
  {
    item: 'tax-class-a',
    says: 'until the next result',
    first: '2026-04-24',
    public: '2027-04-30',
    government: '2027-04-30',
  },
  {
    item: 'tax-class-a',
    says: 'from the day it came, where it tells none',
    more: { NS_FBRQ: '' },
    first: '2026-12-15',
    public: '2027-04-30',
    government: '2027-04-30',
  },
  { item: 'abnormal-operation', says: 'minor', public: null, government: '2026-08-20' },
  {
    item: 'abnormal-operation',
    says: 'removed',
    more: { JY_YCRQ: '2026-06-10' },
    public: null,
    government: '2026-06-09',
  },
  { item: 'commitment', says: 'open to the public', public: '2027-05-19', government: '2027-05-19' },
  {
    item: 'commitment',
    says: 'open within limits',
    more: { publicationType: '特定范围内公开' },
    public: null,
    government: '2027-05-19',
  },
  { item: 'commitment', says: 'not open', more: { publicationType: '不可公开' }, public: null, government: null },
  { item: 'contract-performance', says: 'authorities only', public: null, government: '2027-05-19' },
  { item: 'judgment', says: 'authorities only, a year', public: null, government: '2027-05-20' },
  { item: 'judgment', says: 'performed', more: { PJ_LXRQ: '2026-11-01' }, public: null, government: '2026-10-31' },
  { item: 'arrears', says: 'a quarter', public: '2026-08-20', government: '2026-08-20' },
  { item: 'arrears', says: 'paid', more: { QS_QJRQ: '2026-07-01' }, public: '2026-06-30', government: '2026-06-30' },
  { item: 'random-inspection', says: 'nothing found', public: '2027-05-20', government: '2027-05-20' },
  {
    item: 'random-inspection',
    says: 'something found',
    more: { CC_JG: '发现问题已责令改正' },
    public: null,
    government: '2026-08-20',
  },
  { item: 'qualification', says: 'to the end of its certificate', public: '2031-05-19', government: '2031-05-19' },
  { item: 'declaration', says: 'while it is declared to be valid', public: '2027-05-19', government: '2027-05-19' },
]

for (const line of lines) {
  test(`${line.item}, ${line.says}: shown from its day to the last second of its last`, async () => {
    const name = `示范市第${serial}商贸有限公司`
    const code = await registered(name)
    const row = rows[line.item]!(code, name, line.more)
    if (line.item === 'commitment') row.code = `990101202605200${serial}1`
    const sent = await w.send(csv([row]), line.item, everything)
    assert.deepEqual(
      [sent.submission.counts.refused ?? 0, sent.submission.counts.waiting ?? 0],
      [0, 0],
      JSON.stringify(sent.lines),
    )
    const first = midnight(line.first ?? '2026-05-20')
    for (const [last, records] of [
      [line.public, publicRecords],
      [line.government, governmentRecords],
    ] as const) {
      assert.equal((await records(code, line.item, new Date(first.getTime() - 1))).length, 0)
      assert.equal((await records(code, line.item, first)).length, last === null ? 0 : 1)
      if (last === null) continue
      assert.equal((await records(code, line.item, lastOf(last))).length, 1, last)
      assert.equal((await records(code, line.item, new Date(lastOf(last).getTime() + 1))).length, 0, last)
    }
  })
}

test('a grade of customs is for authorities, and the next one is its next version', async () => {
  const code = await registered('示范市报关有限公司')
  const grade = (more: Row) => csv([rows['customs-grade']!(code, '示范市报关有限公司', more)])
  await w.send(grade({}), 'customs-grade', everything)
  await w.send(grade({ HG_XYDJ: '常规企业', HG_RDSJ: '2026-11-02' }), 'customs-grade', everything)
  const [record, ...more] = await governmentRecords(code, 'customs-grade', w.now)
  assert.deepEqual([record!.version, more.length], [2, 0])
  assert.equal(record!.content.find(({ field }) => field === 'HG_XYDJ')!.value, '常规')
  assert.deepEqual(await publicRecords(code, 'customs-grade', w.now), [])
})

test('one document that honours many is a record of each, and sent again a duplicate of each', async () => {
  const names = ['示范市甲一商贸有限公司', '示范市乙二商贸有限公司', '示范市丙三商贸有限公司']
  const codes: string[] = []
  for (const name of names) codes.push(await registered(name))
  const file = csv(codes.map((code, i) => rows.honour!(code, names[i]!)))
  assert.deepEqual((await w.send(file, 'honour', everything)).submission.counts, { accepted: 3 })
  assert.deepEqual((await w.send(`${file}\n`, 'honour', everything)).submission.counts, { duplicate: 3 })
  for (const code of codes) assert.equal((await publicRecords(code, 'honour', w.now)).length, 1)
})

test('of one document, rows without a code are told from one another by their names and wait for a person', async () => {
  const without = (name: string) => rows.honour!('', name)
  const { submission } = await w.send(
    csv([without('示范市无码一商贸有限公司'), without('示范市无码二商贸有限公司')]),
    'honour',
    everything,
  )
  assert.deepEqual(submission.counts, { waiting: 2 })
  const { rows: waiting } = await w.db.pool.query('select reason from waiting_row where submission = $1', [
    submission.id,
  ])
  assert.deepEqual(
    waiting.map((row) => row.reason),
    ['only-a-name', 'only-a-name'],
  )
})

test('what was not kept of a commitment must be told where it was not wholly kept', async () => {
  const name = '示范市失诺商贸有限公司'
  const code = await registered(name)
  const partly = { code: '99010120260520009998', fulfillmentStatus: '部分履行' }
  const refused = await w.send(csv([rows.commitment!(code, name, partly)]), 'commitment', everything)
  assert.equal(refused.submission.counts.refused, 1)
  assert.deepEqual(
    refused.lines[0]!.findings.map(({ check, field }) => [check, field]),
    [
      ['field-missing', 'breachContent'],
      ['field-missing', 'unperformedContent'],
    ],
  )
  const told = { ...partly, unperformedContent: '未按期补齐材料。', breachContent: '撤销受理决定。' }
  const taken = await w.send(csv([rows.commitment!(code, name, told)]), 'commitment', everything)
  assert.equal(taken.submission.counts.refused ?? 0, 0)
})

test('a year is read as departments write it; no later one, and nothing else, is taken', async () => {
  const name = '示范市年度商贸有限公司'
  const code = await registered(name)
  const year = async (stated: string) => {
    const sent = await w.send(csv([rows['tax-class-a']!(code, name, { NS_PJND: stated })]), 'tax-class-a', everything)
    return sent.submission.counts.refused === 1 ? sent.lines[0]!.findings[0]!.check : 'taken'
  }
  assert.deepEqual([await year('2024'), await year('2023年'), await year('２０２２年度')], ['taken', 'taken', 'taken'])
  for (const wrong of ['2027', '25', '二〇二五', '2025.5']) assert.equal(await year(wrong), 'year-unreadable', wrong)
})

test('persons named in any of the items are dropped on reading: nobody stands in any table or copy', async () => {
  const people = ['莫须有甲', '莫须有乙', '110101209901011234']
  const name = '示范市弃存商贸有限公司'
  const code = await registered(name)
  const personal: { [item: string]: Row } = {
    honour: { RY_FDDBR: people[0]! },
    'abnormal-operation': { JY_FDDBR: people[0]! },
    'contract-performance': { HT_YFLX: '15400123456' },
    judgment: { PJ_FDDBR: people[0]!, PJ_DFDSR: people[1]! },
    arrears: { QS_FDDBR: people[0]!, QS_FR_ZJHM: people[2]! },
    'random-inspection': { CC_JCRY: `${people[0]}、${people[1]}` },
    declaration: { SB_LXR: people[1]! },
  }
  for (const [item, more] of Object.entries(personal)) {
    const sent = await w.send(csv([rows[item]!(code, name, more)]), item, everything)
    assert.equal(sent.submission.counts.refused ?? 0, 0, `${item} ${JSON.stringify(sent.lines)}`)
    assert.ok(
      sent.submission.notes.some(({ check }) => check === 'column-dropped'),
      item,
    )
  }
  const { rows: held } = await w.db.pool.query(
    `select 1 from record where content::text ~ $1 union all select 1 from submission_line where findings::text ~ $1`,
    [`莫须有|15400123456|${people[2]}`],
  )
  assert.deepEqual(held, [])
  for (const copy of readdirSync(w.intake.uploads)) {
    assert.doesNotMatch(
      readFileSync(join(w.intake.uploads, copy), 'utf8'),
      /莫须有|15400123456|110101209901011234/,
      copy,
    )
  }
})

test('a section that is empty is told of what is always looked for, and the public is not told of what is never shown', async () => {
  const code = await registered('示范市空白商贸有限公司')
  const sections = (await publicFile(w.reading, code, w.now))!.sections
  assert.deepEqual(
    sections.map(({ item }) => item),
    [
      'registration',
      'permit',
      'penalty',
      'random-inspection',
      'list-entry',
      'abnormal-operation',
      'judgment',
      'arrears',
    ],
  )
  const { elsewhere } = sections.find(({ item }) => item === 'abnormal-operation')!
  assert.equal(elsewhere!.zh, '国家企业信用信息公示系统')
  const whole = await creditFile(w.reading, { code, audience: 'government', by: clerk, reason }, w.now)
  assert.equal(whole!.sections.length, 15)
})
