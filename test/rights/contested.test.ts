/**
 * A record that is contested says so at every door, with the organisation's own
 * reply beside it; one whose publication an authority or a court has stopped is
 * gone from every door it concerns in the same instant, and comes back for no
 * longer than it would have stood.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeWaiting } from '../../src/evidence/sequencer.ts'
import { pdfPages } from '../support/pdf.ts'
import { portalWeb } from '../support/platform.ts'
import { servedWorld } from '../support/served.ts'
import { codeOf, csv, fire, market, penalty, permit, registration } from '../support/world.ts'

const { house, served } = await servedWorld(await portalWeb())
const company = codeOf('91', 5501)
const name = '示范市银杏机械有限公司'
const [one, two] = ['示市监罚〔2026〕5501号', '示市监罚〔2026〕5502号']
const stop = { CF_CFLB: '责令停产停业', CF_NR_FK: '', CF_SXYZCD: '严重' }
await house.send(csv([registration(company, name)]), 'registration')
await house.send(csv([penalty(company, name, one, stop), penalty(company, name, two)]), 'penalty')
await house.send(csv([permit(company, name, '示许〔2026〕5501号')]), 'permit')

const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }
const audit = { purpose: 'audit', matter: 'audit', caseNumber: '审〔2026〕1号' }
const office = await served.signIn('credit-office', market.code)
const clerk = await served.signIn('clerk', market.code)
const officer = await served.signIn('officer', market.code)
const auditor = await served.signIn('auditor', market.code)
/** After so long everybody has to sign in again. */
async function at(instant: Date): Promise<void> {
  house.now = instant
  for (const [headers, role] of [
    [office, 'credit-office'],
    [clerk, 'clerk'],
    [officer, 'officer'],
    [auditor, 'auditor'],
  ] as const) {
    Object.assign(headers, await served.signIn(role, market.code))
  }
}
const query = (values: object) => new URLSearchParams(values as Record<string, string>).toString()
const ask = async (url: string, headers: object = {}, payload?: object) =>
  served.app.inject({ method: payload ? 'POST' : 'GET', url, headers: { ...headers }, ...(payload ? { payload } : {}) })
const good = async (url: string, headers: object = {}, payload?: object) => {
  const answered = await ask(url, headers, payload)
  assert.ok(answered.statusCode < 300, `${url}: ${answered.statusCode} ${answered.body.slice(0, 300)}`)
  return answered
}

async function recordOf(document: string): Promise<number> {
  const { rows } = await house.db.owner.query(
    `select record_id from record where subject_code = $1 and replaced_by is null and content::text like '%' || $2 || '%'`,
    [company, document],
  )
  return rows[0].record_id
}
const record = await recordOf(one)
const holds = (of = record) => `/v1/records/${company}/${of}/holds`
const later = (minutes: number) => {
  house.now = new Date(house.now.getTime() + minutes * 60_000)
}

/** What every door says of the record with that document: its text, or nothing where the record is not there. */
async function everyDoor(document = one): Promise<{ [door: string]: string }> {
  const doors: { [door: string]: string } = {}
  const page = async (door: string, url: string) => {
    const { body } = await good(url)
    const card = body.split('<article').find((part) => part.includes(document))
    doors[door] = card === undefined ? '' : card.split('</article>')[0]!
  }
  await page('page', `/organisations/${company}`)
  await page('page in English', `/organisations/${company}?lang=en`)
  await page('page of one section', `/organisations/${company}?item=penalty`)
  const inJson = async (door: string, url: string, headers: object = {}, payload?: object) => {
    const { body } = await good(url, headers, payload)
    doors[door] = ''
    for (const line of body.trim().split('\n')) {
      JSON.parse(line, (_, value) => {
        const isRecord =
          value &&
          typeof value === 'object' &&
          'record' in value &&
          (value.document === document || value.content?.CF_WSH === document)
        if (isRecord) doors[door] = JSON.stringify(value)
        return value
      })
    }
  }
  await inJson('public API', `/v1/public/organisations/${company}`)
  await inJson('check', '/v1/checks', clerk, { codes: [company], ...reason })
  await inJson(
    'check, streamed',
    '/v1/checks',
    { ...clerk, accept: 'application/x-ndjson' },
    { codes: [company, market.code], ...reason },
  )
  await inJson('file', `/v1/files/${company}?${query(reason)}`, clerk)
  await inJson('file, known by the log', `/v1/files/${company}?${query({ ...audit, knownAt: '100000' })}`, auditor)
  await inJson('report', '/v1/reports', clerk, { code: company, ...reason, format: 'json' })
  await inJson('own record', `/v1/records?${query({ source: market.code, code: company, document })}`, officer)
  const { rawPayload } = await good('/v1/reports', clerk, { code: company, ...reason, format: 'pdf' })
  const text = (await pdfPages(rawPayload)).join(' ').replaceAll(/\s+/g, '')
  doors['report on paper'] = text.includes(document) ? text : ''
  return doors
}

