import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { material } from '../../../test/support/material.ts'
import { codeOf } from '../../../test/support/world.ts'
import { readAmount } from '../../rulebook/amount.ts'
import { itemOn } from '../../rulebook/book.ts'
import { compileRowCheck } from '../../rulebook/check-row.ts'
import { loadRules } from '../../rulebook/load.ts'
import { readXlsx } from '../reading/xlsx.ts'
import { applyLayout, readDay } from './apply.ts'
import { type ColumnRule, checkLayout, headerKeyOf, type Layout, ownNames } from './layout.ts'
import { readLayout, UnsoundLayout, writeLayout } from './layout-file.ts'
import { guessHeader, proposeLayout } from './propose.ts'

const book = loadRules(['rules/national'])
const penalty = itemOn(book, 'penalty', '2026-06-15')!
const permit = itemOn(book, 'permit', '2026-06-15')!
const bureau = { code: codeOf('11', 1), name: '示范市市场监督管理局' }

/** A department's own sheet: no national column but by chance, fines in yuan, the number in a title. */
const header = ['序号', '企业名称', '处罚公布时间', '存在问题', '处理情况', '罚款', '标题', '联系电话']
const rows = [
  [
    '1',
    '示范市云杉机械有限公司',
    '2026-05-22',
    '未按规定公示年度报告。',
    '罚款2000元，并予以警告。',
    '2000',
    '示范市云杉机械有限公司行政处罚决定书（示市监罚〔2026〕1号）',
    '',
  ],
  [
    '2',
    '示范市雪松商贸有限公司',
    '2026/5/23',
    '销售过期食品。',
    '没收违法所得300元，处罚款5000元。',
    '5000',
    '关于示范市雪松商贸有限公司的处罚决定书 示市监罚[2026]2号',
    '',
  ],
  [
    '3',
    '示范市白桦科技有限公司',
    '2026.5.24',
    '虚假宣传。',
    '处罚款12000元',
    '12,000',
    '行政处罚决定书示市监罚〔2026〕3号',
    '',
  ],
]

const settled = (columns: ColumnRule[], constants: Layout['constants'] = []): Layout => ({
  name: '处罚公示表',
  item: 'penalty',
  columns,
  constants,
})
const turn = (layout: Layout, cells: string[], of = header) => {
  const laid = applyLayout(layout, penalty, book, of)
  const turned = laid.turn(cells, 7)
  if (turned.fault) return turned.fault
  return Object.fromEntries(laid.mapping.flatMap((field, i) => (field === undefined ? [] : [[field, turned.cells[i]]])))
}

test('a fine in yuan becomes one in 10 000 yuan, exactly, and a cell that names its own unit is read by that', () => {
  const layout = settled([{ column: '罚款', field: 'CF_NR_FK', unit: 'yuan' }])
  const read = (cell: string) => turn(layout, ['', '', '', '', '', cell, '', ''])
  const fines = {
    '2000': '0.2',
    '2000元': '0.2',
    '0.2万元': '0.2',
    '12,000': '1.2',
    贰仟元整: '0.2',
    '1.01': '0.000101',
    '３０００': '0.3',
  }
  for (const [cell, fine] of Object.entries(fines)) assert.deepEqual(read(cell), { CF_NR_FK: fine }, cell)
  // What is no sum goes on as it stands, for the row's check to say so.
  for (const cell of ['约2000', '1e3', '-5', '2,00']) assert.deepEqual(read(cell), { CF_NR_FK: cell })
})

test('what a layout cannot read as a sum, the row check cannot read either', () => {
  const cells = fc.stringMatching(/^[0-9.,万元¥ ()+-]{1,10}$/)
  fc.assert(
    fc.property(cells, (cell) => {
      const layout = settled([{ column: '罚款', field: 'CF_NR_FK', unit: 'yuan' }])
      const turned = turn(layout, ['', '', '', '', '', cell, '', '']) as { CF_NR_FK: string }
      if (turned.CF_NR_FK === cell.trim() && cell.trim() !== '' && !/^0*\.?0*$/.test(cell.trim())) {
        assert.ok(readAmount(cell.trim()).problem, `“${cell}” would pass on as it stands, in the wrong unit`)
      }
    }),
    { seed: 2026, numRuns: 3000 },
  )
})

