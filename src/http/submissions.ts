/** Files in, verdicts out. */

import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import { type Action, mayDo } from '../access/permits.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { notYours } from './guard.ts'
import type { House } from './house.ts'
import { languageOf } from './language.ts'
import { noSuch } from './problems.ts'
import type { Ask } from './route.ts'
import type { ClassesConfirmed, ConfirmClasses } from './schemas/classes.ts'
import {
  type LateLines,
  type LateQuery,
  type PreCheckQuery,
  type PreCheckView,
  type ReturnedQuery,
  type SubmissionId,
  SubmissionView,
  type SubmitQuery,
} from './schemas/submissions.ts'
import { fileOf } from './upload.ts'

/** 202 once the screened copy is durable; with `dryRun` 200, a verdict, and nothing kept. */
export async function submit(ask: Ask<{ query: typeof SubmitQuery }>): Promise<SubmissionView | FastifyReply> {
  const { house, at, caller, query, request, reply } = ask
  await assertWithin(house, caller, 'submit', query.source, at)
  const source = await house.sources.one(query.source, at)
  if (!source?.items.includes(query.item)) throw itemNotReported(query.item, source?.items ?? [])
  const { settings, services } = house
  const file = await fileOf(request, query.fileName, { maxBytes: settings.uploadBytes, pace: settings.uploadPace })
  const sent = {
    ...file,
    item: query.item,
    source: query.source,
    by: caller,
    layout: query.layout,
    profile: query.profile,
  }
  if (query.dryRun) return reply.code(200).send(await services.preCheck(sent, at))
  const view = await services.receive(sent, at)
  void reply.header('location', `/v1/submissions/${view.id}`)
  return view
}

export async function preCheck(ask: Ask<{ query: typeof PreCheckQuery }>): Promise<PreCheckView> {
  const { house, at, caller, query, request } = ask
  const file = await fileOf(request, query.fileName, {
    maxBytes: house.settings.preCheckBytes,
    pace: house.settings.uploadPace,
  })
  return house.services.preCheck(
    {
      ...{ ...file, item: query.item, source: query.source ?? '', by: caller },
      ...{ layout: query.layout, profile: query.profile },
    },
    at,
  )
}

export async function one(ask: Ask<{ params: typeof SubmissionId }>): Promise<SubmissionView> {
  return readable(ask)
}

/** The file as it came, with what was found marked in it; made while it is sent. */
export async function returned(
  ask: Ask<{ params: typeof SubmissionId; query: typeof ReturnedQuery }>,
): Promise<FastifyReply> {
  const { house, query, request, reply } = ask
  const { id } = await readable(ask)
  const as = { format: query.format ?? 'xlsx', language: query.language ?? languageOf(request) }
  const file = await house.services.returned(id, as)
  if (!file) throw noSuch('这次报送', 'such submission')
  const plain = `submission-${id}.${as.format}`
  void reply.type(file.type)
  void reply.header(
    'content-disposition',
    `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.fileName).replace(/['()*]/g, percent)}`,
  )
  return reply.send(Readable.from(file.bytes, { objectMode: false }))
}

/** Server-sent events: `progress` with the submission whenever it moved, `done` at its end. */
export async function events(ask: Ask<{ params: typeof SubmissionId }>): Promise<FastifyReply> {
  const view = await readable(ask)
  const { house, reply } = ask
  // The connection ends with the stream, so that a closing server waits for no browser to let go.
  void reply.headers({ 'x-accel-buffering': 'no', connection: 'close' }).type('text/event-stream; charset=utf-8')
  const write = reply.compileSerializationSchema({ ...SubmissionView })
  return reply.send(Readable.from(progress(house, view, write), { objectMode: false }))
}

// A stream lives this long; the browser asks again by itself, and its right to look is looked at again.
const streamMs = 300_000
const heartbeatMs = 15_000

async function* progress(
  house: House,
  first: SubmissionView,
  write: (view: SubmissionView) => string,
): AsyncGenerator<string> {
  let view: SubmissionView | undefined = first
  let sent = ''
  let quietMs = 0
  yield 'retry: 2000\n\n'
  for (let livedMs = 0; livedMs < streamMs && view !== undefined; livedMs += house.settings.progressMs) {
    const isOver = view.state !== 'waiting' && view.state !== 'running'
    const data = write(view)
    if (data !== sent || isOver) {
      yield `event: ${isOver ? 'done' : 'progress'}\ndata: ${data}\n\n`
      sent = data
      quietMs = 0
    } else if (quietMs >= heartbeatMs) {
      yield ': still here\n\n'
      quietMs = 0
    }
    if (isOver) return
    try {
      await wait(house.settings.progressMs, undefined, { signal: house.closing })
    } catch {
      return
    }
    quietMs += house.settings.progressMs
    view = await house.services.submission(first.id)
  }
}

export async function late(ask: Ask<{ params: typeof SubmissionId; query: typeof LateQuery }>): Promise<LateLines> {
  const { id } = await readable(ask)
  return ask.house.services.lateLines({ submission: id, ...ask.query })
}

export async function confirmClasses(ask: Ask<{ body: typeof ConfirmClasses }>): Promise<ClassesConfirmed> {
  await assertWithin(ask.house, ask.caller, 'confirm-classes', ask.body.source, ask.at)
  return ask.house.services.confirmClasses({ ...ask.body, by: ask.caller }, ask.at)
}

/** Of a file's name in a header: what `encodeURIComponent` leaves and RFC 8187 does not. */
const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

/** The submission, for those who may read it; for others there is none, so that nobody counts them by asking. */
export async function readable({
  house,
  at,
  caller,
  params,
}: Pick<Ask, 'house' | 'at' | 'caller'> & { params: { id: number } }): Promise<SubmissionView> {
  const view = await house.services.submission(params.id)
  const place = view && { source: view.source, region: (await house.sources.one(view.source, at))?.region }
  if (!place || !mayDo(caller, 'read-submissions', place)) throw noSuch('这次报送', 'such submission')
  return view
}

/** Whose it is and of which region, asked of the register: never of whoever asks. */
export async function assertWithin(
  house: House,
  caller: Caller,
  action: Action,
  code: string,
  at: Date,
): Promise<void> {
  const source = await house.sources.one(code, at)
  if (!mayDo(caller, action, { source: code, region: source?.region })) throw notYours
  if (!source) {
    throw new Refusal('source-unknown', {
      zh: `没有登记信源单位 ${code}，请联系平台管理员。`,
      en: `No source with the code ${code} is registered; ask the administrator of the platform.`,
    })
  }
}

function itemNotReported(item: string, items: string[]): Refusal {
  const known = items.join(', ') || '—'
  return new Refusal('item-not-reported', {
    zh: `该信源单位不报送“${item}”，可报送：${known}。`,
    en: `This source does not report “${item}”; it reports ${known}.`,
  })
}
