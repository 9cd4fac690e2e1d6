import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { read as readWithSheetJs, utils, write } from '@e965/xlsx'
import { codeOf, csv, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { writeSheets } from '../documents/workbook.ts'
import { Refusal } from '../refusal.ts'
import { placesOfBook } from '../rulebook/codes-of-book.ts'
import { openSuggesting } from '../subjects/suggest.ts'
import { readXlsx } from './reading/xlsx.ts'
import { returnedFile } from './returned.ts'
import { exported, restored } from './returned-columns.ts'
import { submissionLines } from './store-lists.ts'
import { decideWho, reopenRow } from './who.ts'

const w = await world()

const spruce = { code: codeOf('91', 1000), name: '示范市云杉机械有限公司' }
const birch = { code: codeOf('91', 1001), name: '示范市白桦食品有限公司' }
await w.send(csv([registration(spruce.code, spruce.name), registration(birch.code, birch.name)]), 'registration')

const given = async (
  submission: number,
  format: 'xlsx' | 'csv',
  more: { wholeRows?: number; language?: 'en' } = {},
) => {
  const file = await returnedFile(w.intake, submission, { format, language: 'zh', ...more })
  const pieces: Buffer[] = []
  for await (const piece of file!.bytes) pieces.push(piece)
  return { bytes: Buffer.concat(pieces), fileName: file!.fileName }
}

/** By a library that shares nothing with ours. */
const sheetsIn = (bytes: Buffer) => readWithSheetJs(bytes, { cellStyles: true })
const cellsIn = (bytes: Buffer, sheet = 0) => {
  const book = sheetsIn(bytes)
  return utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[sheet]!]!, { header: 1, defval: '' })
}

async function rowsIn(bytes: Buffer): Promise<string[][]> {
  const rows: string[][] = []
  for await (const batch of readXlsx(bytes)) {
    assert.equal(batch.stopped, undefined)
    rows.push(...batch.rows)
  }
  return rows
}

async function workbook(sheets: { name: string; rows: (string[] | { row: number; cells: string[] })[] }[]) {
  const pieces: Buffer[] = []
  for await (const piece of writeSheets(sheets)) pieces.push(piece)
  return Buffer.concat(pieces)
}

const fields = Object.keys(penalty('', '', ''))
const cellsOf = (row: { [field: string]: string }) => fields.map((field) => row[field] ?? '')
/** The letter O for a zero, as people type it. */
const misreadCode = spruce.code.replace('0', 'O')

test('a workbook comes back as it was, its bad cells coloured, each with a note', async () => {
  const good = penalty(spruce.code, spruce.name, '示市监罚〔2026〕1号')
  const bad = penalty(birch.code, birch.name, '示市监罚〔2026〕2号', { CF_JDRQ: '2026年13月1日', CF_NR_FK: '二万' })
  const person = penalty('110101199003078515', '王小明', '示市监罚〔2026〕3号', { CF_XDR_LB: '自然人' })
  const bytes = await workbook([
    {
      name: '五月处罚',
      rows: [
        { row: 1, cells: ['示范市2026年5月行政处罚信息表'] },
        { row: 2, cells: ['填表人：', '赵小红', '联系电话：', '13812345678'] },
        { row: 4, cells: [...fields, '内部流水', '金额'] },
        { row: 5, cells: [...cellsOf(good), '内部备注'] },
        { row: 6, cells: cellsOf(bad) },
        { row: 9, cells: cellsOf(person) },
      ],
    },
  ])
  const { submission } = await w.send(bytes, 'penalty', market, '五月.xlsx')
  assert.deepEqual(submission.counts, { accepted: 1, refused: 2 })

  const back = await given(submission.id, 'xlsx')
  assert.equal(back.fileName, '五月-结论.xlsx')
  const book = sheetsIn(back.bytes)
  assert.deepEqual(book.SheetNames, ['五月处罚'])
  const rows = cellsIn(back.bytes)
  assert.equal(rows[0]![0], '示范市2026年5月行政处罚信息表')
  assert.deepEqual(rows[1]!.slice(0, 4), ['填表人：', '', '联系电话：', ''])
  assert.deepEqual(rows[3]!.slice(0, fields.length + 3), [...fields, '内部流水', '金额', '结论（信衡）'])
  assert.deepEqual(rows[4]!.slice(0, fields.length + 3), [...cellsOf(good), '', '', '接收'])
  assert.deepEqual(rows[5]!.slice(0, fields.length + 3), [...cellsOf(bad), '', '', '退回'])
  assert.deepEqual(rows[8]!.slice(0, fields.length + 3), [...fields.map(() => ''), '', '', '退回'])

  const sheet = book.Sheets[book.SheetNames[0]!]!
  const at = (field: string, row: number) => sheet[`${utils.encode_col(fields.indexOf(field))}${row}`]
  const day = at('CF_JDRQ', 6)
  assert.equal(day.s.fgColor.rgb, 'FFC7CE')
  assert.match(
    day.c[0].t,
    /不是可识别的日期[\s\S]*规则：day-unreadable[\s\S]*依据：发改办财金〔2018〕424号[\s\S]*可接受：如 2026-04-02/,
  )
  assert.equal(at('CF_NR_FK', 6).s.fgColor.rgb, 'FFC7CE')
  assert.equal(at('CF_XDR_MC', 6).c, undefined)
  const verdict = sheet[`${utils.encode_col(fields.length + 2)}9`]
  assert.match(verdict.c[0].t, /本平台不归集自然人信息[\s\S]*规则：person-out-of-scope/)
  assert.match(sheet[`${utils.encode_col(fields.length)}4`].c[0].t, /column-unknown/)
  // Nothing of the person, and nothing of the columns that are not kept, is anywhere in the file or beside the copy.
  const { rows: kept } = await w.db.pool.query<{ outline: unknown }>('select outline from submission')
  for (const text of [JSON.stringify(book.Sheets), JSON.stringify(kept)]) {
    for (const secret of ['王小明', '110101199003078515', '赵小红', '13812345678', '内部备注']) {
      assert.ok(!text.includes(secret), secret)
    }
  }
})

