/**
 * What a killed process left of uploads that it never acknowledged: whoever sent
 * them was told nothing and sends them again, so nothing of them stays.
 */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool } from '../database/connect.ts'
import { sweepUploads } from './reading/store-upload.ts'
import { namedCopies } from './store.ts'

/**
 * Removes half-written copies, sealed files, copies of pre-checks, and screened
 * copies that no submission names. Of the last only those older than `before`:
 * where several processes share the folder, another may be about to name its own.
 */
export async function sweepLeftOvers(pool: Pool, folder: string, before: Date): Promise<string[]> {
  const swept = await sweepUploads(folder)
  const copies = (await readdir(folder)).filter((name) => name.endsWith('.csv'))
  const named = new Set(await namedCopies(pool, copies))
  for (const name of copies) {
    if (named.has(name)) continue
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (!found || found.mtime >= before) continue
    await rm(path, { force: true })
    swept.push(name)
  }
  return swept
}
