/** `xinheng cases ...`: procedures about a record, step by step, as the office that handles them or the source that answers. */
import { resolve } from 'node:path'
import type { Filled } from '../cases/fields.ts'
import type { BasisAsked, OpenCase } from '../cases/open.ts'
import { turns } from '../cases/procedure.ts'
import type { QueueLine } from '../cases/queue.ts'
import type { CaseView, ClockView, FieldView } from '../cases/view.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit, type Given, NotUnderstood, type Option } from './command.ts'
import { commandCaller, withWorks } from './open.ts'
import { recordIn } from './records.ts'
import { openTarget } from './target.ts'
import { inShanghai } from './words.ts'

const as: Option = {
  value: 'SOURCE',
  about: {
    zh: '以该报送单位的身份；不写则以信用管理部门的身份',
    en: 'as this source; else as the credit office',
  },
}
const limit: Option = { value: 'N', takes: 'count', about: { zh: '最多多少行（默认 20）', en: 'at most so many (20)' } }
const fieldWords: Says = {
  zh: '每一项写作 字段=值；有哪些字段、现在可以办哪些步骤，见 xinheng cases show，以及 xinheng cases kinds。',
  en: 'What is filled in is given as FIELD=VALUE; which fields there are and which steps can be taken now is told by xinheng cases show and xinheng cases kinds.',
}

export const cases: Command = {
  name: 'cases',
  about: { zh: '在办案件，先到期的在前', en: 'open cases, those that are due first in front' },
  usage: '[--overdue] [--as SOURCE]',
  words: { least: 0, most: 0 },
  options: { overdue: { about: { zh: '只看已超期的', en: 'only what is overdue' } }, as, limit },
  examples: ['xinheng cases', 'xinheng cases --overdue --json', 'xinheng cases --as 11990101000000002N'],
  run: (given, desk) =>
    withCases(given, desk, async ({ queue }) => {
      const rows = await queue({ isOverdue: given.flag('overdue'), limit: Math.max(1, given.count('limit', 20)) })
      if (desk.isJson) for (const row of rows) desk.voice.print(JSON.stringify(row))
      else if (rows.length > 0) desk.voice.print(inColumns(rows.map((row) => lineOf(desk, row))))
      else desk.voice.say({ zh: '没有在办案件。', en: 'No case is open.' })
      return exit.done
    }),
}

