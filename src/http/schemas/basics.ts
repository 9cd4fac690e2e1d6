/**
 * What goes in and out of every route under /v1, said once and by door: the validators,
 * the serialisers, the OpenAPI document and the static types of the console are all made
 * from these files. What a response schema does not name is not sent.
 *
 * Here: words that the schemas of all doors are put together from.
 */
import { type TSchema, Type } from 'typebox'

export const strict = { additionalProperties: false } as const
export const text = (maxLength: number, options: { description?: string; minLength?: number } = {}) =>
  Type.String({ maxLength, ...options })
export const choice = <const T extends string>(values: readonly T[], description?: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...(description ? { description } : {}) })
export const instant = (description?: string) => Type.String({ ...(description ? { description } : {}) })
export const day = (description: string) =>
  Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', description })
export const list = <T extends TSchema>(rows: T) => Type.Object({ rows: Type.Array(rows) })
export const page = <T extends TSchema>(rows: T) =>
  Type.Object({ rows: Type.Array(rows), next: Type.Optional(Type.Integer({ description: 'ask again with this' })) })
export const Says = Type.Object({ zh: Type.String(), en: Type.String() })
/** Under which the rows of a file are checked, where not in full. */
export const profile = choice(
  ['historic'],
  'old stock: rows of decisions before the day that the item names may lack some of what is needed, and are then incomplete; only for items that have this profile',
)
export const named = { id: Type.String(), zh: Type.String(), en: Type.String() }
