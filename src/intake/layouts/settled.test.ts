import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { read, utils } from '@e965/xlsx'
import { codeOf, csv, fire, market, officerOf, penalty, registration, world } from '../../../test/support/world.ts'
import { zipped } from '../../../test/support/zip.ts'
import { placeWaiting } from '../../evidence/sequencer.ts'
import { type LayoutPreview, preCheck, previewLayout, proposeForFile, receiveSubmission } from '../actions.ts'
import { runSubmission } from '../process.ts'
import { returnedFile } from '../returned.ts'
import { submission } from '../store.ts'
import { submissionLines } from '../store-lists.ts'
import { layoutNamed, layoutsOf, retireLayout, settleLayout } from './actions.ts'
import type { Layout } from './layout.ts'

const w = await world()
const pine = codeOf('91', 100)
const cedar = codeOf('91', 101)
await w.send(
  csv([registration(pine, '示范市云杉机械有限公司'), registration(cedar, '示范市雪松商贸有限公司')]),
  'registration',
)
const settling = { pool: w.db.pool, suite: w.intake.suite, book: w.intake.rules.book }

const head = '企业名称,信用标识,作出时间,存在问题,处理情况,罚款,标题'
const line = (name: string, code: string, day: string, fine: string, title: string) =>
  `${name},${code},${day},未按规定公示年度报告,处罚款,${fine},${title}`
const sheet = (...lines: string[]) => `示范市行政处罚公示表,,,,,,\n${head}\n${lines.join('\n')}\n`

const layout: Layout = {
  name: '处罚公示表',
  item: 'penalty',
  columns: [
    { column: '企业名称', field: 'CF_XDR_MC' },
    { column: '信用标识', field: 'CF_XDR_SHXYM' },
    { column: '作出时间', field: 'CF_JDRQ', days: 'dmy' },
    { column: '存在问题', field: 'CF_SY' },
    { column: '存在问题', field: 'CF_WFXW' },
    { column: '处理情况', field: 'CF_NR' },
    { column: '处理情况', field: 'CF_CFLB', find: 'words' },
    { column: '罚款', field: 'CF_NR_FK', unit: 'yuan' },
    { column: '标题', field: 'CF_WSH', find: 'document-number' },
  ],
  constants: [
    { field: 'CF_XDR_LB', from: 'code' },
    { field: 'CF_YJ', value: '《企业信息公示暂行条例》第十七条' },
    { field: 'CF_CFJG', value: market.name },
    { field: 'CF_CFJGDM', value: market.code },
    { field: 'CF_SJLY', value: market.name },
    { field: 'CF_SJLYDM', value: market.code },
  ],
}
const settle = (changed: Partial<Layout> = {}, source = market) =>
  settleLayout(settling, { source: source.code, layout: { ...layout, ...changed }, by: officerOf(source) }, w.now)

async function* once(bytes: string | Buffer) {
  yield Buffer.from(bytes)
}
const sending = (text: string | Buffer, more: { layout?: string; fileName?: string } = {}, source = market) => ({
  input: once(text),
  fileName: '公示.csv',
  item: 'penalty',
  source: source.code,
  by: officerOf(source),
  ...more,
})
async function send(text: string | Buffer, more: { layout?: string; fileName?: string } = {}, source = market) {
  let id: number | undefined
  const view = await receiveSubmission(w.intake, sending(text, more, source), w.now, (started) => {
    id = started
  })
  if (id !== undefined) await runSubmission(w.intake, id)
  await placeWaiting(w.db.pool)
  const { rows } = await submissionLines(w.db.pool, { submission: view.id, limit: 1000 })
  return { ...(await submission(w.db.pool, view.id, w.now))!, isRepeat: view.isRepeat ?? false, lines: rows }
}
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => assert.fail('it was taken'),
    (thrown) => thrown as { code: string; says: { zh: string; en: string }; findings?: { check: string }[] },
  )
  return error
}
const count = async (table: string) => Number((await w.db.pool.query(`select count(*) from ${table}`)).rows[0].count)
const fineOf = async (document: string) =>
  (
    await w.db.pool.query<{ fine: string; version: number }>(
      `select content->>'CF_NR_FK' as fine, version from record where content->>'CF_WSH' = $1 and replaced_by is null`,
      [document],
    )
  ).rows