const forPublic = ['page', 'page in English', 'page of one section', 'public API']
const mark = {
  kind: 'mark',
  contest: 'reconsideration',
  since: '2026-06-12',
  document: '示复受〔2026〕3号',
  reason: '复议机关已受理',
}
const reply = { kind: 'reply', says: '本单位已于次日改正，并申请复核。', document: '银杏函〔2026〕7号' }

test('a mark and a reply stand at once at every door, and are gone from every door when they end', async () => {
  for (const [door, text] of Object.entries(await everyDoor())) {
    assert.ok(text.length > 20, `${door} has the record`)
    assert.doesNotMatch(text, /复议|reconsideration|示复受/, door)
  }
  const { receipt } = (await good('/v1/checks', clerk, { codes: [company], ...reason })).json().answers[0]
  later(1)
  const marked = (await good(holds(), office, mark)).json()
  const said = (await good(holds(), office, reply)).json()
  await placeWaiting(house.db.pool)
  for (const [door, text] of Object.entries(await everyDoor())) {
    assert.match(text, /行政复议中|reconsideration/i, door)
    assert.match(text, /示复受〔2026〕3号/, door)
    assert.match(text, /2026年6月12日|12 June 2026|2026-06-12/, door)
    assert.match(text, /本单位已于次日改正/, door)
  }
  for (const [door, text] of Object.entries(await everyDoor(two))) {
    if (door !== 'report on paper')
      assert.doesNotMatch(text, /示复受|本单位已于次日/, `${door}: only the record that it is about`)
  }
  // A receipt that was given stays as it was; the next one tells the mark, and goes on telling it.
  const before = (await good(`/v1/checks/${receipt}`, auditor)).body
  assert.doesNotMatch(before, /示复受/)
  const next = (await good('/v1/checks', clerk, { codes: [company], ...reason })).json().answers[0]
  assert.ok(next.measures.length > 0, 'a contest alone takes no measure away')

  later(1)
  const end = { document: '示复决〔2026〕3号', reason: '复议决定维持' }
  await good(`${holds()}/${marked.hold}/end`, office, end)
  await placeWaiting(house.db.pool)
  for (const [door, text] of Object.entries(await everyDoor())) {
    assert.doesNotMatch(text, /行政复议中|示复受/, door)
    assert.match(text, /本单位已于次日改正/, `${door}: the reply stands whatever became of the contest`)
  }
  const again = (await good(`/v1/checks/${next.receipt}`, auditor)).body
  assert.match(again, /示复受〔2026〕3号/, 'as it was told')
  assert.match((await good(`/v1/checks/${next.receipt}`, clerk)).body, /本单位已于次日改正/)
  await good(`${holds()}/${said.hold}/end`, office, { document: '银杏函〔2026〕9号', reason: '该主体申请撤回' })
  await placeWaiting(house.db.pool)
  for (const [door, text] of Object.entries(await everyDoor())) assert.doesNotMatch(text, /本单位已于次日/, door)
  assert.doesNotMatch((await good(`/v1/checks/${next.receipt}`, clerk)).body, /本单位已于次日/)
  assert.match((await good(`/v1/checks/${next.receipt}`, auditor)).body, /本单位已于次日/)
})

const lift = {
  kind: 'lift',
  reach: 'public',
  basis: '行政诉讼法第五十六条',
  document: '（2026）示01行初3号',
  reason: '裁定停止执行',
}

