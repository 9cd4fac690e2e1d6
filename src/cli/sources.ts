/** `xinheng sources`: the bodies that report, and what each of them may. */
import { isKnownRegion } from '../codes/regions.ts'
import { examineUscc } from '../codes/uscc.ts'
import type { PeriodState } from '../intake/connection.ts'
import { Refusal } from '../refusal.ts'
import type { Says } from '../terms/says.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, exit, nearest } from './command.ts'
import { itemsSaid, listsSaid } from './help.ts'
import { withDatabase, withWorks } from './open.ts'
import { assertRegion } from './people.ts'

export const sources: Command = {
  name: 'sources',
  about: { zh: '列出信源单位', en: 'the bodies that report' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {},
  examples: ['xinheng sources', 'xinheng sources --json'],
  async run(_given, desk) {
    return withDatabase(desk, { name: 'sources', mayMake: false }, async ({ pool }) => {
      const { sources: allSources } = await import('../access/store.ts')
      const found = await allSources(pool)
      if (desk.isJson) for (const source of found) desk.voice.print(JSON.stringify(source))
      else if (found.length === 0)
        desk.voice.say({ zh: '还没有信源单位：xinheng sources add', en: 'There is none yet: xinheng sources add' })
      else
        desk.voice.print(
          inColumns(
            found.map(({ code, name, region, items, lists = [] }) => [
              code,
              plain(name),
              region,
              [...items, ...lists.map((list) => `list-entry/${list}`)].join(', '),
            ]),
          ),
        )
      return exit.done
    })
  },
}

export const sourcesAdd: Command = {
  name: 'sources add',
  about: {
    zh: '登记信源单位，或更改其名称、地区与可报送的目录项',
    en: 'register a body that reports, or change its name, region and items',
  },
  usage: 'CODE --name NAME --region REGION --items a,b [--lists a,b]',
  words: { least: 1, most: 1 },
  options: {
    name: { value: 'NAME', isRequired: true, about: { zh: '单位名称', en: 'name of the body' } },
    region: { value: 'REGION', isRequired: true, about: { zh: '行政区划代码，6 位', en: 'region, six digits' } },
    items: {
      value: 'a,b',
      isRequired: true,
      about: { zh: '可报送的目录项，见下', en: 'items it may report, see below' },
    },
    lists: {
      value: 'a,b',
      about: {
        zh: '可代认定单位转报的名单（认定单位自己的名单不必列出）',
        en: 'lists that it hands on for their authority (an authority needs not name its own)',
      },
    },
  },
  fromRules: (book, day) => [itemsSaid(book, day), listsSaid(book, day)],
  examples: [
    'xinheng sources add 11990101000000001X --name 示范市市场监督管理局 --region 990101 --items registration,permit,penalty',
    'xinheng sources add 12990101000000002Y --name 示范市公共信用信息中心 --region 990101 --items list-entry --lists judgment-debtors,tax',
  ],
  async run(given, desk) {
    const items = [...new Set(given.list('items'))]
    const lists = [...new Set(given.list('lists'))]
    const region = given.must('region')
    assertRegion(region)
    return withWorks(desk, { name: 'sources', mayMake: true }, async ({ pool, book, regions }) => {
      const { sources: allSources } = await import('../access/store.ts')
      const { ensureSources } = await import('../access/sources.ts')
      const { overrideOf } = await import('../subjects/store.ts')
      const known = [...new Set(book.items.map(({ id }) => id))]
      const wrong = items.find((item) => !known.includes(item))
      if (wrong !== undefined || items.length === 0) {
        const near = nearest(wrong ?? '', known)
        throw new Refusal('item-unknown', {
          zh: `目录中没有“${plain(wrong ?? '')}”。${near ? `是否为 ${near}？` : ''}可用：${known.join('、')}。`,
          en: `The catalogue has no item "${plain(wrong ?? '')}".${near ? ` Did you mean ${near}?` : ''} It has ${known.join(', ')}.`,
        })
      }
      const knownLists = [...new Set(book.lists.map(({ id }) => id))]
      const wrongList = lists.find((list) => !knownLists.includes(list))
      if (wrongList !== undefined) {
        const near = nearest(wrongList, knownLists)
        throw new Refusal('list-unknown', {
          zh: `规则中没有名单“${plain(wrongList)}”。${near ? `是否为 ${near}？` : ''}可用：${knownLists.join('、')}。`,
          en: `The rules have no list "${plain(wrongList)}".${near ? ` Did you mean ${near}?` : ''} They have ${knownLists.join(', ')}.`,
        })
      }
      const examined = examineUscc(given.words[0]!)
      const { code } = examined
      if (!examined.check && !(examined.form && (await overrideOf(pool, code))))
        throw malformed(code, examined.suggestions)
      if (!isKnownRegion(regions, region)) {
        desk.voice.warn({ zh: `行政区划表中没有 ${region}。`, en: `The region ${region} is in no table of regions.` })
      }
      const before = (await allSources(pool)).find((one) => one.code === code)
      const source = { code, name: given.must('name').trim(), region, items, lists }
      await ensureSources(pool, [source], desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify(source))
      else {
        const says = before ? { zh: '已更改', en: 'changed' } : { zh: '已登记', en: 'registered' }
        desk.voice.print(`${desk.voice.words(says)} ${code} ${plain(source.name)}`)
      }
      return exit.done
    })
  },
}

function malformed(code: string, suggestions: readonly string[]): Refusal {
  const zh = suggestions.length > 0 ? `是否为 ${suggestions.join(' 或 ')}？` : ''
  const en = suggestions.length > 0 ? ` Did you mean ${suggestions.join(' or ')}?` : ''
  return new Refusal('source-code-malformed', {
    zh: `“${plain(code).slice(0, 40)}”不是有效的统一社会信用代码（18位，GB 32100-2015）。${zh}`,
    en: `"${plain(code).slice(0, 40)}" is no valid unified social credit code (18 characters, GB 32100-2015).${en}`,
  })
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
              const newest = row.periods.find(({ state }) => given.flag('all') || isWantingState(state))
              const due = newest && ('day' in newest.due ? newest.due.day : `> ${newest.due.notBefore}`)
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

const isWantingState = (state: PeriodState): boolean =>
  state === 'open' || state === 'missing' || state === 'not-determinable'

const periodWords: Record<PeriodState, Says> = {
  'in-time': { zh: '按时', en: 'in time' },
  late: { zh: '迟到', en: 'late' },
  zero: { zh: '零报送', en: 'nothing to report' },
  open: { zh: '应报', en: 'due' },
  missing: { zh: '逾期未报', en: 'has not come' },
  'not-determinable': { zh: '期限无法判断', en: 'cannot be told' },
}
