/**
 * Rights 5: what is a person's in free text is masked before it is stored, on
 * disk as in the database, and looked at again before it is shown. A unified
 * code is never masked. Recall and precision over a seeded corpus are printed.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseAllDocuments } from 'yaml'
import { maskNumbers, maskText } from '../../src/codes/mask-text.ts'
import { isIdentityNumber } from '../../src/codes/older-numbers.ts'
import { preCheck } from '../../src/intake/actions.ts'
import { publicFile } from '../../src/records/credit-file.ts'
import { material } from '../support/material.ts'
import { chanceOf, identityNumber } from '../support/persons.ts'
import { type Clause, decoy, mobile, personal, personName } from '../support/texts.ts'
import { everythingStored, find } from '../support/traces.ts'
import { codeOf, csv, market, officerOf, penalty, permit, registration, world } from '../support/world.ts'

const seed = 5_000
const chance = chanceOf(seed)
const house = await world()

const company = codeOf('91', 5001)
const name = '示范市云杉机械有限公司'
await house.send(csv([registration(company, name)]), 'registration')

const texts: Clause[][] = Array.from({ length: 4000 }, () =>
  Array.from({ length: 2 + chance.below(4) }, () => (chance.below(2) === 0 ? personal(chance) : decoy(chance))),
)
const written = (clauses: readonly Clause[]) => `经查，${clauses.map(({ text }) => text).join('。')}。`
const documentOf = (index: number) => `示市监罚〔2026〕${index + 1}号`
const rows = texts.map((clauses, index) => penalty(company, name, documentOf(index), { CF_SY: written(clauses) }))

test('the corpus is masked before it is stored: recall and precision by kind', async (t) => {
  const { submission, lines } = await house.send(csv(rows), 'penalty')
  assert.equal(submission.counts.refused, undefined, JSON.stringify(lines.find(({ verdict }) => verdict === 'refused')))
  const { rows: stored } = await house.db.owner.query<{ document: string; facts: string }>(
    `select content->>'CF_WSH' as document, content->>'CF_SY' as facts from record where item = 'penalty'`,
  )
  assert.equal(stored.length, texts.length)
  const facts = new Map(stored.map((row) => [row.document, row.facts]))

  const counts = new Map<string, { all: number; right: number; wrong: string[] }>()
  for (const [index, clauses] of texts.entries()) {
    const text = facts.get(documentOf(index))!
    for (const clause of clauses) {
      const isPersonal = clause.secrets.length > 0
      const key = `${isPersonal ? 'masked' : 'kept'} ${clause.kind}`
      const count = counts.get(key) ?? { all: 0, right: 0, wrong: [] }
      counts.set(key, count)
      count.all += 1
      const isRight = isPersonal ? clause.secrets.every((one) => !text.includes(one)) : text.includes(clause.text)
      if (isRight) count.right += 1
      else count.wrong.push(`${clause.text} -> ${text}`)
    }
  }
  const sum = (which: string) =>
    [...counts]
      .filter(([key]) => key.startsWith(which))
      .reduce((s, [, c]) => ({ all: s.all + c.all, right: s.right + c.right }), { all: 0, right: 0 })
  for (const [key, { all, right, wrong }] of [...counts].sort()) {
    t.diagnostic(`${key}: ${right} of ${all} (${((right / all) * 100).toFixed(2)} %) ${wrong.slice(0, 3).join(' | ')}`)
  }
  const [masked, kept] = [sum('masked'), sum('kept')]
  const recall = masked.right / masked.all
  const precision = masked.right / (masked.right + kept.all - kept.right)
  t.diagnostic(`recall ${(recall * 100).toFixed(2)} %, precision ${(precision * 100).toFixed(2)} % (seed ${seed})`)
  for (const kind of ['identity', 'mobile', 'card']) {
    const count = counts.get(`masked ${kind}`)!
    assert.deepEqual(count.wrong.slice(0, 3), [], kind)
  }
  assert.deepEqual(counts.get('kept code')!.wrong.slice(0, 3), [])
  assert.ok(recall >= 0.99, `recall ${recall}`)
  assert.ok(precision >= 0.99, `precision ${precision}`)

  const masked1 = lines.filter((line) => line.findings.some(({ check }) => check === 'text-masked'))
  assert.ok(masked1.length > 3000)
  assert.ok(
    masked1.every(
      ({ verdict, findings }) => verdict === 'corrected' && findings.every(({ field }) => field === 'CF_SY'),
    ),
  )
})

test('no number of the corpus stands anywhere: no table, no file of uploads', async () => {
  const stored = await everythingStored(house.db.owner, house.intake.uploads)
  assert.ok(
    stored.some(({ where, text }) => where === 'file' && text.includes('said:')),
    'the copy on disk is there',
  )
  const text = stored.map((one) => one.text).join('\n')
  const numbers = texts.flat().filter(({ kind }) => ['identity', 'mobile', 'card'].includes(kind))
  assert.ok(numbers.length > 1500)
  // Each record was looked at by itself already; here some of them against all that there is.
  const some = numbers.filter((_, index) => index % 8 === 0).flatMap(({ secrets }) => secrets)
  assert.deepEqual(some.filter((secret) => text.includes(secret)).slice(0, 5), [])
})

test('every field is masked, short ones too; what is refused by its check leaves nothing either', async () => {
  const [number, phone, who] = [identityNumber(chance), mobile(chance), personName(chance)]
  await house.send(
    csv([
      penalty(company, name, '示市监罚〔2026〕90001号', {
        CF_WFXW: `当事人${who}（${number}）无证经营`,
        CF_YJ: `联系人${who}，电话${phone}`,
        CF_NR: `对责任人${who}罚款`,
        BZ: `送达${who}，身份证${number}，住示范省明衡市东衡区守信路8号`,
        CF_NR_ZKDX: `营业执照（经办${number}）`,
        CF_YZCDRD: `示范局 ${phone}`,
      }),
      // Refused by its check, and so never a record: its row lies in the copy on disk all the same.
      penalty(company, name, '示市监罚〔2026〕90002号', {
        CF_JDRQ: `电话${phone}`,
        CF_SY: `当事人${who}，电话${phone}`,
      }),
    ]),
    'penalty',
  )
  await house.send(
    csv([
      permit(company, name, '示许〔2026〕90001号', {
        XK_NR: `负责人${who}，身份证号${number}`,
        XK_XKZS: `许可证 ${phone}`,
      }),
    ]),
    'permit',
  )
  await house.send(
    csv([registration(company, name, { DJ_FDDBR: `丁一 ${phone}`, BZ: `联系人${who}` })]),
    'registration',
  )
  const stored = await everythingStored(house.db.owner, house.intake.uploads)
  assert.deepEqual(find(stored, number, phone, `${who}`).slice(0, 3), [])
  const file = await publicFile(house.reading, company, house.now)
  assert.ok(file?.representative?.startsWith('丁一'))
})

test('what somebody wrote past the intake is masked when it is shown', async () => {
  const [number, phone, who] = [identityNumber(chance), mobile(chance), '张建国']
  const other = codeOf('91', 5002)
  await house.send(csv([registration(other, '示范市银杏商贸有限公司')]), 'registration')
  await house.send(csv([penalty(other, '示范市银杏商贸有限公司', '示市监罚〔2026〕91000号')]), 'penalty')
  await house.db.owner.query(
    `update record set content = jsonb_set(content::jsonb, '{CF_SY}', to_jsonb($2::text))::json where subject_code = $1 and item = 'penalty'`,
    [other, `当事人${who}，身份证${number}，电话${phone}，代码${company}`],
  )
  const shown = JSON.stringify(await publicFile(house.reading, other, house.now))
  assert.ok(!shown.includes(number) && !shown.includes(phone) && !shown.includes(who))
  assert.ok(shown.includes(company), 'a code stays')
})

test('a pre-check says that a text would be masked, and repeats nothing of it', async () => {
  const number = identityNumber(chance)
  const bytes = Buffer.from(csv([penalty(company, name, '示市监罚〔2026〕92000号', { CF_SY: `身份证${number}` })]))
  const input = (async function* () {
    yield bytes
  })()
  const view = await preCheck(
    house.intake,
    { input, fileName: 'a.csv', item: 'penalty', source: market.code, by: officerOf(market) },
    house.now,
  )
  assert.deepEqual(
    view.rows[0]?.findings.map(({ check }) => check),
    ['text-masked'],
  )
  assert.ok(!JSON.stringify(view).includes(number))
})

/** Written after the masker, by what such texts say and not by what it looks for: n and o are names. */
const otherWords = [
  '该店系{n}于2019年租用他人门面开办，{n}为实际经营人',
  '我局依法对{n}（该公司总经理）制作了询问笔录',
  '{n}，男，45岁，汉族',
  '另查明，{n}是公司法定代表人兼执行董事',
  '工人{n}从三楼脚手架坠落后死亡',
  '当事人的法定代表人{n}于当日到我局接受调查',
  '投诉人{n}称其在该店购买的牛奶变质',
  '公司委托员工{n}前来办理',
  '施工负责人{n}被当场责令停工',
  '患者{n}之女向我委反映',
  '教师{n}、{o}体罚学生',
  '证人{n}证言证实',
  '死者{n}系该厂锅炉工',
  '举报人{n}实名举报',
  '出租人{n}与当事人签订租赁合同',
  '该公司股东为{n}、{o}',
  '驾驶员{n}驾驶陕A12345号重型货车',
  '安全员{n}未在岗',
  '{n}等12名工人的工资被拖欠',
  '经营者{n}丈夫在场',
  '店员{n}向执法人员出示',
  '联系人：{n}13812345678',
  '业主{n}反映楼道堆物',
  '责任人{n}、{o}、{n}分别罚款',
  '负责人：{n}（身份证号略）',
  '受害人{n}经抢救无效死亡',
  '雇用{n}为驾驶员',
  '法定代表人由{n}变更为{o}',
  '实际控制人{n}指使会计{o}伪造账册',
  '厂长{n}知情',
  '肇事司机{n}弃车逃离',
  '电焊工{n}违规动火引发火灾',
  '受害人{n}的家属{o}提出赔偿',
  '该加油站站长负责人{n}拒不配合',
  '维修人员及员工{n}二人中毒',
  '当事人{n}伙同他人制售假酒',
  '举报人{n}提交了购物小票与录像',
  '被调查人{n}辩解称不知情',
  '当事人（姓名{n}）',
  '项目经理{n}挪用专项资金',
  '实际经营者{n}另案处理',
  '矿长{n}带班下井记录造假',
  '押运员{n}睡岗',
  '投诉人{n}孩子食用后腹泻',
  '学生家长{n}来电投诉',
  '现场询问店主{n}得知',
  '法定代表人{n}同时为另一公司监事',
  '委托代理人{n}递交了授权书',
  '当事人{n}名下账户收款',
  '负责人{n}态度恶劣',
  '保安{n}打伤来访者',
  '患者{n}术后感染',
  '工人{n}左手骨折',
  '当事人{n}、{o}夫妻二人共同经营',
  '死者{n}生前从事装卸',
  '老板{n}欠薪',
  '证人{n}指认',
  '会计{n}做假账',
  '股东{n}抽逃出资',
  '住户{n}家中漏水',
]

