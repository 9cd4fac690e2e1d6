/**
 * From the cells of one line to a row that is ready to be placed: checked,
 * keyed. What does not depend on the store is done here, before the
 * transaction, so that the database never waits for it.
 */
import { commitRowTo, committedLength, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { type MaskKind, maskKindSays } from '../codes/mask-text.ts'
import { groupPlan, groupsOf, type Head, keyLength, naturalKeyTo, textsOf } from '../records/record.ts'
import type { RuleBook } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import { compileRowCheck } from '../rulebook/check-row.ts'
import type { Finding } from '../terms/finding.ts'
import type { ChunkWriter, ReadyRow } from './ready-chunk.ts'
import type { MaskedFields, OwnColumns } from './receive.ts'

export type Preparing = {
  item: Item
  book: RuleBook
  suite: Suite
  source: string
  today: string
  /** Of a file that was read through a layout: what it says is said of these, too. */
  own?: OwnColumns
}

/** Takes one line into the chunk that is being written. `masked`: what was masked in the row before it was stored. */
export type Prepare = (to: ChunkWriter, cells: readonly string[], line: number, masked?: MaskedFields) => void

const none: readonly Finding[] = []

/** The parts of the natural key that do not name the subject, or all where nothing else is left. */
export function documentParts(item: Item): number[] {
  const places = item.key.map((field, place) => (field === item.parts.code ? -1 : place)).filter((place) => place >= 0)
  return places.length > 0 ? places : item.key.map((_, place) => place)
}

export function compilePrepare(to: Preparing, mapping: readonly (string | undefined)[]): Prepare {
  const { item, book, suite } = to
  const check = compileRowCheck(item, book, mapping, { today: to.today })
  const plan = groupPlan(item)
  const keyPlaces = documentParts(item)
  const fieldNames = new Map(item.fields.map((field) => [field.id, field]))
  const { kinds, validUntil } = item.parts
  const state = item.id === 'permit' ? item.parts.state : undefined
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

  return (chunk, cells, line, masked) => {
    const checked = check(cells, line)
    if (checked.verdict === 'refused') {
      chunk.refuse(withOwn(to.own, checked.findings ?? none, line), line)
      return
    }
    const { content, authorityCode: authority, decidedOn, procedure } = checked
    let findings = checked.findings
    let verdict: ReadyRow['verdict'] = checked.verdict
    if (masked !== undefined) {
      const said = masked.map(([field, kinds]) => maskFinding(field, fieldNames.get(field)?.zh ?? field, kinds, line))
      findings = [...(findings ?? []), ...said]
      verdict = 'corrected'
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
    const seed = chunk.seeds.subarray(at * seedLength, (at + 1) * seedLength)
    commitRowTo(suite, chunk.commitments, at * committedLength, seed, groupsOf(written, head))
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
        windowsBy: `${decidedOn}|${procedure}|${kinds === undefined ? '' : content[kinds]}|${validUntil === undefined ? '' : content[validUntil]}|${state === undefined ? '' : content[state]}`,
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
    return { ...finding, own: { column, ...(letters === '' ? {} : { cell: `${letters}${line}` }) } }
  })
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
