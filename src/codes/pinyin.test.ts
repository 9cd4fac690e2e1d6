import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import '../../test/support/properties.ts'
import { initials, pinyinKey, spellingOf } from './pinyin.ts'

test('a name gives its syllables and their first letters', () => {
  assert.equal(pinyinKey('深圳市示范科技有限公司'), 'shen zhen shi shi fan ke ji you xian gong si')
  assert.equal(initials('深圳市示范科技有限公司'), 'szssfkjyxgs')
  assert.equal(pinyinKey('重庆银行'), 'chong qing yin hang')
  assert.equal(pinyinKey('绿地女鞋略阳店'), 'lv di nv xie lve yang dian')
})

test('letters and digits stay, in lower case', () => {
  assert.equal(pinyinKey('示范ABC 2号厂'), 'shi fan abc 2 hao chang')
  assert.equal(initials('示范ABC2号厂'), 'sfabc2hc')
  assert.deepEqual(spellingOf('示范（上海）公司'), { key: 'shi fan shang hai gong si', initials: 'sfshgs' })
})

test('keys sort as a Chinese directory does', () => {
  const names = ['中国', '上海', '北京', '安徽', '重庆', '西安', '先河']
  assert.deepEqual(
    [...names].sort((a, b) => (pinyinKey(a) < pinyinKey(b) ? -1 : 1)),
    ['安徽', '北京', '重庆', '上海', '西安', '先河', '中国'],
  )
})

test('any text has a key, the same each time and without capitals', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (name) => {
      const key = pinyinKey(name)
      assert.equal(pinyinKey(name), key)
      assert.equal(key, key.toLowerCase().trim())
      assert.ok(!/\s{2}/.test(key))
    }),
  )
})
