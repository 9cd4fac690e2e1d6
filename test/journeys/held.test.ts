/** A submission that is held, and what is due, as somebody at the machine types it: real processes on a data folder. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addSource, commandHouse } from '../support/command.ts'
import { codeOf, csv, market, penalty, registration } from '../support/world.ts'

const { folder, file, ...house } = commandHouse()
const run = (...args: string[]) => house.run(args)

test('a file unlike others is held and says how to go on; taken back it may be sent again, confirmed it is placed', async () => {
  await addSource(folder, { ...market, items: ['registration', 'penalty'] })
  const firm = { code: codeOf('91', 970), name: '示范市合欢印务有限公司' }
  const source = ['--source', market.code, '--json']
  await run('submit', file('登记.csv', csv([registration(firm.code, firm.name)])), '--item', 'registration', ...source)
  const rows = Array.from({ length: 60 }, (_, n) =>
    penalty(firm.code, firm.name, `示印罚〔2026〕${n + 1}号`, n < 30 ? { CF_JDRQ: '昨天' } : {}),
  )
  const path = file('处罚.csv', csv(rows))
  const held = await run('submit', path, '--item', 'penalty', ...source)
  assert.equal(held.code, 1, held.err)
  assert.equal(held.json().state, 'held')
  assert.match(held.err, /全部 60 行中有 30 行会被退回/)
  assert.match(held.err, /xinheng submissions confirm 2 --reason/)

  const back = await run('submissions', 'take-back', '2', '--reason', '选错了文件', '--json')
  assert.deepEqual([back.code, back.json().state, back.json().settled.reason], [0, 'taken-back', '选错了文件'])
  assert.equal(
    (await run('submissions', 'confirm', '2', '--reason', '数量属实', '--json')).json().refused.code,
    'not-held',
  )

  assert.equal((await run('submit', path, '--item', 'penalty', ...source)).json().id, 3)
  const confirmed = await run('submissions', 'confirm', '3', '--reason', '系统切换，日期另行补报', '--json')
  assert.equal(confirmed.code, 1, 'half of its rows are refused')
  assert.deepEqual(confirmed.json().counts, { 'accepted-with-warnings': 30, refused: 30 })
  assert.match(confirmed.json().settled.who, /^command:/)
  assert.ok(confirmed.json().late > 0)

  // Registered today: no period is over yet, and nothing is due.
  const due = await run('sources', 'due', '--json')
  assert.deepEqual([due.code, due.lines()], [0, []])
  const all = (await run('sources', 'due', '--all', '--json')).lines()
  assert.deepEqual(
    all.map((line) => [line.item, line.every, line.dueDays, line.lastRows]),
    [
      ['registration', 'month', 7, 1],
      ['penalty', 'month', 7, 60],
    ],
  )
})
