import type { FastifyRequest } from 'fastify'
import type { Language } from '../terms/says.ts'

/** `lang` in the address, else what the browser prefers, else Chinese. */
export function languageOf(request: FastifyRequest): Language {
  const { lang } = (request.query ?? {}) as { lang?: unknown }
  if (lang === 'en' || lang === 'zh') return lang
  const preferred = /^\s*(zh|en)\b/i.exec(request.headers['accept-language'] ?? '')
  return preferred?.[1]?.toLowerCase() === 'en' ? 'en' : 'zh'
}
