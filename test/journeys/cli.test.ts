/**
 * The commands as somebody at the machine types them: real processes on real
 * data folders, alone and beside a running server.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { read, utils } from '@e965/xlsx'
import pg from 'pg'
import { examine, monthsNeeded } from '../../src/cli/doctor.ts'
import { usccAlphabet } from '../../src/codes/uscc.ts'
import { writeWorkbook } from '../../src/documents/workbook.ts'
import { readXlsx } from '../../src/intake/reading/xlsx.ts'
import {
  addSource,
  commandEnvironment,
  commandHouse,
  commandPath,
  databasePid,
  type Parsed,
  type Serving,
  serveOn,
} from '../support/command.ts'
import { emptyDatabase, testDatabase } from '../support/database.ts'
import { pdfPages } from '../support/pdf.ts'
import { codeOf, csv, market, penalty, permit, registration } from '../support/world.ts'

const house = commandHouse()
const { run, file } = house
const pine = codeOf('91', 100)
const cedar = codeOf('91', 101)
const birch = codeOf('91', 103)
/** Thousands of rows about one organisation would be held until somebody confirms them. */
const oneOfTwo = (n: number): [code: string, name: string] =>
  n % 2 === 0 ? [pine, '示范市云杉机械有限公司'] : [cedar, '示范市雪松商贸有限公司']
const odd = codeOf('91', 102)
const wrongCheck = odd.slice(0, 17) + usccAlphabet[(usccAlphabet.indexOf(odd[17]!) + 1) % 31]
const why = ['--matter', 'food-permit', '--purpose', 'administration', '--case', '示食许〔2026〕7号']
const whyReport = ['--matter', 'bidding', '--purpose', 'public-procurement', '--case', '示招〔2026〕3号']

