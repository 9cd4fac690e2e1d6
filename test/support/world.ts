/**
 * A small world for tests on real parts: a migrated database, the national and
 * the demonstration rules, three sources, an intake that runs at once.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ensureSources } from '../../src/access/sources.ts'
import { sha256Suite } from '../../src/ciphers/suite.ts'
import type { Regions } from '../../src/codes/regions.ts'
import { organisationCodeCheck, usccCheckCharacter } from '../../src/codes/uscc.ts'
import { placeWaiting } from '../../src/evidence/sequencer.ts'
import { receiveSubmission } from '../../src/intake/actions.ts'
import { makeAhead } from '../../src/intake/ahead.ts'
import type { Intake } from '../../src/intake/intake.ts'
import { runSubmission } from '../../src/intake/process.ts'
import { type LineView, type SubmissionView, submission } from '../../src/intake/store.ts'
import { submissionLines } from '../../src/intake/store-lists.ts'
import { makeTurns } from '../../src/intake/turns.ts'
import type { RuleBook } from '../../src/rulebook/book.ts'
import { regionsOfBook } from '../../src/rulebook/codes-of-book.ts'
import { loadRules } from '../../src/rulebook/load.ts'
import type { Caller } from '../../src/terms/caller.ts'
import { type TestDatabase, testDatabase } from './database.ts'

const rulesFolder = fileURLToPath(new URL('../../rules/', import.meta.url))

let book: RuleBook | undefined

/** A code with right checks; `serial` makes it another. */
export function codeOf(pair: string, serial: number, region = '990101'): string {
  const body = String(serial).padStart(8, '0')
  const first17 = `${pair}${region}${body}${organisationCodeCheck(body)}`
  return first17 + usccCheckCharacter(first17)
}

export const market = {
  code: codeOf('11', 1),
  name: '示范市市场监督管理局',
  region: '990101',
  items: ['registration', 'permit', 'penalty'],
}
export const fire = {
  code: codeOf('11', 2),
  name: '示范市消防救援支队',
  region: '990101',
  items: ['penalty', 'permit'],
}

/** The authority of the list of grave tax offenders. */
export const taxOffice = {
  code: codeOf('11', 3),
  name: '示范市税务局',
  region: '990101',
  items: ['list-entry', 'tax-class-a', 'arrears'],
}

export const officerOf = (source: { code: string; region: string }): Caller => ({
  kind: 'person',
  who: `officer-${source.code.slice(-4)}`,
  role: 'officer',
  body: source.code,
  region: source.region,
  scopes: [],
})

export type World = {
  db: TestDatabase
  intake: Intake
  regions: Regions
  now: Date
  /** Sends a file through the real intake and waits for its verdicts. */
  send(
    text: string | Buffer,
    item: string,
    source?: typeof market,
    fileName?: string,
    more?: { profile?: 'historic'; layout?: string },
  ): Promise<Sent>
  reading: { pool: Intake['pool']; rules: Intake['rules']; regions: Regions; suite: Intake['suite'] }
}

export type Sent = { submission: SubmissionView; lines: LineView[] }

export async function world(now = new Date('2026-06-15T02:00:00Z')): Promise<World> {
  const db = await testDatabase()
  // A thousand rows about one organisation are usual in a test: what is no test of an assertion is not held by one.
  book ??= { ...loadRules([join(rulesFolder, 'national'), join(rulesFolder, 'local/demo')]), assertions: [] }
  const regions = regionsOfBook(book)
  const uploads = mkdtempSync(join(tmpdir(), 'xinheng-uploads-'))
  after(() => rmSync(uploads, { recursive: true, force: true }))
  const made: World = {
    db,
    regions,
    now,
    intake: {
      pool: db.pool,
      suite: sha256Suite,
      rules: { book, regimeBefore: 'lenient' },
      uploads,
      ahead: makeAhead(),
      turns: makeTurns(2, 2),
      digestKey: Buffer.alloc(32, 7),
      clock: () => made.now,
      onPlaced() {},
      isStopping: () => false,
    },
    get reading() {
      const { pool, rules, suite } = made.intake
      return { pool, rules, regions: made.regions, suite }
    },
    async send(text, item, source = market, fileName = 'rows.csv', more = {}) {
      let started: number | undefined
      const received = await receiveSubmission(
        made.intake,
        { input: once(text), fileName, item, source: source.code, by: officerOf(source), ...more },
        made.now,
        (id) => {
          started = id
        },
      )
      if (started !== undefined) await runSubmission(made.intake, started)
      await placeWaiting(db.pool)
      const { rows } = await submissionLines(db.pool, { submission: received.id, limit: 100_000 })
      return {
        submission: {
          ...(await submission(db.pool, received.id, made.now))!,
          ...(received.isRepeat ? { isRepeat: true } : {}),
        },
        lines: rows,
      }
    },
  }
  await ensureSources(db.pool, [market, fire, taxOffice], now)
  return made
}

