/** What tests start the platform with: its settings, and the pages that were built. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../src/config.ts'
import { loadPortal } from '../../src/http/portal.ts'
import type { Web } from '../../src/http/services.ts'
import { buildWeb } from '../../web/build.ts'

/** On a free port of this machine, with the rules of the fictional province. */
export const configFor = (dataFolder: string): Config => ({
  port: 0,
  host: '127.0.0.1',
  dataFolder,
  databaseUrl: undefined,
  databaseOwnerUrl: undefined,
  isDemonstration: true,
  regimeBefore: 'lenient',
  trustProxy: false,
  warnings: [],
})

/** The portal as its sources are now, with its style sheet and fonts. */
export async function portalWeb() {
  await buildWeb(['portal'])
  return {
    portal: await loadPortal(dist('portal')),
    assets: dist('portal/assets'),
    fonts: dist('fonts'),
  } satisfies Web
}

/** The console too. */
export async function wholeWeb() {
  await buildWeb()
  return { ...(await portalWeb()), console: dist('console') } satisfies Web
}

const dist = (path: string) => join(fileURLToPath(new URL('../../dist', import.meta.url)), path)
