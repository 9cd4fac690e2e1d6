/** Pages of an organisation's own space that are looked at: what is held, who looked, cases, messages. */
import type { FastifyReply } from 'fastify'
import type { OwnLook, OwnPeopleProps } from '../../web/portal/own-props.ts'
import { idOfOwnSession } from '../access/own-sessions.ts'
import type { LedgerLine } from '../access/store-ledger.ts'
import { ownSessionsOf, representativesOf } from '../access/store-own.ts'
import type { Says } from '../terms/says.ts'
import type { House } from './house.ts'
import { actWords } from './list-words.ts'
import { sendSaved } from './saved.ts'
import type { Door, Inside } from './space.ts'
import { casePage, recordPage } from './space-acts.ts'
import { organisationName } from './store.ts'

const pageSize = 20

export function lookPages({ house, inside }: Door): void {
  const { space: doors, counter } = house.services
  inside('GET', '', 'see-own-space', async (page) => {
    const { by, at, space } = page
    const [organisation, adverse, cases, papers, looks] = await Promise.all([
      counter.organisation(space.code, at),
      doors.records({ by, isAdverse: true, limit: 5 }, at),
      doors.cases({ by, limit: 20 }),
      doors.papers({ by, limit: 20 }),
      doors.looks({ by, limit: 5 }),
    ])
    return page.draw('own-home', {
      space,
      organisation: {
        kind: organisation?.kind ?? '',
        status: organisation?.status ?? '',
        regionName: organisation?.regionName ?? '',
        isProvisional: organisation?.isProvisional ?? true,
        otherCodes: organisation?.codes.map(({ code }) => code) ?? [],
      },
      adverse: adverse.rows,
      hasMoreAdverse: adverse.next !== undefined,
      cases: cases.rows.filter(({ isOpen }) => isOpen).slice(0, 5),
      papers: papers.rows.filter(({ readAt }) => readAt === undefined).slice(0, 5),
      looks: await looksTold(house, looks.rows, at),
    })
  })
  inside('GET', '/records', 'see-own-space', async (page) => {
    const { by, at, space } = page
    const { show, before } = queryOf(page)
    const isAdverse = show === 'adverse'
    const from = numberOf(before)
    const ask = {
      by,
      limit: pageSize,
      ...(isAdverse ? { isAdverse } : {}),
      ...(from === undefined ? {} : { before: from }),
    }
    const { rows, next } = await doors.records(ask, at)
    const on = next === undefined ? {} : { next }
    return page.draw('own-records', { space, rows, isAdverse, isContinued: from !== undefined, ...on })
  })
  inside('GET', '/records/:subject/:record', 'see-own-space', (page) => recordPage(house, page))
  inside('GET', '/looks', 'see-own-space', async (page) => {
    const { by, at, space } = page
    const after = /^(\d{1,15})-(\d{1,15})$/.exec(queryOf(page).after ?? '')
    const { rows, next } = await doors.looks({
      by,
      limit: 50,
      ...(after ? { after: { tx: Number(after[1]), id: Number(after[2]) } } : {}),
    })
    const on = next === undefined ? {} : { next: `${next.tx}-${next.id}` }
    return page.draw('own-looks', {
      space,
      rows: await looksTold(house, rows, at),
      isContinued: after !== null,
      ...on,
    })
  })
  inside('GET', '/cases', 'see-own-space', async (page) => {
    const before = numberOf(queryOf(page).before)
    const { rows, next } = await doors.cases({
      by: page.by,
      limit: pageSize,
      ...(before === undefined ? {} : { before }),
    })
    const on = next === undefined ? {} : { next }
    return page.draw('own-cases', { space: page.space, rows, isContinued: before !== undefined, ...on })
  })
  inside('GET', '/cases/:subject/:case', 'see-own-space', (page) => casePage(house, page))
  inside('GET', '/cases/:subject/:case/papers/:n', 'see-own-space', async (page) => {
    const { subject, case: id, n } = page.request.params as { subject: string; case: string; n: string }
    const ask = { subject, case: Number(id), n: Number(n), representative: page.me.id, by: page.by }
    const { fileName, bytes } = await doors.readPaper(ask, page.at)
    return sendSaved(page.reply, `paper-${ask.case}-${ask.n}.pdf`, fileName).type('application/pdf').send(bytes)
  })
  inside('GET', '/cases/:subject/:case/attachments/:attachment', 'see-own-space', async (page) => {
    const { subject, case: id, attachment } = page.request.params as { [name: string]: string }
    const ask = { subject: subject!, case: Number(id), attachment: Number(attachment), by: page.by }
    const { fileName, type, bytes } = await house.services.attachments.read(ask, page.at)
    return sendSaved(page.reply, `attachment-${ask.attachment}`, fileName).type(type).send(bytes)
  })
  inside('GET', '/messages', 'see-own-space', async (page) => {
    const { before } = queryOf(page)
    const from = before !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(before) ? new Date(before) : undefined
    const { rows, next } = await doors.papers({
      by: page.by,
      limit: 50,
      ...(from === undefined ? {} : { before: from }),
    })
    const on = next === undefined ? {} : { next }
    return page.draw('own-messages', { space: page.space, rows, isContinued: from !== undefined, ...on })
  })
  inside('GET', '/people', 'see-own-space', (page) => peoplePage(house, page))
}

