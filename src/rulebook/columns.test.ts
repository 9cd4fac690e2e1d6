import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shippedBook, shippedItem } from '../../test/support/rule-book.ts'
import { matchColumns } from './columns.ts'

const penalty = shippedItem('penalty')
const permit = shippedItem('permit')
const registration = shippedItem('registration')
const standard = penalty.fields.filter((field) => !field.derived)

const fieldOf = (header: string, item = penalty) => matchColumns(item, [header]).mapping[0]
const checksOf = (headers: string[], item = penalty) => matchColumns(item, headers).findings.map((found) => found.check)

test('a column is known by its code, Chinese name, English name and each older name', () => {
  for (const item of shippedBook.items) {
    for (const field of item.fields) {
      if (field.derived) continue
      for (const name of [field.id, field.zh]) assert.equal(fieldOf(name, item), field.id, `${item.id} ${name}`)
    }
  }
  const met: [header: string, field: string, of: typeof penalty][] = [
    ['XK_FDDB', 'XK_FRDB', permit],
    ['XK_FR_SFZH', 'XK_FR_ZJHM', permit],
    ['XK_XMMC', 'XK_XKWS', permit],
    ['XK_SPLB', 'XK_XKLB', permit],
    ['审批类别', 'XK_XKLB', permit],
    ['CF_CFMC', 'CF_WFXW', penalty],
    ['处罚决定书文号', 'CF_WSH', penalty],
    ['统一社会信用代码', 'CF_XDR_SHXYM', penalty],
    ['罚款金额（万元）', 'CF_NR_FK', penalty],
    ['罚款金额', 'CF_NR_FK', penalty],
    ['day of the decision', 'CF_JDRQ', penalty],
    ['企业名称', 'DJ_MC', registration],
    ['法定代表人/负责人/执行事务合伙人', 'DJ_FDDBR', registration],
  ]
  for (const [header, field, of] of met) assert.equal(fieldOf(header, of), field, header)
})

test('typing does not count: width, brackets, blanks, case, a mark for required', () => {
  for (const header of [
    '行政相对人名称*',
    '*行政相对人名称',
    '行政相对人名称（必填）',
    ' 行政 相对人\n名称 ',
    '\uFEFF行政相对人名称',
    'cf_xdr_mc',
    'ＣＦ＿ＸＤＲ＿ＭＣ',
    '"CF_XDR_MC"',
  ]) {
    assert.equal(fieldOf(header), 'CF_XDR_MC', header)
  }
  assert.equal(fieldOf('没收违法所得，没收非法财物的金额【万元】'), 'CF_NR_WFFF')
  assert.equal(fieldOf('行政相对人代码＿１（统一社会信用代码）'), 'CF_XDR_SHXYM')
})

test('an amount in another unit is another column, and is never read as 10 000 yuan', () => {
  assert.equal(fieldOf('罚款金额(元)'), undefined)
})

test('any order, with any other columns between, gives the same fields', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(
        standard.map((field) => field.zh),
        { minLength: standard.length },
      ),
      (headers) => {
        const { mapping, findings } = matchColumns(penalty, headers)
        assert.deepEqual(
          mapping.map((id) => penalty.fields.find((field) => field.id === id)!.zh),
          headers,
        )
        assert.deepEqual(
          findings.filter((found) => found.severity === 'error'),
          [],
        )
      },
    ),
    { seed: 7, numRuns: 30 },
  )
})

test('a missing column is a finding only where the standard asks for it, and says what it may be called', () => {
  const without = (...ids: string[]) => standard.filter((field) => !ids.includes(field.id)).map((field) => field.zh)
  assert.deepEqual(checksOf(without('CF_WSH')).includes('column-missing'), true)
  assert.deepEqual(checksOf(without('CF_NR_ZKDX', 'CF_FRDB')).includes('column-missing'), false)
  const found = matchColumns(penalty, without('CF_WSH')).findings.find((one) => one.check === 'column-missing')!
  assert.equal(found.field, 'CF_WSH')
  assert.match(found.accepted!.zh, /处罚决定书文号/)
  // The code may be absent where an older number can tell the organisation.
  assert.equal(checksOf(without('CF_XDR_SHXYM')).includes('column-missing'), false)
  const numbers = ['CF_XDR_SHXYM', 'CF_XDR_GSZC', 'CF_XDR_ZZJG', 'CF_XDR_SWDJ', 'CF_XDR_SYDW', 'CF_XDR_SHZZ']
  assert.equal(checksOf(without(...numbers)).includes('column-missing'), true)
})

test('the same column twice is an error, the two columns of older kinds are one field', () => {
  assert.ok(checksOf(['处罚决定日期', 'CF_JDRQ']).includes('column-duplicate'))
  const { mapping, findings } = matchColumns(penalty, ['CF_CFLB1', 'CF_CFLB2'])
  assert.deepEqual(mapping, ['CF_CFLB', 'CF_CFLB'])
  assert.ok(!findings.some((found) => found.check === 'column-duplicate'))
  assert.ok(checksOf(['处罚类别', '处罚类别']).includes('column-duplicate'))
})

test('an unknown column is named, and that it is not kept; a column without a name is passed over', () => {
  const { mapping, findings } = matchColumns(penalty, ['经办人心得', ''])
  assert.deepEqual(mapping, [undefined, undefined])
  const unknown = findings.filter((found) => found.check === 'column-unknown')
  assert.equal(unknown.length, 1)
  assert.equal(unknown[0]!.severity, 'warning')
  assert.match(unknown[0]!.says.zh, /经办人心得.*不予保存/)
})

test('columns about persons are recognised so that they can be left out', () => {
  const headers = ['法定代表人', '法定代表人证件号码', '证件类型', '身份证号']
  assert.deepEqual(matchColumns(penalty, headers).mapping, ['CF_FRDB', 'CF_FR_ZJHM', 'CF_XDR_ZJLX', 'CF_XDR_ZJHM'])
  assert.equal(checksOf(headers).filter((check) => check === 'column-dropped').length, 4)
})

test('a sheet without the procedure is said to hold ordinary ones, by the reporting standard', () => {
  assert.ok(checksOf(['行政相对人名称']).includes('column-procedure-missing'))
  assert.ok(!checksOf(['处罚程序']).includes('column-procedure-missing'))
  assert.ok(!checksOf(['许可类别'], permit).includes('column-procedure-missing'))
})

test('no own name of a field is another field’s alias in the same item', () => {
  for (const item of shippedBook.items) {
    for (const field of item.fields) {
      for (const alias of field.aliases) {
        const taken = fieldOf(alias, item)
        assert.equal(taken, field.id, `${item.id}: ${alias}`)
      }
    }
  }
})