test('names in sentences that the masker was not made for', (t) => {
  let all = 0
  const missed: string[] = []
  for (const words of otherWords) {
    for (let n = 0; n < 60; n++) {
      const [one, other] = [personName(chance), personName(chance)]
      const text = `经查，${words.replaceAll('{n}', one).replaceAll('{o}', other)}。`
      const masked = maskText(text)?.text ?? text
      for (const name of words.includes('{o}') ? [one, other] : [one]) {
        all += 1
        if (masked.includes(name)) missed.push(masked)
      }
    }
  }
  const recall = 1 - missed.length / all
  t.diagnostic(`recall ${(recall * 100).toFixed(2)} % of ${all}; such as: ${missed.slice(0, 2).join(' | ')}`)
  assert.ok(recall >= 0.9, missed.slice(0, 20).join('\n'))
})

test('masking twice changes nothing', () => {
  for (const clauses of texts.slice(0, 1500)) {
    const once = maskText(written(clauses))?.text
    if (once !== undefined) assert.equal(maskText(once)?.text ?? once, once)
  }
})

const codesFile = material('3-uscc/real-codes-python-stdnum.txt')
const identifiers = material('2-gov-sheets/identifier-strings.jsonl')

test('3-uscc, 2-gov-sheets: a valid unified code is never masked', {
  skip: !(codesFile && identifiers) && 'material 3-uscc or 2-gov-sheets is absent',
}, () => {
  const codes = [
    ...readFileSync(codesFile!, 'utf8').trim().split(/\r?\n/),
    ...Array.from({ length: 20_000 }, (_, n) =>
      codeOf(
        chance.pick(['11', '12', '13', '31', '51', '52', '53', '81', '91', '92', '93']),
        n * 3571,
        chance.pick(['110101', '441900', '610113', '321919', '100000', '230119']),
      ),
    ),
  ].filter((code) => !isIdentityNumber(code))
  for (const code of codes) {
    for (const text of [`统一社会信用代码：${code}，`, `当事人（${code}）`, code, `代码${code}电话`]) {
      assert.equal(maskText(text), undefined, text)
      assert.equal(maskNumbers(text), undefined, text)
    }
  }
  for (const line of readFileSync(identifiers!, 'utf8').trim().split(/\r?\n/)) {
    for (const code of line.match(/[0-9A-Z]{18}/g) ?? []) {
      assert.ok((maskText(line)?.text ?? line).includes(code), line)
    }
  }
})

