/** Duplicate codes and lists of names, from the command line on a real data folder. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addSource, commandHouse, serveOn } from '../support/command.ts'
import { codeOf, csv, market, registration } from '../support/world.ts'

const { folder, files, run, file } = commandHouse()
const [first, second, third] = [codeOf('91', 801), codeOf('91', 802), codeOf('91', 803)] as [string, string, string]
const name = '明衡市云杉食品有限公司'

test('suspected duplicates are counted, a sheet puts them right, and a list of names is matched', async () => {
  await addSource(folder, market)
  const server = await serveOn(folder) // commands beside it need no database of their own
  const register = csv([
    registration(first, name),
    registration(second, name),
    registration(third, '明衡市澄溪机械有限公司'),
  ])
  const sent = await run(['submit', file('r.csv', register), '--item', 'registration', '--source', market.code])
  assert.equal(sent.code, 0, sent.err)

  const before = (await run(['subjects', 'codes', '--json'])).json()
  assert.deepEqual([before.registered, before.duplicate, before.perThousand], [3, 1, 333.33])
  assert.deepEqual(before.suspected[0].codes, [first, second])

  const sheet = file(
    '更正表.csv',
    `代码,名称,标志,保留代码,理由\n${first},${name},1,${second},重复赋码\n${third},别的名称,1,${second},\n`,
  )
  const dry = await run(['subjects', 'correct', sheet, '--dry-run', '--json'])
  assert.deepEqual([dry.code, dry.lines()[0]!.done, dry.lines()[0]!.otherHolder.records], [1, 'joined', 1])
  const corrected = await run(['subjects', 'correct', sheet, '--basis', '示市监函〔2026〕9号', '--json'])
  const [done, refused] = corrected.lines()
  assert.equal(corrected.code, 1)
  assert.deepEqual([done!.done, done!.sameAs, done!.line], ['joined', second, 2])
  assert.ok(refused!.refused)
  const after = (await run(['subjects', 'codes', '--json'])).json()
  assert.deepEqual([after.duplicate, after.joined, after.perThousand], [0, 1, 0])

  const [told, ...more] = (await run(['subjects', 'corrections', '--json'])).lines()
  assert.deepEqual([told!.code, told!.sameAs, told!.flag, told!.stands, more.length], [first, second, 1, true, 0])
  assert.match(told!.basis + told!.reason, /示市监函〔2026〕9号重复赋码/)
  const inWords = await run(['subjects', 'corrections', '--lang', 'en'])
  assert.match(inWords.out, new RegExp(`${first}.*deleted for ${second}.*示市监函〔2026〕9号 · 重复赋码`))
  assert.doesNotMatch(inWords.out, /holds no more/)
  const undone = file('恢复.csv', `代码,名称,标志,理由\n${first},${name},2,两家单位\n`)
  assert.equal((await run(['subjects', 'correct', undone, '--basis', '示市监函〔2026〕10号'])).code, 0)
  const afterwards = (await run(['subjects', 'corrections', '--json'])).lines()
  assert.deepEqual(
    afterwards.map(({ flag, stands }) => [flag, stands]),
    [
      [2, false],
      [1, false],
    ],
  )
  assert.equal((await run(['subjects', 'corrections', '--before', String(told!.id), '--json'])).out, '')

  const broken = file('坏表.csv', `代码,名称,标志\n${first},${name},7\n`)
  const no = await run(['subjects', 'correct', broken, '--basis', 'x', '--json'])
  assert.deepEqual([no.code, no.json().refused.code], [1, 'correction-flag'])
  const columnless = await run(['subjects', 'correct', file('x.csv', 'a,b\n1,2\n'), '--basis', 'x', '--json'])
  assert.deepEqual([columnless.code, columnless.json().refused.code], [1, 'correction-column'])
  assert.equal((await run(['subjects', 'correct', files, '--basis', 'x'])).code, 2)

  const matched = await run([
    'subjects',
    'match',
    file('名单.csv', '澄溪机械\n明衡市澄溪机械有限公司\n没有这样的\n'),
    '--json',
  ])
  assert.equal(matched.code, 0, matched.err)
  const rows = matched.lines()
  assert.deepEqual(
    rows.map((row) => [row.line, row.candidates[0]?.code, row.candidates[0]?.reads]),
    [
      [1, third, 'possible'],
      // 明衡 is a place in the demonstration's rules alone, and a name without a place is never certain.
      [2, third, 'likely'],
      [3, undefined, undefined],
    ],
  )
  assert.equal(await server.stop(), 0, server.said())
})
