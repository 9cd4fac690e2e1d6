import type { Finding } from '../../terms/finding.ts'
import { csvLimits } from './csv.ts'
import { NotText, type TextEncoding, textOf } from './encoding.ts'
import { cellTooLong, rowTooLong, tooManyColumns, tooManyRows } from './findings.ts'
import { batchRows, isBlankRow, type RowBatch } from './row-batch.ts'
import { numberText } from './xlsx-cell.ts'
import { Stop } from './xlsx-package.ts'

/**
 * JSON to rows of cells: a list of objects, `{"rows": [...]}`, or one object a
 * line. The keys are the names of the columns.
 *
 * Read twice, as an object may hold what none before it held: first to know the
 * columns, then for the rows. What is held is one object; each is parsed by
 * itself, strictly, and a file that is not JSON to its very end gives no row.
 * `line` is the physical line where each object has its own, else the number of
 * the object, from 1.
 */
export type JsonForm = { encoding: TextEncoding; limits?: Partial<JsonLimits> }

export type JsonLimits = Pick<typeof csvLimits, 'maxRows' | 'maxColumns' | 'maxCellChars' | 'maxRowChars'>

/** `open` gives the bytes from their beginning, each time it is called. */
export async function* readJson(open: () => AsyncIterable<Uint8Array>, form: JsonForm): AsyncGenerator<RowBatch> {
  const limits = { ...csvLimits, ...form.limits }
  let line = 1
  try {
    const columns = new Map<string, number>()
    for await (const objects of objectsOf(textOf(open(), form.encoding), limits)) {
      for (const object of objects) {
        line = object.line
        for (const key of Object.keys(parsed(object))) if (!columns.has(key)) columns.set(key, columns.size)
        if (columns.size > limits.maxColumns) throw new Stop(tooManyColumns(line, columns.size, limits))
      }
    }
    yield* rowsOf(objectsOf(textOf(open(), form.encoding), limits), columns, limits)
  } catch (error) {
    if (!(error instanceof Stop || error instanceof NotText)) throw error
    const stopped = error instanceof Stop ? error.finding : notText(line)
    yield { firstLine: line, rows: [], lines: [], findings: [], stopped }
  }
}

async function* rowsOf(
  input: AsyncIterable<Found[]>,
  columns: ReadonlyMap<string, number>,
  limits: JsonLimits,
): AsyncGenerator<RowBatch> {
  const names = [...columns.keys()]
  let batch = empty(names)
  let isFirst = true
  let count = 0
  for await (const objects of input) {
    for (const object of objects) {
      const row = rowOf(object, columns, limits)
      if ('check' in row) batch.findings.push(row)
      else if (!isBlankRow(row)) {
        if (++count > limits.maxRows) throw new Stop(tooManyRows(object.line, limits))
        batch.rows.push(row)
        batch.lines.push(object.line)
      }
      if (batch.rows.length < batchRows && batch.findings.length < batchRows) continue
      yield begun(batch)
      isFirst = false
      batch = empty(names)
    }
  }
  if (isFirst || batch.rows.length > 0 || batch.findings.length > 0) yield begun(batch)
}

const empty = (columns: readonly string[]): RowBatch => ({ firstLine: 1, rows: [], lines: [], findings: [], columns })

const begun = (batch: RowBatch): RowBatch => ({
  ...batch,
  firstLine: Math.min(batch.lines[0] ?? Number.POSITIVE_INFINITY, batch.findings[0]?.line ?? Number.POSITIVE_INFINITY),
})

// ---- one object ----------------------------------------------------------

