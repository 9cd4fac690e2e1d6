import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBook as book, bookWith } from '../../test/support/rule-book.ts'
import { isKnownRegion, regionName } from '../codes/regions.ts'
import { examineUscc } from '../codes/uscc.ts'
import { regionsOfBook, usccTablesOf } from './codes-of-book.ts'

test('the book knows the country’s regions, also those of before, and the demonstration’s', () => {
  const regions = regionsOfBook(book)
  assert.equal(regionName(regions, '610000'), '陕西省')
  assert.equal(isKnownRegion(regions, '110103'), true, 'a district that was merged in 2010')
  assert.equal(regionName(regions, '990121'), '明衡市清信县')
  assert.equal(isKnownRegion(regions, '970000'), false)
})

test('no region of the demonstration is one of the country', () => {
  const national = regionsOfBook(
    bookWith(...book.packs.filter((p) => p.name === 'local/demo/regions.yaml').map((p) => ({ name: p.name, text: '' })))
      .book,
  )
  const own = book.regions.filter((region) => region.code !== '990000')
  assert.equal(own.length, 12)
  for (const region of own) assert.equal(isKnownRegion(national, region.code), false, region.code)
})

test('a pair that a deployer’s pack adds no longer warns', () => {
  const text = JSON.stringify({
    pack: 'code-list',
    id: 'uscc-category',
    zh: '类别',
    en: 'category',
    versions: [
      {
        version: 'local',
        from: '2000-01-01',
        until: '2015-10-01',
        basis: '测试',
        certainty: 'k',
        values: [{ code: '9E', zh: '某类', en: 'some kind', aliases: [] }],
      },
    ],
  })
  const { book: more, findings } = bookWith({ name: 'local/pairs.yaml', text })
  assert.deepEqual(findings, [])
  const warns = (tables: ReturnType<typeof usccTablesOf>) =>
    examineUscc('9E110000MA00000150', tables).warnings.includes('code-category-unknown')
  assert.equal(warns(usccTablesOf(book)), true)
  assert.equal(warns(usccTablesOf(more)), false)
})
