/** Lists that are walked page by page, for commands that show so many rows at once. */
import type { Walked } from '../database/walk.ts'

/**
 * The first `limit` rows: a page may come back short, or empty, with more behind
 * it. The rest is as the last page told it; `next` is absent at the end.
 */
export async function filled<Page extends Walked<unknown>>(
  limit: number,
  ask: (after: string | undefined, limit: number) => Promise<Page>,
): Promise<Page> {
  const rows: Page['rows'] = []
  let after: string | undefined
  for (;;) {
    const page = await ask(after, limit - rows.length)
    rows.push(...page.rows)
    if (page.next === undefined || rows.length >= limit) return { ...page, rows }
    after = page.next
  }
}
