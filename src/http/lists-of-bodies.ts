/** Lists of bodies and what they state: sources, layouts, the connection register, zero reports, own records. */
import type { Static } from 'typebox'
import { mayDo } from '../access/permits.ts'
import { holdsText, pageOfFew } from '../terms/few.ts'
import type { House } from './house.ts'
import { classWords, onTheWall } from './list-words.ts'
import { column, type Listing, sourcesFor } from './listing.ts'
import type { Of } from './lists.ts'
import type {
  Register,
  RegisterExport,
  RegisterLine,
  ZeroReportRow,
  ZeroReports,
  ZeroReportsExport,
} from './schemas/connections.ts'
import type { Layouts, LayoutsExport, LayoutView } from './schemas/layouts.ts'
import type { OwnRecord, OwnRecords, OwnRecordsExport } from './schemas/records.ts'
import type { Sources, SourcesExport, SourceView } from './schemas/sources.ts'
import { assertWithin } from './submissions.ts'

/** 990000 covers 990100: six digits without the pairs of noughts at their end. */
export const isBelow = (region: string, above: string | undefined) =>
  above === undefined || region.startsWith(above.replace(/(00)+$/, ''))

const itemName = ({ services }: House, id: string, language: 'zh' | 'en') =>
  services.book.items.find((one) => one.id === id)?.[language] ?? id

// ------------------------------------------------------------------ sources --

export const sourceList: Listing<Of<Static<typeof SourcesExport>>, SourceView, Sources> = {
  title: { zh: '信源单位', en: 'sources' },
  columns: (house) => [
    column('name', '单位', 'body', ({ name }) => name, 34),
    column('code', '统一社会信用代码', 'code', ({ code }) => code, 20),
    column('region', '地区', 'region', ({ region }) => region, 10),
    column('items', '可报送', 'reports', ({ items }, l) => items.map((id) => itemName(house, id, l)).join('、'), 50),
    column('office', '联系科室', 'office', ({ office }) => office, 24),
    column('line', '科室电话', 'landline', ({ officeLine }) => officeLine, 18),
  ],
  async open({ house, caller, query: { text, region, item, sort = 'code' }, at }) {
    // Bodies that look and do not report are sources to nobody but those who register them.
    const seesAll = mayDo(caller, 'manage-sources')
    const rows = (await house.sources.all(at)).filter(
      (one) =>
        (seesAll || one.items.length > 0) &&
        holdsText(text, one.name, one.code) &&
        isBelow(one.region, region) &&
        (item === undefined || one.items.includes(item)),
    )
    return async (after, limit) => pageOfFew(rows as SourceView[], { ...fewSources, sort, after, limit })
  },
  noted: () => ['sources'],
}
const fewSources = {
  orders: { code: () => '', name: ({ name }: SourceView) => name, region: ({ region }: SourceView) => region },
  key: ({ code }: SourceView) => code,
}

// ------------------------------------------------------------------ layouts --

const fieldsOf = ({ layout }: LayoutView) => layout.columns.filter(({ field }) => field)

export const layoutList: Listing<Of<Static<typeof LayoutsExport>>, LayoutView, Layouts> = {
  title: { zh: '表样', en: 'layouts' },
  columns: (house) => [
    column('name', '表样', 'layout', ({ name }) => name, 30),
    column('version', '版本', 'version', ({ version }) => version, 8),
    column('item', '目录项', 'item', ({ item }, l) => itemName(house, item, l), 24),
    column('state', '状态', 'state', ({ isRetired }, l) => usedWords[isRetired ? 'retired' : 'used'][l], 10),
    column(
      'columns',
      '列',
      'columns',
      (one) =>
        fieldsOf(one)
          .map((rule) => `${rule.column}→${rule.field}`)
          .join('；'),
      60,
    ),
    column('who', '设定人', 'settled by', ({ who }) => who),
    column('at', '设定时间', 'settled at', ({ at }) => onTheWall(at), 20),
  ],
  async open({ house, caller, query, at }) {
    const { source, item, name, text, state, sort = name === undefined ? 'name' : '-version' } = query
    await assertWithin(house, caller, 'read-layouts', source, at)
    const rows = (await house.services.layouts({ source, item, name })).filter(
      (one) =>
        (state === undefined || one.isRetired === (state === 'retired')) &&
        holdsText(text, one.name, ...one.layout.columns.map((rule) => rule.column)),
    )
    return async (after, limit) => pageOfFew(rows, { ...fewLayouts, sort, after, limit })
  },
  noted: ({ query }) => ['layouts', query.source],
}
const usedWords = { used: { zh: '在用', en: 'in use' }, retired: { zh: '已停用', en: 'retired' } }
const fewLayouts = {
  orders: {
    name: () => '',
    item: ({ item }: LayoutView) => item,
    at: ({ at }: LayoutView) => at,
    version: ({ version }: LayoutView) => version,
  },
  key: ({ name, version }: LayoutView) => `${name} ${String(version).padStart(9, '0')}`,
}

// ------------------------------------------------------- connection register --

