/**
 * A credit subject (信用主体): one organisation, one code. Names, numbers and
 * this projection are written together with its registration record. No name
 * of a natural person is a feature of it.
 */
import { normaliseName } from '../codes/names.ts'
import { spellingOf } from '../codes/pinyin.ts'
import { examineUscc, type SubjectKind } from '../codes/uscc.ts'

export type SubjectName = { name: string; nameKey: string; isCurrent: boolean; untilDay?: string }

export type Subject = {
  code: string
  name: string
  nameKey: string
  kind: SubjectKind
  status: string
  region: string
  industry?: string
  foundedOn?: string
  isProvisional: boolean
  pinyin: string
  initials: string
  grams: string[]
  names: SubjectName[]
  identifiers: { kind: string; value: string }[]
}

/** Every two neighbouring characters of the names, once each: what a part of a name is searched by. */
export function gramsOf(nameKeys: readonly string[]): string[] {
  const grams = new Set<string>()
  for (const key of nameKeys) {
    const characters = [...key]
    for (let i = 0; i + 1 < characters.length; i++) grams.add(characters[i]! + characters[i + 1]!)
  }
  return [...grams]
}

export type SubjectFacts = {
  code: string
  name: string
  formerNames?: readonly string[]
  status?: string
  region?: string
  industry?: string
  foundedOn?: string
  identifiers?: readonly { kind: string; value: string }[]
  isProvisional: boolean
}

export function subjectOf(facts: SubjectFacts): Subject {
  const nameKey = normaliseName(facts.name)
  const spelling = spellingOf(facts.name)
  const names: SubjectName[] = [{ name: facts.name, nameKey, isCurrent: true }]
  for (const former of facts.formerNames ?? []) {
    const key = normaliseName(former)
    if (key !== '' && names.every((known) => known.nameKey !== key))
      names.push({ name: former, nameKey: key, isCurrent: false })
  }
  return {
    code: facts.code,
    name: facts.name,
    nameKey,
    kind: kindOf(facts.code),
    status: facts.status ?? '',
    // The area part names the registry that gave the code, which is where it was registered first.
    region: facts.region ?? facts.code.slice(2, 8),
    ...(facts.industry ? { industry: facts.industry } : {}),
    ...(facts.foundedOn ? { foundedOn: facts.foundedOn } : {}),
    isProvisional: facts.isProvisional,
    pinyin: spelling.key,
    initials: spelling.initials,
    grams: gramsOf(names.map((name) => name.nameKey)),
    names,
    identifiers: [...(facts.identifiers ?? [])],
  }
}

const kinds = new Map<string, SubjectKind>()

/** What the first two characters of a code say it is. */
export function kindOf(code: string): SubjectKind {
  const pair = code.slice(0, 2)
  let kind = kinds.get(pair)
  if (kind === undefined) {
    kind = examineUscc(code).kind ?? 'other'
    kinds.set(pair, kind)
  }
  return kind
}

/**
 * How a name is shown. A sole proprietor is a natural person in business: the
 * owner's name inside the business name is masked for all but the owner.
 */
export function shownName(name: string, kind: SubjectKind): string {
  if (kind !== 'sole-proprietor') return name
  return maskOwner(name)
}

const place = /^(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区|市|自治州|区|县|旗|镇|乡|街道)){1,3}/

/**
 * 示范市李明华小吃店 -> 示范市李****吃店. The place in front stays, then one
 * character, then the last two; whatever stands between may be a given name.
 */
export function maskOwner(name: string): string {
  const front = place.exec(name)?.[0] ?? ''
  const rest = [...name.slice(front.length)]
  if (rest.length < 4) return `${rest.length === 0 ? '' : front}${'*'.repeat(Math.max(rest.length, 2))}`
  return `${front}${rest[0]}${'*'.repeat(rest.length - 3)}${rest.slice(-2).join('')}`
}
