import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { material } from '../../test/support/material.ts'
import { foldVariants } from './variants.ts'

test('traditional characters of names are read as the usual ones, as many as there were', () => {
  assert.equal(foldVariants('東莞市廣興貿易有限公司'), '东莞市广兴贸易有限公司')
  assert.equal(foldVariants('鎮江蔴紡織廠'), '镇江麻纺织厂')
  assert.equal(foldVariants('臺灣銀行'), '台湾银行')
})

test('what is written in the usual way stays as it is', (t) => {
  const path = material('1-names/botx-food-companies.txt')
  if (path === undefined) return t.skip('1-names/botx-food-companies.txt is not there')
  const changed = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((name) => foldVariants(name) !== name)
  // Some of these names do hold a traditional character.
  assert.ok(changed.length < 60, changed.slice(0, 20).join(' '))
})

test('most traditional characters in sentences are known', (t) => {
  const path = material('6-reference/opencc-conversions.jsonl')
  if (path === undefined) return t.skip('6-reference/opencc-conversions.jsonl is not there')
  let known = 0
  let all = 0
  for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const { input, expected } = JSON.parse(line) as { input: string; expected: Record<string, string> }
    const simplified = expected.t2s
    if (typeof simplified !== 'string' || simplified.length !== input.length) continue
    for (let i = 0; i < input.length; i++) {
      if (input[i] === simplified[i]) continue
      all++
      if (foldVariants(input[i]!) === simplified[i]) known++
    }
  }
  assert.ok(all > 50, `${all} characters differ`)
  assert.ok(known / all > 0.85, `${known} of ${all}`)
})
