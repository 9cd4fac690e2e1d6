/**
 * Credit China (“信用中国”) as the other side of a repair: applications come from there, results go there, and what
 * ended on one side is ended on the other. The port, and its adapter over HTTP.
 */
import type { Day } from '../codes/day.ts'

/** What is told: of which record, and what became of its repair. No field is about a person. */
export type RepairMessage = {
  /** The same message is told under the same id again. */
  id: string
  step: string
  code: string
  document: string
  decidedOn?: Day
  /** Number of the paper that the step made, and the digest of what it says, as it stands in the log. */
  paper?: string
  digest?: string
  at: string
  /** Told before, and shown there still. */
  isReminder?: true
}

export type Incoming = {
  id: string
  code: string
  document: string
} & (
  | { kind: 'application'; paper: string; performance: string; commitment: string }
  /** Granted by its authority elsewhere, and ended there. */
  | { kind: 'ended'; decision: string; decidedOn: Day }
)

export type CreditChina = {
  tell(message: RepairMessage): Promise<void>
  /** Whether a record is shown there. */
  isShown(of: { code: string; document: string }): Promise<boolean>
  news(after: string | undefined): Promise<{ rows: Incoming[]; next?: string }>
}

const patienceMs = 10_000
const bytesAtMost = 1024 * 1024

/** Over HTTP, with a token. Whatever is not as agreed is a fault of that call, told and tried again. */
export function creditChinaAt(address: string, token: string): CreditChina {
  const call = async (path: string, body?: object): Promise<unknown> => {
    const answered = await fetch(`${address}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    if (!answered.ok) throw new Error(`Credit China answered ${answered.status} to ${path.split('?')[0]}`)
    const text = await answered.text()
    if (Buffer.byteLength(text) > bytesAtMost) throw new Error('Credit China answered more than is agreed')
    return text === '' ? undefined : JSON.parse(text)
  }
  return {
    async tell(message) {
      await call('/repairs/results', message)
    },
    async isShown({ code, document }) {
      const answer = await call(`/items/shown?${new URLSearchParams({ code, document })}`)
      const shown = (answer as { shown?: unknown } | undefined)?.shown
      if (typeof shown !== 'boolean') throw new Error('Credit China did not say whether it is shown')
      return shown
    },
    async news(after) {
      const asked = after === undefined ? '' : `?${new URLSearchParams({ after })}`
      const answer = (await call(`/repairs/news${asked}`)) as { rows?: unknown; next?: unknown } | undefined
      if (!Array.isArray(answer?.rows)) throw new Error('Credit China gave no rows')
      const next = typeof answer.next === 'string' && answer.next.length <= 200 ? { next: answer.next } : {}
      return { rows: answer.rows.map(incomingOf), ...next }
    },
  }
}

/** A row as it is agreed; a fault where it is not. */
function incomingOf(row: unknown): Incoming {
  const stated = (row ?? {}) as Record<string, unknown>
  const text = (name: string, most: number): string => {
    const value = stated[name]
    if (typeof value !== 'string' || value.trim() === '' || value.length > most)
      throw new Error(`a row without ${name}`)
    return value
  }
  const head = { id: text('id', 100), code: text('code', 64), document: text('document', 128) }
  if (stated.kind === 'ended') {
    return { ...head, kind: 'ended', decision: text('decision', 128), decidedOn: text('decidedOn', 10) }
  }
  if (stated.kind !== 'application') throw new Error('a row of no known kind')
  return {
    ...head,
    kind: 'application',
    paper: text('paper', 128),
    performance: text('performance', 2000),
    commitment: text('commitment', 128),
  }
}
