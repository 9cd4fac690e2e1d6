/**
 * What of a case its organisation sees: every step, by whom as an office and not
 * as a person, its own words and what was answered to it. What somebody else with
 * an interest has said stays between them and the office. Pure.
 */
import type { CaseEvent } from './case.ts'
import { before, goalOf, type Procedure, stateOf } from './procedure.ts'
import type { CaseView } from './view.ts'

/** The organisation has a part in it: some step is its own. */
export const isPartOf = (procedure: Procedure): boolean => procedure.steps.some(({ by }) => by.includes('organisation'))

/**
 * Whether the organisation has been told of it: it may open such a case itself, so that whoever took this one in did
 * so for it or contested its record; or a paper was made out to it. What is only proposed is not its case yet.
 */
export function isTold(procedure: Procedure, events: readonly CaseEvent[]): boolean {
  const opening = procedure.steps.find(({ id }) => id === events[0]?.step)
  return opening?.by.includes('organisation') === true || papersForOrganisation(procedure, events).length > 0
}

const isOfAnother = (event: CaseEvent | undefined): boolean => event?.fields.applicant === 'interested'

/** Numbers of the events whose papers are made out to the organisation. */
export function papersForOrganisation(procedure: Procedure, events: readonly CaseEvent[]): number[] {
  const found: number[] = []
  let state = before
  let opening: CaseEvent | undefined
  for (const event of events) {
    const step = procedure.steps.find(({ id }) => id === event.step)!
    state = goalOf(step, state, event.fields)
    if (event.lengths !== undefined && event.fields.applicant !== undefined) opening = event
    if (event.made?.paper === undefined || isOfAnother(opening)) continue
    if (stateOf(procedure, state).open?.turn !== 'source') found.push(event.n)
  }
  return found
}

export function viewOfOrganisation(view: CaseView, procedure: Procedure, events: readonly CaseEvent[]): CaseView {
  const papers = new Set(papersForOrganisation(procedure, events))
  const byNumber = new Map(events.map((event) => [event.n, event]))
  return {
    ...view,
    events: view.events.map((shown) => {
      const event = byNumber.get(shown.n)!
      const { paper, attachments, ...rest } = shown
      return {
        ...rest,
        who: event.party === 'organisation' ? shown.who : '',
        fields: isOfAnother(event)
          ? shown.fields.filter(({ id }) => id === 'claim' || id === 'applicant')
          : shown.fields,
        ...(paper !== undefined && papers.has(shown.n) ? { paper } : {}),
        ...(attachments !== undefined && event.party === 'organisation' ? { attachments } : {}),
      }
    }),
  }
}
