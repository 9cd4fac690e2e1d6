/**
 * A source's own records after the first file: one added by form, corrected,
 * moved to the right code, withdrawn. The instant it is withdrawn it is in no
 * output; what was late is marked and taken all the same.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { codeOf, csv, fire, market, officerOf, penalty, permit, registration, world } from '../../test/support/world.ts'
import { ledgerOf } from '../access/store.ts'
import { checkSubjects } from '../checks/check.ts'
import { creditFile, publicFile } from '../records/credit-file.ts'
import { isRefusal } from '../refusal.ts'
import { placesOfBook } from '../rulebook/codes-of-book.ts'
import { searchSubjects } from '../subjects/search.ts'
import { openSuggesting } from '../subjects/suggest.ts'
import type { Caller } from '../terms/caller.ts'
import { lateLines } from './late-lines.ts'
import { type RowAnswer, submitRow } from './one-row.ts'
import { correctRecord, oneOwnRecord, ownRecords, withdrawRecord } from './own-records.ts'
import type { RowName } from './settle-waiting.ts'
import { decideWho, reopenRow, whoWaits } from './who.ts'

const w = await world()
const by = officerOf(market)
const firm = { code: codeOf('91', 701), name: '示范市白桦纸业有限公司' }
const other = { code: codeOf('91', 702), name: '示范市红松家具有限公司' }
const shop = { code: codeOf('92', 703), name: '示范市东衡区李大有面馆' }
await w.send(csv([firm, other, shop].map(({ code, name }) => registration(code, name))), 'registration')

const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: market.code, region: '990000', scopes: [] }
const reason = { purpose: 'administration', matter: 'food-permit', caseNumber: '示〔2026〕7号' }

/** The documents that each output shows of an organisation. */
async function everywhere(code: string): Promise<{ [output: string]: (string | undefined)[] }> {
  const documents = (file: Awaited<ReturnType<typeof publicFile>>) =>
    file!.sections.flatMap(({ item, records }) => (item === 'registration' ? [] : records.map((one) => one.document)))
  const ask = { code, audience: 'government', by: clerk, reason } as const
  const check = await checkSubjects(w.reading, { codes: [code], reason, by: clerk }, w.now)
  return {
    public: documents(await publicFile(w.reading, code, w.now)),
    file: documents(await creditFile(w.reading, ask, w.now)),
    check: check.answers[0]!.facts.filter((fact) => fact.item !== 'registration').map((fact) => fact.document),
  }
}
const shown = (...documents: string[]) => ({ public: documents, file: documents, check: documents })
const refusal = (code: string) => (error: unknown) => {
  assert.ok(isRefusal(error), String(error))
  assert.equal(error.code, code)
  return true
}
const add = (fields: { [field: string]: string }, item = 'penalty') =>
  submitRow(w.intake, { item, source: market.code, fields, by }, w.now)
const entries = async (kind: string) =>
  (
    await w.db.owner.query(
      `select body from entry where convert_from(leaf, 'UTF8')::json ->> 'kind' = $1 order by id`,
      [kind],
    )
  ).rows

