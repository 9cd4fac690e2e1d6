/** Lists of what was sent in, page by page and as files. Whose rows they have is asked of the permit table, never of the address. */
import type { Static } from 'typebox'
import type { Language } from '../terms/says.ts'
import type { ExportColumn } from './export.ts'
import type { House } from './house.ts'
import { classWords, onTheWall, said, stateWords, verdictWords } from './list-words.ts'
import { column, type Listing, sourcesFor } from './listing.ts'
import type { ClassesMissing, ClassesMissingExport, ClassMissingRow } from './schemas/classes.ts'
import type {
  Lines,
  LinesExport,
  LineView,
  SubmissionId,
  Submissions,
  SubmissionsExport,
  SubmissionView,
  Verdict,
} from './schemas/submissions.ts'
import type {
  AgainstExport,
  AgainstRow,
  AgainstRows,
  WaitingExport,
  WaitingRows,
  WaitingRowView,
} from './schemas/who.ts'
import { assertWithin, readable } from './submissions.ts'

/** What a list is filtered by: what its file is asked, without the form of the file. */
export type Of<Query> = Omit<Query, 'format' | 'language' | 'columns'>

// ----------------------------------------------------------- submissions --

export const submissionList: Listing<Of<Static<typeof SubmissionsExport>>, SubmissionView, Submissions> = {
  title: { zh: '报送记录', en: 'submissions' },
  columns: submissionColumns,
  async open(ask) {
    const { source, ...asked } = ask.query
    const sources = await sourcesFor(ask, 'read-submissions', source)
    return (after, limit = 50) => ask.house.services.submissions({ ...asked, sources, after, limit })
  },
  noted: ({ query: { source } }) => (source === undefined ? ['submissions'] : ['submissions', source]),
}

function submissionColumns({ services: { book } }: House): ExportColumn<SubmissionView>[] {
  const count = (verdict: Verdict, id: string = verdict): ExportColumn<SubmissionView> => ({
    id,
    says: verdictWords[verdict],
    width: 10,
    of: ({ counts }) => counts[verdict] ?? 0,
  })
  return [
    column('id', '编号', 'number', ({ id }) => id, 8),
    column('file', '文件', 'file', ({ fileName }) => fileName, 40),
    column('item', '目录项', 'item', ({ item }, l) => book.items.find(({ id }) => id === item)?.[l] ?? item, 20),
    column('source', '信源单位', 'source', ({ sourceName }) => sourceName, 30),
    column('code', '信源单位代码', 'code of the source', ({ source }) => source, 20),
    column('who', '报送人', 'sent by', ({ who }) => who),
    column('at', '报送时间', 'sent at', ({ at }) => onTheWall(at), 20),
    column('state', '状态', 'state', ({ state }, l) => stateWords[state][l]),
    column('lines', '行数', 'rows', ({ linesTotal }) => linesTotal, 10),
    count('accepted'),
    count('accepted-with-warnings', 'warned'),
    count('corrected'),
    count('duplicate'),
    count('waiting'),
    count('refused'),
    column('late', '逾期行数', 'rows late', ({ late }) => late ?? 0, 10),
    column(
      'held',
      '暂缓原因',
      'why held',
      ({ held = [] }, l) =>
        said(
          held.map(({ says }) => says),
          l,
        ),
      40,
    ),
  ]
}

// ----------------------------------------------------------------- lines --

const linesAsked = <T extends { fromLine?: number }>(query: T, after: string | undefined) => {
  // A plain number is a line, as programs that walk a submission have always said it.
  const line = after !== undefined && /^\d{1,9}$/.test(after) ? Number(after) + 1 : undefined
  return line === undefined ? { ...query, after } : { ...query, fromLine: Math.max(line, query.fromLine ?? 0) }
}

/** In a file one row a finding, so that each can be filtered by its rule. */
export const lineList: Listing<Of<Static<typeof LinesExport>>, LineView, Lines, Found, Static<typeof SubmissionId>> = {
  title: ({ params: { id } }) => ({ zh: `报送第${id}号逐行结论`, en: `rows of submission ${id}` }),
  columns: () => lineColumns,
  async open(ask) {
    const { id: submission } = await readable(ask)
    return (after, limit = 100) =>
      ask.house.services.submissionLines({ submission, ...linesAsked(ask.query, after), limit })
  },
  cells: byFinding,
  noted: ({ params: { id } }) => ['lines', `submission ${id}`],
}

type Found = { line: LineView; finding?: LineView['findings'][number] }

function byFinding(line: LineView): Found[] {
  return line.findings.length === 0 ? [{ line }] : line.findings.map((finding) => ({ line, finding }))
}

const severityWords = { error: { zh: '错误', en: 'error' }, warning: { zh: '提示', en: 'warning' } }

