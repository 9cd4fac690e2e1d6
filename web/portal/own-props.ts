/** What the pages of an organisation's own space show. Filled by src/http/space.ts. */
import type { OwnCase, OwnPaper } from '../../src/cases/own.ts'
import type { CaseView, FieldView, StepView } from '../../src/cases/view.ts'
import type { OwnFileRecord } from '../../src/records/own-file.ts'
import type { Says } from '../../src/terms/says.ts'

export type { CaseView, FieldView, OwnCase, OwnFileRecord, OwnPaper, StepView }

export type OwnPages = {
  'own-door': OwnDoorProps
  'own-home': OwnHomeProps
  'own-records': OwnRecordsProps
  'own-record': OwnRecordProps
  'own-looks': OwnLooksProps
  'own-cases': OwnCasesProps
  'own-case': OwnCaseProps
  'own-messages': OwnMessagesProps
  'own-people': OwnPeopleProps
}

/** Whose pages these are, and who is signed in: on every one of them. */
export type SpaceHead = {
  code: string
  name: string
  /** What the office calls who is signed in: a post, no name. */
  label: string
  login?: string
  scope: 'see' | 'act'
  isOwner: boolean
  until?: string
  /** Goes back with every form. */
  csrf: string
}

/** Why something was not done, and the field that it is about. */
export type OwnRefusal = { says: Says; field?: string }
export type Filled = { readonly [field: string]: string }

export type OwnDoorProps = {
  mode: 'sign-in' | 'open'
  code?: string
  login?: string
  /** Where one was on the way to. */
  next?: string
  /** What was filled in when the session ended, sealed. */
  kept?: string
  /** `over`: the session has ended, or there was none; `out`: signed out; `opened`: the account is there. */
  why?: 'over' | 'out' | 'opened' | 'other-password'
  refusal?: OwnRefusal
  /** One may come in by another house's sign-in, called so. */
  issuer?: Says
}

export type OwnLook = {
  at: string
  body: string
  act: Says
  purpose?: Says
  matter?: Says
  isRefused: boolean
}

export type OwnHomeProps = {
  space: SpaceHead
  organisation: { kind: string; status: string; regionName: string; isProvisional: boolean; otherCodes: string[] }
  adverse: OwnFileRecord[]
  hasMoreAdverse: boolean
  cases: OwnCase[]
  papers: OwnPaper[]
  looks: OwnLook[]
}

export type OwnRecordsProps = {
  space: SpaceHead
  rows: OwnFileRecord[]
  isAdverse: boolean
  next?: number
  isContinued: boolean
}

/** Files that may come with a form. */
export type FilesTaken = { kinds: string[]; megabytes: number; most: number }

/** `repair-court`: for a court's reorganisation or settlement. */
export type RecordForm = 'objection' | 'reply' | 'repair' | 'repair-court'

export type OwnRecordProps = {
  space: SpaceHead
  record: OwnFileRecord
  /** An objection to it that is open, and a repair of it. */
  open?: { subject: string; case: number }
  openRepair?: { subject: string; case: number }
  /** What an objection asks for. */
  objection: StepView
  /** What an application for its repair asks for, by its ground. */
  repair: { performed: StepView; court: StepView }
  files: FilesTaken
  replyMost: number
  reply?: { hold: number; says: string }
  /** The form that was sent and not taken. */
  draft?: { form: RecordForm; fields: Filled }
  refusal?: OwnRefusal
  done?: 'reply' | 'reply-back' | 'back'
}

export type OwnLooksProps = { space: SpaceHead; rows: OwnLook[]; next?: string; isContinued: boolean }
export type OwnCasesProps = { space: SpaceHead; rows: OwnCase[]; next?: number; isContinued: boolean }
export type OwnCaseProps = {
  space: SpaceHead
  view: CaseView
  files: FilesTaken
  draft?: { step: string; fields: Filled }
  refusal?: OwnRefusal
  done?: 'opened' | 'step' | 'back'
}
export type OwnMessagesProps = { space: SpaceHead; rows: OwnPaper[]; next?: string; isContinued: boolean }
export type OwnPeopleProps = {
  space: SpaceHead
  rows: {
    id: number
    label: string
    login?: string
    scope: 'see' | 'act'
    isOwner: boolean
    until?: string
    document: string
    since: string
    lastInAt?: string
    endedAt?: string
    isMe: boolean
  }[]
  sessions: { id: string; startedAt: string; seenAt: string; agent: string; isThis: boolean }[]
  refusal?: OwnRefusal
  done?: 'ended' | 'session'
}
