/**
 * Disclosure on both sides of each date of the rules, through real files and the
 * windows stored with the records; the credit file at two coordinates of time.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addAlias } from '../../test/support/alias.ts'
import { codeOf, csv, market, officerOf, penalty, permit, registration, world } from '../../test/support/world.ts'
import { logSize } from '../evidence/store.ts'
import { confirmClasses } from '../intake/classes.ts'
import type { RegimeBefore } from '../rulebook/publicity.ts'
import type { Caller } from '../terms/caller.ts'
import { creditFile, publicFile } from './credit-file.ts'
import { isShownLonger, type Window } from './disclosure.ts'

const w = await world(new Date('2026-12-15T02:00:00Z'))
let serial = 3000
const newCode = (pair = '91') => codeOf(pair, serial++)

const auditor: Caller = { kind: 'person', who: 'auditor', role: 'auditor', body: '', region: '990000', scopes: [] }
const clerk: Caller = { ...auditor, who: 'clerk', role: 'clerk', body: market.code }
const reason = { purpose: 'audit', matter: 'audit', caseNumber: '审〔2026〕1号' }

/** 00:00 in Shanghai, and the last millisecond before. */
const midnight = (day: string) => new Date(`${day}T00:00:00+08:00`)
const lastOf = (day: string) => new Date(midnight(day).getTime() + 86_400_000 - 1)

async function registered(name: string, more: { [field: string]: string } = {}, pair = '91'): Promise<string> {
  const code = newCode(pair)
  await w.send(csv([registration(code, name, more)]), 'registration')
  return code
}

const publicRecords = async (code: string, item: string, at: Date) =>
  (await publicFile(w.reading, code, at))?.sections.find((one) => one.item === item)?.records ?? []

async function governmentRecords(code: string, item: string, at: Date) {
  const file = await creditFile(w.reading, { code, audience: 'government', by: auditor, reason }, at)
  return file?.sections.find((one) => one.item === item)?.records ?? []
}

const past = async (code: string, when: { asOf?: string; knownAt?: number }, at = w.now) =>
  (await creditFile(w.reading, { code, audience: 'auditor', by: auditor, reason, ...when }, at))!
/** Later than anything: what is known now, read as a past state. */
const latest = 1_000_000
const penaltiesOf = (file: Awaited<ReturnType<typeof past>>) =>
  file.sections.find((one) => one.item === 'penalty')!.records
const position = () => logSize(w.db.pool)

// ----------------------------------------------------------------- disclosure

type Line = {
  says: string
  decided: string
  more: { [field: string]: string }
  /** Last day of public display; null: never. */
  public: string | null
  government: string | null
  regime?: RegimeBefore
}

