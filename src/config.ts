/**
 * Settings: from the environment, and from a file `xinheng.yaml` (or `.json`) in
 * the data folder or wherever `XINHENG_CONFIG` points. Both use the same names;
 * the environment wins. Anything unknown or malformed stops the start with a
 * sentence that says what would be accepted.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LineCounter, parseDocument } from 'yaml'
import { Refusal } from './refusal.ts'
import type { RegimeBefore } from './rulebook/publicity.ts'
import type { Language, Says } from './terms/says.ts'

export type Config = {
  port: number
  host: string
  /** Absolute. */
  dataFolder: string
  /** Undefined: the embedded PostgreSQL in the data folder. */
  databaseUrl: string | undefined
  /** Undefined beside a `databaseUrl`: this process does not migrate. */
  databaseOwnerUrl: string | undefined
  isDemonstration: boolean
  /** Which rules of publicity serve decisions made before 2026-04-01 that are still public after it. */
  regimeBefore: RegimeBefore
  /** Whose `x-forwarded-*` headers are believed. */
  trustProxy: false | string[]
  /** Where the portal is reached from outside, such as https://credit.example.gov.cn. */
  publicAddress?: string
  /** Of an API client for which its administrator set no other number. */
  checksADay?: number
  /** Absolute; files put there are submitted. Undefined: none. */
  dropFolder?: string
  /** Absolute; a program through which every attachment goes. Undefined: none. */
  scanner?: string
  /** Where Credit China answers, and the token for it. Undefined: nothing is exchanged with it. */
  creditChina?: { address: string; token: string }
  /** Worth saying at start, nothing to stop for. */
  warnings: Says[]
}

type Name =
  | 'PORT'
  | 'HOST'
  | 'XINHENG_DATA'
  | 'XINHENG_CONFIG'
  | 'DATABASE_URL'
  | 'DATABASE_OWNER_URL'
  | 'XINHENG_DEMO'
  | 'XINHENG_REGIME_BEFORE_2026_04'
  | 'XINHENG_TRUST_PROXY'
  | 'XINHENG_ADDRESS'
  | 'XINHENG_DROP'
  | 'XINHENG_SCAN'
  | 'XINHENG_CHECKS_A_DAY'
  | 'XINHENG_CREDIT_CHINA'
  | 'XINHENG_CREDIT_CHINA_TOKEN'
  | 'XINHENG_TRACE'

type Setting = { name: Name; default: Says; does: Says; accepts: Says; fits: (text: string) => boolean }

const same = (text: string): Says => ({ zh: text, en: text })
const isUrl = (text: string) => /^postgres(ql)?:\/\/./.test(text)
const anyText = (text: string) => text.trim() !== ''
const isOrigin = (text: string) => /^https?:\/\/[\w.:[\]-]+$/.test(text.replace(/\/$/, '')) && URL.canParse(text)
const isAddress = (text: string) => /^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(text)

