import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { material } from '../../test/support/material.ts'
import { canonical, type Json, quoted } from './canonical.ts'
import { commitRow, groupLeaf, groupSalts, opens } from './commitment.ts'
import { inclusionPath, isIncluded, leafHash, nodeHash, rootOfHashes } from './merkle.ts'
import { sha256Suite, sm3Suite } from './suite.ts'

const suites = [sha256Suite, sm3Suite]

test('SM3 gives the digest of the standard for abc', () => {
  assert.equal(
    sm3Suite.digest(Buffer.from('abc')).toString('hex'),
    '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  )
})

test('canonical JSON is what RFC 8785 publishes', (t) => {
  for (const name of ['arrays', 'structures', 'values']) {
    const input = material(`4-merkle-note-jcs/jcs/input/${name}.json`)
    const output = material(`4-merkle-note-jcs/jcs/output/${name}.json`)
    if (!input || !output) return t.skip('material 4-merkle-note-jcs/jcs is not here')
    assert.equal(
      canonical(JSON.parse(readFileSync(input, 'utf8')) as Json),
      readFileSync(output, 'utf8').trimEnd(),
      name,
    )
  }
})

test('canonical JSON does not depend on the order in which a content was filled', () => {
  const content = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.array(fc.string())))
  fc.assert(
    fc.property(content, (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse())
      assert.equal(canonical(turned), canonical(value))
      assert.deepEqual(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('a text is quoted as JSON.stringify quotes it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => quoted(text) === JSON.stringify(text)))
  for (let unit = 0; unit < 65_536; unit++) {
    const text = `甲${String.fromCharCode(unit)}乙`
    assert.equal(quoted(text), JSON.stringify(text))
  }
})

test('a text with a lone surrogate has no canonical form', () => {
  assert.throws(() => canonical({ name: 'a\ud800' }), RangeError)
})

test('inclusion proofs that others published are judged as they judged them', (t) => {
  const file = material('4-merkle-note-jcs/merkle-proofs.jsonl')
  if (!file) return t.skip('material 4-merkle-note-jcs/merkle-proofs.jsonl is not here')
  let seen = 0
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { kind, vector, case: name } = JSON.parse(line)
    if (kind !== 'inclusion') continue
    seen++
    const bytes = (text: string | null) => Buffer.from(text ?? '', 'base64')
    const holds = isIncluded(sha256Suite, {
      leaf: bytes(vector.leafHash),
      index: vector.leafIdx,
      count: vector.treeSize,
      path: (vector.proof ?? []).map(bytes),
      root: bytes(vector.root),
    })
    assert.equal(holds, !vector.wantErr, name)
  }
  assert.ok(seen > 20, `only ${seen} vectors`)
})

test('every leaf of every small tree is proved, and at no other place', () => {
  for (const suite of suites) {
    for (let count = 1; count <= 33; count++) {
      const hashes = Buffer.concat(Array.from({ length: count }, (_, i) => leafHash(suite, Buffer.from([i]))))
      const root = rootOfHashes(suite, hashes)
      for (let index = 0; index < count; index++) {
        const leaf = hashes.subarray(index * 32, index * 32 + 32)
        const path = inclusionPath(suite, hashes, index)
        assert.ok(isIncluded(suite, { leaf, index, count, path, root }))
        assert.ok(!isIncluded(suite, { leaf, index: (index + 1) % count || count, count, path, root }))
        assert.ok(!isIncluded(suite, { leaf: randomBytes(32), index, count, path, root }))
      }
    }
  }
})

test('the tree is the one of RFC 6962: split at the largest power of two', () => {
  const suite = sha256Suite
  const split = (hashes: Buffer[]): Buffer => {
    if (hashes.length === 1) return hashes[0]!
    let k = 1
    while (k * 2 < hashes.length) k *= 2
    return nodeHash(suite, split(hashes.slice(0, k)), split(hashes.slice(k)))
  }
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { minLength: 1, maxLength: 70 }),
      (leaves) => {
        const hashes = leaves.map((leaf) => Buffer.from(leaf))
        assert.deepEqual(rootOfHashes(suite, Buffer.concat(hashes)), split(hashes))
      },
    ),
  )
})

test('a row commitment opens one group at a time and depends on every group', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 12 }),
      fc.nat(),
      (seed, groups, pick) => {
        for (const suite of suites) {
          const commitment = commitRow(suite, seed, groups)
          const salts = groupSalts(suite, seed, groups.length)
          const leaves = groups.map((text, i) => groupLeaf(suite, salts[i]!, text))
          const index = pick % groups.length
          const opened = { leaves, index, salt: salts[index]!, text: groups[index]! }
          assert.ok(opens(suite, commitment, opened))
          assert.ok(!opens(suite, commitment, { ...opened, text: `${opened.text}x` }))
          assert.ok(!opens(suite, commitment, { ...opened, salt: randomBytes(16).toString('hex') }))
          assert.ok(!opens(suite, commitment, { ...opened, index: groups.length }))
          assert.ok(!opens(suite, commitment, { ...opened, leaves: [...leaves, leaves[0]!] }))
          assert.ok(!opens(suite, commitment, { ...opened, leaves: leaves.map((leaf) => leaf.toUpperCase()) }))
          const changed = groups.with(index, `${groups[index]}x`)
          assert.notDeepEqual(commitRow(suite, seed, changed), commitment)
        }
      },
    ),
  )
})

test('a row commitment is the hash of 0x03 and its leaves, and of one group the leaf', () => {
  for (const suite of suites) {
    const seed = Buffer.alloc(32, 7)
    const hex = (...parts: (string | Buffer)[]) =>
      createHash(suite.name)
        .update(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
        .digest('hex')
    const salts = [0, 1].flatMap((n) => hex(Buffer.from([0x02, n]), seed).match(/.{32}/g)!)
    const groups = ['{"a":"甲"}', '{}', '']
    const leaves = groups.map((text, i) => hex('\u0000', salts[i]!, text))
    assert.equal(commitRow(suite, seed, groups).toString('hex'), hex('\u0003', ...leaves))
    assert.equal(commitRow(suite, seed, ['甲']).toString('hex'), hex('\u0000', salts[0]!, '甲'))
  }
})

test('salts of one row differ, also where its groups are equal', () => {
  const salts = groupSalts(sha256Suite, randomBytes(32), 9)
  assert.equal(new Set(salts).size, 9)
})
