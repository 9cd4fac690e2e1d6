/** `xinheng records mark|unmark|reply|lift|holds`: what stands beside a record, entered by the credit office. */
import { type Contest, contests, type Reach, reaches } from '../records/hold.ts'
import type { HoldView, NewHold } from '../records/holds.ts'
import { Refusal } from '../refusal.ts'
import type { Says } from '../terms/says.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit, type Given, type Option } from './command.ts'
import { commandCaller, withWorks } from './open.ts'
import { type RecordIn, recordIn } from './records.ts'
import { inShanghai } from './words.ts'

const required = { isRequired: true } as const
const document: Option = {
  value: 'NUMBER',
  ...required,
  about: { zh: '所依据的文书号', en: 'the document it rests on' },
}
const reason: Option = { value: 'TEXT', ...required, about: { zh: '理由（记入存证）', en: 'why (evidence)' } }
const hold: Option = {
  value: 'N',
  takes: 'count',
  about: {
    zh: '哪一项，见 xinheng records holds；只有一项时可省',
    en: 'which one, see xinheng records holds; not needed where only one stands',
  },
}
const office: Says = {
  zh: '以信用管理部门的身份办理，写入存证；门户、接口、核查、档案和报告同时生效，已出具的回执和报告不变。',
  en: 'Done as the credit office and written into the evidence log. Portal, API, checks, files and reports show it at once; receipts and reports that were given stay as they are.',
}

export const recordsHolds: Command = {
  name: 'records holds',
  about: { zh: '一条记录旁的标注、陈述与停止公示', en: 'marks, replies and lifts beside a record' },
  usage: 'CODE/RECORD',
  words: { least: 1, most: 1 },
  options: {},
  examples: ['xinheng records holds 91990101000000100X/1025'],
  run: (given, desk) =>
    withHolds(desk, async ({ beside }) => {
      const rows = await beside(recordIn(given.words[0]!))
      if (desk.isJson) for (const row of rows) desk.voice.print(JSON.stringify(row))
      else if (rows.length > 0) desk.voice.print(inColumns(rows.map((row) => cellsOf(desk, row))))
      else desk.voice.say({ zh: '没有。', en: 'None.' })
      return exit.done
    }),
}

export const recordsMark: Command = {
  name: 'records mark',
  about: { zh: '标注一条记录正在异议、复议或诉讼中', en: 'mark a record as contested' },
  usage: 'CODE/RECORD --contest WHAT --since DAY --document NUMBER --reason TEXT',
  words: { least: 1, most: 1 },
  options: {
    contest: {
      value: 'WHAT',
      ...required,
      choices: contests,
      about: { zh: 'objection 异议，reconsideration 行政复议，litigation 诉讼', en: `one of ${contests.join(', ')}` },
    },
    since: { value: 'DAY', ...required, takes: 'day', about: { zh: '自哪一日起', en: 'since which day' } },
    document,
    reason,
  },
  more: [office],
  examples: [
    'xinheng records mark 91990101000000100X/1025 --contest reconsideration --since 2026-11-02 --document 示复受〔2026〕3号 --reason 复议机关已受理',
  ],
  run: (given, desk) =>
    entering(given, desk, {
      kind: 'mark',
      contest: given.must('contest') as Contest,
      since: given.must('since'),
      document: given.must('document'),
      reason: given.must('reason'),
    }),
}

export const recordsUnmark: Command = {
  name: 'records unmark',
  about: { zh: '解除一条记录的标注', en: 'end the mark of a record' },
  usage: 'CODE/RECORD --document NUMBER --reason TEXT',
  words: { least: 1, most: 1 },
  options: { hold, document, reason },
  more: [office],
  examples: ['xinheng records unmark 91990101000000100X/1025 --document 示复决〔2026〕3号 --reason 复议决定维持'],
  run: (given, desk) => ending(given, desk, 'mark'),
}

export const recordsReply: Command = {
  name: 'records reply',
  about: { zh: '录入或撤回该主体对一条记录的陈述', en: 'enter the organisation’s own statement, or take it back' },
  usage: 'CODE/RECORD --text TEXT --document NUMBER',
  words: { least: 1, most: 1 },
  options: {
    text: {
      value: 'TEXT',
      about: { zh: '陈述全文；涉及个人的内容会被遮盖', en: 'the statement; what is a person’s is masked' },
    },
    withdraw: { about: { zh: '撤回现有的陈述（须写 --reason）', en: 'take back the one that stands (with --reason)' } },
    hold,
    document,
    reason: { value: 'TEXT', about: reason.about },
  },
  more: [
    {
      zh: '文书号为该主体签章的书面材料。陈述与异议的结果无关；再次录入的代替前一份。篇幅由规则规定（reply-length）。',
      en: 'The document is the paper that the organisation signed. A statement stands whatever becomes of a contest; a later one takes the place of the earlier. The rules say how long it may be (reply-length).',
    },
    office,
  ],
  examples: [
    'xinheng records reply 91990101000000100X/1025 --text 已于次日完成检定。 --document 云杉函〔2026〕7号',
    'xinheng records reply 91990101000000100X/1025 --withdraw --document 云杉函〔2026〕9号 --reason 该主体申请撤回',
  ],
  run(given, desk) {
    if (given.flag('withdraw')) return ending(given, desk, 'reply')
    const says = given.text('text')
    if (says === undefined) throw textMissing
    return entering(given, desk, { kind: 'reply', says, document: given.must('document') })
  },
}

