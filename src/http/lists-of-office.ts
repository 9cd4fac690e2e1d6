/** Lists of an office: its papers, the ledger, codes put right, and who may come in. */
import type { Static } from 'typebox'
import { failuresUntilLock } from '../access/people.ts'
import { clients } from '../access/store.ts'
import { accessChanges } from '../access/store-changes.ts'
import { peopleListed } from '../access/store-people.ts'
import { addDays, startOfDay } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { plainCode } from '../codes/uscc.ts'
import { holdsText, pageOfFew } from '../terms/few.ts'
import type { Language } from '../terms/says.ts'
import { placeOf } from './codes.ts'
import { ledgerPages } from './ledger.ts'
import {
  actWords,
  changeActWords,
  changeKindWords,
  flagWords,
  onTheWall,
  personStateWords,
  roleWords,
  wordsOr,
} from './list-words.ts'
import { column, type Listing } from './listing.ts'
import type { Of } from './lists.ts'
import { isBelow } from './lists-of-bodies.ts'
import { clientViews, personViews } from './people.ts'
import type {
  AllSuspectedCodes,
  CodeCorrection,
  CodeCorrections,
  CodeCorrectionsExport,
  SuspectedCodes,
  SuspectedExport,
} from './schemas/codes.ts'
import type {
  IssuedExport,
  IssuedReport,
  IssuedReports,
  LedgerExportQuery,
  LedgerLine,
  LedgerLines,
  ReceiptHead,
  Receipts,
  ReceiptsExport,
} from './schemas/counter.ts'
import type {
  AccessChanges,
  AccessChangesExport,
  AccessChangeView,
  Clients,
  ClientsExport,
  ClientView,
  People,
  PeopleExport,
  PersonView,
} from './schemas/people.ts'

/** A file of what grows with every check and every report. */
const fileMost = 500_000

/** A person's number is looked for nowhere; nothing is found under ''. */
const codeAsked = (stated: string | undefined): { code?: string } =>
  stated === undefined ? {} : { code: looksLikePerson(stated) ? '-' : plainCode(stated) || '-' }

const nameOf = <Row extends { id: string; zh: string; en: string }>(rows: readonly Row[], id: string, l: Language) =>
  rows.find((one) => one.id === id)?.[l] ?? id

// -------------------------------------------------------- receipts, reports --

export const receiptList: Listing<Of<Static<typeof ReceiptsExport>>, ReceiptHead, Receipts> = {
  title: { zh: '核查回执', en: 'receipts' },
  columns: ({ services: { book } }) => [
    column('number', '回执编号', 'receipt', ({ number }) => number, 26),
    column('name', '单位', 'organisation', ({ name }) => name, 34),
    column('code', '统一社会信用代码', 'code', ({ subject }) => subject, 20),
    column('matter', '办理事项', 'matter', ({ matter }, l) => nameOf(book.matters, matter, l), 24),
    column('case', '办件编号', 'case number', ({ caseNumber }) => caseNumber, 24),
    column('who', '查询人', 'asked by', ({ who }) => who),
    column('at', '时间', 'at', ({ at }) => onTheWall(at), 20),
    column('purpose', '查询目的', 'purpose', ({ purpose }, l) => nameOf(book.purposes, purpose, l), 20),
    column('batch', '批号', 'batch', ({ batch }) => batch, 20),
  ],
  async open({ house, caller, query }) {
    const { from, until, code, caseNumber, who, ...asked } = query
    const ask = {
      ...asked,
      ...codeAsked(code),
      body: caller.body,
      from: from === undefined ? 'C' : `C${from.replaceAll('-', '')}`,
      before: until === undefined ? 'D' : `C${addDays(until, 1).replaceAll('-', '')}`,
      ...(caseNumber ? { caseNumber: caseNumber.trim() } : {}),
      ...(who ? { who: who === 'me' ? caller.who : who } : {}),
    }
    const since = startOfDay(from ?? '2000-01-01')
    return (after, limit = 30) => house.services.counter.receipts({ ...ask, after, limit }, since)
  },
  noted: () => ['receipts'],
  most: fileMost,
}

