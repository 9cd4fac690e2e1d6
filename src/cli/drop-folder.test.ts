import assert from 'node:assert/strict'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { markOf, openDropFolder } from './drop-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'xinheng-inbox-'))
after(() => rmSync(root, { recursive: true, force: true }))
const write = (...path: string[]) => {
  mkdirSync(join(root, ...path.slice(0, -1)), { recursive: true })
  writeFileSync(join(root, ...path), 'x')
}
for (const source of ['A', 'B', 'C']) {
  write(source, 'penalty', '一.csv')
  write(source, 'penalty', '.7.awaited')
  write(source, 'penalty', '表样', '二.csv')
}
for (const name of ['半.csv.part', '.DS_Store', '~$开着.xlsx', 'Thumbs.db']) write('A', 'penalty', name)
for (const name of ['done', 'refused', '.git']) write('A', 'penalty', name, '三.csv')
symlinkSync(join(root, 'B/penalty/一.csv'), join(root, 'A/penalty/链接.csv'))

const fail = (fault: unknown) => assert.fail(String(fault))
const nobody = 65534
/** Root may read everything, so a test that is root looks as somebody else. */
async function asSomebody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid!() !== 0) return work()
  for (const path of ['', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    if (!path.endsWith('链接.csv')) chownSync(join(root, path), nobody, nobody)
  }
  process.seteuid!(nobody)
  try {
    return await work()
  } finally {
    process.seteuid!(0)
  }
}

test('plain files and marks are found by source, item and layout; what is being written, and what we put there, is not', async () => {
  const folder = openDropFolder(root, fail)
  const files = await folder.files()
  assert.deepEqual(
    files.map(({ source, item, layout, name }) => [source, item, layout, name].filter(Boolean).join('/')).sort(),
    ['A', 'B', 'C'].flatMap((source) => [`${source}/penalty/一.csv`, `${source}/penalty/表样/二.csv`]).sort(),
  )
  const marks = await folder.marks()
  assert.deepEqual(
    marks.map((one) => markOf(one, one.submission)),
    ['A', 'B', 'C'].map((source) => join(root, source, 'penalty/.7.awaited')),
  )
})

test('a folder that cannot be read is told once until it can be, and keeps nobody else’s files from being found', async () => {
  const told: string[] = []
  const folder = openDropFolder(root, (_, path) => told.push(path))
  const sources = async () => [...new Set((await folder.files()).map(({ source }) => source))]
  const closed = join(root, 'B')
  await asSomebody(async () => {
    for (let times = 0; times < 2; times++) {
      chmodSync(closed, 0)
      for (let looks = 0; looks < 3; looks++) assert.deepEqual(await sources(), ['A', 'C'])
      assert.equal((await folder.marks()).length, 2)
      assert.deepEqual(told, Array(times + 1).fill(closed))
      chmodSync(closed, 0o700)
      assert.deepEqual(await sources(), ['A', 'B', 'C'])
    }
  })
})

test('that the whole folder is gone is for the caller to say', async () => {
  const folder = openDropFolder(join(root, 'nowhere'), fail)
  await assert.rejects(folder.files(), { code: 'ENOENT' })
  await assert.rejects(folder.marks(), { code: 'ENOENT' })
})
