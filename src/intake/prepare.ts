/**
 * From the cells of one line to a row that is ready to be placed: checked,
 * keyed. What does not depend on the store is done here, before the
 * transaction, so that the database never waits for it.
 */
import { randomFillSync } from 'node:crypto'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { type GroupPlan, groupPlan, groupsOf, naturalKey, textsOf } from '../records/record.ts'
import type { RuleBook, Severity } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import { compileRowCheck } from '../rulebook/check-row.ts'
import type { StatedSubject } from '../subjects/attach.ts'
import type { Finding } from '../terms/finding.ts'
import type { MaskedFields } from './receive.ts'

/**
 * A row that may be placed. It holds little, for a thousand of them wait at a
 * time: what only rare turns of placing need is read from `text` again.
 */
export type ReadyRow = {
  line: number
  /** Nothing to say, something to say, or something mended by us. */
  verdict: 'ok' | 'warned' | 'corrected'
  findings: readonly Finding[]
  stated: StatedSubject
  name: string
  authority: string | undefined
  decidedOn: string | undefined
  class: Severity | undefined
  procedure: string | undefined
  /** Canonical JSON of the content. */
  text: string
  /** What the windows depend on, besides the subject: equal here, equal there. */
  windowsBy: string
  key: Buffer
  keyHex: string
  seed: Buffer
  /** Commitment as the first version under the stated code: what nearly every row becomes. */
  commitment: Buffer
}

export type RefusedRow = { line: number; verdict: 'refused'; findings: readonly Finding[] }

export type Preparing = {
  item: Item
  book: RuleBook
  suite: Suite
  source: string
  today: string
}

export type Prepare = {
  plan: GroupPlan
  /** `masked`: what was masked in the row before it was stored. */
  row(cells: readonly string[], line: number, masked?: MaskedFields): ReadyRow | RefusedRow
}

const none: readonly Finding[] = []
const noNumbers: readonly string[] = []

/** Random bytes by the page: one call of the operating system serves a thousand rows. */
function seeds(): () => Buffer {
  const page = 1024
  let bytes = Buffer.alloc(0)
  let at = 0
  return () => {
    if (at === bytes.length) {
      bytes = randomFillSync(Buffer.allocUnsafe(page * seedLength))
      at = 0
    }
    at += seedLength
    return bytes.subarray(at - seedLength, at)
  }
}

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
  const nextSeed = seeds()
  const { kinds, validUntil } = item.parts
  const state = item.id === 'permit' ? item.parts.state : undefined

  return {
    plan,
    row(cells, line, masked) {
      const checked = check(cells, line)
      if (checked.verdict === 'refused') return { line, verdict: 'refused', findings: checked.findings ?? none }
      const { content } = checked
      let findings = checked.findings
      let verdict: ReadyRow['verdict'] = checked.verdict
      if (masked !== undefined) {
        const said = masked.map(([field, kinds]) => maskFinding(field, fieldNames.get(field)?.zh ?? field, kinds, line))
        findings = [...(findings ?? []), ...said]
        verdict = 'corrected'
      }
      const written = textsOf(plan, content)
      const key = naturalKey(
        item.id,
        keyPlaces.map((place) => checked.keyParts[place] ?? ''),
      )
      const seed = nextSeed()
      const head = {
        subject: checked.code,
        item: item.id,
        catalogue: item.version,
        key,
        version: 1,
        state: 'stated' as const,
        source: to.source,
        authority: checked.authorityCode,
        decidedOn: checked.decidedOn,
        class: checked.klass,
      }
      return {
        line,
        verdict,
        findings: findings ?? none,
        stated: {
          code: checked.code,
          codeState: checked.codeState,
          nameKey: checked.nameKey,
          identifiers: checked.identifiers?.map((identifier) => identifier.value) ?? noNumbers,
        },
        name: checked.name,
        authority: checked.authorityCode,
        decidedOn: checked.decidedOn,
        class: checked.klass,
        procedure: checked.procedure,
        text: written.text,
        windowsBy: `${checked.decidedOn}|${checked.procedure}|${kinds === undefined ? '' : content[kinds]}|${validUntil === undefined ? '' : content[validUntil]}|${state === undefined ? '' : content[state]}`,
        key,
        keyHex: key.toString('hex'),
        seed,
        commitment: commitRow(suite, seed, groupsOf(written, head)),
      }
    },
  }
}

function maskFinding(field: string, zh: string, kinds: readonly string[], line: number): Finding {
  return {
    check: 'text-masked',
    severity: 'warning',
    line,
    field,
    says: {
      zh: `“${zh}”中含有个人信息，已遮盖后保存。`,
      en: `The text holds personal data (${kinds.join(', ')}); it was masked before storing.`,
    },
    accepted: { zh: '不含个人号码、住址和姓名的叙述。', en: 'A text without numbers, addresses and names of persons.' },
    article: '个人信息保护法第六条、第二十八条',
  }
}
