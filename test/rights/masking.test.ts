/**
 * Rights 5, as figures: how much of what is a person's is masked in free text, and
 * how much of what is masked is a person's. On a smaller seed than docs/masking.md,
 * which `npm run bench` writes.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { maskText } from '../../src/codes/mask-text.ts'
import { bars, corpora, documents, measure, precisionOf, recallOf } from '../support/mask-corpus.ts'
import { material } from '../support/material.ts'
import { chanceOf } from '../support/persons.ts'

const mask = (text: string) => maskText(text)?.text ?? text

for (const [name, words] of Object.entries(corpora)) {
  for (const seed of [11, 12]) {
    test(`corpus ${name}: the bars of recall and precision hold, and no valid unified code is masked (seed ${seed})`, (t) => {
      const measured = measure(documents(words, chanceOf(seed), 2500), mask)
      for (const group of ['checked', 'rest'] as const) {
        const [recall, precision] = [recallOf(measured[group]), precisionOf(measured[group])]
        t.diagnostic(
          `${group}: recall ${recall.toFixed(4)}, precision ${precision.toFixed(4)} of ${measured[group].secrets}`,
        )
        assert.ok(recall >= bars[group].recall, `${group}: recall ${recall}`)
        assert.ok(precision >= bars[group].precision, `${group}: precision ${precision}`)
      }
      assert.ok(measured.usccs.all > 150)
      assert.equal(measured.usccs.masked, 0)
      assert.ok(measured.checked.secrets > 400 && measured.checked.kept > 1000 && measured.rest.secrets > 4000)
    })
  }
}

test('a masker that masks nothing, and one that masks every number, miss the bars', () => {
  const some = () => documents(corpora.known, chanceOf(13), 500)
  assert.equal(recallOf(measure(some(), (text) => text).checked), 0)
  const numbers = measure(some(), (text) => text.replace(/\d{11,}/g, '***'))
  assert.ok(precisionOf(numbers.checked) < bars.checked.precision)
  assert.ok(numbers.usccs.masked > 0)
})

const lists = [
  ['1-names/botx-food-companies.txt', 0],
  ['1-names/botx-zhenjiang-organisations.txt', 0],
  ['1-names/szse-full-vs-short-names.tsv', 1],
] as const
const files = lists.map(([name, column]) => ({ path: material(name), column }))
const beside = [
  (name: string) => `当事人${name}未按期公示年度报告`,
  (name: string) => `举报人向${name}索赔`,
  (name: string) => `股东${name}持股51%`,
  (name: string) => `被申请人：${name}`,
]

test('1-names: of real organisations beside role words, at most one in 500 loses a character', {
  skip: files.some(({ path }) => path === undefined) && 'material 1-names is absent',
}, (t) => {
  let all = 0
  const altered: string[] = []
  for (const { path, column } of files) {
    for (const line of readFileSync(path!, 'utf8').split(/\r?\n/)) {
      const name = (line.split('\t')[column] ?? '').trim()
      if (name === '') continue
      for (const write of beside) {
        all += 1
        const text = write(name)
        if (mask(text) !== text) altered.push(`${text} -> ${mask(text)}`)
      }
    }
  }
  t.diagnostic(`${altered.length} of ${all} altered; such as ${altered.slice(0, 3).join(' | ')}`)
  assert.ok(all > 50_000)
  assert.ok(altered.length <= all / 500, altered.slice(0, 20).join('\n'))
})
