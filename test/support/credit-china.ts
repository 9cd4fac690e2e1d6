/** The other side of a repair: a small Credit China over HTTP, which shows what it was given until it is told. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Incoming, RepairMessage } from '../../src/exchange/credit-china.ts'

export type TheirSide = {
  address: string
  token: string
  /** Code/document that is shown there. */
  shown: Set<string>
  told: RepairMessage[]
  news: Incoming[]
  /** Whether it does what it is told, and whether it answers at all. */
  obeys: boolean
  isDown: boolean
  close(): Promise<void>
}

const pageOfNews = 2

export async function theirSide(): Promise<TheirSide> {
  const side: TheirSide = {
    address: '',
    token: 'mock-token',
    shown: new Set(),
    told: [],
    news: [],
    obeys: true,
    isDown: false,
    close: () => new Promise((done) => server.close(() => done())),
  }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://mock')
    const answer = (status: number, body?: object) => {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
      response.end(body === undefined ? '' : JSON.stringify(body))
    }
    if (side.isDown) return answer(503)
    if (request.headers.authorization !== `Bearer ${side.token}`) return answer(401)
    if (request.method === 'GET' && pathname === '/items/shown') {
      return answer(200, { shown: side.shown.has(`${searchParams.get('code')}/${searchParams.get('document')}`) })
    }
    if (request.method === 'GET' && pathname === '/repairs/news') {
      const from = Number(searchParams.get('after') ?? 0)
      const rows = side.news.slice(from, from + pageOfNews)
      return answer(200, { rows, ...(rows.length === 0 ? {} : { next: String(from + rows.length) }) })
    }
    if (request.method !== 'POST' || pathname !== '/repairs/results') return answer(404)
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const message = JSON.parse(Buffer.concat(pieces).toString()) as RepairMessage
      side.told.push(message)
      const name = `${message.code}/${message.document}`
      if (side.obeys && ['grant', 'complete', 'screen'].includes(message.step)) side.shown.delete(name)
      if (side.obeys && message.step === 'revoke') side.shown.add(name)
      answer(204)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  side.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return side
}
