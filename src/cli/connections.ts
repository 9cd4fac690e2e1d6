/** `xinheng sources connect|zero|due`: the connection register, and that there was nothing to report. */
import { dayInShanghai } from '../codes/day.ts'
import { isWanting, type PeriodState, type Rhythm, rhythms, ways } from '../intake/connection.ts'
import type { RegisterView } from '../intake/connections.ts'
import type { Says } from '../terms/says.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit, NotUnderstood } from './command.ts'
import { itemsSaid } from './help.ts'
import { commandCaller, withWorks } from './open.ts'
import { inShanghai } from './words.ts'

const item = {
  value: 'ITEM',
  isRequired: true,
  about: { zh: '目录项，见下', en: 'item of the catalogue, see below' },
} as const

export const sourcesConnect: Command = {
  name: 'sources connect',
  about: {
    zh: '登记或更改接入台账的一行：系统、权责事项、科室、报送周期',
    en: 'enter or change a line of the connection register: system, power, office, rhythm',
  },
  usage: 'CODE --item ITEM --system TEXT --power TEXT --office TEXT --way WAY --every RHYTHM --due-days N',
  words: { least: 1, most: 1 },
  options: {
    item,
    system: {
      value: 'TEXT',
      isRequired: true,
      about: { zh: '数据来自哪个系统', en: 'the system that the data comes from' },
    },
    power: {
      value: 'TEXT',
      isRequired: true,
      about: { zh: '权责清单中的事项', en: 'item of the list of powers and duties' },
    },
    office: {
      value: 'TEXT',
      isRequired: true,
      about: { zh: '负责的科室（不写个人）', en: 'the office that answers for it; no person' },
    },
    line: { value: 'NUMBER', about: { zh: '科室固定电话', en: 'landline of that office' } },
    way: {
      value: 'WAY',
      isRequired: true,
      choices: ways,
      about: { zh: `报送方式：${ways.join('、')}`, en: `how it comes: ${ways.join(', ')}` },
    },
    every: {
      value: 'RHYTHM',
      isRequired: true,
      choices: rhythms,
      about: { zh: `周期：${rhythms.join('、')}`, en: `rhythm: ${rhythms.join(', ')}` },
    },
    'due-days': {
      value: 'N',
      takes: 'count',
      isRequired: true,
      about: { zh: '期末后几个工作日内应报（1 至 60）', en: 'working days after the end of a period (1 to 60)' },
    },
    since: {
      value: 'DAY',
      takes: 'day',
      about: { zh: '自哪一日起（默认今天）', en: 'from which day on (today)' },
    },
  },
  fromRules: (book, day) => [itemsSaid(book, day)],
  examples: [
    'xinheng sources connect 11990101000000001X --item penalty --system 执法办案系统 --power 行政处罚 --office 法规科 --line 0990-1234567 --way file --every month --due-days 7 --since 2026-01-01',
  ],
  async run(given, desk) {
    const dueDays = given.count('due-days', 0)
    if (dueDays < 1 || dueDays > 60) {
      throw new NotUnderstood({ zh: '--due-days 应为 1 至 60。', en: '--due-days is 1 to 60.' })
    }
    const [source] = given.words
    return withWorks(desk, { name: 'sources', mayMake: false }, async ({ intake }) => {
      const { connect } = await import('../intake/connections.ts')
      const view = await connect(
        intake,
        {
          source: source!,
          item: given.must('item'),
          system: given.must('system'),
          powerItem: given.must('power'),
          office: given.must('office'),
          officeLine: given.text('line') ?? '',
          way: given.must('way') as (typeof ways)[number],
          every: given.must('every') as Rhythm,
          dueDays,
          since: given.text('since') ?? dayInShanghai(desk.now()),
          by: commandCaller('administrator'),
        },
        desk.now(),
      )
      if (desk.isJson) desk.voice.print(JSON.stringify(view))
      else {
        desk.voice.print(
          `${desk.voice.words({ zh: '已登记', en: 'entered' })} ${view.source} ${plain(view.sourceName)} ${view.item}`,
        )
        for (const period of view.periods.slice(0, 3)) desk.voice.print(`  ${periodLine(desk, period)}`)
      }
      return exit.done
    })
  },
}