export const casesKinds: Command = {
  name: 'cases kinds',
  about: { zh: '有哪些程序，受理时填写什么', en: 'which procedures there are, and what opens one' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {},
  examples: ['xinheng cases kinds'],
  async run(_given, desk) {
    const { currentProcedures } = await import('../cases/procedures.ts')
    const { withChoices } = await import('../cases/topics.ts')
    const { stepView } = await import('../cases/view.ts')
    const { loadRules } = await import('../rulebook/load.ts')
    const { national } = await import('./rules.ts')
    const book = loadRules([national])
    for (const procedure of currentProcedures.map((one) => withChoices(one, book))) {
      const opening = stepView(procedure.steps.find((step) => step.opens && step.from.includes('before'))!)
      if (desk.isJson)
        desk.voice.print(JSON.stringify({ id: procedure.id, zh: procedure.zh, en: procedure.en, opening }))
      else {
        desk.voice.print(`${procedure.id}  ${desk.voice.words(procedure)}`)
        printFields(desk, opening.fields, '  ')
      }
    }
    return exit.done
  },
}

export const casesShow: Command = {
  name: 'cases show',
  about: {
    zh: '一个案件：经过、期限、现在可以办什么',
    en: 'a case: what happened, its deadlines, what can be done now',
  },
  usage: 'CODE/CASE',
  words: { least: 1, most: 1 },
  options: { as },
  examples: ['xinheng cases show 91990101000000100X/7'],
  run: (given, desk) => withCases(given, desk, async ({ one }) => tell(desk, await one(caseIn(given.words[0]!)))),
}

export const casesOpen: Command = {
  name: 'cases open',
  about: { zh: '就一条记录或者一个组织受理一个案件', en: 'take in a case about a record, or about an organisation' },
  usage: 'CODE/RECORD|CODE PROCEDURE FIELD=VALUE ...',
  words: { least: 2, most: 40 },
  options: {
    as,
    on: {
      value: 'RECORD/VERSION,...',
      about: { zh: '关于组织的案件所依据的记录', en: 'the records that a case about an organisation rests on' },
    },
  },
  more: [fieldWords],
  examples: [
    'xinheng cases open 91990101000000100X/1025 objection claim=content applicant=organisation paper=云杉函〔2026〕7号 statement=罚款金额与决定书不符。',
    'xinheng cases open 91990101000000100X listing --on 1025/1 criterion=market-regulation/heavy-penalty ... --as 11990101000000002N',
  ],
  run: (given, desk) =>
    withCases(given, desk, async ({ open }) => {
      const [about, procedure, ...fields] = given.words
      const name = about!.includes('/') ? recordIn(about!) : { subject: about!.normalize('NFKC').toUpperCase() }
      const on = given.text('on')
      const basis = on === undefined ? {} : { basis: on.split(/[,，]/).map(basisIn) }
      return tell(desk, await open({ ...name, ...basis, procedure: procedure!, fields: filledIn(fields) }))
    }),
}

export const casesStep: Command = {
  name: 'cases step',
  about: { zh: '办理一个步骤', en: 'take a step' },
  usage: 'CODE/CASE STEP [FIELD=VALUE ...]',
  words: { least: 2, most: 40 },
  options: { as },
  more: [
    fieldWords,
    {
      zh: '按看到的样子办理：其间有人办了别的步骤或者记录变了，就不办，并说明谁办了什么。',
      en: 'Taken on what stands now: where somebody takes another step meanwhile, or the record changes, it is refused and said who did what.',
    },
  ],
  examples: [
    'xinheng cases step 91990101000000100X/7 forward ask=请核对决定书原件的罚款金额。',
    'xinheng cases step 91990101000000100X/7 verify finding=right reason=已调阅案卷核对。 --as 11990101000000002N',
  ],
  run: (given, desk) =>
    withCases(given, desk, async ({ one, step }) => {
      const [word, id, ...fields] = given.words
      const name = caseIn(word!)
      const seen = await one(name)
      const ask = {
        ...name,
        step: id!,
        n: seen.n,
        ...(seen.record === undefined ? {} : { version: seen.record.version }),
        fields: filledIn(fields),
      }
      return tell(desk, await step(ask))
    }),
}

export const casesPaper: Command = {
  name: 'cases paper',
  about: { zh: '取一个步骤的文书（PDF）', en: 'fetch the paper of a step (PDF)' },
  usage: 'CODE/CASE N --out FILE',
  words: { least: 2, most: 2 },
  options: {
    out: { value: 'FILE', isRequired: true, about: { zh: '写到哪里', en: 'where to' } },
    force: { about: { zh: '已有同名文件时覆盖', en: 'replace a file that is there' } },
    as,
  },
  examples: ['xinheng cases paper 91990101000000100X/7 1 --out 受理通知书.pdf'],
  async run(given, desk) {
    const [word, n] = given.words
    const name = caseIn(word!)
    if (!/^\d{1,4}$/.test(n!))
      throw notUnderstood(`“${plain(n!)}”应为步骤的序号。`, `"${plain(n!)}" should be the number of a step.`)
    const path = resolve(desk.cwd, given.must('out'))
    const target = await openTarget(path, given.flag('force'))
    try {
      return await withCases(given, desk, async ({ paper }) => {
        const { bytes, fileName } = await paper({ ...name, n: Number(n) })
        await target.keep(bytes)
        if (desk.isJson) desk.voice.print(JSON.stringify({ file: path, name: fileName, bytes: bytes.length }))
        else desk.voice.print(`${fileName} → ${path}`)
        return exit.done
      })
    } finally {
      await target.discard()
    }
  },
}

type CaseIn = { subject: string; case: number }
type Doors = {
  queue(ask: { isOverdue: boolean; limit: number }): Promise<QueueLine[]>
  one(name: CaseIn): Promise<CaseView>
  open(ask: Omit<OpenCase, 'by'>): Promise<CaseView>
  step(ask: CaseIn & { step: string; n: number; version?: number; fields: Filled }): Promise<CaseView>
  paper(ask: CaseIn & { n: number }): Promise<{ bytes: Buffer; fileName: string }>
}

function withCases(given: Given, desk: Desk, work: (doors: Doors) => Promise<number>): Promise<number> {
  return withWorks(desk, { name: 'cases', mayMake: false }, async (works, { pool }) => {
    const { oneCase, openCase, paperOf, takeStep } = await import('../cases/actions.ts')
    const { casesQueue } = await import('../cases/queue.ts')
    const { sources: allSources } = await import('../access/store.ts')
    const { closeTypst } = await import('../documents/typst.ts')
    const { casesOf, isDemonstrationLoaded } = await import('../wiring.ts')
    const isDemonstration = await isDemonstrationLoaded(pool)
    const to = casesOf(works, () => isDemonstration)
    const source = given.text('as')?.normalize('NFKC').toUpperCase()
    const by: Caller =
      source === undefined ? commandCaller('credit-office', '', '000000') : commandCaller('officer', source)
    try {
      return await work({
        async queue({ isOverdue, limit }) {
          const sources = source === undefined ? (await allSources(pool)).map(({ code }) => code) : [source]
          const ask = { sources, turns, ...(isOverdue ? { stage: 'overdue' as const } : {}), limit }
          return (await casesQueue(to, ask, desk.now())).rows
        },
        one: (name) => oneCase(to, { ...name, by }, desk.now()),
        open: (ask) => openCase(to, { ...ask, by }, desk.now()),
        step: (ask) => takeStep(to, { ...ask, by }, desk.now()),
        paper: (ask) => paperOf(to, { ...ask, by }, desk.now()),
      })
    } finally {
      await closeTypst()
    }
  })
}

const notUnderstood = (zh: string, en: string) => new NotUnderstood({ zh, en })

function caseIn(word: string): CaseIn {
  const [, subject, number] = /^([0-9A-Za-z]{1,64})\/(\d{1,15})$/.exec(word.normalize('NFKC')) ?? []
  if (subject === undefined) {
    const stated = plain(word).slice(0, 40)
    throw notUnderstood(
      `“${stated}”应写作 代码/案件号，如 91990101000000100X/7；见 xinheng cases。`,
      `"${stated}" should be CODE/CASE, such as 91990101000000100X/7; xinheng cases lists them.`,
    )
  }
  return { subject: subject.toUpperCase(), case: Number(number) }
}

function basisIn(word: string): BasisAsked {
  const [, record, version] = /^(\d{1,15})\/(\d{1,6})$/.exec(word.normalize('NFKC').trim()) ?? []
  if (record === undefined) {
    const stated = plain(word).slice(0, 40)
    throw notUnderstood(
      `“${stated}”应写作 记录编号/版本，如 1025/1。`,
      `"${stated}" should be RECORD/VERSION, such as 1025/1.`,
    )
  }
  return { record: Number(record), version: Number(version) }
}

function filledIn(words: readonly string[]): Filled {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.search(/[=＝]/)
      if (at >= 1) return [word.slice(0, at), word.slice(at + 1)]
      const stated = plain(word).slice(0, 40)
      throw notUnderstood(`“${stated}”应写作 字段=值。`, `"${stated}" should be FIELD=VALUE.`)
    }),
  )
}