export const recordsLift: Command = {
  name: 'records lift',
  about: {
    zh: '按命令停止公示一条记录，或恢复公示',
    en: 'stop the publication of a record by order, or let it be shown again',
  },
  usage: 'CODE/RECORD --basis TEXT --document NUMBER --reason TEXT [--until DAY]',
  words: { least: 1, most: 1 },
  options: {
    reach: {
      value: 'WHOM',
      choices: reaches,
      about: {
        zh: 'public 只停止公示（默认），everyone 同时停止政务共享，也不再据以采取措施',
        en: 'public: publication alone (usual); everyone: authorities are not told either, and no measure rests on it',
      },
    },
    basis: { value: 'TEXT', about: { zh: '依据的条款或裁定', en: 'the article or the order' } },
    until: {
      value: 'DAY',
      takes: 'day',
      about: { zh: '自哪一日起恢复；不写则到解除为止', en: 'from which day it is shown again; else until it is ended' },
    },
    end: { about: { zh: '解除现有的停止公示', en: 'end the lift that stands' } },
    hold,
    document,
    reason,
  },
  more: [
    {
      zh: '公示自录入之刻停止；解除后按原来的期限公示，绝不延长。',
      en: 'It stops at the instant of the entry. When it is ended the record is shown for what is left of its time, never longer.',
    },
    office,
  ],
  examples: [
    'xinheng records lift 91990101000000100X/1025 --basis 行政诉讼法第五十六条 --document （2026）示01行初3号 --reason 法院裁定停止执行',
    'xinheng records lift 91990101000000100X/1025 --end --document （2026）示01行终9号 --reason 裁定已撤销',
  ],
  run(given, desk) {
    if (given.flag('end')) return ending(given, desk, 'lift')
    const until = given.text('until')
    return entering(given, desk, {
      kind: 'lift',
      reach: (given.text('reach') as Reach | undefined) ?? 'public',
      basis: given.text('basis') ?? '',
      document: given.must('document'),
      reason: given.must('reason'),
      ...(until === undefined ? {} : { until }),
    })
  },
}

type Doors = {
  beside(name: RecordIn): Promise<HoldView[]>
  enter(name: RecordIn, hold: NewHold): Promise<HoldView>
  end(name: RecordIn, hold: number, on: { document: string; reason: string }): Promise<HoldView>
}

function withHolds(desk: Desk, work: (doors: Doors) => Promise<number>): Promise<number> {
  return withWorks(desk, { name: 'holds', mayMake: false }, async ({ reading }) => {
    const { endHold, enterHold, holdsBeside } = await import('../records/holds.ts')
    const by = commandCaller('credit-office', '', '000000')
    return work({
      beside: (name) => holdsBeside(reading, { ...name, by }, desk.now()),
      enter: (name, hold) => enterHold(reading, { ...name, hold, by }, desk.now()),
      end: (name, hold, on) => endHold(reading, { ...name, hold, ...on, by }, desk.now()),
    })
  })
}

const entering = (given: Given, desk: Desk, hold: NewHold): Promise<number> =>
  withHolds(desk, async ({ enter }) => tell(desk, await enter(recordIn(given.words[0]!), hold)))

const ending = (given: Given, desk: Desk, kind: HoldView['kind']): Promise<number> =>
  withHolds(desk, async ({ beside, end }) => {
    const name = recordIn(given.words[0]!)
    const standing = (await beside(name)).filter(
      (one) => one.kind === kind && one.ended === undefined && !one.hasRunOut,
    )
    const [only, ...others] = standing
    const which = given.text('hold') === undefined ? only?.hold : given.count('hold', 0)
    if (which === undefined) throw noneStands
    if (given.text('hold') === undefined && others.length > 0) throw severalStand(standing)
    const on = { document: given.must('document'), reason: given.text('reason') ?? '' }
    return tell(desk, await end(name, which, on))
  })

function tell(desk: Desk, view: HoldView): number {
  desk.voice.print(desk.isJson ? JSON.stringify(view) : inColumns([cellsOf(desk, view)]))
  return exit.done
}

const kindWords: Record<HoldView['kind'], Says> = {
  mark: { zh: '标注', en: 'mark' },
  reply: { zh: '陈述', en: 'reply' },
  lift: { zh: '停止公示', en: 'lift' },
}

const cellsOf = ({ voice }: Desk, view: HoldView): string[] => [
  `#${view.hold}`,
  voice.words(kindWords[view.kind]),
  view.contest ?? view.reach ?? '',
  plain(view.document),
  plain(view.says ?? view.reason ?? '').slice(0, 60),
  inShanghai(view.at),
  view.ended === undefined
    ? voice.words(view.hasRunOut ? { zh: '已到期', en: 'has run out' } : { zh: '有效', en: 'stands' })
    : `${voice.words({ zh: '已结束', en: 'ended' })} ${inShanghai(view.ended.at)}`,
]

const textMissing = new Refusal('reply-missing', {
  zh: '请以 --text 写明陈述全文，或以 --withdraw 撤回。',
  en: 'Give the statement with --text, or take the one that stands back with --withdraw.',
})
const noneStands = new Refusal(
  'hold-unknown',
  { zh: '这条记录旁现在没有这样的一项。', en: 'Nothing of that kind stands beside the record.' },
  404,
)
const severalStand = (standing: readonly HoldView[]) =>
  new Refusal('hold-several', {
    zh: `不止一项，请以 --hold 写明：${standing.map(({ hold }) => hold).join('、')}。`,
    en: `There are several; say which with --hold: ${standing.map(({ hold }) => hold).join(', ')}.`,
  })
