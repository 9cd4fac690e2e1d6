import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { testDatabase } from '../../test/support/database.ts'
import { rules, testHouse } from '../../test/support/http.ts'
import { isInForce, type RuleBook } from '../rulebook/book.ts'
import type { CatalogueItem } from './schemas/catalogue.ts'

const { pool } = await testDatabase()
const penalty = rules.items.find((item) => item.id === 'penalty')!
/** The shipped book, with a version of the penalty that is past, and one that is yet to come. */
const book: RuleBook = {
  ...rules,
  items: [
    { ...penalty, version: '2015', from: '2015-01-01', until: penalty.from },
    ...rules.items.map((item) => (item === penalty ? { ...item, until: '2027-01-01' } : item)),
    { ...penalty, version: '2027', from: '2027-01-01' },
  ],
}
const house = await testHouse(pool, {}, { book })
after(() => house.app.close())
const get = (url: string) => house.call({ url })
const item = async (url: string) => (await get(url)).json() as CatalogueItem

describe('an item of the catalogue', () => {
  test('of every item in force there is a view with its basis, its fields and what each takes', async () => {
    for (const { id } of book.items.filter((one) => isInForce(one, '2026-11-02'))) {
      const view = await item(`/v1/catalogue/${id}`)
      const shipped = book.items.find((one) => one.id === id && isInForce(one, '2026-11-02'))!
      assert.equal(view.version, shipped.version)
      assert.equal(view.basis, shipped.basis)
      assert.equal(view.isInForce, true)
      assert.ok(view.category?.zh)
      assert.deepEqual(
        view.fields.map((field) => field.id),
        shipped.fields.map((field) => field.id),
      )
      for (const field of view.fields) {
        assert.equal(field.isReported, field.group !== 'dropped' && field.id !== 'procedureBasis', field.id)
        assert.equal(field.accepted !== undefined && field.example !== undefined, field.isReported, field.id)
        if (field.list) assert.ok(view.lists.some((list) => list.id === field.list && list.values.length > 0))
      }
      assert.deepEqual(
        view.fields
          .filter((field) => field.isKey)
          .map((field) => field.id)
          .sort(),
        [...view.key].sort(),
      )
    }
  })

  test('says its formats in the notation of DB15/T 1102', async () => {
    const { fields } = await item('/v1/catalogue/penalty')
    const of = (id: string) => fields.find((field) => field.id === id)?.notation
    assert.equal(of('CF_XDR_MC'), 'C..200')
    assert.equal(of('CF_CFJGDM'), 'C18')
    assert.equal(of('CF_NR_FK'), 'N..18,6')
    assert.equal(of('CF_JDRQ'), 'YYYY-MM-DD')
    assert.equal(of('CF_CFLB'), 'C..64 [penalty-kind] *')
  })

  test('has the version in force, or the one that is named, and tells of the others', async () => {
    assert.equal((await item('/v1/catalogue/penalty')).version, penalty.version)
    const past = await item('/v1/catalogue/penalty?version=2015')
    assert.deepEqual([past.version, past.isInForce, past.until], ['2015', false, penalty.from])
    assert.deepEqual(
      past.versions.map(({ version, isInForce }) => [version, isInForce]),
      [
        ['2027', false],
        [penalty.version, true],
        ['2015', false],
      ],
    )
  })

  test('on the day on which a version ends the next one is in force', async () => {
    const now = house.clock.at
    house.clock.at = new Date('2026-12-31T23:59:59+08:00')
    assert.equal((await item('/v1/catalogue/penalty')).version, penalty.version)
    house.clock.at = new Date('2027-01-01T00:00:00+08:00')
    assert.equal((await item('/v1/catalogue/penalty')).version, '2027')
    house.clock.at = now
  })

  test('says how long it is shown by the rules of the day, each with its article', async () => {
    const { periods } = await item('/v1/catalogue/penalty')
    assert.ok(periods.length >= 3)
    for (const line of periods) assert.ok(line.article && line.period.zh && line.period.en)
    assert.ok(periods.every((line) => !/第58号/.test(line.article)))
  })

  test('that there is not, or a version that there is not, is answered with 404', async () => {
    for (const url of [
      'none',
      'penalty?version=1999',
      'none/schema',
      'penalty/schema?version=1999',
      'none/template?format=csv',
    ]) {
      const answered = await get(`/v1/catalogue/${url}`)
      assert.equal(answered.statusCode, 404, url)
      assert.match(answered.json().says.zh, /没有/)
    }
  })
})

describe('the schema of an item', () => {
  test('is a JSON Schema of 2020-12 that a validator takes, and another one for another version', async () => {
    const answered = await get('/v1/catalogue/penalty/schema')
    assert.equal(answered.headers['content-type'], 'application/schema+json; charset=utf-8')
    const ajv = new Ajv2020({ strict: true, strictRequired: false })
    formats.default(ajv)
    const validate = ajv.compile(answered.json())
    const { fields } = await item('/v1/catalogue/penalty')
    const example = fields
      .filter((field) => field.isReported)
      .map((field) => [field.id, field.type === 'choices' ? field.example!.split(';') : field.example!])
    assert.ok(validate(Object.fromEntries(example)), ajv.errorsText(validate.errors))
    assert.equal(validate({}), false)
    assert.equal(answered.json().$id, `urn:xinheng:catalogue:penalty:${penalty.version}`)
    assert.equal(
      (await get('/v1/catalogue/penalty/schema?version=2015')).json().$id,
      'urn:xinheng:catalogue:penalty:2015',
    )
  })
})

describe('a blank sheet', () => {
  test('comes as a file with a Chinese name and a plain one, in the type of its format', async () => {
    const xlsx = await get('/v1/catalogue/penalty/template?format=xlsx')
    assert.equal(xlsx.headers['content-type'], 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    const name = encodeURIComponent(`行政处罚报送模板（${penalty.version}）.xlsx`)
    assert.equal(
      xlsx.headers['content-disposition'],
      `attachment; filename="penalty-${penalty.version}.xlsx"; filename*=UTF-8''${name}`,
    )
    assert.equal(xlsx.rawPayload.toString('latin1', 0, 2), 'PK')
    const csv = await get('/v1/catalogue/penalty/template?format=csv')
    assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8')
    assert.deepEqual([...csv.rawPayload.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    const older = await get('/v1/catalogue/penalty/template?format=csv&encoding=gb18030')
    assert.equal(older.headers['content-type'], 'text/csv; charset=gb18030')
    assert.equal(new TextDecoder('gb18030').decode(older.rawPayload), new TextDecoder().decode(csv.rawPayload))
  })

  test('is of the version in force alone: sheets are read by no other', async () => {
    assert.equal((await get('/v1/catalogue/penalty/template?format=csv&version=2015')).statusCode, 400)
  })

  test('in another format than there is is refused', async () => {
    for (const query of ['', '?format=pdf', '?format=csv&encoding=big5']) {
      assert.equal((await get(`/v1/catalogue/penalty/template${query}`)).statusCode, 400, query)
    }
  })
})