/** In the order in which `xinheng help config` lists them. */
export const settings: readonly Setting[] = [
  {
    name: 'PORT',
    default: same('8080'),
    does: {
      zh: '服务器监听的端口；0 表示任选一个空闲端口。',
      en: 'The port the server listens on; 0 takes any free one.',
    },
    accepts: { zh: '0 到 65535 的整数', en: 'a whole number from 0 to 65535' },
    fits: (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65535,
  },
  {
    name: 'HOST',
    default: same('127.0.0.1'),
    does: {
      zh: '服务器监听的地址；0.0.0.0 表示本机所有网络接口，请只在反向代理之后使用。',
      en: 'The address the server listens on; 0.0.0.0 is every network of this machine: only behind a proxy.',
    },
    accepts: { zh: 'IP 地址或主机名', en: 'an IP address or a host name' },
    fits: (text) => /^[\w.:-]+$/.test(text),
  },
  {
    name: 'XINHENG_DATA',
    default: { zh: '项目文件夹中的 data', en: 'data in the project folder' },
    does: {
      zh: '数据文件夹：内置数据库、设置文件与密钥所在，同一时间只供一个信衡使用。',
      en: 'The data folder: embedded database, settings file and keys; for one Xinheng at a time.',
    },
    accepts: { zh: '文件夹路径', en: 'the path of a folder' },
    fits: anyText,
  },
  {
    name: 'XINHENG_CONFIG',
    default: {
      zh: '数据文件夹中的 xinheng.yaml 或 xinheng.json（若有）',
      en: 'xinheng.yaml or xinheng.json in the data folder, if there',
    },
    does: {
      zh: '设置文件，键名与此处各项名称相同；环境变量优先于文件。',
      en: 'The settings file; its keys are the names listed here. The environment wins over the file.',
    },
    accepts: {
      zh: '一个存在的 .yaml、.yml 或 .json 文件的路径',
      en: 'the path of a .yaml, .yml or .json file that exists',
    },
    fits: anyText,
  },
  {
    name: 'DATABASE_URL',
    default: { zh: '（内置 PostgreSQL）', en: '(the embedded PostgreSQL)' },
    does: {
      zh: '服务器使用的 PostgreSQL 15 或更高版本的地址，其角色名应为 xinheng，只有迁移授予的权限。',
      en: 'The PostgreSQL 15 or later that the server uses, with the role xinheng, which has only what the migrations grant.',
    },
    accepts: same('postgres://xinheng:***@host:5432/xinheng'),
    fits: isUrl,
  },
  {
    name: 'DATABASE_OWNER_URL',
    default: { zh: '（内置 PostgreSQL；否则不执行迁移）', en: '(the embedded PostgreSQL; else nothing is migrated)' },
    does: {
      zh: '同一数据库的所有者地址，仅用于执行迁移；应与 DATABASE_URL 使用不同的角色。',
      en: 'The same database as its owner, for migrations alone; a role other than that of DATABASE_URL.',
    },
    accepts: same('postgres://xinheng_owner:***@host:5432/xinheng'),
    fits: isUrl,
  },
  {
    name: 'XINHENG_DEMO',
    default: {
      zh: '内置数据库为 yes，指定 DATABASE_URL 时为 no',
      en: 'yes with the embedded database, no with DATABASE_URL',
    },
    does: {
      zh: '首次启动时载入演示数据（虚构的示范省）。正式使用请设为 no，并使用新的数据文件夹。',
      en: 'Demonstration data (a fictional province) on the first start. For real use: no, with a new data folder.',
    },
    accepts: same('yes, no'),
    fits: (text) => ['yes', 'no', 'true', 'false'].includes(text.toLowerCase()),
  },
  {
    name: 'XINHENG_REGIME_BEFORE_2026_04',
    default: same('lenient'),
    does: {
      zh: '2026-04-01 之前作出、其后仍在公示的决定适用哪一套公示规则：lenient 取对信用主体更有利者，order-58 为 2023 年规则，order-36 为 2026 年规则。',
      en: 'Which publicity rules serve decisions made before 2026-04-01 that are still public after it: lenient takes the one better for the organisation, order-58 those of 2023, order-36 those of 2026.',
    },
    accepts: same('lenient, order-58, order-36'),
    fits: (text) => ['lenient', 'order-58', 'order-36'].includes(text),
  },
  {
    name: 'XINHENG_TRUST_PROXY',
    default: { zh: '（无）', en: '(none)' },
    does: {
      zh: '反向代理的 IP 地址，用逗号分隔；只采信它们转来的来访者地址。',
      en: 'IP addresses of your own proxies, with commas between; only from them is a visitor’s forwarded address believed.',
    },
    accepts: same('10.0.0.1, 10.0.0.0/8'),
    fits: (text) => text.split(',').every((part) => isAddress(part.trim())),
  },
  {
    name: 'XINHENG_ADDRESS',
    default: { zh: '服务器监听的地址', en: 'the address the server listens on' },
    does: {
      zh: '门户对外的地址，写在二维码、打印件和网页的规范链接里。',
      en: 'Where the portal is reached from outside; stands in QR codes, on prints and as the canonical address of pages.',
    },
    accepts: same('https://credit.example.gov.cn'),
    fits: (text) => isOrigin(text),
  },
  {
    name: 'XINHENG_DROP',
    default: { zh: '（无）', en: '(none)' },
    does: {
      zh: '投放文件夹：放入 <信源单位代码>/<目录项>/ 或其下以表样命名的文件夹中的文件，写完后自动报送，原文件移除，回执和标注的文件在 done/，未接受的理由在 refused/。谁能写入，谁就能代该单位报送。',
      en: 'The drop folder: files put into <source code>/<item>/, or into a folder named like a layout below that, are submitted once complete and removed; their receipt and the marked file lie in done/, why one was not taken in refused/. Whoever may write there submits for that body.',
    },
    accepts: { zh: '一个存在的文件夹的路径', en: 'the path of a folder that exists' },
    fits: anyText,
  },
  {
    name: 'XINHENG_SCAN',
    default: { zh: '（无）', en: '(none)' },
    does: {
      zh: '附件安全检查程序：每个附件的内容送入它的标准输入，以 0 结束的才收下；限 60 秒、2 GB 内存。',
      en: 'A program that checks attachments: it is given the bytes of each on its input, and what it ends with 0 for is taken; 60 seconds and 2 GB of memory at most.',
    },
    accepts: { zh: '一个可执行文件的路径', en: 'the path of a program' },
    fits: anyText,
  },
  {
    name: 'XINHENG_CHECKS_A_DAY',
    default: same('200000'),
    does: {
      zh: '每个接口客户端每日（北京时间）可核查的次数；管理员可以为某个客户端另定。',
      en: 'Checks a day (Beijing time) of each API client; an administrator may set another number for one.',
    },
    accepts: { zh: '1 到 100000000 的整数', en: 'a whole number from 1 to 100000000' },
    fits: (text) => /^[1-9]\d{0,8}$/.test(text) && Number(text) <= 100_000_000,
  },
  {
    name: 'XINHENG_CREDIT_CHINA',
    default: { zh: '无', en: 'none' },
    does: {
      zh: '“信用中国”修复协同接口的地址：申请由此转入，结果向此告知；不设则不与其交换。',
      en: 'Where Credit China answers: applications for repair come from there and results go there; without it nothing is exchanged.',
    },
    accepts: same('https://...'),
    fits: (text) => /^https?:\/\/\S+$/.test(text) && URL.canParse(text),
  },
  {
    name: 'XINHENG_CREDIT_CHINA_TOKEN',
    default: { zh: '无', en: 'none' },
    does: {
      zh: '“信用中国”修复协同接口的令牌；与地址一并设置。',
      en: 'The token for it; set together with the address.',
    },
    accepts: { zh: '文字', en: 'a text' },
    fits: anyText,
  },
  {
    name: 'XINHENG_TRACE',
    default: same('no'),
    does: {
      zh: '平台自身出错时，同时打印调用栈（只能用环境变量给出）。',
      en: 'Prints the stack of a fault of ours as well (by environment only).',
    },
    accepts: same('yes, no'),
    fits: (text) => text === 'yes' || text === 'no',
  },
]

/** What is asked before, or beside, the settings file. */
const byEnvironmentOnly: ReadonlySet<string> = new Set<Name>(['XINHENG_CONFIG', 'XINHENG_TRACE'])

const projectFolder = fileURLToPath(new URL('..', import.meta.url))

/** Reads the settings; `cwd` is what a relative path in the environment starts from. */
export function readConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  // An empty variable is an unset one: compose files leave such behind.
  const given = (name: Name) => env[name]?.trim() || undefined
  const named = given('XINHENG_CONFIG')
  const namedFile = named === undefined ? undefined : resolve(cwd, named)
  if (namedFile && !existsSync(namedFile)) throw malformed(settingOf('XINHENG_CONFIG'), namedFile, 'XINHENG_CONFIG')

  const fromNamed = namedFile ? readFile(namedFile) : undefined
  const dataFolder = given('XINHENG_DATA')
    ? resolve(cwd, given('XINHENG_DATA')!)
    : fromNamed?.values.get('XINHENG_DATA')
      ? resolve(dirname(namedFile!), fromNamed.values.get('XINHENG_DATA')!)
      : join(projectFolder, 'data')
  const file = fromNamed ?? readFirst(dataFolder)

  const value = (name: Name): string | undefined => {
    const text = given(name) ?? file?.values.get(name)
    if (text === undefined || settingOf(name).fits(text)) return text
    throw malformed(settingOf(name), text, given(name) ? name : `${file!.path}: ${name}`)
  }
  const databaseUrl = value('DATABASE_URL')
  const databaseOwnerUrl = value('DATABASE_OWNER_URL')
  if (databaseOwnerUrl && !databaseUrl) throw missing('DATABASE_URL', 'DATABASE_OWNER_URL')
  const demo = value('XINHENG_DEMO')?.toLowerCase()
  const dropped = value('XINHENG_DROP')
  const dropBase = given('XINHENG_DROP') || !file ? cwd : dirname(file.path)
  const dropFolder = dropped === undefined ? undefined : resolve(dropBase, dropped)
  if (dropFolder && !existsSync(dropFolder)) throw malformed(settingOf('XINHENG_DROP'), dropFolder, 'XINHENG_DROP')

  const scanning = value('XINHENG_SCAN')
  const scanner = scanning === undefined ? undefined : resolve(dropBase, scanning)
  if (scanner && !existsSync(scanner)) throw malformed(settingOf('XINHENG_SCAN'), scanner, 'XINHENG_SCAN')

  const publicAddress = value('XINHENG_ADDRESS')
  const checksADay = value('XINHENG_CHECKS_A_DAY')
  const creditChina = value('XINHENG_CREDIT_CHINA')
  const token = value('XINHENG_CREDIT_CHINA_TOKEN')

  return {
    port: Number(value('PORT') ?? 8080),
    host: value('HOST') ?? '127.0.0.1',
    dataFolder,
    databaseUrl,
    databaseOwnerUrl,
    isDemonstration: demo === undefined ? databaseUrl === undefined : demo === 'yes' || demo === 'true',
    regimeBefore: (value('XINHENG_REGIME_BEFORE_2026_04') as RegimeBefore | undefined) ?? 'lenient',
    trustProxy:
      value('XINHENG_TRUST_PROXY')
        ?.split(',')
        .map((part) => part.trim()) ?? false,
    ...(publicAddress ? { publicAddress: publicAddress.replace(/\/$/, '') } : {}),
    ...(dropFolder ? { dropFolder } : {}),
    ...(scanner ? { scanner } : {}),
    ...(creditChina && token ? { creditChina: { address: creditChina.replace(/\/$/, ''), token } } : {}),
    ...(checksADay === undefined ? {} : { checksADay: Number(checksADay) }),
    warnings: [...unknownVariables(env), ...(file ? openFile(file) : [])],
  }
}

