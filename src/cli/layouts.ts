/** `xinheng layouts`: how a source's own sheets are read; proposed, tried, settled, carried elsewhere. */
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Layout, SettledLayout } from '../intake/layouts/layout.ts'
import { Refusal } from '../refusal.ts'
import type { Works } from '../wiring.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit } from './command.ts'
import { commandCaller, withDatabase, withWorks } from './open.ts'
import { findingLines, inShanghai } from './words.ts'

const sourceOption = {
  source: { value: 'CODE', isRequired: true, about: { zh: '信源单位代码', en: 'code of the reporting body' } },
} as const

export const layouts: Command = {
  name: 'layouts',
  about: { zh: '列出信源单位的表样（自有表格如何读成目录项）', en: 'layouts: how a source’s own sheets are read' },
  usage: '--source CODE',
  words: { least: 0, most: 0 },
  options: sourceOption,
  examples: ['xinheng layouts --source 11990101000000001X', 'xinheng layouts --source 11990101000000001X --json'],
  run: async (given, desk) => listOf(desk, given.must('source')),
}

export const layoutsList: Command = { ...layouts, name: 'layouts list' }

async function listOf(desk: Desk, source: string): Promise<number> {
  const { layoutsOf } = await import('../intake/layouts/actions.ts')
  return withDatabase(desk, { name: 'layouts', mayMake: false }, async ({ pool }) => {
    const found = await layoutsOf(pool, source)
    const { voice } = desk
    if (desk.isJson) for (const one of found) voice.print(JSON.stringify(one))
    else if (found.length === 0)
      voice.say({
        zh: '没有表样。建议：xinheng layouts propose',
        en: 'There is none. xinheng layouts propose makes one.',
      })
    else {
      voice.print(
        inColumns(
          found.map(({ layout, version, isRetired, who, at }) => [
            plain(layout.name),
            `@${version}`,
            layout.item,
            isRetired ? voice.words({ zh: '停用', en: 'retired' }) : '',
            inShanghai(at),
            who,
          ]),
        ),
      )
    }
    return exit.done
  })
}

export const layoutsShow: Command = {
  name: 'layouts show',
  about: { zh: '显示一个表样及其各版本', en: 'one layout, with its versions' },
  usage: 'NAME --source CODE',
  words: { least: 1, most: 1 },
  options: sourceOption,
  examples: [
    'xinheng layouts show 处罚公示表 --source 11990101000000001X',
    'xinheng layouts show 处罚公示表@1 --source 11990101000000001X',
  ],
  async run(given, desk) {
    const { layoutNamed, layoutVersionsOf } = await import('../intake/layouts/actions.ts')
    const { writeLayout } = await import('../intake/layouts/layout-file.ts')
    const source = given.must('source')
    return withDatabase(desk, { name: 'layouts', mayMake: false }, async ({ pool }) => {
      const one = await layoutNamed(pool, source, given.words[0]!)
      if (desk.isJson) {
        desk.voice.print(JSON.stringify(one))
        return exit.done
      }
      for (const { version, who, at, isRetired } of await layoutVersionsOf(pool, source, one.layout.name)) {
        const state = isRetired ? { zh: '停用', en: 'retired' } : { zh: '设定', en: 'settled' }
        desk.voice.say({
          zh: `@${version} ${inShanghai(at)} ${who} ${state.zh}`,
          en: `@${version} ${inShanghai(at)} ${who} ${state.en}`,
        })
      }
      desk.voice.print(writeLayout(one.layout, { source, version: one.version }))
      return exit.done
    })
  },
}

export const layoutsExport: Command = {
  name: 'layouts export',
  about: { zh: '将一个表样写成 YAML', en: 'write a layout as YAML' },
  usage: 'NAME --source CODE [--out FILE.yaml]',
  words: { least: 1, most: 1 },
  options: {
    ...sourceOption,
    out: { value: 'FILE', about: { zh: '写入的文件（默认标准输出）', en: 'the file to write (standard output)' } },
  },
  examples: ['xinheng layouts export 处罚公示表 --source 11990101000000001X --out 处罚公示表.yaml'],
  async run(given, desk) {
    const { layoutNamed } = await import('../intake/layouts/actions.ts')
    const { writeLayout } = await import('../intake/layouts/layout-file.ts')
    const source = given.must('source')
    return withDatabase(desk, { name: 'layouts', mayMake: false }, async ({ pool }) => {
      const one = await layoutNamed(pool, source, given.words[0]!)
      give(desk, given.text('out'), writeLayout(one.layout, { source, version: one.version }))
      return exit.done
    })
  },
}