/** A workbook of these sheets, as small as one can be. */
function workbook(sheets: [name: string, rows: string[][]][]): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const list = sheets.map(([name], i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
  const rels = sheets.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  )
  const row = (cells: string[]) =>
    `<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`
  return zipped([
    ['[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${list.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rels.join('')}</Relationships>`,
    ],
    ...sheets.map(
      ([, rows], i) =>
        [
          `xl/worksheets/sheet${i + 1}.xml`,
          `<worksheet xmlns="${main}"><sheetData>${rows.map(row).join('')}</sheetData></worksheet>`,
        ] as const,
    ),
  ])
}

const titled = '示范市云杉机械有限公司行政处罚决定书（示市监罚〔2026〕1号）'
const first = sheet(
  line('示范市云杉机械有限公司', pine, '20/5/2026', '2000', titled),
  line('示范市雪松商贸有限公司', cedar, '21/5/2026', '约五千', '行政处罚决定书示市监罚〔2026〕2号'),
  line('张晓明', '', '21/5/2026', '100', '行政处罚决定书示市监罚〔2026〕3号'),
)

test('without a settled layout nothing of a department’s own sheet is kept, and the answer says what to do', async () => {
  const before = { files: readdirSync(w.intake.uploads).sort(), submissions: await count('submission') }
  const error = await refusal(send(first))
  assert.equal(error.code, 'layout-needed')
  assert.match(error.says.zh, /没有保存任何内容.*表样/)
  assert.match(error.says.en, /Nothing was kept.*layout/)
  assert.deepEqual({ files: readdirSync(w.intake.uploads).sort(), submissions: await count('submission') }, before)
})

test('settled, it is taken for that header: sums in 10 000 yuan, the number from the title, the authority as it was said', async () => {
  const settled = await settle()
  assert.deepEqual([settled.version, settled.isNew], [1, true])
  const sent = await send(first)
  assert.deepEqual(sent.layout, { name: '处罚公示表', version: 1 })
  assert.deepEqual(sent.counts, { 'accepted-with-warnings': 1, refused: 2 }, JSON.stringify(sent.lines))
  assert.deepEqual(await fineOf('示市监罚〔2026〕1号'), [{ fine: '0.2', version: 1 }])
  const { rows } = await w.db.pool.query(
    `select content, decided_on::text, authority_code from record where content->>'CF_WSH' = '示市监罚〔2026〕1号'`,
  )
  assert.equal(rows[0].decided_on, '2026-05-20')
  assert.equal(rows[0].authority_code, market.code)
  assert.deepEqual(rows[0].content.CF_CFLB, ['罚款'])
})

test('a finding names the department’s own column beside the national field; a person’s row is stored nowhere', async () => {
  const sent = await send(first)
  assert.equal(sent.isRepeat, true)
  const [bad, person] = sent.lines.filter(({ verdict }) => verdict === 'refused')
  const [found] = bad!.findings
  assert.deepEqual(
    [bad!.line, found!.check, found!.field, found!.value],
    [4, 'amount-unreadable', 'CF_NR_FK', '约五千'],
  )
  assert.deepEqual(found!.own, { column: '罚款' })
  assert.equal(person!.findings[0]!.check, 'person-out-of-scope')
  for (const file of readdirSync(w.intake.uploads)) {
    assert.doesNotMatch(readFileSync(join(w.intake.uploads, file), 'utf8'), /张晓明/)
  }
})

test('the settling is evidence, and a version is never changed', async () => {
  const { rows } = await w.db.pool.query(
    `select convert_from(e.leaf, 'UTF8')::json->>'kind' as kind, e.body->>'who' as who
     from layout l join entry e on e.id = l.entry where l.name = '处罚公示表'`,
  )
  assert.deepEqual(rows, [{ kind: 'layout-settled', who: officerOf(market).who }])
  await assert.rejects(w.db.owner.query(`update layout set body = '{}'`), /append|change/i)
  const same = await settle()
  assert.deepEqual([same.version, same.isNew], [1, false])
})

