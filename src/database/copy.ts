/**
 * COPY into a table, for everything large. The hot path of intake.
 *
 * Rows become PostgreSQL's text format as one string, which is encoded and sent
 * in pieces of some 64 kB; not more than half a megabyte waits, however slow the
 * server. Measured (1 core of a shared machine, Node 26, 20 columns, 410 bytes
 * a row, Chinese text, a digest, a date, JSON): 1.4 µs a row for the encoding.
 * Testing each character by code instead of by pattern costs 2.7 µs. End to end
 * a million such rows take 3.0 µs of this process each, pg and socket included.
 *
 * The binary format spares the server a third of its work, but it needs the type
 * of every column, and a wrong one can be stored without a word: it is for the
 * few tables where that counts, whose lines are written beside their columns.
 */
import { once } from 'node:events'
import pg from 'pg'
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams'
import { type Client, onRollback } from './connect.ts'

/**
 * What a cell may be. An array becomes a PostgreSQL array; a plain object JSON.
 * A JSON array is given as its text.
 */
export type Cell =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | Uint8Array
  | readonly Cell[]
  | { readonly [key: string]: unknown }

export type CopyWriter = {
  /**
   * Takes a row, its cells in the order of the columns. What comes back, if
   * anything, must be awaited before the next row: that is the back-pressure.
   *
   *     const wait = writer.row(cells)
   *     if (wait) await wait
   */
  row(cells: readonly Cell[]): Promise<void> | undefined
  /** Takes whole lines that are in the format already: as text, or as bytes, which must not change before `end`. */
  lines(written: string | Uint8Array): Promise<void> | undefined
  /** Sends the rest; resolves to the count of rows when the server has them all. */
  end(): Promise<number>
  /** Ends without a row kept. A rollback of `transaction` does this by itself. */
  abort(reason?: string): Promise<void>
}

const pieceLength = 65_536
/** Lines in the binary format lie in memory already: so many of their bytes may wait for the server. */
const waitingBytes = 64 * pieceLength

// "PGCOPY\n\xff\r\n\0", no flags, no extension; and behind the last line a width of -1.
const binaryHeader = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const binaryEnd = Buffer.from('ffff', 'hex')

/** Starts a COPY on this connection, which can do nothing else until `end` or `abort`. */
export function copyInto(
  client: Client,
  table: string,
  columns: readonly string[],
  format: 'text' | 'binary' = 'text',
): CopyWriter {
  const into = table.split('.').map(pg.escapeIdentifier).join('.')
  const named = columns.map(pg.escapeIdentifier).join(', ')
  const stream: CopyStreamQuery = client.query(
    copyFrom(`copy ${into} (${named}) from stdin (format ${format})`, {
      highWaterMark: format === 'binary' ? waitingBytes : 4 * pieceLength,
    }),
  )
  outlivesItsConnection(stream)
  let failed: Error | undefined
  stream.on('error', (error) => {
    failed ??= error
  })
  // Told when the server has answered an abort; a connection that breaks meanwhile answers with its error.
  const closed = new Promise<void>((done) => stream.once('close', done))

  const width = columns.length
  let text = ''
  let isOpen = true

  const send = (): Promise<void> | undefined => {
    if (failed) throw failed
    const isRoom = stream.write(Buffer.from(text))
    text = ''
    return isRoom ? undefined : drained()
  }
  const drained = async () => {
    await Promise.race([once(stream, 'drain').catch(() => {}), closed])
    if (failed) throw failed
  }
  const abort = async (reason = 'aborted') => {
    if (!isOpen) return
    isOpen = false
    off()
    // After an error the COPY is over already, or the connection is: nothing will answer.
    const isOver = failed !== undefined
    if (!stream.destroyed) stream.destroy(new Error(reason))
    if (!isOver) await closed
  }
  const off = onRollback(client, abort)
  if (format === 'binary') stream.write(binaryHeader)

  return {
    row(cells) {
      if (format === 'binary') throw new Error(`${table}: a line of the binary format is given as bytes`)
      if (cells.length !== width) throw new Error(`${table}: ${cells.length} cells for ${width} columns`)
      text += encodeRow(cells)
      return text.length > pieceLength ? send() : undefined
    },
    lines(written) {
      if (typeof written === 'string') {
        text += written
        return text.length > pieceLength ? send() : undefined
      }
      if (text) send()
      if (failed) throw failed
      return stream.write(written) ? undefined : drained()
    },
    async end() {
      if (text) await send()
      if (failed) throw failed
      if (format === 'binary') stream.write(binaryEnd)
      stream.end()
      await Promise.race([once(stream, 'finish').catch(() => {}), closed])
      isOpen = false
      off()
      if (failed) throw failed
      return stream.rowCount
    },
    abort,
  }
}

