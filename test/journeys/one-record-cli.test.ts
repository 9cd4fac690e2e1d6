/**
 * What the console does one by one, from the command line on a real data folder: the
 * connection register, a zero report, one record, its correction and withdrawal, and
 * whose a waiting row is. Alone first, then beside a running server.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { addSource, commandHouse, type Serving, serveOn } from '../support/command.ts'
import { codeOf, csv, market, penalty, registration } from '../support/world.ts'

// Hooks run in the order in which they were given: the server goes before its data folder.
let server: Serving | undefined
after(() => server?.stop())
const house = commandHouse()
const { run, file } = house
const [pine, cedar] = [codeOf('91', 811), codeOf('91', 812)]
const [pineName, cedarName] = ['示范市云杉机械有限公司', '示范市雪松商贸有限公司']
const source = ['--source', market.code]
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
const daysAgo = (many: number) => new Date(Date.parse(today) - many * 86_400_000).toISOString().slice(0, 10)
const stated = (document: string) =>
  Object.entries(penalty(pine, pineName, document, { CF_JDRQ: daysAgo(3), CF_GSJZQ: '' }))
    .filter(([, value]) => value !== '')
    .map(([field, value]) => `${field}=${value}`)

before(async () => {
  await addSource(house.folder, market)
  const register = csv([registration(pine, pineName), registration(cedar, cedarName)])
  const sent = await run(['submit', file('登记.csv', register), '--item', 'registration', ...source])
  assert.equal(sent.code, 0, sent.err)
})

const connect = (...more: string[]) => [
  ...['sources', 'connect', market.code, '--item', 'penalty', '--system', '执法办案系统', '--power', '行政处罚'],
  ...['--way', 'file', '--every', 'month', '--due-days', '7', ...more],
]

test('alone: a connection is entered and changed, a person’s number in it is refused', async () => {
  const entered = await run([...connect('--office', '法规科', '--since', daysAgo(70)), '--json'])
  assert.equal(entered.code, 0, entered.err)
  const view = entered.json()
  assert.deepEqual([view.item, view.every, view.dueDays, view.connection.office], ['penalty', 'month', 7, '法规科'])
  assert.match(view.connection.who, /^command:/)
  const changed = await run([...connect('--office', '执法监督科', '--since', daysAgo(70)), '--lang', 'en'])
  assert.equal(changed.code, 0, changed.err)
  assert.match(changed.out, /^entered \S+ 示范市市场监督管理局 penalty\n {2}\d{4}-\d\d-01\.\./)
  const person = await run([...connect('--office', '法规科', '--line', '13800138000'), '--json'])
  assert.deepEqual([person.code, person.json().refused.code], [1, 'contact-of-person'])
  const way = await run([...connect('--office', '法规科'), '--way', 'fax'])
  assert.equal(way.code, 2)
  assert.equal((await run([...connect('--office', '法规科'), '--due-days', '61'])).code, 2)
})

test('beside a server: a zero report settles a period, and is refused where something was stated', async () => {
  server = await serveOn(house.folder)
  const month = `${today.slice(0, 7)}-01`
  const before = new Date(Date.parse(month) - 86_400_000).toISOString().slice(0, 7)
  const zero = [
    ...['sources', 'zero', market.code, '--item', 'penalty', '--from', `${before}-01`, '--until', month],
    '--json',
  ]
  const said = await run(zero)
  assert.equal(said.code, 0, said.err)
  assert.deepEqual([said.json().from, said.json().until], [`${before}-01`, month])
  assert.equal((await run(zero)).json().refused.code, 'zero-reported-before')
  const register = (await run(['sources', 'due', '--all', ...source, '--json'])).lines()
  const [period] = register.find((line) => line.item === 'penalty').periods
  assert.deepEqual([period.from, period.state], [`${before}-01`, 'zero'])
  const early = await run([
    'sources',
    'zero',
    market.code,
    '--item',
    'permit',
    '--from',
    month,
    '--until',
    '2099-01-01',
    '--json',
  ])
  assert.equal(early.json().refused.code, 'period-wrong')
})

test('one record by its fields: refused with what would be accepted, then in; found, corrected, withdrawn', async () => {
  const put = (...fields: string[]) => run(['records', 'put', '--item', 'penalty', ...source, ...fields])
  const wrong = await put(
    ...stated('示表罚〔2026〕1号').map((one) => one.replace(/^CF_JDRQ=.*/, 'CF_JDRQ=2026-13-40')),
    '--lang',
    'en',
  )
  assert.equal(wrong.code, 1, wrong.err)
  assert.match(wrong.out, /refused\n {4}day-unreadable +CF_JDRQ[\s\S]*accepted: such as/)
  const unknown = await put('处罚内荣=x', '--json')
  assert.equal(unknown.json().refused.code, 'field-unknown')
  assert.match(unknown.err, /是否为 处罚内容/)
  assert.equal((await put('没有等号')).code, 2)
  // By the names of the columns too, and full-width.
  const fields = stated('示表罚〔2026〕1号').map((one) => one.replace(/^CF_NR=/, '处罚内容＝'))
  const stating = await put(...fields, '--json')
  assert.equal(stating.code, 0, stating.out + stating.err)
  const { line } = stating.json()
  assert.deepEqual([line.subject, typeof line.record], [pine, 'number'])
  assert.equal((await put(...fields, '--json')).json().line.verdict, 'duplicate')

  const found = (await run(['records', pine, ...source, '--document', '示表罚[2026]1号', '--json'])).lines()
  assert.deepEqual(
    found.map((row) => [row.record, row.version, row.state]),
    [[line.record, 1, 'stated']],
  )
  assert.equal((await run(['records', cedar, ...source, '--item', 'penalty'])).code, 1)

  const name = `${pine}/${line.record}`
  const why = [...source, '--reason', '录入有误']
  const none = await run(['records', 'correct', name, '处罚内容=罚款二万元。', ...why, '--json'])
  assert.equal(none.json().refused.code, 'nothing-changed')
  const corrected = await run(['records', 'correct', name, '处罚内容=罚款二万元，已缴清。', ...why, '--json'])
  assert.equal(corrected.code, 0, corrected.err)
  assert.deepEqual([corrected.json().line.subject, corrected.json().line.record], [pine, line.record])
  const stale = await run([
    'records',
    'withdraw',
    name,
    ...why,
    '--because',
    'stated-twice',
    '--version',
    '1',
    '--json',
  ])
  assert.deepEqual([stale.code, stale.json().refused.code], [1, 'record-moved-on'])
  const annulled = await run(['records', 'withdraw', name, ...why, '--because', 'annulled', '--json'])
  assert.equal(annulled.json().refused.code, 'document-missing')
  const page = async () => (await fetch(`${server!.address}/organisations/${pine}`)).text()
  assert.match(await page(), /已缴清/)
  const withdrawn = await run([
    'records',
    'withdraw',
    name,
    ...why,
    '--because',
    'stated-twice',
    '--version',
    '2',
    '--lang',
    'en',
  ])
  assert.equal(withdrawn.code, 0, withdrawn.err)
  assert.match(withdrawn.out, /^withdrawn .* 示表罚〔2026〕1号\n$/)
  assert.doesNotMatch(await page(), /已缴清/)
  assert.equal((await run(['records', 'withdraw', '1025', ...why, '--because', 'other'])).code, 2)
})