describe('one record by form', () => {
  test('goes the way of a file of one row: checked, attached, shown, evidenced', async () => {
    const { submission, line } = await add(penalty(firm.code, firm.name, '示纸罚〔2026〕1号'))
    assert.equal(line.verdict, 'accepted')
    assert.equal(submission.state, 'done')
    assert.equal(submission.way, 'form')
    assert.equal(line.subject, firm.code)
    assert.deepEqual(await everywhere(firm.code), shown('示纸罚〔2026〕1号'))
    const stated = (await entries('rows-stated')).filter(({ body }) => body.submission === submission.id)
    assert.equal(stated.length, 1)
  })

  test('the same once more is a duplicate that names the first, and nothing stands twice', async () => {
    const { line } = await add(penalty(firm.code, firm.name, '示纸罚〔2026〕1号'))
    assert.equal(line.verdict, 'duplicate')
    assert.deepEqual(await everywhere(firm.code), shown('示纸罚〔2026〕1号'))
  })

  test('what is wrong is refused with what would be accepted, and a person is nobody to be stated', async () => {
    const wrong = await add({ ...penalty(firm.code, firm.name, '示纸罚〔2026〕2号'), CF_JDRQ: '2026-02-30' })
    assert.equal(wrong.line.verdict, 'refused')
    assert.ok(wrong.line.findings.some((finding) => finding.field === 'CF_JDRQ' && finding.accepted))
    const person = await add({ ...penalty('', '王小明', '示纸罚〔2026〕3号'), CF_XDR_LB: '自然人' })
    assert.equal(person.line.verdict, 'refused')
    assert.equal(person.line.findings[0]!.check, 'person-out-of-scope')
  })

  test('a field that the item has not, or that is never kept, cannot be filled in', async () => {
    await assert.rejects(add({ ...penalty(firm.code, firm.name, '一号'), CF_FRDB: '王小明' }), refusal('field-unknown'))
    await assert.rejects(add({ toString: 'x' }), refusal('field-unknown'))
  })

  test('the body that reports is filled in, several kinds are a list', async () => {
    const { CF_SJLY: _name, CF_SJLYDM: _code, ...fields } = penalty(firm.code, firm.name, '示纸罚〔2026〕4号')
    const { line } = await submitRow(
      w.intake,
      { item: 'penalty', source: market.code, by, fields: { ...fields, CF_CFLB: ['警告', '罚款'] } },
      w.now,
    )
    const record = (await oneOwnRecord(
      w.intake,
      { source: market.code, by, subject: firm.code, record: line.record! },
      w.now,
    ))!
    assert.deepEqual(record.fields.CF_CFLB, ['警告', '罚款'])
    assert.equal(record.fields.CF_SJLYDM, market.code)
    await withdraw(record, { because: 'stated-twice', reason: '测试' })
  })

  test('only for one’s own body, and only items that it reports', async () => {
    const fields = penalty(firm.code, firm.name, '示纸罚〔2026〕5号')
    await assert.rejects(
      submitRow(w.intake, { item: 'penalty', source: fire.code, fields, by }, w.now),
      refusal('not-entitled'),
    )
    await assert.rejects(
      submitRow(w.intake, { item: 'registration', source: fire.code, fields: {}, by: officerOf(fire) }, w.now),
      refusal('item-not-of-source'),
    )
  })
})

const find = async (code: string, document?: string) =>
  (await ownRecords(w.intake, { source: market.code, code, document, limit: 20, by }, w.now)).rows
const withdraw = (
  of: { subject: string; record: number; version: number },
  ask: { because: Parameters<typeof withdrawRecord>[1]['because']; reason: string; document?: string },
) =>
  withdrawRecord(
    w.intake,
    { subject: of.subject, record: of.record, version: of.version, source: market.code, by, ...ask },
    w.now,
  )
const correct = (of: { subject: string; record: number; version: number }, fields: { [field: string]: string }) =>
  correctRecord(w.intake, { ...of, source: market.code, by, fields, reason: '录入有误' }, w.now)