// ---------------------------------------------------------------- what is told --

const dueWords = ({ due, notBefore, missingYear }: Pick<ClockView, 'due' | 'notBefore' | 'missingYear'>): Says =>
  due !== undefined && missingYear === undefined
    ? { zh: due, en: due }
    : missingYear === undefined
      ? { zh: '期限中止', en: 'stands still' }
      : {
          zh: `不早于 ${notBefore ?? due}（${missingYear} 年日历未载入）`,
          en: `not before ${notBefore ?? due} (calendar of ${missingYear} not loaded)`,
        }

const stageWords: Record<QueueLine['stage'], Says> = {
  calm: { zh: '', en: '' },
  'two-thirds': { zh: '已过三分之二', en: 'two thirds gone' },
  'day-before': { zh: '明日到期', en: 'due on the next working day' },
  'due-today': { zh: '今日到期', en: 'due today' },
  overdue: { zh: '已超期', en: 'overdue' },
  paused: { zh: '中止', en: 'stands still' },
  'not-determinable': { zh: '无法判断是否超期', en: 'lateness not determinable' },
}

const lineOf = ({ voice }: Desk, row: QueueLine): string[] => [
  `${row.subject}/${row.case}`,
  plain(row.name),
  voice.words(row.procedure),
  voice.words(row.state.what),
  plain(row.document ?? ''),
  voice.words(dueWords(row)),
  voice.words(stageWords[row.stage]),
]

