/**
 * The commands: one table, and how each of them ends. Exit codes: 0 done, 1 the
 * rules or the machine say no (said in words), 2 the command was not
 * understood, 3 a fault of ours.
 */
import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import { isRefusal } from '../refusal.ts'
import type { Finding } from '../terms/finding.ts'
import { cases, casesKinds, casesOpen, casesPaper, casesShow, casesStep } from './cases.ts'
import { check } from './check.ts'
import { clients, clientsAdd, clientsDisable, clientsEnable, clientsKey, clientsQuota } from './clients.ts'
import { subjectsCodes, subjectsCorrect, subjectsCorrections, subjectsMatch } from './codes.ts'
import { type Command, type Desk, exit, leadingOptions, NotUnderstood, nearest, readArguments } from './command.ts'
import { sourcesConnect, sourcesDue, sourcesZero } from './connections.ts'
import { db, dbDoctor, dbIndexNames, dbMigrate, dbStatus } from './db.ts'
import { demoLoad } from './demo.ts'
import { helpOf, helpOfAll, helpOfSettings } from './help.ts'
import { recordsHolds, recordsLift, recordsMark, recordsReply, recordsUnmark } from './holds.ts'
import {
  layouts,
  layoutsExport,
  layoutsImport,
  layoutsList,
  layoutsPropose,
  layoutsRetire,
  layoutsShow,
} from './layouts.ts'
import {
  people,
  peopleAdd,
  peopleChange,
  peopleDisable,
  peopleEnable,
  peopleEndSessions,
  peoplePassword,
  peopleUnlock,
} from './people.ts'
import { records, recordsCorrect, recordsPut, recordsWithdraw } from './records.ts'
import { report } from './report.ts'
import { rules, rulesCheck, rulesSchema, rulesShow, rulesTemplate } from './rules.ts'
import { sources, sourcesAdd } from './sources.ts'
import { subjects, subjectsOverride } from './subjects.ts'
import { submissionsCommand, submissionsConfirm, submissionsTakeBack } from './submissions.ts'
import { submit } from './submit.ts'
import { languageOf, openVoice, type Voice } from './voice.ts'
import {
  waiting,
  waitingAccept,
  waitingAgree,
  waitingDecisions,
  waitingReject,
  waitingReopen,
  waitingSettle,
  waitingStanding,
} from './waiting.ts'

const serveCommand: Command = {
  name: 'serve',
  about: { zh: '启动服务器', en: 'start the server' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {},
  more: [
    {
      zh: '首次启动会创建内置数据库并载入演示数据（XINHENG_DEMO=no 则不载入）。Ctrl-C 或 SIGTERM 依次停止服务器与数据库。',
      en: 'The first start makes the embedded database and loads demonstration data (not with XINHENG_DEMO=no). Ctrl-C or SIGTERM stops server and database in order.',
    },
  ],
  examples: ['xinheng serve', 'PORT=9000 XINHENG_DEMO=no XINHENG_DATA=/srv/xinheng xinheng serve'],
  run: async (_given, desk) => (await import('./serve.ts')).serve(desk.config(), desk.voice, desk.stop),
}

const version: Command = {
  name: 'version',
  about: { zh: '显示版本', en: 'the version' },
  usage: '',
  words: { least: 0, most: 0 },
  options: {},
  examples: ['xinheng version --json'],
  async run(_given, { voice, isJson }) {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    voice.print(
      isJson ? JSON.stringify({ version, node: process.version }) : `xinheng ${version} (Node ${process.version})`,
    )
    return exit.done
  },
}

const help: Command = {
  name: 'help',
  about: { zh: '显示帮助；help config 列出全部设置', en: 'this help; help config lists the settings' },
  usage: '[COMMAND|config]',
  words: { least: 0, most: 2 },
  options: {},
  examples: ['xinheng help submit', 'xinheng help config --lang zh'],
  async run(given, { voice, now }) {
    voice.print(await helpFor(given.words.join(' '), voice, now()))
    return exit.done
  },
}

/** In the order in which the help lists them. */
export const commands: readonly Command[] = [
  serveCommand,
  submit,
  submissionsCommand,
  layouts,
  layoutsList,
  layoutsShow,
  layoutsPropose,
  layoutsImport,
  layoutsExport,
  layoutsRetire,
  submissionsConfirm,
  submissionsTakeBack,
  waiting,
  waitingAccept,
  waitingReject,
  waitingAgree,
  waitingDecisions,
  waitingReopen,
  waitingStanding,
  waitingSettle,
  records,
  recordsPut,
  recordsCorrect,
  recordsWithdraw,
  recordsHolds,
  recordsMark,
  recordsUnmark,
  recordsReply,
  recordsLift,
  cases,
  casesKinds,
  casesShow,
  casesOpen,
  casesStep,
  casesPaper,
  check,
  report,
  subjects,
  subjectsOverride,
  subjectsCodes,
  subjectsCorrect,
  subjectsCorrections,
  subjectsMatch,
  rules,
  rulesCheck,
  rulesShow,
  rulesTemplate,
  rulesSchema,
  db,
  dbStatus,
  dbMigrate,
  dbDoctor,
  dbIndexNames,
  people,
  peopleAdd,
  peopleChange,
  peoplePassword,
  peopleUnlock,
  peopleEndSessions,
  peopleDisable,
  peopleEnable,
  sources,
  sourcesAdd,
  sourcesConnect,
  sourcesZero,
  sourcesDue,
  clients,
  clientsAdd,
  clientsKey,
  clientsQuota,
  clientsDisable,
  clientsEnable,
  demoLoad,
  help,
  version,
]

export async function run(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<number> {
  let voice = openVoice(languageOf(env), process.stdout, process.stderr)
  // Whoever reads our output may have had enough, as `| head` has.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(exit.done)
      throw error
    })
  }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130)
      stop.abort()
    })
  }
  let command: Command | undefined
  let isJson = args.includes('--json')
  try {
    const asked = languageAsked(args)
    if (asked !== undefined) voice = openVoice(languageOf(env, asked), process.stdout, process.stderr)
    const found = find(args)
    command = found.command
    const given = readArguments(command, found.rest)
    isJson = given.flag('json')
    if (given.flag('help')) {
      voice.print(await helpFor(command.name, voice, new Date()))
      return exit.done
    }
    const { readConfig } = await import('../config.ts')
    let config: Config | undefined
    const desk: Desk = {
      voice,
      isJson,
      config() {
        if (config === undefined) {
          config = readConfig(env, cwd)
          // The server says them itself.
          if (command !== serveCommand) for (const warning of config.warnings) voice.warn(warning)
        }
        return config
      },
      now: () => new Date(),
      stop: stop.signal,
      cwd,
      input: process.stdin,
    }
    return await command.run(given, desk)
  } catch (error) {
    if (error instanceof NotUnderstood) return misunderstood(voice, error, command)
    voice.fault(error, command ? `xinheng ${command.name}` : 'xinheng')
    if (!isRefusal(error)) return exit.fault
    if (isJson) {
      const { code, says } = error
      const { findings } = error as { findings?: Finding[] }
      voice.print(JSON.stringify({ refused: { code, says, ...(findings ? { findings } : {}) } }))
    }
    return exit.refused
  }
}

