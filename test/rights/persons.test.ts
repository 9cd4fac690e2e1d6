/**
 * Rights 1: a person's row is refused, never queued, and stored nowhere, whatever
 * it says of itself. Persons in every disguise, in sheets of every item of the
 * catalogue and in every format, through the real intake, the pre-check and the API;
 * then every place is searched. 5,000 of them; with XINHENG_LONG=1 20,000.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ensureSources } from '../../src/access/sources.ts'
import { hasOldIdentityShape } from '../../src/codes/older-numbers.ts'
import { isRegistrationNumber } from '../../src/codes/registration-number.ts'
import { isValidUscc } from '../../src/codes/uscc.ts'
import { preCheck } from '../../src/intake/actions.ts'
import { settleLayout } from '../../src/intake/layouts/actions.ts'
import { isOrganisationName } from '../../src/intake/screen.ts'
import type { Item } from '../../src/rulebook/catalogue.ts'
import { exampleOf, reportedFields } from '../../src/rulebook/field-words.ts'
import { material } from '../support/material.ts'
import { formats, workbook } from '../support/person-files.ts'
import {
  chanceOf,
  disguises,
  disguisesFor,
  identityMistyped,
  identityNumber,
  numbersIn,
  oldAndNothingElse,
  type Places,
  placesOf,
  type Row,
  traceInBytes,
  traceOfName,
  until,
} from '../support/persons.ts'
import { shippedBook, shippedItem } from '../support/rule-book.ts'
import { serve } from '../support/served.ts'
import { databaseFiles, everythingStored, find } from '../support/traces.ts'
import { codeOf, csv, market, officerOf, penalty, permit, registration, world } from '../support/world.ts'

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const seed = 20_260_615
const total = process.env.XINHENG_LONG === '1' ? 20_000 : 5_000
const house = await world()
const chance = chanceOf(seed)

const company = { code: codeOf('91', 9001), name: '示范市雪松食品有限公司' }
await house.send(csv([registration(company.code, company.name)]), 'registration')

const spine = new Set(['penalty', 'permit', 'registration'])
const items = [...new Set(shippedBook.items.map(({ id }) => id))].map(shippedItem)
const everything = { ...market, items: items.map(({ id }) => id) }
await ensureSources(house.db.pool, [everything], house.now)

/** A row that the item takes: of the organisation above, or of its own where a row would be another version of the last. */
function sound(item: Item, serial: number): Row {
  if (item.id === 'penalty') return penalty(company.code, company.name, `示市监罚〔2026〕${serial}号`)
  if (item.id === 'permit') return permit(company.code, company.name, `示许〔2026〕${serial}号`)
  const own = codeOf('91', 100_000 + serial)
  if (item.id === 'registration') return registration(own, `示范市第${serial}号食品有限公司`)
  const row: Row = {}
  for (const field of reportedFields(item)) {
    if (field.need !== 'may' || field.id === item.parts.category) row[field.id] = exampleOf(shippedBook, item, field)
  }
  const { name, code, document, authority, authorityCode, source, sourceCode, decidedOn } = item.parts
  for (const [field, value] of [
    [name, `示范市第${serial}号食品有限公司`],
    [code, own],
    [document, `示〔2026〕${serial}号`],
    [authority, market.name],
    [authorityCode, market.code],
    [source, market.name],
    [sourceCode, market.code],
    [decidedOn, '2026-05-20'],
  ] as const) {
    if (field !== undefined) row[field] = value
  }
  return row
}

type Answered = { statusCode: number; body: string; json(): unknown }
type Made = { rows: Row[]; isPerson: boolean[]; disguise: string[] }
const numbers = new Set<string>()
let serial = 0

const met = new Set<string>()
/** Goes on from sheet to sheet, so that short ones bring every disguise too. */
let turn = 0

