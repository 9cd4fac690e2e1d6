/**
 * The pre-check as a page of the portal: a form, and its answer. It runs the very
 * rules of a submission, asks for no account, keeps nothing, and needs no script.
 */
import { finished } from 'node:stream/promises'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PreCheckFinding, PreCheckProps } from '../../web/portal/props.ts'
import { dayInShanghai } from '../codes/day.ts'
import { isRefusal, Refusal } from '../refusal.ts'
import { isInForce, itemOn } from '../rulebook/book.ts'
import { anyone } from '../terms/caller.ts'
import type { House } from './house.ts'
import { drawPage } from './portal.ts'
import type { Finding, PreCheckView } from './schemas/submissions.ts'
import { formOf } from './upload.ts'

/** Lines that a page shows; the interface gives more. */
const shownLines = 100

export async function preCheckPage(app: FastifyInstance, house: House): Promise<void> {
  const { portal } = house.web
  if (portal === undefined) return
  const { services, settings } = house

  const propsOf = (at: Date, item: string | undefined, isHistoric = false): PreCheckProps => {
    const day = dayInShanghai(at)
    const items = services.book.items
      .filter((one) => isInForce(one, day))
      .map(({ id, zh, en, profiles }) => ({ id, zh, en, historicBefore: profiles?.historic?.before }))
    const chosen = items.find((one) => one.id === item)
    return {
      items,
      ...(chosen ? { item } : {}),
      ...(isHistoric && chosen?.historicBefore !== undefined ? { isHistoric } : {}),
      megabytes: Math.floor(settings.preCheckBytes / 1024 ** 2),
      perMinute: settings.preChecksAMinute,
    }
  }

  app.get('/pre-check', { config: { may: 'pre-check', isPage: true } }, async (request, reply) => {
    const { item } = request.query as { item?: unknown }
    const props = propsOf(request.at, typeof item === 'string' ? item : undefined)
    return drawPage(house, portal, request, reply, 'pre-check', props)
  })

  await app.register(async (forms) => {
    forms.removeAllContentTypeParsers()
    await forms.register(multipart, { limits: { files: 1, fields: 20, fieldSize: 4096, fileSize: Infinity } })
    forms.addContentTypeParser('*', (_, payload, done) => done(null, payload))
    forms.post(
      '/pre-check',
      { config: { may: 'pre-check', isPage: true, limit: 'pre-check', changesNothing: true } },
      async (request, reply) => {
        let item: string | undefined
        let isHistoric = false
        try {
          const { fields, file } = await formOf(request, {
            maxBytes: settings.preCheckBytes,
            pace: settings.uploadPace,
          })
          item = fields.get('item')
          isHistoric = fields.get('profile') === 'historic'
          if (file === undefined) throw noFileChosen
          const profile = isHistoric ? ('historic' as const) : undefined
          const asked = { ...file, item: item ?? '', source: '', by: anyone, profile }
          const view = await services.preCheck(asked, request.at)
          const props = { ...propsOf(request.at, item, isHistoric), result: resultOf(house, view, request.at) }
          return await drawPage(house, portal, request, reply, 'pre-check', props)
        } catch (refusal) {
          if (!isRefusal(refusal)) throw refusal
          await hearOut(request, reply, settings.preCheckBytes)
          void reply.code(refusal.status)
          const props = {
            ...propsOf(request.at, item, isHistoric),
            refusal: { says: refusal.says, field: fieldOf(refusal.code) },
          }
          return drawPage(house, portal, request, reply, 'pre-check', props)
        }
      },
    )
  })
}

/** Where in the form what was refused is put right. */
const fieldOf = (code: string): NonNullable<PreCheckProps['refusal']>['field'] =>
  code === 'item-unknown' ? 'item' : code === 'profile-not-of-item' ? 'profile' : 'file'

const noFileChosen = new Refusal(
  'file-missing',
  { zh: '没有选择文件，请选择后再预检。', en: 'No file was chosen; choose one and check it again.' },
  400,
)

/**
 * A browser shows an answer only once it has sent what it began: the rest of a
 * file that was refused is read and forgotten, within reason.
 */
async function hearOut(request: FastifyRequest, reply: FastifyReply, bytes: number): Promise<void> {
  const { raw } = request
  if (raw.complete || raw.readableEnded) return
  if (Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY) > bytes * 8) {
    void reply.header('connection', 'close')
    return
  }
  raw.unpipe()
  raw.resume()
  await finished(raw, { writable: false }).catch(() => {})
}

function resultOf(house: House, view: PreCheckView, at: Date): NonNullable<PreCheckProps['result']> {
  const item = itemOn(house.services.book, view.item, dayInShanghai(at))
  const fields = new Map(item?.fields.map(({ id, zh, en }) => [id, { zh, en }]))
  const said = ({ check, severity, field, value, says, accepted, article }: Finding): PreCheckFinding => ({
    check,
    severity,
    says,
    ...(field === undefined ? {} : { field: fields.get(field) ?? { zh: field, en: field } }),
    ...(value === undefined || value === '' ? {} : { value }),
    ...(accepted === undefined ? {} : { accepted }),
    ...(article === undefined ? {} : { article }),
  })
  return {
    fileName: view.fileName,
    item: { zh: item?.zh ?? view.item, en: item?.en ?? view.item },
    ...(view.profile === 'historic' ? { isHistoric: true } : {}),
    linesTotal: view.linesTotal,
    counts: view.counts,
    findings: view.findings.map(said),
    rows: view.rows.slice(0, shownLines).map(({ line, verdict, findings }) => ({
      line,
      verdict,
      findings: findings.map(said),
    })),
    hasMore: view.hasMore || view.rows.length > shownLines,
  }
}