test('the document number is found in a title; two of them refuse the row, unless the layout says which', () => {
  const rule: ColumnRule = { column: '标题', field: 'CF_WSH', find: 'document-number' }
  const read = (title: string, more: Partial<ColumnRule> = {}) =>
    turn(settled([{ ...rule, ...more }]), ['', '', '', '', '', '', title, ''])
  assert.deepEqual(read(rows[0]![6]!), { CF_WSH: '示市监罚〔2026〕1号' })
  assert.deepEqual(read(rows[1]![6]!), { CF_WSH: '示市监罚[2026]2号' })
  assert.deepEqual(read(rows[2]![6]!), { CF_WSH: '示市监罚〔2026〕3号' })
  assert.deepEqual(read('没有文号的标题'), { CF_WSH: '' })
  const two = '示市监罚〔2026〕1号、示市监罚〔2026〕2号'
  const fault = read(two) as { check: string; line: number; says: { zh: string } }
  assert.equal(fault.check, 'layout-several-found')
  assert.equal(fault.line, 7)
  assert.match(fault.says.zh, /标题.*1号、示市监罚〔2026〕2号/)
  assert.deepEqual(read(two, { take: 'first' }), { CF_WSH: '示市监罚〔2026〕1号' })
  assert.deepEqual(read(two, { take: 'last' }), { CF_WSH: '示市监罚〔2026〕2号' })
  assert.deepEqual(read('撤销示市监罚〔2025〕9号，决定书文号：示市监罚〔2026〕2号', { after: '文号：' }), {
    CF_WSH: '示市监罚〔2026〕2号',
  })
  assert.deepEqual(read('示市监罚〔2026〕1号（示市监罚〔2026〕1号）'), { CF_WSH: '示市监罚〔2026〕1号' })
})

test('kinds and sums are found in a text; what was not done is not taken as done', () => {
  const layout = settled([
    { column: '处理情况', field: 'CF_CFLB', find: 'words' },
    { column: '处理情况', field: 'CF_NR_FK', find: 'amount', after: '罚款' },
    { column: '处理情况', field: 'CF_NR' },
  ])
  const read = (text: string) => turn(layout, ['', '', '', '', text, '', '', ''])
  assert.deepEqual(read('没收违法所得300元，处罚款5000元。'), {
    CF_CFLB: '没收违法所得;罚款',
    CF_NR: '没收违法所得300元，处罚款5000元。',
    CF_NR_FK: '0.5',
  })
  assert.deepEqual(read('予以警告，不予罚款'), { CF_CFLB: '警告', CF_NR: '予以警告，不予罚款', CF_NR_FK: '' })
})

test('days are read in the order that was settled, and in no other', () => {
  assert.equal(readDay('3/4/2026', 'dmy'), '2026-04-03')
  assert.equal(readDay('3/4/2026', 'mdy'), '2026-03-04')
  assert.equal(readDay('3/4/2026', 'ymd'), undefined)
  assert.equal(readDay('26.4.3', 'ymd'), '2026-04-03')
  assert.equal(readDay('2026-04-03', 'dmy'), '2026-04-03')
  assert.equal(readDay('31/4/2026', 'dmy'), undefined)
  assert.equal(readDay('46115', 'serial'), '2026-04-03')
  assert.equal(readDay('46115', 'ymd'), undefined)
  assert.equal(readDay('二〇二六年四月三日', 'dmy'), '2026-04-03')
})

