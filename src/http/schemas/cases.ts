/** Cases: taken in, stepped through, looked at; and the queue of what is open. */
import { type Static, Type } from 'typebox'
import { parties, turns } from '../../cases/procedure.ts'
import { procedures } from '../../cases/procedures.ts'
import { queueStages } from '../../cases/queue.ts'
import { basisMost } from '../../cases/refusals.ts'
import { queueSorts } from '../../cases/store-queue.ts'
import { choice, instant, list, Says, strict, text } from './basics.ts'
import { exportQuery, fewQuery, listQuery, walkedPage } from './lists.ts'

const id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const stage = choice(['calm', 'two-thirds', 'day-before', 'due-today', 'overdue', 'paused', 'not-determinable'])
const filled = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 4000 }), {
  description: 'by the ids of the step’s fields',
})

const attachments = Type.Optional(
  Type.Array(id, { maxItems: 5, description: 'files that were handed in before, by their ids' }),
)
export const AttachmentAsk = Type.Object(
  {
    code: text(64, { minLength: 1, description: 'of the organisation' }),
    fileName: Type.Optional(text(255, { minLength: 1 })),
  },
  strict,
)
export const AttachmentKept = Type.Object({
  id: Type.Integer(),
  name: Type.String({ description: 'as it is kept, without what is a person’s' }),
  kind: Type.String(),
  bytes: Type.Integer(),
  digest: Type.String({ description: 'SHA-256' }),
})
export type AttachmentKept = Static<typeof AttachmentKept>
export const CaseAttachmentName = Type.Object({ code: text(64, { minLength: 1 }), case: id, attachment: id }, strict)

export const CaseName = Type.Object({ code: text(64, { minLength: 1 }), case: id }, strict)
export const CasePaperName = Type.Object({ code: text(64, { minLength: 1 }), case: id, n: id }, strict)
export const NewCase = Type.Object(
  {
    code: text(64, { minLength: 1, description: 'of the organisation' }),
    record: Type.Optional({ ...id, description: 'the record that it is about; none of a case about an organisation' }),
    basis: Type.Optional(
      Type.Array(Type.Object({ subject: Type.Optional(text(64, { minLength: 1 })), record: id, version: id }, strict), {
        maxItems: basisMost,
        description: 'records on which a case about an organisation rests, as they were seen',
      }),
    ),
    procedure: text(32, { minLength: 1, description: 'such as objection' }),
    step: Type.Optional(text(64, { minLength: 1, description: 'which step opens it, where there are several' })),
    fields: filled,
    attachments,
  },
  strict,
)
export type NewCase = Static<typeof NewCase>
export const CaseStep = Type.Object(
  {
    step: text(64, { minLength: 1 }),
    n: Type.Integer({ minimum: 1, description: 'number of steps that the case had when it was looked at' }),
    version: Type.Optional(
      Type.Integer({ minimum: 1, description: 'of the record that was seen, for steps that rest on it' }),
    ),
    fields: filled,
    attachments,
  },
  strict,
)
export type CaseStep = Static<typeof CaseStep>
const casesFilters = {
  turn: Type.Optional(choice([...turns, 'ours'], 'whose turn it is; ours: as whom the caller works')),
  procedure: Type.Optional(choice([...new Set(procedures.map((one) => one.id))])),
  stage: Type.Optional(choice(queueStages, 'how its first clock stands; soon: the next three working days')),
  source: Type.Optional(text(18, { description: 'code of the source' })),
  code: Type.Optional(text(64, { description: 'of the organisation, whole' })),
}
export const CasesQuery = listQuery(casesFilters, queueSorts, 50, 200)
export const CasesExport = exportQuery(casesFilters, queueSorts)
const overdueSorts = ['oldest', 'count'] as const
const overdueFilters = { procedure: casesFilters.procedure, source: casesFilters.source }
export const OverdueQuery = fewQuery(overdueFilters, overdueSorts)
export const OverdueExport = exportQuery(overdueFilters, overdueSorts)

