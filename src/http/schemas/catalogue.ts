/** The catalogue: what may be collected, shown and for how long. */
import { type Static, Type } from 'typebox'
import { choice, named, Says, strict, text } from './basics.ts'

const namedField = Type.Object({ ...named })
const historicProfile = Type.Optional(
  Type.Object(
    {
      before: Type.String({ description: 'only of decisions before this day' }),
      needs: Type.Array(namedField, { description: 'what such a row needs all the same' }),
      mayLack: Type.Array(namedField, { description: 'what it may lack; a row that does is incomplete' }),
      basis: Type.String(),
      certainty: Type.String(),
    },
    { description: 'of old stock that is sent as such (profile=historic); absent: the item has no historic profile' },
  ),
)

export const Catalogue = Type.Object({
  ruleBook: Type.String({ description: 'digest of all rule packs' }),
  items: Type.Array(
    Type.Object({
      ...named,
      version: Type.String(),
      from: Type.String(),
      until: Type.Optional(Type.String()),
      standardVersion: Type.String(),
      basis: Type.String(),
      certainty: Type.String(),
      isAdverse: Type.Boolean(),
      openness: Type.String({ description: 'public, government, authorised (披露方式)' }),
      category: Type.Optional(Type.Integer({ description: 'number in the national catalogue' })),
      localRegulation: Type.Optional(Type.String()),
      reportWithinWorkingDays: Type.Optional(Type.Integer()),
      reportBasis: Type.Optional(Type.String({ description: 'where that deadline comes from' })),
      retentionYears: Type.Optional(Type.Integer()),
      entity: Type.Optional(
        Type.Object(
          {
            nature: Says,
            conduct: Says,
            providers: Says,
            channel: Says,
            sharing: Says,
            validity: Says,
            retention: Says,
            updates: Says,
          },
          {
            description:
              'the other columns of the catalogue entity: 信息性质, 具体行为, 提供单位, 归集来源和渠道, 共享范围, 有效期限, 保存期限, 更新频次',
          },
        ),
      ),
      ownSystem: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String(), address: Type.String() })),
      shownOnlyWith: Type.Optional(
        Type.Array(Type.String(), { description: 'parts without which it is kept for authorities and drives nothing' }),
      ),
      historic: historicProfile,
      fields: Type.Array(
        Type.Object({
          ...named,
          type: Type.String(),
          maxLength: Type.Integer(),
          need: Type.String(),
          list: Type.Optional(Type.String()),
          group: Type.String(),
          article: Type.Optional(Type.String()),
        }),
      ),
    }),
  ),
  periods: Type.Array(
    Type.Object({
      ...named,
      regime: Type.String(),
      from: Type.String(),
      until: Type.Optional(Type.String()),
      class: Type.Optional(Type.String()),
      period: Says,
      article: Type.String(),
      certainty: Type.String(),
    }),
    { description: 'publicity periods in force, each with its article' },
  ),
  measures: Type.Array(
    Type.Object({
      ...named,
      class: Type.String(),
      target: Type.String(),
      article: Type.String(),
      authority: Type.String(),
      from: Type.String(),
      until: Type.Optional(Type.String()),
    }),
  ),
  lists: Type.Array(
    Type.Object({
      ...named,
      authority: Type.String(),
      article: Type.String(),
      certainty: Type.String(),
      channel: Type.Array(Type.String(), {
        description: 'words of the names of the bodies that may determine an entry',
      }),
    }),
  ),
})
export type Catalogue = Static<typeof Catalogue>

const codeValue = Type.Object({
  code: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  aliases: Type.Array(Type.String(), { description: 'other words that are taken for it' }),
  isRefused: Type.Optional(Type.Boolean({ description: 'a row that says so is not collected' })),
})

