/**
 * The drop folder, on real processes: a file that is dropped is there exactly once, whatever is killed, and nothing of
 * it stays as it came once its rows were read (rights 1).
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { writeSheets } from '../../src/documents/workbook.ts'
import { dataFolder, type Serving, serveOn, xinheng } from '../support/command.ts'
import { departmentHeader, departmentLine, departmentSheet, departmentYaml } from '../support/own-sheet.ts'
import { codeOf, csv, penalty, permit } from '../support/world.ts'

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
const run = (args: string[]) => xinheng(folder, [...args, '--lang', 'en'], { cwd: folder })
const added = await run(['sources', 'add', source, '--name', name, '--region', '990101', '--items', 'penalty,permit'])
assert.equal(added.code, 0, added.err)
// The second version is another layout: a fine is general there.
for (const text of [departmentYaml(source, name), departmentYaml(source, name).replace('value: 轻微', 'value: 一般')]) {
  writeFileSync(join(folder, '表样.yaml'), text)
  const settled = await run(['layouts', 'import', join(folder, '表样.yaml'), '--source', source])
  assert.equal(settled.code, 0, settled.err)
}
writeFileSync(join(folder, 'own.csv'), departmentSheet(1, 1))
const submissions = async () => (await run(['submissions', '--json', '--limit', '1000'])).lines()

/** However slow the machine is; only a server that ended, or does nothing for ten minutes, is given up. */
const until = async (what: string, holds: () => boolean | Promise<boolean>) => {
  for (let times = 0; !(await holds()); times++) {
    const hasEnded = server.child.exitCode !== null || server.child.signalCode !== null
    if (hasEnded || times > 3000) assert.fail(`waited in vain for ${what}\n${server.said()}`)
    await wait(200)
  }
}
const filesOf = (...path: string[]) => {
  const at = join(inbox, ...path)
  return existsSync(at) ? readdirSync(at).sort() : []
}
const of = (named: string, ...path: string[]) => filesOf(...path).filter((one) => one.includes(named))
const jsonIn = (...path: string[]) => JSON.parse(readFileSync(join(inbox, ...path), 'utf8'))
const receiptOf = async (named: string) => {
  const ofIt = () => filesOf('done').find((one) => one.endsWith(`-${named}.receipt.json`))
  await until('the receipt', () => ofIt() !== undefined)
  return jsonIn('done', ofIt()!)
}
/** The receipt comes first, then the file goes; and once its rows are decided on, last of all, the mark. */
const untilTaken = (named: string) => until(`the removal of ${named}`, () => !existsSync(join(inbox, named)))
const untilDecided = ({ id }: { id: number }) =>
  until(`the mark of ${id} to go`, () => of(`.${id}.awaited`).length === 0)

