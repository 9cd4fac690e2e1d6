/** A file of codes checked row by row: sentences of the rulebook, on a register filled by real files. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { chanceOf, identityNumber, identityThatPassesAsCode } from '../../test/support/persons.ts'
import { codeOf, csv, market, penalty, registration, taxOffice, world } from '../../test/support/world.ts'
import { addDays, dayInShanghai, instantText } from '../codes/day.ts'
import { connect } from '../database/connect.ts'
import { writeWorkbook } from '../documents/workbook.ts'
import { withdrawRecord } from '../intake/own-records.ts'
import type { Caller } from '../terms/caller.ts'
import { checkSubjects } from './check.ts'
import { codesInFileMost, lookAtCodeFile } from './code-file.ts'
import { codeFile, type FileState, resultFile, resultRows, runCodeFile, type Showing, takeCodeFile } from './file.ts'
import { countChecks, receiptsOfBody } from './store-files.ts'

const w = await world()
const { pool } = w.db
const place = { folder: w.intake.uploads, digestKey: w.intake.digestKey, maxBytes: 32 * 1024 ** 2 }
const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: market.code, region: '990101', scopes: [] }
const elsewhere: Caller = { ...clerk, who: 'other', body: taxOffice.code }
const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }
const none = { code: 0, matter: -1, caseNumber: -1 }

const stopped = codeOf('91', 700)
const plain = codeOf('91', 701)
const unknown = codeOf('91', 702)
await w.send(
  csv([registration(stopped, '示范市白云食品有限公司'), registration(plain, '示范市青云食品有限公司')]),
  'registration',
)
await w.send(
  csv([
    // Ordered to stop: a grave violation in the sense of the procurement law.
    penalty(stopped, '示范市白云食品有限公司', '查〔2026〕1号', {
      CF_CFLB: '责令停产停业',
      CF_NR_FK: '',
      CF_SXYZCD: '严重',
    }),
  ]),
  'penalty',
)

const given = (text: string | Buffer, fileName = '名单.csv') => ({
  input: (async function* () {
    yield Buffer.from(text)
  })(),
  fileName,
})
const take = (text: string | Buffer, more: Partial<Parameters<typeof takeCodeFile>[1]> = {}) =>
  takeCodeFile(w.reading, { file: given(text), columns: none, reason, by: clerk, ...more }, place, w.now)
const run = async (id: number, by = clerk) => {
  const parts = []
  for await (const part of runCodeFile(w.reading, id, by, () => w.now)) parts.push(part)
  return parts
}
const rowsOf = async (file: FileState, show: Showing = 'all') =>
  (await resultRows(w.reading, { file, after: 0, show, limit: 100, by: clerk }, w.now)).rows
const textOf = async (bytes: AsyncIterable<Buffer>) => {
  const pieces: Buffer[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
const countOf = async (table: string, where = 'true') =>
  (await pool.query(`select count(*)::int as n from ${table} where ${where}`)).rows[0].n as number

/** Refused checks whose case number is like this. */
const refusalsOf = async (caseNumbers: string) =>
  (
    await pool.query(
      `select subject_code, case_number, reason from ledger
       where not allowed and act = 'check' and case_number like $1 order by tx, id`,
      [caseNumbers],
    )
  ).rows.map((row) => Object.values(row))

test('the column of codes is known by its name, or by the codes that stand in it', async () => {
  const look = (text: string | Buffer, name?: string) => lookAtCodeFile(given(text, name), place)
  const named = await look(`附件一,,\n序号,企业名称,统一社会信用代码\n1,示范市青云食品有限公司,${plain}\n`)
  assert.deepEqual([named.proposed.code, named.knownBy, named.hasHead], [2, 'name', true])
  assert.deepEqual(
    named.sample.map(({ line, cells }) => [line, cells[2]]),
    [[3, plain]],
  )

  const headless = await look(`甲,${plain}\n乙,${stopped}\n`)
  assert.deepEqual([headless.proposed.code, headless.knownBy, headless.hasHead], [1, 'content', false])
  assert.equal(headless.sample.length, 2)

  const none = await look('甲,乙\n丙,丁\n')
  assert.deepEqual([none.proposed.code, none.knownBy], [-1, 'none'])

  const sheet = await look(
    Buffer.concat(
      await Array.fromAsync(
        writeWorkbook({ name: '名单' }, [
          ['名称', '代码', '办件编号'],
          ['甲公司', plain, '7号'],
        ]),
      ),
    ),
    '名单.xlsx',
  )
  assert.deepEqual(sheet.proposed, { code: 1, matter: -1, caseNumber: 2 })
})

