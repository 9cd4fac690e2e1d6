/** How a department’s own sheet is read. */
import { type Static, Type } from 'typebox'
import { choice, instant, profile, Says, strict, text } from './basics.ts'
import { exportQuery, fewQuery, walkedPage } from './lists.ts'
import { Finding, Verdict } from './submissions.ts'

const rule = {
  column: text(200, { minLength: 1, description: 'as the department’s header names it' }),
  field: Type.Optional(text(64, { description: 'absent: nothing of the column is kept' })),
  find: Type.Optional(choice(['document-number', 'code', 'day', 'amount', 'words'])),
  after: Type.Optional(text(40)),
  take: Type.Optional(choice(['first', 'last'])),
  unit: Type.Optional(choice(['yuan', 'thousand-yuan', 'ten-thousand-yuan', 'hundred-million-yuan'])),
  days: Type.Optional(choice(['ymd', 'dmy', 'mdy', 'serial', 'serial-1904'])),
  separator: Type.Optional(text(3)),
  values: Type.Optional(Type.Record(Type.String(), Type.String())),
}

const constant = {
  field: text(64, { minLength: 1 }),
  value: Type.Optional(text(2000)),
  from: Type.Optional(choice(['code'], 'the category, told by the code of each row')),
}

/** A layout as a file states it: rules/schema/layout.schema.json. */
export const StatedLayout = Type.Object(
  {
    layout: text(60, { minLength: 1, description: 'its name' }),
    item: text(64, { minLength: 1 }),
    sheet: Type.Optional(text(31)),
    headerLine: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    profile: Type.Optional(profile),
    columns: Type.Array(Type.Object(rule, strict), { maxItems: 512 }),
    constants: Type.Optional(Type.Array(Type.Object(constant, strict), { maxItems: 100 })),
    version: Type.Optional(Type.Integer({ description: 'as exported; not read' })),
    source: Type.Optional(text(32, { description: 'as exported; not read' })),
  },
  strict,
)
export type StatedLayout = Static<typeof StatedLayout>

export const LayoutView = Type.Object({
  source: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  item: Type.String(),
  isRetired: Type.Boolean({ description: 'no file is taken through it any more' }),
  who: Type.String(),
  at: instant(),
  layout: StatedLayout,
  yaml: Type.String({ description: 'the same as a file, to be imported elsewhere' }),
})
export type LayoutView = Static<typeof LayoutView>
export const Layouts = walkedPage(LayoutView)
export type Layouts = Static<typeof Layouts>

const layoutFilters = {
  source: text(32, { minLength: 1 }),
  item: Type.Optional(text(64)),
  name: Type.Optional(text(60, { description: 'all versions of this one, newest first' })),
  text: Type.Optional(text(60, { description: 'part of its name, or of a column’s' })),
  state: Type.Optional(choice(['used', 'retired'])),
}
const layoutSorts = ['name', 'item', 'at', 'version'] as const
export const LayoutsQuery = fewQuery(layoutFilters, layoutSorts)
export const LayoutsExport = exportQuery(layoutFilters, layoutSorts)

export const SettleLayout = Type.Object(
  {
    source: text(32, { minLength: 1 }),
    layout: Type.Optional(StatedLayout),
    yaml: Type.Optional(text(500_000, { description: 'instead of layout: the text of a file' })),
  },
  strict,
)
export type SettleLayout = Static<typeof SettleLayout>
export const RetireQuery = Type.Object({ source: text(32, { minLength: 1 }), name: text(60, { minLength: 1 }) }, strict)

export const ProposalQuery = Type.Object(
  {
    item: text(64, { minLength: 1 }),
    source: text(32, { minLength: 1 }),
    fileName: Type.Optional(text(255)),
    sheet: Type.Optional(text(31, { description: 'of a workbook; the first with a table when absent' })),
    headerLine: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
)

const ProposedRule = Type.Object({
  rule: Type.Object(rule),
  score: Type.Number({ description: '0 to 1; from 0.5 on it is chosen' }),
  reason: Says,
})

/** Nothing of the file is kept: the rows come back to who sent them, for a look. */
export const LayoutProposal = Type.Object({
  fileName: Type.String(),
  sheets: Type.Array(Type.String()),
  headerLine: Type.Integer(),
  header: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(Type.String())),
  lines: Type.Array(Type.Integer()),
  layout: StatedLayout,
  columns: Type.Array(
    Type.Object({
      column: Type.String(),
      samples: Type.Array(Type.String()),
      chosen: Type.Array(ProposedRule),
      others: Type.Array(ProposedRule),
    }),
  ),
  constants: Type.Array(Type.Object({ constant: Type.Object(constant), reason: Says })),
  findings: Type.Array(Finding),
})
export type LayoutProposal = Static<typeof LayoutProposal>
const cell = Type.String({ maxLength: 40_000 })

export const PreviewAsk = Type.Object(
  {
    source: text(32, { minLength: 1 }),
    layout: StatedLayout,
    header: Type.Array(text(400), { maxItems: 512 }),
    rows: Type.Array(Type.Array(cell, { maxItems: 512 }), { maxItems: 20 }),
    lines: Type.Array(Type.Integer(), { maxItems: 20 }),
  },
  strict,
)

export const LayoutPreview = Type.Object({
  findings: Type.Array(Finding, { description: 'about the layout and its header' }),
  rows: Type.Array(
    Type.Object({
      line: Type.Integer(),
      verdict: Verdict,
      cells: Type.Array(
        Type.Object({ field: Type.String(), column: Type.Optional(Type.String()), value: Type.String() }),
      ),
      findings: Type.Array(Finding),
    }),
  ),
})
export type LayoutPreview = Static<typeof LayoutPreview>