test('a later version says something else of the next file, and nothing else of what was submitted before', async () => {
  const wrongUnit = layout.columns.map((rule) =>
    rule.field === 'CF_NR_FK' ? { ...rule, unit: 'thousand-yuan' as const } : rule,
  )
  assert.equal((await settle({ columns: wrongUnit })).version, 2)
  const before = await w.db.pool.query(
    `select s.layout, l.version from submission s join layout l on l.id = s.layout order by s.id`,
  )
  assert.deepEqual(
    before.rows.map(({ version }) => version),
    [1],
  )
  // The same bytes, read otherwise: no repetition, but a correction by the same source.
  const again = await send(first)
  assert.equal(again.isRepeat, false)
  assert.deepEqual(again.layout, { name: '处罚公示表', version: 2 })
  assert.deepEqual(await fineOf('示市监罚〔2026〕1号'), [{ fine: '200', version: 2 }])
  // And an older version may be named.
  const older = await send(`${first}\n`, { layout: '处罚公示表@1' })
  assert.deepEqual(older.layout, { name: '处罚公示表', version: 1 })
  assert.deepEqual(await fineOf('示市监罚〔2026〕1号'), [{ fine: '0.2', version: 3 }])
  assert.equal((await settle()).version, 3)
})

test('national columns are read as ever, whatever layouts there are', async () => {
  const sent = await send(csv([penalty(pine, '示范市云杉机械有限公司', '示市监罚〔2026〕7号')]))
  assert.equal(sent.layout, undefined)
  assert.deepEqual(sent.counts, { accepted: 1 })
})

test('another header is not this layout’s: with a column more it must be named, without one that is needed it is refused', async () => {
  const more = first.replace('标题', '标题,经办人').replaceAll('号\n', '号,王小红\n').replace('号）\n', '号）,王小红\n')
  assert.equal((await refusal(send(more))).code, 'layout-needed')
  const named = await send(more, { layout: '处罚公示表' })
  assert.ok(
    named.notes.some(({ check }) => check === 'column-unknown'),
    JSON.stringify(named.notes),
  )
  assert.equal(named.linesTotal, 3)
  const less = first.replace('处理情况', '别的情况')
  assert.equal((await refusal(send(less, { layout: '处罚公示表' }))).code, 'layout-column-missing')
  assert.equal((await refusal(send(first, { layout: '没有这个' }))).code, 'layout-unknown')
  // In another order it is the same header.
  const swapped = first.split('\n').map((text) => text.split(',').reverse().join(','))
  assert.deepEqual((await send(swapped.join('\n'))).layout, { name: '处罚公示表', version: 3 })
})

test('what is wrong with a whole sheet names its own cells in a workbook', async () => {
  const rows = first
    .trimEnd()
    .split('\n')
    .map((text) => text.split(','))
  const book = workbook([
    ['封面', [['示范市市场监督管理局']]],
    ['公示', rows],
  ])
  const sheetOnly = await settle({ name: '公示工作簿', sheet: '公示', headerLine: 2 })
  assert.equal(sheetOnly.version, 1)
  const sent = await send(book, { layout: '公示工作簿', fileName: '公示.xlsx' })
  assert.equal(sent.linesTotal, 3, JSON.stringify(sent))
  const bad = sent.lines.find(({ line }) => line === 4)!
  assert.deepEqual(bad.findings[0]!.own, { column: '罚款', cell: 'F4' })
})

test('two layouts of one header are told apart by whoever sends the file', async () => {
  await settle({
    name: '第二表',
    constants: layout.constants.map((one) => (one.field === 'CF_CFJG' ? { ...one, value: fire.name } : one)),
  })
  const other = sheet(line('示范市云杉机械有限公司', pine, '20/5/2026', '3000', '示市监罚〔2026〕11号'))
  const error = await refusal(send(other))
  assert.equal(error.code, 'layout-not-clear')
  assert.match(error.says.zh, /处罚公示表.*第二表|第二表.*处罚公示表/)
  assert.deepEqual((await send(other, { layout: '第二表' })).layout, { name: '第二表', version: 1 })
  // One that is no longer in use is no longer in the way, and no longer taken.
  const retired = await retireLayout(settling, { source: market.code, name: '第二表', by: officerOf(market) }, w.now)
  assert.deepEqual([retired.version, retired.isRetired], [2, true])
  assert.equal((await refusal(send(`${other}\n`, { layout: '第二表' }))).code, 'layout-retired')
  assert.deepEqual((await send(other)).layout, { name: '处罚公示表', version: 3 })
})

