/** What every route answers when it says no. */
import { type Static, Type } from 'typebox'
import { Says } from './basics.ts'

/** RFC 9457. `code` is stable; `says` holds the sentence in both languages. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'urn:xinheng:problem:<code>' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String({ description: 'number of the request, to be named when asking for help' })),
    code: Type.String(),
    says: Says,
    errors: Type.Optional(Type.Array(Type.Object({ at: Type.String({ description: 'JSON pointer' }), says: Says }))),
    retryAfterSeconds: Type.Optional(Type.Integer()),
  },
  { description: 'application/problem+json (RFC 9457)' },
)
export type Problem = Static<typeof Problem>