test('words of the department become national values; several columns make one text; a validity of two days is parted', () => {
  const own = ['程序', '事由', '经过', '有效期', '代码', '单位']
  const layout = settled(
    [
      { column: '程序', field: 'CF_CFCX', values: { 一般程序: '普通程序', 当场处罚: '简易程序' } },
      { column: '事由', field: 'CF_SY' },
      { column: '经过', field: 'CF_SY' },
      { column: '有效期', field: 'CF_YXQ', find: 'day', take: 'last' },
      { column: '代码', field: 'CF_XDR_SHXYM' },
      { column: '单位', field: 'CF_XDR_MC' },
    ],
    [{ field: 'CF_XDR_LB', from: 'code' }],
  )
  assert.deepEqual(
    checkLayout(layout, penalty, book).filter(({ severity }) => severity === 'error'),
    [],
  )
  const read = (code: string, name: string) =>
    turn(layout, ['一般程序', '无证经营', '经查实', '2026-01-01至2027-12-31', code, name], own)
  const company = codeOf('91', 5)
  assert.deepEqual(read(company, '示范市云杉机械有限公司'), {
    CF_XDR_MC: '示范市云杉机械有限公司',
    CF_XDR_LB: '法人及非法人组织',
    CF_XDR_SHXYM: company,
    CF_SY: '无证经营；经查实',
    CF_YXQ: '2027-12-31',
    CF_CFCX: '普通程序',
  })
  const category = (code: string, name: string) => (read(code, name) as Record<string, string>).CF_XDR_LB
  assert.equal(category(codeOf('92', 5), '示范市李记饭店'), '个体工商户')
  assert.equal(category('', '示范市云杉机械有限公司'), '法人及非法人组织')
  assert.equal(category('', '示范市李记饭店'), '', 'a shop may be a person in business: not guessed')
})

test('columns that are kept nowhere are still there to show that a row is a person’s', () => {
  const laid = applyLayout(
    settled([{ column: '标题', field: 'CF_WSH', find: 'document-number' }]),
    penalty,
    book,
    header,
  )
  const { cells } = laid.turn(rows[0]!, 2) as { cells: string[] }
  assert.equal(laid.mapping[0], 'CF_WSH')
  assert.ok(laid.mapping.slice(1).every((field) => field === undefined))
  for (const cell of rows[0]!) assert.ok(cells.includes(cell), cell)
  assert.deepEqual(laid.own[0], { column: '标题', at: 6 })
})

test('a header without a column that the layout needs is not the layout’s; a column it does not know is not kept', () => {
  const layout = settled([{ column: '标题', field: 'CF_WSH', find: 'document-number' }, { column: '序号' }])
  const laid = applyLayout(layout, penalty, book, ['企业名称', '序号'])
  assert.deepEqual(
    laid.findings.map(({ check, severity, value }) => [check, severity, value]),
    [
      ['layout-column-missing', 'error', '标题'],
      ['column-unknown', 'warning', '企业名称'],
    ],
  )
  assert.ok(laid.findings.every(({ says }) => says.zh && says.en))
})

