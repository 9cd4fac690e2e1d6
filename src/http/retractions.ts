/** Retractions: for those who were told, for the office, for the organisation, and their figures for everybody. */

import { Refusal } from '../refusal.ts'
import { sourcesFor } from './listing.ts'
import type { Ask } from './route.ts'
import type {
  Acknowledge,
  Acknowledged,
  ReportNumber,
  ReportStanding,
  RetractionBoard,
  RetractionFigures,
  Retractions,
  RetractionsQuery,
} from './schemas/retractions.ts'

export async function mine({ house, caller, query }: Ask<{ query: typeof RetractionsQuery }>): Promise<Retractions> {
  const { all, after, limit } = query
  return house.services.retractions.mine({ by: caller, isOpen: !all, limit, ...(after === undefined ? {} : { after }) })
}

export async function acknowledge({
  house,
  at,
  caller,
  body,
}: Ask<{ body: typeof Acknowledge }>): Promise<Acknowledged> {
  return house.services.retractions.acknowledge({ ids: body.ids, by: caller }, at)
}

export async function board({ house, at, caller }: Ask): Promise<RetractionBoard> {
  const within = await sourcesFor({ house, caller, at }, 'see-retraction-board', undefined)
  const bodies = within ?? (await house.sources.all(at)).map(({ code }) => code)
  return { rows: await house.services.retractions.board(bodies, at) }
}

export async function figures({ house, at }: Ask): Promise<RetractionFigures> {
  return { rows: await house.services.retractions.figures(at) }
}

export async function reportByNumber({
  house,
  at,
  params,
}: Ask<{ params: typeof ReportNumber }>): Promise<ReportStanding> {
  const found = await house.services.reportStanding(params.number, at)
  if (!found) throw noSuchReport
  return found
}

const noSuchReport = new Refusal(
  'report-unknown',
  {
    zh: '本平台没有出具过这个编号的报告；请核对编号。',
    en: 'No report of that number was made here; compare the number.',
  },
  404,
)
