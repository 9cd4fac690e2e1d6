import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { material } from '../../test/support/material.ts'
import { industriesOf, industryName, industryOf, industryPath } from './industries.ts'

const pack = parse(
  readFileSync(new URL('../../rules/national/industries/gbt4754-2017.yaml', import.meta.url), 'utf8'),
) as { versions: { values: { code: string; zh: string; en: string }[] }[] }
const lines = pack.versions[0]!.values
const industries = industriesOf(lines)

test('there are 20 sections and 97 divisions, each named in both languages', () => {
  const all = [...industries.values()]
  assert.equal(all.filter((industry) => industry.level === 'section').length, 20)
  assert.deepEqual(
    all.filter((industry) => industry.level === 'division').map((industry) => industry.code),
    Array.from({ length: 97 }, (_, i) => String(i + 1).padStart(2, '0')),
  )
  for (const { name } of all) {
    assert.match(name.zh, /^[\u4E00-\u9FFF、]+$/)
    assert.match(name.en, /^[A-Z][A-Za-z ,'-]+$/)
  }
})

test('a division lies in its section', () => {
  const sections = Object.entries({
    '05': 'A',
    '06': 'B',
    '12': 'B',
    '13': 'C',
    '43': 'C',
    '44': 'D',
    '52': 'F',
    '65': 'I',
    '69': 'J',
    '82': 'O',
    '83': 'P',
    '96': 'S',
    '97': 'T',
  })
  for (const [division, section] of sections) assert.equal(industries.get(division)?.parent, section)
})

test('a finer code is answered by the nearest that is loaded, with its letter or without', () => {
  assert.equal(industryName(industries, '1310')?.zh, '农副食品加工业')
  assert.equal(industryName(industries, 'C1310')?.zh, '农副食品加工业')
  assert.equal(industryName(industries, 'C')?.zh, '制造业')
  for (const code of ['', '00', '9', '98', 'X']) assert.equal(industryOf(industries, code), undefined, code)
})

test('finer levels are taken as further lines', () => {
  const finer = industriesOf([
    ...lines,
    { code: '131', zh: '谷物磨制', en: 'Grinding of grain' },
    { code: '1311', zh: '稻谷加工', en: 'Rice processing' },
  ])
  assert.deepEqual(
    industryPath(finer, '1311').map((industry) => industry.code),
    ['C', '13', '131', '1311'],
  )
  assert.throws(() => industriesOf([{ code: '01', zh: '农业', en: 'Farming' }]))
})

const raw = material('6-reference/gbt4754-2011-2017-raw.csv')
test('6-reference: every class of 2017 belongs to a division here', {
  skip: !raw && 'material 6-reference is absent',
}, () => {
  const classes = readFileSync(raw!, 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',')[1] ?? '')
    .filter((code) => /^\d{4}$/.test(code))
  assert.ok(classes.length > 1000)
  for (const code of classes) assert.equal(industryOf(industries, code)?.code, code.slice(0, 2), code)
})
