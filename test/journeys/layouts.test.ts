/**
 * A department's own sheet by command, on real processes: what nobody has settled is
 * refused, a proposal becomes a YAML file, the file is tried and settled, and from then
 * on the sheet goes in by its header.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { dataFolder, serveOn, xinheng } from '../support/command.ts'
import { departmentSheet, departmentYaml } from '../support/own-sheet.ts'
import { codeOf } from '../support/world.ts'

const data = dataFolder()
after(data.remove)
const { folder } = data
const source = codeOf('11', 1, '310101')
const name = '示范市市场监督管理局'

await serveOn(folder)
const run = (args: string[], input = '') => xinheng(folder, [...args, '--lang', 'en'], { input, cwd: folder })
const added = await run(['sources', 'add', source, '--name', name, '--region', '990101', '--items', 'penalty,permit'])
assert.equal(added.code, 0, added.err)

const yaml = departmentYaml(source, name)
const sheet = departmentSheet
const file = (named: string, text: string) => {
  const path = join(folder, named)
  writeFileSync(path, text)
  return path
}
const own = file('公示.csv', sheet(1, 3))
const submissions = async () => (await run(['submissions', '--json', '--limit', '1000'])).lines()

test('without a layout nothing is kept, and the command says what to do', async () => {
  const sent = await run(['submit', own, '--item', 'penalty', '--source', source, '--json'])
  assert.equal(sent.code, 1)
  assert.equal(sent.json().refused.code, 'layout-needed')
  assert.match(sent.json().refused.says.en, /layouts propose/)
  assert.deepEqual(await submissions(), [])
})

test('a proposal is written as YAML, with a reason for each column', async () => {
  const out = join(folder, '建议.yaml')
  const proposed = await run(['layouts', 'propose', own, '--item', 'penalty', '--source', source, '--out', out])
  assert.equal(proposed.code, 0, proposed.err)
  assert.match(proposed.err, /罚款\s+→ CF_NR_FK \[yuan\]/)
  assert.match(proposed.err, /标题\s+→ CF_WSH \(document-number\)/)
  assert.match(readFileSync(out, 'utf8'), /column: 信用标识\n\s+field: CF_XDR_SHXYM/)
  const tried = await run(['submit', own, '--item', 'penalty', '--dry-run', '--layout', out, '--json'])
  assert.ok(tried.json().linesTotal === 3, tried.out + tried.err)
  assert.deepEqual((await run(['layouts', '--source', source, '--json'])).lines(), [])
})

test('a YAML file is tried in a dry run, settled by submitting with it, and found by its header from then on', async () => {
  const path = file('表样.yaml', yaml)
  const ask = ['submit', own, '--item', 'penalty', '--source', source, '--json']
  const dry = await run([...ask, '--dry-run', '--layout', path])
  assert.deepEqual(dry.json().counts, { accepted: 3 }, dry.out)
  assert.deepEqual((await run(['layouts', '--source', source, '--json'])).lines(), [])
  const sent = await run([...ask, '--layout', path])
  assert.equal(sent.code, 0, sent.out + sent.err)
  assert.deepEqual(sent.json().layout, { name: '处罚公示表', version: 1 })
  assert.match(sent.err, /settled 处罚公示表@1/)
  const more = file('六月.csv', sheet(11, 2))
  const again = await run(['submit', more, '--item', 'penalty', '--source', source, '--json'])
  assert.deepEqual(again.json().layout, { name: '处罚公示表', version: 1 })
  const [settled, ...others] = (await run(['layouts', '--source', source, '--json'])).lines()
  assert.deepEqual([settled.layout.name, settled.version, others.length], ['处罚公示表', 1, 0])
})

test('what is exported is imported as the same; changed it is the next version; wrong it says where', async () => {
  const out = join(folder, '导出.yaml')
  assert.equal((await run(['layouts', 'export', '处罚公示表', '--source', source, '--out', out])).code, 0)
  const same = await run(['layouts', 'import', out, '--source', source])
  assert.match(same.out, /nothing new in 处罚公示表@1/)
  writeFileSync(out, readFileSync(out, 'utf8').replace('value: 轻微', 'value: 一般'))
  assert.match((await run(['layouts', 'import', out, '--source', source])).out, /settled 处罚公示表@2/)
  const shown = await run(['layouts', 'show', '处罚公示表@1', '--source', source])
  assert.match(shown.out, /value: 轻微/)
  assert.match(shown.err, /@2[\s\S]*@1/)
  const wrong = await run([
    'layouts',
    'import',
    file('错.yaml', yaml.replace('CF_NR_FK', 'CF_NONE')),
    '--source',
    source,
  ])
  assert.equal(wrong.code, 1)
  assert.match(wrong.err, /no field CF_NONE/)
})
