/**
 * What an organisation does in its own space: objects, takes back, replies, ends a
 * delegation. A form that is not taken is drawn again with what was filled in; one
 * that was taken leads to a page of its own, so that neither a second click nor the
 * back button sends anything twice.
 */
import type { FastifyReply } from 'fastify'
import type { Filled, OwnCaseProps, OwnRecordProps } from '../../web/portal/own-props.ts'
import { idOfOwnSession, ownCookie } from '../access/own-sessions.ts'
import { chooseOwnSpacePassword, endDelegation } from '../access/representatives.ts'
import { deleteOwnSession, ownSessionsOf } from '../access/store-own.ts'
import { procedures } from '../cases/procedures.ts'
import type { CaseView, StepView } from '../cases/view.ts'
import { dayInShanghai } from '../codes/day.ts'
import { attachmentsMost } from '../documents/attachments.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import { choiceOn } from '../rulebook/book.ts'
import type { House } from './house.ts'
import { noSuch } from './problems.ts'
import { assertMeant, cookieOf, type Door, type Inside } from './space.ts'
import { peoplePage, queryOf } from './space-looks.ts'
import { formOf, openingOf, repairFilled, repairForms, submissionOf } from './space-repair.ts'

/** Filled in by the platform: who objects is who is signed in, and the paper is this very form. */
const filledHere = ['applicant', 'interest', 'paper']

const withoutFilled = (step: StepView): StepView => ({
  ...step,
  fields: step.fields.filter(({ id }) => !filledHere.includes(id)),
})

function filledFor(step: StepView, given: Filled, at: Date): { [field: string]: string } {
  const asked = new Set(step.fields.map(({ id }) => id))
  const fields = Object.fromEntries(Object.entries(given).filter(([id, value]) => asked.has(id) && value !== ''))
  return {
    ...fields,
    ...(asked.has('applicant') ? { applicant: 'organisation' } : {}),
    ...(asked.has('paper') ? { paper: submissionOf(at) } : {}),
  }
}

const openingStep = openingOf('objection')

type RecordMore = Pick<OwnRecordProps, 'draft' | 'refusal' | 'done'>

export async function recordPage(house: House, page: Inside, more: RecordMore = {}, path?: string) {
  const { space: doors, book } = house.services
  const { by, at, space } = page
  const name = recordIn(path ?? page.request.url)
  if (name === undefined) throw noSuch('这条记录', 'such record')
  const record = await doors.record({ ...name, by }, at)
  const [hold, open] = await Promise.all([doors.reply(name, at), doors.openAbout({ ...name, by })])
  const { done } = queryOf(page)
  return page.draw(
    'own-record',
    {
      space,
      record,
      objection: withoutFilled(openingStep),
      files: filesTaken(house, at),
      replyMost: Number(choiceOn(book, 'reply-length', dayInShanghai(at)) ?? 0),
      repair: repairForms,
      ...(open.objection === undefined ? {} : { open: open.objection }),
      ...(open.repair === undefined ? {} : { openRepair: open.repair }),
      ...(hold !== undefined && record.reply ? { reply: { hold, says: record.reply.says } } : {}),
      ...(done === 'reply' || done === 'reply-back' ? { done } : {}),
      ...more,
    },
    `/own/${space.code}/records/${name.subject}/${name.record}${page.request.query && (page.request.query as { lang?: string }).lang === 'en' ? '?lang=en' : ''}`,
  )
}

const recordIn = (url: string) => {
  const found = /^\/own\/[0-9A-Z]{18}\/records\/([0-9A-Z]{18})\/([1-9]\d{0,14})$/.exec(url.split('?')[0]!)
  return found ? { subject: found[1]!, record: Number(found[2]) } : undefined
}
const caseIn = (url: string) => {
  const found = /^\/own\/[0-9A-Z]{18}\/cases\/([0-9A-Z]{18})\/([1-9]\d{0,14})$/.exec(url.split('?')[0]!)
  return found ? { subject: found[1]!, case: Number(found[2]) } : undefined
}

/** What may come with a form, by the rules of the day. */
function filesTaken({ services: { book } }: House, at: Date) {
  const day = dayInShanghai(at)
  return {
    kinds: (choiceOn(book, 'attachment-kinds', day) ?? '').split(' '),
    megabytes: Math.floor(Number(choiceOn(book, 'attachment-bytes', day) ?? 0) / 1024 ** 2),
    most: attachmentsMost,
  }
}

type CaseMore = Pick<OwnCaseProps, 'draft' | 'refusal' | 'done'>

export async function casePage(house: House, page: Inside, more: CaseMore = {}, path?: string) {
  const { by, at, space } = page
  const name = caseIn(path ?? page.request.url)
  if (name === undefined) throw noSuch('这个案件', 'such case')
  const view = await house.services.cases.one({ ...name, by }, at)
  const { done } = queryOf(page)
  return page.draw(
    'own-case',
    {
      space,
      view: { ...view, steps: ownSteps(view) },
      files: filesTaken(house, at),
      ...(done === 'opened' || done === 'step' ? { done } : {}),
      ...more,
    },
    `/own/${space.code}/cases/${name.subject}/${name.case}${(page.request.query as { lang?: string }).lang === 'en' ? '?lang=en' : ''}`,
  )
}

/** Those that the organisation may take at some time of it; of what others do the page tells the state. */
const ownSteps = (view: CaseView): StepView[] => {
  const procedure = procedures.findLast(({ id }) => id === view.procedure.id)!
  const own = new Set(procedure.steps.filter(({ by }) => by.includes('organisation')).map(({ id }) => id))
  return view.steps.filter(({ id }) => own.has(id)).map(withoutFilled)
}

