/**
 * Rights 5: text is searched again before it is shown. What was stored when less was
 * known of how such things are written comes out masked at every door, by the rule of
 * today: free and long texts wholly, short fields by their numbers.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pdfPages } from '../support/pdf.ts'
import { chanceOf, identityNumber } from '../support/persons.ts'
import { portalWeb } from '../support/platform.ts'
import { servedWorld } from '../support/served.ts'
import { card, mobile, personName } from '../support/texts.ts'
import { codeOf, csv, market, penalty, permit, registration } from '../support/world.ts'

const { house, served } = await servedWorld(await portalWeb())

const chance = chanceOf(77)
const company = codeOf('91', 7701)
const name = '示范市银杏商贸有限公司'
const who = `${personName(chance)}`
const [number, phone, bank] = [identityNumber(chance), mobile(chance), card(chance)]
const [place, mail] = ['守信路18号3单元502室', 'wang.banjin@example.com']
const secrets = [who, number, phone, bank, place, mail, 'Lucky_2019']
const free = `当事人${who}，身份证号码${number}，住明衡市东衡区${place}，电话${phone}，邮箱${mail}，微信号Lucky_2019，卡号${bank}。代码${company}，文号示市监罚〔2026〕7号。`

await house.send(csv([registration(company, name, { DJ_JYFW: '食品销售' })]), 'registration')
await house.send(csv([penalty(company, name, '示市监罚〔2026〕7701号', { CF_NR_ZKDX: '食品经营许可证' })]), 'penalty')
await house.send(csv([permit(company, name, '示许〔2026〕7701号', { BZ: '无' })]), 'permit')

/** As if it had come in before these were known: written past the intake. */
const written = await house.db.owner.query(
  `update record set content = (content::jsonb || case item
     when 'penalty' then jsonb_build_object('CF_SY', $2::text, 'CF_NR', $2::text, 'CF_WFXW', $2::text, 'CF_NR_ZKDX', $3::text)
     when 'permit' then jsonb_build_object('XK_NR', $2::text, 'XK_XKZS', $4::text)
     else jsonb_build_object('DJ_JYFW', $2::text) end)::json
   where subject_code = $1`,
  [company, free, `营业执照（经办${number}）`, `许可证 ${phone}`],
)

const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }
const audit = { purpose: 'audit', matter: 'audit', caseNumber: '审〔2026〕1号' }
const clerk = await served.signIn('clerk', market.code)
const officer = await served.signIn('officer', market.code)
const auditor = await served.signIn('auditor', market.code)
const query = (values: { [name: string]: string }) => new URLSearchParams(values).toString()

const get = async (url: string, headers: object = {}) => {
  const answered = await served.app.inject({ url, headers: { ...headers } })
  assert.equal(answered.statusCode, 200, `${url}: ${answered.body.slice(0, 300)}`)
  return answered.body
}
const post = (url: string, payload: object, headers: object = clerk) =>
  served.app.inject({ method: 'POST', url, headers: { ...headers }, payload })

test('what was stored under a gentler rule comes out masked at every door', async () => {
  assert.equal(written.rowCount, 3)
  const { rows } = await house.db.owner.query<{ all: string }>(
    `select string_agg(content::text, '') as all from record where subject_code = $1`,
    [company],
  )
  for (const secret of secrets) assert.ok(rows[0]?.all.includes(secret), `${secret} is stored, or nothing was tried`)

  const checked = await post('/v1/checks', { codes: [company], ...reason })
  const receipt = (checked.json() as { answers: { receipt: string }[] }).answers[0]!.receipt
  const pdf = await post('/v1/reports', { code: company, ...reason, format: 'pdf' })
  assert.equal(pdf.statusCode, 200, pdf.body.slice(0, 300))
  const answers: { [door: string]: string } = {
    page: await get(`/organisations/${company}`),
    'page in English': await get(`/organisations/${company}?lang=en`),
    'page of penalties': await get(`/organisations/${company}?item=penalty`),
    'search page': await get(`/search?q=${company}`),
    search: await get(`/v1/public/search?q=${company}`),
    'public file': await get(`/v1/public/organisations/${company}`),
    check: checked.body,
    receipt: await get(`/v1/checks/${receipt}`, clerk),
    'receipt, audited': await get(`/v1/checks/${receipt}`, auditor),
    file: await get(`/v1/files/${company}?${query(reason)}`, clerk),
    'file, audited': await get(`/v1/files/${company}?${query(audit)}`, auditor),
    'file of a past day': await get(`/v1/files/${company}?${query({ ...audit, asOf: '2026-06-14' })}`, auditor),
    'records of one’s own': await get(`/v1/records?${query({ source: market.code, code: company })}`, officer),
    'report, JSON': (await post('/v1/reports', { code: company, ...reason, format: 'json' })).body,
    'report, PDF': (await pdfPages(pdf.rawPayload)).join('').replace(/\s/g, ''),
  }
  for (const [door, body] of Object.entries(answers)) {
    for (const secret of secrets) assert.ok(!body.includes(secret), `${door} shows ${secret}`)
  }
  // Both sides: the text is there, and what is an organisation's in it stays.
  for (const door of ['page', 'public file', 'check', 'file', 'records of one’s own', 'report, JSON', 'report, PDF']) {
    const body = answers[door]!
    assert.ok(body.includes('示市监罚〔2026〕7号') && body.includes(company), door)
    assert.ok(body.includes(`${number.slice(0, 3)}*************${number.slice(-2)}`), `${door} masks the number`)
  }
})

test('a text with nothing of a person comes out as it was stored', async () => {
  const other = codeOf('91', 7702)
  const facts = `当事人${name}（统一社会信用代码${company}）于2026年5月3日销售过期食品，货值1380.00元，施工许可证编号610113201903120105。`
  await house.send(csv([registration(other, '示范市白桦商贸有限公司')]), 'registration')
  await house.send(
    csv([penalty(other, '示范市白桦商贸有限公司', '示市监罚〔2026〕7702号', { CF_SY: facts })]),
    'penalty',
  )
  assert.ok((await get(`/v1/public/organisations/${other}`)).includes(facts))
})