export const issuedList: Listing<Of<Static<typeof IssuedExport>>, IssuedReport, IssuedReports> = {
  title: { zh: '已出具的报告', en: 'reports made' },
  columns: ({ services: { book } }) => [
    column('number', '报告编号', 'report', ({ number }) => number, 26),
    column('name', '单位', 'organisation', ({ name }) => name, 34),
    column('code', '统一社会信用代码', 'code', ({ code }) => code, 20),
    column('matter', '办理事项', 'matter', ({ matter }, l) => nameOf(book.matters, matter, l), 24),
    column('case', '办件编号', 'case number', ({ caseNumber }) => caseNumber, 24),
    column('from', '期间自', 'from', ({ from }) => from, 12),
    column('until', '期间至（不含）', 'until (not included)', ({ until }) => until, 14),
    column('asOf', '按哪一日', 'as of', ({ asOf }) => asOf, 12),
    column('who', '出具人', 'asked by', ({ who }) => who),
    column('at', '出具时间', 'at', ({ at }) => onTheWall(at), 20),
    column('purpose', '查询目的', 'purpose', ({ purpose }, l) => nameOf(book.purposes, purpose, l), 20),
    column('format', '格式', 'format', ({ format }) => format.toUpperCase(), 8),
    column('bytes', '字节', 'bytes', ({ bytes }) => bytes, 10),
    column('digest', '摘要值（SHA-256）', 'digest (SHA-256)', ({ digest }) => digest, 66),
    column('position', '存证位置', 'log position', ({ knownAt }) => knownAt, 12),
  ],
  async open({ house, caller, query }) {
    const { from, until, code, who, ...asked } = query
    const ask = {
      ...asked,
      ...codeAsked(code),
      body: caller.body,
      from: from?.replaceAll('-', '') ?? '',
      before: until === undefined ? '9' : addDays(until, 1).replaceAll('-', ''),
      ...(who ? { who: who === 'me' ? caller.who : who } : {}),
    }
    return (after, limit = 30) => house.services.counter.issued({ ...ask, after, limit })
  },
  noted: () => ['reports'],
  most: fileMost,
}

// ------------------------------------------------------------------- ledger --

