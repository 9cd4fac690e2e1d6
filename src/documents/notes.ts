/**
 * Notes on the cells of a sheet: the comments that every spreadsheet program shows.
 * They are two parts of the package, one with the texts and one with the places
 * where they are drawn, and stand behind the sheet they belong to. Until that is
 * written they lie in memory while they are few, then in a file without a name.
 */
import { randomBytes } from 'node:crypto'
import { close, open, read, write } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export type Note = { row: number; column: number; text: string }

/** Rows and columns are counted from 0 here. */
export type Notes = {
  readonly count: number
  add(note: Note): Promise<void> | undefined
  /** As they were added. */
  read(): AsyncGenerator<Note[]>
  close(): Promise<void>
}

const pieceCharacters = 131_072
const inMemoryPieces = 32

/** `folder` is where they go when they are many. */
export function gatherNotes(folder: string, inMemory = inMemoryPieces): Notes {
  const pieces: (Buffer | { at: number; length: number })[] = []
  let lines = ''
  let count = 0
  let file: number | undefined
  let end = 0

  async function flush(): Promise<void> {
    const bytes = Buffer.from(lines)
    lines = ''
    if (pieces.length < inMemory) {
      pieces.push(bytes)
      return
    }
    file ??= await openNameless(folder)
    for (let from = 0; from < bytes.length; ) {
      from += (await promisify(write)(file, bytes, from, bytes.length - from, end + from)).bytesWritten
    }
    pieces.push({ at: end, length: bytes.length })
    end += bytes.length
  }

  return {
    get count() {
      return count
    },
    add({ row, column, text }) {
      count++
      lines += `${JSON.stringify([row, column, text])}\n`
      return lines.length < pieceCharacters ? undefined : flush()
    },
    async *read() {
      for (const piece of pieces) yield notesIn(Buffer.isBuffer(piece) ? piece : await readPiece(file!, piece))
      if (lines !== '') yield notesIn(Buffer.from(lines))
    },
    async close() {
      pieces.length = 0
      lines = ''
      if (file !== undefined) await promisify(close)(file)
      file = undefined
    },
  }
}

function notesIn(bytes: Buffer): Note[] {
  return bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [row, column, text] = JSON.parse(line) as [number, number, string]
      return { row, column, text }
    })
}

/** For this process alone: when it goes, in whatever way, the file is gone. */
async function openNameless(folder: string): Promise<number> {
  const path = join(folder, `notes-${randomBytes(9).toString('hex')}.part`)
  const file = await promisify(open)(path, 'wx+', 0o600)
  await rm(path, { force: true }).catch(() => {})
  return file
}

async function readPiece(file: number, { at, length }: { at: number; length: number }): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  for (let from = 0; from < length; ) {
    const { bytesRead } = await promisify(read)(file, bytes, from, length - from, at + from)
    if (bytesRead === 0) throw new Error('The notes of a sheet are shorter than they were written.')
    from += bytesRead
  }
  return bytes
}

/** What a note's cell and text are as XML is the workbook's to say. */
type Xml = { reference(note: Note): string; escaped(text: string): string }

export async function* commentsXml(notes: Notes, author: string, { reference, escaped }: Xml): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>${escaped(author)}</author></authors><commentList>`
  for await (const some of notes.read()) {
    let xml = ''
    for (const note of some) {
      xml += `<comment ref="${reference(note)}" authorId="0"><text><r><rPr><sz val="9"/><rFont val="宋体"/></rPr><t xml:space="preserve">${escaped(note.text)}</t></r></text></comment>`
    }
    yield xml
  }
  yield '</commentList></comments>'
}

/** Ids of shapes come in blocks of so many; a drawing names the blocks it takes, and no two sheets take the same. */
export const shapesInBlock = 1024

/**
 * Where each note is drawn, in the old form that is still the one for notes:
 * beside its cell, as high as its lines, hidden until the cell is pointed at.
 */
export async function* drawingXml(notes: Notes, firstBlock: number): AsyncGenerator<string> {
  const blocks = Array.from({ length: blocksOf(notes) }, (_, i) => firstBlock + i).join(',')
  yield `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="${blocks}"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`
  let shape = 0
  for await (const some of notes.read()) {
    let xml = ''
    for (const { row, column, text } of some) {
      const place = Math.floor(shape / (shapesInBlock - 1)) * shapesInBlock + (shape % (shapesInBlock - 1)) + 1
      shape++
      const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 26)), 1)
      const top = Math.max(0, row - 1)
      xml += `<v:shape id="_x0000_s${firstBlock * shapesInBlock + place}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:260pt;height:${lines * 13}pt;z-index:${shape};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${column + 1}, 12, ${top}, 4, ${column + 4}, 24, ${top + Math.max(3, lines)}, 2</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row}</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`
    }
    yield xml
  }
  yield '</xml>'
}

/** Of each block the first id is the drawing's own. */
export const blocksOf = (notes: Notes): number => Math.max(1, Math.ceil(notes.count / (shapesInBlock - 1)))
