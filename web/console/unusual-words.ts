import type { Reader } from '../../src/http/schemas/counter.ts'
import type { Says } from '../../src/terms/says.ts'

/** What is worth a second look in the ledger; a hint, no finding. */
export const unusualWords: Record<Reader['unusual'][number], Says> = {
  bulk: { zh: '大量查阅', en: 'Bulk reading' },
  'odd-hours': { zh: '非工作时间', en: 'Odd hours' },
  refused: { zh: '多次被拒', en: 'Often refused' },
}
