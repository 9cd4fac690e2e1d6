/**
 * `npm run lock`: after a change of packages, makes package-lock.json one that every npm takes.
 *
 * Some packages name optional parts, one a platform, that their makers never published. npm
 * 11.14 and later leave such a part out of the lock file and then refuse the file for lacking
 * it ("Missing: ... from lock file", npm/cli#9846). What the lock file does not hold nobody
 * installs anyway, so the mention is taken out of it. The audit (licences.ts) finds new ones.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Lock } from './licences.ts'

/** Optional parts that the lock file mentions and does not hold: `[path of the package, name of the part]`. */
export function partsNotHeld(lock: Lock): [path: string, part: string][] {
  return Object.entries(lock.packages).flatMap(([path, item]) =>
    Object.keys(item.optionalDependencies ?? {})
      .filter((part) => !placesOf(path, part).some((place) => place in lock.packages))
      .map((part): [string, string] => [path, part]),
  )
}

/** Where Node looks for a package that another one names: beside it, then further and further out. */
function placesOf(path: string, name: string): string[] {
  const steps = path === '' ? [] : path.split(/(?<=^|\/)node_modules\//).slice(1)
  return Array.from({ length: steps.length + 1 }, (_, outward) =>
    [
      ...steps.slice(0, steps.length - outward).map((step) => `node_modules/${step.replace(/\/$/, '')}`),
      `node_modules/${name}`,
    ].join('/'),
  )
}

if (import.meta.main) {
  const file = new URL('../package-lock.json', import.meta.url)
  const lock: Lock = JSON.parse(readFileSync(file, 'utf8'))
  const parts = partsNotHeld(lock)
  for (const [path, part] of parts) {
    delete lock.packages[path]!.optionalDependencies![part]
    console.log(`${path}: ${part}`)
  }
  if (parts.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${parts.length} taken out`)
}
