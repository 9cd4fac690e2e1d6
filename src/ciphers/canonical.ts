/**
 * Canonical JSON (RFC 8785): one text for one value, so that a commitment can
 * always be computed again from what is stored.
 */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/**
 * The canonical text. Throws for what has none: a lone surrogate, NaN, an
 * infinity, undefined.
 */
export function canonical(value: Json): string {
  // Made with its names in order, as most of what we write is, it is what JSON.stringify writes.
  return isInOrderThroughout(value) ? JSON.stringify(value) : written(value)
}

// What JSON writes with a backslash, and halves of pairs, of which a lone one has to be.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const escapable = /["\\\u0000-\u001f\ud800-\udfff]/

/** Whether a text may be written otherwise in JSON than between two quotation marks. */
export const hasEscapable = (text: string): boolean => escapable.test(text)

/** A text as JSON.stringify writes it, in half the time where there is nothing to escape, as in nearly all. */
export function quoted(text: string): string {
  return hasEscapable(text) ? JSON.stringify(text) : `"${text}"`
}

/** Whether all names are in order and all values have a canonical form. */
function isInOrderThroughout(value: Json): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return value === null || typeof value === 'boolean'
  if (Array.isArray(value)) return value.every(isInOrderThroughout)
  let before = ''
  for (const name in value) {
    if (name < before || !isInOrderThroughout(value[name]!)) return false
    before = name
  }
  return true
}

function written(value: Json): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new RangeError('A text with a lone surrogate has no canonical form.')
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new RangeError('NaN and infinities have no canonical form.')
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object': {
      if (value === null) return 'null'
      return Array.isArray(value) ? listText(value) : objectText(value)
    }
    default:
      throw new RangeError(`A ${typeof value} has no canonical form.`)
  }
}

function listText(list: readonly Json[]): string {
  let text = '['
  for (let i = 0; i < list.length; i++) text += i === 0 ? written(list[i]!) : `,${written(list[i]!)}`
  return `${text}]`
}

function objectText(value: { [name: string]: Json }): string {
  const names = Object.keys(value)
  // Code-unit order, which is what the default sort of strings is; most of what we write has it already.
  if (!isInOrder(names)) names.sort()
  let text = '{'
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!
    text += `${i === 0 ? '' : ','}${nameText(name)}:${written(value[name]!)}`
  }
  return `${text}}`
}

function isInOrder(names: readonly string[]): boolean {
  for (let i = 1; i < names.length; i++) if (names[i - 1]! > names[i]!) return false
  return true
}

const nameTexts = new Map<string, string>()

/** Names are few and met again and again. */
function nameText(name: string): string {
  let text = nameTexts.get(name)
  if (text === undefined) {
    text = written(name)
    if (nameTexts.size < 2000) nameTexts.set(name, text)
  }
  return text
}
