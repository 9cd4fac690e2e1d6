/** `xinheng help`: every command in both languages, each with an example. */
import { fileURLToPath } from 'node:url'
import { type Day, dayInShanghai } from '../codes/day.ts'
import { isInForce, itemsOn, type RuleBook } from '../rulebook/book.ts'
import { sayHistoric } from '../rulebook/field-words.ts'
import type { Language, Says } from '../terms/says.ts'
import { inColumns } from './columns.ts'
import { type Command, everywhere, type Option } from './command.ts'

const languages = (language: Language | undefined): Language[] => (language ? [language] : ['zh', 'en'])

export function helpOfAll(commands: readonly Command[], language: Language | undefined): string {
  return languages(language)
    .map((one) => {
      const intro: Says = {
        zh: '信衡 xinheng：公共信用信息平台。\n\n用法：xinheng 命令 [参数]',
        en: 'xinheng: the public credit information platform.\n\nUsage: xinheng COMMAND [arguments]',
      }
      const after: Says = {
        zh: '每个命令的帮助：xinheng help 命令；设置：xinheng help config。\n服务器运行时，命令使用同一数据库；没有服务器时，命令自己启动内置数据库，做完即停。\n退出码：0 完成；1 规则或机器不允许；2 命令有误；3 平台故障。',
        en: 'Help of a command: xinheng help COMMAND; settings: xinheng help config.\nBeside a running server a command uses its database; alone it starts the embedded one, does its job and stops it.\nExit codes: 0 done; 1 the rules or the machine say no; 2 not understood; 3 a fault of ours.',
      }
      const rows = commands.map((command) => [command.name, command.about[one]])
      return `${intro[one]}\n\n${inColumns(rows, '  ')}\n\n${heading[one].everywhere}\n${optionsOf(everywhere, one)}\n\n${after[one]}\n`
    })
    .join('\n')
}

export async function helpOf(
  command: Command,
  subcommands: readonly Command[],
  language: Language | undefined,
  at: Date,
): Promise<string> {
  const { fromRules } = command
  const learned = fromRules ? fromRules(await nationalRules(), dayInShanghai(at)) : []
  return languages(language)
    .map((one) => {
      const parts = [
        `xinheng ${command.name} ${command.usage}`.trimEnd(),
        `  ${command.about[one]}`,
        ...(Object.keys(command.options).length > 0 ? ['', heading[one].options, optionsOf(command.options, one)] : []),
        ...[...learned, ...(command.more ?? [])].flatMap((more) => ['', more[one]]),
        '',
        heading[one].examples,
        ...command.examples.map((example) => `  ${example}`),
      ]
      if (subcommands.length > 0) {
        parts.push(
          '',
          heading[one].more,
          inColumns(
            subcommands.map(({ name, usage, about }) => [`${name} ${usage}`.trimEnd(), about[one]]),
            '  ',
          ),
        )
      }
      return `${parts.join('\n')}\n`
    })
    .join('\n')
}

async function nationalRules(): Promise<RuleBook> {
  const { loadRules } = await import('../rulebook/load.ts')
  return loadRules([fileURLToPath(new URL('../../rules/national', import.meta.url))])
}

/** The items of the catalogue on a day, with their names. */
export function itemsSaid(book: RuleBook, day: Day): Says {
  const items = itemsOn(book, day)
  const rows = (language: Language) =>
    inColumns(
      items.map((item) => [item.id, item[language]]),
      '  ',
    )
  return { zh: `目录项：\n${rows('zh')}`, en: `Items of the catalogue:\n${rows('en')}` }
}

/** What old stock may lack, item by item. */
export function historicSaid(book: RuleBook, day: Day): Says[] {
  return itemsOn(book, day).flatMap((item) => {
    const says = sayHistoric(item)
    return says ? [{ zh: `${item.id} ${item.zh}：${says.zh}`, en: `${item.id}, ${item.en}: ${says.en}` }] : []
  })
}

/** The lists whose entries are reported, with their names. */
export function listsSaid(book: RuleBook, day: Day): Says {
  const lists = book.lists.filter((list) => isInForce(list, day))
  const rows = (language: Language) =>
    inColumns(
      lists.map((list) => [list.id, list[language]]),
      '  ',
    )
  return { zh: `名单：\n${rows('zh')}`, en: `Lists:\n${rows('en')}` }
}

export async function helpOfSettings(language: Language | undefined): Promise<string> {
  const { settingsHelp } = await import('../config.ts')
  return languages(language).map(settingsHelp).join('\n')
}

function optionsOf(options: { [name: string]: Option }, language: Language): string {
  const rows = Object.entries(options).map(([name, { value, about, isRequired }]) => [
    `--${name}${value === undefined ? '' : ` ${value}`}`,
    `${about[language]}${isRequired ? (language === 'zh' ? '（必填）' : ' (required)') : ''}`,
  ])
  return inColumns(rows, '  ')
}

const heading = {
  zh: { options: '选项：', everywhere: '各命令通用：', examples: '例：', more: '另见：' },
  en: { options: 'Options:', everywhere: 'With every command:', examples: 'Examples:', more: 'See also:' },
}