/** The text of `xinheng help config`. */
export function settingsHelp(language: Language): string {
  const intro: Says = {
    zh: '设置来自环境变量，或数据文件夹中的 xinheng.yaml（键名相同，环境变量优先）：',
    en: 'Settings come from the environment, or from xinheng.yaml in the data folder (same names; the environment wins):',
  }
  const words: Record<'default' | 'accepts', Says> = {
    default: { zh: '默认', en: 'default' },
    accepts: { zh: '可填', en: 'accepts' },
  }
  const colon = language === 'zh' ? '：' : ': '
  const lines = settings.map((setting) =>
    [
      setting.name,
      `    ${setting.does[language]}`,
      `    ${words.default[language]}${colon}${setting.default[language]}`,
      `    ${words.accepts[language]}${colon}${setting.accepts[language]}`,
    ].join('\n'),
  )
  return `${intro[language]}\n\n${lines.join('\n\n')}\n`
}

// ---- the file ----------------------------------------------------------------------

type SettingsFile = { path: string; values: Map<Name, string> }

function readFirst(folder: string): SettingsFile | undefined {
  const path = ['xinheng.yaml', 'xinheng.yml', 'xinheng.json']
    .map((name) => join(folder, name))
    .find((p) => existsSync(p))
  return path === undefined ? undefined : readFile(path)
}

