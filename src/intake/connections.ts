/** The connection register: what is due, what has not come; and its entries. */
import { mayDo } from '../access/permits.ts'
import { officialCalendar, type Reached } from '../codes/calendar.ts'
import { addDays, type Day, dayInShanghai, isDay } from '../codes/day.ts'
import { officePhone, officeText } from '../codes/office-contact.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { itemFor, sourceOf } from './actions.ts'
import { isWanting, type PeriodView, periodsDue, promisedBy, reportingOf } from './connection.ts'
import type { Intake } from './intake.ts'
import { type Connection, type RegisterRow, registerRows, upsertConnection } from './store-connections.ts'

export type RegisterView = {
  source: string
  sourceName: string
  item: string
  /** Absent: nobody has entered it yet, and the rules' own rhythm counts from the day the source was registered. */
  connection?: Omit<Connection, 'source' | 'item' | 'changedAt'> & { changedAt: string }
  every: Connection['every']
  dueDays: number
  since: Day
  lastAt?: string
  lastRows?: number
  zeroCount: number
  /** By when data is promised next, or was and has not come. */
  promised: Reached
  /** Newest first. */
  periods: PeriodView[]
}

/** Sources absent: of all sources. `dueOnly`: those from which something is due or has not come. */
export async function connectionRegister(
  intake: Pick<Intake, 'pool' | 'rules'>,
  which: { sources?: readonly string[]; dueOnly?: boolean },
  at: Date,
): Promise<RegisterView[]> {
  const today = dayInShanghai(at)
  const rows = await registerRows(intake.pool, { sources: which.sources, from: addDays(today, -800) })
  const views = rows.flatMap((row) => viewOf(intake, row, today))
  return which.dueOnly ? views.filter((view) => view.periods.some(({ state }) => isWanting(state))) : views
}

function viewOf({ rules }: Pick<Intake, 'rules'>, row: RegisterRow, today: Day): RegisterView[] {
  const { connection } = row
  const usual = reportingOf(rules.book.reporting, row.item, today)
  const every = connection?.every ?? usual?.every
  const dueDays = connection?.dueDays ?? usual?.dueDays
  // Nothing says what to expect.
  if (every === undefined || dueDays === undefined) return []
  const since = connection?.since ?? dayInShanghai(row.registered)
  return [
    {
      source: row.source,
      sourceName: row.sourceName,
      item: row.item,
      ...(connection ? { connection: { ...connection, changedAt: new Date(connection.changedAt).toISOString() } } : {}),
      every,
      dueDays,
      since,
      ...(row.lastAt ? { lastAt: row.lastAt.toISOString(), lastRows: row.lastRows! } : {}),
      zeroCount: row.zeroCount,
      promised: promisedBy({ every, dueDays, since }, row, today, officialCalendar),
      periods: periodsDue({ every, dueDays, since }, row, today, officialCalendar),
    },
  ]
}

export type NewConnection = Omit<Connection, 'who' | 'changedAt'>

/** Enters or changes a line. An office answers for it: personal names and numbers are refused. */
export async function connect(intake: Intake, ask: NewConnection & { by: Caller }, at: Date): Promise<RegisterView> {
  const item = itemFor(intake, ask.item, at)
  const source = await sourceOf(intake, ask)
  if (!mayDo(ask.by, 'edit-connections', { source: source.code, region: source.region })) {
    throw new Refusal(
      'not-entitled',
      { zh: '不能更改其他单位的接入台账。', en: 'The register of another body is not yours to change.' },
      403,
    )
  }
  if (!source.items.includes(item.id)) {
    throw new Refusal('item-not-of-source', {
      zh: `该来源单位没有报送“${item.zh}”的职权；请先由管理员登记。`,
      en: `This source does not report ${item.en}; the administrator registers that first.`,
    })
  }
  if (!isDay(ask.since)) throw new Refusal('period-wrong', { zh: '接入日期有误。', en: 'That is no day.' })
  const { by: _by, ...stated } = ask
  const one: Connection = {
    ...stated,
    system: officeText(ask.system),
    powerItem: officeText(ask.powerItem),
    office: officeText(ask.office),
    officeLine: officePhone(ask.officeLine),
    who: ask.by.who,
    changedAt: at,
  }
  await upsertConnection(intake.pool, one)
  const views = await connectionRegister(intake, { sources: [ask.source] }, at)
  return views.find((view) => view.item === ask.item)!
}