test('an objection: taken in, in the queue, forwarded, verified by its source; its answer takes a second person', async () => {
  const stating = await run([
    'records',
    'put',
    '--item',
    'penalty',
    ...source,
    ...stated('示异罚〔2026〕1号'),
    '--json',
  ])
  const { record } = stating.json().line
  const about = ['claim=content', 'applicant=organisation', 'paper=云杉函〔2026〕7号']
  const open = (...more: string[]) =>
    run(['cases', 'open', `${pine}/${record}`, 'objection', ...about, ...more, '--json'])
  const short = await open('statement=错')
  assert.equal(short.code, 1, short.out)
  assert.match(short.err, /statement|异议内容/)
  const opened = await open('statement=罚款金额与决定书不符。')
  assert.equal(opened.code, 0, opened.err)
  const name = `${pine}/${opened.json().case}`
  const page = async () => (await fetch(`${server!.address}/organisations/${pine}`)).text()
  assert.match(await page(), /异议处理中/)
  assert.equal((await open('statement=罚款金额与决定书不符。')).json().refused.code, 'case-open')

  const queue = (await run(['cases', '--json'])).lines()
  assert.deepEqual(
    queue.map((row) => [row.subject, row.case, row.state.id, row.turn]),
    [[pine, opened.json().case, 'received', 'office']],
  )
  const shown = await run(['cases', 'show', name, '--lang', 'en'])
  assert.match(shown.out, /taken in[\s\S]*→ forward/)
  const out = file('受理.pdf', '')
  assert.equal((await run(['cases', 'paper', name, '1', '--out', out, '--force'])).code, 0)
  assert.equal(readFileSync(out).subarray(0, 4).toString(), '%PDF')

  const step = (...more: string[]) => run(['cases', 'step', name, ...more, '--json'])
  assert.equal((await step('forward', 'ask=请核对决定书原件的罚款金额。')).json().state.id, 'forwarded')
  const verifying = ['verify', 'finding=right', 'reason=已调阅案卷核对。']
  assert.equal((await step(...verifying)).code, 1, 'the office does not verify for the source')
  const verified = await step(...verifying, '--as', market.code)
  assert.equal(verified.json().state?.id, 'found-right', verified.out)
  const answered = await step('answer-upheld', 'reason=核查无误。', 'remedy=可以依法申请行政复议。')
  assert.equal(answered.code, 1)
  const seen = await run(['cases', 'show', name, '--lang', 'en'])
  assert.match(seen.out, / {2}answer-upheld .*✗ .*second person/)
  assert.equal((await run(['cases', 'show', 'x'])).code, 2)
  assert.match((await run(['cases', 'kinds', '--lang', 'en'])).out, /^objection {2}objection\n {2}claim /)
})

