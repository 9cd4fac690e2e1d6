/**
 * A credit report as data: what the JSON form is, and what the printed form is
 * set from. No place for a grade or a score. Published as
 * docs/schemas/report.schema.json.
 */
import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const
const Day = Type.String({ format: 'date', description: 'a day in Asia/Shanghai' })
const Instant = Type.String({ format: 'date-time' })
const said = { zh: Type.String(), en: Type.String() }
const Says = Type.Object(said, closed)
const Named = Type.Object({ id: Type.String(), ...said }, closed)

export const ReportRecord = Type.Object(
  {
    record: Type.Integer(),
    version: Type.Integer(),
    title: Says,
    source: Type.String({ description: 'code of the body that stated it' }),
    sourceName: Type.String(),
    authority: Type.Optional(Type.String()),
    document: Type.Optional(Type.String()),
    decidedOn: Type.Optional(Day),
    class: Type.Optional(Type.String({ description: 'severity class of the record, as its source set it' })),
    incomplete: Type.Optional(
      Type.Object(
        { ...said, lacks: Type.Array(Type.Object({ field: Type.String(), ...said }, closed)) },
        {
          ...closed,
          description: 'the mark of a record that lacks something, such as one of old stock: no measure rests on it',
        },
      ),
    ),
    marks: Type.Optional(
      Type.Array(
        Type.Object(
          {
            ...said,
            contest: Type.Union([
              Type.Literal('objection'),
              Type.Literal('reconsideration'),
              Type.Literal('litigation'),
            ]),
            since: Day,
            document: Type.String(),
          },
          closed,
        ),
        { description: 'that the record is contested: in what, since which day, under which document' },
      ),
    ),
    reply: Type.Optional(
      Type.Object(
        { says: Type.String(), on: Day },
        { ...closed, description: 'the organisation’s own statement beside the record' },
      ),
    ),
    lifted: Type.Optional(
      Type.Object(
        { from: Day, until: Type.Optional(Day), basis: Type.String(), document: Type.String() },
        { ...closed, description: 'its publication is stopped, by whose order; `until`: shown again from that day' },
      ),
    ),
    fields: Type.Array(
      Type.Object(
        {
          field: Type.String(),
          ...said,
          value: Type.Union([Type.String(), Type.Array(Type.String())]),
        },
        closed,
      ),
    ),
    shown: Type.Object(
      {
        from: Day,
        lastDay: Type.Optional(Day),
        isShared: Type.Optional(
          Type.Boolean({ description: 'with authorities only (仅政务共享): the public does not see this record' }),
        ),
        reason: Says,
        article: Type.String(),
      },
      closed,
    ),
    recordedAt: Instant,
  },
  closed,
)
export type ReportRecord = Static<typeof ReportRecord>

export const ReportSection = Type.Object(
  {
    id: Type.String(),
    number: Type.Optional(
      Type.String({ description: 'as in the national form, 一 to 十; the local supplement has none' }),
    ),
    ...said,
    note: Type.Optional(Says),
    items: Type.Array(Type.Object({ item: Type.String(), ...said, records: Type.Array(ReportRecord) }, closed)),
  },
  closed,
)
export type ReportSection = Static<typeof ReportSection>

export const Report = Type.Object(
  {
    form: Type.Literal('xinheng-report-1'),
    number: Type.String({ pattern: '^\\d{14}[0-9A-F]{8}$' }),
    issuedAt: Instant,
    issuer: Says,
    demonstration: Type.Boolean({ description: 'invented data; says nothing about any real organisation' }),
    subject: Type.Object(
      {
        code: Type.String(),
        name: Type.String(),
        formerNames: Type.Array(Type.String()),
        kind: Type.String(),
        status: Type.String(),
        region: Type.String(),
        regionName: Type.String(),
        industry: Type.Optional(Type.String()),
        foundedOn: Type.Optional(Day),
        isProvisional: Type.Boolean(),
        representative: Type.Optional(Type.String()),
      },
      closed,
    ),
    asked: Type.Object(
      {
        body: Type.String(),
        bodyName: Type.Optional(Type.String()),
        purpose: Named,
        matter: Named,
        caseNumber: Type.String(),
      },
      closed,
    ),
    period: Type.Object(
      {
        from: Type.Optional(Day),
        until: Type.String({ format: 'date', description: 'day after the last' }),
        lastDay: Day,
      },
      closed,
    ),
    dataAt: Type.String({ format: 'date-time', description: 'what was held and could be shown at this instant' }),
    asOf: Type.Optional(Day),
    logPosition: Type.Optional(Type.Integer({ description: 'position of the evidence log known then' })),
    summary: Type.Array(Type.Object({ id: Type.String(), ...said, count: Type.Integer() }, closed)),
    sections: Type.Array(ReportSection),
    statement: Type.Array(Says),
  },
  {
    ...closed,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:xinheng:schema:report:1',
    title: '公共信用信息报告 / Public credit information report',
  },
)
export type Report = Static<typeof Report>