/** Persons in turn in each disguise, one in ten rows an organisation's. */
function sheet(item: Item, persons: number): Made {
  const at = placesOf(item)
  const kinds = disguisesFor(at)
  const dropped = item.fields.filter(({ group, person }) => group === 'dropped' && person !== undefined)
  const made: Made = { rows: [], isPerson: [], disguise: [] }
  for (let made1 = 0; made1 < persons; ) {
    serial += 1
    const isPerson = chance.below(10) > 0
    const disguise = isPerson ? kinds[turn++ % kinds.length]! : ''
    met.add(disguise)
    const cells = isPerson ? disguises[disguise]!(chance, at, company) : {}
    for (const cell of Object.values(cells)) for (const number of numbersIn(cell)) numbers.add(number)
    // A representative's number is a person's too: dropped, and the row of the organisation goes on.
    const representative: Row = {}
    for (const { id, person } of isPerson ? [] : dropped) {
      if (id === at.ownNumber) continue
      const number = identityNumber(chance)
      numbers.add(number)
      representative[id] = person === 'identity' ? number : '李建懿'
    }
    made.rows.push({ ...sound(item, serial), ...representative, ...cells })
    made.isPerson.push(isPerson)
    made.disguise.push(disguise)
    if (isPerson) made1 += 1
  }
  return made
}

/** Of organisations' own numbers none may be taken for a trace. */
const known = (text: string) => text.includes(company.code)

const files: { name: string; item: string; first: number; made: Made; bytes: () => Promise<Buffer | string> }[] = []
const each = Math.ceil(total / items.length)
for (const item of items) {
  for (const [format, { share, end, first, of }] of Object.entries(formats)) {
    const made = sheet(item, Math.ceil(each * share))
    files.push({ name: `${item.id} ${format}.${end}`, item: item.id, first, made, bytes: async () => of(made.rows) })
  }
}

test(`${total} persons in ${met.size - 1} disguises, ${items.length} items and ${Object.keys(formats).length} formats: each is refused as a person, each organisation beside them is taken (seed ${seed})`, async () => {
  assert.ok(files.reduce((sum, { made }) => sum + made.isPerson.filter(Boolean).length, 0) >= total)
  assert.deepEqual(
    Object.keys(disguises).filter((disguise) => !met.has(disguise)),
    [],
  )
  for (const { name, item, first, made, bytes } of files) {
    const { submission, lines } = await house.send(await bytes(), item, everything, name)
    assert.equal(submission.state, 'done', name)
    const byLine = new Map(lines.map((line) => [line.line, line]))
    const wrong: string[] = []
    for (const [index, isPerson] of made.isPerson.entries()) {
      const line = byLine.get(index + first)
      const isRefused =
        line?.verdict === 'refused' && line.findings.some(({ check }) => check === 'person-out-of-scope')
      // Of an item with rules of its own a sound row may be refused for those; for a person's sign none is.
      const isTaken =
        line === undefined ||
        line.verdict.startsWith('accepted') ||
        line.verdict === 'corrected' ||
        (!spine.has(item) && !line.findings.some(({ check }) => check === 'person-out-of-scope'))
      if (isPerson ? !isRefused : !isTaken) {
        wrong.push(
          `${index + first} ${made.disguise[index]}: ${JSON.stringify(line)} ${JSON.stringify(made.rows[index])}`,
        )
      }
    }
    assert.deepEqual(wrong.slice(0, 5), [], `${name}: ${wrong.length} of ${made.rows.length}`)
  }
})