test('a layout that does not hold together is told so, in both languages, and what would be accepted', () => {
  const wrong = (columns: ColumnRule[], constants: Layout['constants'] = [], name = '处罚公示表') =>
    checkLayout({ ...settled(columns, constants), name }, penalty, book)
      .filter(({ severity }) => severity === 'error')
      .map(({ check }) => check)
  const fine: ColumnRule = { column: '企业名称', field: 'CF_XDR_MC' }
  assert.deepEqual(wrong([fine]), [])
  assert.deepEqual(wrong([{ column: 'a', field: 'CF_NONE' }, fine]), ['layout-field-unknown'])
  assert.deepEqual(wrong([{ column: 'a', field: 'procedureBasis' }, fine]), ['layout-field-unknown'])
  assert.deepEqual(wrong([fine, { column: 'b', field: 'CF_XDR_SHXYM' }, { column: 'c', field: 'CF_XDR_SHXYM' }]), [
    'layout-field-twice',
  ])
  assert.deepEqual(wrong([fine, { column: 'b', field: 'CF_SY' }, { column: 'c', field: 'CF_SY' }]), [])
  assert.deepEqual(wrong([{ ...fine, unit: 'yuan' }]), ['layout-option'])
  assert.deepEqual(wrong([{ ...fine, find: 'document-number' }]), ['layout-option'])
  assert.deepEqual(wrong([fine, { column: 'b', field: 'CF_NR_FK', unit: 'yuan' }]), [])
  assert.deepEqual(wrong([fine, { column: 'b', field: 'CF_CFCX', values: { 一般: '没有的程序' } }]), [
    'layout-value-unknown',
  ])
  assert.deepEqual(wrong([fine, { column: 'b', field: 'CF_CFLB', values: { 罚没: '罚款;没收违法所得' } }]), [])
  assert.deepEqual(wrong([{ column: 'a' }]), ['layout-empty'])
  assert.deepEqual(wrong([fine, { column: '企业名称' }]), ['layout-column-twice'])
  assert.deepEqual(wrong([fine], [{ field: 'CF_WSH', value: '示市监罚〔2026〕1号' }]), ['layout-constant'])
  assert.deepEqual(wrong([fine], [{ field: 'CF_XDR_SHXYM', value: codeOf('91', 1) }]), ['layout-constant'])
  assert.deepEqual(wrong([fine], [{ field: 'CF_CFJG', from: 'code' }]), ['layout-constant'])
  assert.deepEqual(wrong([fine], [{ field: 'CF_XDR_LB', value: '机器人' }]), ['layout-value-unknown'])
  assert.deepEqual(wrong([fine], [{ field: 'CF_XDR_MC', value: '示范市云杉机械有限公司' }]), ['layout-field-twice'])
  assert.deepEqual(wrong([fine], [{ field: 'CF_CFJG', value: '联系人张三，电话13912345678' }]), ['layout-constant'])
  assert.deepEqual(wrong([fine], [], '13912345678'), ['layout-name'])
  const all = checkLayout(
    settled([
      { column: 'a', field: 'CF_NONE' },
      { ...fine, unit: 'yuan' },
    ]),
    penalty,
    book,
  )
  for (const { says } of all) assert.ok(says.zh !== '' && says.en !== '' && !says.en.includes('undefined'))
  assert.ok(all.some(({ check, field }) => check === 'layout-field-missing' && field === 'CF_WSH'))
})

test('a layout written as YAML is read back the same, and what is no layout says where it is wrong', () => {
  const layout: Layout = {
    name: '处罚公示表',
    item: 'penalty',
    sheet: '公示',
    headerLine: 3,
    columns: [
      { column: '企业名称', field: 'CF_XDR_MC' },
      { column: '罚款', field: 'CF_NR_FK', unit: 'yuan' },
      { column: '程序: 类', field: 'CF_CFCX', values: { '一般: 程序': '普通程序', no: '简易程序' } },
      { column: '序号' },
    ],
    constants: [
      { field: 'CF_CFJGDM', value: bureau.code },
      { field: 'CF_XDR_LB', from: 'code' },
    ],
  }
  assert.deepEqual(readLayout(writeLayout(layout, { source: bureau.code, version: 3 })), layout)
  const refused = (text: string) => {
    let says = ''
    assert.throws(
      () => readLayout(text),
      (error) => {
        assert.ok(error instanceof UnsoundLayout)
        says = error.says.en
        return error.says.zh !== ''
      },
      text,
    )
    return says
  }
  assert.match(refused('layout: a\nitem: penalty\ncolumns: [{ colum: b }]'), /columns\/0.*column/)
  assert.match(refused('layout: [a'), /line \d/)
  assert.match(refused('- a'), /object/)
  assert.match(refused('layout: a\nitem: penalty\ncolumns: [{column: b, field: CF_SY, unit: dollar}]'), /unit.*yuan/)
  assert.match(refused('a: &x [1]\nlayout: *x'), /./)
  assert.match(refused('x'.repeat(500_001)), /too long/)
})

