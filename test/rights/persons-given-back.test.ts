/**
 * Rights 1 and 2 where files lie about: what a department drops is gone as it came, and what it is given back names no
 * person. Persons in every disguise and every format through the real drop folder, the file that comes back sent once
 * more; then every place is searched: tables, uploads, the drop folder, the files given back, the logs.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { startDrop } from '../../src/cli/drop.ts'
import { writeSheets } from '../../src/documents/workbook.ts'
import { runSubmission } from '../../src/intake/process.ts'
import { returnedFile } from '../../src/intake/returned.ts'
import type { SubmissionView } from '../../src/intake/store.ts'
import { formats } from '../support/person-files.ts'
import {
  chanceOf,
  disguises,
  disguisesFor,
  identityNumber,
  numbersIn,
  placesOf,
  type Row,
  traceInBytes,
  traceOfName,
} from '../support/persons.ts'
import { shippedItem } from '../support/rule-book.ts'
import { databaseFiles, everythingStored, find, type Trace } from '../support/traces.ts'
import { unzipped } from '../support/unzip.ts'
import { codeOf, csv, market, penalty, registration, world } from '../support/world.ts'

const seed = 20_261_121
const chance = chanceOf(seed)
const house = await world()
const company = { code: codeOf('91', 9001), name: '示范市雪松食品有限公司' }
await house.send(csv([registration(company.code, company.name)]), 'registration')

const at = placesOf(shippedItem('penalty'))
const kinds = disguisesFor(at)
const numbers = new Set<string>()
let serial = 0

/** Each disguise a few times, an organisation's row between them. */
function sheet(times: number): { rows: Row[]; persons: number } {
  const rows: Row[] = []
  for (let n = 0; n < times * kinds.length; n++) {
    const cells = disguises[kinds[n % kinds.length]!]!(chance, at, company)
    for (const cell of Object.values(cells)) for (const number of numbersIn(cell)) numbers.add(number)
    const row = () => penalty(company.code, company.name, `示市监罚〔2026〕${++serial}号`)
    // A representative and a column that nobody knows beside an organisation that is sound.
    const number = identityNumber(chance)
    numbers.add(number)
    rows.push({ ...row(), ...cells })
    if (n % 10 === 0) rows.push({ ...row(), CF_FRDB: '李建懿', CF_FR_ZJHM: number, 自编列: `承办人王晓懿${number}` })
  }
  return { rows, persons: times * kinds.length }
}

const folder = mkdtempSync(join(tmpdir(), 'xinheng-drop-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const inbox = join(folder, market.code, 'penalty')
mkdirSync(inbox, { recursive: true })

const log: string[] = []
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream)
  stream.write = ((text: string | Uint8Array, ...rest: never[]) => {
    log.push(Buffer.from(text as Uint8Array).toString('utf8'))
    return write(text, ...rest)
  }) as typeof stream.write
}
const drop = startDrop({
  folder,
  intake: house.intake,
  start: (id) => void runSubmission(house.intake, id),
  onFault: (fault, where) => log.push(`${where}: ${(fault as Error).stack}`),
  say: ({ zh, en }) => log.push(zh, en),
  lookEveryMs: 20,
  quietMs: 0,
})
after(() => drop.stop())

const inside = (...path: string[]) => readdirSync(join(inbox, ...path)).sort()
async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  for (let times = 0; times < 1500; times++) {
    try {
      const found = look()
      if (found) return found
    } catch {
      // Not there yet.
    }
    await wait(20)
  }
  return assert.fail(`waited too long for ${what}\n${log.join('\n')}`)
}
const receiptOf = (name: string) =>
  until(`the receipt of ${name}`, () => {
    const found = inside('done').find((one) => one.endsWith(`-${name}.receipt.json`))
    const told = found ? (JSON.parse(readFileSync(join(inbox, 'done', found), 'utf8')) as Receipt) : undefined
    return told?.files ? told : undefined
  })
type Receipt = SubmissionView & { files: string[] }

const dropped: string[] = []

