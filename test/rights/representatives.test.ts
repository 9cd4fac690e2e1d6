/**
 * Rights of persons that are properties of the whole house, not of one room: a
 * representative's name stands in the current registration and nothing can look for it.
 * Read from the database as migrated, the routes as published and the catalogue as
 * shipped, then tried.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkReceipt, checkSubjects } from '../../src/checks/check.ts'
import { openapi } from '../../src/http/openapi.ts'
import { routes, shapes } from '../../src/http/routes.ts'
import { creditFile, publicFile } from '../../src/records/credit-file.ts'
import { report } from '../../src/reports/actions.ts'
import { searchSubjects } from '../../src/subjects/search.ts'
import type { Caller } from '../../src/terms/caller.ts'
import { pdfPages } from '../support/pdf.ts'
import { shippedBook } from '../support/rule-book.ts'
import { serve } from '../support/served.ts'
import { sourcesIn } from '../support/sources.ts'
import { codeOf, csv, market, penalty, permit, registration, world } from '../support/world.ts'

const house = await world()

/** What such a column, parameter or property would be called. */
const personWords =
  /represent|legal_?person|legal_?rep|principal|manager|owner_?name|director|shareholder|holder_?name|id_?card|identity|citizen|passport|mobile|phone|telephone|fddb|frdb|fr_?sfz|法定代表|法人代表|负责人|身份证|姓名|手机/i

const representative = '欧阳演示'
const sole = '司徒样例'

test('no column and no index of the database is for a person who is not a user of the house', async () => {
  const { rows: columns } = await house.db.owner.query<{ place: string }>(`
    select table_name || '.' || column_name as place from information_schema.columns where table_schema = 'public'`)
  assert.ok(columns.length > 100)
  assert.deepEqual(
    columns.map(({ place }) => place).filter((place) => personWords.test(place)),
    [],
  )

  const { rows: indexes } = await house.db.owner.query<{ name: string; definition: string }>(`
    select indexname as name, indexdef as definition from pg_indexes where schemaname = 'public'`)
  assert.ok(indexes.length > 20)
  // The representative's name stands in a registration's content alone, so an index over content could look for it.
  const looking = indexes.filter(
    ({ definition }) => /\bcontent\b|->|jsonb?_/.test(definition) || personWords.test(definition),
  )
  assert.deepEqual(looking, [])
})

/** Where a document is looked for by its number, the one field that is read of a content: the catalogue names it. */
const documentNumber: Record<string, RegExp> = {
  'src/records/store-lists.ts': /\bcontent->>n\.document\b/g,
  'src/intake/classes.ts': /'r\.content ->> \? ilike \?', document,/g,
}

test('no statement of the house looks into the content of records, but for the number of a document', () => {
  const looking = sourcesIn('src')
    .filter((source) => !source.path.endsWith('.test.ts'))
    .filter(({ path, code }) =>
      /\bcontent\s*(?:->|#>|@>|::\s*\w+\s*(?:like|ilike|~|=|->|@>))|jsonb?_(?:path|each|extract|object)\w*\s*\(\s*\w*\.?content/i.test(
        documentNumber[path] ? code.replace(documentNumber[path], '') : code,
      ),
    )
  assert.deepEqual(
    looking.map((source) => source.path),
    [],
  )
  for (const { id, parts, fields } of shippedBook.items) {
    const field = fields.find((one) => one.id === parts.document)
    assert.ok(parts.document === undefined || (field && /号|编码|文件/.test(field.zh)), `${id}: ${field?.zh}`)
    assert.doesNotMatch(`${field?.id} ${field?.zh} ${field?.en}`, personWords)
  }
})

type Json = { [key: string]: Json } & unknown
const document = JSON.parse(JSON.stringify(openapi(routes, shapes, '0'))) as Json

/** Every property name below a schema, with references followed once. */
function propertiesOf(schema: Json | undefined, seen = new Set<Json>()): string[] {
  if (!schema || typeof schema !== 'object' || seen.has(schema)) return []
  seen.add(schema)
  const reference = schema.$ref as unknown as string | undefined
  const referred = reference ? [reference.split('/').pop()!].map((name) => document.components?.schemas?.[name]) : []
  return [
    ...Object.keys(schema.properties ?? {}),
    ...[...Object.values(schema), ...referred].flatMap((one) => propertiesOf(one as Json, seen)),
  ]
}

test('no route takes a person: no parameter and no property of a body', () => {
  const taken = Object.entries(document.paths!).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const parameters = (operation.parameters ?? []) as unknown as { name: string; description?: string }[]
      return [
        ...parameters.flatMap(({ name, description = '' }) => [name, description]),
        ...propertiesOf(operation.requestBody),
        ...path.split('/'),
      ]
        .filter((word) => personWords.test(word))
        .map((word) => `${method} ${path}: ${word}`)
    }),
  )
  assert.ok(Object.keys(document.paths!).length > 15)
  assert.deepEqual(taken, [])
})

test('a representative is answered on the own page of an organisation, and in no list', () => {
  const answering = Object.entries(document.paths!).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      propertiesOf(operation.responses).some((name) => personWords.test(name)) ? [`${method} ${path}`] : [],
    ),
  )
  const pages = ['get /v1/files/{code}', 'get /v1/public/organisations/{code}', 'post /v1/reports']
  assert.deepEqual(
    answering.filter((route) => !pages.includes(route)),
    [],
  )
  assert.ok(answering.includes('get /v1/public/organisations/{code}'), 'the words still find what they are to find')
})