const CaseField = Type.Object({
  id: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  type: choice(['text', 'line', 'day', 'choice']),
  least: Type.Optional(Type.Integer()),
  most: Type.Optional(Type.Integer()),
  choices: Type.Optional(Type.Array(Type.Object({ value: Type.String(), zh: Type.String(), en: Type.String() }))),
  onlyIf: Type.Optional(Type.Object({ field: Type.String(), in: Type.Array(Type.String()) })),
  isOptional: Type.Optional(Type.Boolean()),
  hint: Type.Optional(Says),
})
export const StepOfCase = Type.Object({
  id: Type.String(),
  what: Says,
  about: Says,
  fields: Type.Array(CaseField),
  paper: Type.Optional(Says),
  refused: Type.Optional(Says),
  restsOnVersion: Type.Boolean(),
  restsOnRecords: Type.Boolean(),
})
const recordStands = {
  subject: Type.String(),
  record: Type.Integer(),
  version: Type.Integer(),
  state: choice(['stated', 'withdrawn', 'erased']),
  item: Type.String(),
  itemName: Says,
  document: Type.Optional(Type.String()),
  decidedOn: Type.Optional(Type.String()),
}
const ClockOfCase = Type.Object({
  id: Type.String(),
  what: Says,
  whose: Type.String(),
  startedOn: Type.String(),
  workingDays: Type.Optional(Type.Integer()),
  article: Type.Optional(Type.String()),
  rule: Type.Optional(Says),
  due: Type.Optional(Type.String()),
  notBefore: Type.Optional(Type.String({ description: 'where the calendar of a year is not loaded' })),
  missingYear: Type.Optional(Type.Integer()),
  isExtended: Type.Boolean(),
  stage: Type.Optional(stage),
  left: Type.Optional(Type.Integer({ description: 'working days left; below zero, so many it is overdue' })),
  stoodStill: Type.Array(Type.Object({ from: Type.String(), until: Type.Optional(Type.String()) })),
  endedOn: Type.Optional(Type.String()),
  late: Type.Optional(choice(['yes', 'no', 'unknown'])),
})
export const CaseView = Type.Object({
  subject: Type.String(),
  case: Type.Integer(),
  name: Type.String(),
  procedure: Type.Object({ id: Type.String(), what: Says, about: Type.Optional(Says) }),
  state: Type.Object({ id: Type.String(), what: Says }),
  isOpen: Type.Boolean(),
  turn: Type.Optional(Type.Object({ party: Type.String(), what: Says })),
  silence: Type.Optional(Says),
  openedOn: Type.String(),
  n: Type.Integer(),
  record: Type.Optional(
    Type.Object({
      ...recordStands,
      contested: Type.Integer({ description: 'version of the record when the case was taken in' }),
    }),
  ),
  topic: Type.Optional(Type.Object({ id: Type.String(), what: Says, article: Type.String() })),
  basis: Type.Optional(
    Type.Array(
      Type.Object({
        ...recordStands,
        named: Type.Integer({ description: 'the version that was named' }),
        isFit: Type.Boolean({ description: 'it can be rested on now' }),
      }),
    ),
  ),
  source: Type.Object({ code: Type.String(), name: Type.String() }),
  as: Type.Array(choice(parties)),
  clocks: Type.Array(ClockOfCase),
  steps: Type.Array(StepOfCase),
  events: Type.Array(
    Type.Object({
      n: Type.Integer(),
      at: instant(),
      what: Says,
      who: Type.String(),
      body: Type.String(),
      as: Says,
      fields: Type.Array(Type.Object({ id: Type.String(), label: Says, value: Says })),
      paper: Type.Optional(
        Type.Object({ number: Type.String(), title: Type.String(), digest: Type.String({ description: 'SHA-256' }) }),
      ),
      attachments: Type.Optional(
        Type.Array(
          Type.Object({
            id: Type.Integer(),
            name: Type.Optional(Type.String({ description: 'absent: it was erased' })),
            kind: Type.String(),
            bytes: Type.Integer(),
            digest: Type.String({ description: 'SHA-256' }),
          }),
        ),
      ),
    }),
  ),
})
export type CaseView = Static<typeof CaseView>

export const CaseLine = Type.Object({
  subject: Type.String(),
  case: Type.Integer(),
  name: Type.String(),
  procedure: Says,
  state: Type.Object({ id: Type.String(), what: Says }),
  turn: Type.String(),
  turnOf: Says,
  itemName: Says,
  document: Type.Optional(Type.String()),
  record: Type.Optional(Type.Integer({ description: 'none yet of a case about an organisation' })),
  source: Type.String(),
  sourceName: Type.String(),
  openedOn: Type.String(),
  clock: Type.Optional(Says),
  due: Type.Optional(Type.String({ description: 'absent while it stands still' })),
  missingYear: Type.Optional(Type.Integer({ description: '`due` is then the first day that is not known' })),
  stage,
})
export type CaseLine = Static<typeof CaseLine>
export const CaseLines = walkedPage(CaseLine)
export type CaseLines = Static<typeof CaseLines>

export const OverdueLine = Type.Object({
  source: Type.String(),
  sourceName: Type.String(),
  procedure: Type.Object({ id: Type.String(), what: Says }),
  turn: Type.String(),
  turnOf: Says,
  count: Type.Integer(),
  oldest: Type.String({ description: 'day on which the oldest was due' }),
  days: Type.Optional(Type.Integer({ description: 'working days since then' })),
})
export type OverdueLine = Static<typeof OverdueLine>
export const OverdueLines = walkedPage(OverdueLine)
export type OverdueLines = Static<typeof OverdueLines>

export const ProcedureView = Type.Object({
  id: Type.String(),
  what: Says,
  about: choice(['record', 'organisation']),
  opening: StepOfCase,
})
export const Procedures = list(ProcedureView)
export type Procedures = Static<typeof Procedures>
