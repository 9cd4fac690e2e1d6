/**
 * Rights 1, 3 and 9 as far as rule packs could undo them: a pack that aims at a
 * person, keeps a person's field, lists by a representative, or links organisations
 * does not load. Each sentence of the lint stands in src/rulebook/lint.test.ts; here
 * the shipped packs themselves are turned, as a hostile region would turn them.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bookOf } from '../../src/rulebook/load.ts'
import { shippedPacks } from '../support/rule-book.ts'

function findingsOf(name: string, from: string | RegExp, to: string): string[] {
  const pack = shippedPacks.find((one) => one.name === name)
  assert.ok(pack, name)
  const text = pack.text.replace(from, to)
  assert.notEqual(text, pack.text, `nothing turned in ${name}`)
  const { findings } = bookOf(shippedPacks.map((one) => (one === pack ? { name, text } : one)))
  return findings.map(({ check }) => check)
}

const measures = 'national/measures.yaml'
const penalty = 'national/catalogue/penalty.yaml'
const registration = 'national/catalogue/registration.yaml'
const turned: [what: string, pack: string, from: string | RegExp, to: string][] = [
  ['a measure against persons', measures, 'target: organisation', 'target: natural-person'],
  ['a measure against representatives', measures, 'target: organisation', 'target: legal-representative'],
  [
    'a measure that reaches persons in words',
    measures,
    'zh: 禁止参加政府采购活动',
    'zh: 禁止该单位及其法定代表人参加政府采购活动',
  ],
  ['a measure without an article', measures, 'articles: [政府采购法第七十七条]', 'articles: []'],
  ['a list of persons', 'national/lists/wages.yaml', 'target: organisation', 'target: natural-person'],
  ['a list by representatives', 'national/lists/wages.yaml', 'target: organisation', 'target: legal-representative'],
  ['a penalty that keeps the representative', penalty, /(id: CF_FRDB,.*?)group: dropped/, '$1group: public'],
  ['a penalty that keeps an identity number', penalty, /(id: CF_XDR_ZJHM,.*?)group: dropped/, '$1group: government'],
  ['a registration that keeps the telephone', registration, /(id: DJ_LXDH,.*?)group: dropped/, '$1group: government'],
  ['a registration found by its representative', registration, 'key: [DJ_SHXYM]', 'key: [DJ_FDDBR]'],
  ['a penalty told apart by a person', penalty, /key: \[CF_XDR_SHXYM,/, 'key: [CF_FRDB,'],
  [
    'a name of a person as a number of organisations',
    registration,
    'DJ_GSZC: registration-number',
    'DJ_FDDBR: registration-number',
  ],
  [
    'persons no longer known by their category',
    'national/code-lists/counterpart-category.yaml',
    /.*code: natural-person.*\n/,
    '',
  ],
  ['the column for identity numbers no longer known', penalty, 'personNumbers: [CF_XDR_ZJHM]', 'personNumbers: []'],
  ['a matter about persons', 'national/matters.yaml', 'zh: 单位评先评优', 'zh: 个人职称评审'],
  ['a matter that concerns persons', 'national/matters.yaml', 'concerns: organisation', 'concerns: natural-person'],
]

test('each turned pack is refused, with its reason', () => {
  const loaded = turned.filter(([, pack, from, to]) => findingsOf(pack, from, to).length === 0)
  assert.deepEqual(
    loaded.map(([what]) => what),
    [],
  )
})

test('turned back they load', () => {
  assert.deepEqual(bookOf(shippedPacks).findings, [])
})