/** What the ledger holds, asked of the database that a server or command runs. */
async function ask(sql: string, values: unknown[] = []): Promise<Parsed[]> {
  const { adminUrl } = JSON.parse(readFileSync(join(house.folder, 'database-running.json'), 'utf8'))
  const client = new pg.Client({ connectionString: adminUrl.replace('/postgres?', '/xinheng?') })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

describe('what needs no database', { concurrency: 2 }, () => {
  test('help in both languages, each command with an example; settings; version', async () => {
    const [both, zh, en, submit, config, version] = await Promise.all([
      run(['help']),
      run(['--help', '--lang', 'zh']),
      run(['help', '--lang=en']),
      run(['submit', '--help']),
      run(['help', 'config', '--lang', 'en']),
      run(['version', '--json']),
    ])
    for (const { code, err } of [both, zh, en, submit, config, version]) assert.deepEqual([code, err], [0, ''])
    assert.match(both.out, /用法：/)
    assert.match(both.out, /Usage:/)
    assert.doesNotMatch(en.out.replace('zh|en', ''), /[\u4e00-\u9fff]/)
    assert.doesNotMatch(zh.out, /Usage|Options/)
    const names = [...en.out.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}\S/gm)].map(([, name]) => name!)
    for (const name of ['serve', 'submit', 'check', 'report', 'subjects override', 'rules check', 'db doctor']) {
      assert.ok(names.includes(name), `${name} of ${names}`)
    }
    for (const name of names) {
      const help = await run(['help', ...name.split(' ')])
      assert.equal(help.code, 0, name)
      assert.match(help.out, /例：[\s\S]+Examples:/, name)
    }
    assert.match(submit.out, /退出码/)
    assert.match(submit.out, /Exit code/)
    assert.match(config.out, /XINHENG_DATA[\s\S]*DATABASE_URL/)
    assert.match(version.json().version, /^\d+\.\d+\.\d+$/)
  })

  test('what is not understood is said with the nearest that would be, and ends with 2', async () => {
    const cases: [string[], RegExp][] = [
      [['sbmit'], /Did you mean submit\?/],
      [['people', 'ad'], /one word too many/],
      [['demo'], /There is demo load/],
      [['submit', 'x.csv', '--itm', 'penalty'], /no option --itm.*Did you mean --item/],
      [['submit', 'x.csv', '--source', 'A'], /Missing: --item/],
      [['submit', '--item', 'penalty'], /Something is missing: xinheng submit FILE/],
      [['submit', 'a.csv', 'b.csv', '--item', 'penalty'], /"b.csv" is one word too many/],
      [['submit', 'a.csv', '--item', '--source', 'A'], /--item needs a value/],
      [['check', 'A', '--json=yes'], /--json takes no value/],
      [['submissions', '--verdict', 'rejected'], /--verdict cannot be "rejected".*refused/],
      [['report', pine, '--out', 'x.pdf', '--as-of', '2026-02-30'], /no day "2026-02-30"/],
      [['report', pine, '--out', 'x.docx'], /\.pdf/],
      [['report', pine, '--out', 'x.pdf', '--as', 'officer'], /--as cannot be "officer"/],
      [['submissions', '--limit', 'many'], /--limit is a whole number/],
      [['submissions', '--out', 'x.xlsx'], /Name the submission/],
      [['submissions', '1', '--out', 'x.pdf'], /\.xlsx or \.csv/],
      [['help', 'sumbit'], /Did you mean submit/],
      [['version', '--lang', 'fr'], /--lang cannot be "fr"/],
    ]
    await inTwos(cases, async ([args, says]) => {
      const { code, out, err } = await run(args)
      assert.equal(code, 2, args.join(' '))
      assert.match(err, says, args.join(' '))
      assert.match(err, /[\u4e00-\u9fff].*\n/, 'in Chinese as well')
      assert.doesNotMatch(err, /\n {4}at /)
      assert.equal(out, '')
    })
    assert.ok(!existsSync(join(house.folder, 'postgres')), 'none of them made a database')
  })

  test('rules: sound as shipped; a pack without an article is an error and ends with 1', async () => {
    const sound = await run(['rules', 'check', '--lang', 'en'])
    assert.deepEqual([sound.code, sound.out], [0, ''])
    const folder = join(house.files, 'rules/local/示范')
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      join(folder, 'lists.yaml'),
      'pack: list\nid: own\nzh: 本地名单\nen: local list\nversions:\n  - { version: "1", from: 2026-01-01 }\n',
    )
    const wrong = await run(['rules', 'check', folder, '--json'])
    assert.equal(wrong.code, 1)
    const findings = wrong.lines()
    assert.ok(findings.length > 0 && findings.every(({ says }) => says.zh && says.en))
    assert.ok(
      findings.every(({ field }) => field.includes('示范')),
      JSON.stringify(findings),
    )
    assert.equal((await run(['rules', 'check', '/no/such/folder'])).code, 1)

    const item = (await run(['rules', 'show', 'penalty', '--json'])).json()
    assert.ok(item.fields.some(({ id }: { id: string }) => id === 'CF_WSH'))
    const near = await run(['rules', 'show', 'penality', '--json'])
    assert.equal(near.code, 1)
    assert.match(near.json().refused.says.en, /Did you mean penalty/)
    assert.match((await run(['rules', 'show', 'matters'])).out, /food-permit/)
  })

  test('rules: a blank sheet and a schema of an item, which are not written over unasked', async () => {
    const sheet = join(house.files, '处罚.xlsx')
    const made = await run(['rules', 'template', 'penalty', '--out', sheet, '--json'])
    assert.equal(made.code, 0, made.err)
    assert.deepEqual([made.json().item, made.json().file], ['penalty', sheet])
    const rows: string[][] = []
    for await (const batch of readXlsx(readFileSync(sheet))) rows.push(...batch.rows)
    assert.deepEqual([rows.length, rows[1]![0]], [2, '*行政相对人名称'])
    const again = await run(['rules', 'template', 'penalty', '--out', sheet])
    assert.equal(again.code, 1)
    assert.match(again.err, /已存在.*is there already/)
    assert.equal((await run(['rules', 'template', 'penalty', '--out', sheet, '--force'])).code, 0)

    const csv = join(house.files, '许可.csv')
    assert.equal((await run(['rules', 'template', 'permit', '--out', csv, '--encoding', 'gb18030'])).code, 0)
    assert.match(new TextDecoder('gb18030').decode(readFileSync(csv)), /^\*行政相对人名称,.*\r\n$/)

    const schema = (await run(['rules', 'schema', 'penalty'])).json()
    assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema')
    assert.ok(schema.required.includes('CF_WSH'))
    const past = await run(['rules', 'schema', 'penalty', '--version', '1999'])
    assert.equal(past.code, 1)
    assert.match(past.err, /没有版本“1999”.*has no version "1999"/)
    for (const [args, says] of [
      [['penalty', '--out', 'x.pdf'], /以 \.xlsx 或 \.csv 结尾/],
      [['penalty', '--out', 'x.xlsx', '--encoding', 'gb18030'], /--encoding 只用于 CSV/],
      [['penalty'], /还缺少：--out/],
    ] as const) {
      const wrong = await run(['rules', 'template', ...args])
      assert.equal(wrong.code, 2, args.join(' '))
      assert.match(wrong.err, says)
    }
    const near = await run(['rules', 'template', 'penality', '--out', 'x.csv', '--json'])
    assert.deepEqual([near.code, near.json().refused.code], [1, 'item-unknown'])
  })

  test('what only reads makes no database where there is none', async () => {
    const { code, err } = await run(['submissions'])
    assert.equal(code, 1)
    assert.match(err, /还没有数据库.*There is no database/)
    assert.ok(!existsSync(join(house.folder, 'postgres')))
    const settings = await run(['db', 'status'], { env: { DATABASE_URL: 'mysql://x' } })
    assert.equal(settings.code, 1)
    assert.match(settings.err, /DATABASE_URL/)
  })
})

