import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import '../../test/support/properties.ts'
import {
  findPersonNumbers,
  hasOldIdentityShape,
  isBankCardNumber,
  isIdentityNumber,
  isMobileNumber,
  isOrganisationCode,
  looksLikeIdentityNumber,
  plainOrganisationCode,
} from './older-numbers.ts'
import { isRegistrationNumber, registrationNumberCheck } from './registration-number.ts'
import { isValidUscc, organisationCodeCheck } from './uscc.ts'

const digits = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((d) => d.join(''))

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkOf = (first17: string) =>
  '10X98765432'[[...first17].reduce((sum, d, i) => sum + Number(d) * weights[i]!, 0) % 11]

/** Made-up citizens' numbers: province, county, birthday, order, check. */
const identityNumbers = fc
  .tuple(
    fc.constantFrom('11', '31', '35', '44', '53', '62', '65'),
    digits(4),
    fc.date({ min: new Date('1930-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }),
    digits(3),
  )
  .map(([province, county, born, order]) => {
    const first17 = province + county + born.toISOString().slice(0, 10).replaceAll('-', '') + order
    return first17 + checkOf(first17)
  })

test('registration numbers that were issued pass', () => {
  for (const number of [
    '440301103097413',
    '110108012660422',
    '440301103448669',
    '330100400013364',
    '440301102900139',
  ]) {
    assert.ok(isRegistrationNumber(number), number)
    assert.equal(registrationNumberCheck(number.slice(0, 14)), number[14])
  }
})

test('of a registration number, exactly one last digit is right, and one wrong digit is detected', () => {
  fc.assert(
    fc.property(digits(14), fc.nat(13), fc.integer({ min: 1, max: 9 }), (first, place, shift) => {
      const right = [...'0123456789'].filter((last) => isRegistrationNumber(first + last))
      assert.deepEqual(right, [registrationNumberCheck(first)])
      const other = (Number(first[place]) + shift) % 10
      assert.ok(!isRegistrationNumber(first.slice(0, place) + other + first.slice(place + 1) + right[0]))
    }),
  )
})

test('an organisation code is taken with its hyphen and without', () => {
  assert.ok(isOrganisationCode('55138508-2'))
  assert.ok(isOrganisationCode('551385082'))
  assert.ok(!isOrganisationCode('55138508-3'))
  assert.ok(!isOrganisationCode('5513850-82'))
  assert.equal(plainOrganisationCode('10001686-X'), '10001686X')
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-Z]{8}$/), (body) => {
      assert.ok(isOrganisationCode(body + organisationCodeCheck(body)))
    }),
  )
})

test('20,000 made-up identity numbers are known as such, X and x alike', () => {
  fc.assert(
    fc.property(identityNumbers, (number) => {
      assert.ok(isIdentityNumber(number))
      assert.ok(looksLikeIdentityNumber(number))
      assert.ok(looksLikeIdentityNumber(number.toLowerCase()))
    }),
    { numRuns: 20_000 },
  )
})

test('an identity number that passes as a unified code too is treated as a person’s', () => {
  const both: string[] = []
  for (let order = 0; order < 1000 && both.length === 0; order++) {
    const first17 = `11010119900307${String(order).padStart(3, '0')}`
    const number = first17 + checkOf(first17)
    if (isValidUscc(number)) both.push(number)
  }
  assert.equal(both.length, 1)
  assert.ok(looksLikeIdentityNumber(both[0]!))
})

test('a mistyped identity number still looks like one; a valid unified code of digits does not', () => {
  assert.ok(!isIdentityNumber('110101199003070012'))
  assert.ok(looksLikeIdentityNumber('110101199003070012'))
  for (const code of ['914403001922038216', '911100001000044477', '121200004013590816', '911522010783762860']) {
    assert.ok(!looksLikeIdentityNumber(code), code)
  }
})