const stateWords: Record<RegisterLine['periods'][number]['state'], { zh: string; en: string }> = {
  'in-time': { zh: '按时', en: 'in time' },
  late: { zh: '迟到', en: 'late' },
  zero: { zh: '零报送', en: 'nothing to report' },
  open: { zh: '应报，未到期', en: 'due' },
  missing: { zh: '逾期未报', en: 'has not come' },
  'not-determinable': { zh: '未报，期限无法判断', en: 'not come; the deadline cannot be told' },
}

export const registerList: Listing<Of<Static<typeof RegisterExport>>, RegisterLine, Register> = {
  title: { zh: '接入台账', en: 'connection register' },
  columns: (house) => [
    column('source', '信源单位', 'source', ({ sourceName }) => sourceName, 34),
    column('code', '信源单位代码', 'code of the source', ({ source }) => source, 20),
    column('item', '目录项', 'item', ({ item }, l) => itemName(house, item, l), 24),
    column('system', '来源系统', 'system', ({ connection }) => connection?.system, 24),
    column('power', '权责事项', 'power', ({ connection }) => connection?.powerItem, 30),
    column('office', '负责科室', 'office', ({ connection }) => connection?.office, 20),
    column('line', '科室电话', 'landline', ({ connection }) => connection?.officeLine),
    column('last', '最近数据', 'last data', ({ lastAt }) => lastAt && onTheWall(lastAt), 20),
    column('rows', '行数', 'rows', ({ lastRows }) => lastRows, 10),
    column('zeros', '零报送次数', 'zero reports', ({ zeroCount }) => zeroCount, 10),
    column(
      'periods',
      '各期',
      'periods',
      ({ periods }, l) => periods.map((p) => `${p.from}：${stateWords[p.state][l]}`).join('；'),
      60,
    ),
  ],
  async open(ask) {
    const { source, due: dueOnly, item, way, text, sort = 'source' } = ask.query
    const sources = await sourcesFor(ask, 'see-connections', source)
    const { rows } = await ask.house.services.register({ sources, dueOnly }, ask.at)
    const fitting = rows.filter(
      ({ item: of, connection }) =>
        (item === undefined || of === item) &&
        (way === undefined || connection?.way === way) &&
        holdsText(text, connection?.system, connection?.powerItem, connection?.office),
    )
    return async (after, limit) => pageOfFew(fitting, { ...fewLines, sort, after, limit })
  },
  noted: ({ query: { source } }) => (source === undefined ? ['connections'] : ['connections', source]),
}
const fewLines = {
  orders: {
    source: () => '',
    item: ({ item }: RegisterLine) => item,
    last: ({ lastAt }: RegisterLine) => lastAt,
  },
  key: ({ source, item }: RegisterLine) => `${source} ${item}`,
}

export const zeroList: Listing<Of<Static<typeof ZeroReportsExport>>, ZeroReportRow, ZeroReports> = {
  title: { zh: '零报送', en: 'zero reports' },
  columns: (house) => [
    column('source', '信源单位', 'source', ({ sourceName }) => sourceName, 34),
    column('code', '信源单位代码', 'code of the source', ({ source }) => source, 20),
    column('item', '目录项', 'item', ({ item }, l) => itemName(house, item, l), 24),
    column('from', '自', 'from', ({ from }) => from, 12),
    column('until', '至（不含）', 'until (not included)', ({ until }) => until, 12),
    column('who', '报送人', 'by', ({ who }) => who),
    column('at', '报送时间', 'at', ({ at }) => onTheWall(at), 20),
  ],
  async open(ask) {
    const { source, ...asked } = ask.query
    const sources = await sourcesFor(ask, 'see-connections', source)
    return (after, limit = 50) => ask.house.services.zeroReports({ ...asked, sources, after, limit })
  },
  noted: ({ query: { source } }) => (source === undefined ? ['zero-reports'] : ['zero-reports', source]),
}

// -------------------------------------------------------------- own records --

export const ownList: Listing<Of<Static<typeof OwnRecordsExport>>, OwnRecord, OwnRecords> = {
  title: { zh: '本单位记录', en: 'own records' },
  columns: (house) => [
    column('record', '记录', 'record', ({ subject, record }) => `${subject}/${record}`, 28),
    column('version', '版本', 'version', ({ version }) => version, 8),
    column('name', '单位', 'organisation', ({ name }) => name, 34),
    column('item', '目录项', 'item', ({ item }, l) => itemName(house, item, l), 20),
    column('document', '文书号', 'document', ({ document }) => document, 28),
    column('decided', '决定日期', 'decided on', ({ decidedOn }) => decidedOn, 12),
    column('class', '失信程度', 'class', (one, l) => one.class && (classWords[one.class as 'minor']?.[l] ?? one.class)),
    column('state', '状态', 'state', ({ state }, l) => ownWords[state][l], 10),
    column('at', '报送时间', 'stated at', ({ recordedAt }) => onTheWall(recordedAt), 20),
  ],
  async open({ house, caller, query, at }) {
    await assertWithin(house, caller, 'see-own-records', query.source, at)
    return (after, limit = 20) => house.services.ownRecords({ ...query, after, limit, by: caller }, at)
  },
  noted: ({ query }) => ['own-records', query.source],
}
const ownWords = { stated: { zh: '有效', en: 'stands' }, withdrawn: { zh: '已撤回', en: 'withdrawn' } }
