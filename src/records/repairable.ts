/**
 * When a record can be repaired, on which conditions and with which papers: said alike
 * in a step's refusal, beside a record in the console, in the organisation's own
 * space and on the guide page. Pure: the record, the rules, the day.
 */
import type { Day } from '../codes/day.ts'
import { itemOfVersion, type Severity } from '../rulebook/book.ts'
import type { Content } from '../rulebook/catalogue.ts'
import { listStated } from '../rulebook/complete.ts'
import { type RepairTerms, repairTermsOf } from '../rulebook/repair.ts'
import { kindOf } from '../subjects/subject.ts'
import type { Says } from '../terms/says.ts'
import { type DisclosureRules, disclosedOf } from './disclosure.ts'

/** A version as it stands, of whichever reader has it. */
export type RepairRecord = {
  subject: string
  item: string
  catalogue: string
  state: 'stated' | 'withdrawn' | 'erased'
  decidedOn: Day | null
  class: string | null
  content: Content | null
  recordedAt: Date
  /** A repair was granted and stands. */
  isRepaired?: boolean
}

export type RepairOutlook = {
  /**
   * - `now`, `later`: it can be asked for, from today or from the day `from`
   * - `over`: nothing of it is shown or used any more, so there is nothing to end
   * - `repaired`: it was granted
   * - `never`: it has no repair, and `says` tells why
   */
  can: 'now' | 'later' | 'over' | 'repaired' | 'never'
  from?: Day
  /** From this day on it ends by itself. */
  until?: Day
  class?: Severity
  says: Says
  article?: string
  conditions: RepairTerms['conditions']
  papers: RepairTerms['papers']
  /** Where it is asked for. */
  window?: RepairTerms['window']
  /** The public commitment that goes with it, word by word. */
  pledge?: RepairTerms['pledge']
}

export function repairPossible(record: RepairRecord, rules: DisclosureRules, day: Day): RepairOutlook {
  const item = itemOfVersion(rules.book, record.item, record.catalogue)
  if (!item) throw new Error(`The rule book has no version ${record.catalogue} of ${record.item}.`)
  const content = record.content ?? {}
  const none = { conditions: [], papers: [] }
  if (record.isRepaired) return { can: 'repaired', says: repaired, ...none }
  if (record.state !== 'stated') return { can: 'over', says: gone, ...none }
  const subject = { kind: kindOf(record.subject), isProvisional: false, isDeregistered: false }
  const disclosed = disclosedOf(rules.book, item, { ...record, content }, subject, true)
  const authority = item.parts.authority === undefined ? undefined : content[item.parts.authority]
  const terms = repairTermsOf(
    {
      ...disclosed,
      ...rules,
      isAdverse: item.isAdverse,
      list: listStated(rules.book, item, content)?.id,
      ...(typeof authority === 'string' ? { authority } : {}),
    },
    day,
  )
  if ('never' in terms) {
    if (terms.never === 'not-adverse') return { can: 'never', says: notAdverse, ...none }
    if (terms.never === 'not-shown') return { can: 'over', says: notShown, ...none }
    const { line } = terms
    return line === undefined
      ? { can: 'never', says: noRule, ...none }
      : { can: 'never', says: { zh: line.zh, en: line.en }, article: line.article, ...none }
  }
  const { conditions, papers, window, pledge, line } = terms
  // Ended by its source, or over by its own term: what is left is the earlier of the two.
  const until = [terms.until, disclosed.endedBy].filter((one) => one !== undefined).sort()[0]
  if (until !== undefined && day >= until) return { can: 'over', until, says: over(until), ...none }
  const isLater = terms.from !== undefined && day < terms.from
  const severity = record.class as Severity | null
  return {
    can: isLater ? 'later' : 'now',
    ...(terms.from === undefined ? {} : { from: terms.from }),
    ...(until === undefined ? {} : { until }),
    ...(severity === null ? {} : { class: severity }),
    says: isLater
      ? {
          zh: `自 ${terms.from} 起可以申请修复：${line.zh}。`,
          en: `A repair can be asked for from ${terms.from} on: ${line.en}.`,
        }
      : { zh: '现在可以申请修复。', en: 'A repair can be asked for now.' },
    article: line.article,
    conditions,
    papers,
    window,
    ...(pledge === undefined ? {} : { pledge }),
  }
}

const repaired: Says = {
  zh: '已准予修复，不再公示、共享和使用。',
  en: 'Its repair was granted; it is neither shown nor used.',
}
const gone: Says = { zh: '这条记录已撤回，无需修复。', en: 'The record is withdrawn; there is nothing to repair.' }
const notAdverse: Says = { zh: '不是失信信息，无需修复。', en: 'It is nothing adverse and needs no repair.' }
const notShown: Says = {
  zh: '这条记录依规则不公示、不使用，无需修复。',
  en: 'By the rules it is neither shown nor used; there is nothing to repair.',
}
const noRule: Says = {
  zh: '现行规则没有规定这一类信息的修复，请向认定单位提出。',
  en: 'The rules of the day name no repair for it; ask the authority that determined it.',
}
const over = (until: Day): Says => ({
  zh: `公示和使用已于 ${until} 前届满，自动停止，无需修复。`,
  en: `It ended by itself before ${until}; there is nothing to repair.`,
})
