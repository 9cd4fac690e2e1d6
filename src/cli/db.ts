/** `xinheng db`: the state of the database, its structure, and what an operator should put right. */
import { statfsSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { dayInShanghai } from '../codes/day.ts'
import { Refusal } from '../refusal.ts'
import type { Database } from '../wiring.ts'
import { inColumns } from './columns.ts'
import { type Command, type Desk, exit } from './command.ts'
import { type Advice, examine, monthsNeeded } from './doctor.ts'
import { withDatabase, withWorks } from './open.ts'
import type { DatabaseFacts } from './store.ts'
import { grouped, stateWords } from './words.ts'

const usage = ''
const words = { least: 0, most: 0 }

export const dbStatus: Command = {
  name: 'db status',
  about: { zh: '数据库的状态', en: 'the state of the database' },
  usage,
  words,
  options: {},
  more: [
    {
      zh: 'xinheng db 即 xinheng db status。很大的表只给出估计数。',
      en: 'xinheng db is the same. Of very large tables the counts are estimates.',
    },
  ],
  examples: ['xinheng db status', 'xinheng db status --json'],
  async run(_given, desk) {
    return withDatabase(desk, { name: 'db', mayMake: false }, async (database) => {
      const facts = await lookAt(desk, database)
      const { dataFolder } = desk.config()
      if (desk.isJson) desk.voice.print(JSON.stringify({ ...facts, dataFolder, isServerRunning: !database.isOwn }))
      else desk.voice.print(inColumns(rowsOf(desk, facts)))
      return exit.done
    })
  },
}

export const db: Command = { ...dbStatus, name: 'db' }

export const dbMigrate: Command = {
  name: 'db migrate',
  about: { zh: '把数据库结构更新到最新', en: 'bring the structure of the database up to date' },
  usage,
  words,
  options: {},
  more: [
    {
      zh: '内置数据库在启动时自动更新；空的数据文件夹会新建数据库。使用 DATABASE_URL 时需要 DATABASE_OWNER_URL。',
      en: 'The embedded database is brought up to date whenever it starts; an empty data folder gets one. With DATABASE_URL it takes DATABASE_OWNER_URL.',
    },
  ],
  examples: ['xinheng db migrate', 'DATABASE_OWNER_URL=postgres://... DATABASE_URL=postgres://... xinheng db migrate'],
  async run(_given, desk) {
    return withDatabase(desk, { name: 'migrate', mayMake: true }, async ({ pool }) => {
      const { isMigrated, readMigrations } = await import('../database/migrate.ts')
      if (!(await isMigrated(pool))) {
        throw new Refusal('server-runs', {
          zh: '服务器正在使用这个数据库，请先停止它再更新。',
          en: 'A server is at work on this database: stop it first.',
        })
      }
      const names = (await readMigrations()).map(({ name }) => name)
      if (desk.isJson) desk.voice.print(JSON.stringify({ migrations: names }))
      else
        desk.voice.print(desk.voice.words({ zh: `已是最新（${names.at(-1)}）。`, en: `Up to date (${names.at(-1)}).` }))
      return exit.done
    })
  },
}

export const dbIndexNames: Command = {
  name: 'db index-names',
  about: { zh: '补建名称检索（字号、拼音）', en: 'read older names for the search: own part and letters' },
  usage,
  words,
  options: {},
  more: [
    {
      zh: '升级之前登记的主体需要补建；服务器启动时也会自行补建。可随时中断，再次执行时接着做。',
      en: 'For organisations registered before an upgrade; a server does it by itself when it starts. It may be ended at any time and goes on from there.',
    },
  ],
  examples: ['xinheng db index-names'],
  async run(_given, desk) {
    return withWorks(desk, { name: 'index-names', mayMake: false }, async ({ pool, book }) => {
      const { indexNames } = await import('../subjects/index-names.ts')
      const { placesOfBook } = await import('../rulebook/codes-of-book.ts')
      const done = await indexNames(pool, placesOfBook(book), {
        isStopping: () => desk.stop.aborted,
        tell: (count) => {
          if (count % 50_000 === 0)
            desk.voice.say({ zh: `已处理 ${grouped(count)} 个名称`, en: `${grouped(count)} names read` })
        },
      })
      if (desk.isJson) desk.voice.print(JSON.stringify({ done }))
      else
        desk.voice.print(
          desk.voice.words({ zh: `已补建 ${grouped(done)} 个名称。`, en: `${grouped(done)} names read.` }),
        )
      return desk.stop.aborted ? exit.refused : exit.done
    })
  },
}

export const dbDoctor: Command = {
  name: 'db doctor',
  about: { zh: '检查需要处理的问题', en: 'what an operator should put right' },
  usage,
  words,
  options: {},
  more: [
    {
      zh: '! 为需要处理的问题，- 为应当知道的情况。退出码：0 没有需要处理的问题；1 有。',
      en: '! is something to put right, - something to know. Exit code: 0 nothing to put right; 1 there is.',
    },
  ],
  examples: ['xinheng db doctor', 'xinheng db doctor --json'],
  async run(_given, desk) {
    return withDatabase(desk, { name: 'doctor', mayMake: false }, async (database) => {
      const { describeRunning } = await import('../database/embedded.ts')
      const { readMigrations } = await import('../database/migrate.ts')
      const config = desk.config()
      const facts = await lookAt(desk, database)
      const running = config.databaseUrl === undefined ? describeRunning(config.dataFolder) : undefined
      const hasServer = running !== undefined && running.pid !== process.pid
      const advice = examine({
        facts,
        hasServer,
        isWaitingStill: facts.entriesWaiting > 0 && hasServer ? await waitsStill(desk, database, facts) : false,
        pending: (await readMigrations()).map(({ name }) => name).filter((name) => !facts.migrations.includes(name)),
        folder: { path: config.dataFolder, mode: statSync(config.dataFolder, { throwIfNoEntry: false })?.mode ?? 0 },
        freeBytes: freeIn(config.dataFolder),
        hasScanner: config.scanner !== undefined,
        urls: { server: config.databaseUrl, owner: config.databaseOwnerUrl },
        day: dayInShanghai(desk.now()),
      })
      const wrong = advice.filter(({ weight }) => weight === 'wrong').length
      if (desk.isJson) desk.voice.print(JSON.stringify({ isWell: wrong === 0, advice }))
      else tell(desk, advice)
      return wrong > 0 ? exit.refused : exit.done
    })
  },
}

function tell({ voice }: Desk, advice: readonly Advice[]): void {
  for (const { weight, says } of advice) voice.print(`${weight === 'wrong' ? '!' : '-'} ${voice.words(says)}`)
  if (advice.every(({ weight }) => weight !== 'wrong')) {
    voice.print(voice.words({ zh: '没有需要处理的问题。', en: 'Nothing to put right.' }))
  }
}

async function lookAt(desk: Desk, { pool }: Database): Promise<DatabaseFacts> {
  const { databaseFacts } = await import('./store.ts')
  return databaseFacts(pool, monthsNeeded(desk.now()))
}

/** A server places entries within a second: one that waits longer is stuck. */
async function waitsStill(desk: Desk, database: Database, before: DatabaseFacts): Promise<boolean> {
  await wait(3000)
  const now = await lookAt(desk, database)
  return now.entriesWaiting > 0 && now.oldestWaiting === before.oldestWaiting
}

function freeIn(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}

function rowsOf({ voice, config }: Desk, facts: DatabaseFacts): string[][] {
  const w = (zh: string, en: string) => voice.words({ zh, en })
  const submissions = facts.submissions.map(({ state, many }) => `${voice.words(stateWords[state]!)} ${grouped(many)}`)
  return [
    [w('数据文件夹', 'data folder'), config().dataFolder],
    ['PostgreSQL', facts.version],
    [w('数据库', 'database'), `${facts.database} (${facts.user}), ${(facts.bytes / 1_000_000).toFixed(1)} MB`],
    [w('结构', 'structure'), facts.migrations.at(-1) ?? ''],
    [w('主体', 'organisations'), grouped(facts.organisations)],
    [w('记录版本', 'record versions'), grouped(facts.records)],
    [w('待人工确认的行', 'rows waiting for a person'), grouped(facts.waitingRows)],
    [w('报送', 'submissions'), submissions.join(', ') || '0'],
    [w('存证日志', 'evidence log'), `${grouped(facts.logSize)} + ${grouped(facts.entriesWaiting)}`],
    [w('信源单位', 'sources'), grouped(facts.sources)],
    [w('人员（管理员）', 'people (administrators)'), `${facts.people} (${facts.administrators})`],
    [w('接口客户端', 'API clients'), grouped(facts.clients)],
    [w('确认的例外代码', 'codes overridden'), grouped(facts.overrides)],
    [w('演示数据', 'demonstration data'), facts.demonstration ? facts.demonstration.state : w('无', 'none')],
  ]
}
