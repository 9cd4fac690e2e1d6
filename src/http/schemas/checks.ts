/** Checks with their receipts, and reports. */
import { type Static, Type } from 'typebox'
import { choice, day, instant, named, Says, strict, text } from './basics.ts'
import { FileRecord, fieldValue, reason, recordHead } from './files.ts'

export const maxCodes = 10_000
export const maxCodesStreamed = 100_000

export const CheckAsk = Type.Object(
  {
    codes: Type.Array(Type.String({ maxLength: 64 }), {
      minItems: 1,
      maxItems: maxCodesStreamed,
      description: `up to ${maxCodes}; with "accept: application/x-ndjson" up to ${maxCodesStreamed}, one answer a line`,
    }),
    purpose: Type.Optional(reason.purpose),
    matter: Type.Optional(reason.matter),
    caseNumber: Type.Optional(reason.caseNumber),
  },
  strict,
)
export type CheckAsk = Static<typeof CheckAsk>

const answerHead = {
  code: Type.String({
    description: 'as asked, in its plain form; `person-out-of-scope` for a person’s number, which is not repeated',
  }),
  found: Type.Boolean(),
  problem: Type.Optional(Says),
  receipt: Type.String(),
  name: Type.Optional(Type.String()),
  isProvisional: Type.Optional(Type.Boolean()),
  listings: Type.Array(
    Type.Object({
      record: Type.Integer({ description: 'the fact that it is' }),
      list: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      authority: Type.String(),
      basis: Type.Optional(Type.String()),
      document: Type.Optional(Type.String()),
      listedOn: Type.Optional(Type.String()),
      until: Type.Optional(Type.String({ description: 'its last day' })),
      term: Type.Optional(Type.String({ description: 'its term in words' })),
      remedy: Type.Optional(Type.String()),
    }),
    { description: 'entries of lists among the facts that are in force and whole: what a measure may rest on' },
  ),
  measures: Type.Array(
    Type.Object({
      ...named,
      article: Type.String(),
      authority: Type.String(),
      because: Type.String(),
    }),
  ),
  at: instant(),
  knownAt: Type.Optional(
    Type.Integer({ description: 'position of the evidence log: all below it was known when this was answered' }),
  ),
}

export const CheckAnswer = Type.Object({ ...answerHead, facts: Type.Array(FileRecord) })
export type CheckAnswer = Static<typeof CheckAnswer>

/** A line of a large batch: fields by their ids alone. A hundred thousand answers do not repeat what the catalogue says. */
export const CheckLine = Type.Object({
  ...answerHead,
  facts: Type.Array(
    Type.Object({
      ...recordHead,
      catalogue: Type.String({ description: 'version of the item' }),
      content: Type.Record(Type.String(), fieldValue, {
        description: 'by the ids of the fields; their names stand at /v1/catalogue',
      }),
    }),
  ),
})
export type CheckLine = Static<typeof CheckLine>

export const CheckAnswers = Type.Object({
  batch: Type.Optional(Type.String()),
  answers: Type.Array(CheckAnswer),
})
export type CheckAnswers = Static<typeof CheckAnswers>
export const ReceiptNumber = Type.Object({ receipt: text(64, { minLength: 1 }) }, strict)

/** A receipt as it was given: who asked, why, and the answer word for word. */
export const ReceiptView = Type.Object({
  number: Type.String(),
  at: instant(),
  body: Type.String(),
  who: Type.String(),
  purpose: Type.String(),
  matter: Type.String(),
  caseNumber: Type.String(),
  batch: Type.Optional(Type.String()),
  answer: CheckAnswer,
})
export type ReceiptView = Static<typeof ReceiptView>

export const ReportAsk = Type.Object(
  {
    code: text(64, { minLength: 1 }),
    purpose: Type.Optional(reason.purpose),
    matter: Type.Optional(reason.matter),
    caseNumber: Type.Optional(reason.caseNumber),
    from: Type.Optional(day('first day of the period asked for')),
    until: Type.Optional(day('day after its last')),
    asOf: Type.Optional(day('a past day; auditors only')),
    format: Type.Optional(choice(['pdf', 'json'], 'otherwise by the accept header')),
    language: Type.Optional(choice(['zh', 'en'])),
  },
  strict,
)
export type ReportAsk = Static<typeof ReportAsk>

/** The report's own JSON Schema is published by src/reports. */
export const ReportJson = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })
