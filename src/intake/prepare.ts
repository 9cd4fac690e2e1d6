/**
 * From the cells of one line to a row that is ready to be placed: checked,
 * keyed. What does not depend on the store is done here, before the
 * transaction, so that the database never waits for it.
 */
import { commitRowTo, committedLength, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { type MaskKind, maskKindSays } from '../codes/mask-text.ts'
import { groupPlan, type Head, headTexts, keyLength, naturalKeyTo, textsOf } from '../records/record.ts'
import { choiceOf, type RuleBook } from '../rulebook/book.ts'
import type { HistoricProfile, Item, NeededPart } from '../rulebook/catalogue.ts'
import { compileRowCheck } from '../rulebook/check-row.ts'
import { fieldFinding } from '../rulebook/checks.ts'
import { fieldOfPart, lackingOf, partsLacking } from '../rulebook/complete.ts'
import { windowFields } from '../rulebook/publicity.ts'
import type { Finding } from '../terms/finding.ts'
import type { ChunkWriter, ReadyRow } from './ready-chunk.ts'
import type { OwnColumns, Said } from './receive.ts'
import { rowOf } from './sheets.ts'

export type Preparing = {
  item: Item
  book: RuleBook
  suite: Suite
  source: string
  today: string
  /** Of a file that was read through a layout: what it says is said of these, too. */
  own?: OwnColumns
  /** Of an item whose records are listings: the lists that are taken from this source. Not given: whoever it is. */
  lists?: readonly string[]
  /** Of a file that was sent as old stock: what its rows may lack. */
  historic?: HistoricProfile
}

/** Takes one line into the chunk that is being written. `before`: what was said of the row before it was stored. */
export type Prepare = (to: ChunkWriter, cells: readonly string[], line: number, before?: Said) => void

const none: readonly Finding[] = []

/** The parts of the natural key that do not name the subject; all where nothing else is left, or a document names many. */
export function documentParts(item: Item): number[] {
  if (item.documentNamesMany) return item.key.map((_, place) => place)
  const places = item.key.map((field, place) => (field === item.parts.code ? -1 : place)).filter((place) => place >= 0)
  return places.length > 0 ? places : item.key.map((_, place) => place)
}

export function compilePrepare(to: Preparing, mapping: readonly (string | undefined)[]): Prepare {
  const { item, book, suite } = to
  const source = to.source === '' ? undefined : to.source
  const check = compileRowCheck(item, book, mapping, { today: to.today, source, historic: to.historic })
  const plan = groupPlan(item)
  const keyPlaces = documentParts(item)
  const fieldNames = new Map(item.fields.map((field) => [field.id, field]))
  const { exact, present } = windowFields(book, item)
  const isHistoric = to.historic !== undefined
  const keyParts = new Array<string>(keyPlaces.length)
  const head: Head = {
    subject: '',
    item: item.id,
    catalogue: item.version,
    key: '',
    version: 1,
    state: 'stated',
    source: to.source,
    authority: undefined,
    decidedOn: undefined,
    class: undefined,
  }
  const headOf = headTexts(head)

  return (chunk, cells, line, before) => {
    const checked = check(cells, line)
    if (checked.verdict === 'refused') {
      const all = before?.findings ? [...before.findings, ...(checked.findings ?? none)] : (checked.findings ?? none)
      chunk.refuse(withOwn(to.own, all, line), line)
      return
    }
    const { content, authorityCode: authority, decidedOn, procedure } = checked
    let findings = checked.findings
    let verdict: ReadyRow['verdict'] = checked.verdict
    if (before !== undefined) {
      const said = [...(before.findings ?? none)]
      for (const [field, kinds] of before.masked ?? []) {
        said.push(maskFinding(field, fieldNames.get(field)?.zh ?? field, kinds, line))
      }
      findings = [...(findings ?? []), ...said]
      if (before.masked || said.some(({ check }) => check === 'day-from-serial')) verdict = 'corrected'
      else if (verdict === 'ok') verdict = 'warned'
    }
    if (item.parts.list !== undefined && to.lists !== undefined) {
      const list = choiceOf(book, item, item.parts.list, content)
      if (list !== undefined && !to.lists.includes(list)) {
        const field = fieldNames.get(item.parts.list)
        const value = String(content[item.parts.list])
        const found = fieldFinding('list-other-channel', field, { line, value })
        chunk.refuse(withOwn(to.own, [...(findings ?? none), found], line), line)
        return
      }
    }
    if (item.shownOnlyWith !== undefined) {
      const lacking = partsLacking(book, item, content)
      if (lacking.length > 0) {
        findings = [...(findings ?? none), incompleteFinding(item, lacking, line)]
        if (verdict === 'ok') verdict = 'warned'
      }
    }
    if (findings !== undefined && to.own !== undefined) findings = withOwn(to.own, findings, line)
    const written = textsOf(plan, content)
    const at = chunk.count
    for (let i = 0; i < keyPlaces.length; i++) keyParts[i] = checked.keyParts[keyPlaces[i]!] ?? ''
    naturalKeyTo(chunk.keys, at * keyLength, item.id, keyParts)
    head.subject = checked.code
    head.key = chunk.keys.toString('hex', at * keyLength, (at + 1) * keyLength)
    head.authority = authority
    head.decidedOn = decidedOn
    head.class = checked.klass
    let windowsBy = `${decidedOn}|${procedure}`
    for (let i = 0; i < exact.length; i++) windowsBy += `|${content[exact[i]!]}`
    for (let i = 0; i < present.length; i++) windowsBy += content[present[i]!] === undefined ? '|' : '|+'
    // What is whole needs no word of it, so a file that is checked in full pays nothing.
    if (isHistoric && lackingOf(book, item, content).length > 0) windowsBy += '|incomplete'
    const seed = chunk.seeds.subarray(at * seedLength, (at + 1) * seedLength)
    written.groups[0] = headOf(head)
    commitRowTo(suite, chunk.commitments, at * committedLength, seed, written.groups)
    chunk.add(
      {
        verdict,
        findings,
        code: checked.code,
        codeState: checked.codeState,
        nameKey: checked.nameKey,
        numbers: checked.identifiers?.map((identifier) => identifier.value),
        authority,
        decidedOn,
        class: checked.klass,
        procedure,
        windowsBy,
        text: written.text,
      },
      line,
    )
  }
}

/** With the department's own column beside the national field, and in a workbook its cell. */
function withOwn(own: OwnColumns | undefined, findings: readonly Finding[], line: number): Finding[] {
  if (own === undefined) return findings as Finding[]
  return findings.map((finding) => {
    const found = finding.field === undefined ? undefined : own.get(finding.field)
    if (!found) return finding
    const { column, letters } = found
    return { ...finding, own: { column, ...(letters === '' ? {} : { cell: `${letters}${rowOf(line)}` }) } }
  })
}

/** Which parts are lacking, by the names that their fields have in the catalogue. */
function incompleteFinding(item: Item, lacking: readonly NeededPart[], line: number): Finding {
  const fields = lacking.map((part) => item.fields.find((field) => field.id === fieldOfPart(item, part))!)
  const zh = fields.map((field) => field.zh).join('、')
  const en = fields.map((field) => field.en).join(', ')
  const found = fieldFinding('record-incomplete', fields[0], { line })
  return {
    ...found,
    says: {
      zh: `缺少${zh}，或者认定单位不是该名单的认定部门：仅留存备查，不公示，不据以采取措施`,
      en: `${en} lacking, or the authority is not one of that list: kept for authorities, not shown, drives no measure`,
    },
    accepted: { zh: `补报${zh}`, en: `the same entry with its ${en}` },
  }
}

function maskFinding(field: string, zh: string, kinds: readonly MaskKind[], line: number): Finding {
  return {
    check: 'text-masked',
    severity: 'warning',
    line,
    field,
    says: {
      zh: `“${zh}”中含有个人信息（${kinds.map((kind) => maskKindSays[kind].zh).join('、')}），已遮盖后保存。`,
      en: `The text holds personal data (${kinds.map((kind) => maskKindSays[kind].en).join(', ')}); it was masked before storing.`,
    },
    accepted: { zh: '不含个人号码、住址和姓名的叙述。', en: 'A text without numbers, addresses and names of persons.' },
    article: '个人信息保护法第六条、第二十八条',
  }
}