test('several sheets come back in their order, each with its titles, its rows and its notes', async () => {
  const rows = (n: number, more: { [field: string]: string } = {}) =>
    cellsOf(penalty(spruce.code, spruce.name, `示市监罚〔2026〕90${n}号`, more))
  const bytes = await workbook([
    { name: '填写说明', rows: [['请逐行填写'], ['', '联系人：', '赵小红']] },
    {
      name: '东区',
      rows: [
        ['东区行政处罚信息'],
        fields,
        rows(1),
        rows(2, { CF_JDRQ: '不详' }),
        ['合计', '2'],
        ['填表人：', '钱小蓝'],
      ],
    },
    { name: '西区', rows: [fields, rows(3), rows(4, { CF_NR_FK: '若干' })] },
  ])
  const { submission } = await w.send(bytes, 'penalty', market, '两区.xlsx')
  assert.deepEqual(submission.counts, { accepted: 2, refused: 2 })
  const back = (await given(submission.id, 'xlsx')).bytes
  assert.deepEqual(sheetsIn(back).SheetNames, ['填写说明', '东区', '西区'])
  assert.deepEqual(cellsIn(back, 0), [
    ['请逐行填写', ''],
    ['', '联系人：'],
  ])
  const [title, , ...east] = cellsIn(back, 1)
  assert.equal(title![0], '东区行政处罚信息')
  assert.deepEqual(
    east.map((row) => [row[0], row[fields.indexOf('CF_WSH')], row.at(-1)]),
    [
      [spruce.name, '示市监罚〔2026〕901号', '接收'],
      [spruce.name, '示市监罚〔2026〕902号', '退回'],
      ['合计', '', ''],
      ['填表人：', '', ''],
    ],
  )
  const book = sheetsIn(back)
  assert.match(book.Sheets.东区![`${utils.encode_col(fields.indexOf('CF_JDRQ'))}4`].c[0].t, /day-unreadable/)
  assert.match(book.Sheets.西区![`${utils.encode_col(fields.indexOf('CF_NR_FK'))}3`].c[0].t, /amount-unreadable/)
  assert.doesNotMatch(JSON.stringify(book.Sheets), /小红|小蓝/)

  // And again as it is: nothing is taken twice, nothing is lost.
  const again = await w.send(back, 'penalty', market, '两区-结论.xlsx')
  assert.deepEqual(again.submission.counts, { duplicate: 2, refused: 2 })
  assert.deepEqual(cellsIn((await given(again.submission.id, 'xlsx')).bytes, 2).length, 3)
})