test('the proposal for a real kind of sheet: names, sums in yuan, the number in the title; the day of publishing is not the decision', () => {
  const { layout, columns, constants, findings } = proposeLayout({ header, rows, item: penalty, book, source: bureau })
  const rules = Object.fromEntries(layout.columns.filter(({ field }) => field).map((rule) => [rule.field, rule]))
  assert.deepEqual(rules.CF_XDR_MC, { column: '企业名称', field: 'CF_XDR_MC' })
  assert.deepEqual(rules.CF_NR_FK, { column: '罚款', field: 'CF_NR_FK', unit: 'yuan' })
  assert.deepEqual(rules.CF_WSH, { column: '标题', field: 'CF_WSH', find: 'document-number' })
  assert.equal(rules.CF_SY?.column, '存在问题')
  assert.equal(rules.CF_NR?.column, '处理情况')
  assert.deepEqual(rules.CF_CFLB, { column: '处理情况', field: 'CF_CFLB', find: 'words' })
  assert.equal(rules.CF_JDRQ, undefined)
  const published = columns.find(({ column }) => column === '处罚公布时间')!
  const maybe = published.others.find(({ rule }) => rule.field === 'CF_JDRQ')!
  assert.ok(maybe.score < 0.5 && /不是作出决定/.test(maybe.reason.zh))
  assert.deepEqual(
    layout.columns
      .filter(({ field }) => !field)
      .map(({ column }) => column)
      .sort(),
    ['处罚公布时间', '序号', '联系电话'].sort(),
  )
  assert.deepEqual(
    constants.map(({ constant }) => [constant.field, 'value' in constant ? constant.value : constant.from]),
    [
      ['CF_CFJG', bureau.name],
      ['CF_CFJGDM', bureau.code],
      ['CF_SJLY', bureau.name],
      ['CF_SJLYDM', bureau.code],
      ['CF_XDR_LB', 'code'],
    ],
  )
  assert.ok(columns.every(({ chosen }) => chosen.every(({ reason }) => reason.zh && reason.en)))
  assert.ok(findings.some(({ check, field }) => check === 'layout-field-missing' && field === 'CF_JDRQ'))
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  )
})

test('codes are told by their check digits, an authority’s from a counterpart’s; a settled proposal makes rows that pass', () => {
  const own = [
    '被处罚单位全称',
    '主体标识',
    '案件号',
    '执法部门',
    '执法部门标识',
    '何时决定',
    '怎么罚',
    '罚了多少（元）',
    '违反了什么',
    '根据',
    '结果',
  ]
  const body = Array.from({ length: 12 }, (_, n) => [
    `示范市第${n}号机械有限公司`,
    codeOf('91', 300 + n),
    `示市监罚〔2026〕${n + 1}号`,
    bureau.name,
    bureau.code,
    `${n + 1}/5/2026`,
    '罚款、警告',
    String(1000 * (n + 1)),
    '未按规定公示年度报告',
    '《企业信息公示暂行条例》第十七条',
    '罚款并警告。',
  ])
  const { layout } = proposeLayout({ header: own, rows: body, item: penalty, book, source: bureau })
  const fieldOf = (column: string) => layout.columns.find((rule) => rule.column === column)
  assert.equal(fieldOf('主体标识')?.field, 'CF_XDR_SHXYM')
  assert.equal(fieldOf('执法部门标识')?.field, 'CF_CFJGDM')
  assert.equal(fieldOf('执法部门')?.field, 'CF_CFJG')
  assert.equal(fieldOf('案件号')?.field, 'CF_WSH')
  assert.equal(fieldOf('怎么罚')?.field, 'CF_CFLB')

  // What the officer says, the machine having been unsure.
  const mended: Layout = {
    ...layout,
    columns: [
      ...layout.columns.filter(
        ({ column }) => !['何时决定', '罚了多少（元）', '违反了什么', '根据', '结果'].includes(column),
      ),
      { column: '何时决定', field: 'CF_JDRQ', days: 'dmy' },
      { column: '罚了多少（元）', field: 'CF_NR_FK', unit: 'yuan' },
      { column: '违反了什么', field: 'CF_SY' },
      { column: '违反了什么', field: 'CF_WFXW' },
      { column: '根据', field: 'CF_YJ' },
      { column: '结果', field: 'CF_NR' },
    ],
  }
  assert.deepEqual(checkLayout(mended, penalty, book), [])
  const laid = applyLayout(mended, penalty, book, own)
  const check = compileRowCheck(penalty, book, laid.mapping, { today: '2026-06-15' })
  for (const [n, cells] of body.entries()) {
    const turned = laid.turn(cells, n + 2)
    assert.ok(!turned.fault)
    const checked = check(turned.cells, n + 2)
    assert.notEqual(checked.verdict, 'refused', JSON.stringify(checked.findings))
    assert.equal(checked.content.CF_JDRQ, `2026-05-${String(n + 1).padStart(2, '0')}`)
    assert.equal(checked.content.CF_NR_FK, String((n + 1) / 10))
  }
})