/** Everything that the catalogue says of one item, as the portal's page shows it. */
export const CatalogueItem = Type.Object({
  ruleBook: Type.String({ description: 'digest of all rule packs' }),
  day: Type.String({ description: 'the day of asking' }),
  ...named,
  version: Type.String(),
  from: Type.String(),
  until: Type.Optional(Type.String({ description: 'the day on which the next version begins' })),
  isInForce: Type.Boolean(),
  versions: Type.Array(
    Type.Object({
      version: Type.String(),
      from: Type.String(),
      until: Type.Optional(Type.String()),
      isInForce: Type.Boolean(),
    }),
    { description: 'the newest first' },
  ),
  standardVersion: Type.String(),
  basis: Type.String(),
  certainty: Type.String({ description: 'V verified, K known, k believed, ? open' }),
  category: Type.Optional(
    Type.Object(
      { number: Type.Integer(), zh: Type.String(), en: Type.String() },
      { description: 'in the national catalogue' },
    ),
  ),
  localRegulation: Type.Optional(Type.String()),
  isAdverse: Type.Boolean(),
  openness: Type.String({ description: 'public, government, authorised (披露方式)' }),
  reportWithinWorkingDays: Type.Optional(Type.Integer()),
  reportBasis: Type.Optional(Type.String()),
  retentionYears: Type.Optional(Type.Integer()),
  ownSystem: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String(), address: Type.String() })),
  entity: Type.Array(Type.Object({ id: Type.String(), name: Says, value: Says }), {
    description: 'the other columns of the catalogue entity: 信息性质, 具体行为, 提供单位, ...',
  }),
  needed: Type.Array(Type.Object({ id: Type.String(), ...Says.properties }), {
    description: 'parts without which a record is kept for authorities, is not shown and drives nothing',
  }),
  historic: historicProfile,
  periods: Type.Array(
    Type.Object({ id: Type.String(), what: Says, period: Says, article: Type.String(), certainty: Type.String() }),
    { description: 'how long it is shown, by the rules in force' },
  ),
  key: Type.Array(Type.String(), { description: 'fields whose values together make the record one and the same' }),
  fields: Type.Array(
    Type.Object({
      ...named,
      aliases: Type.Array(Type.String(), { description: 'other names of the column' }),
      type: Type.String(),
      typeName: Says,
      notation: Type.String({ description: 'DB15/T 1102-2024: C..200, C18, N..18,6, YYYY-MM-DD' }),
      maxLength: Type.Integer(),
      need: Type.String({ description: 'must, may, organisation-must' }),
      needName: Says,
      accepted: Type.Optional(Says),
      example: Type.Optional(Type.String({ description: 'of an organisation that does not exist' })),
      list: Type.Optional(Type.String({ description: 'id of its code list' })),
      group: Type.String(),
      isReported: Type.Boolean({ description: 'false: about a person and dropped, or filled in by the row check' }),
      isKey: Type.Boolean(),
      article: Type.Optional(Type.String()),
      certainty: Type.String(),
    }),
  ),
  lists: Type.Array(
    Type.Object({
      ...named,
      version: Type.String(),
      from: Type.String(),
      basis: Type.String(),
      certainty: Type.String(),
      isOpen: Type.Boolean({ description: '其他:... may say what it is' }),
      values: Type.Array(codeValue),
    }),
  ),
})
export type CatalogueItem = Static<typeof CatalogueItem>
export const ItemId = Type.Object({ item: text(64, { minLength: 1 }) }, strict)
const itemVersion = Type.Optional(text(64, { description: 'another version than the one in force' }))
export const ItemQuery = Type.Object({ version: itemVersion }, strict)
export type ItemQuery = Static<typeof ItemQuery>

export const TemplateQuery = Type.Object(
  {
    format: choice(['xlsx', 'csv'] as const),
    encoding: Type.Optional(choice(['utf-8', 'gb18030'], 'of a CSV; utf-8 with its mark when not said')),
  },
  strict,
)
export type TemplateQuery = Static<typeof TemplateQuery>

export const JsonSchema = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  description: 'JSON Schema 2020-12',
})
