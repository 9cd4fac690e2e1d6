/** Penalties whose severity class is missing. */
import { type Static, Type } from 'typebox'
import { choice, Says, strict, text } from './basics.ts'
import { aDay, exportQuery, listQuery, walkedPage } from './lists.ts'

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
export const ClassesMissing = walkedPage(ClassMissingRow)
export type ClassesMissing = Static<typeof ClassesMissing>

const filters = {
  source: text(32, { minLength: 1 }),
  code: Type.Optional(text(64)),
  document: Type.Optional(text(100, { description: 'part of the number' })),
  from: Type.Optional(aDay('first day of decision')),
  until: Type.Optional(aDay('last day of decision')),
}
export const ClassesMissingQuery = listQuery(filters, ['stated'], 100, 500)
export const ClassesMissingExport = exportQuery(filters, ['stated'])

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
