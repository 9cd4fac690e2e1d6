import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readConfig, settings, settingsHelp } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'xinheng-config-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, name)
}

test('without any setting: embedded database in the project, demonstration data, this machine only', () => {
  assert.deepEqual(readConfig({}, '/'), {
    port: 8080,
    host: '127.0.0.1',
    dataFolder: fileURLToPath(new URL('../data', import.meta.url)),
    databaseUrl: undefined,
    databaseOwnerUrl: undefined,
    isDemonstration: true,
    regimeBefore: 'lenient',
    trustProxy: false,
    warnings: [],
  })
})

test('the environment wins over the file, and a relative path starts where it is written', () => {
  const path = file(
    'mine.yaml',
    'PORT: 09090\nHOST: 0.0.0.0\nXINHENG_DATA: 数据\nXINHENG_DEMO: no\nXINHENG_TRUST_PROXY: 10.0.0.1, fd00::/8\n',
  )
  const config = readConfig({ XINHENG_CONFIG: 'mine.yaml', HOST: '127.0.0.2', PORT: '' }, folder)
  assert.equal(config.port, 9090)
  assert.equal(config.host, '127.0.0.2')
  assert.equal(config.dataFolder, join(folder, '数据'))
  assert.equal(config.isDemonstration, false)
  assert.deepEqual(config.trustProxy, ['10.0.0.1', 'fd00::/8'])
  assert.equal(readConfig({ XINHENG_CONFIG: path, XINHENG_DATA: 'x' }, '/srv').dataFolder, '/srv/x')
})

test('a file in the data folder is read by itself; with a database of one’s own nothing is demonstrated', () => {
  const path = file(
    'xinheng.json',
    '{"DATABASE_URL": "postgres://xinheng:p@db/x", "XINHENG_REGIME_BEFORE_2026_04": "order-58"}',
  )
  const config = readConfig({ XINHENG_DATA: folder }, '/')
  assert.equal(config.databaseUrl, 'postgres://xinheng:p@db/x')
  assert.equal(config.regimeBefore, 'order-58')
  assert.equal(config.isDemonstration, false)
  assert.deepEqual(config.warnings, [])
  chmodSync(path, 0o644)
  assert.match(readConfig({ XINHENG_DATA: folder }, '/').warnings[0]!.en, /chmod 600/)
  rmSync(path)
})

test('what does not fit is refused with what would be accepted, and never shows a password', () => {
  const refused = (env: NodeJS.ProcessEnv, code: string, zh: RegExp, en: RegExp) =>
    assert.throws(
      () => readConfig(env, folder),
      (error: { name: string; code: string; says: { zh: string; en: string } }) => {
        assert.equal(error.name, 'Refusal', String(error))
        assert.equal(error.code, code)
        assert.match(error.says.zh, zh)
        assert.match(error.says.en, en)
        assert.doesNotMatch(error.says.zh + error.says.en, /geheim/)
        return true
      },
    )
  refused({ PORT: '65536' }, 'setting-malformed', /PORT.*“65536”.*0 到 65535/, /from 0 to 65535/)
  refused({ PORT: '80a' }, 'setting-malformed', /PORT/, /PORT/)
  refused({ XINHENG_DEMO: 'maybe' }, 'setting-malformed', /yes, no/, /yes, no/)
  refused({ XINHENG_REGIME_BEFORE_2026_04: 'strict' }, 'setting-malformed', /order-58/, /order-36/)
  refused({ XINHENG_TRUST_PROXY: 'anyone' }, 'setting-malformed', /10\.0\.0\.1/, /10\.0\.0\.1/)
  refused({ DATABASE_URL: 'mysql://a:geheim@b/c' }, 'setting-malformed', /postgres:/, /postgres:/)
  refused(
    { DATABASE_OWNER_URL: 'postgres://a:geheim@b/c' },
    'setting-missing',
    /DATABASE_URL/,
    /DATABASE_URL is missing/,
  )
  refused({ XINHENG_CONFIG: 'nowhere.yaml' }, 'setting-malformed', /nowhere/, /nowhere/)
  const bad = (text: string) => ({ XINHENG_CONFIG: file('bad.yaml', text) })
  refused(bad('PORT: 1\nPORTT: 2\n'), 'settings-file', /没有名为 PORTT/, /no setting PORTT/)
  refused(bad('PORT: 1\nHOST: "a" b\n'), 'settings-file', /第 2 行/, /line 2/)
  refused(bad('- PORT\n'), 'settings-file', /名称: 值/, /NAME: value/)
  refused(bad('PORT: [1, 2]\n'), 'setting-malformed', /bad\.yaml: PORT/, /bad\.yaml: PORT/)
  refused(bad('PORT: x\n'), 'setting-malformed', /bad\.yaml: PORT/, /bad\.yaml: PORT/)
})

test('a mistyped variable is named, not passed over', () => {
  const { warnings } = readConfig({ XINHENG_DEMOO: 'no', XINHENG_TEST_URL: 'x' }, '/')
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!.zh, /XINHENG_DEMOO/)
})

test('the help names every setting in both languages', () => {
  for (const { name, does, default: usual } of settings) {
    assert.ok(settingsHelp('zh').includes(`${name}\n    ${does.zh}\n    默认：${usual.zh}`))
    assert.ok(settingsHelp('en').includes(`${name}\n    ${does.en}\n    default: ${usual.en}`))
  }
})
