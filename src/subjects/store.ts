import type { PlaceWords } from '../codes/name-parts.ts'
import type { Client, Queryable } from '../database/connect.ts'
import type { Known, KnownSubject } from './attach.ts'
import type { Override } from './override.ts'
import { isDeregistered } from './registration.ts'
import { type SearchFeatures, searchFeatures } from './search-terms.ts'
import { kindOf, type Subject, type SubjectName } from './subject.ts'

/** What the register knows about a set of codes, names and numbers; grows as rows of the same chunk register more. */
export type Register = Known & {
  /** An organisation that a row of this chunk has just brought in. */
  add(subject: KnownSubject): void
}

export type Wanted = {
  codes: readonly string[]
  nameKeys: readonly string[]
  numbers: readonly string[]
  /** False: of the names of these codes only those that are asked for, and the current ones. */
  allNames?: boolean
}

/**
 * Registered organisations met before in the same run. What it tells stays
 * true: a registered organisation is never made provisional again, and a name
 * it bore is never taken away. Nothing else may be remembered: of a sole
 * proprietor it matters whether they are still registered.
 */
export type Remembered = Map<string, KnownSubject>

const remembersMost = 120_000

/** The one name that nearly all have: a set of one takes ten times the room. */
class OneName {
  readonly #name: string
  constructor(name: string) {
    this.#name = name
  }
  has(name: string): boolean {
    return name === this.#name
  }
  *[Symbol.iterator]() {
    yield this.#name
  }
}

/** Keeps what a look-up found, once its transaction is done. */
export function remember(remembered: Remembered, register: Register, codes: readonly string[]): void {
  if (remembered.size + codes.length > remembersMost) remembered.clear()
  for (const code of codes) {
    const subject = register.subject(code)
    // By the database's text: a code cut from a file would keep its whole page of the file in memory.
    if (!subject || subject.isProvisional || kindOf(code) === 'sole-proprietor') continue
    const { currentName } = subject
    const [first, second] = subject.names
    const isOne = second === undefined && first === currentName
    remembered.set(subject.code, isOne ? { ...subject, names: new OneName(currentName) } : subject)
  }
}

/**
 * Looks up a whole chunk's codes, names and numbers in one round trip. Provisional
 * organisations and sole proprietors are held as they are until the transaction
 * ends: a registration that changes what is shown of them comes before or after.
 */
export async function lookUp(tx: Client, wanted: Wanted, remembered: Remembered = new Map()): Promise<Register> {
  const { rows } = await tx.query<{
    subjects: [string, boolean, string, string][]
    names: [string, string][]
    numbers: [string, string][]
    overrides: string[]
  }>({
    name: 'subjects-look-up',
    // Names of the codes that were asked for, also of those that a number leads to. By lists, not by joins:
    // a plan that misjudges a join would read the whole register for each chunk.
    text: `
      with held as (select value, subject_code from identifier where value = any($3)),
           named as (select name_key, subject_code from subject_name where name_key = any($2)),
           wanted as (select unnest($1::text[]) as code union select subject_code from held),
           met as materialized (
             select s.code, s.is_provisional, s.name_key, s.status, s.is_provisional or s.kind = 'sole-proprietor' as moves
             from subject s where s.code = any(array(select code from wanted))),
           held_still as materialized (
             select s.code, s.is_provisional, s.name_key, s.status from subject s
             where s.code = any(array(select code from met where moves)) and (s.is_provisional or s.kind = 'sole-proprietor')
             order by s.code for share of s),
           found as (
             select * from held_still
             union all
             select code, is_provisional, name_key, status from met where not moves),
           theirs as (
             select n.name_key, n.subject_code from subject_name n
             where $4 and n.subject_code = any(array(select code from wanted)))
      select (select coalesce(json_agg(json_build_array(code, is_provisional, name_key, status)), '[]') from found) as subjects,
             (select coalesce(json_agg(json_build_array(name_key, subject_code)), '[]')
                from (select * from theirs union select * from named) both_ways) as names,
             (select coalesce(json_agg(json_build_array(value, subject_code)), '[]') from held) as numbers,
             (select coalesce(json_agg(code), '[]') from code_override where code = any($1)) as overrides`,
    values: [wanted.codes, wanted.nameKeys, wanted.numbers, wanted.allNames ?? true],
  })
  const found = rows[0]!
  const subjects = new Map<string, KnownSubject & { names: Set<string> }>()
  const holders = new Map<string, string[]>()
  const numbers = new Map<string, string[]>()
  const overrides = new Set(found.overrides)
  const push = (map: Map<string, string[]>, at: string, code: string) => {
    const codes = map.get(at)
    if (!codes) map.set(at, [code])
    else if (!codes.includes(code)) codes.push(code)
  }
  for (const [code, isProvisional, currentName, status] of found.subjects) {
    const names = new Set([currentName, ...(remembered.get(code)?.names ?? [])])
    subjects.set(code, { code, isProvisional, isDeregistered: isDeregistered(status), currentName, names })
  }
  for (const [nameKey, code] of found.names) {
    subjects.get(code)?.names.add(nameKey)
    push(holders, nameKey, code)
  }
  for (const [number, code] of found.numbers) push(numbers, number, code)

  return {
    subject: (code) => subjects.get(code) ?? remembered.get(code),
    holdersOfName: (nameKey) => holders.get(nameKey) ?? [],
    holdersOfNumber: (number) => numbers.get(number) ?? [],
    isOverridden: (code) => overrides.has(code),
    add(subject) {
      subjects.set(subject.code, { ...subject, names: new Set(subject.names) })
      for (const nameKey of subject.names) push(holders, nameKey, subject.code)
    },
  }
}

