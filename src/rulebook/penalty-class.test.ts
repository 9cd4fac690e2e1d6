import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBook as book, bookWith } from '../../test/support/rule-book.ts'
import { suggestClass } from './penalty-class.ts'

const day = '2026-11-21'
const suggest = (kinds: string[], fine?: string, region = '990121', on = day) =>
  suggestClass(fine === undefined ? { CF_CFLB: kinds } : { CF_CFLB: kinds, CF_NR_FK: fine }, book, on, region)

test('kinds of penalty suggest a class, with the article', () => {
  const expected = {
    警告: 'minor',
    通报批评: 'minor',
    没收违法所得: 'general',
    没收非法财物: 'general',
    暂扣许可证件: 'general',
    降低资质等级: 'general',
    吊销许可证件: 'serious',
    限制开展生产经营活动: 'serious',
    责令停产停业: 'serious',
    责令关闭: 'serious',
    限制从业: 'serious',
  }
  for (const [kind, set] of Object.entries(expected)) {
    const found = suggest([kind])
    assert.equal(found?.class, set, kind)
    assert.ok(found?.article && found.reason.zh && found.reason.en)
  }
})

test('fines go by the region’s thresholds, on both sides of each', () => {
  assert.equal(suggest(['罚款'], '0.999999')?.class, 'minor')
  assert.equal(suggest(['罚款'], '1')?.class, 'general')
  assert.equal(suggest(['罚款'], '99.999999')?.class, 'general')
  assert.equal(suggest(['罚款'], '100')?.class, 'serious')
  assert.equal(suggest(['罚款'], '1000')?.class, 'serious')
})

test('a threshold of the county or the sector goes before the province’s', () => {
  const line = (id: string, change: object) => ({
    id,
    largerFrom: '5',
    veryLargeFrom: '50',
    from: '2024-01-01',
    authority: { zh: '某', en: 'x' },
    basis: 'x',
    certainty: '?',
    ...change,
  })
  const pack = {
    pack: 'thresholds',
    id: 't',
    zh: '标准',
    en: 't',
    lines: [line('a', { region: '990121' }), line('b', { region: '990000', sector: 'fire', largerFrom: '3' })],
  }
  const { book: more, findings } = bookWith({ name: 'local/t.yaml', text: JSON.stringify(pack) })
  assert.deepEqual(findings, [])
  const content = { CF_CFLB: ['罚款'], CF_NR_FK: '4' }
  assert.equal(suggestClass(content, more, day, '990121')?.class, 'minor')
  assert.equal(suggestClass(content, more, day, '990122')?.class, 'general')
  assert.equal(suggestClass(content, more, day, '990221', 'fire')?.class, 'general')
  assert.equal(suggestClass({ ...content, CF_NR_FK: '2' }, more, day, '990221', 'fire')?.class, 'minor')
})

test('several kinds: the longest', () => {
  assert.equal(suggest(['警告', '没收违法所得'])?.class, 'general')
  assert.equal(suggest(['警告', '罚款'], '0.2')?.class, 'minor')
  assert.equal(suggest(['罚款', '责令停产停业'], '0.2')?.class, 'serious')
})

test('where the rules leave it open there is no class, but a reason', () => {
  for (const found of [
    suggest(['行政拘留']),
    suggest(['其他:责令改正']),
    suggest(['罚款']),
    suggest(['罚款'], '5', '110000'),
    suggest(['警告', '行政拘留']),
  ]) {
    assert.ok(found)
    assert.equal(found.class, undefined)
    assert.ok(found.reason.zh && found.reason.en)
  }
  // What is open cannot make the most serious longer.
  assert.equal(suggest(['行政拘留', '责令关闭'])?.class, 'serious')
})

test('before the classes were in force, and for what states no kind, nothing is suggested', () => {
  assert.equal(suggest(['警告'], undefined, '990121', '2026-03-31'), undefined)
  assert.equal(suggest(['警告'], undefined, '990121', '2026-04-01')?.class, 'minor')
  assert.equal(suggestClass({}, book, day, '990121'), undefined)
})
