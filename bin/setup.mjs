/**
 * Makes a checkout ready to run, on whatever Node the machine has (14 or later):
 *
 *   1. the packages of package-lock.json, when node_modules is not what the lock file names;
 *   2. the Node they bring, tried;
 *   3. what browsers get (web/build.ts), when its sources changed.
 *
 * `npm start`, `npm test` and the others begin with this, so a newcomer needs no other
 * command. When nothing is missing it writes nothing and takes a moment, so an installation
 * that belongs to someone else can be run too. It must stay plain: no package, no syntax
 * that Node 14 does not know.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(project, 'node_modules')
const stamp = join(modules, '.xinheng-lock')
const firstFolder = join(project, '.cache', 'first-node')
let knownLibrary
const lockFile = readFileSync(join(project, 'package-lock.json'))
const digest = createHash('sha256').update(lockFile).digest('hex')

class Stop extends Error {
  constructor(zh, en, detail) {
    super(en)
    this.zh = zh
    this.detail = detail
  }
}

try {
  const release = await takeTurn()
  try {
    if (!isInstalled()) await installPackages()
    tryNode()
    buildWeb()
  } finally {
    release()
  }
} catch (error) {
  if (!(error instanceof Stop)) throw error
  const detail = error.detail ? `\n\n${error.detail.replace(/^/gm, '    ')}` : ''
  console.error(`\n${error.zh}\n${error.message}${detail}\n`)
  process.exitCode = 1
}

// --- 1. packages ---

/**
 * Whether node_modules is what the lock file names. The stamp is written by us after npm
 * has finished; without it (npm was run by hand) npm's own list of what it put there is
 * compared. Each package's folder is looked for in any case.
 */
function isInstalled() {
  const there = packagesThere()
  const isWhole =
    Object.keys(there).length > 0 && Object.keys(there).every((path) => existsSync(join(project, path, 'package.json')))
  if (!isWhole) return false
  if (readText(stamp) === digest) return true

  const wanted = JSON.parse(lockFile.toString()).packages
  if (missing().length > 0 || Object.keys(there).some((path) => !wanted[path])) return false
  writeStamp()
  return true
}

/** What the lock file names for this machine and node_modules has not, or has in another version. */
function missing() {
  const there = packagesThere()
  const wanted = JSON.parse(lockFile.toString()).packages
  return Object.keys(wanted).filter((path) => {
    if (path === '') return false
    if (!there[path]) return !wanted[path].optional || isForHere(wanted[path])
    return there[path].version !== wanted[path].version || there[path].integrity !== wanted[path].integrity
  })
}

/** npm's own list of what it has put there. */
function packagesThere() {
  const list = readJson(join(modules, '.package-lock.json'))
  return list?.packages || {}
}

/** Whether a package is for this kind of machine. One for another C library is taken as not needed. */
function isForHere(item) {
  const fits = (list, own) => !list || [].concat(list).includes(own)
  return (
    fits(item.os, process.platform) &&
    fits(item.cpu, process.arch) &&
    (process.platform !== 'linux' || fits(item.libc, cLibrary())) &&
    Boolean(item.os || item.cpu)
  )
}

function cLibrary() {
  if (!knownLibrary) {
    process.report.excludeNetwork = true // or it asks for the name of every open connection
    knownLibrary = process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  }
  return knownLibrary
}

async function installPackages() {
  const npm = findNpm()
  // Asked before: with a full disk npm leaves packages out and says that all went well.
  if (!existsSync(modules) && freeMegabytes() < 1000) throw diskFull()
  say(
    '正在按 package-lock.json 安装软件包（首次约需下载 330 MB，一两分钟）……',
    'Installing the packages of package-lock.json (about 330 MB the first time, a minute or two) ...',
  )
  const started = Date.now()
  const seconds = () => Math.round((Date.now() - started) / 1000)
  const beat = setInterval(() => say(`  已用 ${seconds()} 秒……`, `  ${seconds()} s so far ...`), 15000)
  let code, said
  try {
    const first = isFitForNpm() ? undefined : await firstNode(npm)
    ;({ code, said } = await runNpm(npm, project, first))
  } finally {
    clearInterval(beat)
    rmSync(firstFolder, { recursive: true, force: true })
  }
  if (code !== 0) throw installFailed(said)
  if (!isInstalled()) {
    if (freeMegabytes() < 50) throw diskFull()
    const lacking = missing()
    throw new Stop(
      '安装后仍缺少本机所需的软件包（常见原因：npm 设置了 omit=optional，或软件源缺少该平台的包）。',
      'Packages that this machine needs are still missing (a common reason: npm is set to omit=optional, or the registry mirror lacks this platform).',
      lacking.slice(0, 6).join('\n') + (lacking.length > 6 ? `\n... ${lacking.length}` : ''),
    )
  }
  say(`软件包已就绪（${seconds()} 秒）。`, `Packages are in place (${seconds()} s).`)
}