describe('found again', () => {
  test('by code and document, by the line that stated it; each look is a line of the ledger', async () => {
    const { submission } = await w.send(
      csv([penalty(firm.code, firm.name, '示纸罚〔2026〕11号'), penalty(firm.code, firm.name, '示纸罚〔2026〕12号')]),
      'penalty',
    )
    const [found, ...others] = await find(firm.code, '示纸罚 [2026] 12号')
    assert.equal(found!.document, '示纸罚〔2026〕12号')
    assert.deepEqual(others, [])
    const byLine = await oneOwnRecord(w.intake, { source: market.code, by, submission: submission.id, line: 3 }, w.now)
    assert.deepEqual(byLine, found)
    const looks = (await ledgerOf(w.db.pool, firm.code, 50)).filter((row) => row.act === 'own-records')
    assert.ok(looks.length >= 2)
    assert.ok(looks.every((row) => row.who === by.who))
  })

  test('in each order, either way and page by page, each record stands once where that order puts it', async () => {
    const many = { code: codeOf('91', 790), name: '示范市云杉纸业有限公司' }
    await w.send(csv([registration(many.code, many.name)]), 'registration')
    const stated = [
      ['示序罚〔2026〕3号', '2026-05-03'],
      ['示序罚〔2026〕1号', '2026-05-03'],
      ['示序罚〔2026〕4号', '2026-05-01'],
      ['示序罚〔2026〕2号', '2026-05-02'],
    ].map(([document, day]) => penalty(many.code, many.name, document!, { CF_JDRQ: day! }))
    await w.send(csv(stated), 'penalty')
    const ask = { source: market.code, code: many.code, by }
    const walked = async (sort: string, more: { item?: string } = {}) => {
      const shown: string[] = []
      for (let after: string | undefined; ; ) {
        const page = await ownRecords(w.intake, { ...ask, ...more, sort, after, limit: 3 }, w.now)
        assert.ok(page.rows.length <= 3)
        shown.push(...page.rows.map((row) => row.document?.match(/\d+(?=号)/)?.[0] ?? row.item))
        after = page.next
        if (after === undefined) return shown.join(' ')
      }
    }
    assert.equal(await walked('-at'), '2 4 1 3 registration')
    assert.equal(await walked('document'), 'registration 1 2 3 4')
    assert.equal(await walked('-document'), '4 3 2 1 registration')
    // Of one day those that were stated first come first.
    assert.equal(await walked('decided', { item: 'penalty' }), '4 2 3 1')
    assert.equal(await walked('-decided', { item: 'penalty' }), '1 3 2 4')
    assert.equal(await walked('item'), '3 1 4 2 registration')
    const [second] = await find(many.code, '示序罚〔2026〕1号')
    w.now = new Date(w.now.getTime() + 60_000)
    await correct(second!, { ...(second!.fields as { [field: string]: string }), CF_NR: '罚款五万元。' })
    assert.equal((await walked('-changed')).split(' ')[0], '1')
    assert.equal((await walked('changed')).split(' ').at(-1), '1')
  })

  test('not by another source, nor by the credit office', async () => {
    const [one] = await find(firm.code)
    const ask = { source: fire.code, by: officerOf(fire), subject: firm.code, record: one!.record }
    assert.equal(await oneOwnRecord(w.intake, ask, w.now), undefined)
    const office: Caller = { ...clerk, role: 'credit-office', body: codeOf('11', 99) }
    await assert.rejects(
      ownRecords(w.intake, { source: market.code, code: firm.code, limit: 5, by: office }, w.now),
      refusal('not-entitled'),
    )
  })

  test('the owner’s name in that of a sole proprietor is masked, and a correction keeps it as it was', async () => {
    await w.send(csv([{ ...penalty(shop.code, shop.name, '示面罚〔2026〕1号'), CF_XDR_LB: '个体工商户' }]), 'penalty')
    const [one] = await find(shop.code)
    assert.doesNotMatch(JSON.stringify(one), /李大有/)
    const { line } = await correct(one!, {
      ...(one!.fields as { [field: string]: string }),
      CF_NR: '罚款二万元，已缴清。',
    })
    assert.deepEqual(
      line.findings.filter((finding) => finding.check === 'record-corrected').map((finding) => finding.severity),
      ['warning'],
      JSON.stringify(line),
    )
    const { rows } = await w.db.owner.query('select content from record where subject_code = $1 and version = 2', [
      shop.code,
    ])
    assert.equal(rows[0].content.CF_XDR_MC, shop.name)
    assert.equal(rows[0].content.CF_NR, '罚款二万元，已缴清。')
  })
})

