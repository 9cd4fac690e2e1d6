/** The catalogue as pages and API show it: what is in force on a day, each line with its article; one item whole. */
import type { CatalogueProps } from '../../web/portal/props.ts'
import type { Day } from '../codes/day.ts'
import { isInForce, itemsOn, type RuleBook } from '../rulebook/book.ts'
import type { Entity, Field, Item } from '../rulebook/catalogue.ts'
import { fieldOfPart, mayBeLeftOut } from '../rulebook/complete.ts'
import {
  acceptedIn,
  exampleOf,
  isRefusedValue,
  listOf,
  needOf,
  notationOf,
  reportedFields,
  typeWords,
} from '../rulebook/field-words.ts'
import { sayPeriod } from '../rulebook/period-words.ts'
import type { Says } from '../terms/says.ts'
import type { Catalogue, CatalogueItem } from './schemas/catalogue.ts'

const entityNames: Record<keyof Entity, Says> = {
  nature: { zh: '信息性质', en: 'nature' },
  conduct: { zh: '具体行为', en: 'conduct' },
  providers: { zh: '提供单位', en: 'providers' },
  channel: { zh: '归集来源和渠道', en: 'source and channel' },
  sharing: { zh: '共享范围', en: 'shared with' },
  validity: { zh: '有效期限', en: 'validity' },
  retention: { zh: '保存期限', en: 'kept for' },
  updates: { zh: '更新频次', en: 'updated' },
}

/** Everything that the catalogue says of an item, whether it is in force or past. */
export function itemView(book: RuleBook, item: Item, day: Day): CatalogueItem {
  const { id, zh, en, version, from, until, standardVersion, basis, certainty, localRegulation } = item
  const { isAdverse, openness, reportWithinWorkingDays, reportBasis, retentionYears, ownSystem, entity, key } = item
  const reported = new Set(reportedFields(item))
  const listed = [...new Map(item.fields.filter((field) => field.list).map((field) => [field.list, field])).values()]
  return {
    ruleBook: book.digest,
    day,
    ...{ id, zh, en, version, from, until, standardVersion, basis, certainty, localRegulation },
    ...{ isAdverse, openness, reportWithinWorkingDays, reportBasis, retentionYears, ownSystem, key },
    isInForce: isInForce(item, day),
    versions: versionsOf(book, id, day),
    category: categoryOf(book, item),
    entity: entity
      ? (Object.keys(entityNames) as (keyof Entity)[]).map((one) => ({
          id: one,
          name: entityNames[one],
          value: entity[one],
        }))
      : [],
    needed: neededParts(item),
    historic: historicView(item),
    periods: periodsOf(book, id, day),
    fields: item.fields.map((field) => fieldView(book, item, field, reported.has(field))),
    lists: listed.map((field) => listView(book, item, field)),
  }
}

function fieldView(book: RuleBook, item: Item, field: Field, isReported: boolean): CatalogueItem['fields'][number] {
  const { id, zh, en, aliases, type, maxLength, need, list, group, article, certainty } = field
  return {
    ...{ id, zh, en, aliases, type, maxLength, need, list, group, article, certainty, isReported },
    typeName: typeWords[type],
    notation: notationOf(field),
    needName: needOf(book, item, field),
    isKey: item.key.includes(id),
    ...(isReported ? { accepted: acceptedIn(book, item, field), example: exampleOf(book, item, field) } : {}),
  }
}

function listView(book: RuleBook, item: Item, field: Field): CatalogueItem['lists'][number] {
  const { id, zh, en, version, from, basis, certainty, isOpen, values } = listOf(book, field)
  return {
    ...{ id, zh, en, version, from, basis, certainty, isOpen },
    values: values.map(({ code, zh, en, aliases, ...value }) => ({
      ...{ code, zh, en, aliases },
      ...(isRefusedValue(item, field, { code, zh, en, aliases, ...value }) ? { isRefused: true } : {}),
    })),
  }
}

