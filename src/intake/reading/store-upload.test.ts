import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { zipped } from '../../../test/support/zip.ts'
import { readCsv } from './csv.ts'
import { recognise } from './recognise.ts'
import { keepUpload, passUpload, readScreenedCopy, startScreenedCopy, sweepUploads } from './store-upload.ts'
import { readXlsx } from './xlsx.ts'

const root = mkdtempSync(join(tmpdir(), '上传 uploads-'))
after(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const newFolder = () => join(root, String(folders++))
const digestKey = randomBytes(32)

async function* inChunks(bytes: Buffer, size: number) {
  const reused = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(reused, 0, at, at + size)
    yield reused.subarray(0, length)
  }
}

async function gathered(stream: AsyncIterable<Buffer>) {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

test('an upload is given back byte by byte, from memory and from the sealed file, at any place, more than once', async () => {
  for (const size of [0, 1, 65_535, 65_536, 65_537, 1_000_000]) {
    for (const memoryBytes of [0, 10_000_000]) {
      const bytes = randomBytes(size)
      const upload = await keepUpload(inChunks(bytes, 50_000), { folder: newFolder(), digestKey, memoryBytes })
      assert.equal(upload.size, size)
      assert.ok(upload.head.equals(bytes.subarray(0, 65_536)))
      assert.equal(upload.rawDigest, createHmac('sha256', digestKey).update(bytes).digest('hex'))
      assert.ok((await gathered(upload.stream())).equals(bytes))
      assert.ok((await gathered(upload.stream())).equals(bytes))
      for (let i = 0; i < 20; i++) {
        const at = Math.floor((size * i) / 20)
        assert.ok((await upload.read(at, 70_000)).equals(bytes.subarray(at, at + 70_000)))
      }
      await upload.discard()
      await upload.discard()
      await assert.rejects(upload.read(0, Math.max(1, size)), /discarded/)
    }
  }
})

test('the digest depends on the key: without it nobody can try files out', async () => {
  const digest = async (key: Buffer) =>
    (await keepUpload(inChunks(Buffer.from('abc'), 2), { folder: newFolder(), digestKey: key })).rawDigest
  assert.equal(await digest(digestKey), await digest(digestKey))
  assert.notEqual(await digest(digestKey), await digest(randomBytes(32)))
})

test('a large upload lies on disk without a name and without a readable byte', {
  skip: process.platform !== 'linux' && 'looks into /proc, which only Linux has',
}, async () => {
  const folder = newFolder()
  const secret = '示范市某某有限公司,'
  const upload = await keepUpload(inChunks(Buffer.from(secret.repeat(50_000)), 60_000), {
    folder,
    digestKey,
    memoryBytes: 0,
  })
  assert.deepEqual(readdirSync(folder), [])
  const open = readdirSync('/proc/self/fd').filter((fd) => {
    const path = `/proc/self/fd/${fd}`
    return existsSync(path) || isLinkTo(path, folder) ? isLinkTo(path, folder) : false
  })
  assert.equal(open.length, 1)
  const onDisk = readFileSync(`/proc/self/fd/${open[0]}`)
  assert.ok(onDisk.length >= upload.size)
  assert.equal(onDisk.includes(Buffer.from('示范')), false)
  assert.equal(statSync(`/proc/self/fd/${open[0]}`).mode & 0o777, 0o600)

  // One altered byte is noticed, and the other blocks are still sound.
  onDisk[70_000] = (onDisk[70_000] as number) ^ 1
  writeFileSync(`/proc/self/fd/${open[0]}`, onDisk)
  await assert.rejects(upload.read(66_000, 10))
  assert.equal((await upload.read(0, secret.length)).length, secret.length)
  await upload.discard()
})

function isLinkTo(path: string, folder: string): boolean {
  try {
    return readlinkSync(path).startsWith(folder)
  } catch {
    return false
  }
}

test('a passing upload is the same bytes, head and digest, and stores nothing', async () => {
  for (const size of [0, 10, 65_536, 300_000]) {
    const bytes = randomBytes(size)
    const passing = await passUpload(inChunks(bytes, 40_000), { digestKey })
    assert.ok(passing.head.equals(bytes.subarray(0, 65_536)))
    assert.throws(() => passing.ended(), /not been read to its end/)
    assert.ok((await gathered(passing.stream())).equals(bytes))
    const rawDigest = createHmac('sha256', digestKey).update(bytes).digest('hex')
    assert.deepEqual(passing.ended(), { size, rawDigest })
  }
  const large = await passUpload(inChunks(Buffer.alloc(200_000), 70_000), { digestKey, maxBytes: 150_000 })
  await assert.rejects(gathered(large.stream()), { code: 'upload-too-large' })
})

test('a reader that leaves a passing upload closes its source', async () => {
  let closed = false
  async function* source() {
    try {
      for (;;) yield Buffer.alloc(70_000)
    } finally {
      closed = true
    }
  }
  const passing = await passUpload(source(), { digestKey })
  for await (const _ of passing.stream()) break
  assert.ok(closed)
})

test('an upload is discarded at the end of the block that used it', async () => {
  const bytes = Buffer.alloc(200_000, 'x')
  const given = { folder: newFolder(), digestKey, memoryBytes: 0 }
  const read = await (async () => {
    await using upload = await keepUpload(inChunks(bytes, 10_000), given)
    assert.equal((await upload.read(0, 10)).length, 10)
    return upload.read
  })()
  await assert.rejects(read(0, 10), /discarded/)
})

test('an upload that is too large is refused before it is all taken in', async () => {
  let sent = 0
  async function* endless() {
    for (; sent < 1e9; sent += 10_000) yield Buffer.alloc(10_000)
  }
  const folder = newFolder()
  await assert.rejects(keepUpload(endless(), { folder, digestKey, memoryBytes: 1000, maxBytes: 100_000 }), {
    code: 'upload-too-large',
    status: 413,
  })
  assert.ok(sent < 200_000)
  assert.deepEqual(readdirSync(folder), [])
})

test('a body that breaks off leaves nothing', async () => {
  async function* broken() {
    yield Buffer.alloc(100_000)
    throw new Error('connection lost')
  }
  const folder = newFolder()
  await assert.rejects(keepUpload(broken(), { folder, digestKey, memoryBytes: 1000 }), /connection lost/)
  assert.deepEqual(readdirSync(folder), [])
})

test('a folder that cannot be made is refused in words', async () => {
  const file = join(root, 'a file')
  writeFileSync(file, '')
  const refused = { name: 'Refusal' }
  await assert.rejects(
    keepUpload(inChunks(Buffer.alloc(10), 10), { folder: join(file, 'x'), digestKey, memoryBytes: 0 }),
    refused,
  )
  await assert.rejects(startScreenedCopy(join(file, 'x'), 's1'), refused)
})

test('a sealed workbook and a sealed CSV are read without ever lying open on disk', async () => {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relations = (type: string, target: string) =>
    `<Relationships><Relationship Id="r1" Type="${office}/${type}" Target="${target}"/></Relationships>`
  const rows = Array.from(
    { length: 2000 },
    (_, i) => `<row r="${i + 1}"><c t="str"><v>${randomBytes(40).toString('hex')}</v></c></row>`,
  )
  const book = zipped([
    ['_rels/.rels', relations('officeDocument', 'xl/workbook.xml')],
    ['xl/workbook.xml', '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'],
    ['xl/_rels/workbook.xml.rels', relations('worksheet', 'sheet.xml')],
    ['xl/sheet.xml', `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`],
  ])
  const kept = await keepUpload(inChunks(book, 10_000), { folder: newFolder(), digestKey, memoryBytes: 0 })
  assert.equal(recognise(kept.head, 'a.xlsx').format, 'xlsx')
  let count = 0
  for await (const batch of readXlsx(kept)) {
    assert.equal(batch.stopped, undefined)
    count += batch.rows.length
  }
  assert.equal(count, 2000)
  await kept.discard()

  const text = await keepUpload(inChunks(Buffer.from('甲,乙\n'.repeat(50_000)), 10_000), {
    folder: newFolder(),
    digestKey,
    memoryBytes: 0,
  })
  count = 0
  for await (const batch of readCsv(text.stream(), { encoding: 'utf-8', delimiter: ',' })) count += batch.rows.length
  assert.equal(count, 50_000)
  await text.discard()
})

async function copied(path: string, only?: ReadonlySet<number>) {
  const rows: { line: number; cells: string[] }[] = []
  for await (const batch of readScreenedCopy(path, only)) {
    for (const [i, [line, ...cells]] of batch.rows.entries()) {
      assert.equal(Number(line), batch.lines[i])
      rows.push({ line: batch.lines[i] as number, cells })
    }
  }
  return rows
}

test('a screened copy gives back any rows with their lines', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).map((drawn) => drawn.toWellFormed().replaceAll('\0', ''))
  const rows = fc.array(
    fc.record({ line: fc.integer({ min: 1, max: 20_000_000 }), cells: fc.array(text, { minLength: 1, maxLength: 5 }) }),
  )
  const folder = newFolder()
  let runs = 0
  await fc.assert(
    fc.asyncProperty(rows, async (drawn) => {
      const writer = await startScreenedCopy(folder, `s${runs++}`)
      for (const { cells, line } of drawn) await writer.writeRow(cells, line)
      const copy = await writer.finish()
      const content = readFileSync(copy.path)
      assert.equal(copy.bytes, content.length)
      assert.deepEqual(
        await copied(copy.path),
        drawn.map(({ line, cells }) => ({ line, cells })),
      )
    }),
    { numRuns: 60 },
  )
})

