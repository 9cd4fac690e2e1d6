/**
 * PostgreSQL 18 inside the data folder, started and stopped with the server.
 *
 * Promises:
 *  - fsync, synchronous_commit and full_page_writes stay on;
 *  - one Xinheng a data folder; what a killed run left behind, a PostgreSQL that
 *    still runs included, is stopped in order and started anew, never shared;
 *  - a PostgreSQL that dies while we live is started again at the same address;
 *  - nothing listens on the network: a unix socket in a folder that only the
 *    server's user and root may enter, and passwords all the same.
 *
 * PostgreSQL refuses to run as root. As root it runs as `postgres` or `nobody`,
 * who may not enter the folders above the data folder. So we open the cluster's
 * folder ourselves and hand it down as file descriptor 3: `-D /proc/self/fd/3`.
 * The kernel follows that link to the open folder without asking for a right on
 * anything above it, and forked children, crash restarts included, inherit it.
 * The other way that was tried, `unshare --user --map-user`, needs user
 * namespaces, which many containers forbid, and leaves a cluster owned by root.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../refusal.ts'
import type { Says } from '../terms/says.ts'
import { diskFull, lockFolder, makeFolder, notWritable, refusalOfFile } from './folder.ts'
import { embeddedProgram, installedProgram, type Program, type RunAs } from './program.ts'
import { databaseName, ensureRoles, type Passwords } from './roles.ts'

export type Embedded = {
  /** Runs migrations. */
  ownerUrl: string
  /** The server's own role, with the rights that the migrations grant it. */
  serverUrl: string
  /** The superuser: backup and tests. */
  adminUrl: string
  /** The process number of the PostgreSQL that runs now. */
  pid(): number
  stop(): Promise<void>
}

export type EmbeddedOptions = {
  folder: string
  log?: (says: Says) => void
  /** What must be done before anybody else may use the database: nobody finds it earlier. */
  prepare?: (urls: { ownerUrl: string; serverUrl: string }) => Promise<void>
  /** PostgreSQL died and could not be started again. */
  onFailed?: (error: unknown) => void
  /** For tests only: loses data on a power cut, and is quicker for it. */
  throwAway?: boolean
  /** For tests only: an installed PostgreSQL instead of the embedded one. */
  installed?: string
}

export type Running = { pid: number; ownerUrl: string; serverUrl: string; adminUrl: string }

const clusterName = 'postgres'
const runningName = 'database-running.json'
const passwordsName = 'database-passwords.json'
const logName = 'postgres.log'
const logLimit = 10_000_000

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const folder = resolve(options.folder)
  const log = options.log ?? (() => {})
  makeFolder(folder)
  const lock = lockFolder(folder)
  let socketFolder: string | undefined
  try {
    const cluster = join(folder, clusterName)
    const runAs = serverUser(cluster)
    await stopLeftOver(folder, cluster, log)
    const program = options.installed ? installedProgram(options.installed) : embeddedProgram(folder, runAs)
    const passwords = passwordsOf(folder, cluster)
    socketFolder = makeSocketFolder(runAs)
    if (existsSync(cluster)) assertVersion(cluster, program)
    else initialise({ folder, cluster, program, runAs, passwords, socketFolder, log, sync: !options.throwAway })

    const server = await superviseServer({
      folder,
      cluster,
      program,
      runAs,
      socketFolder,
      settings: serverSettings(options.throwAway === true),
      log,
      onFailed: options.onFailed ?? (() => {}),
    })
    const urls = urlsOf(socketFolder, passwords)
    /** Without addresses nobody comes in; the folder is named all the same, for whoever clears up after a kill. */
    const announce = (open?: typeof urls) =>
      writePrivate(join(folder, runningName), JSON.stringify({ pid: process.pid, ...open, socketFolder }))
    try {
      announce()
      await ensureRoles(urls.adminUrl, passwords)
      await options.prepare?.(urls)
      announce(urls)
    } catch (error) {
      await server.stop()
      throw refusalOfFile(error, folder)
    }

    let stopped: Promise<void> | undefined
    const stop = async () => {
      announce()
      await server.stop()
      rmSync(join(folder, runningName), { force: true })
      rmSync(socketFolder!, { recursive: true, force: true })
      lock.release()
    }
    return { ...urls, pid: server.pid, stop: () => (stopped ??= stop()) }
  } catch (error) {
    if (socketFolder) rmSync(socketFolder, { recursive: true, force: true })
    lock.release()
    throw error
  }
}

