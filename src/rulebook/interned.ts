/**
 * The engine finds a property at once by a name that it has used as one; any
 * other text it must first look up among all names, at every access, and code
 * made for it is thrown away again and again. What was read from a file or came
 * from another thread is such a text: of a rule book, the ids of fields.
 */
const longest = 64

/** The same data, with every short text in it a name that the engine knows. For plain data; changes it in place. */
export function interned<T>(data: T): T {
  const seen = new Set<object>()
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return value.length <= longest ? asName(value) : value
    if (typeof value !== 'object' || value === null || seen.has(value) || Object.isFrozen(value)) return value
    seen.add(value)
    const holder = value as { [name: string]: unknown }
    for (const name of Object.keys(holder)) holder[name] = walk(holder[name])
    return value
  }
  return walk(data) as T
}

const asName = (text: string): string => Object.keys({ [text]: true })[0]!
