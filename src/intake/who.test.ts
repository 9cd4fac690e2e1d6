import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { codeOf, csv, fire, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { usccAlphabet } from '../codes/uscc.ts'
import { placeWaiting } from '../evidence/sequencer.ts'
import { publicFile } from '../records/credit-file.ts'
import { placesOfBook } from '../rulebook/codes-of-book.ts'
import { openSuggesting } from '../subjects/suggest.ts'
import { type Certainty, certainties } from './certainty.ts'
import { withdrawRecord } from './own-records.ts'
import { returnedFile } from './returned.ts'
import { submission, type Verdict } from './store.ts'
import { submissionLines } from './store-lists.ts'
import { acceptAgreeing, decideWho, reopenRow, whoWaits } from './who.ts'

const w = await world()
const { pool } = w.db
const [cloud, river, stone, shop, twin] = [400, 401, 402, 403, 404].map((serial) => codeOf('91', serial)) as string[]
const sole = codeOf('92', 405)
await w.send(
  csv([
    registration(cloud!, '示范市云杉食品有限公司', { DJ_ZZJGDM: cloud!.slice(8, 17) }),
    registration(river!, '示范市澄溪食品有限公司'),
    registration(stone!, '示范市磐石建筑安装工程有限公司'),
    registration(shop!, '示范市芷溪商贸有限公司'),
    registration(twin!, '示范市芷溪贸易有限公司'),
    registration(sole, '示范市澄溪食品商行'),
  ]),
  'registration',
)
const suggesting = await openSuggesting(pool, placesOfBook(w.intake.rules.book))
const officer = officerOf(market)
const at = w.now
const ask = { source: market.code, sourceRegion: market.region, reason: '电话向当事单位核实', by: officer }
const waits = (source = market) =>
  whoWaits(w.intake, suggesting, { source: source.code, regionOf: () => source.region, limit: 20 })
const wrongOf = (code: string) => code.slice(0, 17) + usccAlphabet[(usccAlphabet.indexOf(code[17]!) + 1) % 31]
const shownOf = async (code: string) =>
  (await publicFile(w.reading, code, w.now))!.sections.flatMap((section) =>
    section.records.flatMap((one) => one.document ?? []),
  )

let serial = 0
/** A row that waits, by its line in the list. */
async function waiting(name: string, code = '', more: { [field: string]: string } = {}) {
  const document = `谁〔2026〕${++serial}号`
  const sent = await w.send(csv([penalty(code, name, document, more)]), 'penalty')
  assert.equal(sent.lines[0]?.verdict, 'waiting', JSON.stringify(sent.lines))
  const { rows } = await waits()
  const row = rows.find((one) => one.submission === sent.submission.id)
  assert.ok(row)
  return { row, document, name: { submission: row.submission, line: row.line } }
}

test('a row that waits stands beside who could be meant, with score and reasons', async () => {
  const { row, document } = await waiting('云杉食品公司')
  assert.equal(row.reason, 'only-a-name')
  assert.equal(row.candidates[0]!.code, cloud)
  assert.notEqual(row.candidates[0]!.reads, 'certain')
  assert.equal(row.candidates[0]!.reasons.find((one) => one.feature === 'own')!.agrees, 'partly')
  assert.ok(row.fields.some((field) => field.value === document))
  assert.ok(
    row.candidates.every((one) => one.code !== sole),
    'a sole proprietor is never suggested',
  )
})

test('the decision places the row by the same code as any other: shown, under the registered name, with evidence', async () => {
  const { row, document, name } = await waiting('示范云杉食品厂', wrongOf(cloud!))
  const decided = await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: cloud }] }, at)
  assert.deepEqual(
    decided.placed.map(({ subject, verdict }) => [subject, verdict]),
    [[cloud, 'accepted']],
  )
  assert.ok((await shownOf(cloud!)).includes(document))
  await placeWaiting(pool)
  const { rows } = await pool.query(
    `select d.who, d.reason, d.offered, e.leaf, r.content, r.line, c.submission from who_decision d
     join entry e on e.id = d.entry join entry_place p on p.entry = e.id
     join record r on r.subject_code = d.subject_code and r.record_id = d.record_id and r.version = d.version
     join chunk c on c.id = r.chunk where d.submission = $1`,
    [row.submission],
  )
  assert.equal(rows.length, 1)
  assert.deepEqual([rows[0].who, rows[0].reason], [officer.who, ask.reason])
  assert.equal(rows[0].content.CF_XDR_MC, '示范市云杉食品有限公司')
  assert.deepEqual([rows[0].submission, rows[0].line], [row.submission, row.line])
  assert.equal(rows[0].offered[0].code, cloud)
  const leaf = rows[0].leaf.toString('utf8')
  assert.match(leaf, /who-decided/)
  assert.ok(!leaf.includes(cloud))
  assert.ok((await waits()).rows.every((one) => one.submission !== row.submission))
})

