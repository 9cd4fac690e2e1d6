/** What the steps of a listing do: ask whether an entry may be, write its record, end it, and what stands beside it. */
import { addWorkingDays } from '../../codes/calendar.ts'
import { addDays, type Day, dayInShanghai } from '../../codes/day.ts'
import type { Client } from '../../database/connect.ts'
import { asCells, stateRow } from '../../intake/state-row.ts'
import { drivesMeasures, isListing, listingOf, listsTakenFrom } from '../../listings/listing.ts'
import { endHoldIn, enterHoldIn } from '../../records/holds.ts'
import { itemOfVersion, itemOn, kindsOf, listOn, type RuleBook } from '../../rulebook/book.ts'
import type { Item } from '../../rulebook/catalogue.ts'
import { kindOf } from '../../subjects/subject.ts'
import { lastMade } from '../case.ts'
import type { Does, On } from '../effects.ts'
import type { Effect } from '../procedure.ts'
import { type BasisNow, basisOf, codesOfOne, entriesOf, organisationNow, sourceOfCase } from '../store.ts'
import { type CriterionOfList, criterionOn } from '../topics.ts'
import { earliestExit, entryFields, termOf } from './entry.ts'
import {
  basisChanged,
  basisContested,
  basisGone,
  basisMissing,
  basisNotShown,
  basisOfAnother,
  basisUnknown,
  contestedAlready,
  endedAlready,
  enteredAlready,
  movedOn,
  noEarlyExit,
  nothingToEnd,
  otherChannel,
  provisional,
  ruleOutdated,
  soleProprietor,
  staysAlready,
  tooEarly,
} from './refusals.ts'

/** The criterion that the case was opened on; a reopened case keeps that of its beginning. */
function criterionOf(on: On, book: RuleBook, day: Day): CriterionOfList {
  const stated = on.fields.criterion ?? on.first?.fields.criterion
  if (stated === undefined) throw new Error(`The case ${on.file.subject}/${on.file.case} names no criterion.`)
  return criterionOn(book, stated, day)
}

export const listingEffects: Pick<
  Record<Effect, Does>,
  'see-listable' | 'see-basis' | 'list' | 'end-listing' | 'stay' | 'end-stay' | 'contest' | 'end-contest'
> = {
  async 'see-listable'(tx, to, on, at) {
    const { file, step, fields } = on
    const today = dayInShanghai(at)
    const { book } = to.rules
    const { list, criterion } = criterionOf(on, book, today)
    // What the case began under is no longer the rule: nobody is entered on what was repealed meanwhile.
    if (criterion.article !== file.article) throw ruleOutdated(list)
    const about = await organisationNow(tx, file)
    if (about === undefined || about.isProvisional) throw provisional
    const kind = kindOf(file.subject)
    if (kind === 'sole-proprietor' && list.soleProprietors === undefined) throw soleProprietor(list)
    const source = await sourceOfCase(tx, file.source)
    if (source === undefined || !listsTakenFrom(book, source).includes(list.id)) throw otherChannel(list)
    const codes = await codesOfOne(tx, file.subject, at)
    for (const entry of await entriesOf(tx, codes, listItems(book), at)) {
      const item = itemOfVersion(book, entry.item, entry.catalogue)
      const standing = item && listingOf(book, item, entry.content, today)
      if (standing?.list === list.id && drivesMeasures(standing, today)) throw enteredAlready(list, entry)
    }
    if (step.fields.some(({ id }) => id === 'months')) termOf(list, fields.months)
    return undefined
  },

  async 'see-basis'(tx, to, on, at) {
    const { list, criterion } = criterionOf(on, to.rules.book, dayInShanghai(at))
    const basis = await basisOf(tx, on.file, at)
    const codes = new Set(await codesOfOne(tx, on.file.subject, at))
    const asked = on.basis?.length ?? basis.length
    // A record that nobody knows is named as well as one that does not stand.
    if (basis.length < asked) throw basisUnknown
    for (const one of basis) {
      if (!codes.has(one.subject)) throw basisOfAnother(one)
      if (one.state !== 'stated') throw basisGone(one)
      if (one.version !== one.named) throw basisChanged(one)
      if (!one.isShown) throw basisNotShown(one)
      if (one.isContested) throw basisContested(one)
    }
    const { restsOn } = criterion
    if (restsOn && !basis.some((one) => restsOn.some((kind) => isOfKind(to.rules.book, one, kind)))) {
      throw basisMissing(list)
    }
    return undefined
  },

  async list(tx, to, on, at) {
    const { file, fields } = on
    const { book } = to.rules
    const today = dayInShanghai(at)
    const { list, criterion } = criterionOf(on, book, today)
    const decided = on.before?.taken.get('decide')?.event
    const source = await sourceOfCase(tx, file.source)
    const about = await organisationNow(tx, file)
    if (decided?.made?.paper === undefined || source === undefined || about === undefined) {
      throw new Error('An entry without its decision, authority or organisation.')
    }
    const listedOn = dayInShanghai(decided.at)
    const item = listItemOn(book, listedOn)
    const stated = await stateRow(
      tx,
      to,
      {
        subject: file.subject,
        item,
        fields: entryFields(item, {
          name: about.name ?? '',
          code: file.subject,
          list: listOn(book, list.id, today)!.zh,
          document: decided.made.paper.number,
          basis: criterion.article,
          facts: on.first?.fields.facts ?? '',
          listedOn,
          authority: source,
          term: termOf(list, decided.fields.months),
          removal: decided.fields.removal ?? '',
          remedy: decided.fields.remedy ?? '',
        }),
        source: file.source,
        who: on.by.who,
        case: `${file.subject}/${file.case}`,
      },
      at,
    )
    const waits = list.publishedAfter
    if (waits === undefined) return { listing: stated.record }
    const reached = addWorkingDays(fields.servedOn!, waits.workingDays, to.calendar)
    // A year whose calendar is not loaded: it waits until somebody ends the waiting, never less than it should.
    const until = 'day' in reached ? { until: addDays(reached.day, 1) } : {}
    if ('until' in until && until.until! <= today) return { listing: stated.record }
    const hold = {
      kind: 'lift',
      reach: 'public',
      basis: waits.article,
      document: decided.made.paper.number,
      reason: `送达后 ${waits.workingDays} 个工作日起公示`,
      ...until,
    } as const
    const name = { subject: stated.subject, record: stated.record }
    const view = await enterHoldIn(tx, to, { ...name, hold, by: on.by }, at)
    return { listing: stated.record, lift: view.hold }
  },

  async 'end-listing'(tx, to, on, at) {
    const { now, version, file, fields, document } = on
    if (now === undefined) throw new Error('An entry is ended that was never made.')
    if (now.state !== 'stated' || version !== now.version) throw movedOn(now.version)
    const { book } = to.rules
    const today = dayInShanghai(at)
    const item = itemOfVersion(book, now.item, now.catalogue)
    const content = now.content ?? {}
    const listing = item && listingOf(book, item, content, today)
    if (item === undefined || listing?.listedOn === undefined) throw new Error('The record of an entry is none.')
    if (!drivesMeasures(listing, today)) throw endedAlready
    const list = listOn(book, listing.list, today)
    const earliest = list && earliestExit(list, listing.listedOn)
    if (list === undefined || earliest === undefined) throw noEarlyExit
    if (today < earliest) throw tooEarly(list, earliest)
    const source = await sourceOfCase(tx, file.source)
    const stood = asCells(content)
    await stateRow(
      tx,
      to,
      {
        subject: now.subject,
        item,
        fields: { ...stood, ...exitFields(item, today, fields.reason ?? '', source?.name ?? '') },
        source: now.source,
        who: on.by.who,
        case: `${file.subject}/${file.case} ${document ?? ''}`.trim(),
        replaces: { subject: now.subject, record: now.record, version: now.version },
      },
      at,
    )
    return undefined
  },

  async stay(tx, to, on, at) {
    if (isRunningBeside(on, 'stay', 'end-stay')) throw staysAlready
    const { paper, reason } = on.fields
    const hold = { kind: 'lift', reach: 'public', basis: on.step.zh, document: paper!, reason: reason! } as const
    const view = await enterHoldIn(tx, to, { ...nameOf(on), hold, by: on.by }, at)
    return { lift: view.hold }
  },
  'end-stay': (tx, to, on, at) => end(tx, to, on, 'lift', at),

  async contest(tx, to, on, at) {
    if (isRunningBeside(on, 'contest', 'end-contest')) throw contestedAlready
    const { contest, paper, reason } = on.fields
    const since = dayInShanghai(at)
    const hold = {
      kind: 'mark',
      contest: contest as 'reconsideration' | 'litigation',
      since,
      document: paper!,
      reason: reason!,
    } as const
    const view = await enterHoldIn(tx, to, { ...nameOf(on), hold, by: on.by }, at)
    return { mark: view.hold }
  },
  'end-contest': (tx, to, on, at) => end(tx, to, on, 'mark', at),
}