describe('corrected', () => {
  test('under the same key it is the next version; the earlier one stays', async () => {
    const [one] = await find(firm.code, '示纸罚〔2026〕12号')
    const { line, submission } = await correct(one!, { CF_NR_FK: '1.5', CF_NR: '罚款一万五千元。' })
    assert.equal(line.record, one!.record)
    assert.equal(submission.way, 'form')
    const [now] = await find(firm.code, '示纸罚〔2026〕12号')
    assert.equal(now!.version, 2)
    assert.equal(now!.fields.CF_NR_FK, '1.5')
    assert.equal(now!.fields.CF_SY, one!.fields.CF_SY)
  })

  test('back to what it said before is a version too, not a repeat', async () => {
    const [one] = await find(firm.code, '示纸罚〔2026〕12号')
    await correct(one!, { CF_NR_FK: '2', CF_NR: '罚款二万元。' })
    const [now] = await find(firm.code, '示纸罚〔2026〕12号')
    assert.equal(now!.version, 3)
    assert.equal(now!.fields.CF_NR_FK, '2')
  })

  test('nothing changed, an older version, and somebody else’s record are refused', async () => {
    const [one] = await find(firm.code, '示纸罚〔2026〕12号')
    await assert.rejects(correct(one!, { CF_NR_FK: '2' }), refusal('nothing-changed'))
    await assert.rejects(correct({ ...one!, version: 2 }, { CF_NR_FK: '3' }), refusal('record-moved-on'))
    await assert.rejects(
      correctRecord(
        w.intake,
        { ...one!, source: fire.code, by: officerOf(fire), fields: { CF_NR: '无' }, reason: '录入有误' },
        w.now,
      ),
      refusal('record-unknown'),
    )
  })

  test('what would be shown longer waits for a person, and the record stands as it was', async () => {
    const [one] = await find(firm.code, '示纸罚〔2026〕12号')
    const { line } = await correct(one!, { CF_SXYZCD: '严重' })
    assert.equal(line.verdict, 'waiting')
    assert.equal((await find(firm.code, '示纸罚〔2026〕12号'))[0]!.version, 3)
  })

  test('stated under a wrong code: withdrawn there, added under the right one, linked, in one transaction', async () => {
    const [wrong] = await find(firm.code, '示纸罚〔2026〕11号')
    const { line } = await correct(wrong!, { CF_XDR_SHXYM: other.code, CF_XDR_MC: other.name })
    assert.equal(line.subject, other.code)
    const [there] = await find(firm.code, '示纸罚〔2026〕11号')
    const [here] = await find(other.code, '示纸罚〔2026〕11号')
    assert.equal(there!.state, 'withdrawn')
    assert.deepEqual(there!.withdrawn, {
      because: 'wrong-subject',
      reason: '录入有误',
      moved: { subject: other.code, record: here!.record },
    })
    assert.equal(here!.state, 'stated')
    assert.deepEqual(here!.movedFrom, { subject: firm.code, record: wrong!.record })
    assert.deepEqual(await everywhere(other.code), shown('示纸罚〔2026〕11号'))
    assert.ok(!(await everywhere(firm.code)).public!.includes('示纸罚〔2026〕11号'))
    const [moved] = (await entries('record-withdrawn')).filter(({ body }) => body.because === 'wrong-subject')
    assert.deepEqual(moved!.body.moved, { subject: other.code, record: here!.record })
  })

  test('to a code of which nobody knows whether it is meant, it waits, and is not withdrawn where it stands', async () => {
    const [one] = await find(other.code, '示纸罚〔2026〕11号')
    const { line } = await correct(one!, { CF_XDR_SHXYM: firm.code })
    assert.equal(line.verdict, 'waiting')
    assert.equal((await find(other.code, '示纸罚〔2026〕11号'))[0]!.state, 'stated')
  })

  test('a wrong document number: withdrawn under the old one, so that the old file does not bring it back', async () => {
    const wrong = penalty(firm.code, firm.name, '示纸罚〔2026〕31号')
    await w.send(csv([wrong]), 'penalty')
    const [one] = await find(firm.code, '示纸罚〔2026〕31号')
    const { line } = await correct(one!, { CF_WSH: '示纸罚〔2026〕13号' })
    assert.notEqual(line.record, one!.record)
    const [old] = await find(firm.code, '示纸罚〔2026〕31号')
    assert.equal(old!.withdrawn!.because, 'wrong-facts')
    assert.deepEqual(old!.withdrawn!.moved, { subject: firm.code, record: line.record })
    const again = await w.send(`${csv([wrong])}\n`, 'penalty')
    assert.equal(again.lines[0]!.verdict, 'waiting')
    assert.equal(again.lines[0]!.findings.at(-1)!.check, 'withdrawn-before')
  })

  test('into another record’s key it waits; where that says the same, this one is withdrawn for it', async () => {
    const first = penalty(firm.code, firm.name, '示纸罚〔2026〕41号')
    const second = { ...penalty(firm.code, firm.name, '示纸罚〔2026〕42号'), CF_NR: '警告。' }
    await w.send(csv([first, second]), 'penalty')
    const [one] = await find(firm.code, '示纸罚〔2026〕42号')
    const meets = await correct(one!, { CF_WSH: '示纸罚〔2026〕41号' })
    assert.equal(meets.line.verdict, 'waiting')
    assert.equal(meets.line.findings.at(-1)!.check, 'correction-meets-another')
    const same = await correct(one!, { CF_WSH: '示纸罚〔2026〕41号', CF_NR: first.CF_NR })
    assert.equal(same.line.verdict, 'duplicate')
    const [stands] = await find(firm.code, '示纸罚〔2026〕41号')
    assert.deepEqual((await find(firm.code, '示纸罚〔2026〕42号'))[0]!.withdrawn!.moved, {
      subject: firm.code,
      record: stands!.record,
    })
  })
})