test('a person’s number in a file is shown back nowhere, looked up nowhere and kept nowhere', async () => {
  const numbers = Array.from({ length: 40 }, (_, n) =>
    n % 2 === 0 ? identityNumber(chanceOf(n)) : identityThatPassesAsCode(chanceOf(n)),
  )
  const text = `统一社会信用代码,名称\n${numbers.map((one) => `${one},张小明\n`).join('')}${plain},示范市青云食品有限公司\n`
  const look = await lookAtCodeFile(given(text), place)
  const file = await take(text, { file: given(text, `${numbers[0]}名单.csv`) })
  await run(file.id)
  const shown = JSON.stringify([look, file, await rowsOf(file)])
  const sent = await textOf(
    resultFile(w.reading, { file, format: 'csv', language: 'zh', by: clerk }, () => w.now).bytes,
  )
  const kept = JSON.stringify(
    (
      await Promise.all(
        ['check_file', 'check_file_row', 'receipt', 'ledger'].map(
          async (t) => (await pool.query(`select t::text from ${t} t`)).rows,
        ),
      )
    ).flat(),
  )
  for (const number of numbers) {
    for (const where of [shown, sent, kept]) assert.ok(!where.includes(number), 'a number of a person stands in it')
  }
  assert.ok(!kept.includes('张小明'))
  const state = (await codeFile(w.reading, file.id, clerk))!
  assert.deepEqual([state.rows, state.done, state.problems], [41, 1, 40])
})

test('a bad row is told by itself and fails no other; result and file keep the rows and their order', async () => {
  const file = await take(`代码\n${stopped}\n9199\n${unknown}\n不是代码\n${plain.toLowerCase()}\n${plain}\n`)
  assert.deepEqual([file.rows, file.problems], [6, 2])
  const parts = await run(file.id)
  assert.deepEqual(parts.at(-1), { done: 6, rows: 6, found: 3, withMeasures: 1, withListings: 0 })
  const rows = await rowsOf(file)
  assert.deepEqual(
    rows.map(({ line, told, problem }) => [line, told?.found, problem !== undefined]),
    [
      [2, true, false],
      [3, undefined, true],
      [4, false, false],
      [5, undefined, true],
      [6, true, false],
      [7, true, false],
    ],
  )
  assert.equal(rows[0]!.told!.facts, 2, 'registration and penalty')
  assert.equal(rows[0]!.told!.measures.length, 1)
  assert.ok(rows[0]!.told!.measures[0]!.article.length > 0)
  const numbers = async (show: Showing) => (await rowsOf(file, show)).map(({ n }) => n)
  assert.deepEqual(await numbers('measures'), [1])
  assert.deepEqual(await numbers('problem'), [2, 4])
  assert.deepEqual(await numbers('not-found'), [3])
  assert.deepEqual(await numbers('open'), [])

  const text = await textOf(
    resultFile(w.reading, { file, format: 'csv', language: 'zh', by: clerk }, () => w.now).bytes,
  )
  const lines = text.trimEnd().split('\r\n')
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(',')[0]),
    ['2', '3', '4', '5', '6', '7'],
  )
  assert.match(lines[1]!, new RegExp(`${rows[0]!.told!.number}`))
  const { rows: receipts } = await pool.query('select number from receipt where batch = $1 order by number', [
    file.batch,
  ])
  assert.deepEqual(receipts.map(({ number }) => number).sort(), rows.flatMap(({ told }) => told?.number ?? []).sort())
})

