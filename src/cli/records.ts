/** `xinheng records`: what a source has stated itself; one record stated, corrected, withdrawn. */
import type { Intake } from '../intake/intake.ts'
import type { RowAnswer } from '../intake/one-row.ts'
import type { OwnRecord } from '../intake/own-records.ts'
import { type Because, withdrawalReasons } from '../intake/withdraw.ts'
import { Refusal } from '../refusal.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { Says } from '../terms/says.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit, type Given, NotUnderstood, nearest, type Option } from './command.ts'
import { itemsSaid } from './help.ts'
import { commandCaller, withWorks } from './open.ts'
import { findingLines, inShanghai, verdictWords } from './words.ts'

const source: Option = {
  value: 'CODE',
  isRequired: true,
  about: { zh: '报送单位代码', en: 'code of the body that stated it' },
}
const reason: Option = {
  value: 'TEXT',
  isRequired: true,
  about: { zh: '理由（记入存证）', en: 'why (evidence)' },
}
const version: Option = {
  value: 'N',
  takes: 'count',
  about: {
    zh: '以为现行的版本；其间有变则不办理（默认不核对）',
    en: 'the version you take for the standing one; if another stands, nothing is done',
  },
}
const fieldsSaid: Says = {
  zh: '字段写作 名称=值，名称用字段代码或目录中的中文名，见 xinheng rules show 目录项；多选的值以“；”分隔，空值（名称=）为清空。',
  en: 'A field is NAME=VALUE, NAME being its id or a name of its column, see xinheng rules show ITEM. Several choices are parted by ；, and NAME= empties one.',
}

export const records: Command = {
  name: 'records',
  about: { zh: '查找本单位报送的记录', en: 'what a source has stated about one organisation' },
  usage: 'CODE --source CODE [--document NUMBER]',
  words: { least: 1, most: 1 },
  options: {
    source,
    document: { value: 'NUMBER', about: { zh: '只找这个文书号', en: 'only this document number' } },
    item: { value: 'ITEM', about: { zh: '只找一个目录项', en: 'of one item only' } },
    limit: { value: 'N', takes: 'count', about: { zh: '最多列出 N 条（默认 20）', en: 'at most N (20)' } },
  },
  more: [
    {
      zh: '只列该单位自己报送的，最新的在前；每次查看记入台账。',
      en: 'Of what that body itself stated, the newest first; each look is a line of the ledger.',
    },
  ],
  examples: [
    'xinheng records 91990101000000100X --source 11990101000000001X',
    'xinheng records 91990101000000100X --source 11990101000000001X --document 示市监罚〔2026〕1号 --json',
  ],
  async run(given, desk) {
    return withWorks(desk, { name: 'records', mayMake: false }, async ({ intake }) => {
      const { ownRecords } = await import('../intake/own-records.ts')
      const [document, item] = [given.text('document'), given.text('item')]
      const ask = {
        ...by(given),
        code: given.words[0]!,
        ...(document === undefined ? {} : { document }),
        ...(item === undefined ? {} : { item }),
        limit: Math.min(Math.max(given.count('limit', 20), 1), 1000),
      }
      const { rows, next } = await ownRecords(intake, ask, desk.now())
      if (desk.isJson) for (const row of rows) desk.voice.print(JSON.stringify(row))
      else if (rows.length > 0) {
        desk.voice.print(`${plain(rows[0]!.name)}`)
        desk.voice.print(inColumns(rows.map((row) => cellsOf(desk, row))))
      }
      if (rows.length === 0) throw noneFound
      if (next !== undefined) {
        desk.voice.say({ zh: '还有更多，请加大 --limit。', en: 'There are more: raise --limit.' })
      }
      return exit.done
    })
  },
}

const cellsOf = ({ voice }: Desk, row: OwnRecord): string[] => [
  `${row.subject}/${row.record}`,
  `@${row.version}`,
  row.item,
  plain(row.document ?? ''),
  row.decidedOn ?? '',
  voice.words(row.state === 'stated' ? { zh: '有效', en: 'stands' } : { zh: '已撤回', en: 'withdrawn' }),
  inShanghai(row.recordedAt),
]