test('serial days, days before months and a validity of two days are proposed as such', () => {
  const own = ['持证单位', '许可编号', '有效期限', '批准日期', '发证机关']
  const body = Array.from({ length: 8 }, (_, n) => [
    `示范市第${n}号食品有限公司`,
    `JY1${n}`,
    '2024-01-01至2029-12-31',
    String(45300 + n),
    bureau.name,
  ])
  const { layout } = proposeLayout({ header: own, rows: body, item: permit, book })
  const of = (field?: string) => layout.columns.find((rule) => rule.field === field)
  assert.deepEqual(of(permit.parts.validFrom), {
    column: '有效期限',
    field: permit.parts.validFrom,
    find: 'day',
    take: 'first',
  })
  assert.deepEqual(of(permit.parts.validUntil), {
    column: '有效期限',
    field: permit.parts.validUntil,
    find: 'day',
    take: 'last',
  })
  assert.deepEqual(of(permit.parts.decidedOn), { column: '批准日期', field: permit.parts.decidedOn, days: 'serial' })
  assert.equal(of(permit.parts.name)?.column, '持证单位')
})

test('a sheet that has changed goes on from what was settled: its columns stay as they were, only the new ones are proposed', () => {
  const before = {
    id: 7,
    source: bureau.code,
    version: 4,
    headerKey: '',
    isRetired: false,
    who: 'officer',
    at: new Date('2026-06-01T00:00:00Z'),
    layout: settled(
      [
        { column: '企业名称', field: 'CF_XDR_MC' },
        { column: '罚款', field: 'CF_NR_FK', unit: 'hundred-million-yuan' as const },
        { column: '处罚公布时间', field: 'CF_JDRQ' },
        { column: '序号' },
      ],
      [{ field: 'CF_CFJG', value: '示范市消防救援支队' }],
    ),
  }
  const changed = proposeLayout({ header, rows, item: penalty, book, source: bureau, settled: [before] })
  assert.equal(changed.layout.name, '处罚公示表')
  const of = (field: string) => changed.layout.columns.filter((rule) => rule.field === field)
  assert.deepEqual(of('CF_NR_FK'), [{ column: '罚款', field: 'CF_NR_FK', unit: 'hundred-million-yuan' }])
  assert.deepEqual(of('CF_JDRQ'), [{ column: '处罚公布时间', field: 'CF_JDRQ' }])
  assert.deepEqual(of('CF_WSH'), [{ column: '标题', field: 'CF_WSH', find: 'document-number' }])
  assert.equal(changed.layout.constants.filter(({ field }) => field === 'CF_CFJG').length, 1)
  assert.match(changed.columns.find(({ column }) => column === '罚款')!.chosen[0]!.reason.zh, /沿用.*第4版/)
  assert.deepEqual(
    changed.findings.filter(({ severity }) => severity === 'error'),
    [],
  )
  // Of one that knows half of its columns or fewer nothing is taken over.
  const other = {
    ...before,
    layout: settled([
      { column: '企业名称', field: 'CF_XDR_MC' },
      { column: '甲', field: 'CF_NR_FK' },
    ]),
  }
  const fresh = proposeLayout({ header, rows, item: penalty, book, source: bureau, settled: [other] })
  assert.equal(fresh.layout.columns.find(({ field }) => field === 'CF_NR_FK')?.unit, 'yuan')
})