test('an old workbook comes back as XLSX, a list of objects as a sheet under the names of the catalogue', async () => {
  const row = (n: number) =>
    penalty(spruce.code, spruce.name, `示市监罚〔2026〕92${n}号`, n === 2 ? { CF_JDRQ: '不详' } : {})
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet([['处罚表'], fields, cellsOf(row(1)), [], cellsOf(row(2))]), '旧表')
  const old = write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer
  const { submission } = await w.send(old, 'penalty', market, '旧表.xls')
  const back = await given(submission.id, 'xlsx')
  assert.equal(back.fileName, '旧表-结论.xlsx')
  assert.deepEqual(sheetsIn(back.bytes).SheetNames, ['旧表'])
  const rows = cellsIn(back.bytes)
  assert.deepEqual(rows[2], [...cellsOf(row(1)), '接收'])
  assert.deepEqual(rows[4], [...cellsOf(row(2)), '退回'])

  const list = await w.send(JSON.stringify([row(3), row(2)]), 'penalty', market, '处罚.json')
  const listed = cellsIn((await given(list.submission.id, 'xlsx')).bytes)
  assert.deepEqual([listed[0]![0], listed[0]!.at(-1)], ['行政相对人名称', '结论（信衡）'])
  assert.deepEqual(
    listed.slice(1).map((row) => row.at(-1)),
    ['接收', '退回'],
  )
})

test('the value to put is suggested where the rule leaves one, and not where it leaves several or none', async () => {
  const misread = penalty(misreadCode, spruce.name, '示市监罚〔2026〕4号')
  const unclear = penalty('不详代码', spruce.name, '示市监罚〔2026〕5号', { CF_WSH: '示市监罚［2026］5号' })
  const { submission, lines } = await w.send(csv([misread, unclear]), 'penalty')
  const [first, second] = lines
  assert.equal(first!.findings.find((finding) => finding.field === 'CF_XDR_SHXYM')!.suggested, spruce.code)
  const book = sheetsIn((await given(submission.id, 'xlsx')).bytes)
  const noteAt = (row: number) =>
    book.Sheets[book.SheetNames[0]!]![`${utils.encode_col(fields.indexOf('CF_XDR_SHXYM'))}${row}`].c[0].t
  assert.ok(noteAt(2).endsWith(`\n建议值：${spruce.code}`))
  assert.ok(!noteAt(3).includes('建议值'))
  assert.equal(second!.findings.find((finding) => finding.check === 'code-form')!.suggested, undefined)
  const mended = second!.findings.find((finding) => finding.check === 'document-number-normalised')!
  assert.equal(mended.suggested, '示市监罚〔2026〕5号')
})

test('a CSV comes back as a CSV with four columns more, in its order, and as a workbook', async () => {
  const text = csv([
    penalty(spruce.code, spruce.name, '示市监罚〔2026〕11号'),
    penalty(birch.code, birch.name, '示市监罚〔2026〕12号', { CF_JDRQ: '不详' }),
    penalty(birch.code, birch.name, '示市监罚〔2026〕13号', { CF_WFXW: '=HYPERLINK("x";"y")' }),
  ]).replaceAll(',', '\t')
  const { submission } = await w.send(text, 'penalty', market, 'rows.csv')
  const back = (await given(submission.id, 'csv')).bytes.toString()
  assert.ok(back.startsWith('\ufeff'))
  const lines = back.slice(1).trimEnd().split('\r\n')
  assert.equal(lines.length, 4)
  assert.deepEqual(lines[0]!.split('\t').slice(-5), [fields.at(-1), '结论', '规则', '说明', '可接受的值'])
  assert.ok(lines[1]!.endsWith('\t接收\t\t\t'))
  assert.match(lines[2]!, /\t退回\tday-unreadable\t“.*”：不是可识别的日期\t如 2026-04-02/)
  assert.match(lines[3]!, /\t"'=HYPERLINK\(""x"";""y""\)"\t/)
  assert.equal(lines[3]!.split('\t')[3], '示市监罚〔2026〕13号')
  const rows = cellsIn((await given(submission.id, 'xlsx')).bytes)
  assert.deepEqual(
    rows.map((row) => row[fields.length]),
    ['结论（信衡）', '接收', '退回', '接收（有提示）'],
  )
})

