import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { material } from '../../test/support/material.ts'
import { placeWordsOf, readName } from './name-parts.ts'
import { readRegions } from './regions.ts'

const file = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../rules/national/regions/${name}`, import.meta.url)), 'utf8')
const places = placeWordsOf(readRegions(file('divisions.csv'), file('additions.csv')))

function parts(name: string): string {
  const { place, own, trade, form, branch } = readName(name, places)
  return [place, own, trade, form, branch].join('|')
}

test('a name is divided into place, part of its own, trade and form', () => {
  assert.equal(parts('深圳市旭成服装有限公司'), '深圳市|旭成|服装|有限公司|')
  assert.equal(parts('广东省佛山市建睿房地产投资有限责任公司'), '广东省佛山市|建睿|房地产投资|有限责任公司|')
  assert.equal(parts('内蒙古包头市东升煤炭有限公司'), '内蒙古包头市|东升|煤炭|有限公司|')
  assert.equal(parts('安徽永裕农民专业合作社'), '安徽|永裕|农民|专业合作社|')
})

test('a place in brackets, behind the part of its own, and below the county is a place', () => {
  assert.equal(parts('晶科能源（海宁）有限公司'), '海宁|晶科|能源|有限公司|')
  assert.equal(parts('惠生南通重工有限公司'), '南通|惠生|重工|有限公司|')
  assert.equal(parts('新田县龙泉镇康利达食品厂'), '新田县龙泉镇|康利达|食品|厂|')
})

test('a word that is a county elsewhere is a name of its own', () => {
  assert.equal(parts('山东东方制药有限公司'), '山东|东方|制药|有限公司|')
  assert.equal(parts('中国平安人寿保险股份有限公司'), '中国|平安|人寿保险|股份有限公司|')
  assert.equal(parts('宁波鄞州翔沣电气有限公司'), '宁波鄞州|翔沣|电气|有限公司|')
})

test('a group in brackets is form, and what makes a branch stands apart', () => {
  assert.equal(parts('深圳市振业(集团)股份有限公司'), '深圳市|振业||集团股份有限公司|')
  assert.equal(parts('上海家乐调味食品销售有限公司杭州分公司'), '上海|家乐|调味食品销售|有限公司|杭州分公司')
})

test('width, kinds of brackets and traditional characters do not matter', () => {
  assert.equal(readName('華龍電氣（集團）有限公司', places).key, readName('华龙电气(集团)有限公司', places).key)
})

test('any text at all is divided into as many characters as it has', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom(...'深圳市(（)）有限公司分集团县东方') }),
      ),
      (text) => {
        const { key, parts: of } = readName(text, places)
        return of.length === key.length
      },
    ),
  )
})

test('divides labelled names as people did', (t) => {
  const path = material('1-names/chinese-company-search-segmented.jsonl')
  if (path === undefined) return t.skip('1-names/chinese-company-search-segmented.jsonl is not there')
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  let right = 0
  for (const line of lines) {
    const { text, label } = JSON.parse(line) as { text: string; label: { brand?: [string][]; place?: [string][] } }
    const read = readName(text, places)
    const said = (parts: [string][] = []) => parts.map(([part]) => part).join('')
    if (said(label.brand) === read.own && said(label.place) === read.place) right++
  }
  assert.ok(right / lines.length > 0.8, `${right} of ${lines.length}`)
})
