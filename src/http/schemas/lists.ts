/** What every list of the console takes and gives: filters, an order of a closed list, a cursor; the same to export it. */
import { type TObject, type TProperties, type TSchema, Type } from 'typebox'
import { choice, day, strict, text } from './basics.ts'

export const aDay = (what: string) => day(`${what}, YYYY-MM-DD`)

export const cursor = text(6000, { description: '`next` of the page before', minLength: 1 })

const orderOf = <S extends string>(sorts: readonly S[]) =>
  Type.Optional(
    choice(
      sorts.flatMap((sort) => [sort, `-${sort}`] as const),
      'by what the list is sorted; with a minus the last comes first',
    ),
  )

/** A page of the list. `limit` rows at most; fewer, with a `next`, where rows that fit are rare. */
export const listQuery = <const F extends TProperties, const S extends string>(
  filters: F,
  sorts: readonly S[],
  usual: number,
  most: number,
) =>
  Type.Object(
    {
      ...filters,
      sort: orderOf(sorts),
      after: Type.Optional(cursor),
      limit: Type.Integer({ minimum: 1, maximum: most, default: usual }),
    },
    strict,
  )

/** Of a list that is short: all of it where no `limit` is named. */
export const fewQuery = <const F extends TProperties, const S extends string>(filters: F, sorts: readonly S[]) =>
  Type.Object(
    {
      ...filters,
      sort: orderOf(sorts),
      after: Type.Optional(cursor),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    },
    strict,
  )

/** What a file of a list is asked besides its filters. */
export const asFile = {
  format: choice(['csv', 'xlsx']),
  language: Type.Optional(choice(['zh', 'en'])),
  columns: Type.Optional(
    Type.String({
      pattern: '^[a-z][A-Za-z]*(,[a-z][A-Za-z]*)*$',
      maxLength: 400,
      description: 'ids of columns, in their order; all where none is named',
    }),
  ),
}

/** All that the filters leave, in that order, as a file. */
export const exportQuery = <const F extends TProperties, const S extends string>(filters: F, sorts: readonly S[]) =>
  Type.Object({ ...filters, sort: orderOf(sorts), ...asFile }, strict)

export const walkedPage = <T extends TSchema>(
  rows: T,
): TObject<{
  rows: ReturnType<typeof Type.Array<T>>
  next: ReturnType<typeof Type.Optional<ReturnType<typeof Type.String>>>
  looked: ReturnType<typeof Type.Optional<ReturnType<typeof Type.Integer>>>
}> =>
  Type.Object({
    rows: Type.Array(rows),
    next: Type.Optional(Type.String({ description: 'ask again with this as `after`' })),
    looked: Type.Optional(
      Type.Integer({ description: 'so many rows were looked through without filling the page; go on with `next`' }),
    ),
  })