test('layouts are their source’s own', async () => {
  assert.equal((await refusal(send(first, {}, fire))).code, 'layout-needed')
  assert.equal((await refusal(send(first, { layout: '处罚公示表' }, fire))).code, 'layout-unknown')
  const foreign = settleLayout(settling, { source: market.code, layout, by: officerOf(fire) }, w.now)
  assert.equal((await refusal(foreign)).code, 'not-entitled')
  const item = settleLayout(
    settling,
    { source: fire.code, layout: { ...layout, item: 'registration' }, by: officerOf(fire) },
    w.now,
  )
  assert.equal((await refusal(item)).code, 'item-not-of-source')
  const unsound = settle({ columns: [{ column: '罚款', field: 'CF_NONE' }] })
  assert.equal((await refusal(unsound)).code, 'layout-unsound')
  assert.deepEqual((await layoutsOf(w.db.pool, fire.code)).length, 0)
  assert.equal((await layoutNamed(w.db.pool, market.code, '处罚公示表@2')).version, 2)
})

test('a list of objects with names of the department’s own is proposed and read by them', async () => {
  const names = head.split(',')
  const cells = line('示范市云杉机械有限公司', pine, '20/5/2026', '4000', '示市监罚〔2026〕21号').split(',')
  const json = JSON.stringify([Object.fromEntries(names.map((name, i) => [name, cells[i]]))])
  const view = await proposeForFile(w.intake, sending(json, { fileName: '公示.json' }), w.now)
  assert.deepEqual(view.header, names)
  const sent = await send(json, { fileName: '公示.json' })
  assert.equal(sent.layout?.name, '处罚公示表')
  assert.deepEqual(await fineOf('示市监罚〔2026〕21号'), [{ fine: '0.4', version: 1 }])
})

test('two officers who settle one name at once make two versions', async () => {
  const both = await Promise.all(
    ['甲', '乙'].map((value) =>
      settle({
        name: '同时',
        columns: [{ column: '单位', field: 'CF_XDR_MC' }],
        constants: [{ field: 'CF_CFJG', value }],
      }),
    ),
  )
  assert.deepEqual(both.map(({ version }) => version).sort(), [1, 2])
})

test('a pre-check goes through layouts for who may see them, and for nobody else', async () => {
  const view = await preCheck(w.intake, sending(first), w.now)
  assert.deepEqual(view.layout, { name: '处罚公示表', version: 3 })
  assert.deepEqual(view.counts, { accepted: 1, refused: 2 })
  const stranger = { ...sending(first), by: officerOf(fire) }
  assert.equal((await refusal(preCheck(w.intake, stranger, w.now))).code, 'header-not-found')
  // One at hand may be tried by anybody on their own file.
  const tried = await preCheck(w.intake, { ...sending(first), source: '', inline: layout }, w.now)
  assert.deepEqual(tried.counts, { accepted: 1, refused: 2 })
})

test('a proposal and its preview come from memory: theirs beside ours, and nothing is kept', async () => {
  const before = {
    files: readdirSync(w.intake.uploads).sort(),
    submissions: await count('submission'),
    layouts: await count('layout'),
  }
  const view = await proposeForFile(w.intake, sending(first, { fileName: '处罚公示（2026年5月）.csv' }), w.now)
  assert.deepEqual(view.header, head.split(','))
  assert.equal(view.headerLine, 2)
  assert.deepEqual(view.lines, [3, 4, 5])
  assert.ok(['公示工作簿', '处罚公示表'].includes(view.layout.name), 'it goes on from what is settled')
  const other = await proposeForFile(w.intake, sending(first, { fileName: '处罚公示（2026年5月）.csv' }, fire), w.now)
  assert.equal(other.layout.name, '处罚公示', 'another source knows nothing of it')
  assert.equal(view.layout.columns.find(({ field }) => field === 'CF_WSH')?.find, 'document-number')
  const { header, rows, lines } = view
  const ask = { source: market.code, header, rows, lines, by: officerOf(market) }
  const preview: LayoutPreview = await previewLayout(w.intake, { ...ask, layout }, w.now)
  assert.deepEqual(
    preview.rows.map(({ line, verdict }) => [line, verdict]),
    [
      [3, 'accepted'],
      [4, 'refused'],
      [5, 'refused'],
    ],
  )
  const fine = preview.rows[0]!.cells.find(({ field }) => field === 'CF_NR_FK')
  assert.deepEqual(fine, { field: 'CF_NR_FK', column: '罚款', value: '0.2' })
  assert.deepEqual(preview.rows[1]!.findings[0]!.own, { column: '罚款' })
  assert.deepEqual(preview.rows[2]!.cells, [])
  const wrong = await previewLayout(
    w.intake,
    { ...ask, layout: { ...layout, columns: [{ column: '没有', field: 'CF_SY' }] } },
    w.now,
  )
  assert.ok(wrong.findings.some(({ check }) => check === 'layout-column-missing'))
  assert.deepEqual(
    {
      files: readdirSync(w.intake.uploads).sort(),
      submissions: await count('submission'),
      layouts: await count('layout'),
    },
    before,
  )
})