test('a lift takes a record out of publicity in the same instant, and its end brings the same window back', async () => {
  const windows = async () =>
    (
      await house.db.owner.query(
        'select audience, during::text, reason, rule_version from shown where subject_code = $1 and record_id = $2 order by 1',
        [company, record],
      )
    ).rows
  const whole = await windows()
  const { hold } = (await good(holds(), office, lift)).json()
  await placeWaiting(house.db.pool)
  for (const [door, text] of Object.entries(await everyDoor())) {
    if (forPublic.includes(door)) assert.equal(text, '', door)
    else assert.match(text, /（2026）示01行初3号/, `${door} tells authorities why`)
  }
  assert.deepEqual(
    (await windows()).map(({ audience }) => audience),
    ['government'],
  )
  // Corrected meanwhile, it is not shown again by that.
  await house.send(csv([penalty(company, name, one, { ...stop, CF_NR: '责令停产停业十日。' })]), 'penalty')
  for (const door of forPublic) assert.equal((await everyDoor())[door], '', `${door}, corrected`)
  await good(`${holds()}/${hold}/end`, office, { document: '（2026）示01行终9号', reason: '裁定已撤销' })
  for (const [door, text] of Object.entries(await everyDoor())) assert.ok(text.length > 20, door)
  assert.deepEqual(await windows(), whole, 'none longer than it was')
  const { rowCount } = await house.db.owner.query('select from held_window')
  assert.equal(rowCount, 0)
})

