/** To whom a row belongs, in every branch; finding an organisation by code, number and name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { codeOf, csv, penalty, registration, world } from '../../test/support/world.ts'
import { transaction } from '../database/connect.ts'
import { type Attachment, attach, type Known, type KnownSubject, type StatedSubject, waitSays } from './attach.ts'
import { searchSubjects } from './search.ts'
import { codeSet, putSubjects } from './store.ts'
import { subjectOf } from './subject.ts'

// --------------------------------------------------------------------- attach

type Entry = { code: string; names: string[]; numbers?: string[]; isProvisional?: boolean }

function knownOf(entries: readonly Entry[], overridden: readonly string[] = []): Known {
  const subjects = new Map<string, KnownSubject>(
    entries.map((entry) => [
      entry.code,
      {
        code: entry.code,
        isProvisional: entry.isProvisional ?? false,
        isDeregistered: false,
        currentName: entry.names[0]!,
        names: new Set(entry.names),
      },
    ]),
  )
  return {
    subject: (code) => subjects.get(code),
    holdersOfName: (name) => entries.filter((entry) => entry.names.includes(name)).map((entry) => entry.code),
    holdersOfNumber: (number) => entries.filter((entry) => entry.numbers?.includes(number)).map((entry) => entry.code),
    isOverridden: (code) => overridden.includes(code),
  }
}

const register = knownOf(
  [
    { code: 'A', names: ['alpha', 'alpha before'], numbers: ['1', '9'] },
    { code: 'B', names: ['beta'], numbers: ['2', '9'] },
    { code: 'C', names: ['beta'] },
    { code: 'P', names: ['pending'], isProvisional: true },
    { code: 'O', names: ['odd'] },
  ],
  ['O', 'Q'],
)
const row = (code: string, name: string, more: Partial<StatedSubject> = {}): StatedSubject => ({
  code,
  codeState: code === '' ? 'missing' : 'valid',
  nameKey: name,
  identifiers: [],
  ...more,
})

const sentences: [says: string, StatedSubject, Attachment][] = [
  ['code and current name', row('A', 'alpha'), { to: 'A' }],
  ['code and former name', row('A', 'alpha before'), { to: 'A', byFormerName: true }],
  ['a namesake is told apart by its code', row('C', 'beta'), { to: 'C' }],
  ['a code with the name of another', row('A', 'beta'), { waits: 'name-code-differ', against: ['A', 'B', 'C'] }],
  ['a code with a name nobody bears', row('A', 'gamma'), { waits: 'name-code-differ', against: ['A'] }],
  ['an unknown code and an unknown name', row('N', 'nova'), { to: 'N', isNew: true }],
  ['an unknown code under a registered name', row('N', 'alpha'), { waits: 'name-under-other-code', against: ['A'] }],
  ['an unknown code under a former name', row('N', 'alpha before'), { waits: 'name-under-other-code', against: ['A'] }],
  ['a provisional organisation again', row('P', 'pending'), { to: 'P' }],
  ['a provisional code under another name', row('P', 'other'), { waits: 'name-code-differ', against: ['P'] }],
  ['a number of the same', row('A', 'alpha', { identifiers: ['1'] }), { to: 'A' }],
  ['a number that several hold, the code among them', row('A', 'alpha', { identifiers: ['9'] }), { to: 'A' }],
  ['a number of another', row('A', 'alpha', { identifiers: ['2'] }), { waits: 'numbers-differ', against: ['B'] }],
  [
    'one number of its own and one of another',
    row('A', 'alpha', { identifiers: ['1', '2'] }),
    { waits: 'numbers-differ', against: ['B'] },
  ],
  [
    'an unknown code with a number of another',
    row('N', 'nova', { identifiers: ['2'] }),
    { waits: 'numbers-differ', against: ['B'] },
  ],
  ['a number that nobody holds says nothing', row('A', 'alpha', { identifiers: ['7'] }), { to: 'A' }],
  ['no code, a number and its name', row('', 'alpha', { identifiers: ['1'] }), { to: 'A', byNumber: true }],
  [
    'no code, a number and a former name',
    row('', 'alpha before', { identifiers: ['1'] }),
    { to: 'A', byNumber: true, byFormerName: true },
  ],
  [
    'no code, a number and another name',
    row('', 'beta', { identifiers: ['1'] }),
    { waits: 'name-code-differ', against: ['A'] },
  ],
  [
    'no code, a number that two hold',
    row('', 'alpha', { identifiers: ['9'] }),
    { waits: 'number-ambiguous', against: ['A', 'B'] },
  ],
  [
    'no code, numbers of two',
    row('', 'alpha', { identifiers: ['1', '2'] }),
    { waits: 'number-ambiguous', against: ['A', 'B'] },
  ],
  [
    'no code, a number nobody holds',
    row('', 'alpha', { identifiers: ['7'] }),
    { waits: 'number-unknown', against: ['A'] },
  ],
  ['only a name', row('', 'alpha'), { waits: 'only-a-name', against: ['A'] }],
  ['a wrong check character', row('A', 'alpha', { codeState: 'bad-check' }), { waits: 'code-check', against: ['A'] }],
  [
    'a wrong check character that was confirmed',
    row('O', 'odd', { codeState: 'bad-check' }),
    { to: 'O', byOverride: true },
  ],
  [
    'a confirmed one, not registered yet',
    row('Q', 'queer', { codeState: 'bad-check' }),
    { to: 'Q', isNew: true, byOverride: true },
  ],
  [
    'a malformed code',
    row('', 'alpha', { codeState: 'bad-form', identifiers: ['1'] }),
    { waits: 'code-check', against: ['A'] },
  ],
]

for (const [says, stated, expected] of sentences) {
  test(`attach: ${says}`, () => assert.deepEqual(attach(stated, register), expected))
}

test('every reason to wait is said in Chinese and English, with what would settle it', () => {
  for (const { says, accepted } of Object.values(waitSays)) {
    assert.match(says.zh, /\p{Script=Han}/u)
    assert.match(accepted.zh, /\p{Script=Han}/u)
    assert.doesNotMatch(says.en + accepted.en, /\p{Script=Han}/u)
    assert.ok(says.en.length > 10 && accepted.en.length > 10)
  }
})

const codes = ['A', 'B', 'C', 'D']
const names = ['a', 'b', 'c', 'd', 'e']
const numbers = ['1', '2', '3']
const anyRegister = fc.uniqueArray(
  fc.record({
    code: fc.constantFrom(...codes),
    names: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
    numbers: fc.uniqueArray(fc.constantFrom(...numbers), { maxLength: 2 }),
    isProvisional: fc.boolean(),
  }),
  { selector: (entry) => entry.code, maxLength: 4 },
)
const anyRow = fc.record({
  code: fc.constantFrom('', ...codes),
  codeState: fc.constantFrom('valid' as const, 'missing' as const, 'bad-check' as const, 'bad-form' as const),
  nameKey: fc.constantFrom(...names),
  identifiers: fc.uniqueArray(fc.constantFrom(...numbers), { maxLength: 3 }),
})

test('no row attaches to a code whose names do not hold its name, nor against a number of another', () => {
  fc.assert(
    fc.property(anyRegister, anyRow, fc.subarray(codes), (entries, stated, overridden) => {
      const known = knownOf(entries, overridden)
      const to = attach(stated, known)
      if ('waits' in to) return
      const subject = known.subject(to.to)
      if (to.isNew) {
        assert.equal(subject, undefined)
        assert.equal(to.to, stated.code)
        assert.deepEqual(known.holdersOfName(stated.nameKey), [])
      } else assert.ok(subject!.names.has(stated.nameKey))
      for (const number of stated.identifiers) {
        const holders = known.holdersOfNumber(number)
        assert.ok(holders.length === 0 || holders.includes(to.to))
      }
      if (to.byNumber) assert.ok(stated.identifiers.some((number) => known.holdersOfNumber(number).length === 1))
      else
        assert.ok(
          stated.codeState === 'valid' || (stated.codeState === 'bad-check' && overridden.includes(stated.code)),
        )
    }),
    { numRuns: 5000 },
  )
})

// --------------------------------------------------------------------- search

const w = await world()
const search = (query: string, more: { limit?: number; after?: string } = {}) =>
  searchSubjects(w.reading, { query, limit: 20, ...more })
const found = async (query: string) => (await search(query)).rows.map((one) => one.name)

const university = codeOf('12', 600)
const shop = codeOf('92', 601)
const closedShop = codeOf('92', 602)
const stranger = codeOf('91', 603)

await w.send(
  csv([
    registration(codeOf('91', 604), '示范市青龙木业有限公司', {
      DJ_CYM: '示范市白虎木器厂；示范市朱雀木器厂',
      DJ_GSZC: '990101000000122',
    }),
    registration(codeOf('91', 605), '示范市青龙（集团）有限公司'),
    registration(codeOf('91', 606), '青龙木业'),
    registration(codeOf('91', 607), '青龙木业示范市分公司'),
    registration(codeOf('91', 608), 'ABC（示范）科技有限公司'),
    registration(shop, '示范市吴青龙小吃店', { DJ_CYM: '示范市吴玄武小吃店', DJ_GSZC: '990101000000139' }),
    registration(closedShop, '示范市郑青龙小吃店', { DJ_ZT: '注销' }),
  ]),
  'registration',
)
await w.send(csv([penalty(stranger, '示范市青龙渔业有限公司', '寻〔2026〕1号')]), 'penalty')

test('the exact name comes first, then names that begin so, then names that hold it', async () => {
  assert.deepEqual(await found('青龙木业'), ['青龙木业', '青龙木业示范市分公司', '示范市青龙木业有限公司'])
})

test('two characters find a name, width and case do not matter', async () => {
  assert.equal((await found('青龙')).length, 4)
  assert.deepEqual(await found('ａｂｃ(示范)'), ['ABC（示范）科技有限公司'])
  assert.deepEqual(await found(' 青龙 (集团) '), ['示范市青龙（集团）有限公司'])
  assert.deepEqual(await found('龙'), [], 'one character alone finds nothing')
  assert.deepEqual(await found('龙青'), [])
  assert.deepEqual(await found('青龙%'), [])
  assert.deepEqual(await found('青\u0000龙'), await found('青龙'), 'a zero character is not there')
})

test('a former name finds, and is told as such', async () => {
  const { rows } = await search('朱雀木器')
  assert.deepEqual(
    rows.map((one) => [one.name, one.matchedFormerName]),
    [['示范市青龙木业有限公司', '示范市朱雀木器厂']],
  )
  // Two halves from two names are no name.
  assert.deepEqual(await found('白虎木器厂示范市'), [])
})

test('a code finds in any width; a number finds its holder', async () => {
  assert.deepEqual(await found(university), [])
  const code = codeOf('91', 606)
  const wide = [...code.toLowerCase()].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')
  assert.deepEqual(await found(wide), ['青龙木业'])
  assert.deepEqual(await found('990101000000122'), ['示范市青龙木业有限公司'])
})

test('a sole proprietor is found by the exact code alone, masked; a deregistered one not at all', async () => {
  for (const query of [
    '吴青龙',
    '吴玄武',
    '小吃店',
    '青龙小吃',
    '990101000000139',
    shop.slice(0, 17),
    shop.slice(8, 17),
  ]) {
    assert.ok(!(await search(query)).rows.some((one) => one.code === shop), query)
  }
  const [one] = (await search(shop)).rows
  assert.equal(one!.code, shop)
  assert.doesNotMatch(one!.name, /吴青龙|青龙/)
  assert.deepEqual(await found(closedShop), [])
})

test('a provisional organisation is found by nothing', async () => {
  assert.deepEqual(await found(stranger), [])
  assert.deepEqual(await found('青龙渔业'), [])
})

test('pages follow each other without doubles or gaps, and an exact name is first among thousands', async () => {
  const at = w.now
  const many = Array.from({ length: 2500 }, (_, n) =>
    subjectOf({ code: codeOf('12', 10_000 + n), name: `示范大学第${n}附属学校`, status: '存续', isProvisional: false }),
  )
  await transaction(w.db.pool, (tx) => putSubjects(tx, many, at))
  await transaction(w.db.pool, (tx) =>
    putSubjects(tx, [subjectOf({ code: university, name: '示范大学', status: '存续', isProvisional: false })], at),
  )
  assert.equal((await found('示范大学'))[0], '示范大学')

  const seen: string[] = []
  let after: string | undefined
  do {
    const page = await search('大学第1', { limit: 50, after })
    seen.push(...page.rows.map((one) => one.code))
    after = page.next
  } while (after)
  const wanted = many.filter((one) => one.name.includes('大学第1')).map((one) => one.code)
  assert.equal(seen.length, new Set(seen).size)
  assert.deepEqual(seen.toSorted(), wanted.toSorted())
})

test('the name search reads its index, not the table', async () => {
  const { rows } = await w.db.owner.query(
    `explain select code from subject s where s.terms @> array['e青龙','e龙木'] and not s.is_provisional and s.kind <> 'sole-proprietor'`,
  )
  assert.match(JSON.stringify(rows), /subject_terms/)
})

// -------------------------------------------------------------------- aliases

test('the codes of one organisation are found from each of them, itself first, while the statement holds', async () => {
  const [a, b, c] = ['91', '91', '91'].map((pair, n) => codeOf(pair, 700 + n)) as [string, string, string]
  const from = new Date('2026-01-01T00:00:00Z')
  const until = new Date('2026-03-01T00:00:00Z')
  await w.db.owner.query(
    `insert into alias (code, same_as, from_at, until_at, reason) values ($1, $2, $4, null, 'x'), ($3, $2, $4, $5, 'x')`,
    [a, b, c, from, until],
  )
  const during = new Date('2026-02-01T00:00:00Z')
  for (const one of [a, b, c]) {
    const set = await codeSet(w.db.pool, one, during)
    assert.equal(set[0], one)
    assert.deepEqual(set.toSorted(), [a, b, c].toSorted())
  }
  assert.deepEqual(await codeSet(w.db.pool, c, until), [c])
  assert.deepEqual((await codeSet(w.db.pool, a, until)).toSorted(), [a, b].toSorted())
  assert.deepEqual(await codeSet(w.db.pool, a, new Date(from.getTime() - 1)), [a])
})