test('the file that was given back, mended and sent again: what is in is recognised, only what was mended goes in', async () => {
  const good = penalty(spruce.code, spruce.name, '示市监罚〔2026〕21号', { CF_WFXW: '-未按规定公示' })
  const bad = penalty(birch.code, birch.name, '示市监罚〔2026〕22号', { CF_JDRQ: '不详' })
  const first = await w.send(csv([good, bad]), 'penalty', market, '二次.csv')
  assert.deepEqual(first.submission.counts, { 'accepted-with-warnings': 1, refused: 1 })

  const asCsv = (await given(first.submission.id, 'csv')).bytes.toString()
  const again = await w.send(asCsv.replace('不详', '2026-05-21'), 'penalty', market, '二次-结论.csv')
  assert.deepEqual(again.submission.counts, { duplicate: 1, accepted: 1 })
  assert.deepEqual(
    again.submission.notes.filter((note) => note.check === 'column-unknown'),
    [],
  )
  const [known] = again.lines
  assert.match(
    known!.findings.find((finding) => finding.check === 'duplicate')!.says.zh,
    new RegExp(`（报送第 ${first.submission.id} 号）相同`),
  )

  const asBook = await rowsIn((await given(first.submission.id, 'xlsx')).bytes)
  const mended = asBook.map((row) => row.map((cell) => (cell === '不详' ? '2026-05-21' : cell)))
  const third = await w.send(await workbook([{ name: 'x', rows: mended }]), 'penalty', market, '二次-结论.xlsx')
  assert.deepEqual(third.submission.counts, { duplicate: 2 })
  // And what was given back is no wider for having been sent again.
  const back = cellsIn((await given(third.submission.id, 'xlsx')).bytes)
  assert.equal(back[0]!.length, fields.length + 1)
})

test('a row that waits waits once, however often the file comes again; once it is settled it needs no work', async () => {
  const strange = penalty(spruce.code, '示范市无此名称有限公司', '示市监罚〔2026〕23号')
  const first = await w.send(csv([strange]), 'penalty', market, '等待.csv')
  assert.deepEqual(first.submission.counts, { waiting: 1 })
  const again = await w.send((await given(first.submission.id, 'csv')).bytes, 'penalty', market, '等待-结论.csv')
  assert.deepEqual(again.submission.counts, { waiting: 1 })
  assert.match(
    again.lines[0]!.findings.at(-1)!.says.zh,
    new RegExp(`^与报送第 ${first.submission.id} 号第 2 行相同，该行正等待人工处理`),
  )
  const { rows } = await w.db.pool.query('select submission from waiting_row where stated_name = $1', [
    '示范市无此名称有限公司',
  ])
  assert.deepEqual(rows, [{ submission: first.submission.id }])

  const needing = async () => cellsIn((await given(first.submission.id, 'xlsx', { wholeRows: 0 })).bytes).slice(1)
  assert.equal((await needing()).length, 1)
  const suggesting = await openSuggesting(w.db.pool, placesOfBook(w.intake.rules.book))
  const by = officerOf(market)
  const ask = { source: market.code, sourceRegion: market.region, reason: '电话核实', by }
  const name = { submission: first.submission.id, line: 2 }
  await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: spruce.code }] }, w.now)
  assert.deepEqual(await needing(), [])
  const back = (await given(first.submission.id, 'xlsx')).bytes
  assert.equal(cellsIn(back)[1]!.at(-1), '接收')
  const book = sheetsIn(back)
  const note = book.Sheets[book.SheetNames[0]!]![`${utils.encode_col(fields.length)}2`].c[0].t
  assert.match(note, new RegExp(`${by.who}于2026-06-15确认属于“${spruce.name}”（${spruce.code}）。理由：电话核实`))

  // Sent once more it is in, and nobody is asked about it again; until the decision is taken back.
  const record = (await submissionLines(w.db.pool, { submission: first.submission.id, limit: 1 })).rows[0]!.record
  const third = await w.send((await given(first.submission.id, 'csv')).bytes, 'penalty', market, '等待-结论.csv')
  assert.deepEqual(third.submission.counts, { duplicate: 1 })
  const [known] = third.lines
  assert.deepEqual([known!.subject, known!.record], [spruce.code, record])
  assert.match(
    known!.findings.at(-1)!.says.zh,
    new RegExp(`第 ${first.submission.id} 号第 2 行相同，该行已经人工确认并入库`),
  )
  await reopenRow(w.intake, { ...ask, ...name, reason: '再核对' }, w.now)
  const fourth = await w.send((await given(first.submission.id, 'xlsx')).bytes, 'penalty', market, '等待-结论.xlsx')
  assert.deepEqual(fourth.submission.counts, { waiting: 1 })
  assert.match(fourth.lines[0]!.findings.at(-1)!.says.zh, /该行正等待人工处理/)
})

