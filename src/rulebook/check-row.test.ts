import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shippedBook as book, shippedItem } from '../../test/support/rule-book.ts'
import { usccCheckCharacter } from '../codes/uscc.ts'
import { compileRowCheck } from './check-row.ts'
import type { CheckId } from './checks.ts'

const today = '2026-11-21'
const penalty = shippedItem('penalty')
const permit = shippedItem('permit')
const registration = shippedItem('registration')

const goodPenalty: Record<string, string> = {
  CF_XDR_MC: '测试主体01',
  CF_XDR_LB: '法人及非法人组织',
  CF_XDR_SHXYM: '91110000MA00000152',
  CF_WSH: '示市监罚〔2026〕12号',
  CF_WFXW: '虚假宣传',
  CF_SY: '经查，测试主体01发布虚假广告。',
  CF_YJ: '反不正当竞争法第二十条',
  CF_CFLB: '警告;罚款',
  CF_NR: '警告，罚款二千元',
  CF_NR_FK: '0.2',
  CF_JDRQ: '2026/04/02',
  CF_CFJG: '示范省市场监督管理局',
  CF_CFJGDM: '11610000MB0000019A',
  CF_SJLY: '示范省市场监督管理局',
  CF_SJLYDM: '11610000MB0000019A',
}
const goodPermit: Record<string, string> = {
  XK_XDR_MC: '测试主体02',
  XK_XDR_LB: '法人及非法人组织',
  XK_XDR_SHXYM: '91110000MA00000152',
  XK_XKWS: '食品经营许可决定书',
  XK_WSH: '示许〔2026〕7号',
  XK_XKLB: '普通',
  XK_NR: '食品经营',
  XK_JDRQ: '2026-04-02',
  XK_YXQZ: '2026-04-02',
  XK_YXQZI: '2031-04-01',
  XK_XKJG: '示范省市场监督管理局',
  XK_XKJGDM: '11610000MB0000019A',
  XK_ZT: '1',
  XK_LYDW: '示范省市场监督管理局',
  XK_LYDWDM: '11610000MB0000019A',
}

function check(row: Record<string, string>, item = penalty) {
  const mapping = Object.keys(row)
  return compileRowCheck(item, book, mapping, { today })(Object.values(row), 2)
}
const penaltyWith = (change: Record<string, string>) => check({ ...goodPenalty, ...change })
const found = (checked: ReturnType<typeof check>): string[] => (checked.findings ?? []).map((one) => one.check)

/** The change brings this one finding and this verdict. */
function gives(change: Record<string, string>, id: CheckId, verdict: string, item?: 'permit') {
  const checked = item ? check({ ...goodPermit, ...change }, permit) : penaltyWith(change)
  assert.deepEqual(found(checked), [id], JSON.stringify(change))
  assert.equal(checked.verdict, verdict, JSON.stringify(change))
  const one = checked.findings![0]!
  assert.ok(one.says.zh && one.says.en && one.line === 2)
  return { checked, one }
}

test('a clean penalty is taken as it is, with what intake needs of it', () => {
  const checked = check(goodPenalty)
  assert.equal(checked.verdict, 'ok')
  assert.equal(checked.findings, undefined)
  assert.deepEqual(checked.content, {
    CF_CFJG: '示范省市场监督管理局',
    CF_CFJGDM: '11610000MB0000019A',
    CF_CFLB: ['警告', '罚款'],
    CF_JDRQ: '2026-04-02',
    CF_NR: '警告，罚款二千元',
    CF_NR_FK: '0.2',
    CF_SJLY: '示范省市场监督管理局',
    CF_SJLYDM: '11610000MB0000019A',
    CF_SY: '经查，测试主体01发布虚假广告。',
    CF_WFXW: '虚假宣传',
    CF_WSH: '示市监罚〔2026〕12号',
    CF_XDR_LB: '法人及非法人组织',
    CF_XDR_MC: '测试主体01',
    CF_XDR_SHXYM: '91110000MA00000152',
    CF_YJ: '反不正当竞争法第二十条',
    procedureBasis: 'reporting-standard',
  })
  assert.equal(checked.code, '91110000MA00000152')
  assert.equal(checked.codeState, 'valid')
  assert.equal(checked.category, 'organisation')
  assert.equal(checked.decidedOn, '2026-04-02')
  assert.equal(checked.authorityCode, '11610000MB0000019A')
  assert.equal(checked.procedure, 'ordinary')
  assert.deepEqual(checked.keyParts, ['91110000MA00000152', '示市监罚〔2026〕12号', '11610000MB0000019A', '2026-04-02'])
})