function versionsOf(book: RuleBook, id: string, day: Day): CatalogueItem['versions'] {
  return book.items
    .filter((item) => item.id === id)
    .sort((a, b) => (a.from < b.from ? 1 : -1))
    .map((item) => ({ version: item.version, from: item.from, until: item.until, isInForce: isInForce(item, day) }))
}

/** The items in force by the heads of the national catalogue; those that stand on a local regulation come last. */
export function catalogueGroups(book: RuleBook, day: Day): CatalogueProps {
  const groups = new Map<number, CatalogueProps['groups'][number]>()
  for (const one of itemsOn(book, day)) {
    const head = categoryOf(book, one) ?? { number: 0, zh: '地方补充', en: 'local supplement' }
    const group = groups.get(head.number) ?? { ...head, items: [] }
    groups.set(head.number, group)
    const { id, zh, en, version, openness, isAdverse, reportWithinWorkingDays } = one
    group.items.push({
      ...{ id, zh, en, version, openness, isAdverse, reportWithinWorkingDays },
      fields: one.fields.filter((field) => field.group !== 'dropped').length,
      nature: one.entity?.nature,
      conduct: one.entity?.conduct,
    })
  }
  return { day, groups: [...groups.values()].sort((a, b) => (a.number || Infinity) - (b.number || Infinity)) }
}

/** The head of the national catalogue under which the item stands. */
export function categoryOf(book: RuleBook, { category }: Item): CatalogueItem['category'] {
  if (category === undefined) return undefined
  const heads = book.codeLists.filter((list) => list.id === 'catalogue-category').at(-1)
  const head = heads?.values.find((value) => value.code === String(category))
  return { number: category, zh: head?.zh ?? '', en: head?.en ?? '' }
}

function neededParts(item: Item): CatalogueItem['needed'] {
  return (item.shownOnlyWith ?? []).map((part) => {
    const of = fieldOfPart(item, part)
    const field = item.fields.find((one) => one.id === of)
    return { id: part, zh: field?.zh ?? part, en: field?.en ?? part }
  })
}

/** What old stock needs, and what it may lack, by the names of the catalogue. */
function historicView(item: Item): CatalogueItem['historic'] {
  const historic = item.profiles?.historic
  if (historic === undefined) return undefined
  const named = ({ id, zh, en }: Field) => ({ id, zh, en })
  const { before, needs, basis, certainty } = historic
  const needed = item.fields.filter(({ id }) => id === item.parts.code || needs.includes(id))
  return { before, needs: needed.map(named), mayLack: mayBeLeftOut(item, historic).map(named), basis, certainty }
}

function periodsOf(book: RuleBook, id: string, day: Day): CatalogueItem['periods'] {
  return book.publicity
    .filter((rules) => isInForce(rules, day))
    .flatMap((rules) => rules.lines)
    .filter((line) => line.when.item === id)
    .map((line) => ({
      id: line.id,
      what: { zh: line.zh, en: line.en },
      period: sayPeriod(line),
      article: line.article,
      certainty: line.certainty,
    }))
}

export function catalogueOf(book: RuleBook, day: Day): Catalogue {
  return {
    ruleBook: book.digest,
    items: itemsOn(book, day).map((item) => ({ ...item, historic: historicView(item) })),
    periods: book.publicity.flatMap((rules) =>
      rules.lines.map((line) => ({
        id: line.id,
        zh: line.zh,
        en: line.en,
        regime: rules.id,
        from: rules.from,
        until: rules.until,
        class: line.when.class,
        period: sayPeriod(line),
        article: line.article,
        certainty: line.certainty,
      })),
    ),
    measures: book.measures
      .filter((measure) => isInForce(measure, day))
      .map(({ articles, authority, ...measure }) => ({
        ...measure,
        article: articles.join('；'),
        authority: authority.zh,
      })),
    lists: book.lists
      .filter((list) => isInForce(list, day))
      .map(({ id, zh, en, authority, articles, certainty, channel }) => ({
        id,
        zh,
        en,
        authority: authority.zh,
        article: articles.join('；'),
        certainty,
        channel,
      })),
  }
}