test('a column that is not kept comes back under its name, empty, with one note that says so', async () => {
  const row = cellsOf(penalty(spruce.code, spruce.name, '示市监罚〔2026〕69号'))
  const more = ['内部流水', '金梅', '承办电话']
  const bytes = await workbook([
    {
      name: '表',
      rows: [
        [...fields, ...more],
        [...row, '流水7', '甲', '乙'],
      ],
    },
  ])
  const { submission } = await w.send(bytes, 'penalty', market, '多列.xlsx')
  const back = (await given(submission.id, 'xlsx')).bytes
  const book = sheetsIn(back)
  const sheet = book.Sheets[book.SheetNames[0]!]!
  const header = more.map((_, n) => sheet[`${utils.encode_col(fields.length + n)}1`])
  // What could be a person's name is told of, and not told.
  assert.deepEqual(
    header.map((cell) => cell?.v ?? ''),
    ['内部流水', '（已隐去）', '承办电话'],
  )
  for (const cell of header) {
    assert.equal(cell.c.length, 1)
    assert.match(cell.c[0].t, /规则：column-unknown[\s\S]*此列内容未保存，故为空/)
    assert.equal(cell.s.fgColor.rgb, 'E7E6E6')
  }
  assert.deepEqual(cellsIn(back)[1]!.slice(fields.length, fields.length + 3), ['', '', ''])
  for (const secret of ['流水7', '金梅']) assert.ok(!JSON.stringify(book.Sheets).includes(secret), secret)
  // Sent again as it is, it is the same file: nothing new is said of it.
  const again = await w.send(back, 'penalty', market, '多列-结论.xlsx')
  assert.deepEqual(again.submission.counts, { duplicate: 1 })
})

test('a row that came back empty and was left so is no row when the file is sent again', async () => {
  const good = penalty(spruce.code, spruce.name, '示市监罚〔2026〕25号')
  const person = penalty('110101199003078515', '王小明', '示市监罚〔2026〕26号', { CF_XDR_LB: '自然人' })
  const first = await w.send(csv([person, good]), 'penalty', market, '空行.csv')
  assert.deepEqual(first.submission.counts, { refused: 1, accepted: 1 })
  const asCsv = (await given(first.submission.id, 'csv')).bytes
  assert.deepEqual((await w.send(asCsv, 'penalty')).submission.counts, { duplicate: 1 })
  const asBook = await rowsIn((await given(first.submission.id, 'xlsx')).bytes)
  assert.equal(asBook.length, 3)
  const again = await w.send(await workbook([{ name: 'x', rows: asBook }]), 'penalty')
  assert.deepEqual(again.submission.counts, { duplicate: 1 })
})

test('the very same file again returns the first receipt', async () => {
  const text = csv([penalty(spruce.code, spruce.name, '示市监罚〔2026〕31号')])
  const first = await w.send(text, 'penalty')
  const back = await given(first.submission.id, 'csv')
  const again = await w.send(text, 'penalty')
  assert.equal(again.submission.id, first.submission.id)
  assert.equal(again.submission.isRepeat, true)
  assert.deepEqual((await given(again.submission.id, 'csv')).bytes, back.bytes)
})

test('a workbook of more rows than the limit has those needing work alone, with the lines they came from', async () => {
  const rows = Array.from({ length: 4 }, (_, i) =>
    penalty(spruce.code, spruce.name, `示市监罚〔2026〕4${i}号`, i % 2 === 1 ? { CF_JDRQ: '不详' } : {}),
  )
  const { submission } = await w.send(csv(rows), 'penalty')
  const whole = cellsIn((await given(submission.id, 'xlsx', { wholeRows: 4 })).bytes)
  assert.equal(whole.length, 5)
  const part = cellsIn((await given(submission.id, 'xlsx', { wholeRows: 3 })).bytes)
  assert.deepEqual(
    part.map((row) => row.slice(-2)),
    [
      ['结论（信衡）', '原行号'],
      ['退回', '3'],
      ['退回', '5'],
    ],
  )
  assert.deepEqual(part[1]!.slice(0, fields.length), cellsOf(rows[1]!))
  const csvLines = (await given(submission.id, 'csv', { wholeRows: 3 })).bytes.toString().trimEnd().split('\r\n')
  assert.equal(csvLines.length, 5)
})