/** A page with a form, drawn with what was filled in before a session ended. */
export async function draftPage(house: House, page: Inside, path: string): Promise<FastifyReply | undefined> {
  const { fields } = page
  if (recordIn(path) !== undefined) {
    return recordPage(house, page, { draft: { form: formOf(fields), fields }, done: 'back' }, path)
  }
  if (caseIn(path) !== undefined) {
    return casePage(house, page, { draft: { step: fields.step ?? '', fields }, done: 'back' }, path)
  }
  return undefined
}

const told = (refusal: Refusal) => ({ says: refusal.says })

export function actPages({ house, inside }: Door): void {
  const { space: doors, cases, pool } = house.services

  inside('POST', '/records/:subject/:record', 'act-own-space', async (page) => {
    const { by, at, fields, reply } = page
    const name = recordIn(page.request.url)
    if (name === undefined) throw noSuch('这条记录', 'such record')
    const path = `/records/${name.subject}/${name.record}`
    const act = fields.do
    try {
      assertMeant(page)
      if (act === 'reply') {
        await doors.enterReply({ ...name, says: fields.says ?? '', document: submissionOf(at), by }, at)
        return page.go(path, { done: 'reply' })
      }
      if (act === 'reply-back') {
        const hold = Number(fields.hold)
        await doors.takeReplyBack({ ...name, hold, document: submissionOf(at), by }, at)
        return page.go(path, { done: 'reply-back' })
      }
      const form = formOf(fields)
      const asked =
        form === 'repair' || form === 'repair-court'
          ? {
              procedure: 'repair',
              fields: repairFilled(form, fields, (await doors.record({ ...name, by }, at)).repair, at),
            }
          : { procedure: 'objection', fields: filledFor(openingStep, fields, at) }
      const view = await cases.open({ ...name, ...asked, attachments: page.files, by }, at)
      return page.go(`/cases/${view.subject}/${view.case}`, { done: 'opened' })
    } catch (refusal) {
      if (!isRefusal(refusal)) throw refusal
      // Sent twice by one hand: it is done, and said once.
      if (refusal.code === 'hold-stands') return page.go(path, { done: 'reply' })
      if (refusal.code === 'hold-ended') return page.go(path, { done: 'reply-back' })
      if (refusal.code === 'case-open') {
        const { repair, objection } = await doors.openAbout({ ...name, by })
        const open = formOf(fields) === 'objection' ? objection : repair
        if (open) return page.go(`/cases/${open.subject}/${open.case}`, { done: 'opened' })
      }
      void reply.code(refusal.status)
      return recordPage(house, page, { refusal: told(refusal), draft: { form: formOf(fields), fields } })
    }
  })

  inside('POST', '/cases/:subject/:case', 'act-own-space', async (page) => {
    const { by, at, fields, reply } = page
    const name = caseIn(page.request.url)
    if (name === undefined) throw noSuch('这个案件', 'such case')
    const path = `/cases/${name.subject}/${name.case}`
    const step = fields.step ?? ''
    try {
      assertMeant(page)
      const seen = await cases.one({ ...name, by }, at)
      const asked = seen.steps.find(({ id }) => id === step)
      const n = Number(fields.n) || 1
      const last = seen.events[0]
      // Sent twice by one hand.
      if (seen.n === n + 1 && last !== undefined && last.who === by.who) return page.go(path, { done: 'step' })
      const filled = asked === undefined ? {} : filledFor(asked, fields, at)
      await cases.step({ ...name, step, n, fields: filled, attachments: page.files, by }, at)
      return page.go(path, { done: 'step' })
    } catch (refusal) {
      if (!isRefusal(refusal)) throw refusal
      void reply.code(refusal.status)
      return casePage(house, page, { refusal: told(refusal), draft: { step, fields } })
    }
  })

  inside('POST', '/people', 'see-own-space', async (page) => {
    const { by, at, fields, me, reply, request, space } = page
    try {
      assertMeant(page)
      if (fields.do === 'end') {
        const representative = Number(fields.representative)
        const ask = { subject: space.code, representative, reason: fields.reason ?? '', by }
        await endDelegation(pool, ask, at)
        if (representative !== me.id) return page.go('/people', { done: 'ended' })
        void reply.clearCookie(ownCookie, cookieOf(request, space.code))
        return reply.redirect('/own?why=out', 303)
      }
      if (fields.do === 'session') {
        const sessions = await ownSessionsOf(pool, [me.id])
        const one = sessions.find((session) => idOfOwnSession(session) === fields.session)
        if (one) await deleteOwnSession(pool, [one.tokenHash])
        return page.go('/people', { done: 'session' })
      }
      const { old = '', password: wanted = '' } = fields
      await chooseOwnSpacePassword(pool, { of: me, old, wanted, by }, at)
      void reply.clearCookie(ownCookie, cookieOf(request, space.code))
      return reply.redirect(`/own?code=${space.code}&why=password`, 303)
    } catch (refusal) {
      if (!isRefusal(refusal)) throw refusal
      void reply.code(refusal.status)
      return peoplePage(house, page, { refusal: told(refusal) })
    }
  })

  inside('POST', '/sign-out', 'see-own-space', async (page) => {
    assertMeant(page)
    const { reply, request, space } = page
    await deleteOwnSession(pool, [request.inSpace!.session.tokenHash])
    void reply.clearCookie(ownCookie, cookieOf(request, space.code))
    return reply.redirect(`/own?code=${space.code}&why=out`, 303)
  })
}
