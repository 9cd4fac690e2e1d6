/** What a route is: one line that names method, path, who may, schemas, and the action it leads to. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { LedgerAct } from '../access/ledger.ts'
import type { Action } from '../access/permits.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import type { SignedIn } from './guard.ts'
import type { House } from './house.ts'

export type Shapes = { params?: TSchema; query?: TSchema; body?: TSchema }
type Of<S> = S extends TSchema ? Static<S> : undefined

export type Ask<S extends Shapes = Shapes> = {
  house: House
  at: Date
  caller: Caller
  signedIn: SignedIn | null
  params: Of<S['params']>
  query: Of<S['query']>
  body: Of<S['body']>
  request: FastifyRequest
  reply: FastifyReply
}

/** Besides JSON: what else may come out. */
export type OtherAnswer = 'pdf' | 'ndjson' | 'events' | 'xlsx' | 'csv'

export type RouteOptions = {
  /** The status of a good answer; 200 when not said. */
  status?: 201 | 202 | 204
  /** Requests a minute from one address are limited, together with the others of that name. */
  limit?: 'search' | 'suggestions' | 'pre-check' | 'sign-in' | 'lists' | 'feeds'
  /** Refused looks stand in the ledger under this act. */
  ledger?: LedgerAct
  /** The body is a file and is read as a stream. */
  upload?: boolean
  bodyBytes?: number
  /** Answers of another status and form. */
  also?: Record<number, TSchema>
  other?: OtherAnswer[]
}

export type Route = RouteOptions & {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  may: Action
  says: Says
  shapes: Shapes
  answer?: TSchema
  act: (ask: never) => unknown
}

/** Types tie the action to its schemas: what it takes is what was checked, what it gives is what is sent. */
export function route<const S extends Shapes, A extends TSchema | undefined>(
  method: Route['method'],
  path: string,
  may: Action,
  says: readonly [zh: string, en: string],
  shapes: S,
  answer: A,
  act: (ask: Ask<S>) => Promise<(A extends TSchema ? Static<A> : unknown) | FastifyReply>,
  options: RouteOptions = {},
): Route {
  return { method, path, may, says: { zh: says[0], en: says[1] }, shapes, answer, act, ...options }
}