/** JSON is YAML as well, so there is one reader. */
function readFile(path: string): SettingsFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw fileRefusal(path, { zh: '无法读取', en: 'it cannot be read' }, cause)
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe' })
  const [error] = document.errors
  if (error) {
    const { line } = lines.linePos(error.pos[0])
    throw fileRefusal(path, { zh: `第 ${line} 行格式不正确`, en: `line ${line} is malformed` }, error)
  }
  // The failsafe schema leaves every scalar the text that was written.
  const content: unknown = document.toJS() ?? {}
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw fileRefusal(path, { zh: '每行应为“名称: 值”', en: 'each line reads "NAME: value"' })
  }
  const values = new Map<Name, string>()
  for (const [key, value] of Object.entries(content)) {
    const setting = settings.find(({ name }) => name === key)
    if (!setting || byEnvironmentOnly.has(key)) {
      const known = settings.map(({ name }) => name).filter((name) => !byEnvironmentOnly.has(name))
      throw fileRefusal(path, {
        zh: `没有名为 ${key} 的设置。可用的设置：${known.join('、')}`,
        en: `there is no setting ${key}. Settings are: ${known.join(', ')}`,
      })
    }
    if (typeof value !== 'string') throw malformed(setting, JSON.stringify(value), `${path}: ${key}`)
    if (value.trim()) values.set(setting.name, value.trim())
  }
  return { path, values }
}