/** `members`: how many it says it has, to find a key that stands twice. */
type Found = { text: string; line: number; members: number }
type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** A number as it is written: a code of 18 digits must not pass through floating point. */
class Written {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

const asWritten = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? new Written(context?.source ?? String(value)) : value

function parsed({ text, line, members }: Found): Record<string, JsonValue | Written> {
  let object: Record<string, JsonValue | Written>
  try {
    object = JSON.parse(text, asWritten as Parameters<typeof JSON.parse>[1]) as typeof object
  } catch {
    throw damaged(line)
  }
  if (Object.keys(object).length !== members) throw keyTwice(line)
  return object
}

function rowOf(object: Found, columns: ReadonlyMap<string, number>, limits: JsonLimits): string[] | Finding {
  const row = new Array<string>(columns.size).fill('')
  for (const [key, value] of Object.entries(parsed(object))) {
    const text = textOfValue(value)
    const column = columns.get(key)!
    if (text === undefined) return nested(object.line, key)
    if (text.length > limits.maxCellChars) return cellTooLong(object.line, column, limits)
    row[column] = text
  }
  return row
}

/** Undefined for what is no value of a cell. */
function textOfValue(value: JsonValue | Written): string | undefined {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (value instanceof Written) {
    return /^-?\d{1,40}(?:\.\d{1,20})?$/.test(value.source) ? value.source : (numberText(value.source) ?? value.source)
  }
  if (!Array.isArray(value)) return undefined
  const parts = value.map((part) => (Array.isArray(part) ? undefined : textOfValue(part)))
  return parts.includes(undefined) ? undefined : parts.join(';')
}

// ---- the objects of a file -----------------------------------------------

/** Those that each piece of text completes. */
async function* objectsOf(input: AsyncIterable<string>, limits: JsonLimits): AsyncGenerator<Found[]> {
  const finder = new Finder(limits)
  for await (const piece of input) {
    // A large piece at once would hold all of its objects.
    for (let at = 0; at < piece.length; at += pieceChars) yield finder.take(piece.slice(at, at + pieceChars))
  }
  finder.end()
}

const pieceChars = 65_536

type Place =
  | 'start'
  | 'first' // in a list, before its first object or its end
  | 'next' // behind a comma
  | 'object'
  | 'behind' // behind an object of a list
  | 'line-behind' // behind an object that stands alone, in its line
  | 'line' // in a line of its own, before an object
  | 'rest' // behind the list of {"rows": [...]}
  | 'end'

/** Walks over the text by what is a bracket, a quote or a comma; what stands between is left to `JSON.parse`. */
class Finder {
  readonly #limits: JsonLimits
  #place: Place = 'start'
  /** Whether each object has its own line. */
  #isLines = false
  #line = 1
  #count = 0
  /** Of the object at hand: what earlier pieces held of it. */
  #held = ''
  #depth = 0
  #members = 0
  #inString = false
  #isEscaped = false
  /** The last text of the outermost object, that may turn out to be the key of the list. */
  #string = ''
  #key = ''
  /** What stands around the list of {"rows": [...]}, and how many members of the outer object it says. */
  #around = ''
  #outerMembers = 0

  constructor(limits: JsonLimits) {
    this.#limits = limits
  }

