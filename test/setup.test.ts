/** What a newcomer reads when setting up does not succeed: a sentence in both languages, never a stack trace. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), '信衡 试装 '))
after(() => rmSync(folder, { recursive: true, force: true }))
for (const file of ['bin/setup.mjs', 'bin/node', 'package.json', 'package-lock.json']) {
  cpSync(join(project, file), join(folder, file))
}

/** Runs setup with a program in the place of npm that answers as npm was seen to. */
function setup(npm: { version?: string; says?: string; code?: number }): string {
  const cli = join(folder, 'npm-cli.js')
  writeFileSync(
    cli,
    `if (process.argv.includes('--version')) console.log(${JSON.stringify(npm.version ?? '11.0.0')})
    else { console.error(${JSON.stringify(npm.says ?? '')}); process.exitCode = ${npm.code ?? 1} }`,
  )
  const env = { ...process.env, npm_execpath: cli }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/setup.mjs')], {
    env,
    encoding: 'utf8',
  })
  assert.equal(status, 1, stdout + stderr)
  assert.doesNotMatch(stderr, /^\s+at /m)
  assert.ok(!existsSync(join(folder, '.cache/setup.lock')), 'the turn is given back')
  return stderr
}

const seen: [what: string, npm: Parameters<typeof setup>[0], zh: RegExp, en: RegExp][] = [
  ['npm is too old', { version: '6.14.18' }, /npm 6\.14\.18 太旧/, /too old to read/],
  [
    'the registry is out of reach',
    {
      says: 'npm error code ECONNREFUSED\nnpm error FetchError: request to http://127.0.0.1:9/yaml failed\nnpm error     at x (y:1:2)',
    },
    /无法从 npm 软件源取得/,
    /registry could not be reached/,
  ],
  [
    'its name is unknown',
    { says: 'npm error code ENOTFOUND' },
    /无法从 npm 软件源取得/,
    /registry could not be reached/,
  ],
  ['its certificate is not trusted', { says: 'npm error code SELF_SIGNED_CERT_IN_CHAIN' }, /软件源/, /registry/],
  ['the disk is full', { says: 'npm error code ENOSPC\nnpm error syscall write' }, /磁盘已满/, /disk is full/],
  [
    'the folder is not ours',
    { says: 'npm error code EACCES\nnpm error syscall mkdir' },
    /没有权限写入/,
    /may not write/,
  ],
  [
    'a package is not the one that was locked',
    { says: 'npm error code EINTEGRITY' },
    /摘要不符/,
    /differs from the digest/,
  ],
  [
    'package.json was changed alone',
    { says: 'npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when' },
    /不一致/,
    /do not agree/,
  ],
  ['npm ends well and packages are missing', { code: 0 }, /仍缺少/, /still missing/],
  ['npm fails in a way that was never seen', { says: 'npm error code EWHATEVER' }, /没有成功/, /did not succeed/],
]
for (const [what, npm, zh, en] of seen) {
  test(`when ${what}, setup says so`, () => {
    const said = setup(npm)
    assert.match(said, zh)
    assert.match(said, en)
  })
}

test('without npm, setup says what to install', () => {
  const empty = join(folder, 'empty')
  mkdirSync(empty, { recursive: true })
  const env = { ...process.env, PATH: empty, npm_execpath: '' }
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/setup.mjs')], { env, encoding: 'utf8' })
  assert.equal(status, 1)
  assert.match(stderr, /没有找到 npm[\s\S]*npm was not found/)
  assert.doesNotMatch(stderr, /^\s+at /m)
})
