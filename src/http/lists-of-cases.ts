/** Lists of cases: what is open, by the day on which it is due, and what is overdue, by whom it waits for. */
import type { Static } from 'typebox'
import { reachOf } from '../access/permits.ts'
import { turns } from '../cases/procedure.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { plainCode } from '../codes/uscc.ts'
import type { Caller } from '../terms/caller.ts'
import { pageOfFew } from '../terms/few.ts'
import type { Says } from '../terms/says.ts'
import type { House } from './house.ts'
import { caseStageWords } from './list-words.ts'
import { column, type ListAsk, type Listing, sourcesFor } from './listing.ts'
import type { Of } from './lists.ts'
import type { CaseLine, CaseLines, CasesExport, OverdueExport, OverdueLine, OverdueLines } from './schemas/cases.ts'

/** The sources whose cases somebody may see, by name; all of them where they may see all. */
async function sourcesSeen(ask: Pick<ListAsk<unknown>, 'house' | 'caller' | 'at'>, named: string | undefined) {
  return (await sourcesFor(ask, 'see-cases', named)) ?? (await allSources(ask.house, ask.at))
}
const allSources = async (house: House, at: Date) => (await house.sources.all(at)).map(({ code }) => code)

/** As whom somebody works on cases: the office of a region, or a body that states and decides. */
const turnsOf = (caller: Caller) =>
  reachOf(caller, 'handle-cases') === undefined ? (['source', 'authority'] as const) : (['office'] as const)

export const caseList: Listing<Of<Static<typeof CasesExport>>, CaseLine, CaseLines> = {
  title: { zh: '在办案件', en: 'open cases' },
  columns: [
    column('case', '案件', 'case', ({ subject, case: id }) => `${subject}/${id}`, 26),
    column('procedure', '程序', 'procedure', ({ procedure }, l) => procedure[l], 10),
    column('name', '单位', 'organisation', ({ name }) => name, 34),
    column('item', '目录项', 'item', ({ itemName }, l) => itemName[l], 18),
    column('document', '文书号', 'document', ({ document }) => document, 28),
    column('state', '办理状态', 'state', ({ state }, l) => state.what[l], 24),
    column('turn', '由谁办理', 'whose turn', ({ turnOf }, l) => turnOf[l], 18),
    column('source', '报送单位', 'source', ({ sourceName }) => sourceName, 30),
    column('opened', '受理日期', 'taken in on', ({ openedOn }) => openedOn, 12),
    column('clock', '期限', 'clock', ({ clock }, l) => clock?.[l], 20),
    column('due', '届满日', 'due', (row, l) => dueText(row)[l], 24),
    column('stage', '期限状态', 'how it stands', ({ stage }, l) => caseStageWords[stage][l], 16),
  ],
  async open(ask) {
    const { turn, procedure, stage, source, code, sort } = ask.query
    const sources = await sourcesSeen(ask, source)
    // A person's number is looked for nowhere.
    const subject = code === undefined ? undefined : looksLikePerson(code) ? '-' : plainCode(code)
    const asked = {
      sources,
      turns: turn === undefined ? turns : turn === 'ours' ? turnsOf(ask.caller) : [turn],
      ...(procedure === undefined ? {} : { procedure }),
      ...(stage === undefined ? {} : { stage }),
      ...(subject === undefined ? {} : { subject }),
      ...(sort === undefined ? {} : { sort }),
    }
    return (after, limit = 50) => ask.house.services.cases.queue({ ...asked, after, limit }, ask.at)
  },
  noted: ({ query: { source } }) => (source === undefined ? ['cases'] : ['cases', source]),
}

function dueText({ due, missingYear }: CaseLine): Says {
  if (due === undefined) return { zh: '', en: '' }
  return missingYear === undefined
    ? { zh: due, en: due }
    : {
        zh: `不早于 ${due}（${missingYear} 年日历未载入）`,
        en: `not before ${due} (calendar of ${missingYear} not loaded)`,
      }
}

/** Few: at most one line a source, procedure and turn. */
export const overdueList: Listing<Of<Static<typeof OverdueExport>>, OverdueLine, OverdueLines> = {
  title: { zh: '超期案件', en: 'overdue cases' },
  columns: [
    column('source', '报送单位', 'source', ({ sourceName }) => sourceName, 34),
    column('code', '报送单位代码', 'code of the source', ({ source }) => source, 20),
    column('procedure', '程序', 'procedure', ({ procedure }, l) => procedure.what[l], 12),
    column('turn', '由谁办理', 'whose turn', ({ turnOf }, l) => turnOf[l], 18),
    column('count', '件数', 'cases', ({ count }) => count, 8),
    column('oldest', '最早届满日', 'oldest due', ({ oldest }) => oldest, 12),
    column('days', '已超工作日', 'working days since', ({ days }) => days, 12),
  ],
  async open(ask) {
    const { source, procedure, sort = 'oldest' } = ask.query
    const all = await ask.house.services.cases.overdue({ sources: await sourcesSeen(ask, source) }, ask.at)
    const rows = all.filter((row) => procedure === undefined || row.procedure.id === procedure)
    const orders = { oldest: (row: OverdueLine) => row.oldest, count: (row: OverdueLine) => row.count }
    const key = (row: OverdueLine) => `${row.source} ${row.procedure.id} ${row.turn}`
    return async (after, limit) => pageOfFew(rows, { orders, key, sort, after, limit })
  },
  noted: ({ query: { source } }) => (source === undefined ? ['cases-overdue'] : ['cases-overdue', source]),
}
