/**
 * The lines of a procedure's table as a migration writes them:
 *
 *     bin/node test/support/procedure-sql.ts listing
 */
import { procedures } from '../../src/cases/procedures.ts'
import { clockRulesOf, guardRulesOf, rulesOf } from '../../src/cases/step-rules.ts'

type Value = string | number | boolean | null | readonly string[] | object

const text = (value: string) => `'${value.replaceAll("'", "''")}'`
const inSql = (value: Value): string => {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return text(value)
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'string')
  return isList ? text(`{${value.join(',')}}`) : text(JSON.stringify(value))
}
const lines = (table: string, columns: string, rows: readonly (readonly Value[])[]): string =>
  rows.length === 0
    ? ''
    : `insert into ${table} (${columns}) values\n${rows.map((row) => `  (${row.map(inSql).join(', ')})`).join(',\n')};\n`

const wanted = process.argv[2]
for (const procedure of procedures.filter(({ id }) => wanted === undefined || id === wanted)) {
  const steps = rulesOf(procedure).map((one) => [
    one.procedure,
    one.version,
    one.step,
    one.from,
    one.to,
    one.after,
    one.notBy,
    one.times,
    one.opens,
    one.goals,
    one.parties,
    one.needs,
    one.waits,
    one.waivedBy,
    one.dayField,
    one.dayAfter,
    // An empty list of names is json here.
    { toJSON: () => one.effects },
  ])
  const clocks = clockRulesOf(procedure).map((one) => [
    one.procedure,
    one.version,
    one.clock,
    one.deadline,
    one.leastDays,
    one.starts,
    { toJSON: () => one.startsOn },
    one.extendedBy,
    one.extension,
  ])
  const guards = guardRulesOf(procedure).map((one) => [
    one.procedure,
    one.version,
    one.effect,
    one.steps,
    one.persons,
    one.clocks,
    one.waivedBy,
    { toJSON: () => one.says },
    one.article,
  ])
  process.stdout.write(
    lines(
      'procedure_step',
      'procedure, version, step, from_states, to_states, after_steps, not_by, times, opens,\n  goals, parties, needs, waits, waived_by, day_field, day_after, effects',
      steps,
    ) +
      lines(
        'procedure_clock',
        'procedure, version, clock, deadline, least_days, starts, starts_on, extended_by, extension',
        clocks,
      ) +
      lines('procedure_guard', 'procedure, version, effect, steps, persons, clocks, waived_by, says, article', guards),
  )
}
