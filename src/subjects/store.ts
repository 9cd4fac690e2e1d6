import type { Client, Queryable } from '../database/connect.ts'
import type { Known, KnownSubject } from './attach.ts'
import type { Override } from './override.ts'
import type { Subject, SubjectName } from './subject.ts'

/** What the register knows about a set of codes, names and numbers; grows as rows of the same chunk register more. */
export type Register = Known & {
  /** An organisation that a row of this chunk has just brought in. */
  add(subject: KnownSubject): void
}

export type Wanted = { codes: readonly string[]; nameKeys: readonly string[]; numbers: readonly string[] }

/**
 * Registered organisations met before in the same run. What it tells stays
 * true: a registered organisation is never made provisional again, and a name
 * it bore is never taken away. Nothing else may be remembered.
 */
export type Remembered = Map<string, KnownSubject>

const remembersMost = 50_000

/** Keeps what a look-up found, once its transaction is done. */
export function remember(remembered: Remembered, register: Register, codes: readonly string[]): void {
  if (remembered.size > remembersMost) remembered.clear()
  for (const code of codes) {
    const subject = register.subject(code)
    // By the database's text: a code cut from a file would keep its whole page of the file in memory.
    if (subject && !subject.isProvisional) remembered.set(subject.code, subject)
  }
}

/** Looks up a whole chunk's codes, names and numbers in one round trip. */
export async function lookUp(tx: Client, wanted: Wanted, remembered: Remembered = new Map()): Promise<Register> {
  const { rows } = await tx.query<{
    subjects: [string, boolean, string][]
    names: [string, string][]
    numbers: [string, string][]
    overrides: string[]
  }>({
    name: 'subjects-look-up',
    // The last: names of the codes that were asked for, also of those that a number or a name leads to.
    text: `
      with held as (select value, subject_code from identifier where value = any($3)),
           named as (select name_key, subject_code from subject_name where name_key = any($2)),
           wanted as (select unnest($1::text[]) as code union select subject_code from held),
           found as (select s.code, s.is_provisional, s.name_key from subject s join wanted w using (code)),
           theirs as (select n.name_key, n.subject_code from subject_name n join wanted w on w.code = n.subject_code)
      select (select coalesce(json_agg(json_build_array(code, is_provisional, name_key)), '[]') from found) as subjects,
             (select coalesce(json_agg(json_build_array(name_key, subject_code)), '[]')
                from (select * from theirs union select * from named) both_ways) as names,
             (select coalesce(json_agg(json_build_array(value, subject_code)), '[]') from held) as numbers,
             (select coalesce(json_agg(code), '[]') from code_override where code = any($1)) as overrides`,
    values: [wanted.codes, wanted.nameKeys, wanted.numbers],
  })
  const found = rows[0]!
  const subjects = new Map<string, { code: string; isProvisional: boolean; currentName: string; names: Set<string> }>()
  const holders = new Map<string, string[]>()
  const numbers = new Map<string, string[]>()
  const overrides = new Set(found.overrides)
  const push = (map: Map<string, string[]>, at: string, code: string) => {
    const codes = map.get(at)
    if (!codes) map.set(at, [code])
    else if (!codes.includes(code)) codes.push(code)
  }
  for (const [code, isProvisional, currentName] of found.subjects) {
    subjects.set(code, { code, isProvisional, currentName, names: new Set([currentName]) })
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

/**
 * Writes organisations with their names and numbers: new ones, provisional
 * ones, and those that a registration brings up to date. A registration makes
 * a provisional organisation a registered one; never the other way round.
 */
export async function putSubjects(tx: Client, subjects: readonly Subject[], at: Date): Promise<void> {
  if (subjects.length === 0) return
  await tx.query(
    `insert into subject as s (code, name, name_key, kind, status, region, industry, founded_on, is_provisional, pinyin, initials, grams, updated_at)
     select code, name, name_key, kind, status, region, industry, founded_on::date, is_provisional, pinyin, initials,
            array(select json_array_elements_text(grams)), $2
     from json_to_recordset($1) as t(code text, name text, name_key text, kind text, status text, region text, industry text,
                                     founded_on text, is_provisional boolean, pinyin text, initials text, grams json)
     on conflict (code) do update set name = excluded.name, name_key = excluded.name_key, kind = excluded.kind,
       status = excluded.status, region = excluded.region, industry = excluded.industry, founded_on = excluded.founded_on,
       is_provisional = false, pinyin = excluded.pinyin, initials = excluded.initials, grams = excluded.grams, updated_at = excluded.updated_at
     where not excluded.is_provisional`,
    [
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
        })),
      ),
      at,
    ],
  )
  const names = subjects.flatMap((s) => s.names.map((name) => ({ ...name, code: s.code })))
  await putNames(tx, names)
  const numbers = subjects.flatMap((s) => s.identifiers.map((n) => ({ ...n, code: s.code })))
  if (numbers.length > 0) {
    await tx.query(
      `insert into identifier (kind, value, subject_code)
       select kind, value, code from json_to_recordset($1) as t(kind text, value text, code text)
       on conflict do nothing`,
      [JSON.stringify(numbers)],
    )
  }
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