function openFile({ path, values }: SettingsFile): Says[] {
  if (!values.has('DATABASE_URL') && !values.has('DATABASE_OWNER_URL')) return []
  if ((statSync(path).mode & 0o077) === 0) return []
  return [
    {
      zh: `设置文件 ${path} 含有数据库密码，但其他用户也能读取。请执行：chmod 600 "${path}"`,
      en: `The settings file ${path} holds a database password and others may read it. Run: chmod 600 "${path}"`,
    },
  ]
}

/** A mistyped variable would else be passed over in silence. */
function unknownVariables(env: NodeJS.ProcessEnv): Says[] {
  return Object.keys(env)
    .filter(
      (name) => /^XINHENG_(?!TEST_|BENCH_|LONG$)/.test(name) && !settings.some((setting) => setting.name === name),
    )
    .map((name) => ({
      zh: `没有名为 ${name} 的设置，已忽略。全部设置见 xinheng help config。`,
      en: `There is no setting ${name}; it is ignored. All settings: xinheng help config.`,
    }))
}

// ---- refusals ------------------------------------------------------------------------

const settingOf = (name: Name) => settings.find((setting) => setting.name === name)!

/** What was given is repeated, except an address with its password. */
function malformed(setting: Setting, text: string, where: string): Refusal {
  const shown = setting.name.endsWith('_URL') ? '' : `“${text}”`
  return new Refusal(
    'setting-malformed',
    {
      zh: `设置 ${where} 的值${shown}不正确。可填：${setting.accepts.zh}。`,
      en: `The setting ${where} does not fit${shown && `: ${shown}`}. It accepts ${setting.accepts.en}.`,
    },
    500,
  )
}

function missing(name: Name, because: Name): Refusal {
  return new Refusal(
    'setting-missing',
    {
      zh: `已设置 ${because}，但缺少 ${name}（${settingOf(name).accepts.zh}）。`,
      en: `${because} is set, but ${name} is missing (${settingOf(name).accepts.en}).`,
    },
    500,
  )
}

function fileRefusal(path: string, why: Says, cause?: unknown): Refusal {
  return new Refusal(
    'settings-file',
    { zh: `设置文件 ${path}：${why.zh}。`, en: `The settings file ${path}: ${why.en}.` },
    500,
    { cause },
  )
}
