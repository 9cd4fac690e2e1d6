/**
 * A whole HTTP application for tests of the door: real people, sessions, keys,
 * ledger and rule book on a real database. What lies behind the door is given
 * by the test: services that answer what the test wants to see sent, and write
 * down what they were asked.
 */
import { createHash } from 'node:crypto'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { addClient, type ClientCache, clientCache } from '../../src/access/clients.ts'
import type { Scope } from '../../src/access/permits.ts'
import { ensurePeople } from '../../src/access/sign-in.ts'
import { ensureSources, sourceBook } from '../../src/access/sources.ts'
import type { CaseView } from '../../src/cases/view.ts'
import type { FileState } from '../../src/checks/file.ts'
import type { Pool } from '../../src/database/connect.ts'
import { type AppOptions, buildApp } from '../../src/http/app.ts'
import type { CheckAnswer } from '../../src/http/schemas/checks.ts'
import type { RegisterLine } from '../../src/http/schemas/connections.ts'
import type { CreditFile } from '../../src/http/schemas/files.ts'
import type { LayoutView } from '../../src/http/schemas/layouts.ts'
import type { OwnRecord, RowAnswer } from '../../src/http/schemas/records.ts'
import type { SubmissionView } from '../../src/http/schemas/submissions.ts'
import type { Fault, Services } from '../../src/http/services.ts'
import { loadRules } from '../../src/rulebook/load.ts'
import type { Role } from '../../src/terms/caller.ts'

export const body = '11990000MB1A00000X'
export const otherBody = '11990100MB1A00001X'
export const password = '云杉与白桦 2026'
export const code = '91990101MA0000001X'
export const reason = { purpose: 'administration', matter: 'food-permit', caseNumber: '示食许〔2026〕7号' }
export const people: Role[] = ['officer', 'clerk', 'credit-office', 'auditor', 'administrator']

export const submissionView: SubmissionView = {
  id: 7,
  source: body,
  sourceName: '示范省市场监督管理局',
  item: 'penalty',
  fileName: '处罚.csv',
  bytes: 12,
  state: 'done',
  linesTotal: 3,
  linesDone: 3,
  counts: { accepted: 2, refused: 1 },
  notes: [],
  who: 'officer',
  at: '2026-11-02T01:00:00.000Z',
}

export const layoutView: LayoutView = {
  source: body,
  name: '处罚公示表',
  version: 2,
  item: 'penalty',
  isRetired: false,
  who: 'officer',
  at: '2026-11-02T01:00:00.000Z',
  layout: { layout: '处罚公示表', item: 'penalty', columns: [{ column: '企业名称', field: 'CF_XDR_MC' }] },
  yaml: 'layout: 处罚公示表\n',
}

export const creditFile: CreditFile = {
  code,
  name: '示范市云杉机械有限公司',
  formerNames: [],
  kind: 'enterprise',
  status: '存续',
  region: '990101',
  regionName: '明衡市东衡区',
  isProvisional: false,
  sections: [],
  at: '2026-11-02T01:00:00.000Z',
}

export const holdView = {
  hold: 3,
  kind: 'mark' as const,
  contest: 'objection' as const,
  since: '2026-11-01',
  document: '示信异〔2026〕3号',
  reason: '已受理',
  who: 'credit-office',
  at: '2026-11-01T00:00:00.000Z',
}
const both = { zh: '异议', en: 'objection' }
export const caseView: CaseView = {
  subject: code,
  case: 3,
  name: creditFile.name,
  procedure: { id: 'objection', what: both },
  state: { id: 'received', what: both },
  isOpen: true,
  openedOn: '2026-11-01',
  n: 1,
  record: {
    subject: code,
    record: 1025,
    contested: 1,
    version: 1,
    state: 'stated',
    item: 'penalty',
    itemName: both,
  },
  source: { code: body, name: '示范省市场监督管理局' },
  as: ['office'],
  clocks: [],
  steps: [],
  events: [],
}
const rowAnswer: RowAnswer = {
  submission: { ...submissionView, way: 'form' },
  line: { line: 2, verdict: 'accepted', subject: code, record: 1025, findings: [] },
}

export const ownRecord: OwnRecord = {
  subject: code,
  name: creditFile.name,
  record: 1025,
  version: 1,
  item: 'penalty',
  state: 'stated',
  fields: { CF_XDR_MC: creditFile.name, CF_CFLB: ['罚款'] },
  recordedAt: creditFile.at,
  shown: [],
}

export const registerLine: RegisterLine = {
  source: body,
  sourceName: '示范省市场监督管理局',
  item: 'penalty',
  every: 'month',
  dueDays: 7,
  since: '2026-01-01',
  zeroCount: 0,
  periods: [{ from: '2026-10-01', until: '2026-11-01', due: { day: '2026-11-10' }, state: 'open' }],
}

