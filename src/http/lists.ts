/** Lists of the console, and the same lists as files. Whose rows they have is asked of the permit table, never of the address. */
import type { FastifyReply } from 'fastify'
import { ledgerRow, writeLedger } from '../access/ledger.ts'
import { type Action, mayDo, reachOf } from '../access/permits.ts'
import type { Caller } from '../terms/caller.ts'
import { type ExportColumn, sendExport } from './export.ts'
import type { House } from './house.ts'
import { classWords, onTheWall, said, stateWords, verdictWords } from './list-words.ts'
import type { Ask } from './route.ts'
import type { ClassesMissingExport, ClassMissingRow } from './schemas/classes.ts'
import type {
  Lines,
  LinesExport,
  LinesQuery,
  LineView,
  SubmissionId,
  Submissions,
  SubmissionsExport,
  SubmissionsQuery,
  SubmissionView,
} from './schemas/submissions.ts'
import { assertWithin, readable } from './submissions.ts'

/** The sources whose rows somebody may see, or the one that they named; undefined: all of them. */
export async function sourcesFor(
  house: House,
  caller: Caller,
  action: Action,
  named: string | undefined,
  at: Date,
): Promise<string[] | undefined> {
  if (named !== undefined) {
    await assertWithin(house, caller, action, named, at)
    return [named]
  }
  if (reachOf(caller, action) === 'all') return undefined
  const all = await house.sources.all(at)
  return all.filter(({ code, region }) => mayDo(caller, action, { source: code, region })).map(({ code }) => code)
}

/** What is not public and was given out as a file stands in the ledger, before its first byte. */
export const noteExport = (house: House, caller: Caller, list: string, about: readonly string[], at: Date) =>
  writeLedger(house.services.pool, [
    ledgerRow(caller, {}, { act: 'export', subject: '', fields: [list, ...about] }, at),
  ])

// ----------------------------------------------------------- submissions --

export async function submissions(ask: Ask<{ query: typeof SubmissionsQuery }>): Promise<Submissions> {
  const { house, caller, query, at } = ask
  const { source, ...asked } = query
  const sources = await sourcesFor(house, caller, 'read-submissions', source, at)
  return house.services.submissions({ ...asked, sources })
}

export async function submissionsFile(ask: Ask<{ query: typeof SubmissionsExport }>): Promise<FastifyReply> {
  const { house, caller, query, at } = ask
  const { source, format, language, columns, ...asked } = query
  const sources = await sourcesFor(house, caller, 'read-submissions', source, at)
  await noteExport(house, caller, 'submissions', source === undefined ? [] : [source], at)
  return sendExport(
    ask,
    { format, language, columns },
    {
      title: { zh: '报送记录', en: 'submissions' },
      columns: submissionColumns(house),
      page: (after, limit) => house.services.submissions({ ...asked, sources, after, limit }),
    },
  )
}

function submissionColumns({ services }: House): ExportColumn<SubmissionView>[] {
  const count = (
    verdict: 'accepted' | 'accepted-with-warnings' | 'corrected' | 'duplicate' | 'waiting' | 'refused',
  ) => ({
    id: verdict === 'accepted-with-warnings' ? 'warned' : verdict,
    says: verdictWords[verdict],
    width: 10,
    of: ({ counts }: SubmissionView) => counts[verdict] ?? 0,
  })
  return [
    { id: 'id', says: { zh: '编号', en: 'number' }, width: 8, of: ({ id }) => id },
    { id: 'file', says: { zh: '文件', en: 'file' }, width: 40, of: ({ fileName }) => fileName },
    {
      id: 'item',
      says: { zh: '目录项', en: 'item' },
      width: 20,
      of: ({ item }, language) => services.book.items.find((one) => one.id === item)?.[language] ?? item,
    },
    { id: 'source', says: { zh: '信源单位', en: 'source' }, width: 30, of: ({ sourceName }) => sourceName },
    { id: 'code', says: { zh: '信源单位代码', en: 'code of the source' }, width: 20, of: ({ source }) => source },
    { id: 'who', says: { zh: '报送人', en: 'sent by' }, of: ({ who }) => who },
    { id: 'at', says: { zh: '报送时间', en: 'sent at' }, width: 20, of: ({ at }) => onTheWall(at) },
    { id: 'state', says: { zh: '状态', en: 'state' }, of: ({ state }, language) => stateWords[state][language] },
    { id: 'lines', says: { zh: '行数', en: 'rows' }, width: 10, of: ({ linesTotal }) => linesTotal },
    count('accepted'),
    count('accepted-with-warnings'),
    count('corrected'),
    count('duplicate'),
    count('waiting'),
    count('refused'),
    { id: 'late', says: { zh: '逾期行数', en: 'rows late' }, width: 10, of: ({ late }) => late ?? 0 },
    {
      id: 'held',
      says: { zh: '暂缓原因', en: 'why held' },
      width: 40,
      of: ({ held }, language) =>
        said(
          (held ?? []).map(({ says }) => says),
          language,
        ),
    },
  ]
}

// ----------------------------------------------------------------- lines --