/**
 * npm leaves out optional packages that ask for a newer Node than the one it runs on, and
 * some that we need on this platform do. So an older machine first gets the Node of the
 * lock file, held to its digest, and npm runs on that.
 */
function isFitForNpm() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18) || (major === 20 && minor >= 19)
}

async function firstNode(npm) {
  const all = JSON.parse(lockFile.toString()).packages
  const path = Object.keys(all).find((key) => /^node_modules\/node-[^/]+$/.test(key) && isForHere(all[key]))
  if (!path) return undefined
  const name = path.slice('node_modules/'.length)
  const dependencies = { [name]: all[path].version }
  rmSync(firstFolder, { recursive: true, force: true })
  try {
    mkdirSync(firstFolder, { recursive: true })
    const root = { name: 'first-node', version: '0.0.0', private: true, dependencies }
    writeFileSync(join(firstFolder, 'package.json'), JSON.stringify(root))
    const lock = { ...root, lockfileVersion: 3, packages: { '': root, [path]: { ...all[path], optional: undefined } } }
    writeFileSync(join(firstFolder, 'package-lock.json'), JSON.stringify(lock))
  } catch (error) {
    throw installFailed(error.code || '')
  }
  const { code, said } = await runNpm(npm, firstFolder)
  if (code !== 0) throw installFailed(said)
  return join(firstFolder, 'node_modules', name, 'bin')
}

/** `npm ci` in a folder; `nodeFolder` holds the Node that npm runs on, if not the machine's own. */
function runNpm(npm, folder, nodeFolder) {
  const env = nodeFolder ? { ...process.env, PATH: `${nodeFolder}:${process.env.PATH}` } : process.env
  const command = nodeFolder && npm.before.length > 0 ? join(nodeFolder, 'node') : npm.command
  const args = [
    'ci',
    // None is needed: decision 0003.
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=2000',
    '--fetch-retry-maxtimeout=10000',
  ]
  return run(command, [...npm.before, ...args], folder, env)
}

/** The npm that runs us, or the one on the path. */
function findNpm() {
  const own = process.env.npm_execpath
  const npm =
    own && /npm-cli\.js$/.test(own) ? { command: process.execPath, before: [own] } : { command: 'npm', before: [] }
  const asked = spawnSync(npm.command, [...npm.before, '--version'], { cwd: project, encoding: 'utf8' })
  if (asked.error || asked.status !== 0) {
    throw new Stop(
      '没有找到 npm。请安装 Node.js（14 或更高版本，自带 npm），例如：apt-get install nodejs npm。',
      'npm was not found. Install Node.js 14 or later, which brings it: apt-get install nodejs npm, for instance.',
    )
  }
  if (parseInt(asked.stdout, 10) < 7) {
    throw new Stop(
      `npm ${asked.stdout.trim()} 太旧，读不懂本项目的锁文件。请执行 npm install -g npm@9 后重试。`,
      `npm ${asked.stdout.trim()} is too old to read this project's lock file. Run npm install -g npm@9 and try again.`,
    )
  }
  return npm
}

