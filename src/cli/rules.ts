/** `xinheng rules`: the law as data: what is in force, and whether packs are sound. */
import { existsSync, readdirSync } from 'node:fs'
import { extname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dayInShanghai } from '../codes/day.ts'
import { Refusal } from '../refusal.ts'
import { isInForce, itemOn, type RuleBook } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { Finding } from '../terms/finding.ts'
import { inColumns, plain } from './columns.ts'
import { type Command, type Desk, exit, type Given, NotUnderstood, nearest } from './command.ts'
import { openTarget } from './target.ts'
import { grouped } from './words.ts'

const rulesFolder = fileURLToPath(new URL('../../rules', import.meta.url))
export const national = join(rulesFolder, 'national')
const localFolders = () =>
  readdirSync(join(rulesFolder, 'local'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(rulesFolder, 'local', entry.name))

export const rules: Command = {
  name: 'rules',
  about: { zh: '规则摘要与现行目录项', en: 'the digest of the rules, and the items in force' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {},
  examples: [
    'xinheng rules',
    'xinheng rules show penalty',
    'xinheng rules template penalty --out 处罚.xlsx',
    'xinheng rules check rules/local/示范市',
  ],
  async run(_given, desk) {
    const { loadRules } = await import('../rulebook/load.ts')
    const book = loadRules([national])
    const day = dayInShanghai(desk.now())
    const items = book.items.filter((item) => isInForce(item, day))
    if (desk.isJson) {
      const { digest, packs } = book
      const told = items.map(({ id, version, zh, en, basis, from, until }) => ({
        id,
        version,
        zh,
        en,
        basis,
        from,
        until,
      }))
      desk.voice.print(
        JSON.stringify({ digest, day, packs: packs.map(({ name, digest }) => ({ name, digest })), items: told }),
      )
    } else {
      const w = (zh: string, en: string) => desk.voice.words({ zh, en })
      desk.voice.print(`${w('全国规则摘要', 'digest of the national rules')}  ${book.digest}`)
      desk.voice.print(
        `${w('规则包', 'packs')}  ${book.packs.length}    ${w('措施', 'measures')}  ${book.measures.filter((one) => isInForce(one, day)).length}    ${w('名单', 'lists')}  ${book.lists.filter((one) => isInForce(one, day)).length}`,
      )
      desk.voice.print(
        inColumns(
          items.map((item) => [item.id, item.version, desk.voice.words(item), item.basis]),
          '  ',
        ),
      )
    }
    return exit.done
  },
}

export const rulesCheck: Command = {
  name: 'rules check',
  about: { zh: '检查规则包是否健全', en: 'whether rule packs are sound' },
  usage: '[FOLDER...]',
  words: { least: 0, most: 100 },
  options: {
    alone: { about: { zh: '不与全国规则一起检查', en: 'the folders by themselves, without the national packs' } },
  },
  more: [
    {
      zh: '不写文件夹：检查自带的全国规则与各地规则。写了：把这些文件夹放在全国规则之上检查。没有依据、针对个人、期间重叠、未知代码等都是错误。',
      en: 'Without a folder: the packs that are shipped. With folders: these on top of the national ones. Wanting articles, persons as targets, overlapping versions, unknown codes and the like are errors.',
    },
    {
      zh: '退出码：0 健全；1 有错误。加 --json 时每行一个意见（NDJSON）。',
      en: 'Exit code: 0 sound; 1 there are errors. With --json one finding a line (NDJSON).',
    },
  ],
  examples: ['xinheng rules check', 'xinheng rules check rules/local/示范市'],
  async run(given, desk) {
    const { checkRules } = await import('../rulebook/load.ts')
    const folders = given.words.map((word) => resolve(desk.cwd, word))
    const missing = folders.find((folder) => !existsSync(folder))
    if (missing !== undefined) {
      throw new Refusal('folder-missing', { zh: `没有文件夹 ${missing}。`, en: `There is no folder ${missing}.` })
    }
    const shelves =
      folders.length === 0
        ? [[national], ...localFolders().map((local) => [national, local])]
        : [given.flag('alone') || folders.includes(national) ? folders : [national, ...folders]]
    const findings = new Map<string, Finding>()
    for (const shelf of shelves) for (const one of checkRules(shelf)) findings.set(JSON.stringify(one), one)
    for (const one of findings.values()) desk.voice.print(desk.isJson ? JSON.stringify(one) : inWords(desk, one))
    const errors = [...findings.values()].filter(({ severity }) => severity === 'error').length
    const checked = shelves.flat().map((folder) => relative(desk.cwd, folder) || '.')
    desk.voice.say(
      errors > 0
        ? { zh: `${errors} 个错误。`, en: `${errors} ${errors === 1 ? 'error' : 'errors'}.` }
        : { zh: `健全：${[...new Set(checked)].join('、')}`, en: `sound: ${[...new Set(checked)].join(', ')}` },
    )
    return errors > 0 ? exit.refused : exit.done
  },
}

const inWords = ({ voice }: Desk, { check, severity, field, value, says }: Finding): string =>
  [severity, check, field, value === undefined ? undefined : `“${plain(value)}”`, voice.words(says)]
    .filter(Boolean)
    .join('  ')

export const rulesShow: Command = {
  name: 'rules show',
  about: {
    zh: '显示一个目录项的字段，或事项、用途清单',
    en: 'the fields of an item, or the lists of matters and purposes',
  },
  usage: 'ITEM|matters|purposes',
  words: { least: 1, most: 1 },
  options: {},
  examples: ['xinheng rules show penalty', 'xinheng rules show matters'],
  async run(given, desk) {
    const [what] = given.words
    const { loadRules } = await import('../rulebook/load.ts')
    const book = loadRules([national])
    const day = dayInShanghai(desk.now())
    if (what === 'matters' || what === 'purposes') {
      const found = book[what].filter((one) => isInForce(one, day))
      if (desk.isJson) desk.voice.print(JSON.stringify(found))
      else desk.voice.print(inColumns(found.map((one) => lineOf(desk, one))))
      return exit.done
    }
    const item = itemOn(book, what!, day)
    if (!item) throw unknownItem(book, what!)
    if (desk.isJson) desk.voice.print(JSON.stringify(item))
    else {
      const { voice } = desk
      voice.print(`${item.id} ${item.version}  ${voice.words(item)}`)
      voice.print(`${voice.words({ zh: '依据', en: 'basis' })}  ${item.basis}`)
      const needs = {
        must: voice.words({ zh: '必填', en: 'required' }),
        may: '',
        'organisation-must': voice.words({ zh: '法人必填', en: 'required of organisations' }),
      }
      const rows = item.fields.map((field) => [
        field.id,
        voice.words(field),
        field.type,
        String(field.maxLength),
        field.group === 'dropped' ? voice.words({ zh: '不保存', en: 'not kept' }) : needs[field.need],
      ])
      voice.print(inColumns(rows, '  '))
    }
    return exit.done
  },
}

const outOption = (about: { zh: string; en: string }) => ({ value: 'FILE', about }) as const
const force = { about: { zh: '覆盖已有文件', en: 'write over a file that is there' } }

export const rulesTemplate: Command = {
  name: 'rules template',
  about: {
    zh: '一个目录项的空白报送模板（XLSX 或 CSV）',
    en: 'the blank sheet of an item, to be filled in and submitted (XLSX or CSV)',
  },
  usage: 'ITEM --out FILE.xlsx|FILE.csv',
  words: { least: 1, most: 1 },
  options: {
    out: { ...outOption({ zh: '写到哪里：.xlsx 或 .csv', en: 'where to: .xlsx or .csv' }), isRequired: true },
    encoding: {
      value: 'utf-8|gb18030',
      choices: ['utf-8', 'gb18030'],
      about: { zh: 'CSV 的编码，缺省为 UTF-8', en: 'encoding of a CSV; UTF-8 otherwise' },
    },
    force,
  },
  more: [
    {
      zh: '工作簿带下拉选项、按文本保存的单元格和“填写说明”；CSV 只有一行列名。带 * 的列必填。个人信息列不在其中。填好后原样报送。',
      en: 'A workbook has drop-downs, cells that stay text, and a sheet of notes; a CSV is one line of names. Columns with a star must be filled in; columns about persons are not there. Filled in, it is submitted as it is.',
    },
  ],
  examples: [
    'xinheng rules template penalty --out 处罚.xlsx',
    'xinheng rules template permit --out 许可.csv --encoding gb18030',
  ],
  async run(given, desk) {
    const { csvTemplate, xlsxTemplate } = await import('../intake/template.ts')
    const out = given.must('out')
    const format = extname(out).toLowerCase()
    const encoding = given.text('encoding') as 'utf-8' | 'gb18030' | undefined
    if (format !== '.xlsx' && format !== '.csv') {
      throw new NotUnderstood({
        zh: '看不出格式：文件名请以 .xlsx 或 .csv 结尾。',
        en: 'The format is not told: end the name of the file in .xlsx or .csv.',
      })
    }
    if (format === '.xlsx' && encoding !== undefined) {
      throw new NotUnderstood({ zh: '--encoding 只用于 CSV。', en: '--encoding is for a CSV.' })
    }
    const { book, item } = await itemNamed(given.words[0]!, undefined, desk)
    const bytes = format === '.csv' ? csvTemplate(item, encoding) : await xlsxTemplate(book, item)
    return keep(out, bytes, item, given, desk)
  },
}

export const rulesSchema: Command = {
  name: 'rules schema',
  about: { zh: '一个目录项的 JSON Schema（2020-12）', en: 'the JSON Schema (2020-12) of an item' },
  usage: 'ITEM',
  words: { least: 1, most: 1 },
  options: {
    out: outOption({ zh: '写到哪里；缺省为标准输出', en: 'where to; standard output otherwise' }),
    version: { value: 'VERSION', about: { zh: '目录项的另一版本', en: 'another version than the one in force' } },
    force,
  },
  more: [
    {
      zh: '描述一行数据的规范写法。模式不能表达的（校验码、自然人的行、日期先后等）写在它的说明里。',
      en: 'One row, written as it should be. What a schema cannot say (check characters, rows of persons, the order of days) stands in its description.',
    },
  ],
  examples: ['xinheng rules schema penalty', 'xinheng rules schema permit --version 2018-424 --out permit.schema.json'],
  async run(given, desk) {
    const { rowSchema } = await import('../rulebook/row-schema.ts')
    const { book, item } = await itemNamed(given.words[0]!, given.text('version'), desk)
    const text = `${JSON.stringify(rowSchema(book, item), null, 2)}\n`
    const out = given.text('out')
    if (out !== undefined) return keep(out, Buffer.from(text), item, given, desk)
    desk.voice.print(text.trimEnd())
    return exit.done
  },
}

/** The version named, otherwise the one in force today. */
async function itemNamed(id: string, version: string | undefined, desk: Desk): Promise<{ book: RuleBook; item: Item }> {
  const { loadRules } = await import('../rulebook/load.ts')
  const { itemVersion } = await import('../rulebook/row-schema.ts')
  const book = loadRules([national])
  const item = itemVersion(book, id, version, dayInShanghai(desk.now()))
  if (item) return { book, item }
  const versions = book.items.filter((one) => one.id === id).map((one) => one.version)
  if (versions.length === 0) throw unknownItem(book, id, [])
  throw new Refusal('item-version-unknown', {
    zh: `${id} 没有${version === undefined ? '现行版本' : `版本“${plain(version)}”`}。有：${versions.join('、')}。`,
    en: `${id} has no ${version === undefined ? 'version in force' : `version "${plain(version)}"`}. There are ${versions.join(', ')}.`,
  })
}

async function keep(out: string, bytes: Buffer, item: Item, given: Given, desk: Desk): Promise<number> {
  const path = resolve(desk.cwd, out)
  const target = await openTarget(path, given.flag('force'))
  try {
    const size = await target.keep(bytes)
    const { id, version } = item
    if (desk.isJson) desk.voice.print(JSON.stringify({ item: id, version, file: path, bytes: size }))
    else {
      const says = { zh: `${item.zh}（${version}）已写入`, en: `${item.en} (${version}) written to` }
      desk.voice.print(`${desk.voice.words(says)} ${path} (${grouped(size)} B)`)
    }
    return exit.done
  } finally {
    await target.discard()
  }
}

function lineOf(
  { voice }: Desk,
  one: { id: string; zh: string; en: string; purposes?: string[]; asks?: string[] },
): string[] {
  return [one.id, voice.words(one), (one.purposes ?? []).join(', '), (one.asks ?? []).join(', ')]
}

function unknownItem(book: RuleBook, what: string, besides: readonly string[] = ['matters', 'purposes']): Refusal {
  const known = [...new Set(book.items.map(({ id }) => id)), ...besides]
  const near = nearest(what, known)
  return new Refusal('item-unknown', {
    zh: `目录中没有“${plain(what)}”。${near ? `是否为 ${near}？` : ''}可用：${known.join('、')}。`,
    en: `There is no "${plain(what)}".${near ? ` Did you mean ${near}?` : ''} There are ${known.join(', ')}.`,
  })
}
