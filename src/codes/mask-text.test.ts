import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskNumbers, maskText } from './mask-text.ts'
import { isIdentityNumber } from './older-numbers.ts'
import { registrationNumberCheck } from './registration-number.ts'
import { innerCheckHolds, isValidUscc, organisationCodeCheck, usccCheckCharacter } from './uscc.ts'

const shown = (text: string) => maskText(text)?.text ?? text
const stays = (...texts: string[]) => {
  for (const text of texts) assert.equal(shown(text), text)
}
const becomes = (pairs: { [text: string]: string }) => {
  for (const [text, masked] of Object.entries(pairs)) assert.equal(shown(text), masked)
}

const identity = '61011319800101001X'
const young = (year: number) => {
  for (let n = 0; ; n++) {
    const number = `610113${year}0312${String(n).padStart(4, '0')}`
    if (isIdentityNumber(number)) return number
  }
}

test('an identity number is masked however it is written', () => {
  const number = young(1980)
  const wide = [...number].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')
  const groups = [number.slice(0, 6), number.slice(6, 14), number.slice(14)]
  const hidden = `${number.slice(0, 3)}*************${number.slice(-2)}`
  for (const written of [
    number,
    wide,
    ...[' ', '-', '－', '　', '.', '·', '_', '/', '，'].map((mark) => groups.join(mark)),
  ]) {
    becomes({ [`身份证${written}，住院`]: `身份证${hidden}，住院` })
  }
  becomes({
    [`ID${number}`]: `ID${hidden}`,
    [`号码为${number}的人`]: `号码为${hidden}的人`,
  })
})

test('the last place of an identity number may be X, x, their wide forms or a sign of multiplication', () => {
  const number = [...Array(2000).keys()]
    .map((n) => `61011319800101${String(n).padStart(3, '0')}X`)
    .find(isIdentityNumber)!
  for (const last of ['X', 'x', 'Ｘ', 'ｘ', '×']) {
    becomes({
      [`证件${number.slice(0, 17)}${last}`]: `证件${number.slice(0, 3)}*************${number.slice(15, 17)[1]}X`,
    })
  }
  assert.equal(isIdentityNumber(identity), false, 'one with a wrong check is masked beside its word, and by its shape')
  becomes({ [`身份证${identity}`]: '身份证610*************1X' })
})

test('18 digits in the place of a permit’s number are the permit’s, however they check', () => {
  const works = young(2019)
  stays(`施工许可证编号：${works}`, `建筑工程施工许可证（编号${works}）`, `施工许可证${works}已过期`)
  // An identity number beside its own word is one, and one of somebody who was born before such numbers were given.
  assert.notEqual(shown(`身份证编号：${works}`), `身份证编号：${works}`)
  assert.notEqual(shown(`许可证编号：${young(1980)}`), `许可证编号：${young(1980)}`)
  const permit = [...Array(400).keys()]
    .map((n) => `61011320190312${String(n).padStart(2, '0')}05`)
    .find(isIdentityNumber)!
  assert.equal(maskNumbers(permit, true), undefined)
  assert.notEqual(maskNumbers(young(2009), true), undefined)
})

test('15 digits: a registration number stays, an old identity number goes, and beside its word always', () => {
  const registration = `61011375031200`
  const right = registration + registrationNumberCheck(registration)
  const wrong = registration + ((Number(registrationNumberCheck(registration)) + 1) % 10)
  stays(`注册号${right}`, right, `注册号${wrong}`)
  becomes({
    [`身份证${right}`]: `身份证610**********${right.slice(-2)}`,
    [wrong]: `610**********${wrong.slice(-2)}`,
    // No month 13.
    身份证610113751312001: '身份证610113751312001',
  })
})

test('a unified code is never masked, not even one whose digits pass as an identity number beside its word', () => {
  let found: string | undefined
  for (let n = 0; n < 100_000 && found === undefined; n++) {
    const body = `78${String(1 + (n % 12)).padStart(2, '0')}${String(1 + (n % 28)).padStart(2, '0')}${String(n % 100).padStart(2, '0')}`
    const first = `12110119${body}${organisationCodeCheck(body)}`
    const code = first + usccCheckCharacter(first)
    if (isIdentityNumber(code) && isValidUscc(code) && innerCheckHolds(code, 8)) found = code
  }
  assert.ok(found)
  stays(`统一社会信用代码：${found}`, `（统一社会信用代码${found}）`)
})

test('mobile numbers are masked with every prefix; a number of a parcel or a sum is none', () => {
  becomes({
    电话13812345678: '电话138****5678',
    '+8613812345678': '138****5678',
    '0086-138-1234-5678来电': '138****5678来电',
    '（+86）138 1234 5678': '（+86）138****5678',
    TEL13812345678: 'TEL138****5678',
    '１３８１２３４５６７８': '138****5678',
    许可证13812345678: '许可证138****5678',
  })
  stays(
    '运单号13812345678',
    '罚款13812345678元',
    '共计13812345678.50元',
    '金额：13812345678',
    '12812345678',
    '138123456789',
  )
})