const warning = { CF_CFLB: '警告;通报批评', CF_NR_FK: '' }
const lines: Line[] = [
  // From 2026-04-01 on (Order 36).
  {
    says: 'minor: never public, three months for authorities',
    decided: '2026-05-20',
    more: { CF_SXYZCD: '轻微' },
    public: null,
    government: '2026-08-20',
  },
  {
    says: 'three months from a day that the last month lacks',
    decided: '2026-11-30',
    more: { CF_SXYZCD: '轻微' },
    public: null,
    government: '2027-02-28',
  },
  {
    says: 'general: one year',
    decided: '2026-04-01',
    more: { CF_SXYZCD: '一般' },
    public: '2027-04-01',
    government: '2027-04-01',
  },
  {
    says: 'serious: three years',
    decided: '2026-05-20',
    more: { CF_SXYZCD: '严重' },
    public: '2029-05-20',
    government: '2029-05-20',
  },
  {
    says: 'a warning of general class',
    decided: '2026-04-01',
    more: { ...warning, CF_SXYZCD: '一般' },
    public: '2027-04-01',
    government: '2027-04-01',
  },
  {
    says: 'no class: neither shown nor used',
    decided: '2026-04-01',
    more: { CF_SXYZCD: '' },
    public: null,
    government: null,
  },
  // Before (Order 58), by the more lenient of the two.
  {
    says: 'a warning only, of the last day of Order 58',
    decided: '2026-03-31',
    more: { ...warning, CF_SXYZCD: '一般' },
    public: null,
    government: '2026-06-30',
  },
  {
    says: 'general of before: the year of Order 36 is shorter',
    decided: '2026-03-31',
    more: { CF_SXYZCD: '一般' },
    public: '2027-03-31',
    government: '2027-03-31',
  },
  {
    says: 'a year from a leap day',
    decided: '2024-02-29',
    more: { CF_SXYZCD: '一般' },
    public: '2025-02-28',
    government: '2025-02-28',
  },
  {
    says: 'serious of before: three years under both',
    decided: '2025-06-10',
    more: { CF_SXYZCD: '严重' },
    public: '2028-06-10',
    government: '2028-06-10',
  },
  {
    says: 'the first day of Order 58',
    decided: '2023-05-01',
    more: { CF_SXYZCD: '严重' },
    public: '2026-05-01',
    government: '2026-05-01',
  },
  { says: 'older than any rule', decided: '2023-04-30', more: { CF_SXYZCD: '严重' }, public: null, government: null },
  { says: 'no class, of before', decided: '2026-03-31', more: { CF_SXYZCD: '' }, public: null, government: null },
  // Before, where the platform is set to one regime.
  {
    says: 'Order 58 needs no class',
    decided: '2026-03-31',
    more: { CF_SXYZCD: '' },
    public: '2029-03-31',
    government: '2029-03-31',
    regime: 'order-58',
  },
  {
    says: 'Order 58 for what it covered, not for the next day',
    decided: '2026-04-01',
    more: { CF_SXYZCD: '一般' },
    public: '2027-04-01',
    government: '2027-04-01',
    regime: 'order-58',
  },
  {
    says: 'Order 36 for what came before it',
    decided: '2026-03-31',
    more: { ...warning, CF_SXYZCD: '一般' },
    public: '2027-03-31',
    government: '2027-03-31',
    regime: 'order-36',
  },
]

for (const line of lines) {
  test(`shown from its decision to the last second of its last day: ${line.says}`, async () => {
    const code = await registered(`示范市第${serial}建材有限公司`)
    const name = `示范市第${serial - 1}建材有限公司`
    w.intake.rules = { ...w.intake.rules, regimeBefore: line.regime ?? 'lenient' }
    try {
      const sent = await w.send(
        csv([penalty(code, name, `示${serial}号`, { CF_JDRQ: line.decided, ...line.more })]),
        'penalty',
      )
      assert.equal(sent.submission.counts.refused ?? 0, 0, JSON.stringify(sent.lines))
      assert.equal(sent.submission.counts.waiting ?? 0, 0, JSON.stringify(sent.lines))
    } finally {
      w.intake.rules = { ...w.intake.rules, regimeBefore: 'lenient' }
    }
    for (const [last, records] of [
      [line.public, publicRecords],
      [line.government, governmentRecords],
    ] as const) {
      const start = midnight(line.decided)
      assert.equal((await records(code, 'penalty', new Date(start.getTime() - 1))).length, 0)
      assert.equal((await records(code, 'penalty', start)).length, last === null ? 0 : 1)
      if (last === null) {
        for (const days of [1, 91, 400, 1200]) {
          const at = new Date(start.getTime() + days * 86_400_000)
          assert.equal((await records(code, 'penalty', at)).length, 0, `${days}`)
        }
        continue
      }
      const [shown] = await records(code, 'penalty', lastOf(last))
      assert.equal(shown?.shown.until, last, 'and says so')
      assert.equal((await records(code, 'penalty', new Date(lastOf(last).getTime() + 1))).length, 0)
    }
  })
}

test('an adverse record of a sole proprietor is shown to authorities only', async () => {
  const code = await registered('示范市赵大有小吃店', {}, '92')
  await w.send(csv([penalty(code, '示范市赵大有小吃店', '个〔2026〕1号', { CF_XDR_LB: '个体工商户' })]), 'penalty')
  assert.equal((await publicRecords(code, 'penalty', w.now)).length, 0)
  assert.equal((await governmentRecords(code, 'penalty', w.now)).length, 1)
})

