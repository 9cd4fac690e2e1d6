/** Cases: one case, its steps and papers. What may be done stands in the procedure's table. */
import type { FastifyReply } from 'fastify'
import { type Action, reachOf } from '../access/permits.ts'
import type { Party } from '../cases/procedure.ts'
import { currentProcedures } from '../cases/procedures.ts'
import { withChoices } from '../cases/topics.ts'
import { stepView } from '../cases/view.ts'
import { plainCode } from '../codes/uscc.ts'
import type { Caller } from '../terms/caller.ts'
import type { Ask } from './route.ts'
import { sendSaved } from './saved.ts'
import type {
  AttachmentAsk,
  AttachmentKept,
  CaseAttachmentName,
  CaseName,
  CasePaperName,
  CaseStep,
  CaseView,
  NewCase,
  Procedures,
} from './schemas/cases.ts'
import { fileOf } from './upload.ts'

const opens: Partial<Record<Party, Action>> = { office: 'handle-cases', authority: 'decide-cases' }
const mayOpen = (caller: Caller, party: Party): boolean => {
  const action = opens[party]
  return action !== undefined && reachOf(caller, action) !== undefined
}

/** What each procedure asks for to be opened. */
export async function kinds({ house, caller }: Ask): Promise<Procedures> {
  const rows = currentProcedures.flatMap((known) => {
    const procedure = withChoices(known, house.services.book)
    const opening = procedure.steps.find((step) => step.opens && step.from.includes('before'))!
    if (!opening.by.some((party) => mayOpen(caller, party))) return []
    return [
      {
        id: procedure.id,
        what: { zh: procedure.zh, en: procedure.en },
        about: procedure.topic === undefined ? ('record' as const) : ('organisation' as const),
        opening: stepView(opening),
      },
    ]
  })
  return { rows }
}

export async function open({ house, at, caller, body }: Ask<{ body: typeof NewCase }>): Promise<CaseView> {
  const { code, record, basis, procedure, step, fields, attachments } = body
  const ask = { subject: plainCode(code), procedure, fields, by: caller }
  return house.services.cases.open(
    {
      ...ask,
      ...(record === undefined ? {} : { record }),
      ...(basis === undefined ? {} : { basis }),
      ...(step === undefined ? {} : { step }),
      ...(attachments === undefined ? {} : { attachments }),
    },
    at,
  )
}

export async function one({ house, at, caller, params }: Ask<{ params: typeof CaseName }>): Promise<CaseView> {
  return house.services.cases.one({ subject: plainCode(params.code), case: params.case, by: caller }, at)
}

export async function step({
  house,
  at,
  caller,
  params,
  body,
}: Ask<{ params: typeof CaseName; body: typeof CaseStep }>): Promise<CaseView> {
  return house.services.cases.step({ subject: plainCode(params.code), case: params.case, ...body, by: caller }, at)
}

/** Byte for byte what its digest is of; never shown in the page, always saved. */
export async function paper({
  house,
  at,
  caller,
  params,
  reply,
}: Ask<{ params: typeof CasePaperName }>): Promise<FastifyReply> {
  const { code, n } = params
  const found = await house.services.cases.paper({ subject: plainCode(code), case: params.case, n, by: caller }, at)
  const plain = `case-${params.case}-${n}.pdf`
  void reply.type('application/pdf').header('x-content-type-options', 'nosniff')
  void reply.header(
    'content-disposition',
    `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(found.fileName)}`,
  )
  return reply.send(found.bytes)
}

/** A file handed in for a step that is taken next; what came with no step is forgotten after a day. */
export async function keepFile({
  house,
  at,
  caller,
  query,
  request,
}: Ask<{ query: typeof AttachmentAsk }>): Promise<AttachmentKept> {
  const { input, fileName } = await fileOf(request, query.fileName, {
    maxBytes: attachmentBytesMost,
    pace: house.settings.uploadPace,
  })
  return house.services.attachments.keep({ subject: plainCode(query.code), fileName, input, by: caller }, at)
}

/** No rule may allow more than this; the rules say how much less it is. */
export const attachmentBytesMost = 64 * 1024 ** 2

/** To be saved: nothing of it is shown or runs here. */
export async function attachment({
  house,
  at,
  caller,
  params,
  reply,
}: Ask<{ params: typeof CaseAttachmentName }>): Promise<FastifyReply> {
  const { code, case: id, attachment: number } = params
  const ask = { subject: plainCode(code), case: id, attachment: number, by: caller }
  const { fileName, type, bytes } = await house.services.attachments.read(ask, at)
  return sendSaved(reply, `attachment-${number}`, fileName).type(type).send(bytes)
}
