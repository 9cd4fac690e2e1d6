/**
 * Objections of the whole demonstration, in several states, so that the queue lives: each
 * taken step by step through the same actions as anybody's, at instants of the past.
 */

import { type Cases, openCase, takeStep } from '../../cases/actions.ts'
import { addWorkingDays, officialCalendar } from '../../codes/calendar.ts'
import { addDays, type Day, startOfDay } from '../../codes/day.ts'
import { closeTypst } from '../../documents/typst.ts'
import type { Intake } from '../../intake/intake.ts'
import type { Caller } from '../../terms/caller.ts'
import { creditCentre, type Department, departments } from './departments.ts'
import { casesBegun, contestable, type Stated } from './store.ts'

type Fields = { readonly [field: string]: string }
/** `daysAgo`: working days. */
type Taken = { step: string; daysAgo: number; fields: Fields; by?: 'source' }
type Story = { claim: string; statement: string; daysAgo: number; applicant?: 'interested'; steps: readonly Taken[] }

const forward = (daysAgo: number, ask: string): Taken => ({ step: 'forward', daysAgo, fields: { ask } })
const verify = (daysAgo: number, finding: string, reason: string, more: Fields = {}): Taken => ({
  step: 'verify',
  daysAgo,
  fields: { finding, reason, ...more },
  by: 'source',
})

const punishing = departments.filter(({ items }) => items.includes('penalty'))

/** By the place of the department among those that state penalties. */
const stories: readonly (Story & { department: number })[] = [
  {
    department: 0,
    claim: 'content',
    statement: '记录载明的罚款金额与行政处罚决定书不一致，请核对。',
    daysAgo: 0,
    steps: [],
  },
  {
    department: 0,
    claim: 'period',
    statement: '最短公示期已过，记录仍在公示。',
    daysAgo: 2,
    steps: [],
  },
  // With its source for longer than it has.
  {
    department: 0,
    claim: 'whose',
    statement: '该处罚决定的相对人不是本单位，名称相近。',
    daysAgo: 9,
    steps: [forward(8, '请核对决定书原件所载的相对人名称和代码。')],
  },
  {
    department: 1,
    claim: 'content',
    statement: '违法事实一栏把时间写成了另一年。',
    daysAgo: 11,
    steps: [forward(10, '请核对决定书所载的时间。')],
  },
  // At two thirds of its time.
  {
    department: 0,
    claim: 'content',
    statement: '处罚依据的条款与决定书不同。',
    daysAgo: 3,
    steps: [forward(2, '请核对处罚依据。')],
  },
  // Found right: it waits for a second person.
  {
    department: 0,
    claim: 'content',
    statement: '本单位认为处罚过重，记录应予删除。',
    daysAgo: 5,
    steps: [
      forward(4, '请核对记录与决定书是否一致。'),
      verify(2, 'right', '已调阅案卷，记录与决定书一致；处罚轻重不属异议范围。'),
    ],
  },
  {
    department: 2,
    claim: 'content',
    statement: '本单位对处罚不服。',
    daysAgo: 8,
    steps: [
      forward(7, '请核对记录与决定书是否一致。'),
      verify(5, 'right', '已核对原件，内容一致。'),
      {
        step: 'answer-upheld',
        daysAgo: 4,
        fields: {
          reason: '记录与行政处罚决定书一致。',
          remedy: '对原处罚决定可以依法申请行政复议或者提起行政诉讼；可以提交陈述，与记录同时展示。',
        },
      },
    ],
  },
  // Its time stands still.
  {
    department: 3,
    claim: 'listing',
    statement: '决定书上的印章并非该机关所有。',
    daysAgo: 6,
    applicant: 'interested',
    steps: [
      forward(5, '请核对决定书是否由贵单位作出。'),
      {
        step: 'appraise',
        daysAgo: 4,
        fields: { paper: '示鉴委〔2026〕12号', reason: '印章真伪需要鉴定。' },
        by: 'source',
      },
    ],
  },
  {
    department: 4,
    claim: 'other',
    statement: '同一决定被报送了两次。',
    daysAgo: 6,
    steps: [
      forward(5, '请核对是否重复报送。'),
      verify(0, 'withdrawn', '经核对为重复报送，予以撤回。', { because: 'stated-twice' }),
      { step: 'answer-withdrawn', daysAgo: 0, fields: { reason: '经核查，该记录为重复报送，已撤回。' } },
    ],
  },
]

export async function leaveCases(intake: Intake, today: Day, at: Date): Promise<void> {
  const to: Cases = {
    pool: intake.pool,
    suite: intake.suite,
    rules: intake.rules,
    calendar: officialCalendar,
    isDemonstration: true,
    onPlaced: () => intake.onPlaced(0),
  }
  // They are told in their order: what an interrupted start has told already is not told again.
  const told = await casesBegun(intake.pool, 'objection')
  try {
    for (const { department: place, ...story } of stories.slice(told)) {
      // Where that one has stated nothing that is shown, the next.
      for (const department of [...punishing.slice(place), ...punishing]) {
        const record = await contestable(intake.pool, department.code, at)
        if (!record) continue
        await tell(to, department, record, story, (daysAgo) => instantOf(today, daysAgo, at))
        break
      }
    }
  } finally {
    await closeTypst()
  }
}

async function tell(to: Cases, department: Department, record: Stated, story: Story, when: (daysAgo: number) => Date) {
  const { claim, statement, applicant = 'organisation' } = story
  const fields = {
    claim,
    applicant,
    paper: '异议申请〔2026〕1号',
    statement,
    ...(applicant === 'interested' ? { interest: '与该单位有合同往来，交易受该记录影响。' } : {}),
  }
  const { subject, record: id } = record
  const opening = { subject, record: id, procedure: 'objection', fields, by: office }
  let view = await openCase(to, opening, when(story.daysAgo))
  for (const { step, daysAgo, fields, by } of story.steps) {
    const seen = view.record && { version: view.record.version }
    const who = by === 'source' ? sourceOf(department) : office
    const ask = { subject, case: view.case, step, n: view.n, ...seen, fields, by: who }
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
const sourceOf = ({ code, region }: Department): Caller => ({
  kind: 'command',
  who: 'officer',
  role: 'officer',
  body: code,
  region,
  scopes: [],
})

/** Ten in the morning of that working day, and never later than now. Without a calendar, of that day of the week before. */
export function instantOf(today: Day, daysAgo: number, now: Date): Date {
  if (daysAgo === 0) return now
  // On a day of rest as on the working day before it.
  const back = officialCalendar.isWorkingDay(today) === false ? daysAgo + 1 : daysAgo
  const reached = addWorkingDays(today, -back, officialCalendar)
  const day = 'day' in reached ? reached.day : addDays(today, -daysAgo - 2 * Math.ceil(daysAgo / 5))
  return new Date(Math.min(startOfDay(day).getTime() + 10 * 3_600_000, now.getTime()))
}
