/** `xinheng sources`: the bodies that report, and what each of them may. */
import { isKnownRegion } from '../codes/regions.ts'
import { examineUscc } from '../codes/uscc.ts'
import { isRefusal, Refusal } from '../refusal.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, exit, nearest } from './command.ts'
import { itemsSaid, listsSaid } from './help.ts'
import { commandCaller, withDatabase, withWorks } from './open.ts'
import { assertRegion, reasonOf, reasonOption } from './people.ts'

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
    office: { value: 'TEXT', about: { zh: '联系科室（不填个人）', en: 'the office that answers; no person' } },
    'office-line': { value: 'NUMBER', about: { zh: '科室固定电话', en: 'its landline' } },
    ...reasonOption,
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
      const { putSource } = await import('../access/administer-sources.ts')
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
      const hasOverride = (await overrideOf(pool, code)) !== undefined
      if (!examined.check && !(examined.form && hasOverride)) throw malformed(code, examined.suggestions)
      if (!isKnownRegion(regions, region)) {
        desk.voice.warn({ zh: `行政区划表中没有 ${region}。`, en: `The region ${region} is in no table of regions.` })
      }
      const stated = {
        ...{ code, name: given.must('name').trim(), region, items },
        ...(given.text('lists') === undefined ? {} : { lists }),
        office: given.text('office'),
        officeLine: given.text('office-line'),
      }
      const ask = { source: stated, reason: reasonOf(given), by: commandCaller('administrator'), hasOverride }
      const { isNew } = await putSource(pool, ask, { book }, desk.now()).catch((error: unknown) => {
        // Said again as it stands: at the machine that is no mistake.
        if (!isRefusal(error) || error.code !== 'nothing-changed') throw error
        return { isNew: false }
      })
      const source = (await allSources(pool)).find((one) => one.code === code)!
      if (desk.isJson) desk.voice.print(JSON.stringify(source))
      else {
        const says = !isNew ? { zh: '已更改', en: 'changed' } : { zh: '已登记', en: 'registered' }
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