/** More than a line takes. */
const isLong = (field: FieldView): boolean => (field.choices?.length ?? 0) > 8

/** The fields of a step, and below them what there is to choose from where it is much. */
function printFields({ voice }: Pick<Desk, 'voice'>, fields: readonly FieldView[], indent: string): void {
  voice.print(
    inColumns(
      fields.map((field) => fieldCells({ voice }, field)),
      indent,
    ),
  )
  for (const { choices = [] } of fields.filter(isLong)) {
    voice.print(
      inColumns(
        choices.map((choice) => [choice.value, voice.words(choice)]),
        `${indent}  `,
      ),
    )
  }
}

const fieldCells = ({ voice }: Pick<Desk, 'voice'>, field: FieldView): string[] => [
  field.id,
  voice.words(field),
  isLong(field)
    ? voice.words({ zh: '见下', en: 'see below' })
    : (field.choices?.map(({ value }) => value).join('|') ?? ''),
  field.isOptional || field.onlyIf
    ? voice.words({ zh: '可不填', en: 'not always' })
    : voice.words({ zh: '必填', en: 'needed' }),
]

function tell(desk: Desk, view: CaseView): number {
  const { voice } = desk
  if (desk.isJson) {
    voice.print(JSON.stringify(view))
    return exit.done
  }
  const { record, topic, basis = [] } = view
  voice.print(`${view.subject}/${view.case}  ${plain(view.name)}`)
  voice.print(`${voice.words(view.procedure.what)}  ${voice.words(view.state.what)}`)
  const told = (one: NonNullable<typeof record> | (typeof basis)[number]) =>
    `${voice.words(one.itemName)}  ${plain(one.document ?? '')}  ${one.subject}/${one.record}`
  if (topic !== undefined) voice.print(`${voice.words(topic.what)}  ${topic.article}`)
  for (const one of basis) {
    voice.print(
      `  ${told(one)}  ${one.isFit ? '' : voice.words({ zh: '已不能作为依据', en: 'cannot be rested on any more' })}`,
    )
  }
  if (record !== undefined) voice.print(told(record))
  const events = view.events.map((event) => [
    `${event.n}`,
    inShanghai(event.at),
    voice.words(event.what),
    plain(event.who),
    event.paper?.number ?? '',
  ])
  voice.print(inColumns(events, '  '))
  const clocks = view.clocks.filter(({ endedOn }) => endedOn === undefined)
  if (clocks.length > 0)
    voice.print(
      inColumns(
        clocks.map((clock) => [
          voice.words(clock.what),
          voice.words(dueWords(clock)),
          clock.stage ? voice.words(stageWords[clock.stage]) : '',
        ]),
        '  ',
      ),
    )
  for (const step of view.steps) {
    const why = step.refused === undefined ? '' : `  ✗ ${voice.words(step.refused)}`
    voice.print(`${step.refused === undefined ? '→' : ' '} ${step.id}  ${voice.words(step.what)}${why}`)
    if (step.refused === undefined && step.fields.length > 0) printFields(desk, step.fields, '    ')
  }
  return exit.done
}
