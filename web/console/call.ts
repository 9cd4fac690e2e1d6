/**
 * Asking the server. Every write carries the person its page was drawn for, so
 * that a page left open while somebody else signed in is refused, not obeyed.
 */
import type { Problem as ServerProblem } from '../../src/http/schemas/problems.ts'
import type { byItselfHeader, csrfHeader, personHeader } from '../../src/http/schemas/sessions.ts'
import { asking, noteAnswered } from './life.ts'

/** What the server answers when it says no, without the parts that only programs read. */
export type Problem = Pick<ServerProblem, 'status' | 'code' | 'says' | 'errors' | 'instance' | 'retryAfterSeconds'>

/** The server said no, or could not be reached; `says` is safe to show. */
export class CallFailed extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.says.en)
    this.problem = problem
  }
}

let heard: (problem: Problem) => void = () => {}

/** One place hears every refusal, so that no page must look for the end of a session itself. */
export function hearProblems(listen: (problem: Problem) => void) {
  heard = listen
}

export function failed(problem: Problem): CallFailed {
  heard(problem)
  return new CallFailed(problem)
}

export type Drawn = { who: string; csrf?: string }

let drawnFor: Drawn | undefined

/** From now on writes say that they were drawn for this person. */
export function drawFor(person: Drawn | undefined) {
  drawnFor = person
}

// Named here again, checked against the server's: importing the values would bring the whole schema library along.
const csrf: typeof csrfHeader = 'x-xinheng-csrf'
const person: typeof personHeader = 'x-xinheng-person'
const byItself: typeof byItselfHeader = 'x-xinheng-by-itself'

export const writeHeaders = (): Record<string, string> =>
  drawnFor ? { [csrf]: drawnFor.csrf ?? '', [person]: drawnFor.who } : {}

type Ask = { method?: 'GET' | 'POST' | 'PUT' | 'DELETE'; body?: unknown; signal?: AbortSignal; accept?: string }

export async function call<T>(path: string, ask: Ask = {}): Promise<T> {
  const response = await send(path, ask)
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T)
}

export async function callForBlob(path: string, ask: Ask = {}): Promise<{ blob: Blob; headers: Headers }> {
  const response = await send(path, ask)
  return { blob: await response.blob(), headers: response.headers }
}

async function send(path: string, { method = 'GET', body, signal, accept = 'application/json' }: Ask) {
  const headers: Record<string, string> = { accept }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const asked = asking()
  if (method !== 'GET') Object.assign(headers, writeHeaders())
  else if (asked.isByItself) headers[byItself] = '1'
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      credentials: 'same-origin',
      cache: 'no-store',
    })
  } catch (fault) {
    if (signal?.aborted) throw fault
    throw failed(unreachable)
  }
  if (response.status !== 401) noteAnswered(asked, Date.parse(response.headers.get('date') ?? ''))
  if (!response.ok) throw failed(problemOf(response.status, await response.text()))
  return response
}

export const unreachable: Problem = {
  status: 0,
  code: 'unreachable',
  says: {
    zh: '连接不上服务器，请检查网络后重试。',
    en: 'The server cannot be reached. Check the network and try again.',
  },
}

/** What an answer that is not 2xx says, also when a proxy in between said it. */
export function problemOf(status: number, text: string): Problem {
  const body = parsed(text) as Partial<ServerProblem> | undefined
  if (typeof body?.code === 'string' && typeof body.says?.zh === 'string' && typeof body.says.en === 'string') {
    const { code, says, errors, instance, retryAfterSeconds } = body
    return { status, code, says, errors, instance, retryAfterSeconds }
  }
  return {
    status,
    code: `http-${status}`,
    says: {
      zh: `服务器没有给出说明（${status}），请稍后重试。`,
      en: `The server gave no reason (${status}). Try again later.`,
    },
  }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Any failure as a problem that can be shown. */
export function asProblem(fault: unknown): Problem {
  if (fault instanceof CallFailed) return fault.problem
  return {
    status: 0,
    code: 'page-fault',
    says: { zh: '页面出现错误，请刷新后重试。', en: 'Something went wrong on this page. Reload and try again.' },
  }
}