test('ordinary prose of the law is left as it is', (t) => {
  const folder = new URL('../../rules/', import.meta.url).pathname
  const sentences: string[] = []
  const collect = (node: unknown): void => {
    if (typeof node === 'string') sentences.push(node)
    else if (Array.isArray(node)) for (const one of node) collect(one)
    else if (node && typeof node === 'object') for (const one of Object.values(node)) collect(one)
  }
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.yaml')) continue
    for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) collect(document.toJS())
  }
  const altered = sentences.filter((sentence) => maskText(sentence) !== undefined)
  t.diagnostic(`${altered.length} of ${sentences.length} sentences of the rule packs altered`)
  assert.ok(sentences.length > 1000)
  assert.deepEqual(altered.slice(0, 10), [])
})

const figures = ['recognizers-zh-number.jsonl', 'recognizers-zh-datetime.jsonl', 'recognizers-zh-currency.jsonl'].map(
  (one) => material(`6-reference/${one}`),
)

test('6-reference: numbers, days and sums of money are left as they are', {
  skip: figures.includes(undefined) && 'material 6-reference is absent',
}, (t) => {
  const inputs = figures.flatMap((path) =>
    readFileSync(path!, 'utf8')
      .trim()
      .split(/\r?\n/)
      .map((line) => (JSON.parse(line) as { Input: string }).Input),
  )
  const altered = inputs.filter((input) => maskText(input) !== undefined)
  t.diagnostic(`${altered.length} of ${inputs.length} altered`)
  assert.deepEqual(altered, [])
})
