/** Receipts of checks, by number. */
import { queryOptions } from '@tanstack/react-query'
import type { CheckAnswer } from '../../src/http/schemas/checks.ts'
import { type Reason, receipt } from './api.ts'
import { readOnce } from './session.ts'

export type ShownReceipt = { answer: CheckAnswer; reason: Reason; who: string; body: string }

/** A receipt never changes, so it is asked for once. Opening it again is no new check. */
export const receiptQuery = (number: string) =>
  queryOptions({
    queryKey: ['receipt', number],
    queryFn: async (): Promise<ShownReceipt> => {
      const { answer, purpose, matter, caseNumber, who, body } = await receipt(number)
      return { answer, reason: { purpose, matter, caseNumber }, who, body }
    },
    ...readOnce,
  })
