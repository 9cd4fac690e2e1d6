/** The bodies that report. */
import { type Static, Type } from 'typebox'
import { list } from './basics.ts'

export const SourceView = Type.Object({
  code: Type.String(),
  name: Type.String(),
  region: Type.String(),
  items: Type.Array(Type.String(), { description: 'ids of the catalogue items it reports' }),
  lists: Type.Optional(
    Type.Array(Type.String(), { description: 'lists whose entries it hands on for the authority that decides' }),
  ),
  office: Type.Optional(Type.String({ description: 'which office answers for what it reports' })),
  officeLine: Type.Optional(Type.String({ description: 'its landline' })),
})
export type SourceView = Static<typeof SourceView>
export const Sources = list(SourceView)
export type Sources = Static<typeof Sources>
