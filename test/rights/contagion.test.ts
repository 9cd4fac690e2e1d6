/**
 * Rights 9: nothing passes from one organisation to another, whatever they share:
 * address, representative, name parts, parent or branch in their texts, source,
 * guarantor. Codes that are stated to be one organisation do answer for each other.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSubjects } from '../../src/checks/check.ts'
import { creditFile, publicFile } from '../../src/records/credit-file.ts'
import { report } from '../../src/reports/actions.ts'
import type { Caller } from '../../src/terms/caller.ts'
import { addAlias } from '../support/alias.ts'
import { codeOf, csv, listEntry, market, penalty, permit, registration, taxOffice, world } from '../support/world.ts'

const house = await world()
const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: market.code, region: '990101', scopes: [] }
const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕9号' }

const parent = codeOf('91', 9101)
const parentName = '示范市云杉集团有限公司'
/** All that the others share with the one that was penalised. */
const shared = {
  DJ_FDDBR: '欧阳演示',
  DJ_ZS: '示范省明衡市东衡区守信路8号',
  DJ_LX: '有限责任公司',
  DJ_HY: 'C14',
  DJ_ZGDW: parentName,
  DJ_CLRQ: '2010-01-04',
}
const others = {
  'the branch': { code: codeOf('91', 9102), name: `${parentName}东衡分公司` },
  'a subsidiary': { code: codeOf('91', 9103), name: '示范市云杉食品有限公司' },
  'a shareholder': { code: codeOf('91', 9104), name: '示范市云杉投资有限公司' },
  'a guarantor': { code: codeOf('91', 9105), name: '示范市雪松担保有限公司' },
  'a neighbour with the same representative': { code: codeOf('91', 9106), name: '示范市银杏商贸有限公司' },
  'the firm that it was merged into': { code: codeOf('91', 9107), name: '示范市白桦集团有限公司' },
  'a namesake elsewhere': { code: codeOf('91', 9108, '990201'), name: parentName },
}
await house.send(
  csv([
    registration(parent, parentName, shared),
    ...Object.values(others).map(({ code, name }) =>
      registration(code, name, { ...shared, BZ: `${parentName}的关联单位，为${parentName}（${parent}）提供担保` }),
    ),
  ]),
  'registration',
)
await house.send(
  csv([
    penalty(parent, parentName, '示市监罚〔2026〕9101号', {
      CF_CFLB: '责令停产停业',
      CF_NR_FK: '',
      CF_SXYZCD: '严重',
      CF_SY: `${parentName}及其分公司、股东${others['a shareholder'].name}（${others['a shareholder'].code}）共同违法，被${others['the firm that it was merged into'].name}吸收合并`,
    }),
  ]),
  'penalty',
)
await house.send(csv([permit(parent, parentName, '示许〔2026〕9101号')]), 'permit')
await house.send(csv([listEntry(parent, parentName, '示税失信〔2026〕1号')]), 'list-entry', taxOffice)

const traces = /9101号|责令停产停业|示税失信|"list":"tax"|procurement-clean-record/

async function seenOf(code: string): Promise<{ [door: string]: string }> {
  const text = async (answer: Promise<unknown>) => JSON.stringify(await answer)
  return {
    page: await text(publicFile(house.reading, code, house.now)),
    file: await text(creditFile(house.reading, { code, audience: 'government', by: clerk, reason }, house.now)),
    check: await text(checkSubjects(house.reading, { codes: [code], reason, by: clerk }, house.now)),
    report: await text(
      report(house.reading, { code, by: clerk, reason, format: 'json', demo: false }, house.now).then(
        (one) => one.report,
      ),
    ),
  }
}

test('what one has done is seen of it, and of none that shares all with it', async () => {
  const own = await seenOf(parent)
  for (const [door, text] of Object.entries(own)) assert.match(text, traces, door)
  for (const [who, { code }] of Object.entries(others)) {
    for (const [door, text] of Object.entries(await seenOf(code))) {
      assert.ok(text.length > 100, `${who}, ${door}`)
      assert.doesNotMatch(text, traces, `${who}, ${door}`)
    }
  }
})

test('asked for together they are answered apart', async () => {
  const codes = [parent, ...Object.values(others).map(({ code }) => code)]
  const { answers } = await checkSubjects(house.reading, { codes, reason, by: clerk }, house.now)
  assert.ok(answers[0]!.measures.length > 0 && answers[0]!.listings.length === 1)
  for (const answer of answers.slice(1)) {
    assert.deepEqual(
      [answer.facts.filter(({ item }) => item !== 'registration'), answer.listings, answer.measures],
      [[], [], []],
    )
  }
})

test('a shared number attaches nothing: where two hold it, the row waits', async () => {
  const number = '990101000000125'
  await house.send(
    csv([
      registration(parent, parentName, { ...shared, DJ_GSZC: number }),
      registration(others['the branch'].code, others['the branch'].name, { ...shared, DJ_GSZC: number }),
    ]),
    'registration',
  )
  const sent = await house.send(
    csv([{ ...penalty('', parentName, '示市监罚〔2026〕9102号'), CF_XDR_GSZC: number }]),
    'penalty',
  )
  assert.deepEqual(sent.submission.counts, { waiting: 1 })
})

test('codes of one organisation answer for each other, from the day of the statement and while it stands', async () => {
  const { code } = others['the firm that it was merged into']
  await addAlias(house.db.owner, code, parent, new Date('2026-06-10T00:00:00Z'), new Date('2026-06-20T00:00:00Z'))
  for (const [door, text] of Object.entries(await seenOf(code))) assert.match(text, traces, door)
  // Only it: not who shares an address with it.
  for (const [door, text] of Object.entries(await seenOf(others['a subsidiary'].code)))
    assert.doesNotMatch(text, traces, door)
  house.now = new Date('2026-06-25T02:00:00Z')
  for (const [door, text] of Object.entries(await seenOf(code))) assert.doesNotMatch(text, traces, door)
})

test('a registration carries no link between organisations that could pass anything on', async () => {
  const { rows } = await house.db.owner.query<{ place: string }>(
    `select table_name || '.' || column_name as place from information_schema.columns where table_schema = 'public'`,
  )
  const links = rows.filter(({ place }) => /parent|branch|shareholder|guarant|group_code|related|address/i.test(place))
  assert.deepEqual(links, [])
})
