import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '../../terms/finding.ts'
import { type HtmlForm, readHtml } from './html.ts'
import type { Merged } from './row-batch.ts'

type Read = { rows: string[][]; at: string[]; findings: Finding[]; merged: Merged[]; stopped?: Finding }

async function read(page: string | Buffer, chunk = 11, form: Partial<HtmlForm> = {}): Promise<Read> {
  const bytes = Buffer.from(page)
  const pieces = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  )
  const all: Read = { rows: [], at: [], findings: [], merged: [] }
  for await (const batch of readHtml(pieces, { encoding: 'utf-8', ...form })) {
    all.rows.push(...batch.rows)
    all.at.push(...batch.lines.map((line) => `${batch.sheet?.index}.${line}`))
    all.findings.push(...batch.findings)
    all.merged.push(...(batch.merged ?? []))
    if (batch.stopped) all.stopped = batch.stopped
  }
  return all
}

test('cells are what a browser shows of them, however the page arrives', async () => {
  const page = `<!DOCTYPE html><html><head><title>甲<table></title><style>td > a { }</style>
    <script>if (1 < 2) document.write("<table><tr><td>no</td></tr></table>")</script></head><body>
    <!-- <table><tr><td>no</td></tr></table> -->
    <p>text <b>outside</b></p>
    <TABLE border="1" title="a > b">
      <thead><tr><th>名 称</th><th style='mso-number-format:"\\@"'>code</th></tr></thead>
      <tr><td>甲&amp;乙&nbsp;&lt;丙&gt; &#20013;&#x56fd; &unknown; a < b</td><td> <font color=red>01</font><span>2</span>
 </td></tr>
      <tr><td>一<br/>二<p>三</p></td><td></td>
      <tr></tr>
      <tr><td>last
    </table></body></html>`
  for (const chunk of [1, 2, 3, 17, 100_000]) {
    const { rows, at, stopped } = await read(page, chunk)
    assert.deepEqual(rows, [['名 称', 'code'], ['甲&乙 <丙> 中国 &unknown; a < b', '012'], ['一\n二\n三'], ['last']])
    assert.deepEqual([at, stopped], [['0.1', '0.2', '0.3', '0.5'], undefined])
  }
})

test('cells that span keep the others in their columns, and are told', async () => {
  const { rows, merged } = await read(
    '<table><tr><td rowspan="2">a</td><td colspan=2>b</td><td>c</td></tr><tr><td>d</td><td>e</td><td>f</td></tr><tr><td>g</td></tr></table>',
  )
  assert.deepEqual(rows, [['a', 'b', '', 'c'], ['', 'd', 'e', 'f'], ['g']])
  assert.deepEqual(merged, [{ column: 0, fromLine: 1, toLine: 2 }])
})

test('several tables are several sheets', async () => {
  const { at } = await read(
    '<table><tr><td>1</td></tr></table><div><table><tr><td>2</td></tr><tr><td>3</td></tr></table>',
  )
  assert.deepEqual(at, ['0.1', '1.1', '1.2'])
})

test('what cannot be read is refused with its reason', async () => {
  const check = async (page: string | Buffer, form: Partial<HtmlForm> = {}) => {
    const { stopped } = await read(page, 1000, form)
    for (const language of ['zh', 'en'] as const) assert.match(stopped?.accepted?.[language] ?? '', /XLSX/)
    return stopped?.check
  }
  assert.equal(await check('<html><p>nothing</p></html>'), 'file-html')
  assert.equal(await check('<table><tr><td><table><tr><td>x'), 'html-table-nested')
  assert.equal(await check(`<table><tr><td title="${'x'.repeat(100_000)}`), 'html-damaged')
  assert.equal(await check('<table></table>'.repeat(201)), 'html-damaged')
  assert.equal(await check(Buffer.from('<table><tr><td>\xff</td></tr>', 'latin1')), 'file-encoding-wrong')
  const many = await read('<table><tr><td>1</td></tr><tr><td>2</td></tr><tr><td>3</td></tr>', 20, {
    limits: { maxRows: 2 },
  })
  assert.equal(many.stopped?.check, 'file-too-many-rows')
})

test('limits: a cell too long or a row too wide costs its row, spans and comments cost nothing', async () => {
  const cell = (text: string) => `<td>${text}</td>`
  const long = await read(`<table><tr>${cell('x'.repeat(40_000))}</tr><tr>${cell('a')}</tr></table>`, 5000)
  assert.deepEqual([long.rows, long.findings[0]?.check, long.findings[0]?.line], [[['a']], 'cell-too-long', 1])
  const huge = await read(`<table><tr>${cell('x'.repeat(2_000_000))}</tr></table>`, 60_000)
  assert.equal(huge.findings[0]?.check, 'cell-too-long')
  const wide = await read(`<table><tr>${cell('x').repeat(513)}</tr></table>`)
  assert.equal(wide.findings[0]?.check, 'row-too-many-columns')
  const spans = '<table><tr><td colspan=999999 rowspan=999999>a</td></tr><tr><td>b</td></tr></table>'
  assert.equal((await read(spans)).findings.length, 1)
  const comment = await read(`<!-- ${'x'.repeat(300_000)} --><table><tr><td>a</td></tr></table>`, 4096)
  assert.deepEqual(comment.rows, [['a']])
  const script = await read(`<script>${'<'.repeat(300_000)}</script><table><tr><td>a</td></tr></table>`, 4096)
  assert.deepEqual(script.rows, [['a']])
})