  take(text: string): Found[] {
    const found: Found[] = []
    let from = this.#place === 'object' || this.#place === 'rest' ? 0 : -1
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.#newLine()
      if (this.#place === 'object' || this.#place === 'rest') {
        if (this.#inString) {
          if (this.#isEscaped) this.#isEscaped = false
          else if (code === 92) this.#isEscaped = true
          else if (code === 34) this.#inString = false
          if (this.#inString && this.#depth === 1 && this.#string.length < 8) this.#string += text[i]
          continue
        }
        if (code === 34) {
          this.#inString = true
          if (this.#depth === 1) this.#string = ''
        } else if (code === 123 || code === 91) {
          // The list of rows of an outer object: what stood before it is put aside.
          if (code === 91 && this.#depth === 1 && this.#key === 'rows' && this.#isFirstObject()) {
            this.#around = `${this.#held}${text.slice(from, i)}[]`
            this.#outerMembers = this.#members
            this.#held = ''
            this.#isLines = false
            this.#place = 'first'
            from = -1
            continue
          }
          this.#depth += 1
          this.#key = ''
        } else if (code === 125 || code === 93) {
          this.#depth -= 1
          if (this.#depth === 0) {
            const whole = this.#held + text.slice(from, i + 1)
            this.#held = ''
            from = -1
            if (this.#place === 'rest') this.#endOuter(whole)
            else {
              this.#count += 1
              const line = this.#isLines ? this.#line : this.#count
              found.push({ text: whole, line, members: this.#members })
              this.#place = this.#isLines ? 'line-behind' : 'behind'
            }
          }
        } else if (code === 58 && this.#depth === 1) {
          this.#members += 1
          this.#key = this.#string
        } else if (code === 44 && this.#depth === 1) this.#key = ''
        continue
      }
      if (code === 32 || code === 9 || code === 10 || code === 13) continue
      from = this.#between(code, i)
    }
    if (from >= 0) {
      this.#held += text.slice(from)
      if (this.#held.length > this.#limits.maxRowChars) throw new Stop(rowTooLong(this.#lineTold(), this.#limits))
    }
    return found
  }

  #isFirstObject(): boolean {
    return this.#place === 'object' && this.#isLines && this.#count === 0
  }

  /** A character outside of every object; answers where an object begins, or -1. */
  #between(code: number, at: number): number {
    const place = this.#place
    const isBegin = place === 'start' || place === 'first' || place === 'next' || place === 'line'
    if (code === 123 && isBegin) {
      if (place === 'start') this.#isLines = true
      this.#place = 'object'
      this.#depth = 1
      this.#members = 0
      this.#string = ''
      this.#key = ''
      return at
    }
    if (code === 91 && place === 'start') this.#place = 'first'
    else if (code === 44 && place === 'behind') this.#place = 'next'
    else if (code === 93 && (place === 'behind' || place === 'first')) {
      this.#place = this.#around === '' ? 'end' : 'rest'
      if (this.#place === 'rest') {
        this.#depth = 1
        this.#members = this.#outerMembers
        return at + 1
      }
    } else if (isBegin && code !== 44 && code !== 93 && code !== 125) throw notRows(this.#lineTold())
    else throw damaged(this.#lineTold())
    return -1
  }

  #newLine(): void {
    this.#line += 1
    if (this.#place === 'line-behind') this.#place = 'line'
  }

  #lineTold(): number {
    return this.#isLines ? this.#line : this.#count + 1
  }

  /** The outer object with an empty list must be JSON of its own. */
  #endOuter(rest: string): void {
    parsed({ text: this.#around + rest, line: this.#count, members: this.#members })
    this.#place = 'end'
  }

  end(): void {
    if (this.#place === 'end' || this.#place === 'line-behind' || this.#place === 'line') return
    throw damaged(this.#lineTold())
  }
}

// ---- what is said --------------------------------------------------------

const wholeList = {
  zh: '一个对象的列表，或 {"rows": [...]}，或每行一个对象（JSON Lines）；每个对象是一条记录，键为字段代码或中文名称。',
  en: 'a list of objects, {"rows": [...]}, or one object a line (JSON Lines); each object is a record, its keys the field ids or Chinese names.',
}

function damaged(line: number): Stop {
  return new Stop({
    check: 'json-damaged',
    severity: 'error',
    line,
    says: {
      zh: `文件在第${line}条记录处不符合JSON格式或不完整，未读取。`,
      en: `At record ${line} the file is no JSON, or it is cut off; it was not read.`,
    },
    accepted: wholeList,
  })
}

function notRows(line: number): Stop {
  return new Stop({
    check: 'json-not-rows',
    severity: 'error',
    line,
    says: { zh: 'JSON文件的内容不是记录的列表。', en: 'What the JSON file holds is no list of records.' },
    accepted: wholeList,
  })
}

function keyTwice(line: number): Stop {
  return new Stop({
    check: 'json-key-twice',
    severity: 'error',
    line,
    says: {
      zh: `第${line}条记录中同一个键出现两次，无法确定取哪一个值，文件未读取。`,
      en: `In record ${line} a key stands twice; which value counts cannot be told, so the file was not read.`,
    },
    accepted: { zh: '每条记录中每个键只出现一次。', en: 'Each key stands once in a record.' },
  })
}

function nested(line: number, key: string): Finding {
  return {
    check: 'json-value-nested',
    severity: 'error',
    line,
    field: key.slice(0, 100),
    says: {
      zh: `第${line}条记录的“${key.slice(0, 100)}”不是文字、数字或它们的列表，该行未读入。`,
      en: `In record ${line} "${key.slice(0, 100)}" is no text or number, nor a list of them; the row was not taken.`,
    },
    accepted: {
      zh: '文字、数字、true、false、null，或文字的列表。',
      en: 'A text, a number, true, false, null, or a list of texts.',
    },
  }
}

function notText(line: number): Finding {
  return {
    check: 'file-encoding-wrong',
    severity: 'error',
    line,
    says: {
      zh: `文件在第${line}条记录之后含有无法识别的字节，未读取。`,
      en: `Behind record ${line} the file holds bytes that are no text; it was not read.`,
    },
    accepted: { zh: '请以UTF-8编码重新导出。', en: 'Export it again in UTF-8.' },
  }
}