export const recordsPut: Command = {
  name: 'records put',
  about: { zh: '单条填报一条记录', en: 'state one record by its fields' },
  usage: 'FIELD=VALUE... --item ITEM --source CODE',
  words: { least: 1, most: 200 },
  options: {
    item: { value: 'ITEM', isRequired: true, about: { zh: '目录项，见下', en: 'item of the catalogue, see below' } },
    source,
  },
  fromRules: (book, day) => [itemsSaid(book, day)],
  more: [
    fieldsSaid,
    {
      zh: '与报送一行文件完全相同：筛查、遮盖、逐项检查、归集、存证。退出码：0 已入库；1 被拒绝或待人工确认。',
      en: 'It goes the very way of a file of one row. Exit code: 0 it is in; 1 it is refused or waits for a person.',
    },
  ],
  examples: [
    'xinheng records put --item permit --source 11990101000000001X 行政相对人名称=示范市云杉机械有限公司 行政相对人代码_1=91990101000000100X XK_WSH=示许〔2026〕1号 ...',
  ],
  async run(given, desk) {
    return withWorks(desk, { name: 'records', mayMake: false }, async ({ intake: works }) => {
      const { itemFor } = await import('../intake/actions.ts')
      const { submitRow } = await import('../intake/one-row.ts')
      const item = itemFor(works, given.must('item'), desk.now())
      const fields = await fieldsIn(given.words, item)
      const answer = await submitRow(stopping(works, desk), { ...by(given), item: item.id, fields }, desk.now())
      return tellRow(desk, answer)
    })
  },
}

export const recordsCorrect: Command = {
  name: 'records correct',
  about: { zh: '更正本单位报送的一条记录', en: 'correct a record that a source has stated' },
  usage: 'CODE/RECORD FIELD=VALUE... --source CODE --reason TEXT',
  words: { least: 2, most: 200 },
  options: { source, reason, version },
  more: [
    fieldsSaid,
    {
      zh: '没有写出的字段不变。记录的编号见 xinheng records。更正成为新版本；改变文书号等标识的，原记录撤回、新记录入库，两者相连。',
      en: 'Fields that are not named stay. xinheng records tells its number. A correction is a next version; one that changes what the record is known by withdraws it there and adds it anew, linked.',
    },
  ],
  examples: [
    'xinheng records correct 91990101000000100X/1025 处罚内容=罚款二万元。 --source 11990101000000001X --reason 录入有误',
  ],
  async run(given, desk) {
    const name = recordIn(given.words[0]!)
    return withWorks(desk, { name: 'records', mayMake: false }, async ({ intake: works, book }) => {
      const { correctRecord } = await import('../intake/own-records.ts')
      const { itemOn } = await import('../rulebook/book.ts')
      const { dayInShanghai } = await import('../codes/day.ts')
      const standing = await standingOf(works, given, name, desk)
      const item = itemOn(book, standing.item, dayInShanghai(desk.now()))
      if (!item) throw noneFound
      const fields = await fieldsIn(given.words.slice(1), item)
      const ask = { ...by(given), ...name, version: standing.version, fields, reason: given.must('reason') }
      return tellRow(desk, await correctRecord(stopping(works, desk), ask, desk.now()))
    })
  },
}

export const recordsWithdraw: Command = {
  name: 'records withdraw',
  about: {
    zh: '撤回本单位报送的一条记录：立即从所有出口消失',
    en: 'withdraw a record: it is gone from every output at once',
  },
  usage: 'CODE/RECORD --source CODE --because WHY --reason TEXT',
  words: { least: 1, most: 1 },
  options: {
    source,
    because: {
      value: 'WHY',
      isRequired: true,
      choices: withdrawalReasons,
      about: {
        zh: 'annulled 决定被变更或撤销，wrong-subject 主体有误，wrong-facts 文书号等有误，stated-twice 重复报送，other 其他',
        en: `one of ${withdrawalReasons.join(', ')}`,
      },
    },
    reason,
    document: {
      value: 'NUMBER',
      about: {
        zh: '据以撤回的文书号；决定被变更或撤销时必填',
        en: 'the document on which it is withdrawn; needed where the decision was annulled',
      },
    },
    version,
  },
  examples: [
    'xinheng records withdraw 91990101000000100X/1025 --source 11990101000000001X --because annulled --reason 行政复议撤销 --document 示复〔2026〕3号',
  ],
  async run(given, desk) {
    const name = recordIn(given.words[0]!)
    return withWorks(desk, { name: 'records', mayMake: false }, async ({ intake }) => {
      const { withdrawRecord } = await import('../intake/own-records.ts')
      const standing = await standingOf(intake, given, name, desk)
      const document = given.text('document')
      const ask = {
        ...by(given),
        ...name,
        version: standing.version,
        because: given.must('because') as Because,
        reason: given.must('reason'),
        ...(document === undefined ? {} : { document }),
      }
      const withdrawn = await withdrawRecord(intake, ask, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify(withdrawn))
      else {
        const words = desk.voice.words({ zh: '已撤回', en: 'withdrawn' })
        desk.voice.print(`${words} ${name.subject}/${name.record}  ${plain(withdrawn.document ?? withdrawn.item)}`)
      }
      return exit.done
    })
  },
}