test('columns about persons are proposed as not kept, by name and by what stands in them', () => {
  const own = ['企业名称', '法定代表人', '身份标识', '手机']
  const ids = ['110101199003078515', '110101198001010010', '110101197001010016']
  const body = ids.map((id, n) => [`示范市第${n}号机械有限公司`, '张晓明', id, '13912345678'])
  const { layout } = proposeLayout({ header: own, rows: body, item: penalty, book })
  const dropped = new Set(penalty.fields.filter(({ group }) => group === 'dropped').map(({ id }) => id))
  const of = (column: string) => layout.columns.find((rule) => rule.column === column)!
  assert.ok(dropped.has(of('法定代表人').field!))
  assert.equal(of('手机').field, undefined)
  const kept = layout.columns
    .filter(({ field }) => field !== undefined && !dropped.has(field))
    .map(({ column }) => column)
  assert.deepEqual(kept, ['企业名称'])
})

test('a header is the same in another order and typing; nameless columns count for nothing, twice named ones for two', () => {
  const key = headerKeyOf(ownNames(['企业名称', '罚款(元)', '备注']))
  assert.equal(headerKeyOf(ownNames([' 备注 ', '罚款（元）*', '企业 名称', ''])), key)
  assert.notEqual(headerKeyOf(ownNames(['企业名称', '罚款(元)', '备注', '备注'])), key)
  assert.notEqual(headerKeyOf(ownNames(['企业名称', '罚款(元)'])), key)
  assert.equal(headerKeyOf(ownNames(['企业名称', '罚款(元)', '备注'], 4)), key)
  assert.deepEqual(ownNames(['企业名称', '', '备注', '备注'], 5), ['企业名称', '第2列', '备注', '备注#2', '第5列'])
})

test('below titles the header is found by what looks like names of columns, or by the line that is said', () => {
  const sheet = [
    ['示范市2026年行政处罚公示表', '', '', ''],
    ['填报单位：示范市市场监督管理局', '', '', '单位：元'],
    ['序号', '企业名称', '处罚决定书', '罚款'],
    ['1', '示范市云杉机械有限公司', '示市监罚〔2026〕1号', '2000'],
    ['2', '示范市雪松商贸有限公司', '示市监罚〔2026〕2号', '3000'],
  ]
  const lines = [1, 2, 4, 5, 6]
  const found = guessHeader({ rows: sheet, lines })!
  assert.deepEqual(
    [found.headerLine, found.names, found.lines],
    [4, ['序号', '企业名称', '处罚决定书', '罚款'], [5, 6]],
  )
  assert.equal(guessHeader({ rows: sheet, lines }, 5)!.names[1], '示范市云杉机械有限公司')
  assert.equal(guessHeader({ rows: sheet, lines }, 3), undefined)
})

const download = material('2-gov-sheets/sse-a-share-list.xlsx')
test('2-gov-sheets/sse-a-share-list.xlsx: a real download, days as digits, is proposed and read', {
  skip: !download && 'material absent',
}, async () => {
  for await (const batch of readXlsx(download!)) {
    const { names, body } = guessHeader(batch)!
    assert.deepEqual(names.slice(0, 3), ['A股代码', 'B股代码', '证券简称'])
    const registration = itemOn(book, 'registration', '2026-06-15')!
    const proposal = proposeLayout({ header: names, rows: body, item: registration, book })
    assert.ok(proposal.columns.every(({ chosen }) => chosen.length > 0))
    const laid = applyLayout(
      {
        name: 'a',
        item: 'registration',
        columns: [{ column: names.find((name) => /日期/.test(name))!, field: 'DJ_CLRQ' }],
        constants: [],
      },
      registration,
      book,
      names,
    )
    const turned = laid.turn(body[0]!, 2)
    assert.ok(!turned.fault)
    assert.match(turned.cells[0]!, /^\d{4}-\d{2}-\d{2}$/)
    break
  }
})