const nameOf = ({ now }: On) => {
  if (now === undefined) throw new Error('A step beside a record that is not there.')
  return { subject: now.subject, record: now.record }
}

const isRunningBeside = ({ before }: On, begins: string, ends: string): boolean =>
  (before?.taken.get(begins)?.times ?? 0) > (before?.taken.get(ends)?.times ?? 0)

async function end(tx: Client, to: Parameters<Does>[1], on: On, what: 'lift' | 'mark', at: Date): Promise<undefined> {
  const [begins, ends] = what === 'lift' ? (['stay', 'end-stay'] as const) : (['contest', 'end-contest'] as const)
  const hold = on.before?.taken.get(begins)?.event.made?.[what] ?? lastMade(on.before, what)
  if (hold === undefined || !isRunningBeside(on, begins, ends)) throw nothingToEnd
  const { paper, reason } = on.fields
  await endHoldIn(tx, to, { ...nameOf(on), hold, document: paper!, reason: reason!, by: on.by }, at)
  return undefined
}

const listItems = (book: RuleBook): string[] => [...new Set(book.items.filter(isListing).map(({ id }) => id))]

function listItemOn(book: RuleBook, day: Day): Item {
  const id = listItems(book)[0]
  const item = id === undefined ? undefined : itemOn(book, id, day)
  if (item === undefined) throw new Error('The catalogue has no item for entries of lists.')
  return item
}

function exitFields(item: Item, endedOn: Day, reason: string, by: string): { [field: string]: string } {
  const { endedOn: field } = item.parts
  if (field === undefined) throw new Error('The item of entries names no day of their end.')
  const known = new Set(item.fields.map(({ id }) => id))
  const more = { MD_YCYY: reason, MD_YCDW: by }
  return { [field]: endedOn, ...Object.fromEntries(Object.entries(more).filter(([id]) => known.has(id))) }
}

function isOfKind(
  book: RuleBook,
  one: BasisNow,
  kind: { item: string; kinds?: string[]; classes?: readonly string[] },
): boolean {
  if (kind.item !== one.item) return false
  const item = itemOfVersion(book, one.item, one.catalogue)
  if (item === undefined || one.content === null) return false
  // A penalty of before the classes has none, and is taken by its kind alone.
  if (kind.classes && one.class !== null && !kind.classes.includes(one.class)) return false
  return kind.kinds === undefined || kindsOf(book, item, one.content).some((stated) => kind.kinds!.includes(stated))
}