describe('a correction that waits for somebody to say whose it is', async () => {
  const suggesting = await openSuggesting(w.db.pool, placesOfBook(w.intake.rules.book))
  const ask = { source: market.code, sourceRegion: market.region, reason: '已核对营业执照', by }
  const decide = (name: RowName, code: string) =>
    decideWho(w.intake, suggesting, { ...ask, choices: [{ ...name, code }] }, w.now)
  const waits = ({ submission, line }: RowAnswer): RowName => {
    assert.equal(line.verdict, 'waiting', JSON.stringify(line))
    return { submission: submission.id, line: line.line }
  }
  const corrects = async ({ submission }: RowName) =>
    (await whoWaits(w.intake, suggesting, { source: market.code, regionOf: () => market.region, limit: 50 })).rows.find(
      (row) => row.submission === submission,
    )?.corrects

  test('to another code: until it is settled the record stands, then it is withdrawn for the new one, linked', async () => {
    const document = '示等罚〔2026〕1号'
    await w.send(csv([penalty(firm.code, firm.name, document)]), 'penalty')
    const [wrong] = await find(firm.code, document)
    const name = waits(await correct(wrong!, { CF_XDR_SHXYM: other.code, CF_XDR_MC: '示范市红松家居' }))
    assert.deepEqual(await corrects(name), { subject: firm.code, record: wrong!.record })
    assert.ok((await everywhere(firm.code)).public!.includes(document))

    assert.deepEqual((await decide(name, other.code)).refused, [])
    const [there] = await find(firm.code, document)
    const [here] = await find(other.code, document)
    assert.deepEqual(
      [there!.state, there!.withdrawn],
      [
        'withdrawn',
        { because: 'wrong-subject', reason: '录入有误', moved: { subject: other.code, record: here!.record } },
      ],
    )
    assert.deepEqual(here!.movedFrom, { subject: firm.code, record: wrong!.record })
    assert.ok(!(await everywhere(firm.code)).public!.includes(document))
    assert.ok((await everywhere(other.code)).public!.includes(document))

    // Taken back, the record stands where it stood; decided again, it moves again.
    await reopenRow(w.intake, { ...ask, ...name, reason: '再核对' }, w.now)
    assert.ok((await everywhere(firm.code)).public!.includes(document))
    assert.ok(!(await everywhere(other.code)).public!.includes(document))
    assert.equal((await find(firm.code, document))[0]!.state, 'stated')
    assert.deepEqual((await decide(name, other.code)).refused, [])
    assert.equal((await find(firm.code, document))[0]!.withdrawn!.moved!.subject, other.code)
    assert.deepEqual(
      [(await find(other.code, document))[0]!.record, (await everywhere(other.code)).public!.includes(document)],
      [here!.record, true],
    )
  })

  test('under the same code: the next version of the record, and no second record', async () => {
    const document = '示等罚〔2026〕2号'
    await w.send(csv([penalty(firm.code, firm.name, document)]), 'penalty')
    const [one] = await find(firm.code, document)
    const name = waits(await correct(one!, { CF_XDR_MC: '白桦纸厂', CF_NR: '罚款二万元，已缴清。' }))
    const decided = await decide(name, firm.code)
    assert.deepEqual(
      decided.placed.map((placed) => [placed.subject, placed.record]),
      [[firm.code, one!.record]],
    )
    const [now] = await find(firm.code, document)
    assert.deepEqual([now!.version, now!.fields.CF_NR], [2, '罚款二万元，已缴清。'])
    await reopenRow(w.intake, { ...ask, ...name, reason: '再核对' }, w.now)
    assert.equal((await find(firm.code, document))[0]!.fields.CF_NR, '罚款二万元。')
    assert.deepEqual((await decide(name, firm.code)).refused, [])
    assert.deepEqual((await find(firm.code, document))[0]!.version, 4)
  })

  test('where the record has moved on meanwhile nothing is withdrawn or replaced, and who decides is told', async () => {
    const document = '示等罚〔2026〕3号'
    await w.send(csv([penalty(firm.code, firm.name, document)]), 'penalty')
    const [one] = await find(firm.code, document)
    const moved = waits(await correct(one!, { CF_XDR_SHXYM: other.code, CF_XDR_MC: '红松家居' }))
    const same = waits(await correct(one!, { CF_XDR_MC: '白桦纸厂', CF_NR: '罚款一万元。' }))
    await correct(one!, { CF_NR: '罚款二万元，分期缴纳。' })
    for (const [name, code] of [
      [moved, other.code],
      [same, firm.code],
    ] as const) {
      const decided = await decide(name, code)
      assert.match(decided.refused[0]!.says.zh, /刚刚已被更正或撤回/)
    }
    const [now] = await find(firm.code, document)
    assert.deepEqual([now!.version, now!.fields.CF_NR], [2, '罚款二万元，分期缴纳。'])
    assert.deepEqual(await find(other.code, document), [])
  })

  test('found to be nobody’s, the record stands as it was', async () => {
    const document = '示等罚〔2026〕4号'
    await w.send(csv([penalty(firm.code, firm.name, document)]), 'penalty')
    const [one] = await find(firm.code, document)
    const name = waits(await correct(one!, { CF_XDR_SHXYM: other.code, CF_XDR_MC: '红松家居' }))
    await decideWho(w.intake, suggesting, { ...ask, choices: [name] }, w.now)
    assert.deepEqual((await find(firm.code, document))[0], one)
  })
})

