/**
 * Listings of the whole demonstration: one that is heard, one that waits for a second
 * person, one that was not entered on conditions, one that was entered. Each is taken
 * step by step through the same actions as anybody's, at instants of the past.
 */
import { type Cases, openCase, takeStep } from '../../cases/actions.ts'
import { officialCalendar } from '../../codes/calendar.ts'
import { addDays, type Day, dayInShanghai } from '../../codes/day.ts'
import { closeTypst } from '../../documents/typst.ts'
import type { Intake } from '../../intake/intake.ts'
import type { Caller } from '../../terms/caller.ts'
import { instantOf } from './cases.ts'
import { type Department, departments } from './departments.ts'
import { casesBegun, listable, type Stated } from './store.ts'

type Fields = { readonly [field: string]: string }
/** `daysAgo`: working days. Of who decides, the second person. */
type Taken = { step: string; daysAgo: number; fields: Fields; by?: 'head'; serves?: true }
type Story = { daysAgo: number; steps: readonly Taken[] }

const notify = (daysAgo: number): Taken => ({
  step: 'notify',
  daysAgo,
  fields: {
    reasons: '行政处罚决定已经生效，属于较重行政处罚，符合名单规定的情形。',
    measures: '列为重点监管对象，提高检查频次，不适用告知承诺制。',
  },
})
const serve = (step: string, daysAgo: number): Taken => ({
  step,
  daysAgo,
  fields: { way: 'registered', proof: '特快专递，收件单位已签收' },
  serves: true,
})
const told = (daysAgo: number): Taken[] => [notify(daysAgo), serve('serve-notice', daysAgo - 1)]
const statement: Fields = { statement: '违法所得不大，已经退回，请求不予列入。', paper: '陈述申辩书〔2026〕1号' }

const stories: readonly Story[] = [
  { daysAgo: 4, steps: told(3) },
  {
    daysAgo: 14,
    steps: [
      ...told(12),
      { step: 'state', daysAgo: 9, fields: statement },
      { step: 'review', daysAgo: 4, fields: { opinion: '退回违法所得属实，但不改变较重行政处罚的事实，不予采纳。' } },
    ],
  },
  {
    daysAgo: 30,
    steps: [
      ...told(28),
      { step: 'state', daysAgo: 25, fields: { ...statement, statement: '已经停业整顿，请求给予整改的机会。' } },
      { step: 'review', daysAgo: 19, fields: { opinion: '整改属实，可以采纳。' } },
      {
        step: 'decide-otherwise',
        daysAgo: 16,
        fields: {
          outcome: 'conditional',
          reason: '情节较轻，整改积极。',
          conditions: '三个月内完成整改并提交验收报告。',
          watchedUntil: '+90',
        },
        by: 'head',
      },
    ],
  },
  {
    daysAgo: 40,
    steps: [
      ...told(38),
      { step: 'review', daysAgo: 28, fields: { opinion: '期满没有陈述、申辩；经复核，事实清楚，依据正确。' } },
      {
        step: 'decide',
        daysAgo: 25,
        fields: {
          reason: '事实清楚，属于较重行政处罚，应当列入。',
          removal: '列入满一年，已履行处罚决定、消除危害后果并作出信用承诺的，可以申请提前移出；期满自动移出。',
          remedy: '可以自收到本决定书之日起六十日内向本级人民政府申请行政复议，或者六个月内向人民法院提起行政诉讼。',
        },
        by: 'head',
      },
      {
        step: 'repair-notice',
        daysAgo: 25,
        fields: { how: '满一年后，持履行证明和信用承诺书，经“信用中国”网站或者本机关窗口申请；不收取费用。' },
      },
      serve('serve-decision', 24),
    ],
  },
]

export async function leaveListings(intake: Intake, today: Day, at: Date): Promise<void> {
  const to: Cases = {
    pool: intake.pool,
    suite: intake.suite,
    rules: intake.rules,
    calendar: officialCalendar,
    isDemonstration: true,
    onPlaced: () => intake.onPlaced(0),
  }
  const [market] = departments as readonly [Department, ...Department[]]
  // They are told in their order: what an interrupted start has told already is not told again.
  const begun = await casesBegun(intake.pool, 'listing')
  try {
    for (const story of stories.slice(begun)) {
      const when = (daysAgo: number) => instantOf(today, daysAgo, at)
      const record = await listable(intake.pool, market.code, when(story.daysAgo), at)
      if (record) await tell(to, market, record, story, when)
    }
  } finally {
    await closeTypst()
  }
}

async function tell(to: Cases, market: Department, about: Stated, story: Story, when: (daysAgo: number) => Date) {
  const { subject, record, version } = about
  const opening = {
    subject,
    basis: [{ record, version }],
    procedure: 'listing',
    fields: { criterion: 'market-regulation/order', facts: '扰乱市场秩序，受到较重行政处罚，处罚决定已经生效。' },
    by: personOf(market, 'officer'),
  }
  let view = await openCase(to, opening, when(story.daysAgo))
  for (const { step, daysAgo, fields, by, serves } of story.steps) {
    const at = when(daysAgo)
    const day = dayInShanghai(at)
    const { watchedUntil, ...stated } = fields
    const filled = {
      ...stated,
      ...(serves ? { servedOn: day } : {}),
      ...(watchedUntil === undefined ? {} : { watchedUntil: addDays(day, Number(watchedUntil)) }),
    }
    const ask = { subject, case: view.case, step, n: view.n, fields: filled, by: personOf(market, by ?? 'officer') }
    view = await takeStep(to, ask, at)
  }
}

const personOf = ({ code, region }: Department, who: string): Caller => ({
  kind: 'command',
  who,
  role: 'officer',
  body: code,
  region,
  scopes: [],
})
