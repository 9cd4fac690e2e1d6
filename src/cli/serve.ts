/**
 * `xinheng serve`, and `npm start`: database, rules, demonstration data on the
 * first start, server. Says where to look and how to sign in. Ctrl-C and
 * SIGTERM stop server and database in order; a second Ctrl-C does not wait.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { type Jobs, startJobs } from '../database/jobs.ts'
import { creditChinaAt } from '../exchange/credit-china.ts'
import { buildApp } from '../http/app.ts'
import { loadPortal } from '../http/portal.ts'
import { httpSettings } from '../http/services.ts'
import { Refusal } from '../refusal.ts'
import type { Says } from '../terms/says.ts'
import {
  casesOf,
  type Database,
  isDemonstrationLoaded,
  openDatabase,
  openWorks,
  projectFolder,
  retractingOf,
  servicesOf,
  type Works,
} from '../wiring.ts'
import { demoAccounts, demoPassword, loadDemo } from './demo/load.ts'
import { demoSpaceLogin } from './demo/space.ts'
import { demoSpace } from './demo/store.ts'
import { type Drop, startDrop } from './drop.ts'
import { everyMinute, nightly, nightlyTasks } from './nightly.ts'
import { faultsTold } from './outage.ts'
import type { Voice } from './voice.ts'

export async function serve(config: Config, voice: Voice, stop: AbortSignal): Promise<number> {
  const clock = () => new Date()
  const onFault = faultsTold(voice, clock)
  for (const warning of config.warnings) voice.warn(warning)
  let database: Database | undefined
  let works: Works | undefined
  let app: FastifyInstance | undefined
  let jobs: Jobs | undefined
  let drop: Drop | undefined
  try {
    database = await openDatabase(config, { name: 'xinheng server', mayShare: false, log: voice.say, max: 20 })
    works = await openWorks(config, database.pool, { clock, onFault, runs: true })
    const { pool } = database
    let isDemonstration = await isDemonstrationLoaded(pool)
    jobs = await startJobs({
      pool,
      tasks: nightlyTasks(
        pool,
        clock,
        retractingOf(works),
        works.vault,
        exchangeOf(works, config, () => isDemonstration),
      ),
      timed: [...nightly, ...everyMinute].map(({ task, match }) => ({ task, match })),
      onError: (fault, task) => onFault(fault, task ?? 'jobs'),
    })
    const web = await builtWeb(voice)
    const { digest } = works.book
    app = await buildApp(
      servicesOf(works, {
        clock,
        isDemonstration: () => isDemonstration,
        address: config.publicAddress ?? addressOf(config),
      }),
      {
        settings: {
          ...httpSettings,
          trustProxy: config.trustProxy,
          ...(config.checksADay === undefined ? {} : { checksADay: config.checksADay }),
        },
        web,
        onFault: (fault) => onFault(fault.error, `${fault.method} ${fault.path} (${fault.id})`),
      },
    )
    const address = await listen(app, config)
    voice.say({ zh: `服务器已就绪：${address}`, en: `The server is ready: ${address}` })
    if (config.isDemonstration) {
      isDemonstration = true
      await loadDemo({ pool, intake: works.intake, clock, isStopping: () => stop.aborted, say: voice.say })
    }
    if (config.dropFolder !== undefined) {
      const { intake, runner } = works
      const start = (id: number) => runner.start(id)
      drop = startDrop({ folder: config.dropFolder, intake, start, onFault, say: voice.say })
      voice.say({ zh: `投放文件夹：${config.dropFolder}`, en: `drop folder: ${config.dropFolder}` })
    }
    const space = isDemonstration ? await demoSpace(pool, demoSpaceLogin) : undefined
    whereToLook(voice, address, isDemonstration, digest, space)
    await aborted(stop)
    voice.say({ zh: '正在停止……', en: 'Stopping ...' })
    return 0
  } finally {
    // Each is closed though another cannot be: a database that went away must not leave the rest standing.
    for (const close of [
      () => app?.close(),
      () => drop?.stop(),
      () => jobs?.stop(),
      () => works?.close(),
      () => database?.close(),
    ]) {
      try {
        await close()
      } catch (fault) {
        voice.fault(fault, 'stop')
      }
    }
    if (database) voice.say({ zh: '已停止。', en: 'Stopped.' })
  }
}

async function builtWeb(voice: Voice) {
  const dist = join(projectFolder, 'dist')
  if (!existsSync(join(dist, 'portal/server.js'))) {
    voice.warn({
      zh: '网页尚未构建，只有接口可用。请执行 npm start，或 npm run build。',
      en: 'The pages were not built, so only the API answers. Run npm start, or npm run build.',
    })
    return {}
  }
  return {
    portal: await loadPortal(join(dist, 'portal')),
    assets: join(dist, 'portal/assets'),
    fonts: join(dist, 'fonts'),
    console: join(dist, 'console'),
  }
}

const exchangeOf = (works: Works, { creditChina }: Config, isDemonstration: () => boolean) =>
  creditChina && {
    cases: casesOf(works, isDemonstration),
    port: creditChinaAt(creditChina.address, creditChina.token),
  }

const addressOf = (config: Config): string =>
  `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`

async function listen(app: FastifyInstance, config: Config): Promise<string> {
  try {
    return await app.listen({ port: config.port, host: config.host })
  } catch (error) {
    throw listenRefusal(error as NodeJS.ErrnoException, config)
  }
}

function listenRefusal(error: NodeJS.ErrnoException, config: Config): unknown {
  const { port, host } = config
  switch (error.code) {
    case 'EADDRINUSE':
      return new Refusal('port-taken', {
        zh: `端口 ${port} 已被占用。请停止占用它的程序，或换一个端口：PORT=${port === 65535 ? 8081 : port + 1} npm start`,
        en: `Port ${port} is taken. Stop the program that has it, or take another: PORT=${port === 65535 ? 8081 : port + 1} npm start`,
      })
    case 'EACCES':
      return new Refusal('port-not-allowed', {
        zh: `没有使用端口 ${port} 的权限（1024 以下需要管理员权限）。请换一个端口，例如 PORT=8080。`,
        en: `This user may not use port ${port} (below 1024 it takes an administrator). Take another, such as PORT=8080.`,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Refusal('host-unknown', {
        zh: `本机没有地址 ${host}。本机使用请设 HOST=127.0.0.1。`,
        en: `This machine has no address ${host}. For use on this machine set HOST=127.0.0.1.`,
      })
    default:
      return error
  }
}

function whereToLook(
  voice: Voice,
  address: string,
  isDemonstration: boolean,
  rules: string,
  space: { code: string; name: string } | undefined,
): void {
  const lines: Says[] = [
    { zh: '', en: '' },
    { zh: `  门户（任何人）    ${address}/`, en: `  portal (anyone)   ${address}/` },
    { zh: `  工作台（登录）    ${address}/console/`, en: `  console (sign in) ${address}/console/` },
    { zh: `  接口说明          ${address}/v1/openapi.json`, en: `  API               ${address}/v1/openapi.json` },
    { zh: `  规则摘要          ${rules.slice(0, 16)}`, en: `  digest of rules   ${rules.slice(0, 16)}` },
  ]
  if (isDemonstration) {
    lines.push(
      { zh: '', en: '' },
      {
        zh: '  演示数据：虚构的示范省。演示账号（密码相同）：',
        en: '  Demonstration data: a fictional province. Accounts (one password):',
      },
    )
    for (const { login, role, password } of demoAccounts)
      lines.push({
        zh: `    ${login.padEnd(16)}${password}    ${role.zh}`,
        en: `    ${login.padEnd(16)}${password}    ${role.en}`,
      })
    if (space)
      lines.push({
        zh: `    ${demoSpaceLogin.padEnd(16)}${demoPassword}    信用主体自己的空间 ${address}/own  代码 ${space.code}（${space.name}）`,
        en: `    ${demoSpaceLogin.padEnd(16)}${demoPassword}    an organisation's own space, ${address}/own, code ${space.code}`,
      })
    lines.push({
      zh: '  正式使用：换一个空的数据文件夹并关闭演示数据：XINHENG_DEMO=no XINHENG_DATA=<文件夹> npm start',
      en: '  For real use, empty: XINHENG_DEMO=no XINHENG_DATA=<folder> npm start',
    })
  } else {
    lines.push({
      zh: '  第一位管理员：xinheng people add --login 名称 --role administrator',
      en: '  First administrator: xinheng people add --login NAME --role administrator',
    })
  }
  lines.push({ zh: '  停止：Ctrl-C', en: '  Stop: Ctrl-C' })
  voice.block(lines)
}

const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
