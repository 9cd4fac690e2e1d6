/** An application for a repair from an organisation's own space: what its forms ask for, and what is filled in here. */
import type { Filled, RecordForm } from '../../web/portal/own-props.ts'
import { procedures } from '../cases/procedures.ts'
import { type StepView, stepView } from '../cases/view.ts'
import { documentNumber } from '../documents/number.ts'
import type { RepairOutlook } from '../records/repairable.ts'
import { Refusal } from '../refusal.ts'

/** The step that opens a case of a procedure. */
export const openingOf = (procedure: string): StepView =>
  stepView(
    procedures
      .findLast(({ id }) => id === procedure)!
      .steps.find(({ opens, from }) => opens && from.includes('before'))!,
  )

/** Number of a form sent from the space: the form is the paper. */
export const submissionOf = (at: Date): string => `单位空间 ${documentNumber(at)}`

const opening = openingOf('repair')
/** By its ground, which is the form itself: what is asked for there is asked for always. */
const formFor = (asked: readonly string[]): StepView => ({
  ...opening,
  what: { zh: '提交修复申请', en: 'send the application' },
  fields: opening.fields.filter(({ id }) => asked.includes(id)).map(({ onlyIf: _, ...field }) => field),
})
export const repairForms = { performed: formFor(['performance']), court: formFor(['ruling']) }

/** Which form of a record's page was sent. */
export const formOf = ({ do: act }: Filled): RecordForm =>
  act === 'reply-back' ? 'reply' : (forms.find((form) => form === act) ?? 'objection')
const forms = ['reply', 'repair', 'repair-court'] as const

/** The application as the procedure takes it; refused where it is too early or a condition is not said to be met. */
export function repairFilled(
  form: 'repair' | 'repair-court',
  given: Filled,
  outlook: RepairOutlook | undefined,
  at: Date,
): { [field: string]: string } {
  const paper = submissionOf(at)
  const common = { channel: 'own-space', paper }
  if (form === 'repair-court') return { ground: 'reorganisation', ...common, ruling: given.ruling ?? '' }
  if (outlook === undefined) throw noRepair
  if (outlook.can !== 'now') throw new Refusal('repair-not-possible', outlook.says, 409)
  const toSay = outlook.conditions.filter(({ id }) => id !== 'period')
  const missing = toSay.filter(({ id }) => given[`condition-${id}`] !== 'yes')
  if (missing.length > 0) throw notSaid(missing)
  return {
    ground: 'performed',
    ...common,
    performance: given.performance ?? '',
    // The commitment is made with this very form.
    commitment: paper,
    ...(outlook.pledge === undefined ? {} : { pledge: outlook.pledge.zh }),
    conditions: outlook.conditions.map(({ zh }) => zh).join('；'),
  }
}

const notSaid = (missing: RepairOutlook['conditions']) =>
  new Refusal('repair-conditions', {
    zh: `请逐项确认申请条件，还缺：${missing.map(({ zh }) => zh).join('、')}。`,
    en: `Say of each condition that it is met; still missing: ${missing.map(({ en }) => en).join('; ')}.`,
  })
const noRepair = new Refusal(
  'repair-not-possible',
  { zh: '这条记录不是失信信息，无需修复。', en: 'The record is nothing adverse and needs no repair.' },
  409,
)