test('thousands of rows go through a layout in chunks like any other', async () => {
  const many = Array.from({ length: 3000 }, (_, n) =>
    line(
      n % 2 ? '示范市云杉机械有限公司' : '示范市雪松商贸有限公司',
      n % 2 ? pine : cedar,
      '20/5/2026',
      String(n + 1),
      `示市监罚〔2026〕${n + 1000}号`,
    ),
  )
  const sent = await send(sheet(...many))
  assert.deepEqual(sent.counts, { 'accepted-with-warnings': 3000 }, JSON.stringify(sent.lines.slice(0, 2)))
  assert.deepEqual(await fineOf('示市监罚〔2026〕3999号'), [{ fine: '0.3', version: 1 }])
})

test('the sheet comes back in the department’s own columns; mended and sent again it is this layout’s still', async () => {
  await settle({ name: '退回用' })
  const own = (n: number) => `行政处罚决定书示市监罚〔2026〕70${n}号，联系人张晓明，电话13812345678`
  const text = sheet(
    line('示范市云杉机械有限公司', pine, '20/5/2026', '2000', own(1)),
    line('示范市雪松商贸有限公司', cedar, '21/5/2026', '约五千', own(2)),
    line('张晓明', '', '21/5/2026', '100', own(3)),
  )
  const sent = await send(text, { layout: '退回用' })
  assert.deepEqual(sent.counts, { 'accepted-with-warnings': 1, refused: 2 })
  const back = async (format: 'csv' | 'xlsx', id = sent.id) => {
    const pieces: Buffer[] = []
    const file = await returnedFile(w.intake, id, { format, language: 'zh' })
    for await (const piece of file!.bytes) pieces.push(piece)
    return Buffer.concat(pieces)
  }
  const book = read(await back('xlsx'), { cellStyles: true })
  const cells = book.Sheets[book.SheetNames[0]!]!
  const rows = utils.sheet_to_json<string[]>(cells, { header: 1, defval: '' })
  assert.equal(rows[0]![0], '示范市行政处罚公示表')
  assert.deepEqual(rows[1], [...head.split(','), '结论（信衡）'])
  assert.deepEqual(rows[2]!.slice(0, 6), [
    '示范市云杉机械有限公司',
    pine,
    '20/5/2026',
    '未按规定公示年度报告',
    '处罚款',
    '2000',
  ])
  assert.match(rows[2]![6]!, /〔2026〕701号/)
  assert.equal(rows[3]![5], '约五千')
  // Where the department wrote it, not where the national column would be.
  assert.match(cells.F4.c[0].t, /规则：amount-unreadable/)
  assert.equal(cells.F4.s.fgColor.rgb, 'FFC7CE')
  assert.deepEqual(rows[4], [...head.split(',').map(() => ''), '退回'])
  const { rows: kept } = await w.db.pool.query('select outline, screened from submission where id = $1', [sent.id])
  const copy = readFileSync(join(w.intake.uploads, kept[0].screened), 'utf8')
  for (const kept of [JSON.stringify(cells), copy]) assert.doesNotMatch(kept, /张晓明|13812345678/)

  const mended = (await back('csv')).toString().replace('约五千', '5000')
  const again = await send(mended, { layout: '退回用' })
  assert.deepEqual(again.counts, { duplicate: 1, 'accepted-with-warnings': 1 })
  assert.equal((await fineOf('示市监罚〔2026〕702号'))[0]!.fine, '0.5')
  assert.ok(!(await back('csv', again.id)).toString().includes('结论,规则,说明,可接受的值,结论'))
  await retireLayout(settling, { source: market.code, name: '退回用', by: officerOf(market) }, w.now)
})