// A file lies still for some seconds before it is taken: all of them at once.
describe('dropped', { concurrency: true }, () => {
  test('a dropped file is submitted; in its place lie the receipt and the marked file, and it is gone itself', async () => {
    writeFileSync(join(inbox, '未写完.csv.part'), departmentSheet(21, 1))
    symlinkSync(join(folder, 'own.csv'), join(inbox, '链接.csv'))
    writeFileSync(join(inbox, '七月.csv'), departmentSheet(21, 2))
    mkdirSync(join(inbox, '处罚公示表@1'))
    writeFileSync(join(inbox, '处罚公示表@1', '按旧版.csv'), departmentSheet(31, 1))
    await until('done', () => of('七月', 'done').length === 3 && filesOf('处罚公示表@1', 'done').length === 3)
    await untilTaken('七月.csv')
    await untilDecided(await receiptOf('七月.csv'))
    const receipt = await receiptOf('七月.csv')
    assert.deepEqual(
      of('七月', 'done'),
      [`${receipt.id}-七月-结论.csv`, `${receipt.id}-七月.csv.receipt.json`, `${receipt.id}-七月-结论.xlsx`].sort(),
    )
    assert.deepEqual([receipt.state, receipt.linesTotal, receipt.linesDone], ['done', 2, 2])
    assert.equal(receipt.counts.refused ?? receipt.counts.waiting, undefined)
    assert.deepEqual(receipt.layout, { name: '处罚公示表', version: 2 })
    assert.deepEqual(receipt.files.sort(), [`${receipt.id}-七月-结论.csv`, `${receipt.id}-七月-结论.xlsx`].sort())
    const marked = of('七月', 'done').find((one) => one.endsWith('-结论.csv'))!
    assert.match(readFileSync(join(inbox, 'done', marked), 'utf8'), /标题,结论,规则,说明,可接受的值\r\n/)
    const older = filesOf('处罚公示表@1', 'done').find((one) => one.endsWith('.receipt.json'))!
    assert.deepEqual(jsonIn('处罚公示表@1', 'done', older).layout, { name: '处罚公示表', version: 1 })
    const left = [...of('未写完'), ...of('链接'), ...of('七月'), ...of(`.${receipt.id}.awaited`)]
    assert.deepEqual(left, ['未写完.csv.part', '链接.csv'])
  })

  test('a file of which nothing was read below its header lies in refused, beside the reason', async () => {
    writeFileSync(join(inbox, '别的.csv'), '甲,乙\n1,2\n')
    await until('refused', () => of('别的', 'refused').length === 2)
    const [file, told] = of('别的', 'refused')
    assert.match(file!, /^\d{8}-\d{6}-别的\.csv$/)
    assert.equal(told, `${file}.reason.json`)
    assert.equal(readFileSync(join(inbox, 'refused', file!), 'utf8'), '甲,乙\n1,2\n')
    const why = jsonIn('refused', told!)
    assert.equal(why.refused.code, 'layout-needed')
    assert.ok(why.refused.says.zh && why.refused.says.en && why.file.zh && why.file.en)
    assert.equal(existsSync(join(inbox, '别的.csv')), false)
  })

  test('a file refused after its rows were read is gone; the reason says what to mend and repeats no person', async () => {
    const header = Object.keys(penalty('', '', ''))
    const rows = [penalty('110101199003078515', '王小明', '示市监罚〔2026〕52号')].map((row) => Object.values(row))
    // A column stands twice in the second sheet: the workbook is refused as a whole.
    const pieces: Buffer[] = []
    for await (const piece of writeSheets([
      { name: '一', rows: [header, ...rows] },
      { name: '二', rows: [[...header, 'CF_WSH'], ...rows] },
    ])) {
      pieces.push(piece)
    }
    writeFileSync(join(inbox, '两张.xlsx'), Buffer.concat(pieces))
    await until('refused', () => of('两张', 'refused').length > 0)
    await untilTaken('两张.xlsx')
    const mine = of('两张', 'refused')
    assert.equal(mine.length, 1)
    const text = readFileSync(join(inbox, 'refused', mine[0]!), 'utf8')
    assert.equal(JSON.parse(text).refused.code, 'header-duplicate-column')
    assert.match(JSON.parse(text).file.zh, /文件已移除/)
    assert.doesNotMatch(text, /王小明|110101199003078515/)
  })

  test('national columns are dropped in as they are; a finished name is what counts', async () => {
    const rows = [penalty(company, '示范市第100号机械有限公司', '示市监罚〔2026〕51号')]
    writeFileSync(join(inbox, '国标.csv.tmp'), csv(rows))
    renameSync(join(inbox, '国标.csv.tmp'), join(inbox, '国标.csv'))
    await until('done', () => filesOf('done').some((one) => one.endsWith('国标-结论.xlsx')))
    assert.equal((await receiptOf('国标.csv')).layout, undefined)
  })

  test('a folder 历史数据 below the item says that its files are old stock; beside it the same is refused', async () => {
    const permits = join(drop, source, 'permit')
    mkdirSync(join(permits, '历史数据'), { recursive: true })
    const old = { XK_JDRQ: '2016-03-02', XK_YXQZ: '', XK_YXQZI: '2099-12-31', XK_XKWS: '' }
    const own = { XK_XKJG: name, XK_XKJGDM: source, XK_LYDW: name, XK_LYDWDM: source }
    const text = csv([
      permit(codeOf('91', 9_177, '310101'), '示范市旧档商贸有限公司', '示许〔2016〕1号', { ...old, ...own }),
    ])
    writeFileSync(join(permits, '历史数据', '历年.csv'), text)
    writeFileSync(join(permits, '现行.csv'), text)
    const receiptIn = async (...path: string[]) => {
      const at = join(permits, ...path, 'done')
      const ofIt = () => existsSync(at) && readdirSync(at).find((one) => one.endsWith('.receipt.json'))
      const isDecided = () => ofIt() && JSON.parse(readFileSync(join(at, ofIt() as string), 'utf8')).state === 'done'
      await until('the receipt', () => Boolean(isDecided()))
      return JSON.parse(readFileSync(join(at, ofIt() as string), 'utf8'))
    }
    const taken = await receiptIn('历史数据')
    assert.equal(taken.profile, 'historic')
    assert.equal(taken.layout, undefined)
    assert.deepEqual(taken.counts, { 'accepted-with-warnings': 1 })
    const inFull = await receiptIn()
    assert.equal(inFull.profile, undefined)
    assert.deepEqual(inFull.counts, { refused: 1 })
  })

  test('a dropped file that is held says so; once it is confirmed its marked file lies there', async () => {
    const all = Array.from({ length: 600 }, (_, n) => departmentLine(300_000 + n, 100))
    writeFileSync(join(inbox, '同一家.csv'), `${departmentHeader}\n${all.join('\n')}\n`)
    const told = await receiptOf('同一家.csv')
    assert.deepEqual([told.state, told.linesDone], ['held', 0])
    await untilTaken('同一家.csv')
    const confirmed = await run(['submissions', 'confirm', String(told.id), '--reason', '属实'])
    assert.equal(confirmed.code, 0, confirmed.err)
    await untilDecided(told)
    assert.ok(filesOf('done').includes(`${told.id}-同一家-结论.xlsx`))
    assert.equal((await receiptOf('同一家.csv')).state, 'done')
  })
})

