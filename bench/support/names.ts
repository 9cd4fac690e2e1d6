/** The register that names are matched against, and the names that are asked: read from the material, and made. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { randomOf } from '../../src/cli/demo/random.ts'
import { type PlaceWords, placeWordsOf, readName } from '../../src/codes/name-parts.ts'
import { type Regions, readRegions } from '../../src/codes/regions.ts'
import { type Named, nameKeyOf } from '../../src/subjects/candidates.ts'
import { material } from '../../test/support/material.ts'
import { type MadeName, type Mistake, makeNames, misspell, mistakes } from '../make-names.ts'

const rules = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../rules/national/regions/${name}`, import.meta.url)), 'utf8')

export const regions: Regions = readRegions(rules('divisions.csv'), rules('additions.csv'))
export const places: PlaceWords = placeWordsOf(regions)

/** Lines of a file of `1-names`; undefined where the material is not there. */
export function nameLines(file: string): string[] | undefined {
  const path = material(`1-names/${file}`)
  if (path === undefined) return undefined
  return readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
}

export type Listed = { fullName: string; shortNames: string[]; city: string }

/** Listed companies with the short names they had at three dates. */
export function listedCompanies(): Listed[] | undefined {
  return nameLines('szse-full-vs-short-names.tsv')
    ?.slice(1)
    .map((line) => line.split('\t'))
    .map(([, fullName = '', a = '', b = '', c = '', , city = '']) => ({
      fullName: fullName.trim(),
      shortNames: [...new Set([a, b, c].map((name) => name.trim()).filter((name) => name !== ''))],
      city,
    }))
}

export type NamesRegister = { named: Named[]; real: number; made: number; former: Map<string, string> }

/**
 * All full names of the material and `count` made ones. Each bears a number for its
 * code; a name that stands in the material twice is one organisation.
 */
export function namesRegister(count: number, seed: string): NamesRegister | undefined {
  const listed = listedCompanies()
  const food = nameLines('botx-food-companies.txt')
  const public_ = nameLines('botx-zhenjiang-organisations.txt')
  const segmented = nameLines('chinese-company-search-segmented.jsonl')
  const branded = nameLines('companynameparser-groundtruth.txt')
  const brands = nameLines('wainshine-short-forms.txt')
  if (!listed || !food || !public_ || !segmented || !branded || !brands) return undefined
  const realNames = new Set(
    [
      ...listed.map((one) => one.fullName),
      ...food,
      ...public_,
      ...segmented.map((line) => (JSON.parse(line) as { text: string }).text),
      ...branded.map((line) => line.split(/\s/)[0]!),
    ].map((name) => name.trim()),
  )
  const made = makeNames(regions, {
    count,
    seed,
    brands: brands.filter((brand) => /^[\u4E00-\u9FFF]{2,4}$/.test(brand)),
  })
  const chance = randomOf(seed, 'former')
  const former = new Map<string, string>()
  const named: Named[] = []
  const keys = new Set<string>()
  const add = ({ name, former: before, region }: MadeName) => {
    const key = nameKeyOf(name, places)
    if (keys.has(key)) return
    keys.add(key)
    const code = String(keys.size)
    named.push({ code, name, key, isCurrent: true, region })
    if (before === undefined) return
    former.set(name, before)
    named.push({ code, name: before, key: nameKeyOf(before, places), isCurrent: false, region })
  }
  // One in eight of the real ones once had another name: another part of its own, the rest as it is.
  for (const name of realNames) {
    const { own } = readName(name, places)
    const other = chance.chance(1 / 8) && own.length >= 2 && name.includes(own) ? chance.pick(brands) : undefined
    add({ name, region: '', ...(other === undefined ? {} : { former: name.replace(own, other) }) })
  }
  const real = keys.size
  for (const one of made) add(one)
  return { named, real, made: keys.size - real, former }
}

export type Asked = { written: string; meant: string; mistake: Mistake }

/** `each` names of a kind of mistake, drawn from the names; names that cannot have it are passed over. */
export function misspelt(
  names: readonly Named[],
  { former, named }: NamesRegister,
  each: number,
  seed: string,
): Asked[] {
  const registered = new Set(named.map((one) => one.key))
  return mistakes.flatMap((mistake) => {
    const chance = randomOf(seed, mistake)
    const asked: Asked[] = []
    const from = mistake === 'former-name' ? names.filter((one) => former.has(one.name)) : names
    for (let tries = 0; asked.length < each && tries < each * 20; tries++) {
      const { name, code, key } = chance.pick(from)
      const { place, form } = readName(name, places)
      const before = former.get(name)
      const written = misspell(name, mistake, chance, {
        place,
        form,
        ...(before === undefined ? {} : { former: before }),
      })
      // What is left is nobody's name, or another organisation's own: no mistake that a reader could see.
      const left = written === undefined ? undefined : readName(written, places)
      if (written === undefined || left === undefined || (mistake === 'missing-place' && left.own.length < 2)) continue
      if (left.key !== key && registered.has(left.key) && mistake !== 'former-name') continue
      if (mistake !== 'width' && mistake !== 'brackets' && left.key === key) continue
      asked.push({ written, meant: code, mistake })
    }
    return asked
  })
}
