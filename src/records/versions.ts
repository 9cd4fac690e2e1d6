/**
 * All that the platform ever held of an organisation, version by version: what
 * changed, by whose word, in which submission, and where its evidence stands.
 * For those who may read past states (rights 11), with a line in the ledger.
 */
import { guardReason, ledgerRow, writeLedger, writeRefusals } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { currentRegion, regionName } from '../codes/regions.ts'
import { Refusal } from '../refusal.ts'
import { codeSet } from '../subjects/store.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import type { Caller, Reason } from '../terms/caller.ts'
import type { Reading } from './credit-file.ts'
import { contentsOf, type FileField, type StoredRecord } from './file-record.ts'
import { ownersOf } from './store-owners.ts'
import {
  type AliasTold,
  aliasesOf,
  headsOfCodes,
  namesOfCodes,
  type VersionTold,
  versionsOfRecords,
} from './store-versions.ts'

export type Version = Omit<VersionTold, 'content' | 'catalogue'> & {
  content: FileField[]
  /** Fields that are not as in the version before, those that are gone too; of a first version none. */
  changed: string[]
}

export type Versions = { rows: { record: number; item: string; subject: string; versions: Version[] }[]; next?: number }

/** Records whose versions are given together. */
const recordsAtOnce = 40

export async function fileVersions(
  reading: Reading,
  ask: { code: string; before?: number; by: Caller; reason: Partial<Reason> },
  at: Date,
): Promise<Versions | undefined> {
  const { pool, rules } = reading
  const looked = { by: ask.by, act: 'file-past' as const, subjects: [ask.code] }
  const reason = await guardReason(pool, rules.book, { ...looked, reason: ask.reason }, at)
  if (!mayDo(ask.by, 'read-past-file')) {
    await writeRefusals(pool, { ...looked, reason, code: 'not-entitled' }, at)
    throw notEntitled
  }
  const codes = await codeSet(pool, ask.code, at)
  const found = await versionsOfRecords(pool, [codes, ask.before ?? null, recordsAtOnce + 1])
  const fields = [...new Set(found.map(({ item }) => item))]
  await writeLedger(pool, [ledgerRow(ask.by, reason, { act: 'file-past', subject: ask.code, fields }, at)])
  if (found.length === 0 && (await headsOfCodes(pool, [codes])).length === 0) return undefined
  const records = [...Map.groupBy(found, ({ record }) => record)]
  const shown = records.slice(0, recordsAtOnce)
  const owners = await ownersOf(pool, codes)
  const rows = shown.map(([record, versions]) => {
    const contents = contentsOf(rules.book, versions.map(asStored), owners)
    return {
      record,
      item: versions[0]!.item,
      subject: versions[0]!.subject,
      versions: versions.map(({ content: _, catalogue: __, ...version }, n) => ({
        ...version,
        content: contents[n]!,
        changed: n === 0 ? [] : changedFields(contents[n - 1]!, contents[n]!),
      })),
    }
  })
  return records.length > recordsAtOnce ? { rows, next: shown.at(-1)![0] } : { rows }
}

/** As a record is read; no window is asked about, so none is made up. */
function asStored(version: VersionTold): StoredRecord {
  return { ...version, from: version.recordedAt, until: null, reason: '', ruleVersion: '' }
}

function changedFields(before: readonly FileField[], after: readonly FileField[]): string[] {
  const texts = new Map(before.map(({ field, value }) => [field, JSON.stringify(value)]))
  const changed = after.flatMap(({ field, value }) => (texts.get(field) === JSON.stringify(value) ? [] : [field]))
  const left = new Set(after.map(({ field }) => field))
  return [...changed, ...before.flatMap(({ field }) => (left.has(field) ? [] : [field]))]
}

export type Organisation = {
  code: string
  name: string
  kind: string
  status: string
  region: string
  regionName: string
  isProvisional: boolean
  names: { name: string; isCurrent: boolean; until?: string }[]
  /** Codes that stand for the same organisation, each with its own name. */
  codes: { code: string; name: string }[]
  aliases: { code: string; sameAs: string; from: string; until?: string }[]
}

/**
 * Who stands under a code, for those who work with files: also who is known by a
 * code alone. No record of it; a sole proprietor's name is masked.
 */
export async function organisationOf(
  { pool, regions }: Reading,
  code: string,
  at: Date,
): Promise<Organisation | undefined> {
  const codes = await codeSet(pool, code, at)
  const heads = new Map((await headsOfCodes(pool, [codes])).map((head) => [head.code, head]))
  const head = heads.get(code)
  if (!head) return undefined
  const isMasked = head.kind === 'sole-proprietor'
  const names = isMasked ? [] : await namesOfCodes(pool, [codes])
  const aliases: AliasTold[] = codes.length > 1 ? await aliasesOf(pool, [codes]) : []
  return {
    ...head,
    name: shownName(head.name, kindOf(code)),
    regionName: regionName(regions, currentRegion(regions, head.region)) ?? head.region,
    names: names
      .filter((name) => name.code === code)
      .map(({ name, isCurrent, until }) => ({ name, isCurrent, ...(until === null ? {} : { until }) })),
    codes: codes.flatMap((one) => {
      const other = heads.get(one)
      return other && one !== code ? [{ code: one, name: shownName(other.name, kindOf(one)) }] : []
    }),
    aliases: aliases.map(({ code, sameAs, from, until }) => ({
      code,
      sameAs,
      from: from.toISOString(),
      ...(until === null ? {} : { until: until.toISOString() }),
    })),
  }
}

const notEntitled = new Refusal(
  'not-entitled',
  {
    zh: '过去的状态只向该主体、来源单位、审计人员或法院提供。',
    en: 'A past state is shown only to the organisation, its source, an auditor or a court.',
  },
  403,
)
