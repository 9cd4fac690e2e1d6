/**
 * What a case about an organisation is about beside it: a list, by the criterion
 * that the opening step names. What there is to choose from stands in the rule
 * book; a case keeps the article under which it began. Pure.
 */
import type { Day } from '../codes/day.ts'
import { Refusal } from '../refusal.ts'
import { isInForce, type List, type ListCriterion, type RuleBook } from '../rulebook/book.ts'
import type { Says } from '../terms/says.ts'
import type { Choice, ChoicesFrom, Field, Procedure } from './procedure.ts'

export type Topic = { topic: string; article: string }

export type CriterionOfList = { list: List; criterion: ListCriterion }

/** The criteria of the lists that are determined here, in every version. A value is list/criterion. */
export function listCriteria(book: RuleBook): Map<string, CriterionOfList> {
  const found = new Map<string, CriterionOfList>()
  for (const list of book.lists) {
    if (list.procedure !== 'here') continue
    for (const criterion of list.criteria ?? []) found.set(`${list.id}/${criterion.id}`, { list, criterion })
  }
  return found
}

const choicesFrom: Record<ChoicesFrom, (book: RuleBook) => Choice[]> = {
  'list-criteria': (book) =>
    [...listCriteria(book)].map(([value, { list, criterion }]) => ({
      value,
      zh: `${list.zh}：${criterion.zh}`,
      en: `${list.en}: ${criterion.en}`,
    })),
}

const known = new WeakMap<RuleBook, Map<Procedure, Procedure>>()

/** The procedure with what is chosen from the rule book. */
export function withChoices(procedure: Procedure, book: RuleBook): Procedure {
  if (!procedure.steps.some(({ fields }) => fields.some((field) => field.choicesFrom))) return procedure
  const ofBook = known.get(book) ?? new Map<Procedure, Procedure>()
  known.set(book, ofBook)
  let filled = ofBook.get(procedure)
  if (filled === undefined) {
    const field = (one: Field): Field =>
      one.choicesFrom === undefined ? one : { ...one, choices: choicesFrom[one.choicesFrom](book) }
    filled = { ...procedure, steps: procedure.steps.map((step) => ({ ...step, fields: step.fields.map(field) })) }
    ofBook.set(procedure, filled)
  }
  return filled
}

/** What the opening step's fields say the case is about; refused where no rule of the day knows it. */
export function topicOf(
  procedure: Procedure,
  fields: { readonly [field: string]: string },
  book: RuleBook,
  day: Day,
): Topic {
  const { list, criterion } = criterionOn(book, fields.criterion ?? '', day)
  if (list === undefined || criterion === undefined) throw new Error(`${procedure.id} opened without its topic`)
  return { topic: list.id, article: criterion.article }
}

/** A criterion of a list in force on a day. */
export function criterionOn(book: RuleBook, value: string, day: Day): CriterionOfList {
  const [id, name] = value.split('/')
  const list = book.lists.find((one) => one.id === id && one.procedure === 'here' && isInForce(one, day))
  const criterion = list?.criteria?.find((one) => one.id === name)
  if (list === undefined || criterion === undefined) throw notInForce(day)
  return { list, criterion }
}

/** The topic as people read it. */
export function topicWords(procedure: Procedure, of: { topic: string | null }, book: RuleBook): Says | undefined {
  if (procedure.topic === undefined || of.topic === null) return undefined
  const list = book.lists.findLast(({ id }) => id === of.topic)
  return list === undefined ? { zh: of.topic, en: of.topic } : { zh: list.zh, en: list.en }
}

const notInForce = (day: Day) =>
  new Refusal('list-not-determined-here', {
    zh: `${day} 没有这个名单的这一列入情形，或者该名单不在本平台认定。`,
    en: `On ${day} no list that is determined here has this criterion.`,
  })