test('a clean permit and a clean registration are taken', () => {
  const checked = check(goodPermit, permit)
  assert.equal(checked.verdict, 'ok')
  assert.equal(checked.content.XK_ZT, '有效')
  assert.equal(checked.procedure, undefined)
  const company = check(
    {
      DJ_MC: '测试主体03',
      DJ_SHXYM: '91110000MA00000152',
      DJ_FDDBR: '某某',
      DJ_CLRQ: '2015-03-01',
      DJ_DJJG: '示范省市场监督管理局',
      DJ_ZT: '在业',
      DJ_ZCZB: '100.00',
      DJ_SJLY: '示范省市场监督管理局',
      DJ_SJLYDM: '11610000MB0000019A',
    },
    registration,
  )
  assert.equal(company.verdict, 'ok')
  assert.equal(company.content.DJ_ZT, '存续')
  assert.equal(company.content.DJ_ZCZB, '100')
  assert.equal(company.content.DJ_FDDBR, '某某')
})

test('keys of the content are in code-unit order, whatever the order of the columns', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(goodPenalty), { minLength: 15 }), (order) => {
      const { content } = check(Object.fromEntries(order.map((id) => [id, goodPenalty[id]!])))
      assert.deepEqual(Object.keys(content), Object.keys(content).toSorted())
      assert.deepEqual(content, check(goodPenalty).content)
    }),
    { seed: 7, numRuns: 50 },
  )
})

test('every required field is missed where it is empty, blank or has no column', () => {
  for (const field of penalty.fields.filter((one) => one.need === 'must')) {
    for (const empty of ['', '  ', '\u3000']) gives({ [field.id]: empty }, 'field-missing', 'refused')
    const { [field.id]: _, ...without } = goodPenalty
    assert.deepEqual(found(check(without)), ['field-missing'], field.id)
  }
  gives({ CF_WSH: '/' }, 'field-missing', 'refused')
  gives({ CF_CFJGDM: '无' }, 'field-missing', 'refused')
})

test('a row that ends early is read as empty cells', () => {
  const mapping = Object.keys(goodPenalty)
  const checked = compileRowCheck(penalty, book, mapping, { today })(Object.values(goodPenalty).slice(0, -1), 2)
  assert.deepEqual(found(checked), ['field-missing'])
})

test('length is counted in characters, also beyond the first plane', () => {
  assert.equal(penaltyWith({ CF_XDR_MC: '测'.repeat(200) }).verdict, 'ok')
  assert.equal(penaltyWith({ CF_XDR_MC: '𠮷'.repeat(200) }).verdict, 'ok')
  gives({ CF_XDR_MC: '测'.repeat(201) }, 'field-too-long', 'refused')
  assert.equal(penaltyWith({ CF_SY: '事'.repeat(5000) }).verdict, 'ok')
  const { one } = gives({ CF_SY: '事'.repeat(5001) }, 'field-too-long', 'refused')
  assert.equal(one.value, undefined, 'free text is not repeated')
})

test('control and broken characters are refused, invisible ones taken out, line breaks kept in long text only', () => {
  gives({ CF_WFXW: '虚假\u0000宣传' }, 'control-character', 'refused')
  gives({ CF_XDR_MC: '测试\u001b主体' }, 'control-character', 'refused')
  gives({ CF_XDR_MC: '测试\uFFFD主体' }, 'broken-character', 'refused')
  gives({ CF_XDR_MC: '测试\uD842主体' }, 'broken-character', 'refused')
  const { checked, one } = gives({ CF_XDR_MC: '测试\u200B主体' }, 'invisible-character', 'corrected')
  assert.equal(checked.name, '测试主体')
  assert.match(one.says.zh, /测试主体/)
  assert.equal(gives({ CF_XDR_MC: '测试\n主体' }, 'line-break', 'corrected').checked.name, '测试 主体')
  assert.equal(penaltyWith({ CF_SY: '一、事实\r\n二、证据' }).content.CF_SY, '一、事实\n二、证据')
})

test('outer blanks are nothing worth saying', () => {
  const checked = penaltyWith({ CF_XDR_MC: ' \u3000测试主体01\t', CF_JDRQ: ' 2026-04-02 ', CF_NR_FK: ' 0.2' })
  assert.equal(checked.verdict, 'ok')
  assert.equal(checked.name, '测试主体01')
})

