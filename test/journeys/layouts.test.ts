/**
 * A department's own sheet by command and by drop folder, on real processes: what
 * nobody has settled is refused, a proposal becomes a YAML file, the file is tried
 * and settled, and from then on the sheet goes in by its header; a file dropped is
 * there exactly once, whatever is killed.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { dataFolder, type Serving, serveOn, xinheng } from '../support/command.ts'
import { codeOf, csv, penalty } from '../support/world.ts'

const data = dataFolder()
after(data.remove)
const { folder } = data
const drop = join(folder, 'drop')
const source = codeOf('11', 1, '310101')
const name = '示范市市场监督管理局'
const company = codeOf('91', 100, '310101')
const inbox = join(drop, source, 'penalty')
mkdirSync(inbox, { recursive: true })

let server: Serving = await serveOn(folder, { XINHENG_DROP: drop })
const run = (args: string[], input = '') => xinheng(folder, [...args, '--lang', 'en'], { input, cwd: folder })
const added = await run(['sources', 'add', source, '--name', name, '--region', '990101', '--items', 'penalty,permit'])
assert.equal(added.code, 0, added.err)

const header = '企业名称,信用标识,作出时间,存在问题,处理情况,罚款,标题'
/** Not all about one organisation: such a file would be held. */
const line = (n: number, one = n < 1000 ? 100 : 1000 + (n % 500)) =>
  `示范市第${one}号机械有限公司,${codeOf('91', one, '310101')},20/5/2026,未按规定公示年度报告,处罚款,${1000 + n},处罚决定书（示市监罚〔2026〕${n}号）`
const sheet = (from: number, count: number) =>
  `示范市行政处罚公示表,,,,,,\n${header}\n${Array.from({ length: count }, (_, n) => line(from + n)).join('\n')}\n`

const yaml = `layout: 处罚公示表
item: penalty
columns:
  - { column: 企业名称, field: CF_XDR_MC }
  - { column: 信用标识, field: CF_XDR_SHXYM }
  - { column: 作出时间, field: CF_JDRQ, days: dmy }
  - { column: 存在问题, field: CF_SY }
  - { column: 存在问题, field: CF_WFXW }
  - { column: 处理情况, field: CF_NR }
  - { column: 处理情况, field: CF_CFLB, find: words }
  - { column: 罚款, field: CF_NR_FK, unit: yuan }
  - { column: 标题, field: CF_WSH, find: document-number }
constants:
  - { field: CF_XDR_LB, from: code }
  - { field: CF_YJ, value: 企业信息公示暂行条例第十七条 }
  - { field: CF_SXYZCD, value: 轻微 }
  - { field: CF_CFJG, value: ${name} }
  - { field: CF_CFJGDM, value: ${source} }
  - { field: CF_SJLY, value: ${name} }
  - { field: CF_SJLYDM, value: ${source} }
`
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

const until = async (what: string, holds: () => boolean | Promise<boolean>) => {
  for (let times = 0; !(await holds()); times++) {
    if (times > 120) assert.fail(`waited too long for ${what}\n${server.said()}`)
    await wait(200)
  }
}
const filesOf = (...path: string[]) => {
  const at = join(inbox, ...path)
  return existsSync(at) ? readdirSync(at).sort() : []
}
const verdictIn = (...path: string[]) => JSON.parse(readFileSync(join(inbox, ...path), 'utf8'))

test('a dropped file is submitted and moved beside its verdict; what is not taken goes to refused, what is being written stays', async () => {
  writeFileSync(join(inbox, '未写完.csv.part'), sheet(21, 1))
  symlinkSync(own, join(inbox, '链接.csv'))
  writeFileSync(join(inbox, '七月.csv'), sheet(21, 2))
  writeFileSync(join(inbox, '别的.csv'), '甲,乙\n1,2\n')
  mkdirSync(join(inbox, '处罚公示表@1'))
  writeFileSync(join(inbox, '处罚公示表@1', '按旧版.csv'), sheet(31, 1))
  await until('done', () => filesOf('done').length === 2 && filesOf('处罚公示表@1', 'done').length === 2)
  await until('refused', () => filesOf('refused').length === 2)
  const [moved, verdict] = filesOf('done')
  assert.match(moved!, /^\d+-七月\.csv$/)
  const told = verdictIn('done', verdict!)
  assert.deepEqual(told.layout, { name: '处罚公示表', version: 2 })
  assert.equal(told.linesTotal, 2)
  const old = filesOf('处罚公示表@1', 'done')
  assert.deepEqual(verdictIn('处罚公示表@1', 'done', old[1]!).layout, { name: '处罚公示表', version: 1 })
  const refused = filesOf('refused')
  const why = verdictIn('refused', refused[1]!)
  assert.equal(why.refused.code, 'layout-needed')
  assert.ok(why.refused.says.zh && why.refused.says.en)
  assert.deepEqual(
    filesOf()
      .filter((one) => one.includes('.csv'))
      .sort(),
    ['未写完.csv.part', '链接.csv'].sort(),
  )
})

test('national columns are dropped in as they are; a finished name is what counts', async () => {
  const rows = [penalty(company, '示范市第100号机械有限公司', '示市监罚〔2026〕51号')]
  writeFileSync(join(inbox, '国标.csv.tmp'), csv(rows))
  renameSync(join(inbox, '国标.csv.tmp'), join(inbox, '国标.csv'))
  await until('done', () => filesOf('done').some((one) => one.endsWith('国标.csv')))
  const told = verdictIn('done', filesOf('done').find((one) => one.endsWith('国标.csv.verdict.json'))!)
  assert.equal(told.layout, undefined)
})

test('a dropped file that is held says so beside it', async () => {
  const all = Array.from({ length: 600 }, (_, n) => line(300_000 + n, 100))
  writeFileSync(join(inbox, '同一家.csv'), `${header}\n${all.join('\n')}\n`)
  await until('done', () => filesOf('done').some((one) => one.endsWith('同一家.csv')))
  const told = verdictIn('done', filesOf('done').find((one) => one.endsWith('同一家.csv.verdict.json'))!)
  assert.deepEqual([told.state, told.linesDone], ['held', 0])
})

test('killed between acknowledging and moving, a dropped file is there exactly once', async () => {
  const many = 20_000
  const dropped = sheet(100_000, many)
  writeFileSync(join(inbox, '大表.csv'), dropped)
  const mine = async () => (await submissions()).filter(({ fileName }) => fileName === '大表.csv')
  await until('the acknowledgement', async () => (await mine()).length === 1)
  await server.kill()
  assert.ok(existsSync(join(inbox, '大表.csv')), 'it was still where it was dropped')
  server = await serveOn(folder, { XINHENG_DROP: drop })
  await until('done', () => filesOf('done').some((one) => one.endsWith('大表.csv')))
  const all = await mine()
  assert.equal(all.length, 1)
  assert.deepEqual([all[0].state, all[0].linesTotal, all[0].linesDone], ['done', many, many])
  assert.equal(existsSync(join(inbox, '大表.csv')), false)
  assert.equal(filesOf('done').filter((one) => one.includes('大表')).length, 2)
})

test('a folder that is none stops the start, with a sentence', async () => {
  const bad = await xinheng(folder, ['serve', '--lang', 'en'], { env: { XINHENG_DROP: join(folder, 'nowhere') } })
  assert.equal(bad.code, 1)
  assert.match(bad.err, /XINHENG_DROP/)
  assert.equal(await server.stop(), 0)
})
