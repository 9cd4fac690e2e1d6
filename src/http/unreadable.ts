/**
 * What is no HTTP never comes to a route: an address with unescaped Chinese, as
 * people type it into a command, a head that is too long, or one that never ends.
 * It is told what to do all the same, in both languages, and the connection closes.
 */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Refusal } from '../refusal.ts'
import { answerOf, problemOf, problemType } from './problems.ts'

const unreadable = new Refusal(
  'request-unreadable',
  {
    zh: '无法读懂这个请求。地址中的汉字和空格须经百分号编码（例：curl --get --data-urlencode "q=云杉"）。',
    en: 'The request cannot be read. Chinese characters and blanks in an address are percent-encoded (curl --get --data-urlencode "q=..." does it).',
  },
  400,
)
const tooLong = new Refusal(
  'request-head-too-long',
  {
    zh: '请求的地址和标头过长，合计不得超过 16 KB。内容较多的请改用请求体发送。',
    en: 'The address and the headers of the request are too long: 16 KB together at most. Send what is longer as a body.',
  },
  431,
)
const tooSlow = new Refusal(
  'request-too-slow',
  { zh: '请求没有及时发送完，请重新发送。', en: 'The request did not arrive in time; send it again.' },
  408,
)
const reasons: { [code: string]: Refusal } = { HPE_HEADER_OVERFLOW: tooLong, ERR_HTTP_REQUEST_TIMEOUT: tooSlow }

export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const answered = answerOf(reasons[error.code ?? ''] ?? unreadable)
  const body = JSON.stringify(problemOf(answered, 'zh'))
  const head = [
    `HTTP/1.1 ${answered.status} ${STATUS_CODES[answered.status]}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