test('the rows of some lines are found among any others, however long they are', async () => {
  const folder = newFolder()
  const writer = await startScreenedCopy(folder, 'some')
  const cells = (line: number) => [
    line % 3 === 0 ? 'a "quoted"\nline, and\r\nanother' : `第${line}行`,
    line % 50 === 0 ? '长'.repeat(30_000) : '',
  ]
  for (let line = 1; line <= 2000; line++) {
    const wait = writer.writeRow(cells(line), line)
    if (wait) await wait
  }
  const { path } = await writer.finish()
  const wanted = new Set([3, 4, 50, 51, 150, 999, 1000, 1998, 2000])
  const rows = await copied(path, wanted)
  // The first row names the fields, and always comes.
  assert.deepEqual(
    rows,
    [1, ...wanted].map((line) => ({ line, cells: cells(line) })),
  )
  assert.equal((await copied(path, new Set(Array.from({ length: 2000 }, (_, n) => n + 1)))).length, 2000)
  assert.equal((await copied(path, new Set([5_000]))).length, 1)
})

test('a large screened copy keeps its order, also for a caller that does not wait', async () => {
  const writer = await startScreenedCopy(newFolder(), 'large')
  for (let line = 2; line < 30_002; line++) writer.writeRow(['示范市某某有限公司', String(line), '罚款,"其他"'], line)
  const copy = await writer.finish()
  const rows = await copied(copy.path)
  assert.equal(rows.length, 30_000)
  assert.ok(rows.every(({ line, cells }, i) => line === i + 2 && cells[1] === String(line)))
})