test('a cell that a spreadsheet would run is marked, and kept as text', () => {
  for (const cell of ['=1+1', '+cmd', '-x', '@sum']) {
    const { checked } = gives({ CF_WFXW: cell }, 'formula-character', 'warned')
    assert.equal(checked.content.CF_WFXW, cell)
  }
})

test('the subject’s code: valid, missing, wrong check, wrong form', () => {
  assert.equal(gives({ CF_XDR_SHXYM: '' }, 'code-missing', 'warned').checked.codeState, 'missing')
  assert.equal(gives({ CF_XDR_SHXYM: '/' }, 'code-missing', 'warned').checked.codeState, 'missing')
  const wrong = gives({ CF_XDR_SHXYM: '91110000MA00000153' }, 'code-check-character', 'warned').checked
  assert.deepEqual([wrong.codeState, wrong.code], ['bad-check', '91110000MA00000153'])
  const form = gives({ CF_XDR_SHXYM: '91110000MA0000015' }, 'code-form', 'refused').checked
  assert.deepEqual([form.codeState, form.code, form.content.CF_XDR_SHXYM], ['bad-form', '', undefined])
})

test('a code in full-width, lower case or with blanks is mended and says so; look-alikes are not guessed', () => {
  for (const cell of ['９１１１００００ＭＡ０００００１５２', '91110000ma00000152', '9111 0000 MA00 0001 52']) {
    const { checked, one } = gives({ CF_XDR_SHXYM: cell }, 'code-normalised', 'corrected')
    assert.equal(checked.code, '91110000MA00000152')
    assert.ok(one.says.zh.includes(cell) && one.says.zh.includes('91110000MA00000152'))
  }
  const { one } = gives({ CF_XDR_SHXYM: '9111OOOOMA00000152' }, 'code-form', 'refused')
  assert.match(one.accepted!.en, /91110000MA00000152/)
})

test('blanks inside a code are mended before its length is counted', () => {
  const spaced = {
    ...goodPenalty,
    CF_CFJGDM: '11610000 MB0000019A',
    CF_SJLYDM: '１１６１００００ＭＢ０００００１９Ａ ',
  }
  const checked = check(spaced)
  assert.equal(checked.verdict, 'corrected', JSON.stringify(checked.findings))
  assert.equal(checked.content.CF_CFJGDM, '11610000MB0000019A')
  assert.equal(checked.content.CF_SJLYDM, '11610000MB0000019A')
  const named = check(
    {
      DJ_MC: '测试主体03',
      DJ_SHXYM: '9111 0000 MA00 0001 52',
      DJ_CLRQ: '2015-03-02',
      DJ_DJJG: '示范省市场监督管理局',
      DJ_ZT: '存续',
      DJ_SJLY: '示范省市场监督管理局',
      DJ_SJLYDM: '11610000MB0000019A',
    },
    registration,
  )
  assert.equal(named.verdict, 'corrected', JSON.stringify(named.findings))
  assert.equal(named.code, '91110000MA00000152')
})

test('an unknown first pair or area and a wrong check inside only warn; a code of the pilot series is told as such', () => {
  gives({ CF_XDR_SHXYM: withCheck('9E110000MA0000015') }, 'code-category-unknown', 'warned')
  gives({ CF_XDR_SHXYM: withCheck('91970101MA0000015') }, 'code-region-unknown', 'warned')
  assert.equal(penaltyWith({ CF_XDR_SHXYM: withCheck('91990121MA0000015') }).verdict, 'ok')
  gives({ CF_XDR_SHXYM: withCheck('91110000MA0000016') }, 'code-inner-check', 'warned')
  const pilot = gives({ CF_XDR_SHXYM: '91350203M0001QAY9B' }, 'code-check-pilot-series', 'warned').checked
  assert.equal(pilot.codeState, 'bad-check')
})

const withCheck = (first17: string): string => first17 + usccCheckCharacter(first17)

test('an older number in the code’s column is taken as what it is', () => {
  const { checked } = gives({ CF_XDR_SHXYM: '440301103097413' }, 'code-is-older-number', 'corrected')
  assert.equal(checked.codeState, 'missing')
  assert.deepEqual(checked.identifiers, [{ kind: 'registration-number', value: '440301103097413' }])
  const organisation = gives({ CF_XDR_SHXYM: '55138508-2' }, 'code-is-older-number', 'corrected').checked
  assert.deepEqual(organisation.identifiers, [{ kind: 'organisation-code', value: '551385082' }])
})