function misunderstood(voice: Voice, { says }: NotUnderstood, command: Command | undefined): number {
  voice.warn(says)
  const about = command === undefined ? 'xinheng help' : `xinheng help ${command.name}`
  voice.say({ zh: `帮助：${about}`, en: `help: ${about}` })
  return exit.usage
}

/** The language asked for counts wherever it stands, and before anything else is understood. */
function languageAsked(args: readonly string[]): string | undefined {
  const at = args.indexOf('--lang')
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length)
}

/** The command is the longest name that the first words make; without one, the server. */
function find(args: readonly string[]): { command: Command; rest: string[] } {
  const { before, rest } = leadingOptions(args)
  const [first, second] = rest
  if (first === undefined) return { command: serveCommand, rest: before }
  if (first === '--help' || first === '-h') return { command: help, rest: [...before, ...rest.slice(1)] }
  if (first === '--version' || first === '-V') return { command: version, rest: [...before, ...rest.slice(1)] }
  const two = commands.find(({ name }) => name === `${first} ${second}`)
  if (two) return { command: two, rest: [...before, ...rest.slice(2)] }
  const one = commands.find(({ name }) => name === first)
  if (one) return { command: one, rest: [...before, ...rest.slice(1)] }
  const below = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  const near =
    below.length > 0
      ? undefined
      : nearest(
          first,
          commands.map(({ name }) => name),
        )
  throw new NotUnderstood({
    zh: `没有命令“${first}”。${near ? `是否为 ${near}？` : below.length > 0 ? `可用：${below.join('、')}` : ''}`,
    en: `There is no command ${first}.${near ? ` Did you mean ${near}?` : below.length > 0 ? ` There is ${below.join(', ')}.` : ''}`,
  })
}

async function helpFor(name: string, { language }: Voice, at: Date): Promise<string> {
  if (name === '') return helpOfAll(commands, language)
  if (name === 'config') return helpOfSettings(language)
  const below = commands.filter((command) => command.name.startsWith(`${name} `))
  const command = commands.find((one) => one.name === name)
  if (command) return helpOf(command, below, language, at)
  if (below.length > 0) return (await Promise.all(below.map((one) => helpOf(one, [], language, at)))).join('\n')
  const near = nearest(name, [...commands.map((one) => one.name), 'config'])
  throw new NotUnderstood({
    zh: `没有命令“${name}”。${near ? `是否为 ${near}？` : ''}`,
    en: `There is no command ${name}.${near ? ` Did you mean ${near}?` : ''}`,
  })
}