describe('withdrawn', () => {
  test('with a reason, and in that instant gone from every output; stating it again waits', async () => {
    const row = penalty(other.code, other.name, '示家罚〔2026〕1号')
    await w.send(csv([row]), 'penalty')
    const [one] = await find(other.code, '示家罚〔2026〕1号')
    assert.ok((await everywhere(other.code)).public!.includes('示家罚〔2026〕1号'))
    const gone = await withdraw(one!, { because: 'annulled', reason: '复议撤销', document: '示复〔2026〕3号' })
    assert.equal(gone.state, 'withdrawn')
    assert.deepEqual(gone.shown, [])
    for (const [output, documents] of Object.entries(await everywhere(other.code))) {
      assert.ok(!documents.includes('示家罚〔2026〕1号'), output)
    }
    assert.ok((await searchSubjects(w.reading, { query: other.name, limit: 5 })).rows.length > 0)
    const again = await w.send(csv([{ ...row, BZ: '再报' }]), 'penalty')
    assert.equal(again.lines[0]!.findings.at(-1)!.check, 'withdrawn-before')
    const { rows } = await w.db.owner.query(
      'select version, state from record where subject_code = $1 and record_id = $2 order by 1',
      [other.code, one!.record],
    )
    assert.deepEqual(rows, [
      { version: 1, state: 'stated' },
      { version: 2, state: 'withdrawn' },
    ])
  })

  test('not without a reason, an annulled one not without its document, not twice, and a registration never', async () => {
    await w.send(csv([penalty(other.code, other.name, '示家罚〔2026〕2号')]), 'penalty')
    const [one] = await find(other.code, '示家罚〔2026〕2号')
    await assert.rejects(withdraw(one!, { because: 'other', reason: ' ' }), refusal('reason-missing'))
    await assert.rejects(withdraw(one!, { because: 'annulled', reason: '复议撤销' }), refusal('document-missing'))
    await withdraw(one!, { because: 'other', reason: '部门申请' })
    await assert.rejects(withdraw(one!, { because: 'other', reason: '部门申请' }), refusal('record-moved-on'))
    const registered = (await find(other.code)).find((record) => record.item === 'registration')!
    await assert.rejects(
      withdraw(registered, { because: 'other', reason: '部门申请' }),
      refusal('registration-not-withdrawn'),
    )
  })

  test('a person’s number in a reason is masked before it is kept', async () => {
    await w.send(csv([permit(other.code, other.name, '示许〔2026〕9号')]), 'permit')
    const [one] = await find(other.code, '示许〔2026〕9号')
    const gone = await withdraw(one!, { because: 'other', reason: '当事人电话13800138000要求撤回' })
    assert.doesNotMatch(gone.withdrawn!.reason, /13800138000/)
  })

  test('two at once: one withdraws, the other is told that it has moved on', async () => {
    await w.send(csv([penalty(other.code, other.name, '示家罚〔2026〕3号')]), 'penalty')
    const [one] = await find(other.code, '示家罚〔2026〕3号')
    const both = await Promise.allSettled([1, 2].map(() => withdraw(one!, { because: 'stated-twice', reason: '重复' })))
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })
})