const lineColumns: ExportColumn<Found>[] = [
  column('line', '行号', 'row', ({ line }) => line.row ?? line.line, 8),
  column('sheet', '工作表', 'sheet', ({ line }) => line.sheet),
  column('verdict', '结论', 'verdict', ({ line }, l) => verdictWords[line.verdict][l]),
  column('check', '规则代码', 'rule', ({ finding }) => finding?.check, 24),
  column('severity', '级别', 'severity', ({ finding }, l) => finding && severityWords[finding.severity][l], 8),
  column('field', '字段', 'field', ({ finding }) => finding?.field),
  column('value', '原值', 'value', ({ finding }) => finding?.value, 24),
  column('says', '说明', 'what was found', ({ finding }, l) => finding?.says[l], 60),
  column('accepted', '可接受的内容', 'accepted', ({ finding }, l) => finding?.accepted?.[l], 40),
  column('suggested', '建议值', 'suggested', ({ finding }) => finding?.suggested),
  column('article', '依据', 'article', ({ finding }) => finding?.article, 30),
  column('subject', '归入', 'attached to', ({ line }) => line.subject, 20),
]

// ------------------------------------------------------- classes missing --

export const classList: Listing<Of<Static<typeof ClassesMissingExport>>, ClassMissingRow, ClassesMissing> = {
  title: { zh: '失信程度待定的处罚', en: 'penalties whose class is missing' },
  columns: () => classColumns,
  async open({ house, caller, query, at }) {
    await assertWithin(house, caller, 'see-classes-missing', query.source, at)
    return (after, limit = 100) => house.services.classesMissing({ ...query, after, limit })
  },
  noted: ({ query }) => ['classes-missing', query.source],
}

const classColumns: ExportColumn<ClassMissingRow>[] = [
  column('name', '单位', 'organisation', ({ name }) => name, 34),
  column('code', '代码', 'code', ({ subject }) => subject, 20),
  column('document', '文书号', 'document', ({ document }) => document, 26),
  column('day', '决定日期', 'decided on', ({ decidedOn }) => decidedOn, 12),
  column('kinds', '处罚类别', 'kinds', ({ kinds }) => kinds.join('、'), 24),
  column('amount', '罚款（万元）', 'fine, 10,000 yuan', ({ amount }) => amount),
  column('suggested', '建议', 'suggested', ({ suggested }, l) => suggested && classWords[suggested.class][l]),
  column('why', '建议的理由', 'why', ({ suggested }, l) => suggested?.reason[l], 50),
]

// ------------------------------------------------------------------ waiting --

/** "Who is this?" */
export const waitingList: Listing<Of<Static<typeof WaitingExport>>, WaitingRowView, WaitingRows> = {
  title: { zh: '等待确认归属的行', en: 'rows that wait for somebody to say whose they are' },
  columns: () => waitingColumns,
  async open(ask, isBare) {
    const { house, query, at } = ask
    const sources = await sourcesFor(ask, 'see-waiting', query.source)
    return (after, limit = 20) => {
      // A row's name is a place too, as programs have always said it.
      const [, submission, line] = /^(\d{1,15})\.(\d{1,9})$/.exec(after ?? '') ?? []
      const place =
        submission === undefined ? { after } : { behind: { submission: Number(submission), line: Number(line) } }
      return house.services.whoWaits({ ...query, sources, ...place, limit, isBare }, at)
    }
  },
  noted: ({ query: { source } }) => (source === undefined ? ['waiting'] : ['waiting', source]),
}

/** Rows against what stands. */
export const againstList: Listing<Of<Static<typeof AgainstExport>>, AgainstRow, AgainstRows> = {
  title: { zh: '等待与已有记录核对的行', en: 'rows that wait because of what stands' },
  columns: () => againstColumns,
  async open(ask) {
    const { house, caller, query, at } = ask
    await assertWithin(house, caller, 'see-waiting', query.source, at)
    return (after, limit = 20) => house.services.waitsAgainst({ ...query, after, limit, by: caller }, at)
  },
  noted: ({ query }) => ['waiting-standing', query.source],
}

type Waits = Pick<AgainstRow, 'submission' | 'line' | 'item' | 'says' | 'statedName' | 'statedCode' | 'at'> & {
  reason: string
}

const waitsColumns: ExportColumn<Waits>[] = [
  column('row', '报送号.行号', 'submission.line', ({ submission, line }) => `${submission}.${line}`),
  column('item', '目录项', 'item', ({ item }, l) => item[l]),
  column('reason', '原因代码', 'reason', ({ reason }) => reason),
  column('says', '原因', 'why it waits', ({ says }, l) => says[l], 50),
  column('name', '所写名称', 'name as written', ({ statedName }) => statedName, 30),
  column('code', '所写代码', 'code as written', ({ statedCode }) => statedCode, 22),
  column('at', '自何时起', 'since', ({ at }) => onTheWall(at), 20),
]

const waitingColumns: ExportColumn<WaitingRowView>[] = [
  ...(waitsColumns as ExportColumn<WaitingRowView>[]),
  column('source', '信源单位', 'source', ({ sourceName }) => sourceName, 34),
]

const differText = ({ field, standing, row }: AgainstRow['differs'][number], l: Language) =>
  `${field[l]}：${standing || '—'} → ${row || '—'}`

const againstColumns: ExportColumn<AgainstRow>[] = [
  ...(waitsColumns as ExportColumn<AgainstRow>[]),
  column('document', '文书号', 'document', ({ document }) => document, 26),
  column('stands', '已有记录', 'what stands', ({ stands }) => stands && `${stands.subject}/${stands.record}`, 28),
  column(
    'differs',
    '不同之处',
    'where they differ',
    ({ differs }, l) => differs.map((one) => differText(one, l)).join('；'),
    60,
  ),
]