test('landlines are masked; the numbers that take everybody’s calls are not', () => {
  becomes({
    '电话029-87654321': '电话029-****4321',
    '（0913）2345678': '（0913）***5678',
    '座机：87654321': '座机：****4321',
  })
  stays('拨打12345热线', '400-123-4567', '电话4001234567', '800-810-1234', '12315、12369')
})

test('a card is known by its check and its beginning, or by its word; an order is none', () => {
  becomes({
    卡号6222020200112233445: '卡号6222020200112233445',
    卡号6222020200112233440: `卡号${'6222020200112233440'}`,
  })
  const luhn = (body: string) => {
    for (let last = 0; ; last++) {
      const digits = [...`${body}${last}`].reverse().map(Number)
      const sum = digits.reduce((s, d, i) => s + (i % 2 === 0 ? d : d > 4 ? d * 2 - 9 : d * 2), 0)
      if (sum % 10 === 0) return `${body}${last}`
    }
  }
  const [national, other] = [luhn('622202020011223344'), luhn('734202020011223344')]
  const hidden = (number: string) => '*'.repeat(number.length - 4) + number.slice(-4)
  becomes({
    [national]: hidden(national),
    [`打入${national}账户`]: `打入${hidden(national)}账户`,
    [`银行卡${other}`]: `银行卡${hidden(other)}`,
    [`银行卡${national.replace(/(.{4})(?=.)/g, '$1 ')}`]: `银行卡${hidden(national)}`,
  })
  stays(other, `订单编号${national}`, `交易流水号：${other}`, `对公账号${other}`)
})

test('mail, messengers, passports and permits are masked beside their words', () => {
  becomes({
    '邮箱wang.wu@example.com': '邮箱w***@example.com',
    '微信号：Lucky_2019': '微信号：L***',
    'QQ：123456789': 'QQ：1***',
    护照号E12345678: '护照号E******78',
    '港澳通行证：H1234567890': '港澳通行证：H********90',
  })
  stays('微信支付', '微信公众号发布', '通行证办理点', '批号E12345678')
})

test('where somebody lives is masked to the district; where an organisation is, is not', () => {
  becomes({
    '住址：示范省明衡市东衡区守信路8号': '住址：示范省明衡市东衡区***',
    '，男，汉族，住明衡市清信县云杉镇柳家湾村3组': '，男，汉族，住明衡市清信县***',
    户籍地示范省诚川市石笺镇12号: '户籍地示范省诚川市***',
    '家住澄溪花园3号楼502室，': '家住***，',
  })
  stays(
    '住所：守信路8号',
    '注册地址为守信路8号',
    '经营场所在明德大街1号',
    '住房公积金欠缴3个月',
    '住院12天',
    '员工宿舍居住人数超过规定',
    '居住证办理',
    '工人居住在工地宿舍',
  )
})

test('a name is masked beside a word that says who somebody is', () => {
  becomes({
    当事人张建国到案: '当事人张**到案',
    '法定代表人：欧阳志远': '法定代表人：欧阳**',
    '李四（负责人）签收': '李*（负责人）签收',
    '举报人赵六、钱七': '举报人赵*、钱*',
    '负责人颜真，电话': '负责人颜*，电话',
    '王小五，男，1980年3月出生': '王**，男，1980年3月出生',
    法定代表人由张三变更为李四: '法定代表人由张*变更为李*',
    投诉人阿依古丽·买买提称: '投诉人阿**称',
  })
  stays('当事人张某到案', '当事人张某某到案', '当事人李某甲', '举报人王*')
})

test('an organisation, a thing and a word beside a role are not masked', () => {
  stays(
    '当事人示范市云杉机械有限公司',
    '举报人向明衡食品有限公司索赔',
    '当事人岳池食品(集团)有限公司石垭分公司',
    '被申请人：黄山旅游发展股份有限公司',
    '当事人安全生产责任制不健全',
    '当事人于检查时不能提供台账',
    '当事人应当依法履行义务',
    '司机室灭火器失效',
    '投诉人要求退还货款',
    '员工高血压病史未登记',
    '工人从事粉尘作业',
    '负责人：无',
    '当事人方圆砂石厂',
  )
})

test('a masked text has nothing more to mask', () => {
  for (const text of [
    '当事人张建国（身份证61011319800312002X，电话13812345678，住址：东衡区守信路8号，微信：Lucky_2019）',
    '股东为王伟、欧阳娜娜和李明，邮箱wang@example.com，座机：87654321，护照E12345678',
  ]) {
    const once = shown(text)
    assert.notEqual(once, text)
    assert.equal(shown(once), once)
  }
})
