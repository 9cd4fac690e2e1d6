/**
 * Answers that say no, or say that something broke: RFC 9457 problem details,
 * each in both languages. A refusal says what would be accepted; a fault says a
 * number under which it was logged, and nothing about our insides.
 */
import type { FastifyError, FastifySchemaValidationError } from 'fastify'
import { Refusal } from '../refusal.ts'
import type { Language, Says } from '../terms/says.ts'
import type { Problem } from './schemas/problems.ts'

export const problemType = 'application/problem+json; charset=utf-8'

/** One answer for every error: what to say, and whether it is a fault to be logged. */
export type Answered = {
  status: number
  code: string
  says: Says
  errors?: { at: string; says: Says }[]
  retryAfterSeconds?: number
  /** Sent along, such as what is left of a quota. */
  headers?: { [name: string]: string }
  isFault: boolean
}

export function answerOf(error: unknown): Answered {
  if (error instanceof Refusal) {
    const { status, code, says } = error
    const { retryAfterSeconds, headers } = error as Pick<Answered, 'retryAfterSeconds' | 'headers'>
    return { status, code, says, retryAfterSeconds, headers, isFault: false }
  }
  const found = (error ?? {}) as FastifyError & { code?: string }
  if (found.validation) return ofValidation(found)
  if (isDatabaseAway(found)) {
    return { status: 503, code: 'database-away', says: databaseAway, retryAfterSeconds: 5, isFault: true }
  }
  const known = typeof found.code === 'string' ? fastifyErrors[found.code] : undefined
  if (known) return { ...known, isFault: false }
  const { statusCode = 500 } = found
  if (found.code?.startsWith('FST_') && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: 'request-not-possible', says: notPossible, isFault: false }
  }
  return { status: 500, code: 'fault', says: ours, isFault: true }
}

export function problemOf(answered: Answered, language: Language, instance?: string): Problem {
  const { status, code, says, errors, retryAfterSeconds } = answered
  return {
    type: `urn:xinheng:problem:${code}`,
    title: (titles[status] ?? titles[Math.floor(status / 100) * 100] ?? titles[500]!)[language],
    status,
    detail: says[language],
    instance,
    code,
    says,
    errors,
    retryAfterSeconds,
  }
}

export const nothingHere = new Refusal(
  'not-found',
  { zh: '没有这个地址，接口清单见 /v1/openapi.json。', en: 'There is nothing at this address; see /v1/openapi.json.' },
  404,
)

export function noSuch(zh: string, en: string): Refusal {
  return new Refusal('not-found', { zh: `没有${zh}。`, en: `There is no ${en}.` }, 404)
}

const titles: Record<number, Says> = {
  400: { zh: '请求有误', en: 'The request is not right' },
  401: { zh: '需要登录', en: 'Signing in is needed' },
  403: { zh: '没有权限', en: 'Not permitted' },
  404: { zh: '没有找到', en: 'Not found' },
  409: { zh: '与现状冲突', en: 'In conflict with what stands' },
  413: { zh: '内容过大', en: 'Too large' },
  415: { zh: '格式不受支持', en: 'Of a kind that is not taken' },
  422: { zh: '不予受理', en: 'Refused' },
  429: { zh: '请求过于频繁', en: 'Too many requests' },
  500: { zh: '平台故障', en: 'Something went wrong on our side' },
  503: { zh: '暂时无法服务', en: 'Not available for a moment' },
}

const ours: Says = {
  zh: '我们这边出了问题，已记录，请稍后再试；求助时请说明请求编号。',
  en: 'Something went wrong on our side and was logged. Try again later; when asking for help, name the number of the request.',
}
const notPossible: Says = { zh: '请求无法处理。', en: 'The request cannot be dealt with.' }
const databaseAway: Says = {
  zh: '数据库暂时无法访问，已确认的数据不受影响，请稍后再试。',
  en: 'The database cannot be reached for a moment; what was acknowledged is kept. Try again shortly.',
}

const fastifyErrors: Record<string, Omit<Answered, 'isFault'>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'body-too-large',
    says: { zh: '请求内容超过上限，请分批提交。', en: 'The request is larger than is taken; send it in parts.' },
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'media-type-unknown',
    says: { zh: '请以 application/json 提交。', en: 'Send it as application/json.' },
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    status: 400,
    code: 'body-empty',
    says: { zh: '请求内容为空。', en: 'The request has no body.' },
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    status: 400,
    code: 'body-not-json',
    says: { zh: '请求内容不是有效的 JSON。', en: 'The body is no valid JSON.' },
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'body-cut-off',
    says: { zh: '请求内容与所声明的长度不符。', en: 'The body is not as long as it says it is.' },
  },
  FST_ERR_BAD_URL: {
    status: 400,
    code: 'address-not-readable',
    says: { zh: '地址无法识别。', en: 'The address cannot be read.' },
  },
}

// Classes 08 (connection), 57P (shutdown, start-up) and 53300 (too many connections), and what the socket itself says.
function isDatabaseAway(error: { code?: string; message?: string }): boolean {
  const { code = '', message = '' } = error
  if (/^(08\w{3}|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code)) return true
  // The socket of a database that is stopped is gone from its folder.
  if (code === 'ENOENT') return /^connect /.test(message)
  return /Connection terminated|timeout exceeded when trying to connect|not queryable/.test(message)
}

function ofValidation(error: FastifyError): Answered {
  const where = error.validationContext ?? 'body'
  const errors = (error.validation ?? []).map((fault) => ({ at: pointerOf(where, fault), says: sayFault(fault) }))
  const first = errors[0]
  return {
    status: 400,
    code: 'request-not-right',
    says: {
      zh: first ? `请求有误：${first.at} ${first.says.zh}。` : '请求有误。',
      en: first ? `The request is not right: ${first.at} ${first.says.en}.` : 'The request is not right.',
    },
    errors,
    isFault: false,
  }
}

const wheres: Record<string, string> = { querystring: 'query', params: 'path' }

function pointerOf(where: string, fault: FastifySchemaValidationError): string {
  const missing = fault.params.missingProperty ?? fault.params.additionalProperty
  const name = missing === undefined ? '' : `/${String(missing).slice(0, 64)}`
  return `${wheres[where] ?? where}${fault.instancePath}${name}`
}

function sayFault({ keyword, params }: FastifySchemaValidationError): Says {
  const limit = String(params.limit ?? '')
  switch (keyword) {
    case 'required':
      return { zh: '必须填写', en: 'is needed' }
    case 'additionalProperties':
      return { zh: '不是可用的参数', en: 'is no parameter of this route' }
    case 'type':
      return { zh: `类型应为 ${params.type}`, en: `has to be of type ${params.type}` }
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).join(', ')
      return { zh: `只能是：${allowed}`, en: `has to be one of: ${allowed}` }
    }
    case 'minLength':
    case 'minItems':
      return { zh: `至少 ${limit}`, en: `has to have at least ${limit}` }
    case 'maxLength':
    case 'maxItems':
      return { zh: `至多 ${limit}`, en: `may have at most ${limit}` }
    case 'minimum':
      return { zh: `不小于 ${limit}`, en: `has to be at least ${limit}` }
    case 'maximum':
      return { zh: `不大于 ${limit}`, en: `may be at most ${limit}` }
    case 'pattern':
      return { zh: '格式不对', en: 'is not of the form asked for' }
    default:
      return { zh: '不符合要求', en: 'is not as asked for' }
  }
}