export const ledgerList: Listing<Of<Static<typeof LedgerExportQuery>>, LedgerLine, LedgerLines> = {
  title: { zh: '查阅台账', en: 'ledger' },
  columns: ({ services: { book } }) => [
    column('at', '时间', 'at', ({ at }) => onTheWall(at), 20),
    column('who', '查阅人', 'who', ({ who }) => who),
    column('body', '单位', 'body', ({ bodyName, body }) => bodyName ?? body, 24),
    column('role', '角色', 'role', ({ role }, l) => wordsOr(roleWords, role, l), 12),
    column('act', '查阅方式', 'act', ({ act }, l) => wordsOr(actWords, act, l), 14),
    column('code', '被查代码', 'code', ({ code }) => code, 22),
    column('purpose', '用途', 'purpose', ({ purpose }, l) => nameOf(book.purposes, purpose, l), 16),
    column('matter', '事项', 'matter', ({ matter }, l) => nameOf(book.matters, matter, l), 18),
    column('case', '办件编号', 'case number', ({ caseNumber }) => caseNumber, 22),
    column('fields', '内容', 'fields', ({ fields }) => fields.join(' '), 30),
    column(
      'allowed',
      '准予',
      'allowed',
      ({ allowed }, l) => (allowed ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' })[l],
      8,
    ),
    column('refusal', '拒绝原因', 'refusal', ({ reason }) => reason, 20),
  ],
  open: ledgerPages,
  noted: 'open',
}

// -------------------------------------------------------------------- codes --

export const correctionList: Listing<Of<Static<typeof CodeCorrectionsExport>>, CodeCorrection, CodeCorrections> = {
  title: { zh: '重错码更正记录', en: 'codes put right' },
  columns: [
    column('at', '时间', 'at', ({ at }) => onTheWall(at), 20),
    column('flag', '办理', 'done', ({ flag }, l) => wordsOr(flagWords, String(flag), l), 20),
    column('code', '代码', 'code', ({ code }) => code, 20),
    column('name', '名称', 'name', ({ name }) => name, 34),
    column('other', '另一代码', 'other code', ({ sameAs }) => sameAs, 20),
    column('otherName', '另一名称', 'other name', ({ sameAsName }) => sameAsName, 34),
    column(
      'stands',
      '是否仍有效',
      'still holds',
      ({ stands }, l) => (stands ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' })[l],
    ),
    column('basis', '依据', 'basis', ({ basis }) => basis, 30),
    column('reason', '原因', 'reason', ({ reason }) => reason, 30),
    column('who', '办理人', 'by', ({ who }) => who),
    column('entry', '存证编号', 'log entry', ({ entry }) => entry, 12),
  ],
  open:
    async ({ house, query, at }) =>
    (after, limit = 50) =>
      house.services.codeCorrections({ ...query, after, limit }, at),
  noted: () => ['code-corrections'],
}

const suspectedMost = 1000

export const suspectedList: Listing<Of<Static<typeof SuspectedExport>>, SuspectedCodes, AllSuspectedCodes> = {
  title: { zh: '疑似重码', en: 'suspected duplicates' },
  columns: [
    column('name', '名称', 'name', ({ name }) => name, 34),
    column('region', '登记地', 'region', ({ regionName }) => regionName, 24),
    column('regionCode', '行政区划代码', 'region code', ({ region }) => region, 14),
    column('codes', '代码', 'codes', ({ codes }) => codes.join(' '), 60),
  ],
  async open({ house, query: { text, region, sort = 'name' }, at }) {
    const found = (await house.services.suspectedCodes(suspectedMost, at)).filter(
      (one) => holdsText(text, one.name) && isBelow(one.region, region),
    )
    const rows = found.map((one) => ({ ...one, regionName: placeOf(house.services.book, one.region) }))
    return async (after, limit) => pageOfFew(rows, { ...fewSuspected, sort, after, limit })
  },
  noted: () => ['codes-suspected'],
}
const fewSuspected = {
  orders: {
    name: ({ name }: SuspectedCodes) => name,
    region: ({ region }: SuspectedCodes) => region,
    codes: ({ codes }: SuspectedCodes) => codes.length,
  },
  key: ({ codes }: SuspectedCodes) => codes[0]!,
}

// ------------------------------------------------- people, clients, changes --

export const peopleList: Listing<Of<Static<typeof PeopleExport>>, PersonView, People> = {
  title: { zh: '人员', en: 'people' },
  columns: [
    column('login', '登录名', 'login', ({ login }) => login),
    column('name', '姓名', 'name', ({ name }) => name),
    column('role', '角色', 'role', ({ role }, l) => roleWords[role][l]),
    column('body', '单位', 'body', ({ bodyName, body }) => bodyName || body, 30),
    column('code', '单位代码', 'code of the body', ({ body }) => body, 20),
    column('region', '地区', 'region', ({ region }) => region, 10),
    column(
      'state',
      '状态',
      'state',
      (one, l) =>
        statesOf(one)
          .map((state) => personStateWords[state][l])
          .join('；'),
      24,
    ),
    column('seen', '最近登录', 'last signed in', ({ lastInAt }) => lastInAt && onTheWall(lastInAt), 20),
    column('since', '添加时间', 'since', ({ since }) => onTheWall(since), 20),
  ],
  async open({ house, query, at }) {
    const { pool } = house.services
    const idleBefore = new Date(at.getTime() - house.settings.sessions.idleMinutes * 60_000)
    return async (after, limit = 50) => {
      const { rows, ...on } = await peopleListed(
        pool,
        { ...query, after, limit, idleBefore, lockedFrom: failuresUntilLock },
        at,
      )
      return { rows: await personViews(house, rows, at), ...on }
    }
  },
  noted: () => ['people'],
}

function statesOf({ isActive, lockedUntil, oneTimeUntil }: PersonView): (keyof typeof personStateWords)[] {
  if (!isActive) return ['disabled']
  const marks = [...(lockedUntil ? (['locked'] as const) : []), ...(oneTimeUntil ? (['one-time'] as const) : [])]
  return marks.length > 0 ? marks : ['active']
}

export const clientList: Listing<Of<Static<typeof ClientsExport>>, ClientView, Clients> = {
  title: { zh: '接口客户端', en: 'API clients' },
  columns: [
    column('id', '编号', 'number', ({ id }) => id, 8),
    column('name', '名称', 'name', ({ name }) => name, 30),
    column('role', '角色', 'role', ({ role }, l) => roleWords[role][l]),
    column('body', '单位', 'body', ({ bodyName, body }) => bodyName || body, 30),
    column('code', '单位代码', 'code of the body', ({ body }) => body, 20),
    column('region', '地区', 'region', ({ region }) => region, 10),
    column('scopes', '范围', 'scopes', ({ scopes }) => scopes.join(' '), 30),
    column('state', '状态', 'state', ({ isActive }, l) => personStateWords[isActive ? 'active' : 'disabled'][l]),
    column('checks', '今日核查', 'checks today', ({ checksToday }) => checksToday, 12),
    column('limit', '每日上限', 'checks a day', ({ checksADay }) => checksADay, 12),
    column('used', '最近使用', 'last used', ({ lastUsedAt }) => lastUsedAt && onTheWall(lastUsedAt), 20),
    column('since', '添加时间', 'since', ({ since }) => onTheWall(since), 20),
  ],
  async open({ house, query: { text, role, state, sort = 'id' }, at }) {
    const rows = (await clientViews(house, await clients(house.services.pool), at)).filter(
      (one) =>
        holdsText(text, one.name, one.bodyName) &&
        (role === undefined || one.role === role) &&
        (state === undefined || one.isActive === (state === 'active')),
    )
    return async (after, limit) => pageOfFew(rows, { ...fewClients, sort, after, limit })
  },
  noted: () => ['clients'],
}
const fewClients = {
  orders: {
    id: ({ id }: ClientView) => id,
    name: ({ name }: ClientView) => name,
    used: ({ lastUsedAt }: ClientView) => lastUsedAt,
  },
  key: ({ id }: ClientView) => String(id).padStart(12, '0'),
}

export const changeList: Listing<Of<Static<typeof AccessChangesExport>>, AccessChangeView, AccessChanges> = {
  title: { zh: '变更记录', en: 'changes of access' },
  columns: [
    column('at', '时间', 'at', ({ at }) => onTheWall(at), 20),
    column('act', '变更', 'act', ({ act }, l) => changeActWords[act][l]),
    column('kind', '对象', 'of what', ({ kind }, l) => changeKindWords[kind][l], 12),
    column('target', '对象名', 'which', ({ target }) => target, 24),
    column('changed', '内容', 'fields', ({ changed }) => changed.map(changeText).join('；'), 60),
    column('reason', '理由', 'reason', ({ reason }) => reason, 40),
    column('who', '办理人', 'by', ({ who }) => who),
    column('role', '角色', 'role', ({ role }, l) => wordsOr(roleWords, role, l)),
  ],
  open:
    async ({ house, query }) =>
    async (after, limit = 50) => {
      const { rows, ...on } = await accessChanges(house.services.pool, { ...query, after, limit })
      const views = rows.map(({ at, changed, ...one }) => ({
        ...one,
        at: at.toISOString(),
        changed: Object.entries(changed).map(([field, values]) => ({ field, ...values })),
      }))
      return { rows: views, ...on }
    },
  noted: () => ['access-changes'],
}

const plain = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : (value ?? ''))
const changeText = ({ field, before, after }: AccessChangeView['changed'][number]) =>
  `${field}：${before === undefined ? '' : `${plain(before)} → `}${plain(after)}`
