/** The windows in which a row will be shown. They depend on few things, and a file has few combinations of them. */
import { dayInShanghai } from '../codes/day.ts'
import { type Disclosed, type DisclosureRules, disclosedOf, type Window, windowsOf } from '../records/disclosure.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import type { ReadyRow } from './ready-chunk.ts'

type Variant = Disclosed['subject'] & { class: string | undefined; windows: Window[] }
type ByWhatTheyDependOn = Map<string, Variant[]>

// Bounded; old ones are computed again.
const known = new Map<string, ByWhatTheyDependOn>()
const knownMost = 20_000
let kept = 0

export type WindowsOfRow = (row: ReadyRow, klass: string | undefined, subject: Disclosed['subject']) => Window[]

/** For rows of one item that come at this instant. */
export function windowsOfRows(item: Item, rules: DisclosureRules, at: Date): WindowsOfRow {
  const byRow = knownOf(item, rules, at)
  const compute: WindowsOfRow = (row, klass, subject) => {
    const content = JSON.parse(row.text) as Content
    const version = { state: 'stated' as const, decidedOn: row.decidedOn, class: klass, content, recordedAt: at }
    return windowsOf(disclosedOf(rules.book, item, version, subject, true), rules)
  }
  return (row, klass, subject) => {
    // What was written anew may be shown otherwise than its row tells.
    if (row.rewritten !== undefined) return compute(row, klass, subject)
    let variants = byRow.get(row.windowsBy)
    if (variants === undefined) {
      variants = []
      byRow.set(row.windowsBy, variants)
    }
    for (let i = 0; i < variants.length; i++) {
      const one = variants[i]!
      if (one.class !== klass || one.kind !== subject.kind) continue
      if (one.isProvisional === subject.isProvisional && one.isDeregistered === subject.isDeregistered)
        return one.windows
    }
    const windows = compute(row, klass, subject)
    variants.push({ ...subject, class: klass, windows })
    kept++
    return windows
  }
}

function knownOf(item: Item, rules: DisclosureRules, at: Date): ByWhatTheyDependOn {
  // What has no day of its own, and what its source says to be over, is counted from the day it came.
  const name = `${rules.book.digest}|${rules.regimeBefore}|${item.id}|${item.version}|${dayInShanghai(at)}`
  if (kept >= knownMost) {
    known.clear()
    kept = 0
  }
  let found = known.get(name)
  if (found === undefined) {
    found = new Map()
    known.set(name, found)
  }
  return found
}
