/** A file on its way out that somebody else has made. */
import type { FastifyReply } from 'fastify'

/** Always saved, never shown in the page: nothing of it runs here. */
export function sendSaved(reply: FastifyReply, plain: string, fileName: string): FastifyReply {
  return reply
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
    )
}