/** The database of a server that runs on this data folder now, for a command beside it; undefined when none does. */
export function describeRunning(folder: string): Running | undefined {
  const path = join(resolve(folder), runningName)
  const found = readJson<Partial<Running> & { pid: number; socketFolder: string }>(path)
  if (!found || !isAlive(found.pid) || !existsSync(found.socketFolder)) return undefined
  const { pid, ownerUrl, serverUrl, adminUrl } = found
  if (ownerUrl === undefined || serverUrl === undefined || adminUrl === undefined) return undefined
  return { pid, ownerUrl, serverUrl, adminUrl }
}

// ---- who runs it, and where -------------------------------------------------

/** As root the owner of the cluster, else `postgres` or `nobody`. A cluster copied by root (a restore) is given away first. */
function serverUser(cluster: string): RunAs {
  const me = process.getuid?.()
  const owner = statSync(cluster, { throwIfNoEntry: false })
  if (me !== 0) {
    if (owner && owner.uid !== me) throw ofAnotherUser(cluster, owner.uid)
    return undefined
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const user = unprivilegedUser()
  if (owner) giveAway(cluster, user)
  return user
}

function unprivilegedUser(): { uid: number; gid: number } {
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  )
  return users.get('postgres') ?? users.get('nobody') ?? { uid: 65534, gid: 65534 }
}

function giveAway(folder: string, to: { uid: number; gid: number }) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), to.uid, to.gid)
  }
  chownSync(folder, to.uid, to.gid)
}

/** A socket's path may have 107 bytes, so the folder stands at the shortest place that the server's user may enter. */
function makeSocketFolder(runAs: RunAs): string {
  for (const place of [tmpdir(), '/tmp', '/var/tmp', '/run']) {
    if (Buffer.byteLength(join(place, 'xinheng-XXXXXX/.s.PGSQL.5432.lock')) > 107 || !mayEnter(place, runAs)) continue
    try {
      const folder = mkdtempSync(join(place, 'xinheng-'))
      if (runAs) chownSync(folder, runAs.uid, runAs.gid)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw diskFull(place)
    }
  }
  throw notWritable(tmpdir())
}

function mayEnter(path: string, runAs: RunAs): boolean {
  if (!runAs) return true
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return false
  const open = found.mode & (found.uid === runAs.uid ? 0o100 : found.gid === runAs.gid ? 0o010 : 0o001)
  return open !== 0 && (dirname(path) === path || mayEnter(dirname(path), runAs))
}

// ---- making a cluster ---------------------------------------------------------

type Making = {
  folder: string
  cluster: string
  program: Program
  runAs: RunAs
  passwords: Passwords
  socketFolder: string
  log: (says: Says) => void
  sync: boolean
}

