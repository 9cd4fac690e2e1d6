import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256Suite } from '../../src/ciphers/suite.ts'
import { codeOf, csv, market, registration, world } from '../../test/support/world.ts'
import { correctCodes } from '../subjects/correct-codes.ts'
import { overrideCode } from '../subjects/override.ts'
import type { Caller } from '../terms/caller.ts'
import { codeFigures, inAThousand } from './code-figures.ts'

const w = await world(new Date('2026-05-31T15:30:00Z')) // the last half hour of May in Shanghai
const to = { pool: w.intake.pool, suite: sha256Suite }
const office: Caller = { kind: 'person', who: 'credit', role: 'credit-office', body: 'B', region: '990000', scopes: [] }
const spruce = '示范市云杉食品有限公司'
const send = (rows: [code: string, name: string, region?: string][], at: string) => {
  w.now = new Date(at)
  return w.send(
    csv(rows.map(([code, name, region = '990101']) => registration(code, name, { DJ_QH: region }))),
    'registration',
  )
}
const [first, second, third, far] = [codeOf('91', 11), codeOf('91', 12), codeOf('91', 13), codeOf('91', 14, '990102')]
const wrong = `${codeOf('91', 15).slice(0, 17)}${codeOf('91', 15).at(-1) === '0' ? '1' : '0'}`
await send(
  [
    [first, spruce],
    [third, '示范市雪松商贸有限公司'],
  ],
  '2026-05-31T15:30:00Z',
)
await send(
  [
    [second, spruce],
    [far, spruce, '990102'],
    [codeOf('92', 16), spruce],
  ],
  '2026-05-31T16:30:00Z',
)

const monthsAt = async (at: string) => {
  const [one] = await codeFigures(to.pool, new Date(at))
  return one?.months.map(({ month, registered, wrong: bad, duplicate }) => [month, registered, bad, duplicate])
}

test('a duplicate counts for the month and the source that registered it second; another county’s and a sole proprietor’s do not', async () => {
  const [one, ...others] = await codeFigures(to.pool, new Date('2026-06-02T00:00:00Z'))
  assert.deepEqual([one!.source, one!.sourceName, others.length], [market.code, market.name, 0])
  assert.deepEqual(
    one!.months.map(({ month, registered, duplicate, perThousand }) => [month, registered, duplicate, perThousand]),
    [
      ['2026-05', 2, 0, 0],
      ['2026-06', 3, 1, 333.33],
    ],
  )
})

test('what was joined counts no more, and counts again once it is told apart', async () => {
  const correct = (flag: 1 | 2, minute: number) =>
    correctCodes(
      to,
      {
        lines: [{ line: 1, flag, code: second, name: spruce, other: flag === 1 ? first : '', reason: '重复赋码' }],
        basis: '示市监函〔2026〕9号',
        by: office,
      },
      new Date(Date.parse('2026-06-03T00:00:00Z') + minute * 60_000),
    )
  await correct(1, 0)
  assert.deepEqual(await monthsAt('2026-06-03T00:00:30Z'), [
    ['2026-05', 2, 0, 0],
    ['2026-06', 3, 0, 0],
  ])
  await correct(2, 1)
  assert.deepEqual((await monthsAt('2026-06-03T00:02:00Z'))!.at(-1), ['2026-06', 3, 0, 1])
})

test('a code whose check fails, and that was confirmed, is a wrong one', async () => {
  await overrideCode(
    to,
    { code: wrong, basis: '示市监函〔2026〕3号', reason: '执照确系此代码', by: office },
    new Date('2026-06-04T00:00:00Z'),
  )
  await send([[wrong, '示范市白桦科技有限公司']], '2026-06-04T01:00:00Z')
  assert.deepEqual((await monthsAt('2026-06-05T00:00:00Z'))!.at(-1), ['2026-06', 4, 1, 1])
})

test('months older than two years are left out', async () => {
  assert.deepEqual((await monthsAt('2028-04-30T15:59:59Z'))![0]![0], '2026-05')
  assert.deepEqual((await monthsAt('2028-04-30T16:00:00Z'))![0]![0], '2026-06')
  assert.equal(await monthsAt('2028-06-30T16:00:00Z'), undefined)
})

test('in a thousand, and never more than all', () => {
  assert.deepEqual(
    [inAThousand(0, 0), inAThousand(1, 1000), inAThousand(1, 3), inAThousand(2, 1)],
    [0, 1, 333.33, 1000],
  )
})