export const checkFile: FileState = {
  id: 7,
  batch: 'B1',
  fileName: '核查.csv',
  columnName: '1',
  body,
  who: 'clerk',
  ...reason,
  rows: 2,
  done: 0,
  problems: 0,
  at: new Date('2026-11-02T01:00:00.000Z'),
}

export function checkAnswer(asked: string): CheckAnswer & { facts: [] } {
  const receipt = `R${createHash('sha256').update(asked).digest('hex').slice(0, 12)}`
  return {
    code: asked,
    found: true,
    receipt,
    name: creditFile.name,
    facts: [],
    listings: [],
    measures: [],
    at: creditFile.at,
  }
}

async function* pieces(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}

export type TestHouse = {
  app: FastifyInstance
  services: Services
  /** What the services were asked, newest last. */
  asked: { act: string; ask: Record<string, unknown> }[]
  faults: Fault[]
  clock: { at: Date }
  cache: ClientCache
  call(options: InjectOptions): Promise<LightMyRequestResponse>
  /** Signs in; gives the headers of a page drawn for that person. */
  signIn(login: string): Promise<{ cookie: string; 'x-xinheng-csrf': string; 'x-xinheng-person': string }>
  key(...scopes: Scope[]): Promise<{ id: number; headers: { authorization: string } }>
}

export const rules = loadRules(['rules/national', 'rules/local/demo'])

