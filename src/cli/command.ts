/**
 * What a command is, and how its arguments are read: by Node's own parser, with
 * a clear answer for what was not understood and the nearest thing that would be.
 */
import { parseArgs } from 'node:util'
import { type Day, isDay } from '../codes/day.ts'
import type { Config } from '../config.ts'
import type { RuleBook } from '../rulebook/book.ts'
import type { Says } from '../terms/says.ts'
import type { Voice } from './voice.ts'

/** 0 done; 1 the rules or the machine say no; 2 not understood; 3 a fault of ours. */
export const exit = { done: 0, refused: 1, usage: 2, fault: 3 } as const

export type Option = {
  /** Stands for the value in the help; without it the option is a flag. */
  value?: string
  about: Says
  isRequired?: true
  takes?: 'day' | 'count' | 'list'
  choices?: readonly string[]
}

export type Command = {
  /** One or two words: `submit`, `people add`. */
  name: string
  about: Says
  /** What follows the name, as the help shows it. */
  usage: string
  /** How many words follow the name. */
  words: { least: number; most: number }
  options: { [name: string]: Option }
  /** Paragraphs of the help. */
  more?: readonly Says[]
  /** Paragraphs that the rules of the day make, such as which items there are. */
  fromRules?: (book: RuleBook, day: Day) => Says[]
  examples: readonly string[]
  run(given: Given, desk: Desk): Promise<number>
}

/** The arguments of a command, as its table of options says. */
export type Given = {
  words: readonly string[]
  flag(name: string): boolean
  text(name: string): string | undefined
  /** An option that the table says is required. */
  must(name: string): string
  count(name: string, otherwise: number): number
  list(name: string): string[]
}

/** What a command works with: the door's clock, its voice, its settings. */
export type Desk = {
  voice: Voice
  isJson: boolean
  /** Read at first need; help and version need none. */
  config(): Config
  now(): Date
  stop: AbortSignal
  cwd: string
  input: NodeJS.ReadStream
}

/** The arguments were not understood: said, with what would be. */
export class NotUnderstood extends Error {
  readonly says: Says
  constructor(says: Says) {
    super(says.en)
    this.says = says
  }
}

export const everywhere: { [name: string]: Option } = {
  json: {
    about: { zh: '结果以 JSON 输出（消息仍在标准错误）', en: 'the result as JSON; messages stay on standard error' },
  },
  lang: { value: 'zh|en', choices: ['zh', 'en'], about: { zh: '只用一种语言', en: 'one language only' } },
  help: { about: { zh: '显示帮助', en: 'show the help' } },
}

/** Options that may stand before the command, and where the rest begins. */
export function leadingOptions(args: readonly string[]): { before: string[]; rest: string[] } {
  let at = 0
  while (at < args.length) {
    const arg = args[at]!
    if (arg === '--lang') at += 2
    else if (arg === '--json' || arg.startsWith('--lang=')) at += 1
    else break
  }
  return { before: args.slice(0, at), rest: args.slice(at) }
}

export function readArguments(command: Command, args: readonly string[]): Given {
  const options = { ...everywhere, ...command.options }
  const { positionals, tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [
        name,
        {
          type: option.value === undefined ? ('boolean' as const) : ('string' as const),
          ...(name === 'help' ? { short: 'h' } : {}),
        },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values = new Map<string, string | true>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (!option) throw unknownOption(token.rawName, options)
    values.set(token.name, checkedValue(token.name, option, token))
  }
  if (!values.has('help')) assertComplete(command, values, positionals)
  const text = (name: string) => {
    const value = values.get(name)
    return typeof value === 'string' ? value : undefined
  }
  return {
    words: positionals,
    flag: (name) => values.has(name),
    text,
    must: (name) => text(name)!,
    count: (name, otherwise) => Number(text(name) ?? otherwise),
    list: (name) => listOf(text(name) ?? ''),
  }
}

const listOf = (text: string): string[] =>
  text
    .split(/[,，、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

function checkedValue(
  name: string,
  option: Option,
  token: { value?: string | undefined; inlineValue?: boolean | undefined },
): string | true {
  if (option.value === undefined) {
    if (token.value === undefined) return true
    throw new NotUnderstood({ zh: `--${name} 不带值。`, en: `--${name} takes no value.` })
  }
  const { value } = token
  // What looks like the next option is not swallowed as a value; a value of that look is given as --name=value.
  if (value === undefined || (!token.inlineValue && value.startsWith('--')) || value.trim() === '') {
    throw new NotUnderstood({
      zh: `--${name} 之后需要一个值：--${name} ${option.value}`,
      en: `--${name} needs a value: --${name} ${option.value}`,
    })
  }
  if (option.choices && !option.choices.includes(value)) {
    const near = nearest(value, option.choices)
    const choices = option.choices.join(', ')
    throw new NotUnderstood({
      zh: `--${name} 不能是“${value}”，可填：${choices}。${near ? `是否为 ${near}？` : ''}`,
      en: `--${name} cannot be "${value}"; it is one of ${choices}.${near ? ` Did you mean ${near}?` : ''}`,
    })
  }
  if (option.takes === 'day' && !isDay(value)) {
    throw new NotUnderstood({
      zh: `--${name}：没有“${value}”这一天，请写成 YYYY-MM-DD。`,
      en: `--${name}: there is no day "${value}"; write YYYY-MM-DD.`,
    })
  }
  if (option.takes === 'count' && !/^\d{1,9}$/.test(value)) {
    throw new NotUnderstood({
      zh: `--${name} 应为非负整数，不能是“${value}”。`,
      en: `--${name} is a whole number, not "${value}".`,
    })
  }
  return value
}

function assertComplete(command: Command, values: ReadonlyMap<string, unknown>, words: readonly string[]): void {
  const { least, most } = command.words
  if (words.length < least || words.length > most) {
    const extra = words[most]
    throw new NotUnderstood(
      extra === undefined
        ? {
            zh: `还缺少参数：xinheng ${command.name} ${command.usage}`,
            en: `Something is missing: xinheng ${command.name} ${command.usage}`,
          }
        : { zh: `不认识多出的参数“${extra}”。`, en: `"${extra}" is one word too many.` },
    )
  }
  const missing = Object.entries(command.options).filter(([name, option]) => option.isRequired && !values.has(name))
  if (missing.length > 0) {
    const names = missing.map(([name, option]) => `--${name} ${option.value}`).join(' ')
    throw new NotUnderstood({ zh: `还缺少：${names}`, en: `Missing: ${names}` })
  }
}

function unknownOption(rawName: string, options: { [name: string]: Option }): NotUnderstood {
  const known = Object.keys(options).map((name) => `--${name}`)
  const near = nearest(rawName, known)
  return new NotUnderstood({
    zh: `没有选项 ${rawName}。${near ? `是否为 ${near}？` : `可用：${known.join(' ')}`}`,
    en: `There is no option ${rawName}. ${near ? `Did you mean ${near}?` : `There are ${known.join(' ')}`}`,
  })
}

/** The known word that is fewest changes away, where that is near enough to have been meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const far = Math.max(2, Math.floor(word.length / 3))
  let best: string | undefined
  let least = far + 1
  for (const one of known) {
    const away = one.startsWith(word) && word.replace(/^-+/, '').length > 1 ? 1 : changesBetween(word, one)
    if (away < least) {
      least = away
      best = one
    }
  }
  return best
}

function changesBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}