describe('alone', () => {
  before(async () => {
    await addSource(house.folder, market)
    assert.equal(databasePid(house.folder), undefined, 'the database was stopped again')
  })

  test('the first administrator: the password from standard input, never shown', async () => {
    const add = ['people', 'add', '--login', 'admin', '--role', 'administrator']
    const weak = await run(add, { input: 'short\n' })
    assert.equal(weak.code, 1)
    assert.match(weak.err, /at least 10 characters/)
    assert.equal((await run([...add, '--json'], { input: '' })).json().refused.code, 'password-missing')
    const made = await run([...add, '--json'], { input: '云杉与白桦 2026\nsecond line\n' })
    assert.deepEqual([made.code, made.json().login], [0, 'admin'], made.err)
    assert.doesNotMatch(made.out + made.err, /云杉/)
    const again = await run(add, { input: '云杉与白桦 2026\n' })
    assert.match(again.err, /admin is taken/)
    const listed = await run(['people', '--json'])
    assert.deepEqual(
      listed.lines().map(({ login, role, isActive }) => [login, role, isActive]),
      [['admin', 'administrator', true]],
    )
    assert.doesNotMatch(listed.out, /argon2|hash/i)
    const officer = await run(['people', 'add', '--login', 'wang', '--role', 'officer'], { input: 'x\n' })
    assert.match(officer.err, /--body CODE --region REGION/)
  })

  test('sources: a mistyped code, an unknown item and a malformed region are refused, with what would be right', async () => {
    const add = (code: string, items: string, region = '990101') =>
      run(['sources', 'add', code, '--name', '某局', '--region', region, '--items', items, '--json'])
    const [code, item, region] = await Promise.all([
      add(`${market.code.slice(0, 17)}${market.code[17] === '0' ? '1' : '0'}`, 'penalty'),
      add(market.code, 'penality'),
      add(market.code, 'penalty', '99'),
    ])
    assert.deepEqual(
      [code, item, region].map((one) => [one.code, one.json().refused.code]),
      [
        [1, 'source-code-malformed'],
        [1, 'item-unknown'],
        [1, 'region-malformed'],
      ],
    )
    assert.deepEqual((await run(['sources', '--json'])).lines(), [{ ...market, lists: [] }])
  })

  test('a CSV with nothing wrong ends with 0, a live line on standard error, counts on standard output', async () => {
    const path = file(
      '登记.csv',
      csv([
        registration(pine, '示范市云杉机械有限公司'),
        registration(cedar, '示范市雪松商贸有限公司'),
        registration(birch, '示范市白桦食品有限公司'),
      ]),
    )
    const sent = await run(['submit', path, '--item', 'registration', '--source', market.code, '--lang', 'en'])
    assert.equal(sent.code, 0, sent.err)
    assert.match(sent.err, /Acknowledged as submission 1, 3 rows/)
    assert.match(sent.out, /rows 3/)
  })

  test('a dry run says the verdicts and keeps nothing', async () => {
    const path = file(
      '预检.csv',
      csv([permit(pine, '示范市云杉机械有限公司', '示许〔2026〕90号'), permit('', '张晓明', '示许〔2026〕91号')]),
    )
    const dry = await run(['submit', path, '--item', 'permit', '--dry-run', '--json'])
    assert.equal(dry.code, 1, 'one row would be refused')
    const view = dry.json()
    assert.equal(view.linesTotal, 2)
    assert.equal(view.counts.refused, 1)
    assert.deepEqual(
      readdirSync(join(house.folder, 'uploads')).filter((name) => /precheck|raw|part/.test(name)),
      [],
    )
    const after = (await run(['submissions', '--json'])).lines()
    assert.deepEqual(
      after.map(({ id }) => id),
      [1],
    )
  })

  test('an XLSX whose rows are refused or wait ends with 1 and shows rule, field, value and what would be accepted', async () => {
    const rows = [
      penalty(pine, '示范市云杉机械有限公司', '示市监罚〔2026〕1号'),
      penalty(pine, '示范市雪松商贸有限公司', '示市监罚〔2026〕2号'),
      penalty('110101199003078814', '张晓明', '示市监罚〔2026〕3号'),
      { ...penalty(pine, '示范市云杉机械有限公司', '示市监罚〔2026〕4号'), CF_JDRQ: '2026-13-40' },
      penalty(wrongCheck, '示范市白桦科技有限公司', '示市监罚〔2026〕5号'),
    ]
    const fields = Object.keys(rows[0]!) as (keyof (typeof rows)[0])[]
    const cells = [fields as string[], ...rows.map((row) => fields.map((field) => row[field]))]
    const path = file('处罚.xlsx', await workbook(cells))
    const sent = await run(['submit', path, '--item', 'penalty', '--source', market.code, '--lang', 'en'])
    assert.equal(sent.code, 1, sent.err)
    assert.match(sent.out, /waiting for a person +2\n +refused +2\n/)
    assert.match(
      sent.out,
      /line 5 +refused\n +day-unreadable +CF_JDRQ +“2026-13-40”\n.*\n +accepted: such as 2026-04-02/,
    )
    assert.match(sent.out, /line 3 +waiting for a person[\s\S]*name-code-differ +CF_XDR_SHXYM/)
    assert.doesNotMatch(sent.out, /张晓明|110101199003078814/)

    const again = await run(['submit', path, '--item', 'penalty', '--source', market.code, '--json'])
    assert.equal(again.code, 1)
    assert.equal(again.json().isRepeat, true)
    assert.equal(again.json().counts.refused, 2)
    const [whole, refused] = await Promise.all([
      run(['submissions', '2', '--json']),
      run(['submissions', '2', '--lines', '--verdict', 'refused', '--json']),
    ])
    assert.equal(whole.json().linesTotal, 5)
    assert.deepEqual(
      refused.lines().map(({ line, verdict }) => [line, verdict]),
      [
        [4, 'refused'],
        [5, 'refused'],
      ],
    )
    assert.equal((await run(['submissions', '77', '--json'])).json().refused.code, 'submission-unknown')
  })

  test('the file comes back marked, whole or not at all; sent again as it is, nothing goes in twice', async () => {
    const out = join(house.files, '退回.xlsx')
    const back = await run(['submissions', '2', '--out', out, '--json'])
    assert.deepEqual([back.code, back.err], [0, ''])
    assert.deepEqual(back.json(), { submission: 2, file: out, format: 'xlsx', bytes: statSync(out).size })
    assert.equal(statSync(out).mode & 0o777, 0o600)
    const { Sheets, SheetNames } = read(readFileSync(out))
    const rows = utils.sheet_to_json<string[]>(Sheets[SheetNames[0]!]!, { header: 1, defval: '' })
    assert.deepEqual(
      rows.map((row) => row.at(-1)),
      ['结论（信衡）', '接收（有提示）', '待人工处理', '退回', '退回', '待人工处理'],
    )
    assert.doesNotMatch(JSON.stringify(Sheets), /张晓明|110101199003078814/)

    const there = await run(['submissions', '2', '--out', out, '--json'])
    assert.equal(there.json().refused.code, 'file-exists')
    assert.equal(
      (await run(['submissions', '77', '--out', `${out}.csv`, '--json'])).json().refused.code,
      'submission-unknown',
    )
    assert.equal(existsSync(`${out}.csv`), false)

    const stdout = await run(['submissions', '2', '--out', '-', '--format', 'csv', '--lang', 'en'])
    assert.match(stdout.out, /^\ufeff.*,Verdict,Rule,What was found,Accepted value\r\n/)
    const again = await run(['submit', out, '--item', 'penalty', '--source', market.code, '--json'])
    assert.equal(again.json().counts.duplicate, 1)
    assert.equal(again.json().linesTotal, 4)
  })

  test('a file that is none, of another source or item, not there: refused in words', async () => {
    const text = file('无表头.csv', '甲,乙\n1,2\n')
    const sent = (args: string[]) => run(['submit', ...args, '--json'])
    const [header, source, item, missing, folder, stdin] = await Promise.all([
      sent([text, '--item', 'penalty', '--source', market.code]),
      sent([text, '--item', 'penalty', '--source', codeOf('11', 9)]),
      sent([text, '--item', 'penality', '--source', market.code]),
      sent(['/no/such.csv', '--item', 'penalty', '--source', market.code]),
      sent([house.files, '--item', 'penalty', '--source', market.code]),
      run(['submit', '-', '--item', 'penalty', '--dry-run', '--file-name', 'x.csv', '--json'], {
        input: csv([penalty(pine, '示范市云杉机械有限公司', '示市监罚〔2026〕8号')]),
      }),
    ])
    assert.deepEqual([header.code, source.code, item.code, missing.code, folder.code], [1, 1, 1, 1, 1])
    assert.ok(header.json().refused.findings.length > 0)
    assert.deepEqual(
      [source, item, missing, folder].map((one) => one.json().refused.code),
      ['source-unknown', 'item-unknown', 'file-not-readable', 'file-not-readable'],
    )
    assert.deepEqual([stdin.code, stdin.json().fileName, stdin.json().linesTotal], [0, 'x.csv', 1])
  })

  test('a code with a wrong check is confirmed, and its row sent again', async () => {
    const override = (code: string) =>
      run(['subjects', 'override', code, '--basis', '示市监函〔2026〕3号', '--reason', '执照确系此代码', '--json'])
    const refused = await override(odd)
    assert.deepEqual([refused.code, refused.json().refused.code], [1, 'override-not-needed'])
    const done = await override(wrongCheck)
    assert.equal(done.code, 0, done.err)
    assert.match(done.json().who, /^command:.+/)
    const path = file('再报.csv', csv([penalty(wrongCheck, '示范市白桦科技有限公司', '示市监罚〔2026〕5号')]))
    const sent = await run(['submit', path, '--item', 'penalty', '--source', market.code, '--json'])
    assert.equal(sent.code, 0, sent.out)
    assert.deepEqual(sent.json().counts, { 'accepted-with-warnings': 1 })
  })

  test('two commands at once: who started the database leaves last', async () => {
    const rows = Array.from({ length: 300 }, (_, n) =>
      permit(cedar, '示范市雪松商贸有限公司', `示许〔2026〕${n + 1}号`),
    )
    const path = file('许可.csv', csv(rows))
    const both = await Promise.all([
      run(['db', 'status', '--json']),
      run(['submit', path, '--item', 'permit', '--source', market.code, '--json']),
      run(['subjects', '雪松', '--json']),
    ])
    assert.deepEqual(
      both.map(({ code, err }) => [code, /fault/.test(err)]),
      [
        [0, false],
        [0, false],
        [0, false],
      ],
      both.map(({ err }) => err).join('\n'),
    )
    assert.equal(both[1]!.json().linesDone, 300)
    assert.equal(databasePid(house.folder), undefined)
  })
})

