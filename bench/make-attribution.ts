/**
 * Rows of penalties in which everything speaks for the wrong organisation that can:
 * namesakes, renamed organisations, names that passed on to others, swapped and
 * mistyped codes, numbers of others, documents sent again under another code. The
 * maker knows of each row which organisation it is truly about.
 *
 * Not made: a row that agrees with another organisation in every particular it
 * states, and a mistyped code that passes its check beside a mistyped name. Nobody
 * could tell these from right ones.
 */
import { demoCode } from '../src/cli/demo/departments.ts'
import { type Random, randomOf } from '../src/cli/demo/random.ts'
import { brandFirst, brandSecond, places, trades } from '../src/cli/demo/words.ts'
import { registrationNumberCheck } from '../src/codes/registration-number.ts'
import { usccAlphabet } from '../src/codes/uscc.ts'

export type Registered = { code: string; name: string; formerNames: string[]; number: string; namesakes: number[] }

/** What is done to a row, how often in 1,000, and whether it must be kept under its organisation or wait. */
const kinds = {
  right: [470, 'kept'],
  'former-name': [90, 'kept'],
  'of-a-namesake': [90, 'kept'],
  'passed-on-name': [30, 'kept'],
  'by-number': [30, 'kept'],
  unknown: [40, 'kept'],
  'swapped-code': [50, 'waits'],
  'swapped-code-former-name': [20, 'waits'],
  'code-of-a-namesake': [20, 'waits'],
  'number-of-another': [20, 'waits'],
  'only-number-of-another': [20, 'waits'],
  'one-character-wrong': [30, 'waits'],
  'two-exchanged': [20, 'waits'],
  'several-wrong': [20, 'waits'],
  'new-code-known-name': [20, 'waits'],
  'other-name': [20, 'waits'],
  'name-only': [10, 'waits'],
  'document-of-another': [20, 'waits'],
} as const satisfies Record<string, readonly [number, 'kept' | 'waits']>

export type AttributionKind = keyof typeof kinds
export const attributionKinds = Object.keys(kinds) as AttributionKind[]
export const mustBe = (kind: AttributionKind): 'kept' | 'waits' => kinds[kind][1]
const weights = Object.fromEntries(attributionKinds.map((kind) => [kind, kinds[kind][0]])) as Record<
  AttributionKind,
  number
>

const nameOf = (chance: Random): string =>
  `${chance.pick(places).city}${chance.pick(brandFirst)}${chance.pick(brandSecond)}${chance.pick(trades).word}有限公司`

export function makeAttributionRegister(seed: string, count: number): Registered[] {
  const chance = randomOf(seed, 'register')
  const made: Registered[] = []
  for (let i = 0; i < count; i++) {
    const place = places[i % places.length]!
    const first14 = `${place.code}${String(i).padStart(8, '0')}`
    const one: Registered = {
      code: demoCode('91', place.code, i),
      name: nameOf(chance),
      formerNames: [],
      number: first14 + registrationNumberCheck(first14),
      namesakes: [],
    }
    const other = i > 0 ? made[chance.below(i)]! : undefined
    if (other && chance.chance(0.1)) one.name = other.name
    if (chance.chance(0.15)) one.formerNames.push(nameOf(chance))
    // A name that another bears now.
    if (other && other.name !== one.name && chance.chance(0.05)) one.formerNames.push(other.name)
    made.push(one)
  }
  const byName = new Map<string, number[]>()
  for (const [i, one] of made.entries()) byName.set(one.name, [...(byName.get(one.name) ?? []), i])
  for (const [i, one] of made.entries()) one.namesakes = byName.get(one.name)!.filter((other) => other !== i)
  return made
}

export function registerCsv(register: readonly Registered[], source: { code: string; name: string }): string {
  const rows = register.map((one) =>
    [
      one.name,
      one.code,
      one.formerNames.join('；'),
      '2012-05-04',
      source.name,
      '存续',
      one.number,
      source.name,
      source.code,
    ].join(),
  )
  return `DJ_MC,DJ_SHXYM,DJ_CYM,DJ_CLRQ,DJ_DJJG,DJ_ZT,DJ_GSZC,DJ_SJLY,DJ_SJLYDM\n${rows.join('\n')}\n`
}

export type AttributionRow = {
  kind: AttributionKind
  /** Code of the organisation it is truly about. */
  truth: string
  csv: string
}

export const attributionHeader =
  'CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_XDR_GSZC,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,CF_SXYZCD\n'

type Stated = { name: string; code: string; number: string; document: string }