const linesAsked = <T extends { after?: string; fromLine?: number }>(query: T): T => {
  // A plain number is a line, as programs that walk a submission have always said it.
  const line = query.after !== undefined && /^\d{1,9}$/.test(query.after) ? Number(query.after) + 1 : undefined
  return line === undefined ? query : { ...query, after: undefined, fromLine: Math.max(line, query.fromLine ?? 0) }
}

export async function lines(ask: Ask<{ params: typeof SubmissionId; query: typeof LinesQuery }>): Promise<Lines> {
  const { id } = await readable(ask)
  return ask.house.services.submissionLines({ submission: id, ...linesAsked(ask.query) })
}

/** One row a finding, so that each can be filtered by its rule. */
export async function linesFile(
  ask: Ask<{ params: typeof SubmissionId; query: typeof LinesExport }>,
): Promise<FastifyReply> {
  const { house, caller, at } = ask
  const { id } = await readable(ask)
  const { format, language, columns, ...asked } = ask.query
  await noteExport(house, caller, 'lines', [`submission ${id}`], at)
  return sendExport(
    ask,
    { format, language, columns },
    {
      title: { zh: `报送第${id}号逐行结论`, en: `rows of submission ${id}` },
      columns: lineColumns,
      async page(after, limit) {
        const { rows, next } = await house.services.submissionLines({ submission: id, ...asked, after, limit })
        return { rows: rows.flatMap(byFinding), next }
      },
    },
  )
}

type Found = { line: LineView; finding?: LineView['findings'][number] }

const byFinding = (line: LineView): Found[] =>
  line.findings.length === 0 ? [{ line }] : line.findings.map((finding) => ({ line, finding }))

const lineColumns: ExportColumn<Found>[] = [
  { id: 'line', says: { zh: '行号', en: 'row' }, width: 8, of: ({ line }) => line.row ?? line.line },
  { id: 'sheet', says: { zh: '工作表', en: 'sheet' }, of: ({ line }) => line.sheet },
  {
    id: 'verdict',
    says: { zh: '结论', en: 'verdict' },
    of: ({ line }, language) => verdictWords[line.verdict][language],
  },
  { id: 'check', says: { zh: '规则代码', en: 'rule' }, width: 24, of: ({ finding }) => finding?.check },
  {
    id: 'severity',
    says: { zh: '级别', en: 'severity' },
    width: 8,
    of: ({ finding }, language) =>
      finding && (finding.severity === 'error' ? { zh: '错误', en: 'error' } : { zh: '提示', en: 'warning' })[language],
  },
  { id: 'field', says: { zh: '字段', en: 'field' }, of: ({ finding }) => finding?.field },
  { id: 'value', says: { zh: '原值', en: 'value' }, width: 24, of: ({ finding }) => finding?.value },
  { id: 'says', says: { zh: '说明', en: 'what was found' }, width: 60, of: ({ finding }, l) => finding?.says[l] },
  {
    id: 'accepted',
    says: { zh: '可接受的内容', en: 'accepted' },
    width: 40,
    of: ({ finding }, language) => finding?.accepted?.[language],
  },
  { id: 'suggested', says: { zh: '建议值', en: 'suggested' }, of: ({ finding }) => finding?.suggested },
  { id: 'article', says: { zh: '依据', en: 'article' }, width: 30, of: ({ finding }) => finding?.article },
  { id: 'subject', says: { zh: '归入', en: 'attached to' }, width: 20, of: ({ line }) => line.subject },
]

// ------------------------------------------------------- classes missing --

export async function classesFile(ask: Ask<{ query: typeof ClassesMissingExport }>): Promise<FastifyReply> {
  const { house, caller, at } = ask
  const { format, language, columns, ...query } = ask.query
  await assertWithin(house, caller, 'see-classes-missing', query.source, at)
  await noteExport(house, caller, 'classes-missing', [query.source], at)
  return sendExport(
    ask,
    { format, language, columns },
    {
      title: { zh: '失信程度待定的处罚', en: 'penalties whose class is missing' },
      columns: classColumns,
      page: (after, limit) => house.services.classesMissing({ ...query, after, limit }),
    },
  )
}

const classColumns: ExportColumn<ClassMissingRow>[] = [
  { id: 'name', says: { zh: '单位', en: 'organisation' }, width: 34, of: ({ name }) => name },
  { id: 'code', says: { zh: '代码', en: 'code' }, width: 20, of: ({ subject }) => subject },
  { id: 'document', says: { zh: '文书号', en: 'document' }, width: 26, of: ({ document }) => document },
  { id: 'day', says: { zh: '决定日期', en: 'decided on' }, width: 12, of: ({ decidedOn }) => decidedOn },
  { id: 'kinds', says: { zh: '处罚类别', en: 'kinds' }, width: 24, of: ({ kinds }) => kinds.join('、') },
  { id: 'amount', says: { zh: '罚款（万元）', en: 'fine, 10,000 yuan' }, of: ({ amount }) => amount },
  {
    id: 'suggested',
    says: { zh: '建议', en: 'suggested' },
    of: ({ suggested }, language) => suggested && classWords[suggested.class][language],
  },
  {
    id: 'why',
    says: { zh: '建议的理由', en: 'why' },
    width: 50,
    of: ({ suggested }, language) => suggested?.reason[language],
  },
]