describe('beside a running server', () => {
  let server: Serving
  before(async () => {
    server = await serveOn(house.folder)
  })

  test('a submission by command is there exactly once, though the server looks for what is unfinished too', async () => {
    const rows = Array.from({ length: 5000 }, (_, n) => permit(...oneOfTwo(n), `示许〔2025〕${n + 1}号`))
    const path = file('许可二.csv', csv(rows))
    const sent = await run(['submit', path, '--item', 'permit', '--source', market.code, '--json'])
    assert.equal(sent.code, 0, sent.err)
    const { id } = sent.json()
    const [found] = await ask(
      `select count(*)::int as many, count(distinct r.line)::int as lines, (select who from submission where id = $1)
       from record r join chunk c on c.id = r.chunk where c.submission = $1`,
      [id],
    )
    assert.deepEqual([found.many, found.lines], [5000, 5000])
    assert.match(found.who, /^command:/)
    const taken = await run(['serve'])
    assert.equal(taken.code, 1)
    assert.match(taken.err, /in use by another Xinheng/)
  })

  test('a check names its reason, is ledgered as the command, and one bad code fails no other', async () => {
    const none = await run(['check', pine, '--json'])
    assert.deepEqual([none.code, none.json().refused.code], [1, 'purpose-unknown'])
    assert.match(none.err, /rules show matters/)
    const done = await run(['check', pine, '不是代码', ...why, '--json'])
    assert.equal(done.code, 1, 'one of them is no code')
    const [right, wrong] = done.lines()
    assert.deepEqual([right.found, wrong.found], [true, false])
    assert.ok(right.facts.some(({ item }: { item: string }) => item === 'penalty'))
    const lines = await ask(
      `select who, role, allowed, case_number from ledger where act = 'check' and subject_code = $1 order by id`,
      [pine],
    )
    assert.equal(lines.length, 2)
    assert.deepEqual(
      lines.map(({ allowed }) => allowed),
      [false, true],
    )
    assert.match(lines[1].who, /^command:.+/)
    assert.equal(lines[1].case_number, '示食许〔2026〕7号')
    const inWords = await run(['check', '-', ...why, '--lang', 'zh'], { input: `${pine}\n${cedar}\n` })
    assert.equal(inWords.code, 0, inWords.err)
    assert.match(inWords.out, /回执 {2}C\d{8}-/)
    assert.doesNotMatch(inWords.out, /同意|不予/)
  })

  test('reports as PDF and JSON; a past day for the auditor alone; a file that is there is kept', async () => {
    const pdf = join(house.files, '报告.pdf')
    const json = join(house.files, 'report.json')
    const done = await run(['report', birch, '--out', pdf, ...whyReport, '--json'])
    assert.equal(done.code, 0, done.err)
    const { number } = done.json()
    const pages = await pdfPages(readFileSync(pdf))
    assert.ok(pages.join('').includes('示范市白桦食品有限公司') && pages.join('').includes(number))
    assert.equal(statSync(pdf).mode & 0o077, 0)

    assert.equal((await run(['report', birch, '--out', json, ...whyReport])).code, 0)
    assert.match(readFileSync(json, 'utf8'), /示范市白桦食品有限公司/)
    const kept = readFileSync(json)
    const there = await run(['report', birch, '--out', json, ...whyReport, '--json'])
    assert.deepEqual([there.code, there.json().refused.code], [1, 'file-exists'])
    assert.deepEqual(readFileSync(json), kept)
    assert.equal((await run(['report', birch, '--out', json, '--force', ...whyReport])).code, 0)
    const piped = await run(['report', birch, '--out', '-', '--format', 'json', ...whyReport])
    assert.ok(piped.json())

    const past = (more: string[]) =>
      run(['report', birch, '--out', join(house.files, 'past.pdf'), '--as-of', '2026-10-31', ...more, '--json'])
    const audit = ['--matter', 'audit', '--purpose', 'audit', '--case', '示审〔2026〕1号']
    const clerk = await past(whyReport)
    assert.deepEqual([clerk.code, clerk.json().refused.code], [1, 'past-report-not-yours'])
    assert.ok(!existsSync(join(house.files, 'past.pdf')))
    const auditor = await past(['--as', 'auditor', ...audit])
    assert.equal(auditor.code, 0, auditor.err)
    const missing = await run([
      'report',
      codeOf('91', 999),
      '--out',
      join(house.files, 'none.pdf'),
      ...whyReport,
      '--json',
    ])
    assert.deepEqual([missing.code, missing.json().refused.code], [1, 'subject-unknown'])
    assert.deepEqual(
      readdirSync(house.files).filter((name) => name.endsWith('.part') || name === 'none.pdf'),
      [],
    )
  })

  test('subjects: by name and by code what the public sees, and no more', async () => {
    const byName = await run(['subjects', '云杉', '--json'])
    assert.deepEqual(
      byName.lines().map(({ code }) => code),
      [pine],
    )
    assert.equal((await run(['subjects', pine.toLowerCase(), '--json'])).json().name, '示范市云杉机械有限公司')
    const provisional = await run(['subjects', wrongCheck, '--json'])
    assert.deepEqual([provisional.code, provisional.json().refused.code], [1, 'subject-unknown'])
  })

  test('an API client gets its key once, and loses its way in when disabled', async () => {
    const added = await run([
      'clients',
      'add',
      '--name',
      '审批系统',
      '--role',
      'clerk',
      '--body',
      market.code,
      '--region',
      '990101',
      '--scopes',
      'check',
    ])
    assert.equal(added.code, 0, added.err)
    const key = added.out.trim()
    assert.match(key, /^xh_\d+_[\w-]{43}$/)
    const call = () => fetch(`${server.address}/v1/me`, { headers: { authorization: `Bearer ${key}` } })
    const first = (await call()).status
    const listed = await run(['clients', '--json'])
    assert.ok(!listed.out.includes(key.slice(-20)))
    const [{ id }] = listed.lines()
    const quota = (many: string) => run(['clients', 'quota', String(id), many, '--reason', '扩大使用', '--json'])
    assert.deepEqual((await quota('500000')).json(), { id, checksADay: 500_000 })
    assert.equal((await quota('500000')).json().refused.code, 'nothing-changed')
    assert.equal((await quota('many')).code, 2)
    assert.equal((await run(['clients', '--json'])).lines()[0].checksADay, 500_000)
    assert.equal((await run(['clients', 'disable', String(id)])).code, 0)
    assert.equal((await run(['clients', 'disable', '999'])).code, 1)
    assert.notEqual(first, 401)
    for (let tries = 0; tries < 600 && (await call()).status !== 401; tries++)
      await new Promise((done) => setTimeout(done, 100))
    assert.equal((await call()).status, 401)
    const bad = await run([
      'clients',
      'add',
      '--name',
      'x',
      '--role',
      'clerk',
      '--body',
      market.code,
      '--region',
      '990101',
      '--scopes',
      'everything',
      '--json',
    ])
    assert.equal(bad.json().refused.code, 'scope-unknown')
  })

  test('a password given and a person disabled hold at the server at once', async () => {
    const signIn = async (password: string) =>
      (
        await fetch(`${server.address}/v1/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ login: 'admin', password }),
        })
      ).status
    assert.equal((await run(['people', 'password', 'admin'], { input: '红松与水杉 2027\n' })).code, 0)
    assert.equal(await signIn('云杉与白桦 2026'), 401)
    assert.ok((await signIn('红松与水杉 2027')) < 300)
    // The last one stays, whoever asks.
    assert.equal((await run(['people', 'disable', 'admin', '--json'])).json().refused.code, 'last-administrator')
    const second = ['people', 'add', '--login', 'deputy', '--role', 'administrator']
    assert.equal((await run(second, { input: '水杉与红松 2028\n' })).code, 0)
    assert.equal((await run(['people', 'disable', 'admin', '--reason', '交接'])).code, 0)
    assert.equal(await signIn('红松与水杉 2027'), 401)
    assert.equal((await run(['people', 'enable', 'admin'])).code, 0)
    assert.equal((await run(['people', 'password', 'nobody'], { input: 'x\n' })).code, 1)
  })

  test('doctor: nothing to put right on a new folder; a folder open to others ends with 1', async () => {
    const well = await run(['db', 'doctor', '--json'])
    assert.deepEqual([well.code, well.json().isWell], [0, true], well.out)
    chmodSync(house.folder, 0o755)
    const ill = await run(['db', 'doctor', '--json'])
    chmodSync(house.folder, 0o700)
    assert.equal(ill.code, 1)
    assert.deepEqual(
      ill
        .json()
        .advice.filter(({ weight }: { weight: string }) => weight === 'wrong')
        .map(({ id }: { id: string }) => id),
      ['folder-open'],
    )
    const status = (await run(['db', '--json'])).json()
    assert.deepEqual([status.organisations, status.sources, status.entriesWaiting], [4, 1, 0])
  })

  test('stopped by Ctrl-C in the middle, an acknowledged file goes on when it is sent again', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => permit(...oneOfTwo(n), `示许〔2024〕${n + 1}号`))
    const path = file('许可三.csv', csv(rows))
    const args = ['submit', path, '--item', 'permit', '--source', market.code, '--lang', 'en']
    const child = spawn(commandPath, args, {
      env: commandEnvironment(house.folder),
    })
    let said = ''
    let isTold = false
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    child.stderr.on('data', (piece) => {
      said += piece
      if (isTold || !/Acknowledged/.test(said)) return
      isTold = true
      child.kill('SIGINT')
    })
    assert.equal(await ended, 1, said)
    assert.match(said, /Broken off\. Submission \d+ is acknowledged/)
    const again = await run([...args, '--json'])
    assert.equal(again.code, 0, again.err)
    assert.equal(again.json().linesDone, 20_000)
    const [found] = await ask(
      'select count(*)::int as many, count(distinct r.line)::int as lines from record r join chunk c on c.id = r.chunk where c.submission = $1',
      [again.json().id],
    )
    assert.deepEqual([found.many, found.lines], [20_000, 20_000])
  })

  test('the server stops in order, and everything that was logged has its place', async () => {
    const waiting = await ask('select count(*)::int as many from entry_waiting')
    assert.ok(waiting[0].many >= 0)
    assert.equal(await server.stop(), 0, server.said())
    assert.doesNotMatch(server.said(), /fault/)
    assert.equal(databasePid(house.folder), undefined)
    assert.equal((await run(['db', 'status', '--json'])).json().entriesWaiting, 0)
  })
})

describe('on a database of one’s own', () => {
  test('doctor on a cluster that would lose data, and with the owner as server: named, and 1', async () => {
    // The throw-away cluster of the tests has fsync off.
    const { url, ownerUrl } = await testDatabase()
    const idsOf = async (env: { [name: string]: string }) => {
      const ran = await run(['db', 'doctor', '--json'], { env })
      assert.equal(ran.code, 1, ran.err)
      const advice: { weight: string; id: string }[] = ran.json().advice
      return advice.flatMap(({ weight, id }) => (weight === 'wrong' ? [id] : []))
    }
    const unsafe = ['fsync', 'full-page-writes', 'synchronous-commit']
    assert.deepEqual(await idsOf({ DATABASE_URL: url }), unsafe)
    assert.deepEqual(await idsOf({ DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl }), unsafe)
    assert.deepEqual(await idsOf({ DATABASE_URL: ownerUrl, DATABASE_OWNER_URL: ownerUrl }), ['one-role', ...unsafe])
  })

  test('a structure that is behind: migrated with the owner’s address, refused without', async () => {
    const { url, ownerUrl } = await emptyDatabase()
    const without = await run(['db', 'migrate', '--json'], { env: { DATABASE_URL: url } })
    assert.deepEqual([without.code, without.json().refused.code], [1, 'not-migrated'])
    const done = await run(['db', 'migrate', '--json'], { env: { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } })
    assert.equal(done.code, 0, done.err)
    assert.equal(done.json().migrations[0], '0001-spine.sql')
    assert.equal((await run(['db', 'status', '--json'], { env: { DATABASE_URL: url } })).json().records, 0)
  })
})

describe('the doctor, from facts', () => {
  const facts = {
    settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' },
    isOwner: false,
    entriesWaiting: 0,
    submissions: [],
    administrators: 1,
    monthsMissing: [],
    hasRowsOutside: false,
    demonstration: null,
  } as unknown as Parameters<typeof examine>[0]['facts']
  const well: Parameters<typeof examine>[0] = {
    facts,
    hasServer: true,
    isWaitingStill: false,
    pending: [],
    folder: { path: '/srv/x', mode: 0o40700 },
    freeBytes: 10e9,
    hasScanner: true,
    urls: { server: undefined, owner: undefined },
    day: '2026-11-21',
  }
  const idsOf = (found: Partial<typeof well>) =>
    examine({ ...well, ...found }).map(({ id, weight }) => `${weight} ${id}`)

  test('each trouble is named, and nothing else', () => {
    assert.deepEqual(idsOf({}), [])
    assert.deepEqual(idsOf({ hasScanner: false }), ['mind no-scanner'])
    assert.deepEqual(idsOf({ facts: { ...facts, isOwner: true } }), ['wrong one-role'])
    assert.deepEqual(idsOf({ urls: { server: 'postgres://a:x@h/d', owner: 'postgres://a:y@h/d' } }), ['wrong one-role'])
    assert.deepEqual(idsOf({ urls: { server: 'postgres://a:x@h/d', owner: 'postgres://b:y@h/d' } }), [])
    for (const [name, id] of [
      ['fsync', 'fsync'],
      ['full_page_writes', 'full-page-writes'],
      ['synchronous_commit', 'synchronous-commit'],
    ] as const) {
      assert.deepEqual(idsOf({ facts: { ...facts, settings: { ...facts.settings, [name]: 'off' } } }), [`wrong ${id}`])
    }
    assert.deepEqual(idsOf({ folder: { path: 'x', mode: 0o40750 } }), [])
    assert.deepEqual(idsOf({ folder: { path: 'x', mode: 0o40701 } }), ['wrong folder-open'])
    assert.deepEqual(idsOf({ pending: ['0009-x.sql'] }), ['wrong not-migrated'])
    assert.deepEqual(idsOf({ facts: { ...facts, entriesWaiting: 3 }, isWaitingStill: true }), ['wrong log-stuck'])
    assert.deepEqual(idsOf({ facts: { ...facts, entriesWaiting: 3 } }), ['mind log-waiting'])
    assert.deepEqual(idsOf({ facts: { ...facts, monthsMissing: ['2027_01'] } }), ['wrong months-missing'])
    assert.deepEqual(idsOf({ facts: { ...facts, hasRowsOutside: true } }), ['wrong rows-outside-months'])
    assert.deepEqual(idsOf({ freeBytes: 1e9 }), ['wrong disk-nearly-full'])
    assert.deepEqual(idsOf({ facts: { ...facts, demonstration: { state: 'loaded' } } }), ['mind demonstration'])
    assert.deepEqual(idsOf({ facts: { ...facts, administrators: 0 } }), ['mind no-administrator'])
  })

  test('the months that are needed go over the end of a year, by the day in Shanghai', () => {
    assert.deepEqual(monthsNeeded(new Date('2026-11-21T00:00:00Z')), ['2026_11', '2026_12', '2027_01'])
    assert.deepEqual(monthsNeeded(new Date('2026-11-30T16:00:00Z')), ['2026_12', '2027_01', '2027_02'])
  })
})

async function workbook(rows: readonly (readonly (string | undefined)[])[]): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of writeWorkbook({ name: '处罚' }, rows)) parts.push(part)
  return Buffer.concat(parts)
}

/** Two processes at a time: more only wait for each other. */
async function inTwos<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  await Promise.all(
    [1, 2].map(async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
    }),
  )
}