const by = (given: Given) => {
  const code = given.must('source')
  return { source: code, by: commandCaller('officer', code) }
}

const stopping = (intake: Intake, desk: Desk): Intake => ({
  ...intake,
  isStopping: () => desk.stop.aborted || intake.isStopping(),
})

function tellRow(desk: Desk, answer: RowAnswer): number {
  const { submission, line } = answer
  if (desk.isJson) desk.voice.print(JSON.stringify(answer))
  else {
    const { voice } = desk
    const title = voice.words({ zh: `报送第 ${submission.id} 号`, en: `submission ${submission.id}` })
    const record = line.record === undefined ? '' : `  ${line.subject}/${line.record}`
    const found = line.findings.flatMap((finding) => findingLines(voice, finding).map((one) => `    ${one}`))
    voice.print([`${title}  ${voice.words(verdictWords[line.verdict])}${record}`, ...found].join('\n'))
  }
  return line.verdict === 'refused' || line.verdict === 'waiting' ? exit.refused : exit.done
}

export type RecordIn = { subject: string; record: number }

export function recordIn(word: string): RecordIn {
  const [, subject, record] = /^([0-9A-Za-z]{1,64})\/(\d{1,15})$/.exec(word.normalize('NFKC')) ?? []
  if (subject === undefined) {
    throw new NotUnderstood({
      zh: `“${plain(word).slice(0, 40)}”应写作 代码/编号，如 91990101000000100X/1025；编号见 xinheng records。`,
      en: `"${plain(word).slice(0, 40)}" should be CODE/RECORD, such as 91990101000000100X/1025; xinheng records lists them.`,
    })
  }
  return { subject: subject.toUpperCase(), record: Number(record) }
}

/** The record as it stands; where another version was meant, nothing is done. */
async function standingOf(intake: Intake, given: Given, name: RecordIn, desk: Desk): Promise<OwnRecord> {
  const { oneOwnRecord } = await import('../intake/own-records.ts')
  const { movedOn } = await import('../intake/withdraw.ts')
  const standing = await oneOwnRecord(intake, { ...by(given), ...name }, desk.now())
  if (!standing) throw noneFound
  if (given.text('version') !== undefined && given.count('version', 0) !== standing.version) throw movedOn
  return standing
}

/** Fields by their ids, from what was typed: `处罚内容=罚款二万元。` */
async function fieldsIn(words: readonly string[], item: Item): Promise<{ [field: string]: string }> {
  const { matchColumns } = await import('../rulebook/columns.ts')
  const pairs = words.map((word) => {
    const at = word.search(/[=＝]/)
    if (at < 1) {
      throw new NotUnderstood({
        zh: `“${plain(word).slice(0, 40)}”应写作 字段=值。`,
        en: `"${plain(word).slice(0, 40)}" should be FIELD=VALUE.`,
      })
    }
    return [word.slice(0, at), word.slice(at + 1)] as const
  })
  const { mapping } = matchColumns(
    item,
    pairs.map(([name]) => name),
  )
  const fields: { [field: string]: string } = {}
  for (const [i, [name, value]] of pairs.entries()) {
    const id = mapping[i]
    if (id === undefined || item.fields.find((field) => field.id === id)?.group === 'dropped') throw noField(name, item)
    fields[id] = value
  }
  return fields
}

function noField(name: string, item: Item): Refusal {
  const known = item.fields.filter((field) => field.group !== 'dropped' && !field.derived)
  const near = nearest(
    name,
    known.flatMap(({ id, zh }) => [id, zh]),
  )
  const shown = plain(name).slice(0, 40)
  return new Refusal('field-unknown', {
    zh: `“${item.zh}”没有字段“${shown}”，或写了两次。${near ? `是否为 ${near}？` : ''}字段见 xinheng rules show ${item.id}。`,
    en: `${item.en} has no field "${shown}", or it stands twice.${near ? ` Did you mean ${near}?` : ''} xinheng rules show ${item.id} lists them.`,
  })
}

const noneFound = new Refusal(
  'record-unknown',
  {
    zh: '该单位没有报送过这样的记录；请核对代码、编号和文书号。',
    en: 'That body stated no such record; check code, number and document.',
  },
  404,
)