/** Without end: take as many as are wanted. */
export function* makeAttributionRows(
  seed: string,
  register: readonly Registered[],
  source: { code: string; name: string },
): Generator<AttributionRow> {
  const chance = randomOf(seed, 'rows')
  const taken = new Set(register.flatMap((one) => [one.name, ...one.formerNames]))
  const renamed = register.filter((one) => one.formerNames.length > 0)
  const bearers = new Map<string, Registered[]>()
  for (const one of register) bearers.set(one.name, [...(bearers.get(one.name) ?? []), one])
  const passedOn = renamed.filter((one) => bearers.has(one.formerNames.at(-1)!))
  const withNamesake = register.filter((one) => one.namesakes.length > 0)
  const facts = `未设置明显的安全警示标志,经查，该单位有较大危险因素的设备上未设置明显的安全警示标志。,《中华人民共和国安全生产法》第九十九条,罚款,处罚款人民币2万元。,2,2026-05-20,${source.name},${source.code},${source.name},${source.code},一般`
  const written = (kind: AttributionKind, truth: string, stated: Stated): AttributionRow => ({
    kind,
    truth,
    csv: `${stated.name},法人及非法人组织,${stated.code},${stated.number},${stated.document},${facts}\n`,
  })
  /** Documents that were stated rightly, to be sent again under another code. */
  const sound: { document: string; about: Registered }[] = []
  let unknown = 0

  /** Another whose names, now and before, have none of this one's. */
  const stranger = (one: Registered): Registered => {
    for (;;) {
      const other = chance.pick(register)
      const theirs = [other.name, ...other.formerNames]
      if (![one.name, ...one.formerNames].some((name) => theirs.includes(name))) return other
    }
  }

  for (let i = 0; ; i++) {
    const kind = chance.weighted(weights)
    const document = `示安罚〔2026〕${i}号`
    const one = chance.pick(
      kind === 'former-name' || kind === 'swapped-code-former-name'
        ? renamed
        : kind === 'passed-on-name'
          ? passedOn
          : kind === 'of-a-namesake' || kind === 'code-of-a-namesake'
            ? withNamesake
            : register,
    )
    const stated: Stated = { name: one.name, code: one.code, number: '', document }
    switch (kind) {
      case 'right':
      case 'of-a-namesake':
        if (chance.chance(0.1)) stated.number = one.number
        if (sound.length < 2000) sound.push({ document, about: one })
        else sound[chance.below(sound.length)] = { document, about: one }
        break
      case 'former-name':
        stated.name = chance.pick(one.formerNames)
        break
      case 'passed-on-name':
        stated.name = one.formerNames.at(-1)!
        break
      case 'by-number':
        stated.code = ''
        stated.number = one.number
        break
      case 'unknown': {
        // Four characters of brand: no registered name has that. Some come back with the next row.
        const serial = 900_000 + (chance.chance(0.3) ? Math.max(0, unknown - 1) : unknown++)
        const place = places[serial % places.length]!
        const b = brandSecond
        stated.name = `${place.city}${b[serial % b.length]}${b[Math.floor(serial / b.length) % b.length]}${b[Math.floor(serial / b.length ** 2) % b.length]}${b[Math.floor(serial / b.length ** 3) % b.length]}种业有限公司`
        stated.code = demoCode('91', place.code, serial)
        if (taken.has(stated.name)) throw new Error(`the name of an unknown one is registered: ${stated.name}`)
        yield written(kind, stated.code, stated)
        continue
      }
      case 'swapped-code':
        stated.code = stranger(one).code
        break
      case 'swapped-code-former-name':
        stated.name = chance.pick(one.formerNames)
        stated.code = stranger(one).code
        break
      case 'code-of-a-namesake':
        // Name and code agree, and are another's; only its own number speaks against it.
        stated.code = register[chance.pick(one.namesakes)]!.code
        stated.number = one.number
        break
      case 'number-of-another':
        stated.number = stranger(one).number
        break
      case 'only-number-of-another':
        stated.code = ''
        stated.number = stranger(one).number
        break
      case 'one-character-wrong':
        stated.code = mistyped(one.code, chance, 1)
        break
      case 'several-wrong':
        stated.code = mistyped(one.code, chance, 3)
        break
      case 'two-exchanged':
        stated.code = exchanged(one.code, chance)
        break
      case 'new-code-known-name':
        stated.code = demoCode('91', one.code.slice(2, 8), 800_000 + chance.below(90_000))
        break
      case 'other-name':
        stated.name = one.name.replace('有限公司', '股份有限公司')
        if (taken.has(stated.name)) throw new Error(`a wrong name is registered: ${stated.name}`)
        break
      case 'name-only':
        stated.code = ''
        break
      case 'document-of-another': {
        const before = sound.length > 0 ? chance.pick(sound) : undefined
        if (before === undefined) continue
        const other = stranger(before.about)
        yield written(kind, before.about.code, {
          name: other.name,
          code: other.code,
          number: '',
          document: before.document,
        })
        continue
      }
    }
    yield written(kind, one.code, stated)
  }
}

/** So many characters from the ninth on made others. */
function mistyped(code: string, chance: Random, count: number): string {
  const characters = [...code]
  for (const at of chance.shuffled([8, 9, 10, 11, 12, 13, 14, 15, 16, 17]).slice(0, count)) {
    const now = usccAlphabet.indexOf(characters[at]!)
    characters[at] = usccAlphabet[(now + 1 + chance.below(30)) % 31]!
  }
  return characters.join('')
}

/** Two unequal neighbours exchanged. */
function exchanged(code: string, chance: Random): string {
  const places = [...Array(9).keys()].map((i) => i + 8).filter((at) => code[at] !== code[at + 1])
  const at = chance.pick(places)
  return code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)
}
