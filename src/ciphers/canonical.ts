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
      if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
      // Code-unit order, which is what the default sort of strings is.
      const names = Object.keys(value).sort()
      return `{${names.map((name) => `${canonical(name)}:${canonical(value[name]!)}`).join(',')}}`
    }
    default:
      throw new RangeError(`A ${typeof value} has no canonical form.`)
  }
}