/** Another transaction brought the same organisation in first: whoever asked looks again and decides anew. */
export class BroughtInMeanwhile extends Error {
  readonly code = '40001'
}

/** What was written over: organisations that were there before a registration, and those that nobody had registered. */
export type Before = { existed: ReadonlySet<string>; wereProvisional: ReadonlySet<string> }

/**
 * Writes organisations with their names and numbers: new ones, provisional
 * ones, and those that a registration brings up to date. A registration makes
 * a provisional organisation a registered one; never the other way round: a
 * provisional one that is there already is `BroughtInMeanwhile`. Without `places`
 * the names are not read into parts: `indexNames` does it later.
 */
export async function putSubjects(
  tx: Client,
  subjects: readonly Subject[],
  at: Date,
  places?: PlaceWords,
): Promise<Before> {
  if (subjects.length === 0) return { existed: new Set(), wereProvisional: new Set() }
  // In one order, so that two transactions do not wait for each other.
  const sorted = subjects
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map((subject) => ({ ...subject, ...searchFeatures(subject, places) }))
  const added = new Set(await addSubjects(tx, sorted, at))
  const rest = sorted.filter((s) => !added.has(s.code))
  if (rest.some((s) => s.isProvisional)) throw new BroughtInMeanwhile('An unknown organisation came to be known.')
  const { rows: before } =
    rest.length === 0
      ? { rows: [] }
      : await tx.query<{ code: string; isProvisional: boolean }>(
          'select code, is_provisional as "isProvisional" from subject where code = any($1) order by code for update',
          [rest.map((s) => s.code)],
        )
  const wereProvisional = new Set(before.filter((one) => one.isProvisional).map((one) => one.code))
  if (rest.length > 0) await updateSubjects(tx, rest, at)
  // The name by which a code was first met is a sender's word; what it was called, the registry says.
  if (wereProvisional.size > 0) {
    await tx.query('delete from subject_name where subject_code = any($1)', [[...wereProvisional]])
  }
  await putNames(
    tx,
    sorted.flatMap((s) => s.names.map((name) => ({ ...name, code: s.code }))),
  )
  const numbers = sorted.flatMap((s) => s.identifiers.map((n) => ({ ...n, code: s.code })))
  if (numbers.length > 0) {
    await tx.query(
      `insert into identifier (kind, value, subject_code)
       select kind, value, code from json_to_recordset($1) as t(kind text, value text, code text)
       on conflict do nothing`,
      [JSON.stringify(numbers)],
    )
  }
  return { existed: new Set(rest.map((s) => s.code)), wereProvisional }
}

const facts = `json_to_recordset($1) as t(code text, name text, name_key text, kind text, status text, region text, industry text,
  founded_on text, is_provisional boolean, pinyin text, initials text, grams json,
  terms json, letters text, brand_at smallint, completeness smallint)`

type Sought = Subject & SearchFeatures