for (const [format, { end, of }] of Object.entries(formats)) {
  test(`dropped as ${format}: each person is refused, the file is gone, what lies in its place names nobody`, async () => {
    const { rows, persons } = sheet(2)
    const name = `${format}.${end}`
    writeFileSync(join(inbox, name), await of(rows))
    const receipt = await receiptOf(name)
    dropped.push(name)
    assert.equal(receipt.state, 'done')
    assert.ok(receipt.counts.refused! >= persons, JSON.stringify(receipt.counts))
    assert.ok(receipt.linesTotal - receipt.counts.refused! >= rows.length - persons - 2, JSON.stringify(receipt.counts))
    assert.ok(!inside().includes(name))
    assert.ok(receipt.files.some((one) => one.endsWith('-结论.xlsx')))
  })
}

test('a file named after a person lies nowhere under that name', async () => {
  const number = identityNumber(chance)
  numbers.add(number)
  writeFileSync(join(inbox, `当事人王晓懿${number}.csv`), csv(sheet(1).rows))
  await until(
    'its receipt',
    () => inside('done').filter((one) => one.endsWith('.receipt.json')).length > dropped.length,
  )
  await until(
    'the end of it',
    () => !readdirSync(inbox).some((one) => one.includes('.csv') || one.includes('.awaited')),
  )
})

test('a file refused as a whole after its rows were read is gone, and its reason names nobody', async () => {
  const { rows } = sheet(1)
  const fields = Object.keys(rows[0]!)
  // One sheet that is read, and one in which a column stands twice.
  const table = rows.map((row) => fields.map((field) => row[field] ?? ''))
  const bytes = await Array.fromAsync(
    writeSheets([
      { name: '一', rows: [fields, ...table] },
      { name: '二', rows: [[...fields, fields[0]!], ...table] },
    ]),
  )
  writeFileSync(join(inbox, '两张.xlsx'), Buffer.concat(bytes))
  const reason = await until('its reason', () => inside('refused').find((one) => one.endsWith('.reason.json')))
  await until('its removal', () => !inside().includes('两张.xlsx'))
  assert.deepEqual(inside('refused'), [reason])
  assert.match(readFileSync(join(inbox, 'refused', reason), 'utf8'), /header-duplicate-column/)
})

test('what was given back, sent once more, is taken, and given back again it names nobody', async () => {
  for (const name of inside('done').filter((one) => one.includes('-结论.'))) {
    const bytes = readFileSync(join(inbox, 'done', name))
    const { submission } = await house.send(bytes, 'penalty', market, name)
    assert.equal(submission.state, 'done', name)
    for (const format of ['csv', 'xlsx'] as const) {
      const file = await returnedFile(house.intake, submission.id, { format, language: 'zh' })
      writeFileSync(join(folder, `again-${name}.${format}`), Buffer.concat(await Array.fromAsync(file!.bytes)))
    }
  }
})

/** What a workbook packs is looked into as well. */
async function filesBelow(path: string): Promise<Trace[]> {
  const found: Trace[] = []
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.xlsx')) continue
    for (const [part, text] of await unzipped(readFileSync(join(path, name)))) {
      found.push({ where: `${name} ${part}`, text })
    }
  }
  return found
}

test(`no name and no number of them is in any table, upload, dropped or returned file, or log (seed ${seed})`, async () => {
  await drop.stop()
  const given = await filesBelow(folder)
  const readable = [...(await everythingStored(house.db.owner, house.intake.uploads, folder)), ...given]
  const bytes = await databaseFiles(house.db.owner)
  const said = { where: 'log', text: log.join('\n') }
  assert.ok(given.length > 20 && find(given, company.name).length > 5, 'what was given back is found')
  assert.ok(find(readable, company.name).length > 50, 'what is stored is found')
  assert.deepEqual(find([...readable, said], traceOfName).slice(0, 5), [])
  assert.deepEqual(find(bytes, traceInBytes).slice(0, 5), [])
  assert.ok(numbers.size > 300)
  const found = [...readable, ...bytes, said].flatMap(({ where, text }) =>
    [...text.matchAll(/(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)/g)]
      .filter(([number]) => numbers.has(number.toUpperCase()) && number !== company.code)
      .map(([number]) => `${where}: ${number}`),
  )
  assert.deepEqual(found.slice(0, 5), [])
  assert.deepEqual(
    readdirSync(inbox).filter((one) => one !== 'done' && one !== 'refused'),
    [],
    'nothing lies where it was dropped',
  )
})