test('a run that is broken off is gone on with, and no row gets two receipts', async () => {
  const codes = Array.from({ length: 300 }, (_, n) => codeOf('91', 9000 + n))
  const file = await take(`代码\n${codes.join('\n')}\n`)
  let parts = 0
  for await (const _ of runCodeFile(
    w.reading,
    file.id,
    clerk,
    () => w.now,
    () => parts++ === 1,
  )) {
    // The first answer is how far it was, the second the first part; then nobody listens any more.
  }
  const half = (await codeFile(w.reading, file.id, clerk))!
  assert.equal(half.done, 128)
  // Two go on at once, as from two tabs.
  await Promise.all([run(file.id), run(file.id)])
  const whole = (await codeFile(w.reading, file.id, clerk))!
  assert.equal(whole.done, 300)
  assert.equal(await countOf('receipt', `batch = '${file.batch}'`), 300)
  assert.deepEqual((await run(file.id)).length, 1, 'there is nothing left to do')
})

test('matter and case number may stand in columns; a row that lacks one is told so, and is not looked up', async () => {
  const text = `代码,办理事项,办件编号\n${plain},政府采购供应商资格审查,甲1\n${plain},没有的事项,甲2\n${plain},政府采购供应商资格审查,\n`
  const file = await take(text, {
    columns: { code: 0, matter: 1, caseNumber: 2 },
    reason: { purpose: 'public-procurement' },
  })
  await run(file.id)
  const rows = await rowsOf(file)
  assert.deepEqual(
    rows.map(({ problem, told }) => [problem !== undefined, told !== undefined]),
    [
      [false, true],
      [true, false],
      [true, false],
    ],
  )
  const { rows: receipts } = await pool.query('select case_number, matter from receipt where batch = $1', [file.batch])
  assert.deepEqual(receipts, [{ case_number: '甲1', matter: 'government-procurement' }])
})

test('without a reason nothing is taken in, and the refusal stands in the ledger', async () => {
  const before = await countOf('ledger', `not allowed and act = 'check'`)
  await assert.rejects(take(`代码\n${plain}\n`, { reason: { ...reason, caseNumber: ' ' } }), {
    code: 'case-number-missing',
  })
  assert.equal(await countOf('ledger', `not allowed and act = 'check'`), before + 1)
})

test('a hundred thousand rows are taken, one more is refused', { timeout: 60_000 }, async () => {
  const many = (n: number) => `代码\n${`${plain}\n`.repeat(n)}`
  assert.equal((await take(many(codesInFileMost))).rows, codesInFileMost)
  await assert.rejects(take(many(codesInFileMost + 1)), { code: 'code-file-too-long' })
})

test('a run holds one connection and waits for no second', async () => {
  const file = await take(`代码\n${plain}\n${stopped}\n`)
  const one = connect(w.db.url, { max: 1, allowExitOnIdle: true })
  try {
    for await (const _ of runCodeFile({ ...w.reading, pool: one }, file.id, clerk, () => w.now)) {
      // To its end.
    }
  } finally {
    await one.end()
  }
  assert.equal((await codeFile(w.reading, file.id, clerk))!.done, 2)
})

