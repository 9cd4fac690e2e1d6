/** The files that browsers get: style sheets, fonts, and the console. Names with a digest are kept for a year. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { House } from './house.ts'
import { noSuch } from './problems.ts'

const yearMs = 365 * 24 * 3_600_000
const hourMs = 3_600_000

export async function files(app: FastifyInstance, house: House): Promise<void> {
  const { assets, fonts, console } = house.web
  const some = assets ?? fonts ?? console
  if (some === undefined) return
  await app.register(fastifyStatic, { root: some, serve: false, preCompressed: true, dotfiles: 'ignore' })

  const config = { may: 'read-rules', isPage: true } as const
  const below = (root: string) => (request: FastifyRequest, reply: FastifyReply) =>
    sendFile(reply, (request.params as { '*': string })['*'], root)
  if (assets !== undefined) app.get('/assets/*', { config }, below(assets))
  if (fonts !== undefined) app.get('/fonts/*', { config }, below(fonts))
  if (console !== undefined) {
    const page = readFileSync(join(console, 'index.html'), 'utf8')
    app.get('/console', { config }, (_, reply) => reply.redirect('/console/', 308))
    app.get('/console/*', { config }, (request, reply) => {
      const name = (request.params as { '*': string })['*']
      // Every address without a file's ending is a place inside the console.
      if (/\.\w+$/.test(name) && name !== 'index.html') return sendFile(reply, name, console)
      return reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .header('content-security-policy', consolePolicy)
        .send(page)
    })
  }
}

function sendFile(reply: FastifyReply, name: string, root: string): FastifyReply {
  // What the build makes is named plainly; nothing else is looked for.
  if (!/^[\w@-][\w.@-]*(\/[\w@-][\w.@-]*)*$/.test(name)) throw noFile
  const isNamedByContent = /[-.][\w-]{8,}\.\w+$/.test(name) || /^\d+\.\d+\.\d+\//.test(name)
  reply.removeHeader('cache-control')
  return reply.sendFile(name, root, { maxAge: isNamedByContent ? yearMs : hourMs, immutable: isNamedByContent })
}

const noFile = noSuch('这个文件', 'such file')

// Ant Design writes its style sheets into the page while it runs, hence the one exception; scripts have none.
const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  // A report that the page itself has fetched is shown on it.
  'frame-src blob:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')