test('an identity number is known however it is typed', () => {
  for (const text of [
    ' 110101199003070011',
    "'110101199003070011",
    '110101 19900307 0011',
    '110101-19900307-0011',
    '１１０１０１１９９００３０７００１１',
    '110101\u200B199003070011\uFEFF',
    '110101199003070011\t',
    '110 101 600 307 002',
  ]) {
    assert.ok(looksLikeIdentityNumber(text), JSON.stringify(text))
  }
  for (const text of [
    '9144 0300 1922 0382 16',
    '2024年3月15日至2024年4月15日',
    '110101199003070011号楼',
    '示范市某某有限公司示范分公司',
  ]) {
    assert.ok(!looksLikeIdentityNumber(text), text)
  }
})

test('15 digits are a registration number first, an identity number only if not', () => {
  const first = '11010160030700'
  const registered = first + registrationNumberCheck(first)
  assert.ok(hasOldIdentityShape(registered))
  assert.ok(!looksLikeIdentityNumber(registered))
  const other = first + ((Number(registered[14]) + 1) % 10)
  assert.ok(looksLikeIdentityNumber(other))
  assert.ok(!looksLikeIdentityNumber('440301103097413'))
  assert.ok(!looksLikeIdentityNumber('110101601307001'))
})

test('a bank card number has 16 to 19 digits and a right Luhn check', () => {
  assert.ok(isBankCardNumber('4111111111111111'))
  assert.ok(!isBankCardNumber('411111111111111'))
  fc.assert(
    fc.property(digits(17), (body) => {
      const right = [...'0123456789'].filter((last) => isBankCardNumber(`6${body}${last}`))
      assert.equal(right.length, 1)
    }),
  )
})

test('a mobile number begins with 13 to 19', () => {
  assert.ok(isMobileNumber('13800138000'))
  assert.ok(isMobileNumber('19912345678'))
  for (const number of ['12345678901', '1380013800', '23800138000', '1380013800a']) assert.ok(!isMobileNumber(number))
})

test('numbers of persons are found in free text at their place, however they are typed', () => {
  const kinds = (text: string) =>
    findPersonNumbers(text).map((found) => [found.kind, text.slice(found.start, found.end)])
  assert.deepEqual(kinds('联系电话13800138000，'), [['mobile-number', '13800138000']])
  assert.deepEqual(kinds('电话138-0013-8000。'), [['mobile-number', '138-0013-8000']])
  assert.deepEqual(kinds('+86 138 0013 8000'), [['mobile-number', '+86 138 0013 8000']])
  assert.deepEqual(kinds('身份证１１０１０１１９９００３０７００１１号'), [
    ['identity-number', '１１０１０１１９９００３０７００１１'],
  ])
  assert.deepEqual(kinds('（身份证号：110101 19900307 0011）'), [['identity-number', '110101 19900307 0011']])
  assert.deepEqual(kinds('账号4111 1111 1111 1111'), [['bank-card', '4111 1111 1111 1111']])
  assert.deepEqual(kinds('13800138000 2024'), [['mobile-number', '13800138000']])
  assert.deepEqual(kinds('13800138000 13900139000'), [
    ['mobile-number', '13800138000'],
    ['mobile-number', '13900139000'],
  ])
  assert.deepEqual(kinds('证号110101\u200B19900307–0011。'), [['identity-number', '110101\u200B19900307–0011']])
})

test('codes of organisations and numbers of documents are no persons’', () => {
  for (const text of [
    '统一社会信用代码914403001922038216',
    '注册号440301103097413',
    '京市监处罚〔2024〕1024号，罚款10000.00元',
    '编号202403150000123456',
    '电话010-12345678',
  ]) {
    assert.deepEqual(findPersonNumbers(text), [], text)
  }
})

test('every made-up identity number is found inside a sentence', () => {
  fc.assert(
    fc.property(identityNumbers, fc.constantFrom('', ' ', '：', '（'), (number, before) => {
      const text = `当事人某，身份证号${before}${number}，住本市。`
      assert.deepEqual(
        findPersonNumbers(text).map((found) => text.slice(found.start, found.end)),
        [number],
      )
    }),
  )
})