test('another body’s submission is given to nobody who writes a mark for it', async () => {
  const [one] = await submissions()
  const others = join(drop, codeOf('11', 77, '310101'), 'penalty')
  mkdirSync(others, { recursive: true })
  writeFileSync(join(others, `.${one.id}.awaited`), JSON.stringify({ name: `${one.id}-x.csv` }))
  await until('the mark to go', () => !existsSync(join(others, `.${one.id}.awaited`)))
  assert.deepEqual(readdirSync(others), [])
})

const mineOf = async (named: string) => (await submissions()).filter(({ fileName }) => fileName === named)

test('killed between the receipt and the removal, a dropped file is there exactly once', async () => {
  assert.equal(await server.stop(), 0)
  const patch = fileURLToPath(new URL('../support/killed-before-removal.ts', import.meta.url))
  server = await serveOn(folder, {
    XINHENG_DROP: drop,
    NODE_OPTIONS: `--import=${pathToFileURL(patch)}`,
    KILLED_BEFORE_REMOVING: '中断.csv',
  })
  const dead = once(server.child, 'exit')
  writeFileSync(join(inbox, '中断.csv'), departmentSheet(40_000, 20))
  assert.deepEqual(await dead, [null, 'SIGKILL'])
  assert.ok(existsSync(join(inbox, '中断.csv')), 'it is still where it was dropped')
  const before = await receiptOf('中断.csv')
  server = await serveOn(folder, { XINHENG_DROP: drop })
  await untilTaken('中断.csv')
  await untilDecided(before)
  assert.ok(filesOf('done').includes(`${before.id}-中断-结论.xlsx`))
  const after = await receiptOf('中断.csv')
  assert.deepEqual([after.id, after.state, after.linesDone], [before.id, 'done', 20])
  assert.equal((await mineOf('中断.csv')).length, 1)
  assert.equal(filesOf('done').filter((one) => one.includes('中断')).length, 3)
})

test('killed while its rows are placed, a file that is gone already has its receipt and its marked file', async () => {
  const many = 20_000
  writeFileSync(join(inbox, '大表.csv'), departmentSheet(100_000, many))
  await until(
    'its removal',
    () => filesOf('done').some((one) => one.includes('大表')) && !filesOf().includes('大表.csv'),
  )
  await server.kill()
  server = await serveOn(folder, { XINHENG_DROP: drop })
  await until('done', () => filesOf('done').filter((one) => one.includes('大表')).length === 3)
  await until('the receipt', async () => (await receiptOf('大表.csv')).state === 'done')
  const all = await mineOf('大表.csv')
  assert.equal(all.length, 1)
  assert.deepEqual([all[0].state, all[0].linesTotal, all[0].linesDone], ['done', many, many])
})

test('a folder that is none stops the start, with a sentence', async () => {
  const bad = await xinheng(folder, ['serve', '--lang', 'en'], { env: { XINHENG_DROP: join(folder, 'nowhere') } })
  assert.equal(bad.code, 1)
  assert.match(bad.err, /XINHENG_DROP/)
  assert.equal(await server.stop(), 0)
})