test("a sole proprietor's deregistration ends publicity and sharing at once, of everything", async () => {
  const code = await registered('示范市钱多多小吃店', {}, '92')
  const owner = { XK_XDR_LB: '个体工商户' }
  await w.send(csv([permit(code, '示范市钱多多小吃店', '个许〔2026〕1号', owner)]), 'permit')
  await w.send(csv([penalty(code, '示范市钱多多小吃店', '个〔2026〕2号', { CF_XDR_LB: '个体工商户' })]), 'penalty')
  assert.equal((await publicRecords(code, 'permit', w.now)).length, 1)
  await w.send(csv([registration(code, '示范市钱多多小吃店', { DJ_ZT: '注销' })]), 'registration')
  assert.equal(await publicFile(w.reading, code, w.now), undefined)
  assert.deepEqual((await w.db.pool.query('select from shown where subject_code = $1', [code])).rows, [])
  for (const item of ['permit', 'penalty', 'registration'])
    assert.deepEqual(await governmentRecords(code, item, w.now), [])
})

test('an enterprise whose licence is revoked, or which is deregistered, keeps its file', async () => {
  for (const state of ['吊销', '吊销未注销', '注销']) {
    const code = await registered(`示范市${state}纺织有限公司`)
    await w.send(csv([penalty(code, `示范市${state}纺织有限公司`, `销${serial}号`)]), 'penalty')
    await w.send(csv([registration(code, `示范市${state}纺织有限公司`, { DJ_ZT: state })]), 'registration')
    assert.equal((await publicRecords(code, 'penalty', w.now)).length, 1, state)
    assert.equal((await publicRecords(code, 'registration', w.now)).length, 1, state)
  }
})

test('a permit without end is shown without end, and one that begins later from its decision on', async () => {
  const code = await registered('示范市长久纺织有限公司')
  const name = '示范市长久纺织有限公司'
  await w.send(
    csv([
      permit(code, name, '长许〔2026〕1号', { XK_YXQZI: '2099-12-31' }),
      permit(code, name, '长许〔2026〕2号', { XK_YXQZ: '2027-01-01', XK_YXQZI: '2027-12-31' }),
    ]),
    'permit',
  )
  const documents = async (at: Date) => (await publicRecords(code, 'permit', at)).map((one) => one.document).sort()
  assert.deepEqual(await documents(midnight('2026-05-20')), ['长许〔2026〕1号', '长许〔2026〕2号'])
  assert.deepEqual(await documents(lastOf('2027-12-31')), ['长许〔2026〕1号', '长许〔2026〕2号'])
  assert.deepEqual(await documents(midnight('2028-01-01')), ['长许〔2026〕1号'])
  assert.deepEqual(await documents(midnight('2150-01-01')), ['长许〔2026〕1号'])
})

test('longer is told by the end, for each audience by itself', () => {
  const window = (audience: Window['audience'], until?: string): Window => ({
    audience,
    from: midnight('2026-01-01'),
    ...(until === undefined ? {} : { until: midnight(until) }),
    reason: 'general',
    ruleVersion: 'x',
  })
  const short = window('public', '2026-06-01')
  const long = window('public', '2026-06-02')
  assert.equal(isShownLonger([short], [short]), false)
  assert.equal(isShownLonger([short], [long]), false)
  assert.equal(isShownLonger([long], [short]), true)
  assert.equal(isShownLonger([window('public')], [long]), true)
  assert.equal(isShownLonger([long], [window('public')]), false)
  assert.equal(isShownLonger([short], [window('government')]), true)
  assert.equal(isShownLonger([], [short]), false)
})

// ---------------------------------------------------------- two coordinates

test('a corrected record is read as it was known, before and after', async () => {
  const name = '示范市晨星电子有限公司'
  const code = await registered(name)
  const before = await position()
  await w.send(csv([penalty(code, name, '坐〔2026〕1号', { CF_NR: '罚款一万元。' })]), 'penalty')
  const first = await position()
  await w.send(csv([penalty(code, name, '坐〔2026〕1号', { CF_NR: '罚款二万元。' })]), 'penalty')
  const second = await position()
  await w.send(csv([penalty(code, name, '坐〔2026〕1号', { CF_NR: '罚款三万元。' })]), 'penalty')

  const known = async (knownAt: number) =>
    penaltiesOf(await past(code, { knownAt })).map((one) => [
      one.version,
      one.content.find((field) => field.field === 'CF_NR')!.value,
    ])
  assert.deepEqual(await known(before), [])
  assert.deepEqual(await known(first), [[1, '罚款一万元。']])
  assert.deepEqual(await known(second), [[2, '罚款二万元。']])
  assert.deepEqual(await known(await position()), [[3, '罚款三万元。']])
  assert.deepEqual(await known(1_000_000), [[3, '罚款三万元。']], 'a position that is not there yet is now')
})