function installFailed(said) {
  const has = (pattern) => pattern.test(said)
  const tail = said
    .trim()
    .split('\n')
    .filter(
      (line) =>
        !/A complete log of this run|^npm (error|ERR!)\s*$|^npm (notice|warn)|Usage:|^npm (error|ERR!) +(\[|--|npm ci|aliases|Options)|npm help ci|Clean install|^npm (error|ERR!) +at /.test(
          line,
        ),
    )
    .slice(0, 6)
    .join('\n')
  if (has(/ENOSPC|EDQUOT/)) {
    return diskFull()
  }
  if (has(/EACCES|EPERM|EROFS/)) {
    return new Stop(
      `没有权限写入 ${project}。请换一个可写的文件夹，或由其所有者运行。`,
      `This user may not write in ${project}. Use a folder of your own, or let its owner run this.`,
      tail,
    )
  }
  if (
    has(
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|CERT|SELF_SIGNED|\bE5\d\d\b|\bE40[137]\b/,
    )
  ) {
    return new Stop(
      '无法从 npm 软件源取得软件包。请检查网络和代理设置（npm config get registry、HTTPS_PROXY）；内网可用 npm config set registry 指定镜像源。',
      'The npm registry could not be reached. Check the network and proxy (npm config get registry, HTTPS_PROXY); a mirror is named with npm config set registry.',
      tail,
    )
  }
  if (has(/EINTEGRITY/)) {
    return new Stop(
      '取得的软件包与锁文件中的摘要不符，已停止。请执行 npm cache clean --force 后重试；若仍不符，请检查镜像源。',
      'A package differs from the digest in the lock file, so this stopped. Run npm cache clean --force and try again; if it persists, look at your registry mirror.',
      tail,
    )
  }
  if (has(/EUSAGE|can only install/)) {
    return new Stop(
      'package.json 与 package-lock.json 不一致。如果您改动过依赖，请执行 npm install。',
      'package.json and package-lock.json do not agree. If you changed a dependency, run npm install.',
      tail,
    )
  }
  return new Stop('npm ci 没有成功。', 'npm ci did not succeed.', tail)
}

function diskFull() {
  return new Stop(
    `磁盘已满：安装软件包需要约 1 GB 空闲空间（${project}）。`,
    `The disk is full: the packages need about 1 GB free (${project}).`,
  )
}

function freeMegabytes() {
  const { stdout } = spawnSync('df', ['-Pk', project], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  const free = /^.*\s(\d+)\s+\d+%\s/m.exec((stdout || '').split('\n')[1] || '')
  return free ? Number(free[1]) / 1024 : Infinity
}

// --- 2. the Node that runs everything else ---

function tryNode() {
  const tried = spawnSync('sh', [join(project, 'bin/node'), '--version'], { encoding: 'utf8' })
  const version = (tried.stdout || '').trim()
  if (tried.status === 0 && parseInt(version.slice(1), 10) >= 26) return
  const missing = /error while loading shared libraries: ([^:]+)/.exec(tried.stderr || '')
  if (missing) {
    throw new Stop(
      `Node 26 缺少系统库 ${missing[1]}。Debian/Ubuntu 上请执行：apt-get install libatomic1 libstdc++6`,
      `Node 26 needs the system library ${missing[1]}. On Debian or Ubuntu: apt-get install libatomic1 libstdc++6`,
    )
  }
  throw new Stop(
    `本机（${process.platform}-${process.arch}）不能运行随附的 Node 26。请安装 Node 26 或更高版本，使其在 PATH 中。`,
    `The Node 26 that comes with the packages does not run on this machine (${process.platform}-${process.arch}). Install Node 26 or later and put it on the PATH.`,
    (tried.stderr || '').trim(),
  )
}

// --- 3. the web ---

function buildWeb() {
  const built = spawnSync('sh', [join(project, 'bin/node'), 'web/build.ts'], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  })
  if (built.status === 0) return
  const said = built.stderr || ''
  if (/ENOSPC|EDQUOT/.test(said)) {
    throw new Stop('磁盘已满：无法写入 dist。', 'The disk is full: dist cannot be written.')
  }
  if (/EACCES|EROFS|EPERM/.test(said)) {
    throw new Stop(
      `网页需要重新构建，但没有权限写入 ${join(project, 'dist')}。请由该文件夹的所有者运行一次 npm start。`,
      `The web pages have to be built, but this user may not write in ${join(project, 'dist')}. Let the owner of that folder run npm start once.`,
    )
  }
  const lines = said.trim().split('\n')
  throw new Stop(
    '网页构建失败。',
    'The web pages could not be built.',
    [...lines.filter((line) => /^\s*\w*Error\b/.test(line)).slice(0, 5), ...lines.slice(0, 5)].join('\n'),
  )
}

// --- helpers ---

/** One setup at a time: `npm start` and `npm test` given at once do the work once. */
async function takeTurn() {
  const place = join(project, '.cache')
  const path = join(place, 'setup.lock')
  let hasSaid = false
  for (;;) {
    try {
      mkdirSync(place, { recursive: true })
      const file = openSync(path, 'wx')
      writeSync(file, String(process.pid))
      closeSync(file)
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
        throw new Stop(`磁盘已满（${project}）。`, `The disk is full (${project}).`)
      }
      // Someone else's installation: nothing to take turns for, what is missing is said below.
      if (error.code !== 'EEXIST') return () => {}
      const holder = Number(readText(path))
      if (holder && !isAlive(holder)) rmSync(path, { force: true })
      else {
        if (!hasSaid) say('另一个安装正在进行，等待中……', 'Another set-up is under way, waiting ...')
        hasSaid = true
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function run(command, args, cwd, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const hear = (chunk) => {
      said = (said + chunk).slice(-20000)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', (error) => resolve({ code: 1, said: said + String(error) }))
    child.on('close', (code) => resolve({ code, said }))
  })
}

function say(zh, en) {
  console.log(`${zh} ${en}`)
}

function writeStamp() {
  try {
    writeFileSync(stamp, digest)
  } catch {
    // Only the next start is slower.
  }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