test('a copy has its name only when it is whole, for its owner alone', async () => {
  const folder = newFolder()
  const writer = await startScreenedCopy(folder, 's1')
  writer.writeRow(['甲'], 2)
  assert.deepEqual(readdirSync(folder), ['s1.csv.part'])
  const { path } = await writer.finish()
  assert.deepEqual(readdirSync(folder), ['s1.csv'])
  assert.equal(statSync(path).mode & 0o777, 0o600)
  await writer.discard()
  assert.ok(existsSync(path))

  const given = await startScreenedCopy(folder, 's2')
  await given.discard()
  assert.deepEqual(readdirSync(folder), ['s1.csv'])
  await assert.rejects(startScreenedCopy(folder, '../s3'))
})

test('what is no text never gets into a copy', async () => {
  for (const cell of ['a\0b', 'a\uD842']) {
    const folder = newFolder()
    const writer = await startScreenedCopy(folder, 's1')
    writer.writeRow([cell], 2)
    await assert.rejects(writer.finish(), /no text/)
    assert.deepEqual(readdirSync(folder), [])
  }
})

test('a damaged copy is noticed: a quote that never ends', async () => {
  const writer = await startScreenedCopy(newFolder(), 's1')
  for (let line = 2; line < 3000; line++) await writer.writeRow(['甲', '一行\n又一行'], line)
  const copy = await writer.finish()
  truncateSync(copy.path, copy.bytes - 4)
  await assert.rejects(copied(copy.path), /not as it was written/)
})

test('a process killed in the middle leaves nothing that counts, and the sweep removes what it left', async () => {
  const folder = newFolder()
  const killed = `
    import { keepUpload, startScreenedCopy } from ${JSON.stringify(new URL('store-upload.ts', import.meta.url).href)}
    async function* body() { for (let i = 0; i < 50; i++) yield Buffer.alloc(65536, 'x') }
    await keepUpload(body(), { folder: process.argv[1], digestKey: Buffer.alloc(32), memoryBytes: 0 })
    const writer = await startScreenedCopy(process.argv[1], 's1')
    for (let line = 1; line < 30000; line++) await writer.writeRow(['示范公司'.repeat(5)], line)
    process.kill(process.pid, 'SIGKILL')`
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', killed, folder], { encoding: 'utf8' })
  assert.equal(run.signal, 'SIGKILL', run.stderr)
  assert.deepEqual(readdirSync(folder), ['s1.csv.part'])
  assert.ok(statSync(join(folder, 's1.csv.part')).size > 0)
  const kept = await startScreenedCopy(folder, 's0')
  const { path } = await kept.finish()
  writeFileSync(join(folder, 'raw-00.sealed'), 'left by a system that keeps names')
  assert.deepEqual((await sweepUploads(folder)).sort(), ['raw-00.sealed', 's1.csv.part'])
  assert.deepEqual(readdirSync(folder), ['s0.csv'])
  assert.deepEqual(await copied(path), [])
})