test('a row that could not be read comes back empty, with what was wrong', async () => {
  const text = csv([
    penalty(spruce.code, spruce.name, '示市监罚〔2026〕51号'),
    penalty(spruce.code, spruce.name, '示市监罚〔2026〕52号'),
  ]).replace('示市监罚〔2026〕52号', '示市监罚〔2026〕52号,多一格')
  const { submission } = await w.send(text, 'penalty')
  const bytes = (await given(submission.id, 'xlsx')).bytes
  assert.deepEqual(cellsIn(bytes)[2], [...fields.map(() => ''), '退回'])
  const book = sheetsIn(bytes)
  const cell = book.Sheets[book.SheetNames[0]!]![`${utils.encode_col(fields.length)}3`]
  assert.match(cell.c[0].t, /row-width-differs/)
})

test('of a file of which nothing but its rows is known, the rows come back under the names of the catalogue', async () => {
  const { submission } = await w.send(csv([penalty(spruce.code, spruce.name, '示市监罚〔2026〕61号')]), 'penalty')
  await w.db.owner.query('update submission set outline = null where id = $1', [submission.id])
  const rows = cellsIn((await given(submission.id, 'xlsx')).bytes)
  assert.equal(rows[0]![0], '行政相对人名称')
  assert.equal(rows[1]![0], spruce.name)
  const lines = (await given(submission.id, 'csv', { language: 'en' })).bytes.toString().split('\r\n')
  assert.ok(lines[0]!.endsWith(',Verdict,Rule,What was found,Accepted value'))
  assert.ok(lines[1]!.endsWith(',Accepted,,,'))
})

test('there is no file of what is not done, has failed, or whose copy is gone', async () => {
  const { submission } = await w.send(csv([penalty(spruce.code, spruce.name, '示市监罚〔2026〕71号')]), 'penalty')
  const set = (state: string) =>
    w.db.owner.query('update submission set state = $2 where id = $1', [submission.id, state])
  const refusedAs = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code
  const ask = () => returnedFile(w.intake, submission.id, { format: 'xlsx', language: 'zh' })
  for (const state of ['waiting', 'running']) {
    await set(state)
    await assert.rejects(ask(), refusedAs('submission-not-done'))
  }
  await set('failed')
  await assert.rejects(ask(), refusedAs('submission-failed'))
  await set('done')
  const { rows } = await w.db.pool.query<{ screened: string }>('select screened from submission where id = $1', [
    submission.id,
  ])
  assert.ok((await ask()) !== undefined)
  rmSync(join(w.intake.uploads, rows[0]!.screened))
  await assert.rejects(ask(), refusedAs('copy-erased'))
  assert.equal(await returnedFile(w.intake, 999_999, { format: 'csv', language: 'zh' }), undefined)
})

test('nothing that was given back stays in the uploads folder', async () => {
  const before = readdirSync(w.intake.uploads).toSorted()
  const { submission } = await w.send(csv([penalty(spruce.code, spruce.name, '示市监罚〔2026〕81号')]), 'penalty')
  const file = await returnedFile(w.intake, submission.id, { format: 'xlsx', language: 'zh' })
  await file!.bytes.next()
  await file!.bytes.return(undefined)
  const after = readdirSync(w.intake.uploads)
  assert.equal(after.length, before.length + 1)
  assert.ok(after.every((name) => readFileSync(join(w.intake.uploads, name)).length > 0))
})

test('a text is harmless in a CSV, and is what it was once the CSV is read', () => {
  for (const text of ['=1+1', '＝1', "'=1+1", "''=1", "'", "'a", '-5', '-五', '', '普通', '@x', "'-5"]) {
    assert.equal(restored(exported(text)), text)
    assert.doesNotMatch(exported(text), /^[=＝@]/)
  }
  // What somebody wrote with an apostrophe of their own stays theirs.
  assert.equal(restored("'a"), "'a")
})
