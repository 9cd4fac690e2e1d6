import type { Says } from './terms/says.ts'

/**
 * The one error for "the rules say no": a law, a right, a setting or the state
 * of the machine forbids what was asked. It is safe to show to whoever asked,
 * says what would be accepted instead, and is never logged with a stack trace.
 *
 * A code, once published, is never given to another refusal.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly says: Says
  /** The HTTP status a door answers with. */
  readonly status: number

  constructor(code: string, says: Says, status = 422, options?: ErrorOptions) {
    super(says.en, options)
    this.code = code
    this.says = says
    this.status = status
  }
}

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal
}