test('a class confirmed later does not reach back to what was known before', async () => {
  const name = '示范市暮星电子有限公司'
  const code = await registered(name)
  await w.send(csv([penalty(code, name, '坐〔2026〕2号', { CF_SXYZCD: '' })]), 'penalty')
  const without = await position()
  const { rows } = await w.db.pool.query(
    `select record_id as record from record where subject_code = $1 and item = 'penalty'`,
    [code],
  )
  const choices = [{ subject: code, record: rows[0].record, class: 'general' as const }]
  const ask = { source: market.code, sourceRegion: market.region, choices, by: officerOf(market) }
  const confirmed = await confirmClasses(w.intake, ask, w.now)
  assert.deepEqual(confirmed, { confirmed: 1, refused: [] })
  await w.send(csv([registration(newCode(), '示范市无关电子有限公司')]), 'registration')

  assert.equal(penaltiesOf(await past(code, { knownAt: without })).length, 0)
  const [now] = penaltiesOf(await past(code, { knownAt: latest }))
  assert.deepEqual([now!.version, now!.class], [2, 'general'])
  assert.equal(now!.content.find((field) => field.field === 'CF_YZCDRD')?.value, market.code, 'and by whom')
})

test('a past day is read with what is known now: shown on its last day, gone on the next', async () => {
  const name = '示范市晓星电子有限公司'
  const code = await registered(name)
  await w.send(csv([penalty(code, name, '坐〔2026〕3号', { CF_JDRQ: '2025-09-01' })]), 'penalty')
  const on = async (asOf: string) => penaltiesOf(await past(code, { asOf })).length
  assert.equal(await on('2025-08-31'), 0)
  assert.equal(await on('2025-09-01'), 1)
  assert.equal(await on('2026-09-01'), 1)
  assert.equal(await on('2026-09-02'), 0)
  assert.equal(penaltiesOf(await past(code, { asOf: '2030-01-01' })).length, 0, 'no day after today')
  assert.equal((await past(code, { asOf: '2030-01-01' })).at, w.now.toISOString())
})

test('what was provisional then is told so then, and its penalties belong to nobody yet', async () => {
  const code = newCode()
  const name = '示范市启明电子有限公司'
  await w.send(csv([penalty(code, name, '坐〔2026〕4号')]), 'penalty')
  const provisional = await position()
  await w.send(csv([registration(code, name)]), 'registration')
  const then = await past(code, { knownAt: provisional })
  assert.deepEqual([then.isProvisional, penaltiesOf(then).length], [true, 0])
  const now = await past(code, { knownAt: latest })
  assert.deepEqual([now.isProvisional, penaltiesOf(now).length], [false, 1])
})

test('what was stated under a code that turned out to be another organisation belongs to it at no time', async () => {
  const code = newCode()
  await w.send(csv([penalty(code, '示范市张冠电子有限公司', '坐〔2026〕5号')]), 'penalty')
  await w.send(csv([registration(code, '示范市李戴电子有限公司')]), 'registration')
  const file = await past(code, { knownAt: latest })
  assert.deepEqual([file.name, penaltiesOf(file).length], ['示范市李戴电子有限公司', 0])
})

test('a name is the one known then; the records under it stay', async () => {
  const code = await registered('示范市旧名电子有限公司')
  await w.send(csv([penalty(code, '示范市旧名电子有限公司', '坐〔2026〕6号')]), 'penalty')
  const old = await position()
  await w.send(csv([registration(code, '示范市新名电子有限公司')]), 'registration')
  const then = await past(code, { knownAt: old })
  assert.deepEqual([then.name, then.formerNames, penaltiesOf(then).length], ['示范市旧名电子有限公司', [], 1])
  const now = await past(code, { knownAt: latest })
  assert.deepEqual(
    [now.name, now.formerNames, penaltiesOf(now).length],
    ['示范市新名电子有限公司', ['示范市旧名电子有限公司'], 1],
  )
})

