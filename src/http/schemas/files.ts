/** The credit file of one organisation, and why it is read. */
import { type Static, Type } from 'typebox'
import { choice, day, instant, Says, strict, text } from './basics.ts'

export const fieldValue = Type.Unsafe<string | string[]>({ type: ['string', 'array'], items: { type: 'string' } })

export const incomplete = Type.Optional(
  Type.Object(
    { ...Says.properties, lacks: Type.Array(Type.Object({ field: Type.String(), ...Says.properties })) },
    {
      description:
        'the mark of a record that lacks something, such as one of old stock: authorities alone see it, and no measure rests on it',
    },
  ),
)

export const contest = choice(['objection', 'reconsideration', 'litigation'])

/** What stands beside a record; shown wherever the record is. */
export const beside = {
  marks: Type.Optional(
    Type.Array(
      Type.Object({
        ...Says.properties,
        contest,
        since: Type.String(),
        document: Type.String(),
      }),
      { description: 'that the record is contested: in what, since which day, under which document' },
    ),
  ),
  reply: Type.Optional(
    Type.Object(
      { says: Type.String(), on: Type.String() },
      { description: 'the organisation’s own statement, whatever becomes of a contest' },
    ),
  ),
  lifted: Type.Optional(
    Type.Object(
      { from: Type.String(), until: Type.Optional(Type.String()), basis: Type.String(), document: Type.String() },
      { description: 'its publication is stopped; told to authorities alone. `until`: shown again from that day' },
    ),
  ),
}

export const recordHead = {
  record: Type.Integer(),
  version: Type.Integer(),
  item: Type.String(),
  title: Says,
  source: Type.String(),
  sourceName: Type.String(),
  authority: Type.Optional(Type.String()),
  document: Type.Optional(Type.String()),
  decidedOn: Type.Optional(Type.String()),
  class: Type.Optional(Type.String()),
  incomplete,
  ...beside,
  shown: Type.Object({
    from: Type.String(),
    until: Type.Optional(Type.String()),
    isShared: Type.Optional(Type.Boolean({ description: 'with authorities only; the public does not see it' })),
    reason: Says,
    article: Type.String(),
    rule: Type.Optional(Type.String({ description: 'of what is public: its anchor on the page /rules' })),
  }),
  recordedAt: instant(),
}

export const FileRecord = Type.Object({
  ...recordHead,
  content: Type.Array(Type.Object({ field: Type.String(), zh: Type.String(), en: Type.String(), value: fieldValue })),
})
export type FileRecord = Static<typeof FileRecord>

/** An organisation as a page names it before it says anything else of it. */
export const subjectHead = {
  code: Type.String(),
  name: Type.String(),
  formerNames: Type.Array(Type.String()),
  kind: Type.String(),
  status: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
}

export const CreditFile = Type.Object({
  ...subjectHead,
  industry: Type.Optional(Type.String()),
  foundedOn: Type.Optional(Type.String()),
  isProvisional: Type.Boolean(),
  representative: Type.Optional(Type.String()),
  sections: Type.Array(
    Type.Object({
      item: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      records: Type.Array(FileRecord),
      elsewhere: Type.Optional(
        Type.Object(
          { zh: Type.String(), en: Type.String(), address: Type.String() },
          { description: 'where its authority publishes it itself' },
        ),
      ),
    }),
  ),
  at: instant(),
  knownAt: Type.Optional(Type.Integer({ description: 'position in the evidence log' })),
  asked: Type.Optional(Type.String({ description: 'the code asked for, where it is another one of the organisation' })),
  otherCodes: Type.Optional(Type.Array(Type.String(), { description: 'other codes of the same organisation' })),
})
export type CreditFile = Static<typeof CreditFile>

export const reason = {
  purpose: text(64, { description: 'one of /v1/purposes' }),
  matter: text(64, { description: 'one of /v1/matters' }),
  caseNumber: text(128, { description: 'the case the answer is for' }),
}

export const SubjectCode = Type.Object({ code: text(64, { minLength: 1 }) }, strict)

export const FileQuery = Type.Object(
  {
    purpose: Type.Optional(reason.purpose),
    matter: Type.Optional(reason.matter),
    caseNumber: Type.Optional(reason.caseNumber),
    asOf: Type.Optional(day('as it was valid on that day; auditors only')),
    knownAt: Type.Optional(
      Type.Integer({ minimum: 0, description: 'as it was known at that log position; auditors only' }),
    ),
  },
  strict,
)
export type FileQuery = Static<typeof FileQuery>