test('the catalogue keeps a representative in the registration alone, and builds nothing on a person', () => {
  for (const item of shippedBook.items) {
    const persons = item.fields.filter((field) => field.person !== undefined)
    const kept = persons.filter((field) => field.group !== 'dropped')
    assert.deepEqual(
      kept.map((field) => field.person),
      item.id === 'registration' ? ['representative'] : [],
      item.id,
    )
    const { personNumbers: _, ...parts } = item.parts
    const used = [
      ...item.key,
      ...Object.values(parts).flatMap((part) => (typeof part === 'string' ? part : Object.keys(part))),
    ]
    for (const field of persons) assert.ok(!used.includes(field.id), `${item.id} builds on ${field.id}`)
    const unmarked = item.fields.filter(
      (field) => /法定代表|法人代表|负责人|身份证|姓名|手机|电话/.test(field.zh) && field.person === undefined,
    )
    assert.deepEqual(
      unmarked.map((field) => field.id),
      [],
      item.id,
    )
  }
})

test('a name sent as representative is in one registration and nowhere else, and no search finds it', async () => {
  const company = codeOf('91', 77)
  const trader = codeOf('92', 78)
  const { lines } = await house.send(
    csv([
      registration(company, '示范市云杉食品有限公司', { DJ_FDDBR: representative }),
      registration(trader, `示范市${sole}小吃店`, { DJ_FDDBR: sole }),
    ]),
    'registration',
  )
  assert.deepEqual(
    lines.filter((line) => line.verdict === 'refused'),
    [],
  )
  await house.send(
    csv([penalty(company, '示范市云杉食品有限公司', '示市监处〔2026〕1号', { CF_FRDB: representative })]),
    'penalty',
  )
  await house.send(
    csv([permit(company, '示范市云杉食品有限公司', '示食许〔2026〕1号', { XK_FRDB: representative })]),
    'permit',
  )

  const { rows: tables } = await house.db.owner.query<{ name: string }>(`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`)
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await house.db.owner.query(`select t::text as line from "${name}" t where t::text like $1`, [
      `%${representative}%`,
    ])
    for (const { line } of rows) found.push(`${name}: ${/"DJ_FDDBR"+:/.test(line) ? 'DJ_FDDBR' : line}`)
  }
  assert.deepEqual(found, ['record: DJ_FDDBR'])

  for (const query of [representative, '欧阳', sole, `示范市${sole}小吃店`, '司徒']) {
    const { rows } = await searchSubjects(house.reading, { query, limit: 20 })
    assert.deepEqual(rows, [], query)
  }
  const { rows } = await searchSubjects(house.reading, { query: '云杉食品', limit: 20 })
  assert.deepEqual(
    rows.map((row) => row.code),
    [company],
  )
})

test('the name is told once on the own page, once in a report, and by no check, batch or receipt', async () => {
  const company = codeOf('91', 77)
  const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: market.code, region: '990101', scopes: [] }
  const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕3号' }
  const times = (answer: unknown) => JSON.stringify(answer).split(representative).length - 1

  assert.equal(times(await publicFile(house.reading, company, house.now)), 1)
  const file = await creditFile(house.reading, { code: company, audience: 'government', by: clerk, reason }, house.now)
  assert.equal(times(file), 1)
  // The head of the national form names the representative (facts 5.1); a report is about one organisation.
  const asked = { code: company, by: clerk, reason, demo: false }
  assert.equal(times((await report(house.reading, { ...asked, format: 'json' }, house.now)).report), 1)
  const paper = await report(house.reading, { ...asked, format: 'pdf' }, house.now)
  assert.equal((await pdfPages(paper.bytes)).join('').split(representative).length - 1, 1)

  const { answers } = await checkSubjects(
    house.reading,
    { codes: [company, codeOf('92', 78)], reason, by: clerk },
    house.now,
  )
  assert.equal(answers[0]!.facts.length, 3)
  assert.equal(times(answers), 0)
  assert.equal(times(await checkReceipt(house.reading, answers[0]!.receipt, clerk, house.now)), 0)
  assert.doesNotMatch(JSON.stringify(answers), new RegExp(sole))
})

test('only the current registration names one: the former representative is gone from every page', async () => {
  const company = codeOf('91', 77)
  await house.send(csv([registration(company, '示范市云杉食品有限公司', { DJ_FDDBR: '闻人接任' })]), 'registration')
  const page = JSON.stringify(await publicFile(house.reading, company, house.now))
  assert.ok(page.includes('闻人接任') && !page.includes(representative))
})

test('a request that asks by a representative is answered as if it had not, and finds nobody', async () => {
  const served = await serve(house)
  try {
    const get = async (url: string) => (await served.app.inject({ url })).body
    for (const name of [
      'representative',
      'legalRepresentative',
      'legal_representative',
      'person',
      'fddbr',
      'DJ_FDDBR',
      '法定代表人',
    ]) {
      const asked = new URLSearchParams({ q: '云杉食品', [name]: '闻人接任' })
      const rows = JSON.parse(await get(`/v1/public/search?${asked}`)).rows as unknown[] | undefined
      assert.ok(rows === undefined || rows.length === 1, name)
      const alone = JSON.parse(
        await get(`/v1/public/search?${new URLSearchParams({ q: '闻人接任', [name]: '闻人接任' })}`),
      )
      assert.ok(alone.rows === undefined || alone.rows.length === 0, name)
    }
    assert.doesNotMatch(await get(`/v1/public/search?${new URLSearchParams({ q: '云杉食品' })}`), /闻人接任/)
  } finally {
    await served.close()
  }
})