test('a matter that has ended before its rows are gone on with is refused then, and that stands in the ledger', async () => {
  const text = `代码,办理事项,办件编号\n${plain},政府采购供应商资格审查,丁1\n${stopped},政府采购供应商资格审查,丁2\n`
  const file = await take(text, {
    columns: { code: 0, matter: 1, caseNumber: 2 },
    reason: { purpose: 'public-procurement' },
  })
  const { book } = w.reading.rules
  const endingOn = (until: string) => {
    const matters = book.matters.map((one) => (one.id === reason.matter ? { ...one, until } : one))
    return { ...w.reading, rules: { ...w.reading.rules, book: { ...book, matters } } }
  }
  const today = dayInShanghai(w.now)
  const parts = []
  for await (const part of runCodeFile(endingOn(today), file.id, clerk, () => w.now)) parts.push(part)
  assert.deepEqual(parts.at(-1), { done: 2, rows: 2, found: 0, withMeasures: 0, withListings: 0 })
  const state = (await codeFile(w.reading, file.id, clerk))!
  assert.deepEqual([state.done, state.problems], [0, 2])
  assert.deepEqual(
    (await rowsOf(file)).map(({ line, code, problem }) => [line, code, problem?.en]),
    [plain, stopped].map((code, n) => [n + 2, code, 'The matter of this row is none of the closed list.']),
  )
  assert.equal(await countOf('receipt', `batch = '${file.batch}'`), 0)
  assert.deepEqual(await refusalsOf('丁%'), [
    [plain, '丁1', 'matter-unknown'],
    [stopped, '丁2', 'matter-unknown'],
  ])
  // The day before it ends is its last.
  const again = await take(text, {
    columns: { code: 0, matter: 1, caseNumber: 2 },
    reason: { purpose: 'public-procurement' },
  })
  for await (const _ of runCodeFile(endingOn(addDays(today, 1)), again.id, clerk, () => w.now)) {
    // To its end.
  }
  assert.equal((await codeFile(w.reading, again.id, clerk))!.done, 2)
})

test('a row that is refused for its reason stands in the ledger, without what a wrong column may hold of a person', async () => {
  const number = identityNumber(chanceOf(77))
  const text = `代码,办理事项,办件编号\n${plain},没有的事项,戊1\n${plain},政府采购供应商资格审查,戊2\n${stopped},${number},戊3\n9199,没有的事项,戊4\n`
  await take(text, { columns: { code: 0, matter: 1, caseNumber: 2 }, reason: { purpose: 'public-procurement' } })
  assert.deepEqual(await refusalsOf('戊%'), [
    [plain, '戊1', 'matter-unknown'],
    [stopped, '戊3', 'matter-unknown'],
  ])
  assert.equal(await countOf('ledger', `matter like '%${number}%'`), 0)
})

test('a look at the result names the purpose of its row', async () => {
  const { book } = w.reading.rules
  const other = book.matters.find(
    ({ purposes, asks }) => purposes.length === 1 && asks.includes('check') && purposes[0] !== reason.purpose,
  )!
  const text = `代码,办理事项\n${plain},${other.zh}\n`
  const file = await take(text, {
    columns: { code: 0, matter: 1, caseNumber: -1 },
    reason: { purpose: reason.purpose, caseNumber: '己1' },
  })
  await run(file.id)
  assert.equal((await rowsOf(file)).length, 1)
  const { rows } = await pool.query(`select act, purpose from ledger where case_number = '己1' order by tx, id`)
  assert.deepEqual(rows, [
    { act: 'check', purpose: other.purposes[0] },
    { act: 'receipt', purpose: other.purposes[0] },
  ])
})

test('each part of a long result is told as of the instant in which it is sent, and its looks bear that instant', async () => {
  const file = await take(`代码\n${`${plain}\n`.repeat(300)}`, { reason: { ...reason, caseNumber: '庚1' } })
  await run(file.id)
  let minutes = 0
  const clock = () => new Date(w.now.getTime() + 60_000 * minutes++)
  await textOf(resultFile(w.reading, { file, format: 'csv', language: 'zh', by: clerk }, clock).bytes)
  const { rows } = await pool.query<{ at: Date; n: number }>(
    `select at, count(*)::int as n from ledger where case_number = '庚1' and act = 'receipt' group by at order by at`,
  )
  assert.deepEqual(
    rows.map(({ at, n }) => [(at.getTime() - w.now.getTime()) / 60_000, n]),
    [
      [0, 128],
      [1, 128],
      [2, 44],
    ],
  )
})

test('a file is the body’s that sent it; for others there is none', async () => {
  const file = await take(`代码\n${plain}\n`)
  assert.equal(await codeFile(w.reading, file.id, elsewhere), undefined)
  assert.deepEqual(await run(file.id, elsewhere), [])
  assert.equal((await codeFile(w.reading, file.id, clerk))!.done, 0)
})