test('a row is settled once: who comes second is told, and two at once place one record', async () => {
  const { name, document } = await waiting('云杉食品集团')
  const both = await Promise.all(
    [cloud, river].map((code) => decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code }] }, at)),
  )
  assert.equal(both.flatMap((one) => one.placed).length, 1)
  assert.equal(both.flatMap((one) => one.refused).length, 1)
  const shown = [...(await shownOf(cloud!)), ...(await shownOf(river!))]
  assert.equal(shown.filter((one) => one === document).length, 1)
})

test('taken back, it is gone from every output, the row waits again and can be placed elsewhere', async () => {
  const { name, document } = await waiting('溪食品有限公司')
  await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: cloud }] }, at)
  assert.ok((await shownOf(cloud!)).includes(document))
  await reopenRow(w.intake, { ...ask, ...name, reason: '选错了' }, at)
  assert.ok(!(await shownOf(cloud!)).includes(document))
  assert.ok((await waits()).rows.some((one) => one.submission === name.submission))
  await assert.rejects(reopenRow(w.intake, { ...ask, ...name, reason: '再撤一次' }, at), {
    code: 'nothing-to-take-back',
  })

  await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: river }] }, at)
  assert.ok((await shownOf(river!)).includes(document))
  const { rows } = await pool.query(
    'select decided, undoes is not null as undoes from who_decision where submission = $1 order by id',
    [name.submission],
  )
  assert.deepEqual(rows, [
    { decided: 'placed', undoes: false },
    { decided: 'reopened', undoes: true },
    { decided: 'placed', undoes: false },
  ])
})

test('taking back a decision that had corrected a record lets it say again what it said', async () => {
  const document = '谁〔2026〕900号'
  await w.send(csv([penalty(stone!, '示范市磐石建筑安装工程有限公司', document)]), 'penalty')
  const sent = await w.send(
    csv([penalty('', '磐石建筑公司', document, { CF_NR: '罚款一万元。', CF_NR_FK: '1' })]),
    'penalty',
  )
  const name = { submission: sent.submission.id, line: sent.lines[0]!.line }
  const { placed } = await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: stone }] }, at)
  const contents = async () =>
    (
      await pool.query(
        `select content->>'CF_NR' as says from record where subject_code = $1 and record_id = $2 order by version`,
        [stone, placed[0]!.record],
      )
    ).rows.map((one) => one.says)
  assert.deepEqual(await contents(), ['罚款二万元。', '罚款一万元。'])
  await reopenRow(w.intake, { ...ask, ...name, reason: '原处罚未变更' }, at)
  assert.deepEqual(await contents(), ['罚款二万元。', '罚款一万元。', '罚款二万元。'])
  assert.deepEqual(await shownOf(stone!), [document])
})

test('taken back, it can be placed again under the very same code, and taken back again', async () => {
  const { name, document } = await waiting('云杉食品有限责任公司')
  const decide = () => decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: cloud }] }, at)
  const first = await decide()
  for (let times = 0; times < 2; times++) {
    await reopenRow(w.intake, { ...ask, ...name, reason: '再核对一次' }, at)
    assert.ok(!(await shownOf(cloud!)).includes(document))
    const again = await decide()
    assert.deepEqual(again.refused, [])
    assert.equal(again.placed[0]!.record, first.placed[0]!.record)
    assert.equal((await shownOf(cloud!)).filter((one) => one === document).length, 1)
  }
  const { rows } = await pool.query(
    'select state, replaced_by is null as stands from record where subject_code = $1 and record_id = $2 order by version',
    [cloud, first.placed[0]!.record],
  )
  assert.deepEqual(
    rows.map((row) => [row.state, row.stands]),
    [
      ['stated', false],
      ['withdrawn', false],
      ['stated', false],
      ['withdrawn', false],
      ['stated', true],
    ],
  )
})