const factsText = (subjects: readonly Sought[]): string =>
  JSON.stringify(
    subjects.map((s) => ({
      code: s.code,
      name: s.name,
      name_key: s.nameKey,
      kind: s.kind,
      status: s.status,
      region: s.region,
      industry: s.industry ?? null,
      founded_on: s.foundedOn ?? null,
      is_provisional: s.isProvisional,
      pinyin: s.pinyin,
      initials: s.initials,
      grams: s.grams,
      terms: s.terms,
      letters: s.letters,
      brand_at: s.brandAt ?? null,
      completeness: s.completeness,
    })),
  )

/** Those that were not there. Waits for a transaction that is adding the same one. */
async function addSubjects(tx: Client, subjects: readonly Sought[], at: Date): Promise<string[]> {
  const { rows } = await tx.query<{ code: string }>(
    `insert into subject (code, name, name_key, kind, status, region, industry, founded_on, is_provisional, pinyin, initials, grams,
       terms, letters, brand_at, completeness, updated_at)
     select code, name, name_key, kind, status, region, industry, founded_on::date, is_provisional, pinyin, initials,
            array(select json_array_elements_text(grams)), array(select json_array_elements_text(terms)), letters, brand_at,
            completeness, $2
     from ${facts} on conflict (code) do nothing returning code`,
    [factsText(subjects), at],
  )
  return rows.map((row) => row.code)
}

async function updateSubjects(tx: Client, subjects: readonly Sought[], at: Date): Promise<void> {
  await tx.query(
    `update subject s set name = t.name, name_key = t.name_key, kind = t.kind, status = t.status, region = t.region,
       industry = t.industry, founded_on = t.founded_on::date, is_provisional = false, pinyin = t.pinyin,
       initials = t.initials, grams = array(select json_array_elements_text(t.grams)),
       terms = array(select json_array_elements_text(t.terms)), letters = t.letters, brand_at = t.brand_at,
       completeness = t.completeness, updated_at = $2
     from ${facts} where s.code = t.code`,
    [factsText(subjects), at],
  )
}

async function putNames(tx: Client, names: readonly (SubjectName & { code: string })[]): Promise<void> {
  const rows = JSON.stringify(
    names.map((n) => ({
      code: n.code,
      name: n.name,
      name_key: n.nameKey,
      is_current: n.isCurrent,
      until_day: n.untilDay ?? null,
    })),
  )
  // A name that was current becomes a former one when another takes its place; it never disappears.
  await tx.query(
    `update subject_name n set is_current = false
     from json_to_recordset($1) as t(code text, name_key text, is_current boolean)
     where t.is_current and n.subject_code = t.code and n.is_current and n.name_key <> t.name_key`,
    [rows],
  )
  await tx.query(
    `insert into subject_name as n (subject_code, name, name_key, is_current, until_day)
     select code, name, name_key, is_current, until_day::date
     from json_to_recordset($1) as t(code text, name text, name_key text, is_current boolean, until_day text)
     on conflict (name_key, subject_code) do update set is_current = excluded.is_current or n.is_current,
       name = excluded.name, until_day = coalesce(excluded.until_day, n.until_day)`,
    [rows],
  )
}

/** Codes that stand for the same organisation as this one at that instant, itself first. */
export async function codeSet(pool: Queryable, code: string, at: Date): Promise<string[]> {
  const { rows } = await pool.query<{ code: string }>({
    name: 'subject-code-set',
    text: `with recursive same(code) as (
             select $1::text
             union
             select case when a.code = same.code then a.same_as else a.code end
             from same join alias a on (a.code = same.code or a.same_as = same.code)
               and a.from_at <= $2 and (a.until_at is null or $2 < a.until_at)
           ) select code from same`,
    values: [code, at],
  })
  return rows.map((row) => row.code)
}

/** Who comes second at one code waits until the first has ended. */
export async function lockOverride(tx: Client, code: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('xinheng override'), hashtext($1))`, [code])
}

export async function overrideOf(on: Queryable, code: string): Promise<Override | undefined> {
  const { rows } = await (on as Client).query<Omit<Override, 'at'> & { at: Date }>(
    'select code, basis, reason, who, at, entry from code_override where code = $1',
    [code],
  )
  return rows[0] && { ...rows[0], at: rows[0].at.toISOString() }
}

export async function insertOverride(tx: Client, override: Override, at: Date): Promise<void> {
  const { code, basis, reason, who, entry } = override
  await tx.query('insert into code_override (code, basis, reason, who, at, entry) values ($1, $2, $3, $4, $5, $6)', [
    code,
    basis,
    reason,
    who,
    at,
    entry,
  ])
}
