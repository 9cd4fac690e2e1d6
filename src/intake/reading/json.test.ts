import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Finding } from '../../terms/finding.ts'
import { type JsonForm, readJson } from './json.ts'

type Read = { columns: readonly string[]; rows: string[][]; lines: number[]; findings: Finding[]; stopped?: Finding }

/** In chunks of so many bytes. */
async function read(text: string, chunk = 7, form: Partial<JsonForm> = {}): Promise<Read> {
  const bytes = Buffer.from(text)
  const open = async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
  }
  const all: Read = { columns: [], rows: [], lines: [], findings: [] }
  for await (const batch of readJson(open, { encoding: 'utf-8', ...form })) {
    if (batch.columns) all.columns = batch.columns
    all.rows.push(...batch.rows)
    all.lines.push(...batch.lines)
    all.findings.push(...batch.findings)
    if (batch.stopped) all.stopped = batch.stopped
  }
  return all
}

test('keys are the columns, also those that come later; values are text', async () => {
  const { columns, rows, lines, findings } = await read(
    '[{"甲": "一", "数": 911100001000013421, "b": true}, {}, {"丙": null, "列": ["x", 2], "甲": "}]\\"{"}]',
  )
  assert.deepEqual(columns, ['甲', '数', 'b', '丙', '列'])
  assert.deepEqual(rows, [
    ['一', '911100001000013421', 'TRUE', '', ''],
    ['}]"{', '', '', '', 'x;2'],
  ])
  assert.deepEqual([lines, findings], [[1, 3], []])
})

test('numbers are as they are written, or in plain decimals', async () => {
  const { rows } = await read('[{"a": 0.20, "b": 1e3, "c": -5, "d": 1.5E-3, "e": 12345678901234567890}]')
  assert.deepEqual(rows, [['0.20', '1000', '-5', '0.0015', '12345678901234567890']])
})

test('one object a line has the line of the file; a list has the number of the object', async () => {
  assert.deepEqual((await read('{"a":1}\n\n{"a":2}\r\n{"a":3}')).lines, [1, 3, 4])
  assert.deepEqual((await read('[\n{"a":1},\n{"a":2}]')).lines, [1, 2])
  assert.deepEqual((await read('{"x": {"rows": [1]}, "rows": [{"a": 1}, {"a": 2}], "n": [2]}')).rows, [['1'], ['2']])
  assert.deepEqual((await read('{"rows": []}')).rows, [])
  assert.deepEqual((await read('\uFEFF [ ] ')).rows, [])
})

test('what is no JSON, or none of the three forms, gives no row at all and says why', async () => {
  const cases: [string, string][] = [
    ['[{"a":1}', 'json-damaged'],
    ['[{"a":1},]', 'json-damaged'],
    ['[{"a":1} {"a":2}]', 'json-damaged'],
    ['[{"a":1}]]', 'json-damaged'],
    ['[{a:1}]', 'json-damaged'],
    ['[{"a":"x\ny"}]', 'json-damaged'],
    ['{"a":1} {"a":2}', 'json-damaged'],
    ['{"rows": [{"a":1}]', 'json-damaged'],
    ['{"rows": [{"a":1}], "b" }', 'json-damaged'],
    [`[{"a":${'['.repeat(50_000)}`, 'json-damaged'],
    ['[1, 2]', 'json-not-rows'],
    ['[[1], [2]]', 'json-not-rows'],
    ['["a"]', 'json-not-rows'],
    ['[{"a":1}, 2]', 'json-not-rows'],
    ['[{"a":1},{"a":1,"b":2,"a":3}]', 'json-key-twice'],
    ['{"rows": [{"a":1}], "rows": []}', 'json-key-twice'],
  ]
  for (const [text, check] of cases) {
    for (const chunk of [1, 5, 100_000]) {
      const { rows, stopped } = await read(text, chunk)
      assert.deepEqual([stopped?.check, rows], [check, []], text.slice(0, 40))
      assert.ok(stopped?.accepted)
    }
  }
  const broken = async function* () {
    yield Buffer.from('[{"a":"\xff"}]', 'latin1')
  }
  for await (const { stopped } of readJson(broken, { encoding: 'utf-8' }))
    assert.equal(stopped?.check, 'file-encoding-wrong')
})

test('an object in an object costs its row; limits end reading', async () => {
  const { rows, findings } = await read('[{"a": {"b": 1}}, {"a": [["x"]]}, {"a": 1}]')
  assert.deepEqual(rows, [['1']])
  assert.deepEqual(
    findings.map(({ check, line }) => [check, line]),
    [
      ['json-value-nested', 1],
      ['json-value-nested', 2],
    ],
  )
  const limits = { maxRows: 2, maxColumns: 3, maxCellChars: 10, maxRowChars: 1000 }
  assert.equal((await read('[{"a":1},{"a":2},{"a":3}]', 9, { limits })).stopped?.check, 'file-too-many-rows')
  assert.equal((await read('[{"a":1,"b":2},{"c":3,"d":4}]', 9, { limits })).stopped?.check, 'row-too-many-columns')
  assert.deepEqual((await read(`[{"a":"${'x'.repeat(11)}"}]`, 9, { limits })).findings[0]?.check, 'cell-too-long')
  assert.equal((await read(`[{"a":"${'x'.repeat(2000)}`, 9, { limits })).stopped?.check, 'file-row-too-long')
})

test('any list of flat objects is read as it is, however it arrives', async () => {
  const text = fc.string({ unit: 'binary' }).map((one) => one.toWellFormed())
  const rows = fc.array(fc.dictionary(text, text, { noNullPrototype: true, minKeys: 1, maxKeys: 4 }), { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 50 }), fc.boolean(), async (objects, chunk, asLines) => {
      const written = asLines ? objects.map((one) => JSON.stringify(one)).join('\n') : JSON.stringify(objects, null, 1)
      // {"rows": [...]} alone is another form.
      const found = await read(written, chunk)
      assert.equal(found.stopped, undefined)
      const shown = objects.filter((one) => Object.values(one).some((value) => value.trim() !== ''))
      const read1 = found.rows.map((row) => found.columns.map((key, i) => [key, row[i]]))
      assert.deepEqual(
        read1,
        shown.map((one) => found.columns.map((key) => [key, Object.hasOwn(one, key) ? one[key] : ''])),
      )
    }),
    { numRuns: 100 },
  )
})

test('memory does not grow with the file', async () => {
  const row = Buffer.from(`${JSON.stringify({ a: '字'.repeat(200), b: 'x'.repeat(300) })}\n`)
  const open = async function* () {
    for (let i = 0; i < 30_000; i++) yield row
  }
  let rows = 0
  let highest = 0
  for await (const batch of readJson(open, { encoding: 'utf-8' })) {
    rows += batch.rows.length
    highest = Math.max(highest, process.memoryUsage().heapUsed)
  }
  assert.equal(rows, 30_000)
  assert.ok(highest < 300e6, `${highest} bytes of heap`)
})