test('what its source withdrew itself is not stated again by a decision about a row', async () => {
  const { name, document } = await waiting('云杉食品经营公司')
  const { placed } = await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: cloud }] }, at)
  const own = { subject: cloud!, record: placed[0]!.record!, version: 1, source: market.code, by: officer }
  await withdrawRecord(w.intake, { ...own, because: 'stated-twice', reason: '重复报送' }, at)
  await assert.rejects(reopenRow(w.intake, { ...ask, ...name, reason: '撤' }, at), { code: 'changed-since' })
  const second = await w.send(csv([penalty('', '云杉食品经营', document)]), 'penalty')
  const other = { submission: second.submission.id, line: second.lines[0]!.line }
  const decided = await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...other, code: cloud }] }, at)
  assert.match(decided.refused[0]!.says.zh, /已被撤回/)
})

test('a decision that had corrected a record can be taken back and taken again', async () => {
  const document = '谁〔2026〕901号'
  await w.send(csv([penalty(stone!, '示范市磐石建筑安装工程有限公司', document)]), 'penalty')
  const sent = await w.send(
    csv([penalty('', '磐石建设公司', document, { CF_NR: '罚款一万元。', CF_NR_FK: '1' })]),
    'penalty',
  )
  const name = { submission: sent.submission.id, line: sent.lines[0]!.line }
  const decide = () => decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: stone }] }, at)
  const { placed } = await decide()
  await reopenRow(w.intake, { ...ask, ...name, reason: '再核对一次' }, at)
  assert.deepEqual((await decide()).refused, [])
  const { rows } = await pool.query(
    `select content->>'CF_NR' as says from record where subject_code = $1 and record_id = $2 order by version`,
    [stone, placed[0]!.record],
  )
  assert.deepEqual(
    rows.map((one) => one.says),
    ['罚款二万元。', '罚款一万元。', '罚款二万元。', '罚款一万元。'],
  )
})

describe('what became of a row stands at its line', () => {
  const lineOf = async (of: { submission: number }, verdict?: Verdict) =>
    (await submissionLines(pool, { submission: of.submission, limit: 10, ...(verdict ? { verdict } : {}) })).rows[0]
  const countsOf = async (of: { submission: number }) => (await submission(pool, of.submission, at))!.counts

  test('placed: with whom, by whom, when and why; counts and filters follow, and go back when it is taken back', async () => {
    const { name } = await waiting('云杉食品总公司')
    const before = await lineOf(name)
    assert.deepEqual([before!.verdict, before!.settled], ['waiting', undefined])
    assert.deepEqual(await countsOf(name), { waiting: 1 })
    const { placed } = await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: cloud }] }, at)
    const line = (await lineOf(name))!
    assert.deepEqual([line.verdict, line.subject, line.record], ['accepted', cloud, placed[0]!.record])
    assert.deepEqual(line.settled, {
      how: 'placed',
      subject: cloud,
      name: '示范市云杉食品有限公司',
      record: placed[0]!.record,
      who: officer.who,
      reason: ask.reason,
      at: at.toISOString(),
    })
    const said = line.findings.at(-1)!
    assert.equal(said.check, 'row-settled')
    for (const word of [officer.who, '2026-06-15', '示范市云杉食品有限公司', cloud!, ask.reason]) {
      assert.ok(said.says.zh.includes(word) && said.says.en.includes(word), word)
    }
    assert.ok(line.findings.every((finding) => finding.severity === 'warning'))
    assert.deepEqual(await countsOf(name), { accepted: 1 })
    assert.deepEqual([await lineOf(name, 'waiting'), (await lineOf(name, 'accepted'))?.line], [undefined, name.line])
    const { rows } = await pool.query('select verdict from submission_line where submission = $1', [name.submission])
    assert.deepEqual(rows, [{ verdict: 'waiting' }], 'what intake said stays as it was said')

    await reopenRow(w.intake, { ...ask, ...name, reason: '撤' }, at)
    assert.deepEqual(await lineOf(name), before)
    assert.deepEqual(await countsOf(name), { waiting: 1 })
  })

  test('nobody’s: refused from then on, with what would be accepted', async () => {
    const { name } = await waiting('另一家不相干的公司')
    await decideWho(w.intake, suggesting, { ...ask, choices: [name] }, at)
    const line = (await lineOf(name, 'refused'))!
    assert.deepEqual([line.verdict, line.settled!.how, line.settled!.who], ['refused', 'none', officer.who])
    assert.ok(line.findings.at(-1)!.accepted!.zh)
    assert.deepEqual(await countsOf(name), { refused: 1 })
    await reopenRow(w.intake, { ...ask, ...name, reason: '撤' }, at)
    assert.deepEqual(await countsOf(name), { waiting: 1 })
  })

  test('the file that is given back says it at the row', async () => {
    const { name } = await waiting('云杉食品分公司')
    const text = async () => {
      const file = await returnedFile(w.intake, name.submission, { format: 'csv', language: 'zh' })
      return (await Array.fromAsync(file!.bytes)).join('')
    }
    assert.match(await text(), /,待人工处理,code-missing；only-a-name,/)
    await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: cloud }] }, at)
    const placed = await text()
    assert.match(placed, /,接收,code-missing；only-a-name；row-settled,/)
    assert.ok(placed.includes(`确认属于“示范市云杉食品有限公司”（${cloud}）`))
    await reopenRow(w.intake, { ...ask, ...name, reason: '撤' }, at)
    await decideWho(w.intake, suggesting, { ...ask, choices: [name] }, at)
    assert.match(await text(), /,退回,code-missing；only-a-name；row-settled,/)
  })
})

test('a person’s number in a reason is masked before it is kept', async () => {
  const { name } = await waiting('云杉食品商店')
  await decideWho(w.intake, suggesting, { ...ask, reason: '当事人电话13800138000核实', choices: [name] }, at)
  const { rows } = await pool.query('select reason from who_decision where submission = $1', [name.submission])
  assert.doesNotMatch(rows[0].reason, /13800138000/)
  await reopenRow(w.intake, { ...ask, ...name, reason: '电话13800138000' }, at)
  const entries = await w.db.owner.query('select body::text as body from entry order by id desc limit 5')
  assert.doesNotMatch(JSON.stringify(entries.rows), /13800138000/)
})

test('a decision about a record that was changed since is not undone by taking it back', async () => {
  const { name, document } = await waiting('磐石工程公司')
  await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code: stone }] }, at)
  await w.send(csv([penalty(stone!, '示范市磐石建筑安装工程有限公司', document, { CF_SY: '更正。' })]), 'penalty')
  await assert.rejects(reopenRow(w.intake, { ...ask, ...name, reason: '撤' }, at), { code: 'changed-since' })
})

test('"none of these" closes the row without placing it, and can be taken back', async () => {
  const { name } = await waiting('不相干的某某公司')
  const decided = await decideWho(w.intake, suggesting, { ...ask, choices: [name] }, at)
  assert.equal(decided.closed, 1)
  assert.ok((await waits()).rows.every((one) => one.submission !== name.submission))
  await reopenRow(w.intake, { ...ask, ...name, reason: '找到了' }, at)
  assert.ok((await waits()).rows.some((one) => one.submission === name.submission))
})

test('many at once only where name, region and a second identifier agree, looked at again by the server', async () => {
  const agreeing = await waiting('示范市芷溪商贸有限公司', wrongOf(shop!))
  const onlyNamed = await waiting('示范市芷溪贸易有限公司')
  assert.equal(agreeing.row.candidates[0]!.agreesInAll, true)
  assert.equal(onlyNamed.row.candidates[0]!.agreesInAll, false)
  const decided = await acceptAgreeing(w.intake, suggesting, { ...ask, rows: [agreeing.name, onlyNamed.name] }, at)
  assert.deepEqual(
    decided.placed.map((one) => one.subject),
    [shop],
  )
  assert.deepEqual(
    decided.refused.map((one) => one.submission),
    [onlyNamed.name.submission],
  )
})