/** Made beside its place and moved there when whole: an interrupted first start begins again. */
function initialise({ folder, cluster, program, runAs, passwords, socketFolder, log, sync }: Making) {
  log({ zh: '正在创建数据库……', en: 'Creating the database ...' })
  const making = `${cluster}.making`
  // The password reaches initdb by a file in the socket folder, the one place both may read.
  const passwordFile = join(socketFolder, 'password')
  try {
    rmSync(making, { recursive: true, force: true })
    mkdirSync(making, { mode: 0o700 })
    writeFileSync(passwordFile, passwords.admin, { mode: 0o600 })
    if (runAs) {
      chownSync(making, runAs.uid, runAs.gid)
      chownSync(passwordFile, runAs.uid, runAs.gid)
    }
    const made = withFolder(making, runAs, (dataArgument, handle) =>
      spawnSync(
        program.initdb,
        [
          ...['-D', dataArgument, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
          // Bytewise order, and a character type that knows Chinese letters as letters (trigrams need it).
          ...['--encoding', 'UTF8', '--locale-provider', 'libc', '--locale', 'C', '--lc-ctype', characterType],
          ...['--data-checksums', '--no-instructions', sync ? '--sync-method=fsync' : '--no-sync'],
        ].filter((argument) => program.major !== '15' || !argument.startsWith('--sync-method')),
        { ...runAs, cwd: '/', env: serverEnvironment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', handle] },
      ),
    )
    if (made.status !== 0) throw cannotStart(making, made.error?.message ?? made.stderr)
    renameSync(making, cluster)
    syncFolder(folder)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    throw refusalOfFile(error, cluster)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** macOS has no C.UTF-8; its UTF-8 knows the same letters. */
const characterType = process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8'

/** Runs `use` with what `-D` takes and the descriptor that the child must get as number 3. */
function withFolder<T>(cluster: string, runAs: RunAs, use: (dataArgument: string, handle: number) => T): T {
  const handle = openSync(cluster, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    return use(runAs && process.platform === 'linux' ? '/proc/self/fd/3' : cluster, handle)
  } finally {
    closeSync(handle)
  }
}

/** Nothing of our own environment: PGDATA, PGPORT or a secret in it are not the server's business. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'Asia/Shanghai' }
}

function assertVersion(cluster: string, program: Program) {
  const file = join(cluster, 'PG_VERSION')
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'unknown'
  if (found === program.major) return
  throw new Refusal(
    'wrong-data-version',
    {
      zh: `数据文件夹 ${cluster} 属于 PostgreSQL ${found}，而本版信衡内置 PostgreSQL ${program.major}。请用对应版本的信衡启动，或先导出数据再导入。`,
      en: `The data in ${cluster} is of PostgreSQL ${found}; this Xinheng brings PostgreSQL ${program.major}. Start the Xinheng that it belongs to, or carry the data over by export and import.`,
    },
    500,
  )
}

/** Made before the cluster, so that there is never a cluster whose passwords nobody knows. */
function passwordsOf(folder: string, cluster: string): Passwords {
  const path = join(folder, passwordsName)
  const found = readJson<Passwords>(path)
  if (found?.admin && found.owner && found.server) return found
  if (existsSync(cluster)) {
    throw new Refusal(
      'passwords-missing',
      {
        zh: `缺少文件 ${path}，无法打开该文件夹中的数据库。请从备份中恢复此文件。`,
        en: `The file ${path} is missing, and without it the database in this folder cannot be opened. Bring it back from a backup.`,
      },
      500,
    )
  }
  const secret = () => randomBytes(24).toString('base64url')
  const passwords = { admin: secret(), owner: secret(), server: secret() }
  writePrivate(path, JSON.stringify(passwords))
  return passwords
}

function urlsOf(socketFolder: string, passwords: Passwords) {
  const url = (user: string, password: string, database: string) =>
    `postgres://${user}:${password}@localhost/${database}?host=${encodeURIComponent(socketFolder)}`
  return {
    ownerUrl: url('xinheng_owner', passwords.owner, databaseName),
    serverUrl: url('xinheng', passwords.server, databaseName),
    adminUrl: url('postgres', passwords.admin, 'postgres'),
  }
}

// ---- running it -----------------------------------------------------------------

type Supervised = {
  folder: string
  cluster: string
  program: Program
  runAs: RunAs
  socketFolder: string
  settings: Record<string, string>
  log: (says: Says) => void
  onFailed: (error: unknown) => void
}

/**
 * wal_compression stays off: the embedded build has no lz4, and pglz costs more
 * time than the disk it saves. Shared memory is taken as it is used.
 */
function serverSettings(throwAway: boolean): Record<string, string> {
  const memory = Math.floor(Math.min(totalmem(), process.constrainedMemory() || Number.MAX_SAFE_INTEGER) / 2 ** 20)
  const share = Math.max(128, Math.min(throwAway ? 256 : 4096, Math.floor(memory / 8)))
  return {
    listen_addresses: '',
    cluster_name: 'xinheng',
    max_connections: '100',
    shared_buffers: `${share}MB`,
    effective_cache_size: `${Math.max(256, Math.floor(memory / 2))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: `${Math.max(64, Math.min(512, Math.floor(memory / 16)))}MB`,
    random_page_cost: '1.1',
    jit: 'off',
    wal_level: 'replica',
    max_wal_size: '4GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    autovacuum_vacuum_insert_scale_factor: '0.1',
    timezone: 'Asia/Shanghai',
    log_timezone: 'Asia/Shanghai',
    lc_messages: 'C',
    log_line_prefix: '%m [%p] %u ',
    // Statements carry records; a log that a technician reads must not.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    fsync: throwAway ? 'off' : 'on',
    full_page_writes: throwAway ? 'off' : 'on',
    synchronous_commit: throwAway ? 'off' : 'on',
  }
}

/** Starts the server and starts it again when it dies, until `stop`. */
async function superviseServer(run: Supervised) {
  let child = await launchPatiently(run)
  let stopping = false
  let restarting: Promise<void> | undefined
  let restarts: number[] = []

  // Should this process end without `stop`, PostgreSQL is at least asked to end too.
  const atExit = () => child.kill('SIGINT')
  process.on('exit', atExit)

  const watch = () => {
    child.once('exit', () => {
      if (!stopping) restarting = restart()
    })
  }
  const restart = async () => {
    const now = Date.now()
    restarts = [...restarts.filter((at) => now - at < 60_000), now]
    run.log({ zh: '数据库意外退出，正在重新启动……', en: 'The database ended unexpectedly and is started again ...' })
    try {
      if (restarts.length > 5) throw cannotStart(run.folder, 'it ended six times within a minute')
      child = await launchPatiently(run)
      if (stopping) await endServer(child)
      else watch()
    } catch (error) {
      if (!stopping) run.onFailed(error)
    }
  }
  watch()

  return {
    pid: () => child.pid!,
    async stop() {
      stopping = true
      await restarting
      await endServer(child)
      process.off('exit', atExit)
    },
  }
}

/** SIGINT ends sessions and writes everything down; only a server that does not follow within a minute is cut off. */
async function endServer(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  child.ref()
  child.kill('SIGINT')
  const cut = setTimeout(() => child.kill('SIGQUIT'), 60_000)
  await ended
  clearTimeout(cut)
}

/** Children of a killed PostgreSQL may need a moment to notice; until then the next one refuses to start. */
async function launchPatiently(run: Supervised): Promise<ChildProcess> {
  const until = Date.now() + 30_000
  while (true) {
    const launched = await launch(run)
    if ('child' in launched) return launched.child
    const isLeftOver = /still in use|lock file ".*" already exists/.test(launched.failed)
    if (!isLeftOver || Date.now() > until) throw cannotStart(run.folder, launched.failed)
    await sleep(200)
  }
}

async function launch(run: Supervised): Promise<{ child: ChildProcess } | { failed: string }> {
  const { folder, cluster, program, runAs, socketFolder, settings } = run
  const logPath = join(folder, logName)
  const logFile = openLog(logPath)
  const logStart = statSync(logPath).size
  freeStalePid(cluster)
  const child = withFolder(cluster, runAs, (dataArgument, handle) =>
    spawn(
      program.postgres,
      [
        ...['-D', dataArgument, '-k', socketFolder],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        ...runAs,
        cwd: '/',
        env: serverEnvironment(),
        stdio: ['ignore', logFile, logFile, handle],
        // A session of its own: Ctrl-C at the terminal reaches us, and we stop the server before the database.
        detached: true,
      },
    ),
  )
  closeSync(logFile)
  child.unref()
  let ended: string | undefined
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', () => {
    ended = readFrom(logPath, logStart)
  })

  // Recovery after a crash takes as long as it takes; we wait as long as the server lives.
  const begun = Date.now()
  let told = false
  while (ended === undefined) {
    if (isReady(cluster, child.pid)) return { child }
    if (!told && Date.now() - begun > 5000) {
      told = true
      run.log({ zh: '数据库正在恢复，请稍候……', en: 'The database is recovering, please wait ...' })
    }
    await sleep(10)
  }
  return { failed: ended }
}

function openLog(path: string): number {
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > logLimit) renameSync(path, `${path}.1`)
    return openSync(path, 'a', 0o600)
  } catch (error) {
    throw refusalOfFile(error, path)
  }
}

function readFrom(path: string, start: number): string {
  const length = Math.min(100_000, Math.max(0, statSync(path).size - start))
  const text = Buffer.alloc(length)
  const file = openSync(path, 'r')
  readSync(file, text, 0, length, start)
  closeSync(file)
  return text.toString('utf8')
}

/** The eighth line of postmaster.pid says `ready`; the first whose it is. */
function isReady(cluster: string, pid: number | undefined): boolean {
  const lines = pidFile(cluster)
  return lines !== undefined && Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

function pidFile(cluster: string): string[] | undefined {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
}

// ---- what a killed run left behind -------------------------------------------

/** We hold the folder, so a PostgreSQL that still runs on it lost its Xinheng: it is stopped in order. */
async function stopLeftOver(folder: string, cluster: string, log: (says: Says) => void) {
  const running = readJson<{ socketFolder?: string }>(join(folder, runningName))
  const pid = Number(pidFile(cluster)?.[0])
  if (pid > 1 && runsOn(pid, cluster)) {
    log({ zh: '正在停止上次遗留的数据库……', en: 'Stopping the database that a killed run left behind ...' })
    const begun = Date.now()
    process.kill(pid, 'SIGINT')
    let isCut = false
    while (runsOn(pid, cluster)) {
      if (!isCut && Date.now() - begun > 30_000) {
        isCut = true
        process.kill(pid, 'SIGQUIT')
      }
      if (Date.now() - begun > 60_000) throw cannotStart(folder, `process ${pid} does not end`)
      await sleep(20)
    }
  }
  const left = running?.socketFolder
  if (left && basename(left).startsWith('xinheng-')) rmSync(left, { recursive: true, force: true })
  rmSync(join(folder, runningName), { force: true })
}

/**
 * A process number can have gone to somebody else, after a restart of the
 * machine or container nearly surely. PostgreSQL would then refuse to start. The
 * file itself must stay: it also names the shared memory by which PostgreSQL
 * notices that children of a killed server still live. So the number is replaced
 * by ours: a number that is its own parent's, PostgreSQL knows to be stale.
 */
function freeStalePid(cluster: string) {
  const lines = pidFile(cluster)
  const pid = Number(lines?.[0])
  if (!lines || !(pid > 0) || pid === process.pid || !isAlive(pid) || runsOn(pid, cluster)) return
  writeFileSync(join(cluster, 'postmaster.pid'), [String(process.pid), ...lines.slice(1)].join('\n'))
}

/** Whether that process is a PostgreSQL that works in this cluster. */
function runsOn(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'linux') {
    try {
      const there = statSync(`/proc/${pid}/cwd`)
      const here = statSync(cluster)
      return there.ino === here.ino && there.dev === here.dev && /postgres/.test(readlinkSync(`/proc/${pid}/exe`))
    } catch {
      return false
    }
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(cluster)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// ---- refusals and small files --------------------------------------------------

function cannotStart(path: string, why: string): Refusal {
  if (/No space left on device|Disk quota exceeded/.test(why)) return diskFull(path)
  if (/(could not|cannot) .*(Permission denied|Read-only file system)/.test(why)) return notWritable(path)
  const lines = why.split('\n').filter((line) => /FATAL|PANIC|ERROR|error/.test(line))
  const reason = (lines.length ? lines.slice(-2) : why.trim().split('\n').slice(-2)).join(' ').trim()
  return new Refusal(
    'database-did-not-start',
    {
      zh: `内置数据库无法启动：${reason}（日志：${join(path, logName)}）`,
      en: `The embedded database did not start: ${reason} (log: ${join(path, logName)})`,
    },
    500,
  )
}

function ofAnotherUser(cluster: string, uid: number) {
  return new Refusal(
    'folder-of-another-user',
    {
      zh: `数据库文件夹 ${cluster} 属于另一个用户（编号 ${uid}）。请以该用户或 root 启动，或用 XINHENG_DATA 指定其他文件夹。`,
      en: `The database in ${cluster} belongs to another user (number ${uid}). Start as that user or as root, or name another folder with XINHENG_DATA.`,
    },
    500,
  )
}

/** After a power cut the file is there whole or not at all. */
function writePrivate(path: string, text: string) {
  try {
    const making = `${path}.making`
    rmSync(making, { force: true })
    const file = openSync(making, 'wx', 0o600)
    writeFileSync(file, text)
    fsyncSync(file)
    closeSync(file)
    chmodSync(making, 0o600)
    renameSync(making, path)
    syncFolder(dirname(path))
  } catch (error) {
    throw refusalOfFile(error, path)
  }
}

function syncFolder(folder: string) {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EACCES' || code === 'EPERM') throw notWritable(path)
    return undefined
  }
}
