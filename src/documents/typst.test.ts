import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { material } from '../../test/support/material.ts'
import { pdfFacts, pdfPages } from '../../test/support/pdf.ts'
import { closeTypst, compilePdf } from './typst.ts'

const folder = mkdtempSync(join(fileURLToPath(new URL('.', import.meta.url)), 'test 样张 '))
after(() => rmSync(folder, { recursive: true }))
after(closeTypst)

const template = (name: string, body: string) => {
  const path = join(folder, name)
  writeFileSync(
    path,
    `#set document(title: "样张", date: auto)\n#set text(font: "Noto Sans SC", fallback: false)\n${body}`,
  )
  return path
}
const list = template('list.typ', '#for one in json(bytes(sys.inputs.data)) [#one\\ ]')
const at = new Date('2026-11-20T06:15:43Z')

test('data prints as it stands and is never read as source', async () => {
  const data = ['#eval("1+1")', ']#panic()[', '$x$ *a* _b_ `c` @d <e> \\u{41} // f', '"}); drop', '#sys.inputs']
  const [page] = await pdfPages(await compilePdf({ template: list, data, at }))
  for (const text of data) assert.ok(page!.includes(text.replace(/\s+/g, '')), text)
})

test('every naughty string can be set', async (t) => {
  const path = material('7-csv-xlsx/hostile/blns.json')
  if (!path) return t.skip('7-csv-xlsx/hostile/blns.json is absent')
  const strings = JSON.parse(readFileSync(path, 'utf8')) as string[]
  const pdf = await compilePdf({ template: list, data: strings, at })
  const text = (await pdfPages(pdf)).join('')
  const latin = strings.filter((one) => /^[!-~]{8,60}$/.test(one))
  assert.ok(latin.length > 20)
  for (const one of latin) assert.ok(text.includes(one), one)
})

test('a character that the face lacks is printed as its number, not left out', async () => {
  const data = ['甲\u{20BB7}乙', 'a\u202Eb', '\uFEFF', '\u0007', 'e\u0301']
  const [page] = await pdfPages(await compilePdf({ template: list, data, at }))
  assert.equal(page, '甲〔U+20BB7〕乙a〔U+202E〕b〔U+FEFF〕〔U+0007〕é')
})

test('the file is archivable: fonts inside, standard and title stated', async () => {
  const facts = await pdfFacts(await compilePdf({ template: list, data: ['信衡'], at }))
  assert.ok(facts.fontsInside)
  assert.equal(facts.title, '样张')
  assert.match(facts.metadata, /<pdfaid:part>2<\/pdfaid:part>/)
  assert.match(facts.metadata, /<pdfaid:conformance>A<\/pdfaid:conformance>/)
})

test('the same input gives the same bytes, whatever was set in between', async () => {
  const first = await compilePdf({ template: list, data: ['甲'], at })
  const other = await compilePdf({ template: list, data: ['乙'], at })
  await closeTypst()
  assert.ok(first.equals(await compilePdf({ template: list, data: ['甲'], at })))
  assert.ok(!first.equals(other))
})

test('a fault in one document is its own; those beside it are set', async () => {
  const broken = template('broken.typ', '#let a = (')
  const [good, bad, alsoGood] = await Promise.allSettled([
    compilePdf({ template: list, data: ['一'], at }),
    compilePdf({ template: broken, data: [], at }),
    compilePdf({ template: list, data: ['二'], at }),
  ])
  assert.equal(good.status, 'fulfilled')
  assert.equal(alsoGood.status, 'fulfilled')
  assert.ok(bad.status === 'rejected' && /broken\.typ/.test(bad.reason.message))
})

test('what waits when the thread is ended fails instead of waiting for ever', async () => {
  const waiting = compilePdf({ template: list, data: ['一'], at })
  await Promise.all([assert.rejects(waiting, /ended/), closeTypst()])
  assert.ok((await compilePdf({ template: list, data: ['二'], at })).length > 0)
})
