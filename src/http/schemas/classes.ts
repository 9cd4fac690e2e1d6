/** Penalties whose severity class is missing. */
import { type Static, Type } from 'typebox'
import { choice, page, Says, strict, text } from './basics.ts'

const severityClass = choice(['minor', 'general', 'serious'])

export const ClassMissingRow = Type.Object({
  subject: Type.String(),
  name: Type.String(),
  record: Type.Integer(),
  document: Type.String(),
  decidedOn: Type.String(),
  kinds: Type.Array(Type.String()),
  amount: Type.Optional(Type.String()),
  suggested: Type.Optional(Type.Object({ class: severityClass, reason: Says })),
})
export type ClassMissingRow = Static<typeof ClassMissingRow>
export const ClassesMissing = page(ClassMissingRow)
export type ClassesMissing = Static<typeof ClassesMissing>

export const ClassesMissingQuery = Type.Object(
  {
    source: text(32, { minLength: 1 }),
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  },
  strict,
)

export const ConfirmClasses = Type.Object(
  {
    source: text(32, { minLength: 1 }),
    choices: Type.Array(
      Type.Object(
        {
          subject: text(64),
          record: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
          class: severityClass,
        },
        strict,
      ),
      { minItems: 1, maxItems: 1000 },
    ),
  },
  strict,
)
export type ConfirmClasses = Static<typeof ConfirmClasses>

export const ClassesConfirmed = Type.Object({
  confirmed: Type.Integer(),
  refused: Type.Array(Type.Object({ record: Type.Integer(), says: Says })),
})
export type ClassesConfirmed = Static<typeof ClassesConfirmed>