describe('late', () => {
  const day = (decided: string, number: number, more = {}) =>
    penalty(firm.code, firm.name, `示迟罚〔2026〕${number}号`, { CF_JDRQ: decided, ...more })

  test('the seventh working day is in time, the eighth is late: marked, counted, and taken', async () => {
    // Monday 15 June 2026; seven working days before it lies Thursday 4 June (Dragon Boat Festival: 19 to 21 June).
    const { submission, lines } = await w.send(
      csv([day('2026-06-04', 1), day('2026-06-03', 2), day('2026-05-20', 3)]),
      'penalty',
    )
    assert.deepEqual(submission.counts, { accepted: 3 })
    assert.equal(submission.late, 2)
    assert.equal(submission.lateUnknown, undefined)
    assert.deepEqual(lines, [])
    const { rows } = await lateLines(w.intake, { submission: submission.id, limit: 10 })
    assert.deepEqual(
      rows.map(({ line, due, lateness }) => [line, due, lateness]),
      [
        [3, '2026-06-12', 'late'],
        [4, '2026-05-29', 'late'],
      ],
    )
    const first = await lateLines(w.intake, { submission: submission.id, limit: 1 })
    assert.equal(first.next, 3)
    assert.equal(
      (await lateLines(w.intake, { submission: submission.id, limit: 1, after: first.next })).rows[0]!.line,
      4,
    )
  })

  test('a correction is not measured by the day of the decision, nor is a registration', async () => {
    const { submission } = await w.send(csv([day('2026-05-20', 3, { CF_NR: '罚款二万元，已缴。' })]), 'penalty')
    assert.equal(submission.late, undefined)
    assert.deepEqual((await lateLines(w.intake, { submission: submission.id, limit: 10 })).rows, [])
  })

  test('where the calendar of a year is not loaded nothing is claimed', async () => {
    const { submission } = await w.send(csv([day('2003-02-03', 4), day('2026-06-10', 5)]), 'penalty')
    assert.equal(submission.late, undefined)
    assert.equal(submission.lateUnknown, 1)
    const { rows } = await lateLines(w.intake, { submission: submission.id, limit: 10 })
    assert.deepEqual(
      rows.map(({ line, due, lateness }) => [line, due, lateness]),
      [[2, undefined, 'not-determinable']],
    )
  })
})
