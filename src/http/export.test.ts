/** How many rows a file holds, on both sides of its limit, and what it says where there are more. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fastify from 'fastify'
import { unzipped } from '../../test/support/unzip.ts'
import { sendExport } from './export.ts'

const rows = Array.from({ length: 7 }, (_, n) => ({ n: n + 1 }))
/** Rows that the list was asked for. */
let asked = 0
/** Three rows a page, whatever is asked. */
async function page(behind: string | undefined) {
  const from = Number(behind ?? 0)
  const some = rows.slice(from, from + 3)
  asked += some.length
  return { rows: some, ...(from + 3 < rows.length ? { next: String(from + 3) } : {}) }
}

const app = fastify()
app.get<{ Querystring: { most?: number; format: 'csv' | 'xlsx'; language: 'zh' | 'en' } }>('/', (request, reply) => {
  const { most, format, language } = request.query
  return sendExport(
    { request, reply, at: new Date('2026-06-15T02:00:00Z') },
    { format, language },
    {
      title: { zh: '列表', en: 'list' },
      columns: [{ id: 'n', says: { zh: '号', en: 'n' }, of: ({ n }: { n: number }) => n }],
      page,
      ...(most === undefined ? {} : { most: Number(most) }),
    },
  )
})
after(() => app.close())

async function fileOf(words: Record<string, string>) {
  asked = 0
  const answered = await app.inject({ url: `/?${new URLSearchParams(words)}` })
  assert.equal(answered.statusCode, 200, answered.body)
  return answered
}
const lines = async (most?: number, language = 'zh') => {
  const { body } = await fileOf({ format: 'csv', language, ...(most === undefined ? {} : { most: String(most) }) })
  return body.replace('\uFEFF', '').trimEnd().split('\r\n').slice(1)
}
const all = rows.map(({ n }) => String(n))

test('as many rows as the limit are a whole file that says nothing more; without a limit likewise', async () => {
  assert.deepEqual(await lines(7), all)
  assert.deepEqual(await lines(8), all)
  assert.deepEqual(await lines(), all)
})

test('of one row more the file says where it ends and what to do, in the language of its reader, and reads no further', async () => {
  const cut = await lines(6)
  assert.deepEqual(cut.slice(0, 6), all.slice(0, 6))
  assert.match(cut[6]!, /^一个文件装到此为止，后面还有；请用筛选分几次导出。$/)
  assert.equal(cut.length, 7)
  const english = await lines(2, 'en')
  assert.deepEqual(english.slice(0, 2), ['1', '2'])
  assert.match(english[2]!, /there are more: narrow the filters/)
  assert.equal(english.length, 3)
  assert.equal(asked, 3)
})

test('a workbook says the same in its last row', async () => {
  const sheet = async (most: number) => {
    const { rawPayload } = await fileOf({ format: 'xlsx', language: 'zh', most: String(most) })
    return (await unzipped(rawPayload)).get('xl/worksheets/sheet1.xml')!
  }
  assert.match(await sheet(6), /装到此为止/)
  assert.doesNotMatch(await sheet(7), /装到此为止/)
})
