import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chanceOf, identityNumber, oldAndNothingElse } from '../../test/support/persons.ts'
import { looksLikePerson } from './older-numbers.ts'
import { mayBecomePerson } from './person-begun.ts'
import { registrationNumberCheck } from './registration-number.ts'
import { organisationCodeCheck, usccCheckCharacter } from './uscc.ts'

const chance = chanceOf(20261122)
const many = (make: () => string) => Array.from({ length: 2000 }, make)

test('a citizen’s number is known for one from the year of birth on, however it is typed, until it is whole', () => {
  for (const number of many(() => identityNumber(chance))) {
    assert.equal(mayBecomePerson(number.slice(0, 8)), false)
    for (let length = 10; length <= 18; length++) {
      const typed = number.slice(0, length)
      assert.ok(mayBecomePerson(typed), typed)
    }
    const [area, year, rest] = [number.slice(0, 6), number.slice(6, 10), number.slice(10, 16)]
    assert.ok(mayBecomePerson(` ${area} ${year}-${rest}`))
    assert.ok(
      mayBecomePerson(`'${area}${year}`.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))),
    )
  }
})

test('one of 15 digits is known from the day of birth on', () => {
  for (const number of many(() => oldAndNothingElse(chance))) {
    for (let length = 12; length <= 15; length++) assert.ok(mayBecomePerson(number.slice(0, length)), number)
  }
})

test('a registration number is never held back when it is whole, and a unified code hardly ever, begun or whole', () => {
  let held = 0
  for (let n = 0; n < 2000; n++) {
    const body = String(1 + chance.below(9)) + String(chance.below(10_000_000)).padStart(7, '0')
    const first14 = `110108${body}`
    const number = first14 + registrationNumberCheck(first14)
    assert.equal(mayBecomePerson(number), false, number)
    const inner = `${body}${organisationCodeCheck(body)}`
    const code = `${chance.pick(['91', '11', '12', '52', '31'])}110108${inner}`
    const whole = code + usccCheckCharacter(code)
    for (let length = 8; length <= 18; length++) if (mayBecomePerson(whole.slice(0, length))) held++
  }
  assert.ok(held < 0.02 * 2000 * 11, `${held}`)
})

test('what is a person’s number for a search is one here too', () => {
  for (const number of many(() => identityNumber(chance)))
    if (looksLikePerson(number)) assert.ok(mayBecomePerson(number), number)
  for (const name of ['云杉', 'yunshan', '91110108', '110108', '2019年', '1101081999食品', ''])
    assert.equal(mayBecomePerson(name), false, name)
})
