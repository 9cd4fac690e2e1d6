/** From a screened copy to chunks that wait to be placed. */
import { join } from 'node:path'
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { type Suite, sha256Suite, sm3Suite } from '../ciphers/suite.ts'
import { chunkRows } from '../records/record.ts'
import { itemOn, type RuleBook } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { Intake } from './intake.ts'
import { compilePrepare, type Prepare } from './prepare.ts'
import { followScreenedCopy, readScreenedCopy } from './reading/store-upload.ts'
import { type ChunkWriter, chunkWriter, type ReadyChunk } from './ready-chunk.ts'
import { fieldsOfCopy, markOf, ownColumnsOfCopy, profileOfCopy } from './receive.ts'
import { personFinding } from './screen.ts'

/** All of it plain data: it is handed to the thread. */
export type Reading = {
  path: string
  item: string
  book: RuleBook
  suite: Suite['name']
  source: string
  today: string
  /** Of listings: the lists that are taken from this source. */
  lists?: readonly string[]
  /** Rows at the beginning that were placed already. */
  skip: number
}

/** `screened` is the copy's name, `today` the day it came. */
export const readingOf = (
  { uploads, rules, suite }: Pick<Intake, 'uploads' | 'rules' | 'suite'>,
  item: Item,
  source: string,
  screened: string,
  today: string,
  skip = 0,
  lists?: readonly string[],
): Reading => ({
  path: join(uploads, screened),
  item: item.id,
  book: rules.book,
  suite: suite.name,
  source,
  today,
  skip,
  ...(lists ? { lists } : {}),
})

/** Rows prepared between two looks at what else there is to do. */
const slice = 32

/**
 * The chunks of a copy, made on the thread that asks. `growth` tells how many bytes
 * of it are there, for a copy that is still being written. `writes` is handed the
 * writer, to which bytes can be given back.
 */
export async function* readyChunks(
  reading: Reading,
  growth?: AsyncIterable<number>,
  writes?: (writer: ChunkWriter) => void,
): AsyncGenerator<ReadyChunk> {
  const { book, source, today, lists } = reading
  const item = itemOn(book, reading.item, today)!
  const suite = reading.suite === 'sm3' ? sm3Suite : sha256Suite
  const writer = chunkWriter({ item: item.id, catalogue: item.version, source, nameField: item.parts.name })
  writes?.(writer)
  let prepare: Prepare | undefined
  let { skip } = reading
  const batches = growth ? followScreenedCopy(reading.path, growth) : readScreenedCopy(reading.path)
  for await (const batch of batches) {
    for (let i = 0; i < batch.rows.length; i++) {
      const cells = batch.rows[i]!
      if (!prepare) {
        const own = ownColumnsOfCopy(cells)
        const historic = profileOfCopy(cells, item)
        prepare = compilePrepare({ item, book, suite, source, today, lists, own, historic }, fieldsOfCopy(cells))
        continue
      }
      if (skip > 0) {
        skip--
        continue
      }
      take(writer, prepare, cells[1]!, cells, batch.lines[i]!)
      if (writer.count % slice === 0) await yieldToOthers()
      if (writer.count === chunkRows) yield writer.take()
    }
  }
  if (writer.count > 0) yield writer.take()
}

/** Takes one row of a screened copy, which may have been refused when it came. */
export function take(
  writer: ChunkWriter,
  prepare: Prepare,
  mark: string,
  cells: readonly string[],
  line: number,
): void {
  const marked = markOf(mark)
  if (marked === undefined) prepare(writer, cells, line)
  else if ('said' in marked) prepare(writer, cells, line, marked.said)
  else writer.refuse('person' in marked ? [personFinding(marked.person, line)] : marked.findings, line)
}