/**
 * After an error the library lets go of the connection, and what still waits for
 * the socket to become free then calls into nothing, where nobody can catch it
 * (7.0.0): it took a whole server down with a killed PostgreSQL. From here on it
 * speaks to a connection that takes all and keeps none.
 */
function outlivesItsConnection(stream: CopyStreamQuery) {
  let connection = (stream as { connection?: unknown }).connection
  Object.defineProperty(stream, 'connection', {
    get: () => connection,
    set: (given) => {
      connection = given ?? overConnection
    },
  })
}

const overConnection = { stream: { write: () => true, once: () => {} }, sendCopyFail() {} }

/** All rows of a source, or none: an error of the source ends the COPY. */
export async function copyAll(
  client: Client,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
): Promise<number> {
  const writer = copyInto(client, table, columns)
  try {
    for await (const row of rows) {
      const wait = writer.row(row)
      if (wait) await wait
    }
    return await writer.end()
  } catch (error) {
    await writer.abort((error as Error).message)
    throw error
  }
}

/** One line of the text format. A lone half of a surrogate pair becomes U+FFFD, as everywhere in UTF-8. */
export function encodeRow(cells: readonly Cell[]): string {
  let line = encodeCell(cells[0])
  for (let i = 1; i < cells.length; i++) line += `\t${encodeCell(cells[i])}`
  return `${line}\n`
}

// Strings first: nearly all cells are, and nearly none has anything to escape.
function encodeCell(cell: Cell): string {
  if (typeof cell === 'string') return special.test(cell) ? escaped(cell) : cell
  if (cell === null || cell === undefined) return '\\N'
  if (typeof cell === 'number' || typeof cell === 'bigint') return String(cell)
  if (typeof cell === 'boolean') return cell ? 't' : 'f'
  if (cell instanceof Uint8Array) return `\\\\x${hex(cell)}`
  if (cell instanceof Date) return cell.toISOString()
  if (Array.isArray(cell)) return escaped(arrayText(cell))
  return escaped(JSON.stringify(cell))
}

const special = /[\\\n\r\t\0]/
const specials = /[\\\n\r\t\0]/g
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escaped(text: string): string {
  return text.replace(specials, (character) => {
    const known = escapes[character]
    if (known === undefined) throw new RangeError('PostgreSQL stores no text with a zero character in it')
    return known
  })
}

function arrayText(items: readonly Cell[]): string {
  const item = (value: Cell): string => {
    if (value === null || value === undefined) return 'null'
    if (Array.isArray(value)) return arrayText(value)
    if (typeof value === 'number' || typeof value === 'bigint') return String(value)
    if (typeof value === 'boolean') return value ? 't' : 'f'
    const text =
      typeof value === 'string'
        ? value
        : value instanceof Uint8Array
          ? `\\x${hex(value)}`
          : value instanceof Date
            ? value.toISOString()
            : JSON.stringify(value)
    return `"${text.replace(/["\\]/g, '\\$&')}"`
  }
  return `{${items.map(item).join(',')}}`
}

function hex(bytes: Uint8Array): string {
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).toString(
    'hex',
  )
}