test('only an auditor reads a past state; others are refused, and the ledger has it', async () => {
  const code = await registered('示范市守夜电子有限公司')
  await assert.rejects(
    creditFile(w.reading, { code, audience: 'government', asOf: '2026-12-01', by: clerk, reason }, w.now),
    { code: 'not-entitled' },
  )
  await assert.rejects(
    creditFile(w.reading, { code, audience: 'government', by: { ...clerk, role: 'officer' }, reason }, w.now),
    { code: 'not-entitled' },
  )
  await past(code, { asOf: '2026-12-01' })
  const { rows } = await w.db.pool.query('select act, role, allowed from ledger where subject_code = $1 order by id', [
    code,
  ])
  assert.deepEqual(
    rows.map((row) => `${row.act} ${row.role} ${row.allowed}`),
    ['file clerk false', 'file officer false', 'file-past auditor true'],
  )
})

// -------------------------------------------------------------------- aliases

test('a file is read over all codes of the organisation, while they are one; the code that stays gives its head', async () => {
  const old = await registered('示范市并入电子有限公司', { DJ_FDDBR: '甲某某' })
  const kept = await registered('示范市存续电子有限公司', { DJ_CLRQ: '2001-01-01', DJ_FDDBR: '乙某某' })
  await w.send(csv([penalty(old, '示范市并入电子有限公司', '并〔2026〕1号')]), 'penalty')
  const from = new Date('2026-12-01T00:00:00Z')
  const until = new Date('2026-12-10T00:00:00Z')
  await addAlias(w.db.owner, old, kept, from, until)
  const during = new Date('2026-12-05T00:00:00Z')
  const file = (await publicFile(w.reading, kept, during))!
  assert.equal(file.sections.find((one) => one.item === 'penalty')!.records.length, 1)
  assert.deepEqual([file.name, file.representative], ['示范市存续电子有限公司', '乙某某'])
  const led = (await publicFile(w.reading, old, during))!
  assert.deepEqual([led.name, led.code, led.asked, led.representative], [file.name, kept, old, '乙某某'])
  assert.equal((await publicFile(w.reading, old, until))!.representative, '甲某某')
  for (const at of [new Date(from.getTime() - 1), until])
    assert.equal((await publicRecords(kept, 'penalty', at)).length, 0)

  const then = await past(kept, { asOf: '2026-12-05' })
  assert.deepEqual([then.name, penaltiesOf(then).length], ['示范市存续电子有限公司', 1])
  assert.equal(penaltiesOf(await past(kept, { asOf: '2026-12-11' })).length, 0)
})

test('a shop that became a company: the owner is named nowhere in the company’s file', async () => {
  const shop = await registered('示范市孙小妹理发店', {}, '92')
  const company = await registered('示范市小妹美容有限公司')
  await w.send(csv([permit(shop, '示范市孙小妹理发店', '并许〔2026〕1号', { XK_XDR_LB: '个体工商户' })]), 'permit')
  await addAlias(w.db.owner, shop, company, new Date('2026-01-01T00:00:00Z'))
  const file = await publicFile(w.reading, company, w.now)
  assert.equal(file!.sections.find((one) => one.item === 'permit')!.records.length, 1)
  assert.doesNotMatch(JSON.stringify(file), /孙小妹/)
})

test('an owner is masked in the names that a business bore, too', async () => {
  const shop = await registered('示范市周阿福杂货店', {}, '92')
  await w.send(csv([permit(shop, '示范市周阿福杂货店', '掩许〔2026〕1号', { XK_XDR_LB: '个体工商户' })]), 'permit')
  await w.send(csv([registration(shop, '示范市福旺杂货店', { DJ_CYM: '示范市周阿福杂货店' })]), 'registration')
  assert.doesNotMatch(JSON.stringify(await publicFile(w.reading, shop, w.now)), /周阿福/)
  const seen = await creditFile(w.reading, { code: shop, audience: 'government', by: auditor, reason }, w.now)
  assert.doesNotMatch(JSON.stringify(seen), /周阿福/)
})
