/**
 * Repairs of the whole demonstration: one to be taken up, one that waits for papers, one to be decided, one refused,
 * one granted. Each is taken step by step through the same actions as anybody's, at instants of the past.
 */
import { type Cases, openCase, takeStep } from '../../cases/actions.ts'
import { officialCalendar } from '../../codes/calendar.ts'
import { addDays, type Day } from '../../codes/day.ts'
import { closeTypst } from '../../documents/typst.ts'
import type { Intake } from '../../intake/intake.ts'
import type { Caller } from '../../terms/caller.ts'
import { instantOf } from './cases.ts'
import { creditCentre, type Department, departments } from './departments.ts'
import { casesBegun, repairable } from './store.ts'

type Fields = { readonly [field: string]: string }
/** `daysAgo`: working days. Of a refusal, the second person. */
type Taken = { step: string; daysAgo: number; fields?: Fields; by?: 'head' }
type Story = { department: number; daysAgo: number; performance: string; steps: readonly Taken[] }

const stories: readonly Story[] = [
  { department: 0, daysAgo: 1, performance: '罚款已缴清，违法行为已改正。', steps: [] },
  {
    department: 1,
    daysAgo: 4,
    performance: '已按决定书整改完毕。',
    steps: [{ step: 'ask-supplement', daysAgo: 3, fields: { missing: '罚款缴款凭证；整改验收文书。' } }],
  },
  {
    department: 0,
    daysAgo: 7,
    performance: '罚款已缴清，已补办有关手续。',
    steps: [{ step: 'accept', daysAgo: 5 }],
  },
  {
    department: 2,
    daysAgo: 9,
    performance: '正在整改。',
    steps: [
      { step: 'accept', daysAgo: 7 },
      {
        step: 'refuse',
        daysAgo: 3,
        fields: {
          reason: '罚款尚未缴清，违法状态没有消除。',
          remedy: '可以依法申请行政复议或者提起行政诉讼；履行义务后可以再次申请。',
        },
        by: 'head',
      },
    ],
  },
  {
    department: 0,
    daysAgo: 8,
    performance: '罚款已缴清，年度报告已补报并公示。',
    steps: [
      { step: 'accept', daysAgo: 6 },
      { step: 'grant', daysAgo: 0, fields: { reason: '已核对缴款凭证和公示页面，义务履行完毕。' } },
    ],
  },
]

const punishing = departments.filter(({ items }) => items.includes('penalty'))

export async function leaveRepairs(intake: Intake, today: Day, at: Date): Promise<void> {
  const to: Cases = {
    pool: intake.pool,
    suite: intake.suite,
    rules: intake.rules,
    calendar: officialCalendar,
    isDemonstration: true,
    onPlaced: () => intake.onPlaced(0),
  }
  // They are told in their order: what an interrupted start has told already is not told again.
  const told = await casesBegun(intake.pool, 'repair')
  try {
    for (const [n, story] of stories.slice(told).entries()) {
      for (const department of [...punishing.slice(story.department), ...punishing]) {
        // General ones whose three months were over when it was asked for.
        const record = await repairable(intake.pool, department.code, addDays(today, -150), at)
        if (!record) continue
        await tell(to, department, record, story, told + n + 1, (daysAgo) => instantOf(today, daysAgo, at))
        break
      }
    }
  } finally {
    await closeTypst()
  }
}

async function tell(
  to: Cases,
  department: Department,
  { subject, record }: { subject: string; record: number },
  story: Story,
  number: number,
  when: (daysAgo: number) => Date,
) {
  const fields = {
    ground: 'performed',
    channel: 'window',
    paper: `修复申请〔2026〕${number}号`,
    performance: story.performance,
    commitment: `信用承诺书〔2026〕${number}号`,
  }
  let view = await openCase(to, { subject, record, procedure: 'repair', fields, by: office }, when(story.daysAgo))
  for (const { step, daysAgo, fields = {}, by } of story.steps) {
    const ask = { subject, case: view.case, step, n: view.n, fields, by: personOf(department, by) }
    view = await takeStep(to, ask, when(daysAgo))
  }
}

const office: Caller = {
  kind: 'command',
  who: 'credit',
  role: 'credit-office',
  body: creditCentre.code,
  region: creditCentre.region,
  scopes: [],
}
const personOf = ({ code, region }: Department, which: 'head' | undefined): Caller => ({
  kind: 'command',
  who: which ?? 'officer',
  role: 'officer',
  body: code,
  region,
  scopes: [],
})