test('what was withdrawn since is not told by the result any more, nor that there was anything', async () => {
  const code = codeOf('91', 705)
  await w.send(csv([registration(code, '示范市彩云食品有限公司')]), 'registration')
  const { lines } = await w.send(
    csv([
      penalty(code, '示范市彩云食品有限公司', '查〔2026〕55号', {
        CF_CFLB: '责令停产停业',
        CF_NR_FK: '',
        CF_SXYZCD: '严重',
      }),
    ]),
    'penalty',
  )
  const record =
    lines.find((line) => line.record !== undefined)?.record ??
    Number(
      (await pool.query(`select record_id from record where subject_code = $1 and item = 'penalty'`, [code])).rows[0]
        .record_id,
    )
  const file = await take(`代码\n${code}\n`)
  await run(file.id)
  assert.deepEqual(
    (await rowsOf(file)).map(({ told }) => [told!.facts, told!.measures.length]),
    [[2, 1]],
  )
  const officer: Caller = { ...clerk, who: 'officer', role: 'officer' }
  await withdrawRecord(
    w.intake,
    {
      source: market.code,
      subject: code,
      record,
      version: 1,
      because: 'annulled',
      reason: '法院判决撤销',
      document: '（2026）9号',
      by: officer,
    } as never,
    w.now,
  )
  assert.deepEqual(
    (await rowsOf(file)).map(({ told }) => [told!.facts, told!.measures.length]),
    [[1, 0]],
  )
})

test('receipts of one’s own body are listed newest first, every one once, with filters, and nobody else’s', async () => {
  const ask = (more: object = {}) => ({ body: market.code, from: 'C', before: 'D', limit: 50, ...more })
  const since = new Date('2026-01-01')
  const seen: string[] = []
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const page: Awaited<ReturnType<typeof receiptsOfBody>> = await receiptsOfBody(pool, ask({ after }), since)
    seen.push(...page.rows.map(({ number }) => number))
    after = page.next
  }
  const { rows: all } = await pool.query('select number from receipt where body = $1 order by number desc', [
    market.code,
  ])
  assert.ok(all.length > 300)
  assert.deepEqual(
    seen,
    all.map(({ number }) => number),
  )

  const oldest = await receiptsOfBody(pool, ask({ sort: 'at' }), since)
  assert.deepEqual(
    oldest.rows.map(({ number }) => number),
    seen.toReversed().slice(0, 50),
  )

  await checkSubjects(
    w.reading,
    { codes: [plain], reason: { ...reason, caseNumber: '乙〔2026〕9号' }, by: elsewhere },
    w.now,
  )
  const found = async (more: object) => (await receiptsOfBody(pool, ask(more), since)).rows
  assert.deepEqual(await found({ caseNumber: '乙〔2026〕9' }), [])
  assert.equal((await found({ body: taxOffice.code })).length, 1)
  assert.deepEqual([...new Set((await found({ code: stopped })).map(({ subject }) => subject))], [stopped])
  const day = instantText(w.now).slice(0, 10).replaceAll('-', '')
  assert.ok((await found({ from: `C${day}` })).length > 0)
  assert.deepEqual(await found({ before: `C${day}` }), [])
})

test('receipts are counted by week, body and matter, each once', async () => {
  const sum = async () =>
    Number((await pool.query('select coalesce(sum(checks), 0)::int as n from check_count')).rows[0].n)
  const client = await pool.connect()
  try {
    // Behind the horizon of the whole cluster: a transaction of another file's tests may hold it up for a while.
    for (let tries = 0; (await countChecks(client, w.now)) || (await sum()) < (await countOf('receipt')); tries++) {
      assert.ok(tries < 600, 'they are never counted')
      await wait(50)
    }
    assert.equal(await sum(), await countOf('receipt'))
    await countChecks(client, w.now)
    assert.equal(await sum(), await countOf('receipt'))
  } finally {
    client.release()
  }
})