export const layoutsImport: Command = {
  name: 'layouts import',
  about: {
    zh: '从 YAML 设定表样（同名即为新版本）',
    en: 'settle a layout from YAML; of a known name, its next version',
  },
  usage: 'FILE.yaml --source CODE',
  words: { least: 1, most: 1 },
  options: sourceOption,
  more: [
    {
      zh: '格式：rules/schema/layout.schema.json。以后的版本不改变此前报送的结论；每次报送注明所用版本。',
      en: 'The form: rules/schema/layout.schema.json. A later version changes nothing of what was submitted before; each submission names the version it was read through.',
    },
  ],
  examples: ['xinheng layouts import 处罚公示表.yaml --source 11990101000000001X'],
  async run(given, desk) {
    const layout = await layoutFromFile(desk, given.words[0]!)
    return withWorks(desk, { name: 'layouts', mayMake: false }, async (works) => {
      const settled = await settleFromCommand(works, given.must('source'), layout, desk)
      if (desk.isJson) desk.voice.print(JSON.stringify(settled))
      else desk.voice.print(settledWords(desk, settled))
      return exit.done
    })
  },
}

export const layoutsRetire: Command = {
  name: 'layouts retire',
  about: { zh: '停用一个表样', en: 'take files through a layout no longer' },
  usage: 'NAME --source CODE',
  words: { least: 1, most: 1 },
  options: sourceOption,
  examples: ['xinheng layouts retire 处罚公示表 --source 11990101000000001X'],
  async run(given, desk) {
    const { retireLayout } = await import('../intake/layouts/actions.ts')
    const source = given.must('source')
    return withWorks(desk, { name: 'layouts', mayMake: false }, async ({ pool, intake, book }) => {
      const ask = { source, name: given.words[0]!, by: commandCaller('officer', source) }
      const retired = await retireLayout({ pool, suite: intake.suite, book }, ask, desk.now())
      if (desk.isJson) desk.voice.print(JSON.stringify(retired))
      else
        desk.voice.print(
          `${desk.voice.words({ zh: '已停用', en: 'retired' })} ${plain(retired.layout.name)}@${retired.version}`,
        )
      return exit.done
    })
  },
}