async function* once(text: string | Buffer) {
  yield Buffer.from(text)
}

/** CSV of rows given by field name; the header is the union of their fields. */
export function csv(rows: readonly { [field: string]: string | undefined }[]): string {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cell = (text = '') => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return `${[fields, ...rows.map((row) => fields.map((field) => cell(row[field])))].map((line) => (typeof line === 'string' ? line : line.join(','))).join('\n')}\n`
}

export function registration(code: string, name: string, more: { [field: string]: string } = {}) {
  return {
    DJ_MC: name,
    DJ_SHXYM: code,
    DJ_CLRQ: '2015-03-02',
    DJ_DJJG: market.name,
    DJ_ZT: '存续',
    DJ_SJLY: market.name,
    DJ_SJLYDM: market.code,
    ...more,
  }
}

export function penalty(code: string, name: string, document: string, more: { [field: string]: string } = {}) {
  return {
    CF_XDR_MC: name,
    CF_XDR_LB: '法人及非法人组织',
    CF_XDR_SHXYM: code,
    CF_WSH: document,
    CF_WFXW: '未按规定公示年度报告',
    CF_SY: '该单位未在规定期限内公示年度报告。',
    CF_YJ: '《企业信息公示暂行条例》第十七条',
    CF_CFLB: '罚款',
    CF_NR: '罚款二万元。',
    CF_NR_FK: '2',
    CF_JDRQ: '2026-05-20',
    CF_CFJG: market.name,
    CF_CFJGDM: market.code,
    CF_SJLY: market.name,
    CF_SJLYDM: market.code,
    CF_SXYZCD: '一般',
    ...more,
  }
}

export function permit(code: string, name: string, document: string, more: { [field: string]: string } = {}) {
  return {
    XK_XDR_MC: name,
    XK_XDR_LB: '法人及非法人组织',
    XK_XDR_SHXYM: code,
    XK_XKWS: '准予行政许可决定书',
    XK_WSH: document,
    XK_XKLB: '普通',
    XK_NR: '食品经营许可',
    XK_JDRQ: '2026-05-20',
    XK_YXQZ: '2026-05-20',
    XK_YXQZI: '2031-05-19',
    XK_XKJG: market.name,
    XK_XKJGDM: market.code,
    XK_ZT: '有效',
    XK_LYDW: market.name,
    XK_LYDWDM: market.code,
    ...more,
  }
}

/** A whole entry of the list of grave tax offenders. */
export function listEntry(code: string, name: string, document: string, more: { [field: string]: string } = {}) {
  return {
    MD_MC: name,
    MD_SHXYM: code,
    MD_MDLB: '重大税收违法失信主体名单',
    MD_WSH: document,
    MD_YJ: '重大税收违法失信主体信息公布管理办法第六条',
    MD_SY: '虚开增值税专用发票。',
    MD_LRRQ: '2026-05-20',
    MD_RDDW: taxOffice.name,
    MD_RDDWDM: taxOffice.code,
    MD_LRQX: '三年',
    MD_LRQXZ: '2029-05-19',
    MD_JJTJ: '可以自收到决定书之日起六十日内申请行政复议，或者六个月内提起行政诉讼。',
    MD_SJLY: taxOffice.name,
    MD_SJLYDM: taxOffice.code,
    ...more,
  }
}
