/**
 * What may come in from outside, read from package-lock.json: each package with a licence
 * that lets anyone run, change and hand on Xinheng, a digest to hold it to, no host of its
 * own, and no install script that somebody has not looked at.
 *
 *     bin/node bin/licences.ts             what is wrong, and a count by licence
 *     bin/node bin/licences.ts --list      every package with its licence
 */
import { readFileSync } from 'node:fs'
import { partsNotHeld } from './lock.ts'

export type LockedPackage = {
  version: string
  license?: string | { type: string }
  integrity?: string
  resolved?: string
  dev?: boolean
  hasInstallScript?: boolean
  optionalDependencies?: { [name: string]: string }
}
export type Lock = { lockfileVersion: number; packages: { [path: string]: LockedPackage } }

const anywhere = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'Python-2.0',
  'Unlicense',
  'PostgreSQL',
])
/** Copyleft by file: fine for tools that build and test, not for what is handed on. */
const forTools = new Set(['MPL-2.0'])
/** The font licence, for fonts. */
const forFonts = new Set(['OFL-1.1'])

/** What is wrong with a lock file; nothing means nothing wrong. `reviewed` is `allowScripts` of package.json. */
export function auditLock(lock: Lock, reviewed: { [name: string]: boolean }): string[] {
  const wrong: string[] = []
  if (lock.lockfileVersion !== 3) wrong.push(`package-lock.json has version ${lock.lockfileVersion}, not 3`)
  for (const [path, item] of packagesOf(lock)) {
    const say = (what: string) => wrong.push(`${nameOf(path)}@${item.version}: ${what}`)
    const licence = licenceOf(item)
    if (!licence) say('names no licence')
    else if (!isAllowed(licence, nameOf(path), item.dev === true)) {
      say(`licence ${licence} is not on the list of bin/licences.ts`)
    }
    if (!item.integrity) say('has no digest in the lock file')
    if (item.resolved) say(`is bound to a host (${item.resolved}); run npm install with this project's .npmrc`)
    if (item.hasInstallScript && !(nameOf(path) in reviewed)) {
      say('has an install script that nobody has looked at (allowScripts in package.json, decision 0003)')
    }
  }
  for (const [path, part] of partsNotHeld(lock)) {
    wrong.push(`${nameOf(path)} names ${part}, which is not in the lock file, so npm ci refuses it: npm run lock`)
  }
  return wrong
}

export function packagesOf(lock: Lock): [path: string, item: LockedPackage][] {
  return Object.entries(lock.packages).filter(([path]) => path !== '')
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

export function licenceOf(item: LockedPackage): string | undefined {
  return typeof item.license === 'object' ? item.license.type : item.license
}

/** An SPDX expression: with OR one side is enough, with AND each must be allowed; AND binds closer. */
export function isAllowed(expression: string, name: string, isTool: boolean): boolean {
  const words = expression.match(/\(|\)|[^\s()]+/g) ?? []
  let at = 0
  const fits = (licence: string): boolean =>
    anywhere.has(licence) || (isTool && forTools.has(licence)) || (/font/.test(name) && forFonts.has(licence))
  const one = (): boolean => {
    const word = words[at++]
    if (word !== '(') return word !== undefined && fits(word)
    const inside = any()
    return words[at++] === ')' && inside
  }
  const all = (): boolean => {
    let holds = one()
    while (words[at] === 'AND') {
      at++
      holds = one() && holds
    }
    return holds
  }
  const any = (): boolean => {
    let holds = all()
    while (words[at] === 'OR') {
      at++
      holds = all() || holds
    }
    return holds
  }
  const holds = any()
  // Words left over (WITH an exception, a misspelling) are nothing this list has looked at.
  return holds && at === words.length
}

if (import.meta.main) {
  const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'))
  const lock: Lock = read('package-lock.json')
  const packages = packagesOf(lock)
  const byLicence = Map.groupBy(packages, ([, item]) => licenceOf(item) ?? 'none')
  for (const [licence, held] of [...byLicence].sort((a, b) => b[1].length - a[1].length)) {
    console.log(`${String(held.length).padStart(5)}  ${licence}`)
    if (!process.argv.includes('--list')) continue
    for (const [path, { version }] of held) console.log(`         ${nameOf(path)}@${version}`)
  }
  const wrong = auditLock(lock, read('package.json').allowScripts ?? {})
  for (const line of wrong) console.error(line)
  console.log(wrong.length === 0 ? `${packages.length} packages, all allowed` : `${wrong.length} to settle`)
  if (wrong.length > 0) process.exitCode = 1
}
