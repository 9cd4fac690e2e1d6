/** What search engines are told: the pages that are about rules, guides and what is open, and none that is adverse (rights 14). */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { dayInShanghai } from '../codes/day.ts'
import { openItems } from '../records/listed.ts'
import { itemsOn } from '../rulebook/book.ts'
import type { House } from './house.ts'

export function siteMap(app: FastifyInstance, house: House): void {
  const config = { may: 'read-rules' } as const
  const { book } = house.services

  app.get('/robots.txt', { config }, async (request, reply) => {
    // Fictional organisations are in no search engine at all.
    const isDemo = await house.state.isDemo(request.at)
    const lines = isDemo
      ? ['User-agent: *', 'Disallow: /']
      : ['User-agent: *', 'Disallow: /v1/', 'Disallow: /search', 'Disallow: /console/', 'Disallow: /feeds/']
    return reply
      .type('text/plain; charset=utf-8')
      .send(`${lines.join('\n')}\nSitemap: ${originOf(request)}/sitemap.xml\n`)
  })

  app.get('/sitemap.xml', { config }, async (request, reply) => {
    const day = dayInShanghai(request.at)
    const { portal } = house.web
    const pages = [
      ...['/', '/lists', '/catalogue', '/data', '/statistics', '/about', '/pre-check'],
      ...(portal?.rulesParts ?? []).map((part) => (part === 'publicity' ? '/rules' : `/rules/${part}`)),
      ...[
        '/guides',
        ...(portal?.guidesProps(book, day).groups ?? []).flatMap(({ guides }) =>
          guides.map(({ id }) => `/guides/${id}`),
        ),
      ],
      ...itemsOn(book, day).map(({ id }) => `/catalogue/${id}`),
      ...openItems(book, day).map(({ id }) => `/lists/${id}`),
    ]
    const origin = originOf(request)
    const entries = pages.map(
      (path) =>
        `<url><loc>${origin}${path}</loc><xhtml:link rel="alternate" hreflang="en" href="${origin}${path}?lang=en"/></url>`,
    )
    return reply
      .type('application/xml; charset=utf-8')
      .send(
        `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${entries.join('\n')}\n</urlset>\n`,
      )
  })
}

/** As the reader reached it; what is no name of a host is not written back. */
function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${/^[\w.:[\]-]+$/.test(host) ? host : 'localhost'}`
}