test('through a layout of the department’s own columns they are refused alike', async () => {
  const at: Places = {
    name: '企业名称',
    category: '类别',
    code: '信用标识',
    older: { 'registration-number': '注册号' },
    document: '标题',
    day: '作出时间',
  }
  const column = {
    企业名称: 'CF_XDR_MC',
    类别: 'CF_XDR_LB',
    信用标识: 'CF_XDR_SHXYM',
    注册号: 'CF_XDR_GSZC',
    作出时间: 'CF_JDRQ',
  }
  await settleLayout(
    { pool: house.db.pool, suite: house.intake.suite, book: house.intake.rules.book },
    {
      source: market.code,
      layout: {
        name: '处罚公示表',
        item: 'penalty',
        columns: [
          ...Object.entries(column).map(([name, field]) => ({ column: name, field })),
          { column: '自编列' },
          { column: '存在问题', field: 'CF_SY' },
          { column: '存在问题', field: 'CF_WFXW' },
          { column: '处理情况', field: 'CF_NR' },
          { column: '标题', field: 'CF_WSH', find: 'document-number' as const },
        ],
        constants: [
          { field: 'CF_YJ', value: '《企业信息公示暂行条例》第十七条' },
          { field: 'CF_CFLB', value: '罚款' },
          { field: 'CF_CFJG', value: market.name },
          { field: 'CF_CFJGDM', value: market.code },
          { field: 'CF_SJLY', value: market.name },
          { field: 'CF_SJLYDM', value: market.code },
        ],
      },
      by: officerOf(market),
    },
    house.now,
  )
  const kinds = disguisesFor(at)
  const rows: Row[] = []
  for (let made = 0; made < 600; made++) {
    serial += 1
    const isPerson = made % 6 > 0
    const cells = isPerson ? disguises[kinds[made % kinds.length]!]!(chance, at, company) : {}
    for (const cell of Object.values(cells)) for (const number of numbersIn(cell)) numbers.add(number)
    rows.push({
      企业名称: company.name,
      类别: '法人及非法人组织',
      信用标识: company.code,
      注册号: '',
      作出时间: '2026-05-20',
      存在问题: '未按规定公示年度报告',
      处理情况: '罚款二万元',
      自编列: '',
      标题: `关于公示年度报告的行政处罚决定书（示市监罚〔2026〕${serial}号）`,
      ...cells,
    })
  }
  const { submission, lines } = await house.send(csv(rows), 'penalty', market, '公示.csv')
  assert.equal(submission.state, 'done')
  const byLine = new Map(lines.map((line) => [line.line, line]))
  const wrong = rows.flatMap((row, index) => {
    const isRefused = byLine.get(index + 2)?.findings.some(({ check }) => check === 'person-out-of-scope') ?? false
    return isRefused === index % 6 > 0 ? [] : [`${JSON.stringify(row)} ${JSON.stringify(byLine.get(index + 2))}`]
  })
  assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${rows.length}`)
})

test('a pre-check refuses them alike, and tells no name and no number', async () => {
  // Of every item and every format some.
  for (const { name, item, made, bytes } of files.filter((_, index) => index % 7 === 0)) {
    const input = Buffer.from(await bytes())
    const view = await preCheck(
      house.intake,
      {
        input: once(input),
        fileName: name,
        item,
        source: market.code,
        by: officerOf(market),
      },
      house.now,
    )
    assert.equal(view.counts.refused, made.isPerson.filter(Boolean).length, name)
    assert.doesNotMatch(JSON.stringify(view), traceOfName)
  }
})

test('a header that is a row of a person, and a file named after one, leave neither', async () => {
  const number = identityNumber(chance)
  numbers.add(number)
  const row = sound(shippedItem('penalty'), 1)
  const { submission } = await house.send(
    csv([{ ...row, 王晓懿: '1', [number]: '2', 联系人刘建懿13800138000: '3', CF_WSH: '示市监罚〔2026〕777777号' }]),
    'penalty',
    market,
    `当事人王晓懿${number}.csv`,
  )
  assert.equal(submission.state, 'done')
  assert.ok(submission.notes.some(({ check }) => check === 'column-unknown'))
})

test('through the API: refused, told to nobody, and in no log', async () => {
  const said: string[] = []
  const writes = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream)
    stream.write = ((text: string | Uint8Array, ...rest: never[]) => {
      said.push(Buffer.from(text as Uint8Array).toString('utf8'))
      return write(text, ...rest)
    }) as typeof stream.write
    return () => {
      stream.write = write
    }
  })
  const served = await serve(house)
  try {
    const officer = await served.signIn('officer', market.code)
    let held = 0
    for (const item of items) {
      const made = sheet(item, total < 20_000 ? 60 : 120)
      for (const [path, type, payload] of [
        ['/v1/submissions', 'text/csv', csv(made.rows)],
        ['/v1/submissions', workbookType, await workbook(made.rows)],
        ['/v1/pre-checks', 'text/csv', csv(made.rows)],
        ['/v1/pre-checks', workbookType, await workbook(made.rows)],
      ] as const) {
        const fileName = type === 'text/csv' ? 'api.csv' : 'api.xlsx'
        const answered = await served.app.inject({
          method: 'POST',
          url: `${path}?${new URLSearchParams({ item: item.id, source: market.code, fileName })}`,
          headers: { ...officer, 'content-type': type },
          payload,
        })
        assert.ok(answered.statusCode < 300, answered.body)
        assert.doesNotMatch(answered.body, traceOfName)
        if (path !== '/v1/submissions') continue
        const { id, state } = answered.json() as { id: number; state: string }
        // So many persons hold a submission; somebody says that it is meant, and still none of them gets in.
        if (state === 'held') {
          held += 1
          const confirmed = await served.app.inject({
            method: 'POST',
            url: `/v1/submissions/${id}/confirmation`,
            headers: officer,
            payload: { reason: '测试数据' },
          })
          assert.ok(confirmed.statusCode < 300, confirmed.body)
          assert.doesNotMatch(confirmed.body, traceOfName)
        }
        const events = await served.app.inject({ url: `/v1/submissions/${id}/events`, headers: officer })
        const refused = Number(/"refused":(\d+)/.exec(events.body)?.[1] ?? 0)
        assert.ok(refused >= made.isPerson.filter(Boolean).length, `${item.id} ${type}: ${events.body.slice(-400)}`)
        const lines = await served.app.inject({ url: `/v1/submissions/${id}/lines?limit=1000`, headers: officer })
        assert.doesNotMatch(lines.body, traceOfName)
      }
    }
    assert.ok(held > 0)
    // One record by form, and a record corrected into a person's.
    let tried = 0
    for (const [index, item] of items.entries()) {
      const at = placesOf(item)
      // Each disguise in some items, all of them in the spine's.
      const some = disguisesFor(at).filter((_, n) => spine.has(item.id) || (n + index) % 4 === 0)
      for (const disguise of some) {
        serial += 1
        const cells = disguises[disguise]!(chance, at, company)
        for (const cell of Object.values(cells)) for (const number of numbersIn(cell)) numbers.add(number)
        const answered = await served.app.inject({
          method: 'POST',
          url: '/v1/records',
          headers: officer,
          payload: { source: market.code, item: item.id, fields: { ...sound(item, serial), ...cells } },
        })
        const verdict = (answered.json() as { line?: { verdict: string } }).line?.verdict
        assert.ok(answered.statusCode >= 400 || verdict === 'refused', `${item.id} ${disguise}: ${answered.body}`)
        assert.doesNotMatch(answered.body, traceOfName, disguise)
        tried += 1
      }
    }
    assert.ok(tried > 50)
    const stated = await served.app.inject({
      method: 'POST',
      url: '/v1/records',
      headers: officer,
      payload: { source: market.code, item: 'penalty', fields: sound(shippedItem('penalty'), 999_999) },
    })
    const mine = await served.app.inject({
      url: `/v1/records?${new URLSearchParams({ source: market.code, code: company.code, document: '示市监罚〔2026〕999999号' })}`,
      headers: officer,
    })
    const [record] = (mine.json() as { rows: { record: number; version: number }[] }).rows
    assert.ok(record, `${stated.body} ${mine.body}`)
    for (const disguise of disguisesFor(placesOf(shippedItem('penalty')))) {
      const cells = disguises[disguise]!(chance, placesOf(shippedItem('penalty')), company)
      for (const cell of Object.values(cells)) for (const number of numbersIn(cell)) numbers.add(number)
      const answered: Answered = await served.app.inject({
        method: 'POST',
        url: `/v1/records/${company.code}/${record.record}/correction`,
        headers: officer,
        payload: { source: market.code, version: record.version, fields: cells, reason: '更正' },
      })
      const verdict = (answered.json() as { line?: { verdict: string } }).line?.verdict
      assert.ok(answered.statusCode >= 400 || verdict === 'refused', `${disguise}: ${answered.body}`)
      assert.doesNotMatch(answered.body, traceOfName, disguise)
    }
    // A person asked for in the place of an organisation is not found, and not written down.
    const clerk = await served.signIn('clerk', market.code)
    for (let i = 0; i < 30; i++) {
      // One in thirty has the check of a unified code as well, and a code that is right is a code (looksLikePerson).
      const number = until(
        () => chance.pick([identityNumber, identityMistyped, oldAndNothingElse])(chance),
        (one) => !isValidUscc(one),
      )
      numbers.add(number)
      const reason = { purpose: 'administration', matter: 'food-permit', caseNumber: `示食许〔2026〕${i}号` }
      const asked = [
        await served.app.inject({
          method: 'POST',
          url: '/v1/checks',
          headers: clerk,
          payload: { codes: [number, company.code], ...reason },
        }),
        await served.app.inject({ url: `/v1/files/${number}?${new URLSearchParams(reason)}`, headers: clerk }),
        await served.app.inject({ url: `/v1/public/organisations/${number}` }),
        await served.app.inject({ url: `/v1/public/search?q=${number}` }),
      ]
      assert.equal(asked[0]!.json().answers[0].found, false)
      assert.ok(asked.slice(1).every(({ statusCode, json }) => statusCode >= 400 || json().rows?.length === 0))
      for (const { body } of asked) assert.ok(!body.includes(number), body)
    }
  } finally {
    await served.close()
    for (const undo of writes) undo()
  }
  const log = said.join('')
  assert.doesNotMatch(log, traceOfName)
  assert.deepEqual(
    numbersIn(log).filter((number) => numbers.has(number)),
    [],
  )
})

test('an organisation keeps its tax number of old, though it is shaped like a person’s', async () => {
  const code = until(
    () => codeOf('91', 10_000_000 + chance.below(80_000_000), '110108'),
    (one) => hasOldIdentityShape(`110108${one.slice(8, 17)}`) && !isRegistrationNumber(`110108${one.slice(8, 17)}`),
  )
  const sent = await house.send(
    csv([
      { ...permit(code, '示范市白杨机械有限公司', '示许〔2026〕888888号'), XK_XDR_SWDJ: `110108${code.slice(8, 17)}` },
    ]),
    'permit',
  )
  assert.equal(sent.submission.counts.refused, undefined, JSON.stringify(sent.lines))
})

test('no name and no number of them stands in any table, any file of uploads, any file of the database', async () => {
  const readable = await everythingStored(house.db.owner, house.intake.uploads)
  const bytes = await databaseFiles(house.db.owner)
  // Screened copies alone are left, which can be read: no workbook with a person packed into it, no spool.
  assert.deepEqual(
    readable.filter(({ where, text }) => where === 'file name' && !text.endsWith('.csv')).map(({ text }) => text),
    [],
  )
  assert.ok(readable.some(({ where }) => where === 'file') && readable.some(({ where }) => where === 'submission_line'))
  assert.ok(find(readable, company.name).length > total / 70, 'what is stored is found')
  assert.ok(find(bytes, company.name).length > 1, 'and in the bytes too')
  assert.deepEqual(find(readable, traceOfName).slice(0, 5), [])
  assert.deepEqual(find(bytes, traceInBytes).slice(0, 5), [])
  const stored = [...readable, ...bytes]
  assert.ok(numbers.size > total / 2)
  const found = stored.flatMap(({ where, text }) =>
    [...text.matchAll(/(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)/g)]
      .filter(([number]) => numbers.has(number.toUpperCase()) && !known(number))
      .map(([number]) => `${where}: ${number}`),
  )
  assert.deepEqual(found.slice(0, 5), [])
})

const names = [
  '1-names/botx-food-companies.txt',
  '1-names/botx-zhenjiang-organisations.txt',
  '1-names/companynameparser-groundtruth.txt',
  '1-names/wainshine-short-forms.txt',
  '1-names/szse-full-vs-short-names.tsv',
]
const lists = names.map((name) => ({ name, path: material(name) }))

test('1-names: no real organisation with its code is taken for a person', {
  skip: lists.some(({ path }) => path === undefined) && 'material 1-names is absent',
}, async (t) => {
  for (const { name, path } of lists) {
    const all = readFileSync(path!, 'utf8')
      .split(/\r?\n/)
      .map((line) =>
        (name.endsWith('.tsv')
          ? (line.split('\t')[1] ?? '')
          : name.includes('groundtruth')
            ? line.split(' ')[0]!
            : line
        ).trim(),
      )
      .filter((line) => line !== '' && !/[",]/.test(line))
    const some = all.filter((_, index) => index % Math.ceil(all.length / 5000) === 0)
    const rows = some.map((one, index) => permit(codeOf('91', 500_000 + index), one, `名单〔2026〕${index}号`))
    const view = await preCheck(
      house.intake,
      {
        input: once(Buffer.from(csv(rows))),
        fileName: 'names.csv',
        item: 'permit',
        source: market.code,
        by: officerOf(market),
      },
      house.now,
    )
    const refused = view.rows.filter((row) => row.findings.some(({ check }) => check === 'person-out-of-scope'))
    assert.deepEqual(
      refused.map((row) => some[row.line - 2]),
      [],
      name,
    )
    const alone = all.filter((one) => !isOrganisationName(one)).length
    t.diagnostic(
      `${name}: 0 of ${some.length} refused with a code; without any code ${alone} of ${all.length} would be`,
    )
  }
})

async function* once(bytes: Buffer) {
  yield bytes
}
