import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { placeWordsOf } from '../codes/name-parts.ts'
import { readRegions } from '../codes/regions.ts'
import { certainFrom, type Named, nameKeyOf, rank, rankingOf } from './candidates.ts'
import { nameIndexOf } from './name-index.ts'

const file = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../rules/national/regions/${name}`, import.meta.url)), 'utf8')
const places = placeWordsOf(readRegions(file('divisions.csv'), file('additions.csv')))

let codes = 0
const named = (name: string, region = '320100', more: Partial<Named> = {}): Named => ({
  code: String(++codes),
  name,
  key: nameKeyOf(name, places),
  isCurrent: true,
  region,
  ...more,
})

const register = [
  named('南京云杉食品有限公司', '320100'),
  named('苏州云杉食品有限公司', '320500'),
  named('南京云溪食品有限公司', '320100'),
  named('南京云杉物流有限公司', '320100'),
  named('江苏衡砚机械股份有限公司', '320200'),
  named('衡砚（常州）机械配件有限公司', '320400'),
  named('南京市朔望建筑安装工程有限责任公司', '320100'),
  named('深圳市澄霁(集团)股份有限公司', '440300'),
  named('南京芷溪商贸有限公司', '320100'),
  named('南京芷溪商贸有限公司江宁分公司', '320115'),
]
const index = nameIndexOf(register, places)
const ask = (name: string, known: { region?: string; holders?: Set<string> } = {}) =>
  index.candidates(rankingOf(name, places, known), 5)
const first = (name: string, known?: { region?: string; holders?: Set<string> }) => ask(name, known)[0]?.name

test('a full name with one mistake finds its organisation first', () => {
  for (const written of [
    '南京云杉食品有限公司',
    '南京云衫食品有限公司', // sounds alike
    '南京云杉食有限公司',
    '南 京云杉食品有限公司',
    '南京雲杉食品有限公司',
    '（南京）云杉食品有限公司',
    '南京云杉食品公司',
  ]) {
    assert.equal(first(written), '南京云杉食品有限公司', written)
  }
  assert.equal(first('衡砚机械配件(常州)有限公司'), '衡砚（常州）机械配件有限公司')
  assert.equal(first('朔望建筑安装工程有限公司'), '南京市朔望建筑安装工程有限责任公司')
})

test('only a name that differs in nothing but writing reads as certain', () => {
  const reads = (name: string) => ask(name)[0]?.reads
  assert.equal(reads('南京云杉食品有限公司'), 'certain')
  assert.equal(reads('南京云杉食品　有限公司'), 'certain')
  assert.notEqual(reads('南京云衫食品有限公司'), 'certain')
  assert.notEqual(reads('云杉食品有限公司'), 'certain')
})

test('a short form never reads as certain, whatever else is known', () => {
  const words = fc.constantFrom('云杉', '衡砚', '澄霁', '芷溪', '南京', '食品', '深', '集团', '股份')
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 4 }), fc.boolean(), (parts, isPlaced) => {
      const best = ask(parts.join(''), isPlaced ? { region: '320100' } : {})[0]
      assert.ok(best === undefined || best.score < certainFrom, `${parts.join('')}: ${best?.name} ${best?.score}`)
    }),
  )
})

test('a name that two organisations could bear is never certain; the region says which comes first', () => {
  assert.equal(first('云杉食品有限公司', { region: '320100' }), '南京云杉食品有限公司')
  assert.equal(first('云杉食品有限公司', { region: '320500' }), '苏州云杉食品有限公司')
  for (const region of ['320100', '320500']) {
    const [best] = ask('云杉食品有限公司', { region })
    assert.ok(best!.score < certainFrom, String(best!.score))
  }
})

test('two organisations of one registered name are both shown, neither as certain', () => {
  const twins = [named('南京两仪商贸有限公司', '320102'), named('南京两仪商贸有限公司', '320104')]
  const found = rank(rankingOf('南京两仪商贸有限公司', places, { region: '320102' }), twins, places, 5)
  assert.deepEqual(
    found.map((one) => one.region),
    ['320102', '320104'],
  )
  assert.ok(found.every((one) => one.score < certainFrom))
})

test('short names and abbreviations find the company that is known by them', () => {
  assert.equal(first('衡砚股份'), '江苏衡砚机械股份有限公司')
  assert.equal(first('*ST衡砚'), '江苏衡砚机械股份有限公司')
  assert.equal(first('深澄霁Ａ'), '深圳市澄霁(集团)股份有限公司')
})

test('a branch is not its parent', () => {
  assert.equal(first('南京芷溪商贸有限公司江宁分公司'), '南京芷溪商贸有限公司江宁分公司')
  assert.equal(first('南京芷溪商贸有限公司'), '南京芷溪商贸有限公司')
  const [, other] = ask('南京芷溪商贸有限公司')
  assert.ok(other === undefined || other.score < 0.8)
})

test('a former name leads to who bore it, and is said to be one', () => {
  const before = named('南京荞麦贸易有限公司', '320100', { isCurrent: false })
  const now = { ...named('南京荞溪实业有限公司'), code: before.code }
  const [best, ...others] = rank(rankingOf('南京荞麦贸易有限公司', places), [now, before], places, 5)
  assert.equal(others.length, 0)
  assert.equal(best!.isFormerName, true)
  assert.equal(best!.reasons[0]!.says.zh, '与曾用名称相同')
})

test('reasons name what agrees, what differs and what was not said', () => {
  const reasons = new Map(
    ask('云杉食品有限公司', { region: '320100' })[0]!.reasons.map((reason) => [reason.feature, reason.agrees]),
  )
  assert.deepEqual(Object.fromEntries(reasons), {
    place: 'unsaid',
    own: 'yes',
    trade: 'yes',
    form: 'yes',
    region: 'yes',
  })
  const other = ask('南京云杉饮料有限公司').find((one) => one.name === '南京云杉食品有限公司')!
  assert.equal(other.reasons.find((reason) => reason.feature === 'trade')!.agrees, 'partly')
})

test('who holds a number of the row comes first, and is shown to', () => {
  const holder = register[1]!
  const [best] = ask('云杉食品有限公司', { region: '320100', holders: new Set([holder.code]) })
  assert.equal(best!.name, holder.name)
  assert.ok(best!.reasons.some((reason) => reason.feature === 'number' && reason.agrees === 'yes'))
})

test('any text is answered, and each score lies between 0 and 1', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      for (const { score } of ask(text)) assert.ok(score >= 0 && score <= 1)
    }),
  )
})

test('a name that is the same is not certain where the row’s own code or number is another’s', () => {
  const name = '南京云杉食品有限公司'
  const reads = (known: Parameters<typeof rankingOf>[2]) =>
    index.candidates(rankingOf(name, places, known), 1)[0]!.reads
  assert.equal(reads({}), 'certain')
  assert.notEqual(reads({ statedCode: '91990101MA1075705K' }), 'certain')
  assert.notEqual(reads({ holders: new Set([register[1]!.code]) }), 'certain')
})
