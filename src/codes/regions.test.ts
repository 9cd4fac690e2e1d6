import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { material } from '../../test/support/material.ts'
import { currentRegion, isKnownRegion, readRegions, regionName, regionPath, withRegions } from './regions.ts'

const file = (name: string) => readFileSync(new URL(`../../rules/national/regions/${name}`, import.meta.url), 'utf8')
const regions = readRegions(file('divisions.csv'), file('additions.csv'))
const path = (code: string, day?: string) => regionPath(regions, code, day).map((region) => region.name)

test('a code has its name and what it lies in', () => {
  assert.equal(regionName(regions, '110119'), '延庆区')
  assert.deepEqual(path('110119'), ['北京市', '延庆区'])
  assert.deepEqual(path('130121'), ['河北省', '石家庄市', '井陉县'])
  assert.deepEqual(path('429004'), ['湖北省', '仙桃市'])
  assert.deepEqual(path('440000'), ['广东省'])
})

test('an unknown county is still known by its prefecture and province', () => {
  assert.ok(!isKnownRegion(regions, '320192'))
  assert.equal(regionName(regions, '320192'), undefined)
  assert.deepEqual(path('320192'), ['江苏省', '南京市'])
  assert.deepEqual(path('001234'), [])
})

test('a division that became another is known on its days and leads to the other', () => {
  assert.equal(regionName(regions, '110228', '2014-01-01'), '密云县')
  assert.equal(regionName(regions, '110228', '2020-01-01'), undefined)
  assert.ok(isKnownRegion(regions, '110228'))
  assert.equal(currentRegion(regions, '110228'), '110118')
  assert.equal(currentRegion(regions, '540422'), '540481')
  assert.equal(currentRegion(regions, '110101'), '110101')
  assert.equal(currentRegion(regions, '110103'), '110103') // merged into one of another name: not said
})

test('a deployer’s own lines are laid over the national ones', () => {
  const own = withRegions(regions, [{ code: '999901', zh: '某新区', from: '2026-01-01', until: '2027-01-01' }])
  assert.equal(regionName(own, '999901', '2026-12-31'), '某新区')
  assert.equal(regionName(own, '999901', '2027-01-01'), undefined)
  assert.equal(regionName(own, '110119'), '延庆区')
  assert.ok(!isKnownRegion(regions, '999901'))
})

test('every successor is a division itself, and following them ends', () => {
  for (const [code, states] of regions) {
    for (const { successor } of states) if (successor) assert.ok(regions.has(successor), `${code} -> ${successor}`)
    assert.ok(isKnownRegion(regions, currentRegion(regions, code)))
  }
})

test('a broken line is a fault of the file', () => {
  assert.throws(() => readRegions('code,name,from,until,successor\n11010,东城区,,,\n'))
})

const oracle = material('6-reference/areacodes-history.csv')
test('6-reference: divisions alive since 2003 are known under their name', {
  skip: !oracle && 'material 6-reference is absent',
}, () => {
  const rows = readFileSync(oracle!, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
    .map(([code, , , name, , , from, until]) => ({
      code: code!,
      name: name!,
      from: Number(from),
      until: Number(until || 9999),
    }))
    .filter((row) => row.until > 2003)
  assert.ok(rows.length > 3500)
  // Known to be missing: the two counties of 2024 (rules/national/regions/README.md).
  const missing = rows.filter((row) => !isKnownRegion(regions, row.code)).map((row) => row.name)
  assert.deepEqual(missing.sort(), ['和安县', '和康县', '安西县'].sort())

  const otherName = rows.filter(
    (row) => row.until === 9999 && isKnownRegion(regions, row.code) && regionName(regions, row.code) !== row.name,
  )
  assert.deepEqual(otherName, [])

  // In a year in which a division stood from beginning to end it is said to be unknown only where the lists
  // took it up late: ten or so of the Corps' cities and of those that province-run counties were renumbered to.
  const refused = rows.filter(
    ({ code, from, until }) =>
      isKnownRegion(regions, code) &&
      [2005, 2010, 2015, 2020].some(
        (year) => from < year && year < until && !isKnownRegion(regions, code, `${year}-06-30`),
      ),
  )
  assert.ok(refused.length <= 10, refused.map((row) => row.code + row.name).join())
})

test('6-reference: derived successors are those of the history', {
  skip: !oracle && 'material 6-reference is absent',
}, () => {
  const successors = new Map<string, Set<string>>()
  for (const line of readFileSync(oracle!, 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [code = '', , , , , , , , next = ''] = line.split(',')
    if (next) successors.set(code, new Set([...(successors.get(code) ?? []), ...(next.match(/\d{6}/g) ?? [])]))
  }
  let right = 0
  const wrong: string[] = []
  for (const [code, states] of regions) {
    for (const { successor, name } of states) {
      const known = successors.get(code)
      if (!successor || successor === code || !known) continue
      if (known.has(successor)) right++
      else wrong.push(`${code} ${name} -> ${successor}, not ${[...known]}`)
    }
  }
  assert.ok(right > 250)
  assert.ok(wrong.length <= right / 50, wrong.join('\n'))
})