/** A report on paper has its own number and instant; a source is told its windows as they are kept, whole or in two. */
const withoutPaper = ({ 'report on paper': _, 'own record': own = '', ...doors }: { [door: string]: string }) => ({
  ...doors,
  own: [...new Set(own.match(/"from":"[^"]+"/g))],
})

test('a lift for everyone leaves nothing to answer and nothing to rest a measure on, until its day', async () => {
  const before = await everyDoor()
  const { hold } = (
    await good(holds(), office, { ...lift, document: '（2026）示01行初4号', reach: 'everyone', until: '2026-06-17' })
  ).json()
  await placeWaiting(house.db.pool)
  for (const [door, text] of Object.entries(await everyDoor())) {
    if (door !== 'own record') assert.equal(text, '', door)
  }
  const { measures, facts } = (await good('/v1/checks', clerk, { codes: [company], ...reason })).json().answers[0]
  assert.deepEqual(measures, [])
  assert.ok(facts.length > 0)
  const now = house.now
  await at(new Date('2026-06-16T15:59:59.999Z'))
  assert.equal((await everyDoor())['public API'], '')
  await at(new Date('2026-06-16T16:00:00Z'))
  const onTheDay = await everyDoor()
  assert.deepEqual(withoutPaper(onTheDay), withoutPaper(before), 'each says what it said, since when it said it')
  assert.match(onTheDay.check!, /"shown":{"from":"2026-05-20"/)
  assert.ok(onTheDay['report on paper']!.length > 20)
  assert.doesNotMatch(onTheDay['report on paper']!, /示01行初4号/)
  const [view] = (await good(holds(), auditor)).json().rows
  assert.deepEqual([view.hold, view.hasRunOut, view.ended], [hold, true, undefined])
  await at(now)
  await good(`${holds()}/${hold}/end`, office, { document: '（2026）示01行终4号', reason: '提前解除' })
  assert.ok((await everyDoor())['public API']!.length > 20)
})

test('a lift may be lengthened under the same order: the later day counts, and no day that has passed is told', async () => {
  const before = await everyDoor()
  const order = { ...lift, document: '（2026）示01行初6号' }
  await good(holds(), office, { ...order, until: '2026-06-17' })
  assert.equal((await ask(holds(), office, { ...order, until: '2026-06-17' })).json().code, 'hold-stands')
  // Whoever asked a moment earlier and came second is told the same.
  const entered = house.now
  house.now = new Date(entered.getTime() - 1)
  assert.equal((await ask(holds(), office, { ...order, until: '2026-06-17' })).json().code, 'hold-stands')
  house.now = entered
  await good(holds(), office, { ...order, until: '2026-06-20' })
  const doors = async () => {
    const all = await everyDoor()
    return forPublic.map((door) => all[door] !== '').concat(/"until":"2026-06-20"/.test(all.check!))
  }
  const now = house.now
  for (const [instant, isShown] of [
    ['2026-06-16T15:59:59Z', false],
    ['2026-06-16T16:00:00Z', false],
    ['2026-06-19T15:59:59Z', false],
    ['2026-06-19T16:00:00Z', true],
  ] as const) {
    await at(new Date(instant))
    assert.deepEqual(await doors(), [...forPublic.map(() => isShown), !isShown], instant)
  }
  assert.deepEqual(withoutPaper(await everyDoor()), withoutPaper(before))
  // The very same order again, once it has run out: with a day to come, as any.
  assert.equal((await ask(holds(), office, { ...order, until: '2026-06-20' })).json().code, 'until-wrong')
  const again = await good(holds(), office, { ...order, until: '2026-06-25' })
  assert.deepEqual(await doors(), [...forPublic.map(() => false), false])
  await good(`${holds()}/${again.json().hold}/end`, office, { document: '（2026）示01行终6号', reason: '提前解除' })
  assert.deepEqual(withoutPaper(await everyDoor()), withoutPaper(before))
  await at(now)
  for (const { hold, ended } of (await good(holds(), auditor)).json().rows) {
    if (!ended) await good(`${holds()}/${hold}/end`, office, { document: '示信函〔2026〕6号', reason: '办结' })
  }
})

test('what a correction of the document number moves goes along, and what moves to another organisation does not', async () => {
  const of = await recordOf(two)
  await good(holds(of), office, { ...lift, document: '（2026）示01行初5号' })
  await good(holds(of), office, mark)
  const right = '示市监罚〔2026〕5599号'
  const moved = await good(`/v1/records/${company}/${of}/correction`, officer, {
    source: market.code,
    version: 1,
    fields: { CF_WSH: right },
    reason: '文书号有误',
  })
  assert.equal(moved.json().line.verdict.startsWith('accepted'), true, moved.body)
  const doors = await everyDoor(right)
  for (const door of forPublic) assert.equal(doors[door], '', door)
  assert.match(doors.check!, /示复受〔2026〕3号/)
  const stands = (await good(holds(await recordOf(right)), auditor)).json().rows
  assert.deepEqual(
    stands.map(({ kind }: { kind: string }) => kind),
    ['mark', 'lift'],
  )
  for (const { hold } of stands) {
    await good(`${holds(await recordOf(right))}/${hold}/end`, office, { document: '示信函〔2026〕1号', reason: '办结' })
  }
  assert.ok((await everyDoor(right)).page!.length > 20)
})

test('a decision taken back shows nothing that was stopped under the number that it gave, and loses nothing that was said there', async () => {
  const before = '示市监罚〔2026〕5503号'
  const after = '示市监罚〔2026〕5603号'
  await house.send(csv([penalty(company, name, before)]), 'penalty')
  const first = await recordOf(before)
  const corrected = await good(`/v1/records/${company}/${first}/correction`, officer, {
    source: market.code,
    version: 1,
    fields: { CF_WSH: after, CF_XDR_MC: '银杏机械厂' },
    reason: '文书号有误',
  })
  const { line, submission } = corrected.json()
  assert.equal(line.verdict, 'waiting', corrected.body)
  const row = { submission: submission.id, line: line.line }
  const about = { source: market.code, reason: '已核对营业执照' }
  const decide = () => good('/v1/waiting', officer, { ...about, choices: [{ ...row, code: company }] })
  const reopen = () => ask('/v1/waiting/reopened', officer, { ...about, ...row })
  const shown = async () => {
    const { body } = await good(`/v1/public/organisations/${company}`)
    return [before, after].filter((document) => body.includes(document))
  }
  assert.equal((await decide()).json().placed.length, 1)
  assert.deepEqual(await shown(), [after])

  for (const [entered, isShown] of [
    [{ ...lift, document: '（2026）示01行初7号' }, false],
    [mark, true],
    [reply, true],
  ] as const) {
    const stands = holds(await recordOf(after))
    later(1)
    const { hold } = (await good(stands, office, entered)).json()
    const answered = await reopen()
    assert.deepEqual([answered.statusCode, answered.json().code], [409, 'held-since'], entered.kind)
    assert.deepEqual(await shown(), isShown ? [after] : [], 'what the court stopped stays stopped')
    later(1)
    await good(`${stands}/${hold}/end`, office, { document: '示信函〔2026〕3号', reason: '办结' })
    assert.equal((await reopen()).statusCode, 204, 'nothing stands there any more')
    assert.deepEqual(await shown(), [before])
    later(1)
    await decide()
    assert.deepEqual(await shown(), [after])
  }
  // What stood before the correction went along. Ended there, it must not come back either.
  assert.equal((await reopen()).statusCode, 204)
  await good(holds(first), office, mark)
  later(1)
  await decide()
  const there = holds(await recordOf(after))
  const [stood] = (await good(there, auditor)).json().rows
  later(1)
  await good(`${there}/${stood.hold}/end`, office, { document: '示复决〔2026〕8号', reason: '复议终结' })
  assert.equal((await reopen()).json().code, 'held-since')
})

test('only the office of that region enters one; each is evidence, once, and none is changed', async () => {
  for (const who of [officer, clerk, auditor]) assert.equal((await ask(holds(), who, mark)).statusCode, 403)
  const elsewhere = await served.signIn('credit-office', fire.code)
  await house.db.owner.query(`update person set region = '980000' where login like 'credit-office-%' and body = $1`, [
    fire.code,
  ])
  assert.equal((await ask(holds(), elsewhere, mark)).statusCode, 403)
  const refusals = async () => {
    const { rows } = await house.db.owner.query(
      `select who, reason from ledger where subject_code = $1 and act = 'holds' and not allowed order by at, id`,
      [company],
    )
    return rows.map((row) => `${row.who} ${row.reason}`)
  }
  const known = (await refusals()).length
  const [there, nowhere] = [await ask(holds(), elsewhere), await ask(holds(999), elsewhere)]
  assert.equal(there.statusCode, 403)
  assert.deepEqual([nowhere.statusCode, nowhere.json().detail], [403, there.json().detail], 'there or not: the same')
  assert.deepEqual((await refusals()).slice(known), Array(2).fill(`${elsewhere['x-xinheng-person']} not-entitled`))
  const entries = async () =>
    (
      await house.db.owner.query(
        `select leaf from entry where body->>'kind' is not null and convert_from(leaf, 'UTF8') like '%record-held%' order by id`,
      )
    ).rows
  const before = (await entries()).length
  const both = await Promise.all([ask(holds(), office, mark), ask(holds(), office, mark)])
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [201, 409], 'a double click enters it once')
  const after = await entries()
  assert.equal(after.length, before + 1)
  assert.doesNotMatch(
    after.at(-1)!.leaf.toString(),
    new RegExp(`${company}|复议|mark`),
    'the log names neither whom nor what',
  )
  await assert.rejects(house.db.pool.query('delete from hold_event'), /permission denied/)
  await assert.rejects(house.db.owner.query(`update hold_event set document = 'x'`), /append-only/)
  const { hold } = both.find(({ statusCode }) => statusCode === 201)!.json()
  const end = { document: '示复决〔2026〕4号', reason: '撤回复议' }
  const ends = await Promise.all([
    ask(`${holds()}/${hold}/end`, office, end),
    ask(`${holds()}/${hold}/end`, office, end),
  ])
  assert.deepEqual(ends.map(({ statusCode }) => statusCode).sort(), [200, 409])
})

test('what is wrong is refused in words, and nothing of a person is kept', async () => {
  const refused = async (payload: object, of = record) => {
    const answered = await ask(holds(of), office, payload)
    return [answered.statusCode, answered.json().code]
  }
  assert.deepEqual(await refused({ ...mark, since: '2026-06-18' }), [422, 'since-wrong'])
  assert.deepEqual(await refused({ ...lift, until: '2026-06-15' }), [422, 'until-wrong'])
  assert.deepEqual(await refused({ ...reply, says: '字'.repeat(501) }), [422, 'reply-length'])
  assert.deepEqual(
    await refused(mark, 999),
    [403, 'not-entitled'],
    'of another region, or of none: nobody learns which',
  )
  const { rows } = await house.db.owner.query(
    `select record_id from record where subject_code = $1 and item = 'registration'`,
    [company],
  )
  assert.deepEqual(await refused(lift, rows[0].record_id), [422, 'registration-not-lifted'])
  const said = (
    await good(holds(), office, { ...reply, says: `${'字'.repeat(470)}联系人王守信，电话13800138000。` })
  ).json()
  assert.doesNotMatch(said.says, /守信|13800138000/)
  const { rows: kept } = await house.db.owner.query(
    `select string_agg(says, '') || (select string_agg(body::text, '') from entry) as all from hold_event where says is not null`,
  )
  assert.doesNotMatch(kept[0].all, /13800138000|王守信/)
})