test('who is this: listed with who could be meant, accepted, taken back, rejected', async () => {
  const rows = [1, 2].map((n) => ({ ...penalty('', cedarName, `示待罚〔2026〕${n}号`, { CF_JDRQ: daysAgo(3) }) }))
  const sent = await run(['submit', file('处罚.csv', csv(rows)), '--item', 'penalty', ...source, '--json'])
  const id = sent.json().id
  assert.deepEqual(sent.json().counts, { waiting: 2 }, sent.out)
  const listed = await run(['waiting', ...source, '--json'])
  const [first, second] = listed.lines()
  assert.deepEqual([first!.submission, first!.candidates[0].code], [id, cedar], listed.err)
  const shown = await run(['waiting', ...source, '--lang', 'en', '--limit', '1'])
  assert.match(shown.out, new RegExp(`^${id}\\.\\d+ .*${cedarName}[\\s\\S]*→ ${cedar} `))
  assert.match(shown.err, new RegExp(`2 rows wait. Go on with --after ${id}\\.${first!.line}`))

  const row = `${id}.${first!.line}`
  const why = [...source, '--reason', '电话核实']
  const nobody = await run(['waiting', 'accept', row, codeOf('91', 999), ...why, '--json'])
  assert.deepEqual([nobody.code, nobody.json().refused.length], [1, 1])
  const accepted = await run(['waiting', 'accept', row, cedar, ...why, '--json'])
  assert.equal(accepted.code, 0, accepted.err)
  assert.equal(accepted.json().placed[0].subject, cedar)
  const again = await run(['waiting', 'accept', row, cedar, ...why])
  assert.equal(again.code, 1)
  assert.match(again.out, /✗ .*已经有人确认过/)
  const decided = (await run(['waiting', 'decisions', ...source, '--json'])).lines()
  assert.deepEqual([decided[0]!.decided, decided[0]!.subject, decided[0]!.stands], ['placed', cedar, true])
  const back = await run(['waiting', 'reopen', row, ...why, '--json'])
  assert.deepEqual([back.code, back.json().decided], [0, 'reopened'], back.err)
  const none = await run(['waiting', 'reject', `${id}.${second!.line}`, ...why, '--json'])
  assert.deepEqual([none.code, none.json().closed], [0, 1], none.err)
  const left = (await run(['waiting', ...source, '--json'])).lines()
  assert.deepEqual(
    left.map((one) => one.line),
    [first!.line],
  )
  const agree = await run(['waiting', 'agree', ...why, '--json'])
  assert.deepEqual([agree.code, agree.json().placed], [0, []])
  assert.equal((await run(['waiting', 'accept', 'x', cedar, ...why])).code, 2)
  assert.equal((await run(['waiting', '--source', codeOf('11', 9), '--json'])).json().refused.code, 'source-unknown')
})

