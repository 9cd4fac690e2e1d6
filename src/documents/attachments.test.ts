/** Attachments: what is taken, by its bytes; how it lies on disk; the scanner; erased for good. */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { shippedBook } from '../../test/support/rule-book.ts'
import { codeOf } from '../../test/support/world.ts'
import { zipped } from '../../test/support/zip.ts'
import { sha256Suite } from '../ciphers/suite.ts'
import type { Caller } from '../terms/caller.ts'
import { kindOfBytes } from './attachment-kind.ts'
import { eraseAttachment, forgetUnbound, keepAttachment, readAttachment, type Vault } from './attachments.ts'
import { scan } from './scan.ts'

const { pool } = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'xinheng-attachments-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const vault: Vault = { pool, suite: sha256Suite, folder, key: Buffer.alloc(32, 7) }
const at = new Date('2026-06-15T02:00:00Z')
const subject = codeOf('91', 6001)
const by: Caller = {
  kind: 'representative',
  who: 'representative:1',
  role: 'organisation',
  body: subject,
  region: '',
  scopes: ['see', 'act'],
}

const zipOf = (parts: { [name: string]: string }) => zipped(Object.entries(parts))
const pdf = Buffer.from('%PDF-1.7\n行政处罚决定书的扫描件\n%%EOF\n')
const pngFile = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(40)])
async function* pieces(bytes: Buffer, size = 1000) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}
const keep = (bytes: Buffer, fileName = '决定书.pdf', to = vault) =>
  keepAttachment(to, shippedBook, { subject, fileName, input: pieces(bytes), by }, at)
const rowOf = async (id: number) => (await pool.query('select * from attachment where id = $1', [id])).rows[0]
const storedFiles = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) =>
    one.isFile() ? [join(one.parentPath, one.name)] : [],
  )

test('a kind is told by the bytes, never by the name; what holds a program is none', async () => {
  const word = { '[Content_Types].xml': '<x/>', 'word/document.xml': '<x/>' }
  assert.equal(await kindOfBytes(pdf), 'pdf')
  assert.equal(await kindOfBytes(pngFile), 'png')
  assert.equal(await kindOfBytes(Buffer.from('ffd8ffe000104a464946', 'hex')), 'jpeg')
  assert.equal(await kindOfBytes(zipOf(word)), 'docx')
  assert.equal(await kindOfBytes(zipOf({ 'OFD.xml': '<x/>', 'Doc_0/Document.xml': '<x/>' })), 'ofd')
  for (const none of [
    Buffer.from('MZ\x90\x00'),
    Buffer.from('<html><script>alert(1)</script>'),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    Buffer.from('%PDF-1.7 cut off'),
    zipOf({ 'a.txt': 'x' }),
    zipOf({ ...word, 'word/vbaProject.bin': 'x' }),
    zipOf({ ...word, 'word/embeddings/oleObject1.bin': 'x' }),
    zipOf(word).subarray(0, 60),
    Buffer.alloc(0),
  ]) {
    assert.equal(await kindOfBytes(none), undefined, none.toString('latin1').slice(0, 20))
  }
})

test('it lies encrypted, by its hash, and comes back to the byte; a name is kept without what is a person’s', async () => {
  const kept = await keep(pdf, '..\\C:\\决定书 联系人13800138000.exe')
  assert.match(kept.name, /^决定书.*\.pdf$/)
  assert.doesNotMatch(kept.name, /13800138000|\.\.|\\|exe/)
  const row = await rowOf(kept.id)
  const [file] = storedFiles()
  assert.ok(file!.endsWith(row.place))
  assert.equal(readFileSync(file!).includes(Buffer.from('%PDF')), false, 'nothing of it can be read on the disk')
  const back = await readAttachment(vault, row)
  assert.ok(back.bytes.equals(pdf))
  assert.equal(back.type, 'application/pdf')
  // The same file twice is two files: one does not tell of the other.
  const again = await rowOf((await keep(pdf)).id)
  assert.notEqual(again.place, row.place)
  await assert.rejects(readAttachment({ folder, key: Buffer.alloc(32, 8) }, row))
  const changed = readFileSync(file!)
  changed[40]! ^= 1
  writeFileSync(file!, changed)
  await assert.rejects(readAttachment(vault, row))
})

test('size and kind by the rules of the day, both sides; nothing is left of what is refused', async () => {
  const most = 10_485_760
  const before = storedFiles().length
  const whole = Buffer.concat([pngFile, Buffer.alloc(most - pngFile.length)])
  assert.equal((await keep(whole, 'a.png')).bytes, most)
  await assert.rejects(keep(Buffer.concat([whole, Buffer.alloc(1)]), 'a.png'), { code: 'attachment-too-large' })
  await assert.rejects(keep(Buffer.from('MZ')), { code: 'attachment-kind' })
  await assert.rejects(keep(Buffer.alloc(0)), { code: 'attachment-empty' })
  assert.equal(storedFiles().length, before + 1)
})

test('the scanner lets through, refuses, or cannot say; only what it lets through is kept', async () => {
  const script = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\n${text}\n`)
    chmodSync(path, 0o700)
    return path
  }
  const looks = script('looks', 'grep -q EICAR && exit 1; exit 0')
  await keep(pdf, 'a.pdf', { ...vault, scanner: looks })
  const bad = Buffer.from('%PDF-1.7\nEICAR\n%%EOF\n')
  await assert.rejects(keep(bad, 'a.pdf', { ...vault, scanner: looks }), { code: 'attachment-refused' })
  const hasNone = { ...vault, scanner: join(folder, 'not-there') }
  await assert.rejects(keep(pdf, 'a.pdf', hasNone), { code: 'attachment-not-scanned' })
  await assert.rejects(scan(script('hangs', 'exec sleep 60'), pdf, { seconds: 1, megabytes: 512 }), {
    code: 'attachment-not-scanned',
  })
  // It is the program and none of the words in its name.
  const spaced = script('let it; touch pwned', 'exit 0')
  await scan(spaced, pdf)
  assert.ok(!readdirSync(folder).includes('pwned'))
})

test('erased: key and name go, the file goes, its digest stays; once', async () => {
  const kept = await keep(pdf)
  const before = storedFiles().length
  assert.equal(await eraseAttachment(vault, { id: kept.id, reason: '误交', who: 'office' }, at), true)
  const row = await rowOf(kept.id)
  assert.deepEqual([row.name, row.key, row.digest.toString('hex')], [null, null, kept.digest])
  assert.equal(storedFiles().length, before - 1)
  assert.equal(await eraseAttachment(vault, { id: kept.id, reason: '误交', who: 'office' }, at), false)
  const { rows } = await pool.query(`select count(*)::int as n from entry where body->>'digest' = $1`, [kept.digest])
  assert.equal(rows[0].n, 1)
})

test('what came with no step is forgotten after a day, not before', async () => {
  const kept = await keep(pdf)
  await forgetUnbound(vault, new Date(at.getTime() + 86_400_000))
  assert.notEqual((await rowOf(kept.id)).key, null)
  await forgetUnbound(vault, new Date(at.getTime() + 86_400_001))
  assert.equal((await rowOf(kept.id)).key, null)
})
