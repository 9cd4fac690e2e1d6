/** The connection register, and zero reports. */
import { type Static, Type } from 'typebox'
import { choice, day, instant, strict, text } from './basics.ts'
import { exportQuery, fewQuery, listQuery, walkedPage } from './lists.ts'

export const ownSource = text(32, { minLength: 1, description: 'code of the body that stated it' })
const aDay = day('YYYY-MM-DD')

export const ZeroReportAsk = Type.Object(
  {
    source: ownSource,
    item: text(64, { minLength: 1 }),
    from: aDay,
    until: day('the day after the last'),
  },
  strict,
)
export type ZeroReportAsk = Static<typeof ZeroReportAsk>

export const ZeroReport = Type.Object({
  source: Type.String(),
  item: Type.String(),
  from: Type.String(),
  until: Type.String({ description: 'the day after the last' }),
  who: Type.String(),
  at: instant(),
})
export type ZeroReport = Static<typeof ZeroReport>
export const ZeroReportRow = Type.Object({ ...ZeroReport.properties, sourceName: Type.String() })
export type ZeroReportRow = Static<typeof ZeroReportRow>
export const ZeroReports = walkedPage(ZeroReportRow)
export type ZeroReports = Static<typeof ZeroReports>
const zeroFilters = {
  source: Type.Optional(text(32, { description: 'absent: all that one may see' })),
  item: Type.Optional(text(64)),
  from: Type.Optional(day('periods that begin on this day or later')),
  until: Type.Optional(day('periods that begin on this day or earlier')),
}
export const ZeroReportsQuery = listQuery(zeroFilters, ['from'], 50, 200)
export const ZeroReportsExport = exportQuery(zeroFilters, ['from'])
export const connectionWays = ['file', 'api', 'folder', 'form', 'exchange'] as const
export const rhythms = ['week', 'month', 'quarter', 'year'] as const

const connectionHead = {
  system: text(100, { minLength: 1, description: 'the system that the data comes from' }),
  powerItem: text(200, { minLength: 1, description: 'item of the list of powers and duties' }),
  office: text(100, { minLength: 1, description: 'the office that answers for it; no person' }),
  officeLine: text(40, { description: 'its landline; may be empty' }),
  way: choice(connectionWays),
  every: choice(rhythms),
  dueDays: Type.Integer({ minimum: 1, maximum: 60, description: 'working days after the end of a period' }),
  since: aDay,
}

export const ConnectionAsk = Type.Object(
  { source: ownSource, item: text(64, { minLength: 1 }), ...connectionHead },
  strict,
)
export type ConnectionAsk = Static<typeof ConnectionAsk>

export const RegisterLine = Type.Object({
  source: Type.String(),
  sourceName: Type.String(),
  item: Type.String(),
  connection: Type.Optional(Type.Object({ ...connectionHead, who: Type.String(), changedAt: instant() })),
  every: choice(rhythms),
  dueDays: Type.Integer(),
  since: Type.String(),
  lastAt: Type.Optional(instant('last data that was placed')),
  lastRows: Type.Optional(Type.Integer()),
  zeroCount: Type.Integer({ description: 'zero reports in all' }),
  periods: Type.Array(
    Type.Object({
      from: Type.String(),
      until: Type.String({ description: 'the day after the last' }),
      due: Type.Unsafe<{ day: string } | { notBefore: string; missingYear: number }>({
        type: 'object',
        properties: {
          day: { type: 'string' },
          notBefore: { type: 'string' },
          missingYear: { type: 'integer', description: 'the calendar that is not loaded' },
        },
      }),
      state: choice(['in-time', 'late', 'zero', 'open', 'missing', 'not-determinable']),
    }),
    { description: 'periods that are over, newest first' },
  ),
})
export type RegisterLine = Static<typeof RegisterLine>
export const Register = walkedPage(RegisterLine)
export type Register = Static<typeof Register>

const registerFilters = {
  source: Type.Optional(text(32)),
  due: Type.Optional(Type.Boolean({ description: 'only where something is due or has not come' })),
  item: Type.Optional(text(64)),
  way: Type.Optional(choice(connectionWays, 'in which it comes')),
  text: Type.Optional(text(100, { description: 'part of the system, the power or the office' })),
}
const registerSorts = ['source', 'item', 'last'] as const
export const RegisterQuery = fewQuery(registerFilters, registerSorts)
export const RegisterExport = exportQuery(registerFilters, registerSorts)