test('against what stands: listed page by page, of one reason too', async () => {
  const rows = (degree: string) =>
    [1, 2].map((n) => ({
      ...penalty(cedar, cedarName, `示争罚〔2026〕${n}号`, { CF_JDRQ: daysAgo(3), CF_SXYZCD: degree }),
    }))
  const send = (name: string, degree: string) =>
    run(['submit', file(name, csv(rows(degree))), '--item', 'penalty', ...source, '--json'])
  const stands = await send('原件.csv', '轻微')
  assert.deepEqual(stands.json().counts, { 'accepted-with-warnings': 2 }, stands.out)
  const raised = await send('加重.csv', '一般')
  assert.deepEqual(raised.json().counts, { waiting: 2 }, raised.out)
  const { id } = raised.json()

  const standing = (...more: string[]) => run(['waiting', 'standing', ...source, '--lang', 'en', ...more])
  const first = await standing('--limit', '1', '--reason', 'class-raised')
  assert.match(first.out, new RegExp(`^${id}\\.2  class-raised .*示争罚〔2026〕1号[\\s\\S]*轻微 → 一般`))
  assert.match(first.err, new RegExp(`There are more. Go on with --after ${id}\\.2`))
  const rest = await standing('--limit', '1', '--after', `${id}.2`)
  assert.match(rest.out, new RegExp(`^${id}\\.3  class-raised .*示争罚〔2026〕2号`))
  assert.doesNotMatch(rest.err, /There are more/)
  assert.match((await standing('--reason', 'shown-longer')).err, /No row waits like that/)
  assert.equal((await standing('--after', 'x')).code, 2)
})

test('what waits against a record is settled by command: what stands is kept, or the row takes its place on a document', async () => {
  const why = [...source, '--reason', '已核对原件', '--json']
  const listed = (await run(['waiting', 'standing', ...source, '--json'])).lines()
  const [keep, take] = listed
  const nameOf = (row: { submission: number; line: number }) => `${row.submission}.${row.line}`
  const settle = (row: { submission: number; line: number }, ...more: string[]) =>
    run(['waiting', 'settle', nameOf(row), ...more, ...why])
  const kept = await settle(keep!, 'keep')
  assert.deepEqual([kept.code, kept.json().verdict], [0, 'refused'], kept.err)
  assert.equal((await settle(keep!, 'keep')).json().refused.code, 'row-settled')

  const { subject, record, version } = take!.stands
  const instead = ['--instead', `${subject}/${record}@${version}`]
  assert.equal((await settle(take!, 'take', ...instead)).json().refused.code, 'document-missing')
  const other = ['--instead', `${subject}/${record}@${version + 1}`, '--document', '示复〔2026〕3号']
  assert.equal((await settle(take!, 'take', ...other)).json().refused.code, 'record-moved-on')
  const taken = await settle(take!, 'take', ...instead, '--document', '示复〔2026〕3号')
  assert.deepEqual([taken.code, taken.json().record], [0, record], taken.out + taken.err)
  assert.deepEqual((await run(['waiting', 'standing', ...source, '--json'])).lines(), [])
  const now = (await run(['records', subject, ...source, '--document', take!.document, '--json'])).lines()
  assert.deepEqual([now[0].version, now[0].class], [2, 'general'])

  assert.equal((await settle(take!, 'perhaps')).code, 2)
  assert.equal((await settle(take!, 'take', '--instead', 'x')).code, 2)
  const back = await run(['waiting', 'reopen', nameOf(keep!), ...why])
  assert.deepEqual([back.code, back.json().decided], [0, 'reopened'], back.err)
})

