/** Cases: one case, its steps and papers. What may be done stands in the procedure's table. */
import type { FastifyReply } from 'fastify'
import { reachOf } from '../access/permits.ts'
import { currentProcedures } from '../cases/procedures.ts'
import { stepView } from '../cases/view.ts'
import { plainCode } from '../codes/uscc.ts'
import type { Ask } from './route.ts'
import type { CaseName, CasePaperName, CaseStep, CaseView, NewCase, Procedures } from './schemas/cases.ts'

/** What each procedure asks for to be opened. */
export async function kinds({ caller }: Ask): Promise<Procedures> {
  if (reachOf(caller, 'handle-cases') === undefined) return { rows: [] }
  const rows = currentProcedures.map((procedure) => {
    const opening = procedure.steps.find((step) => step.opens && step.from.includes('before'))!
    return { id: procedure.id, what: { zh: procedure.zh, en: procedure.en }, opening: stepView(opening) }
  })
  return { rows }
}

export async function open({ house, at, caller, body }: Ask<{ body: typeof NewCase }>): Promise<CaseView> {
  const { code, record, procedure, fields } = body
  return house.services.cases.open({ subject: plainCode(code), record, procedure, fields, by: caller }, at)
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
