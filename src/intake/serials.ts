/**
 * A workbook keeps a day as a number, which it shows as a day only where the
 * cell is formatted so. In a column of days such a number is that day, by the
 * date system of the workbook; what was read so is said.
 */
import { dayOfSerial } from '../codes/day.ts'
import type { Finding } from '../terms/finding.ts'

/** The row with its serials as days; undefined where it has none. `days`: the columns of days. */
export function withoutSerials(
  cells: readonly string[],
  days: readonly number[],
  mapping: readonly (string | undefined)[],
  line: number,
  is1904: boolean,
): { cells: readonly string[]; findings: Finding[] } | undefined {
  let changed: { cells: string[]; findings: Finding[] } | undefined
  for (let i = 0; i < days.length; i++) {
    const column = days[i]!
    const cell = cells[column]
    if (cell === undefined || !/^\d{5}(?:\.\d+)?$/.test(cell)) continue
    const day = dayOfSerial(Number(cell), is1904)
    if (day === undefined) continue
    changed ??= { cells: [...cells], findings: [] }
    changed.cells[column] = day
    changed.findings.push(fromSerial(line, mapping[column]!, cell, day, is1904))
  }
  return changed
}

function fromSerial(line: number, field: string, value: string, day: string, is1904: boolean): Finding {
  const system = is1904 ? '1904' : '1900'
  return {
    check: 'day-from-serial',
    severity: 'warning',
    line,
    field,
    value,
    says: {
      zh: `单元格是数值${value}，按${system}日期系统读作${day}。`,
      en: `The cell holds the number ${value}; by the date system of ${system} it is ${day}.`,
    },
    accepted: {
      zh: '请把该列设为日期格式，或写作 2026-04-02。',
      en: 'Format the column as dates, or write 2026-04-02.',
    },
  }
}