test('marks, replies and lifts by command: entered once, seen on the portal at once, ended on a document', async () => {
  const stating = await run([
    'records',
    'put',
    '--item',
    'penalty',
    ...source,
    ...stated('示旁罚〔2026〕1号'),
    '--json',
  ])
  assert.equal(stating.code, 0, stating.err)
  const name = `${pine}/${stating.json().line.record}`
  const card = async () => {
    const body = await (await fetch(`${server!.address}/organisations/${pine}?item=penalty`)).text()
    const cards = body.split('<article').map((part) => part.split('</article>')[0]!)
    return cards.find((part) => part.includes('示旁罚〔2026〕1号')) ?? ''
  }
  const holds = async () => (await run(['records', 'holds', name, '--json'])).lines()
  const none = await run(['records', 'holds', name, '--lang', 'en'])
  assert.deepEqual([none.code, none.err.trim()], [0, 'None.'])

  const why = ['--document', '示法函〔2026〕3号', '--reason', '已受理']
  const mark = ['records', 'mark', name, '--contest', 'litigation', '--since', daysAgo(1), ...why, '--json']
  const marked = await run(mark)
  assert.deepEqual([marked.code, marked.json().kind, marked.json().contest], [0, 'mark', 'litigation'], marked.err)
  assert.match(await card(), /诉讼/)
  assert.equal((await run(mark)).json().refused.code, 'hold-stands')
  const tomorrow = mark.with(mark.indexOf('--since') + 1, daysAgo(-1))
  assert.equal((await run(tomorrow)).json().refused.code, 'since-wrong')
  assert.equal((await run(mark.with(4, 'quarrel'))).code, 2)

  const reply = (...more: string[]) =>
    run(['records', 'reply', name, '--document', '云杉函〔2026〕7号', ...more, '--json'])
  assert.equal((await reply()).code, 1)
  const replied = await reply('--text', '已于次日完成检定，联系电话13800138000。')
  assert.equal(replied.code, 0, replied.err)
  assert.doesNotMatch(replied.json().says, /13800138000/)
  assert.match(await card(), /已于次日完成检定/)
  assert.deepEqual((await holds()).map(({ kind }) => kind).toSorted(), ['mark', 'reply'])

  const lift = ['records', 'lift', name, ...why, '--json']
  assert.equal((await run(lift)).json().refused.code, 'basis-missing')
  const lifted = await run([...lift, '--basis', '行政诉讼法第五十六条'])
  assert.deepEqual([lifted.code, lifted.json().reach], [0, 'public'], lifted.err)
  assert.equal(await card(), '')
  const shown = await run([...lift, '--end'])
  assert.equal(shown.code, 0, shown.err)
  assert.match(await card(), /诉讼[\s\S]*已于次日完成检定|已于次日完成检定[\s\S]*诉讼/)
  assert.equal((await run([...lift, '--end'])).code, 1)

  const unmark = ['records', 'unmark', name, ...why, '--json']
  assert.equal((await run([...unmark, '--hold', '999999'])).code, 1)
  assert.equal((await run(unmark)).code, 0)
  assert.doesNotMatch(await card(), /诉讼/)
  const back = await reply('--withdraw', '--reason', '该主体申请撤回')
  assert.equal(back.code, 0, back.err)
  assert.doesNotMatch(await card(), /已于次日完成检定/)
  assert.ok((await holds()).every(({ ended }) => ended.document))
  assert.equal((await run(['records', 'mark', '1025', ...mark.slice(3)])).code, 2)
})