export async function testHouse(
  pool: Pool,
  options: AppOptions = {},
  given: Partial<Services> = {},
): Promise<TestHouse> {
  const clock = { at: new Date('2026-11-02T09:00:00+08:00') }
  const asked: TestHouse['asked'] = []
  const faults: Fault[] = []
  const answer = <T>(act: string, ask: object, value: T): Promise<T> => {
    asked.push({ act, ask: ask as Record<string, unknown> })
    return Promise.resolve(value)
  }
  const read = async (act: string, { input, ...ask }: { input: AsyncIterable<Buffer> }) => {
    const pieces: Buffer[] = []
    for await (const piece of input) pieces.push(piece)
    asked.push({ act, ask: { ...ask, pieces: pieces.length, text: Buffer.concat(pieces).toString() } })
  }
  const services: Services = {
    pool,
    sources: sourceBook(pool),
    book: rules,
    now: () => clock.at,
    address: 'https://credit.example.gov.cn',
    receive: async (file) => {
      await read('receive', file)
      return submissionView
    },
    preCheck: async (file) => {
      await read('preCheck', file)
      const { item, source, fileName } = file
      return { item, source, fileName, linesTotal: 0, counts: {}, findings: [], rows: [], hasMore: false }
    },
    submissions: (ask) => answer('submissions', ask, { rows: [submissionView] }),
    submission: (id) => answer('submission', { id }, id === 7 ? submissionView : undefined),
    submissionLines: (ask) => answer('submissionLines', ask, { rows: [] }),
    returned: (id, as) =>
      answer(
        'returned',
        { id, ...as },
        { fileName: "处罚'1'.csv", type: 'text/csv; charset=utf-8', bytes: pieces('a,b') },
      ),
    submitRow: (ask) => answer('submitRow', ask, rowAnswer),
    ownRecords: (ask) => answer('ownRecords', ask, { rows: [ownRecord] }),
    ownRecord: (ask) => answer('ownRecord', ask, 'record' in ask && ask.record !== 1025 ? undefined : ownRecord),
    correctRecord: (ask) => answer('correctRecord', ask, rowAnswer),
    withdrawRecord: (ask) => answer('withdrawRecord', ask, { ...ownRecord, state: 'withdrawn' as const }),
    enterHold: (ask) => answer('enterHold', ask, holdView),
    endHold: (ask) => answer('endHold', ask, holdView),
    holdsBeside: (ask) => answer('holdsBeside', ask, [holdView]),
    cases: {
      open: (ask) => answer('openCase', ask, caseView),
      step: (ask) => answer('takeStep', ask, caseView),
      one: (ask) => answer('oneCase', ask, caseView),
      paper: (ask) => answer('casePaper', ask, { fileName: '异议受理通知书-2026-1.pdf', bytes: Buffer.from('%PDF-') }),
      queue: (ask) => answer('casesQueue', ask, { rows: [] }),
      overdue: (ask) => answer('casesOverdue', ask, []),
      told: (ask) => answer('casesTold', ask, { count: 0, isMore: false, overdue: 0 }),
    },
    reportStanding: (number) => answer('reportStanding', { number }, undefined),
    retractions: {
      mine: (ask) => answer('retractions', ask, { rows: [] }),
      acknowledge: (ask) => answer('acknowledge', ask, { acknowledged: [...ask.ids] }),
      board: (bodies) => answer('retractionBoard', { bodies }, []),
      about: (ask) => answer('retractionsOf', ask, { rows: [] }),
      figures: () => answer('retractionFigures', {}, []),
    },
    attachments: {
      keep: async (file) => {
        await read('keepAttachment', file)
        return { id: 7, name: '凭证.pdf', kind: 'pdf' as const, bytes: 5, digest: 'ab'.repeat(32) }
      },
      read: (ask) =>
        answer('readAttachment', ask, { fileName: '凭证.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-') }),
    },
    space: {
      codes: async (code) => [code],
      records: (ask) => answer('spaceRecords', ask, { rows: [] }),
      record: (ask) => answer('spaceRecord', ask, undefined as never),
      reply: (ask) => answer('spaceReply', ask, undefined),
      enterReply: (ask) => answer('enterReply', ask, holdView),
      takeReplyBack: (ask) => answer('takeReplyBack', ask, holdView),
      cases: (ask) => answer('spaceCases', ask, { rows: [] }),
      papers: (ask) => answer('spacePapers', ask, { rows: [] }),
      openAbout: (ask) => answer('ownOpenAbout', ask, {}),
      readPaper: (ask) => answer('readPaper', ask, { fileName: '通知.pdf', bytes: Buffer.from('%PDF-') }),
      looks: (ask) => answer('spaceLooks', ask, { rows: [] }),
    },
    confirmHeld: (ask) => answer('confirmHeld', ask, submissionView),
    takeBack: (ask) => answer('takeBack', ask, submissionView),
    lateLines: (ask) => answer('lateLines', ask, { rows: [] }),
    reportZero: ({ by, ...ask }) => answer('reportZero', ask, { ...ask, who: by.who, at: creditFile.at }),
    zeroReports: (ask) => answer('zeroReports', ask, { rows: [] }),
    register: (ask) => answer('register', ask, { rows: [registerLine] }),
    connect: (ask) => answer('connect', ask, registerLine),
    classesMissing: (ask) => answer('classesMissing', ask, { rows: [] }),
    layouts: (ask) => answer('layouts', ask, [layoutView]),
    settleLayout: (ask) => answer('settleLayout', ask, layoutView),
    retireLayout: (ask) => answer('retireLayout', ask, { ...layoutView, isRetired: true }),
    proposeLayout: async (file) => {
      await read('proposeLayout', file)
      const { layout } = layoutView
      const none = { sheets: [], header: [], rows: [], lines: [], columns: [], constants: [], findings: [] }
      return { ...none, fileName: file.fileName, headerLine: 1, layout }
    },
    previewLayout: (ask) => answer('previewLayout', ask, { findings: [], rows: [] }),
    confirmClasses: (ask) => answer('confirmClasses', ask, { confirmed: ask.choices.length, refused: [] }),
    whoWaits: (ask) => answer('whoWaits', ask, { rows: [], open: 0 }),
    waitsAgainst: (ask) => answer('waitsAgainst', ask, { rows: [] }),
    settleAgainst: (ask) => answer('settleAgainst', ask, { verdict: 'refused' }),
    decideWho: (ask) => answer('decideWho', ask, { placed: [], closed: ask.choices.length, refused: [] }),
    acceptAgreeing: (ask) => answer('acceptAgreeing', ask, { placed: [], closed: 0, refused: [] }),
    whoDecisions: (ask) => answer('whoDecisions', ask, { rows: [] }),
    reopenRow: (ask) => answer('reopenRow', ask, undefined),
    codeQuality: () =>
      answer(
        'codeQuality',
        {},
        { registered: 0, wrong: 0, duplicate: 0, joined: 0, perThousand: 0, at: creditFile.at },
      ),
    codeFigures: () => answer('codeFigures', {}, { rows: [], at: creditFile.at }),
    suspectedCodes: (limit) => answer('suspectedCodes', { limit }, []),
    previewSheet: async (file) => {
      await read('previewSheet', file)
      return []
    },
    previewCodes: (ask) => answer('previewCodes', ask, []),
    correctCodes: (ask) => answer('correctCodes', ask, []),
    codeCorrections: (ask) => answer('codeCorrections', ask, { rows: [] }),
    suggest: (sought) => answer('suggest', sought, []),
    publicOrganisations: (codes) => answer('publicOrganisations', { codes }, []),
    check: (ask) => answer('check', ask, { batch: 'B1', answers: ask.codes.map(checkAnswer) }),
    async *checkInParts(ask) {
      for (let n = 0; n < ask.codes.length; n += 1000) {
        const codes = ask.codes.slice(n, n + 1000)
        yield answer('checkInParts', { ...ask, codes }, { batch: 'B1', answers: codes.map(checkAnswer) })
      }
    },
    receipt: (number, by) =>
      answer(
        'receipt',
        { number, by },
        {
          number,
          ...reason,
          at: creditFile.at,
          body: number === 'elsewhere' ? otherBody : body,
          who: 'clerk',
          answer: checkAnswer(code),
        },
      ),
    search: (ask) => answer('search', ask, { rows: [] }),
    suggestSubjects: (typed) => answer('suggestSubjects', { typed }, []),
    list: (ask) => answer('list', ask, { rows: [] }),
    feed: (ask) => answer('feed', ask, []),
    async *openRecords() {},
    publicCounts: () => answer('publicCounts', {}, undefined),
    publicFile: (asked) => answer('publicFile', { code: asked }, asked === code ? creditFile : undefined),
    creditFile: (ask) => answer('creditFile', ask, ask.code === code ? creditFile : undefined),
    report: (ask) => {
      const number = '20261102090000ABCDEFGH'
      return answer(
        'report',
        ask,
        ask.format === 'pdf'
          ? { number, format: 'pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF-1.7') }
          : {
              number,
              format: 'json',
              contentType: 'application/json; charset=utf-8',
              bytes: Buffer.from(JSON.stringify({ number })),
            },
      )
    },
    counter: {
      lookAtFile: async (file) => {
        await read('lookAtFile', file as { input: AsyncIterable<Buffer> })
        const proposed = { code: 0, matter: -1, caseNumber: -1 }
        return { columns: ['代码'], hasHead: true, proposed, knownBy: 'name', sample: [] }
      },
      takeFile: async ({ file, ...ask }) => {
        await read('takeFile', file as { input: AsyncIterable<Buffer> })
        asked.push({ act: 'takeFile', ask })
        return checkFile
      },
      file: (id, by) => answer('checkFile', { id, by }, id === 7 ? checkFile : undefined),
      files: (ask) => answer('checkFiles', ask, [checkFile]),
      async *runFile(id) {
        yield answer('runFile', { id }, { done: 2, rows: 2, found: 2, withMeasures: 0, withListings: 0 })
      },
      fileRows: (ask) => answer('fileRows', ask, { rows: [] }),
      fileResult: () => ({ fileName: '核查.csv', type: 'text/csv; charset=utf-8', bytes: pieces('a,b') }),
      openFiles: (ask) => answer('openFiles', ask, []),
      receipts: (ask) => answer('receipts', ask, { rows: [] }),
      issued: (ask) => answer('issued', ask, { rows: [] }),
      organisation: (asked) =>
        answer(
          'organisation',
          { code: asked },
          asked === code ? { ...creditFile, names: [], codes: [], aliases: [] } : undefined,
        ),
      versions: (ask) => answer('versions', ask, { rows: [] }),
      waits: (sources) => answer('waits', { sources }, {}),
      system: () => answer('system', {}, { people: 1, clients: 0, locked: [], failedJobs: [] }),
      overview: (sources) =>
        answer(
          'overview',
          { sources },
          {
            at: creditFile.at,
            since: '2025-12',
            months: [],
            sources: [],
            weeks: [],
            areChecksCounted: true,
          },
        ),
    },
    ...given,
  }
  await ensureSources(
    pool,
    [
      { code: body, name: '示范省市场监督管理局', region: '990000', items: ['penalty', 'permit'] },
      { code: otherBody, name: '明衡市城市管理局', region: '990100', items: ['penalty'] },
      { code: '11880000MB1A00002X', name: '邻省某局', region: '880000', items: ['penalty'] },
    ],
    clock.at,
  )
  await ensurePeople(
    pool,
    people.map((role) => ({ login: role, name: `示范${role}`, password, role, body, region: '990000' })),
    clock.at,
  )
  const app = await buildApp(services, { onFault: (fault) => faults.push(fault), ...options })

  return {
    app,
    services,
    asked,
    faults,
    clock,
    cache: clientCache(pool),
    call: (options) => app.inject(options) as Promise<LightMyRequestResponse>,
    async signIn(login) {
      const answered = await app.inject({ method: 'POST', url: '/v1/session', payload: { login, password } })
      if (answered.statusCode !== 200) throw new Error(answered.body)
      const { value } = answered.cookies[0]!
      const { csrf, who } = answered.json()
      return { cookie: `xinheng_session=${value}`, 'x-xinheng-csrf': csrf, 'x-xinheng-person': who }
    },
    async key(...scopes) {
      const client = { name: scopes.join(' '), role: 'clerk', body, region: '990000', scopes } as const
      const { id, key } = await addClient(pool, { ...client, scopes }, clock.at)
      return { id, headers: { authorization: `Bearer ${key}` } }
    },
  }
}