test('older numbers in their own columns identify where their check holds', () => {
  const checked = penaltyWith({ CF_XDR_SHXYM: '', CF_XDR_GSZC: '440301103097413', CF_XDR_ZZJG: '55138508-2' })
  assert.equal(checked.verdict, 'ok')
  assert.equal(checked.codeState, 'missing')
  assert.deepEqual(checked.identifiers, [
    { kind: 'registration-number', value: '440301103097413' },
    { kind: 'organisation-code', value: '551385082' },
  ])
  const wrong = gives({ CF_XDR_GSZC: '440301103097414' }, 'identifier-check', 'warned').checked
  assert.equal(wrong.identifiers, undefined)
  assert.equal(wrong.content.CF_XDR_GSZC, '440301103097414')
})

/** A number like a citizen's, made up: area 110101, a day of birth, a serial and its check. */
function citizenNumber(serial: number): string {
  const body = `11010119${70 + (serial % 30)}0${1 + (serial % 9)}${10 + (serial % 18)}${String(serial % 1000).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0)
  return body + '10X98765432'[sum % 11]
}

test('a person’s row is refused, and the number is never repeated', () => {
  gives({ CF_XDR_LB: '自然人' }, 'person-out-of-scope', 'refused')
  for (let serial = 0; serial < 400; serial++) {
    const number = citizenNumber(serial)
    for (const field of ['CF_XDR_SHXYM', 'CF_XDR_GSZC', 'CF_XDR_SWDJ', 'CF_XDR_SHZZ']) {
      const checked = penaltyWith({ [field]: number })
      assert.equal(checked.verdict, 'refused')
      assert.ok(found(checked).includes('person-out-of-scope'))
      assert.ok(!JSON.stringify(checked.findings).includes(number))
      assert.ok(!JSON.stringify(checked.content).includes(number))
    }
  }
  // A sole proprietor's tax number of old: the owner's number and two digits.
  assert.equal(penaltyWith({ CF_XDR_SWDJ: `${citizenNumber(3)}01` }).verdict, 'refused')
})

test('fields about persons are dropped and said once a row, without what they held', () => {
  const checked = penaltyWith({ CF_FRDB: '某某某', CF_FR_ZJHM: citizenNumber(5), CF_FR_ZJLX: '身份证' })
  assert.deepEqual(found(checked), ['person-field-dropped'])
  assert.equal(checked.verdict, 'warned')
  const said = JSON.stringify(checked)
  assert.ok(!said.includes('某某某') && !said.includes(citizenNumber(5)))
  assert.match(checked.findings![0]!.says.zh, /法定代表人.*法定代表人证件号码/)
  assert.equal(penaltyWith({ CF_FRDB: ' ', CF_FR_ZJHM: '/', CF_FR_ZJLX: '无' }).verdict, 'ok')
})

test('a category and a code that do not go together are marked', () => {
  gives({ CF_XDR_LB: '个体工商户' }, 'category-code-differ', 'warned')
  gives({ CF_XDR_SHXYM: '92610300MA0000023T' }, 'category-code-differ', 'warned')
  assert.equal(penaltyWith({ CF_XDR_LB: '个体工商户', CF_XDR_SHXYM: '92610300MA0000023T' }).verdict, 'ok')
})

test('codes of authorities and sources', () => {
  gives({ CF_CFJGDM: '11610000MB0000019' }, 'code-form', 'refused')
  gives({ CF_CFJGDM: '11610000MB0000019B' }, 'authority-code-check', 'warned')
  gives({ CF_CFJGDM: '91110000MA00000152' }, 'authority-kind', 'warned')
  const { checked } = gives({ CF_CFJGDM: '11610000mb0000019a' }, 'code-normalised', 'corrected')
  assert.equal(checked.authorityCode, '11610000MB0000019A')
  // The same wrong code is met a second time: the finding is there again.
  const run = compileRowCheck(penalty, book, Object.keys(goodPenalty), { today })
  const cells = Object.values({ ...goodPenalty, CF_CFJGDM: '11610000MB0000019B' })
  for (const line of [2, 3]) assert.deepEqual(found(run(cells, line)), ['authority-code-check'])
})

test('days: the forms that are met, and what is none', () => {
  for (const cell of ['2026-04-02', '2026/04/02', '20260402', '2026/4/2', '2026年4月2日', '2026-04-02 00:00:00']) {
    const checked = penaltyWith({ CF_JDRQ: cell })
    assert.deepEqual([checked.verdict, checked.decidedOn], ['ok', '2026-04-02'], cell)
  }
  assert.equal(
    gives({ CF_JDRQ: '２０２６－０４－０２' }, 'day-normalised', 'corrected').checked.decidedOn,
    '2026-04-02',
  )
  for (const cell of ['2026-02-29', '26/04/02', '46114', '四月', '2026-13-01', '04/02/2026']) {
    gives({ CF_JDRQ: cell }, 'day-unreadable', 'refused')
  }
})

test('days: not before the founding of the state, no decision in the future', () => {
  gives({ CF_JDRQ: '1949-09-30' }, 'day-too-early', 'refused')
  assert.equal(penaltyWith({ CF_JDRQ: '1949-10-01' }).verdict, 'ok')
  assert.equal(penaltyWith({ CF_JDRQ: '2026-11-21' }).verdict, 'ok')
  gives({ CF_JDRQ: '2026-11-22' }, 'day-in-future', 'refused')
  gives({ CF_XFGZRQ: '2026-11-22' }, 'day-in-future', 'refused')
  assert.equal(penaltyWith({ CF_YXQ: '2030-01-01', CF_GSJZQ: '2029-04-02' }).verdict, 'ok')
})

test('days: an end before its beginning is refused, one before the decision marked', () => {
  gives({ XK_YXQZ: '2026-05-02', XK_YXQZI: '2026-05-01' }, 'days-order', 'refused', 'permit')
  assert.equal(check({ ...goodPermit, XK_YXQZ: '2026-05-01', XK_YXQZI: '2026-05-01' }, permit).verdict, 'ok')
  gives({ CF_YXQ: '2026-04-01' }, 'ends-before-decision', 'warned')
  const { checked } = gives({ XK_YXQZI: '长期' }, 'day-long-term', 'corrected', 'permit')
  assert.equal(checked.content.XK_YXQZI, '2099-12-31')
})

test('amounts are kept as decimal strings in one form', () => {
  for (const [cell, kept] of [
    ['0.2', '0.2'],
    ['0.20', '0.2'],
    ['12', '12'],
    ['012.500000', '12.5'],
    ['0.000001', '0.000001'],
    ['999999999999.999999', undefined],
  ] as const) {
    const checked = penaltyWith({ CF_NR_FK: cell })
    if (kept !== undefined) assert.deepEqual([checked.verdict, checked.content.CF_NR_FK], ['ok', kept], cell)
    else assert.deepEqual([found(checked), checked.content.CF_NR_FK], [['amount-implausible'], cell])
  }
  for (const [cell, kept] of [
    ['１２．５', '12.5'],
    ['1,234.5', '1234.5'],
    ['2万元', '2'],
    ['.5', '0.5'],
    ['5.', '5'],
  ] as const) {
    assert.equal(gives({ CF_NR_FK: cell }, 'amount-normalised', 'corrected').checked.content.CF_NR_FK, kept, cell)
  }
})

test('amounts: what is refused, and what looks like yuan', () => {
  gives({ CF_NR_FK: '1e3' }, 'amount-scientific', 'refused')
  gives({ CF_NR_FK: '1.5E+06' }, 'amount-scientific', 'refused')
  gives({ CF_NR_FK: '-1' }, 'amount-negative', 'refused')
  gives({ CF_NR_FK: '0.1234567' }, 'amount-decimals', 'refused')
  gives({ CF_NR_FK: '1234567890123' }, 'amount-too-large', 'refused')
  for (const cell of ['2000元', '两千', '1,23', '1.2.3', 'NaN'])
    gives({ CF_NR_FK: cell }, 'amount-unreadable', 'refused')
  gives({ CF_NR_FK: '1000001' }, 'amount-implausible', 'warned')
  assert.equal(penaltyWith({ CF_NR_FK: '1000000' }).verdict, 'ok')
})

test('amounts: reading one that was kept changes nothing', () => {
  fc.assert(
    fc.property(fc.nat({ max: 999_999 }), fc.nat({ max: 999_999 }), (whole, millionths) => {
      const cell = `${whole}.${String(millionths).padStart(6, '0')}`
      const once = penaltyWith({ CF_NR_FK: cell }).content.CF_NR_FK as string
      assert.equal(Number(once), Number(cell))
      assert.equal(penaltyWith({ CF_NR_FK: once }).content.CF_NR_FK, once)
    }),
    { seed: 7, numRuns: 200 },
  )
})

test('a fine without amount and an amount without fine are marked', () => {
  gives({ CF_NR_FK: '' }, 'fine-amount-missing', 'warned')
  gives({ CF_CFLB: '警告' }, 'fine-kind-missing', 'warned')
  assert.equal(penaltyWith({ CF_CFLB: '警告', CF_NR_FK: '' }).verdict, 'ok')
  assert.equal(penaltyWith({ CF_CFLB: '警告', CF_NR_FK: '0' }).verdict, 'ok')
})

test('kinds of penalty: several, joined in any of the usual ways', () => {
  for (const cell of [
    '警告;罚款',
    '警告；罚款',
    '警告、罚款',
    '警告,罚款',
    '警告，罚款；',
    ' 警告 ; 罚 款',
    '警告;罚款;警告',
  ]) {
    assert.deepEqual(penaltyWith({ CF_CFLB: cell }).content.CF_CFLB, ['警告', '罚款'], cell)
  }
  const others = penaltyWith({ CF_CFLB: '罚款；法律、行政法规规定的其他行政处罚' })
  assert.deepEqual(others.content.CF_CFLB, ['罚款', '法律、行政法规规定的其他行政处罚'])
  assert.deepEqual(penaltyWith({ CF_CFLB: '罚款;其他（责令改正）' }).content.CF_CFLB, ['罚款', '其他:责令改正'])
  assert.deepEqual(penaltyWith({ CF_CFLB: '罚款;吊销营业执照' }).content.CF_CFLB, ['罚款', '吊销许可证件'])
  const { one } = gives({ CF_CFLB: '罚款;打屁股' }, 'choice-unknown', 'refused')
  assert.match(one.accepted!.zh, /责令停产停业/)
})

test('kinds of penalty: the two columns of older sheets are read as one', () => {
  const { CF_CFLB: _, ...rest } = goodPenalty
  const mapping = [...Object.keys(rest), 'CF_CFLB', 'CF_CFLB']
  const run = compileRowCheck(penalty, book, mapping, { today })
  assert.deepEqual(run([...Object.values(rest), '警告', '罚款'], 2).content.CF_CFLB, ['警告', '罚款'])
  assert.deepEqual(run([...Object.values(rest), '罚款', ''], 3).content.CF_CFLB, ['罚款'])
})

test('document numbers are written with 〔〕 and half-width, and say so', () => {
  for (const cell of ['示市监罚[2026]12号', '示市监罚（2026）１２号', '示市监罚【2026】12号']) {
    const { checked, one } = gives({ CF_WSH: cell }, 'document-number-normalised', 'corrected')
    assert.equal(checked.documentNumber, '示市监罚〔2026〕12号')
    assert.equal(checked.content.CF_WSH, '示市监罚〔2026〕12号')
    assert.ok(one.says.en.includes('示市监罚〔2026〕12号'))
  }
})

test('the simple procedure is refused with the article; an ordinary one is kept as stated', () => {
  const { one } = gives({ CF_CFCX: '简易程序' }, 'simple-procedure', 'refused')
  assert.match(one.article!, /第五十一条/)
  const ordinary = penaltyWith({ CF_CFCX: '一般程序' })
  assert.equal(ordinary.verdict, 'ok')
  assert.equal(ordinary.content.CF_CFCX, '普通程序')
  assert.equal(ordinary.content.procedureBasis, undefined)
})

test('the class is the source’s to set', () => {
  assert.equal(check(goodPenalty).klass, undefined)
  for (const [cell, klass] of [
    ['轻微', 'minor'],
    ['一般失信', 'general'],
    ['严重失信行为', 'serious'],
  ]) {
    assert.equal(penaltyWith({ CF_SXYZCD: cell! }).klass, klass)
  }
  gives({ CF_SXYZCD: '极其严重' }, 'choice-unknown', 'refused')
})

test('no row makes the check throw, and a refused row is refused for a reason', () => {
  const run = compileRowCheck(penalty, book, Object.keys(goodPenalty), { today })
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(...Object.values(goodPenalty), '', ' ', '/', '１', '=1', '2026-04-31', '9'.repeat(40)),
  )
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 18 }), (cells) => {
      const checked = run(cells, 5)
      const errors = (checked.findings ?? []).filter((one) => one.severity === 'error')
      assert.equal(checked.verdict === 'refused', errors.length > 0)
      assert.equal(checked.verdict === 'ok', checked.findings === undefined)
      assert.equal(checked.keyParts.length, penalty.key.length)
      assert.ok(JSON.stringify(checked.content).isWellFormed())
    }),
    { seed: 7, numRuns: 2000 },
  )
})
