/** The bodies that report. */
import { type Static, Type } from 'typebox'
import { text } from './basics.ts'
import { exportQuery, fewQuery, walkedPage } from './lists.ts'

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
export const Sources = walkedPage(SourceView)
export type Sources = Static<typeof Sources>
const filters = {
  text: Type.Optional(text(128, { description: 'part of the name or the code' })),
  region: Type.Optional(Type.String({ pattern: '^[0-9]{6}$', description: 'covers the regions below it' })),
  item: Type.Optional(text(64, { description: 'those that report it' })),
}
const sorts = ['code', 'name', 'region'] as const
export const SourcesQuery = fewQuery(filters, sorts)
export const SourcesExport = exportQuery(filters, sorts)
