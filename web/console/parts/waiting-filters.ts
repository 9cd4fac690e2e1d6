/** The filters of the two lists of rows that wait. */
import type { Says } from '../../../src/terms/says.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import type { GridFilter } from './grid-filters.tsx'

export const waitingKey = (row: { submission: number; line: number }) => `${row.submission}.${row.line}`

/** `items`: that the rows may be of; `reasons`: those of the list, by their words. */
export function useWaitingFilters(
  items: readonly string[],
  reasons: { readonly [reason: string]: Says },
): GridFilter[] {
  const { say } = useReading()
  const names = useItemNames()
  return [
    {
      kind: 'choice',
      id: 'reason',
      says: { zh: '原因', en: 'Why it waits' },
      options: Object.entries(reasons).map(([value, words]) => ({ value, label: say(words) })),
    },
    {
      kind: 'choice',
      id: 'item',
      says: { zh: '目录项', en: 'Item' },
      options: items.map((one) => ({ value: one, label: names.item(one) })),
    },
    { kind: 'text', id: 'name', says: { zh: '名称或代码', en: 'Name or code' } },
  ]
}
