/**
 * Which measures a body may take in a matter, and because of what. An answer is a
 * list of facts with articles; whether to take a measure is the body's decision.
 */
import { addDays, type Day } from '../codes/day.ts'
import { endOfPeriod } from '../codes/period.ts'
import { isInForce, kindsOf, type Measure, type RuleBook, type Severity, type Trigger } from './book.ts'
import type { Content, Item } from './catalogue.ts'

/** What stands against an organisation. Only what may be used on the day is to be passed in. */
export type Standing = { list: string } | { item: Item; content: Content; class?: Severity; decidedOn: Day }

/** The measures in force on `day` in a matter, each with the standing facts that trigger it. */
export function measuresFor(
  book: RuleBook,
  ask: { matter: string; standing: readonly Standing[]; day: Day },
): { measure: Measure; because: number[] }[] {
  const found: { measure: Measure; because: number[] }[] = []
  for (const measure of book.measures) {
    if (!measure.matters.includes(ask.matter) || !isInForce(measure, ask.day)) continue
    const because = ask.standing.flatMap((fact, i) =>
      measure.triggeredBy.some((trigger) => isTriggered(book, trigger, fact, ask.day)) ? [i] : [],
    )
    if (because.length > 0) found.push({ measure, because })
  }
  return found
}

/** Every condition that the trigger states must hold; what cannot be told from the record does not hold. */
function isTriggered(book: RuleBook, trigger: Trigger, fact: Standing, day: Day): boolean {
  if ('list' in fact) return trigger.list === fact.list
  if (trigger.item !== fact.item.id) return false
  if (trigger.kinds && !kindsOf(book, fact.item, fact.content).some((kind) => trigger.kinds!.includes(kind)))
    return false
  if (trigger.classes && (!fact.class || !trigger.classes.includes(fact.class))) return false
  if (trigger.under) {
    const { legalBasis } = fact.item.parts
    const basis = legalBasis === undefined ? '' : String(fact.content[legalBasis] ?? '')
    if (!trigger.under.some((law) => namesLaw(basis, law))) return false
  }
  if (trigger.withinMonths !== undefined) {
    const past = addDays(endOfPeriod(fact.decidedOn, { months: trigger.withinMonths }), 1)
    if (day < fact.decidedOn || day >= past) return false
  }
  return true
}

/** 食品安全法, also as 《中华人民共和国食品安全法》; not 食品安全法实施条例, which is another text. */
function namesLaw(basis: string, law: string): boolean {
  for (let at = basis.indexOf(law); at >= 0; at = basis.indexOf(law, at + 1)) {
    if (!/^(?:实施|条例|办法|细则)/.test(basis.slice(at + law.length))) return true
  }
  return false
}