export const layoutsPropose: Command = {
  name: 'layouts propose',
  about: {
    zh: '按一个文件的表头和前几行建议表样，不保存文件',
    en: 'propose a layout for a file from its header and first rows',
  },
  usage: 'FILE --item ITEM [--source CODE] [--out FILE.yaml]',
  words: { least: 1, most: 1 },
  options: {
    item: {
      value: 'ITEM',
      isRequired: true,
      about: { zh: '目录项，见 xinheng rules', en: 'item of the catalogue; see xinheng rules' },
    },
    source: {
      value: 'CODE',
      about: {
        zh: '信源单位代码：没有机关一列时用其名称和代码',
        en: 'the reporting body: stands for the authority where no column names it',
      },
    },
    sheet: { value: 'NAME', about: { zh: '工作表（默认第一个有表格的）', en: 'the sheet (the first with a table)' } },
    'header-line': { value: 'N', takes: 'count', about: { zh: '表头所在的行', en: 'the line of the header' } },
    name: { value: 'NAME', about: { zh: '表样名称', en: 'name of the layout' } },
    out: { value: 'FILE', about: { zh: '将建议写入 YAML 文件', en: 'write the proposal to a YAML file' } },
  },
  more: [
    {
      zh: '建议只供核对：请逐列看过理由，改好 YAML，用 submit --dry-run --layout FILE.yaml 试读，再 layouts import。',
      en: 'A proposal is for looking over: read the reasons, mend the YAML, try it with submit --dry-run --layout FILE.yaml, then layouts import.',
    },
  ],
  examples: ['xinheng layouts propose 公示.xlsx --item penalty --source 11990101000000001X --out 公示.yaml'],
  async run(given, desk) {
    const { proposeForFile } = await import('../intake/actions.ts')
    const { writeLayout } = await import('../intake/layouts/layout-file.ts')
    const path = resolve(desk.cwd, given.words[0]!)
    const source = given.text('source') ?? ''
    return withWorks(desk, { name: 'layouts', mayMake: false }, async ({ intake }) => {
      const line = given.count('header-line', 0)
      const proposal = await proposeForFile(
        intake,
        {
          input: readingFile(path),
          fileName: basename(path),
          item: given.must('item'),
          source,
          by: commandCaller('officer', source),
          ...(given.text('sheet') ? { sheet: given.text('sheet')! } : {}),
          ...(line > 0 ? { headerLine: line } : {}),
        },
        desk.now(),
      )
      const named = given.text('name')
      const layout = named ? { ...proposal.layout, name: named } : proposal.layout
      const { voice } = desk
      if (desk.isJson) {
        voice.print(JSON.stringify({ ...proposal, layout }))
        return exit.done
      }
      const words = (says: { zh: string; en: string }) => voice.words(says)
      voice.block([
        { zh: `表头在第 ${proposal.headerLine} 行。`, en: `The header stands in line ${proposal.headerLine}.` },
      ])
      const table = [
        ...proposal.columns.flatMap(({ column, chosen }) =>
          chosen.map(({ rule, score, reason }) => [
            plain(column),
            rule.field
              ? `→ ${rule.field}${rule.find ? ` (${rule.find})` : ''}${rule.unit ? ` [${rule.unit}]` : ''}${rule.days ? ` [${rule.days}]` : ''}`
              : '—',
            rule.field ? score.toFixed(2) : '',
            words(reason),
          ]),
        ),
        ...proposal.constants.map(({ constant, reason }) => ['=', `→ ${constant.field}`, '', words(reason)]),
      ]
      voice.say({ zh: inColumns(table), en: inColumns(table) })
      for (const finding of proposal.findings)
        for (const text of findingLines(voice, finding)) voice.warn({ zh: text, en: text })
      give(desk, given.text('out'), writeLayout(layout))
      return exit.done
    })
  },
}

async function* readingFile(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const piece of createReadStream(path)) yield piece as Buffer
  } catch (error) {
    throw unreadable(path, error)
  }
}

function give(desk: Desk, out: string | undefined, text: string): void {
  if (out === undefined) {
    desk.voice.print(text)
    return
  }
  const path = resolve(desk.cwd, out)
  writeFileSync(path, text)
  desk.voice.say({ zh: `已写入 ${path}`, en: `written to ${path}` })
}

/** The layout of a YAML file. */
export async function layoutFromFile(desk: Desk, file: string): Promise<Layout> {
  const { readLayout } = await import('../intake/layouts/layout-file.ts')
  let text: string
  try {
    text = readFileSync(resolve(desk.cwd, file), 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
  return readLayout(text)
}

/** Settles it where it says something new; the source's own word, given at the machine. */
export async function settleFromCommand(
  { pool, intake, book }: Works,
  source: string,
  layout: Layout,
  desk: Desk,
): Promise<SettledLayout & { isNew: boolean }> {
  const { settleLayout } = await import('../intake/layouts/actions.ts')
  const by = commandCaller('officer', source)
  return settleLayout({ pool, suite: intake.suite, book }, { source, layout, by }, desk.now())
}

export const settledWords = ({ voice }: Desk, { layout, version, isNew }: SettledLayout & { isNew: boolean }): string =>
  `${voice.words(isNew ? { zh: '已设定表样', en: 'settled' } : { zh: '表样没有变化', en: 'nothing new in' })} ${plain(layout.name)}@${version}`

function unreadable(file: string, error: unknown): Refusal {
  const { code } = error as { code?: string }
  return new Refusal('file-not-readable', {
    zh: code === 'ENOENT' ? `没有文件 ${file}。` : `无法读取 ${file}（${code}）。`,
    en: code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`,
  })
}