export const sourcesZero: Command = {
  name: 'sources zero',
  about: { zh: '零报送：某期间没有需要报送的', en: 'a zero report: in a period there was nothing to report' },
  usage: 'CODE --item ITEM --from DAY --until DAY',
  words: { least: 1, most: 1 },
  options: {
    item,
    from: {
      value: 'DAY',
      takes: 'day',
      isRequired: true,
      about: { zh: '期间起（含当日）', en: 'first day of the period' },
    },
    until: {
      value: 'DAY',
      takes: 'day',
      isRequired: true,
      about: { zh: '期间止（不含当日）', en: 'the day after its last' },
    },
  },
  fromRules: (book, day) => [itemsSaid(book, day)],
  more: [
    {
      zh: '零报送记入存证。期间须已结束；该期间内已报送过作出决定的记录时不受理。',
      en: 'A zero report is evidence. The period has to be over; where a record decided in it was stated, it is refused.',
    },
  ],
  examples: ['xinheng sources zero 11990101000000001X --item penalty --from 2026-10-01 --until 2026-11-01'],
  async run(given, desk) {
    const [source] = given.words
    return withWorks(desk, { name: 'sources', mayMake: false }, async ({ intake }) => {
      const { reportZero } = await import('../intake/zero-report.ts')
      const ask = { source: source!, item: given.must('item'), from: given.must('from'), until: given.must('until') }
      const said = await reportZero(intake, { ...ask, by: commandCaller('officer', source) }, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify(said))
      else {
        const words = desk.voice.words({ zh: '已零报送', en: 'reported: nothing' })
        desk.voice.print(`${words} ${said.source} ${said.item} ${said.from}..${said.until}  ${inShanghai(said.at)}`)
      }
      return exit.done
    })
  },
}

export const sourcesDue: Command = {
  name: 'sources due',
  about: {
    zh: '接入台账：应报未报的单位与目录项（--all 列出全部）',
    en: 'the connection register: what is due and has not come (--all: everything)',
  },
  usage: '[--source CODE] [--all]',
  words: { least: 0, most: 0 },
  options: {
    source: { value: 'CODE', about: { zh: '只看一个信源单位', en: 'of one source only' } },
    all: { about: { zh: '包括没有欠报的', en: 'also where nothing is wanting' } },
  },
  more: [
    {
      zh: '一个期间从期首日起有数据到达，或有零报送覆盖，即为已报。退出码：0 没有逾期未报的；1 有。',
      en: 'A period is settled by the first data that comes after it began, or by a zero report that covers it. Exit code: 0 nothing is missing; 1 something is.',
    },
  ],
  examples: ['xinheng sources due', 'xinheng sources due --all --json'],
  async run(given, desk) {
    return withWorks(desk, { name: 'sources', mayMake: false }, async ({ intake }) => {
      const { connectionRegister } = await import('../intake/connections.ts')
      const source = given.text('source')
      const rows = await connectionRegister(
        intake,
        { ...(source ? { sources: [source] } : {}), dueOnly: !given.flag('all') },
        desk.now(),
      )
      const { voice } = desk
      if (desk.isJson) for (const row of rows) voice.print(JSON.stringify(row))
      else if (rows.length === 0) voice.say({ zh: '没有应报未报的。', en: 'Nothing is due.' })
      else {
        voice.print(
          inColumns(
            rows.map((row) => {
              const newest = row.periods.find(({ state }) => given.flag('all') || isWanting(state))
              const due = newest && dueDay(newest)
              return [
                row.source,
                plain(row.sourceName),
                row.item,
                newest ? `${newest.from}..${newest.until}` : '—',
                newest ? voice.words(periodWords[newest.state]) : '',
                due ?? '',
                row.lastAt?.slice(0, 10) ?? '—',
              ]
            }),
          ),
        )
      }
      return rows.some((row) => row.periods.some(({ state }) => state === 'missing')) ? exit.refused : exit.done
    })
  },
}

const periodWords: Record<PeriodState, Says> = {
  'in-time': { zh: '按时', en: 'in time' },
  late: { zh: '迟到', en: 'late' },
  zero: { zh: '零报送', en: 'nothing to report' },
  open: { zh: '应报', en: 'due' },
  missing: { zh: '逾期未报', en: 'has not come' },
  'not-determinable': { zh: '期限无法判断', en: 'cannot be told' },
}

const dueDay = ({ due }: RegisterView['periods'][number]): string => ('day' in due ? due.day : `> ${due.notBefore}`)

const periodLine = ({ voice }: Desk, period: RegisterView['periods'][number]): string =>
  `${period.from}..${period.until}  ${voice.words(periodWords[period.state])}  ${dueDay(period)}`
