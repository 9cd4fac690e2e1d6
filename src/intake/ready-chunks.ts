/**
 * From a screened copy to chunks that wait to be placed; on this thread, or for
 * a long file on one of its own, so that neither the database nor whoever else
 * is served waits while a million rows are checked and hashed.
 */
import { Worker } from 'node:worker_threads'
import { type Suite, sha256Suite, sm3Suite } from '../ciphers/suite.ts'
import { chunkRows } from '../records/record.ts'
import { itemOn, type RuleBook } from '../rulebook/book.ts'
import { compilePrepare, type Prepare } from './prepare.ts'
import { readScreenedCopy } from './reading/store-upload.ts'
import { type ChunkWriter, chunkWriter, type ReadyChunk } from './ready-chunk.ts'
import { fieldsOfCopy, markOf } from './receive.ts'
import { personFinding } from './screen.ts'

/** All of it plain data: it is handed to the thread. */
export type Reading = {
  path: string
  item: string
  book: RuleBook
  suite: Suite['name']
  source: string
  today: string
  /** Rows at the beginning that were placed already. */
  skip: number
}

/** Rows prepared between two looks at what else there is to do. */
const slice = 32

const yieldToOthers = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The chunks of a copy, made on the thread that asks. */
export async function* readyChunks(
  reading: Reading,
  writes?: (writer: ChunkWriter) => void,
): AsyncGenerator<ReadyChunk> {
  const { book, source, today } = reading
  const item = itemOn(book, reading.item, today)!
  const suite = reading.suite === 'sm3' ? sm3Suite : sha256Suite
  const writer = chunkWriter({ item: item.id, catalogue: item.version, source, nameField: item.parts.name })
  writes?.(writer)
  let prepare: Prepare | undefined
  let { skip } = reading
  for await (const batch of readScreenedCopy(reading.path)) {
    for (let i = 0; i < batch.rows.length; i++) {
      const cells = batch.rows[i]!
      if (!prepare) {
        prepare = compilePrepare({ item, book, suite, source, today }, fieldsOfCopy(cells))
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
  else if ('masked' in marked) prepare(writer, cells, line, marked.masked)
  else writer.refuse('person' in marked ? [personFinding(marked.person, line)] : marked.findings, line)
}

/** From the thread: a chunk, the end, or what went wrong, with the code that an error loses on the way. */
export type FromThread = { chunk: ReadyChunk } | { fault: Error; code?: string } | { isEnd: true }

/** Chunks there are at most: being placed, waiting, being made. */
export const chunksAtMost = 9

/**
 * The same, made on a thread of its own, so many together as are there. They may
 * be used until `placed` resolves: it is awaited before the next are handed out,
 * and then their bytes go back to be written again.
 */
export async function* readyChunksOfThread(
  reading: Reading,
  together: number,
  placed: () => Promise<unknown> | undefined,
): AsyncGenerator<ReadyChunk[]> {
  const worker = new Worker(new URL('./ready-worker.ts', import.meta.url), {
    workerData: reading,
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  })
  const arrived: FromThread[] = []
  let wake = () => {}
  const arrive = (one: FromThread) => {
    arrived.push(one)
    wake()
  }
  worker.on('message', arrive)
  worker.on('error', (fault) => arrive({ fault: fault as Error }))
  worker.on('exit', () => arrive({ fault: new Error('The thread that prepares rows has ended.') }))
  try {
    for (;;) {
      while (arrived.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      await placed()
      const chunks: ReadyChunk[] = []
      while (chunks.length < together && arrived[0] !== undefined && 'chunk' in arrived[0]) {
        chunks.push((arrived.shift() as { chunk: ReadyChunk }).chunk)
      }
      if (chunks.length === 0) {
        const last = arrived.shift()!
        if ('fault' in last) throw Object.assign(last.fault, last.code === undefined ? {} : { code: last.code })
        return
      }
      yield chunks
      await placed()
      for (const { bytes } of chunks) worker.postMessage(bytes.buffer, [bytes.buffer])
    }
  } finally {
    await worker.terminate()
  }
}