export async function peoplePage(
  house: House,
  page: Inside,
  more: Pick<OwnPeopleProps, 'refusal' | 'done'> = {},
): Promise<FastifyReply> {
  const { pool } = house.services
  const { space, me, request } = page
  const [people, sessions] = await Promise.all([representativesOf(pool, space.code), ownSessionsOf(pool, [me.id])])
  const { done } = queryOf(page)
  return page.draw(
    'own-people',
    {
      space,
      rows: people.map(({ subject: _, login, since, lastInAt, endedAt, ...one }) => ({
        ...one,
        since: since.toISOString(),
        isMe: one.id === me.id,
        // A login is its owner's own affair.
        ...(login !== undefined && one.id === me.id ? { login } : {}),
        ...(lastInAt === undefined ? {} : { lastInAt: lastInAt.toISOString() }),
        ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
      })),
      sessions: sessions.map((session) => ({
        id: idOfOwnSession(session),
        startedAt: session.startedAt.toISOString(),
        seenAt: session.seenAt.toISOString(),
        agent: session.agent,
        isThis: session.tokenHash.equals(request.inSpace!.session.tokenHash),
      })),
      ...(done === 'ended' || done === 'session' ? { done } : {}),
      ...more,
    },
    `/own/${space.code}/people`,
  )
}

/** Body, purpose, matter and day; which of its people looked, and for which case, is its own affair. */
async function looksTold(house: House, rows: readonly LedgerLine[], at: Date): Promise<OwnLook[]> {
  const { book, pool } = house.services
  const sources = await house.sources.all(at)
  const names = new Map(sources.map(({ code, name }) => [code, name]))
  for (const code of new Set(rows.map(({ body }) => body))) {
    if (code !== '' && !names.has(code)) names.set(code, (await organisationName(pool, code)) ?? code)
  }
  const said = (list: readonly (Says & { id: string })[], id: string): Says | undefined => {
    const found = list.find((one) => one.id === id)
    return found && { zh: found.zh, en: found.en }
  }
  return rows.map((row) => {
    const [purpose, matter] = [said(book.purposes, row.purpose), said(book.matters, row.matter)]
    return {
      at: row.at.toISOString(),
      body: names.get(row.body) ?? row.body,
      act: Object.hasOwn(actWords, row.act) ? actWords[row.act as keyof typeof actWords] : { zh: row.act, en: row.act },
      isRefused: !row.allowed,
      ...(purpose === undefined ? {} : { purpose }),
      ...(matter === undefined ? {} : { matter }),
    }
  })
}

export function queryOf({ request }: Inside): { [name: string]: string | undefined } {
  const query = (request.query ?? {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  )
}

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