test('nobody but the source decides, and no row of another source is found', async () => {
  const { name } = await waiting('云杉公司')
  const office = { ...officer, role: 'credit-office' as const, body: codeOf('11', 9) }
  for (const by of [officerOf(fire), office, { ...officer, role: 'auditor' as const }]) {
    await assert.rejects(decideWho(w.intake, suggesting, { ...ask, by, choices: [name] }, at), { code: 'not-entitled' })
    await assert.rejects(reopenRow(w.intake, { ...ask, by, ...name }, at), { code: 'not-entitled' })
  }
  const asOther = { ...ask, source: fire.code, sourceRegion: fire.region, by: officerOf(fire) }
  const decided = await decideWho(w.intake, suggesting, { ...asOther, choices: [{ ...name, code: cloud }] }, at)
  assert.deepEqual([decided.placed.length, decided.refused.length], [0, 1])
  assert.equal((await waits(fire)).rows.length, 0)
})

test('nobody is chosen who is not registered, nor a sole proprietor; and a reason is needed', async () => {
  const { name } = await waiting('澄溪公司')
  for (const code of [codeOf('91', 9999), sole, '不是代码', '']) {
    const decided = await decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code }] }, at)
    assert.equal(decided.refused.length, 1, code)
  }
  for (const reason of ['', ' ', 'x'.repeat(501), 'a\u0000b']) {
    await assert.rejects(decideWho(w.intake, suggesting, { ...ask, reason, choices: [name] }, at), {
      code: 'reason-missing',
    })
  }
  assert.ok((await waits()).rows.some((one) => one.submission === name.submission))
})

test('pages go on where the last one ended', async () => {
  const page = (after?: string) =>
    whoWaits(w.intake, suggesting, {
      source: market.code,
      regionOf: () => market.region,
      limit: 2,
      ...(after ? { after } : {}),
    })
  const first = await page()
  const second = await page(first.next)
  const key = (row: { submission: number; line: number }) => `${row.submission}.${row.line}`
  assert.equal(first.rows.length, 2)
  assert.ok(second.rows.length > 0)
  assert.ok(second.rows.every((row) => !first.rows.some((one) => key(one) === key(row))))
  assert.ok(first.open >= first.rows.length + second.rows.length)
})

test('one certainty alone: the pages together have just the rows whose best reads so, in the same order', async () => {
  const ask = { source: market.code, regionOf: () => market.region }
  const walked = async (certainty?: Certainty) => {
    const rows: string[] = []
    for (let after: string | undefined, n = 0; n < 50; n++) {
      const page = await whoWaits(w.intake, suggesting, { ...ask, limit: 2, certainty, after })
      assert.ok(page.rows.length <= 2)
      rows.push(...page.rows.map((row) => `${row.submission}.${row.line} ${row.candidates[0]?.reads ?? 'none'}`))
      after = page.next
      if (after === undefined) return rows
    }
    throw new Error('the list does not end')
  }
  const all = await walked()
  const kinds = new Set(all.map((row) => row.split(' ')[1]))
  assert.ok(kinds.size > 1, all.join())
  for (const certainty of certainties) {
    assert.deepEqual(
      await walked(certainty),
      all.filter((row) => row.endsWith(` ${certainty}`)),
      certainty,
    )
  }
})

test('of several sources at once by age alone; each row names its source', async () => {
  const ask = { regionOf: () => market.region, limit: 50 }
  const sent = await w.send(csv([penalty('', '示范市澄溪食品', '消〔2026〕1号')]), 'penalty', fire)
  assert.equal(sent.lines[0]?.verdict, 'waiting')
  const both = await whoWaits(w.intake, suggesting, { ...ask, sources: [market.code, fire.code] })
  const own = (await waits()).rows.length
  assert.deepEqual(
    [
      both.rows.filter(({ source }) => source === market.code).length,
      both.rows.at(-1)!.source,
      both.rows.at(-1)!.sourceName,
    ],
    [own, fire.code, fire.name],
  )
  assert.equal(both.open, both.rows.length)
  const one = await whoWaits(w.intake, suggesting, { ...ask, sources: [fire.code] })
  assert.deepEqual([one.rows.length, one.open], [1, 1])
  for (const sort of ['name', '-item', 'reason']) {
    await assert.rejects(whoWaits(w.intake, suggesting, { ...ask, sources: [market.code, fire.code], sort }), {
      code: 'order-needs-source',
    })
  }
})
