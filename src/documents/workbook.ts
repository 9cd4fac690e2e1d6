/**
 * An XLSX workbook of one sheet, written row by row.
 *
 * Our own writer, as no kept library streams, writes every cell as text (a code of
 * 18 digits stays one) and gives the same bytes for the same rows; it needs only Node.
 * The sheet is deflated as it comes and never held as a whole. Texts stand in the
 * cells themselves; nothing in the file tells when or by whom it was made.
 */
import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib'

export type Sheet = {
  /** Its name on the tab: at most 31 characters, none of `[]:*?/\`. */
  name: string
  /** In characters of the common width; a column beyond them is as wide as Excel makes it. */
  widths?: readonly number[]
  /** Rows from the top that stay in sight and are set in bold. */
  headRows?: number
}

export type SheetRow = readonly (string | undefined)[]

/** The most that any program reads. */
export const sheetRowsAtMost = 1_048_576
const cellCharactersAtMost = 32_767

/** The bytes of the workbook, in pieces. Throws for a cell or a row beyond what the format holds: nothing is cut off. */
export async function* writeWorkbook(
  sheet: Sheet,
  rows: Iterable<SheetRow> | AsyncIterable<SheetRow>,
): AsyncGenerator<Buffer> {
  if (!/^[^[\]:*?/\\]{1,31}$/.test(sheet.name)) throw new RangeError(`not the name of a sheet: ${sheet.name}`)
  const zip = new ZipWriter()
  for (const [name, xml] of smallParts(sheet)) yield zip.whole(name, Buffer.from(xml))

  yield zip.begin('xl/worksheets/sheet1.xml')
  const deflate = createDeflateRaw({ level: 6 })
  const packed: Buffer[] = []
  deflate.on('data', (piece: Buffer) => packed.push(piece))
  const failed = new Promise<never>((_, reject) => deflate.once('error', reject))
  failed.catch(() => {})
  const ended = new Promise<void>((resolve) => deflate.once('end', resolve))
  const send = async (xml: string) => {
    const bytes = Buffer.from(xml)
    zip.count(bytes)
    if (!deflate.write(bytes)) {
      await Promise.race([new Promise<void>((resolve) => deflate.once('drain', resolve)), failed])
    }
  }

  let xml = sheetHead(sheet)
  let row = 0
  try {
    for await (const cells of rows) {
      if (++row > sheetRowsAtMost) throw new RangeError(`a sheet has at most ${sheetRowsAtMost} rows`)
      xml += rowXml(cells, row, row <= (sheet.headRows ?? 0))
      if (xml.length < 65_536) continue
      await send(xml)
      xml = ''
      for (const piece of packed.splice(0)) yield zip.packed(piece)
    }
    await send(`${xml}</sheetData></worksheet>`)
    deflate.end()
    await Promise.race([ended, failed])
    for (const piece of packed) yield zip.packed(piece)
  } finally {
    deflate.destroy()
  }
  yield zip.end()
  yield zip.finish()
}

function rowXml(cells: SheetRow, row: number, isHead: boolean): string {
  const style = isHead ? 2 : 1
  let xml = `<row r="${row}">`
  for (let i = 0; i < cells.length; i++) {
    const text = cells[i]
    if (text === undefined || text === '') continue
    if (text.length > cellCharactersAtMost)
      throw new RangeError(`a cell holds at most ${cellCharactersAtMost} characters`)
    xml += `<c r="${columnName(i)}${row}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
  }
  return `${xml}</row>`
}

/** A, B, ... Z, AA, ... */
export function columnName(index: number): string {
  let name = ''
  for (let left = index + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name
  }
  return name
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|_x(?=[0-9A-Fa-f]{4}_)|\r/g

/** XML, and what XML cannot hold in the form `_x000B_` that spreadsheet programs read. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(unwritable, (found) =>
      found === '_x' ? '_x005F_x' : `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

function sheetHead({ widths = [], headRows = 0 }: Sheet): string {
  const pane = `<pane ySplit="${headRows}" topLeftCell="A${headRows + 1}" activePane="bottomLeft" state="frozen"/>`
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
  return [
    `${declaration}<worksheet xmlns="${main}">`,
    `<sheetViews><sheetView workbookViewId="0">${headRows > 0 ? pane : ''}</sheetView></sheetViews>`,
    '<sheetFormatPr defaultRowHeight="15"/>',
    columns.length > 0 ? `<cols>${columns.join('')}</cols>` : '',
    '<sheetData>',
  ].join('')
}

/** Style 1 is text, so that typing over a code leaves it a code; style 2 the same in bold. */
function smallParts(sheet: Sheet): [name: string, xml: string][] {
  const part = (name: string, type: string) => `<Override PartName="${name}" ContentType="${spreadsheet}.${type}+xml"/>`
  const styles = [
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>',
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>',
  ]
  return [
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('/xl/workbook.xml', 'sheet.main')}${part('/xl/worksheets/sheet1.xml', 'worksheet')}${part('/xl/styles.xml', 'styles')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${declaration}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escaped(sheet.name).replaceAll('"', '&quot;')}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${declaration}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', `${declaration}<styleSheet xmlns="${main}">${styles.join('')}</styleSheet>`],
  ]
}

/** Sizes of a part that is written as it comes stand behind it, and in the directory. */
const sizesBehind = 0x0008
const utf8Names = 0x0800
const largest = 0xffffffff
// 1980-01-01, the first day of the format: the same rows give the same bytes.
const dosDay = 0x0021

type Part = { name: Buffer; flags: number; crc: number; packed: number; size: number; at: number }

/** A ZIP written front to back; parts one after the other. */
class ZipWriter {
  readonly #parts: Part[] = []
  #at = 0

  whole(name: string, bytes: Buffer): Buffer {
    const packed = deflateRawSync(bytes, { level: constants.Z_DEFAULT_COMPRESSION })
    const part = this.#add(name, utf8Names)
    part.crc = crc32(bytes)
    part.size = bytes.length
    part.packed = packed.length
    return this.#out(Buffer.concat([localHeader(part), part.name, packed]))
  }

  begin(name: string): Buffer {
    const part = this.#add(name, utf8Names | sizesBehind)
    return this.#out(Buffer.concat([localHeader(part), part.name]))
  }

  /** Bytes of the open part, before they are packed. */
  count(bytes: Buffer): void {
    const part = this.#parts.at(-1)!
    part.crc = crc32(bytes, part.crc)
    part.size += bytes.length
  }

  packed(piece: Buffer): Buffer {
    this.#parts.at(-1)!.packed += piece.length
    return this.#out(piece)
  }

  end(): Buffer {
    const { crc, packed, size } = this.#parts.at(-1)!
    if (size > largest || this.#at > largest) throw new RangeError('a workbook of more than 4 GB')
    const sizes = Buffer.alloc(16)
    sizes.write('PK\x07\x08', 'latin1')
    sizes.writeUInt32LE(crc, 4)
    sizes.writeUInt32LE(packed, 8)
    sizes.writeUInt32LE(size, 12)
    return this.#out(sizes)
  }

  finish(): Buffer {
    const directory = Buffer.concat(
      this.#parts.flatMap((part) => {
        const head = Buffer.alloc(46)
        head.write('PK\x01\x02', 'latin1')
        head.writeUInt16LE(20, 4)
        writeCommon(head, 6, part, true)
        head.writeUInt32LE(part.at, 42)
        return [head, part.name]
      }),
    )
    const end = Buffer.alloc(22)
    end.write('PK\x05\x06', 'latin1')
    end.writeUInt16LE(this.#parts.length, 8)
    end.writeUInt16LE(this.#parts.length, 10)
    end.writeUInt32LE(directory.length, 12)
    end.writeUInt32LE(this.#at, 16)
    return this.#out(Buffer.concat([directory, end]))
  }

  #add(name: string, flags: number): Part {
    const part = { name: Buffer.from(name), flags, crc: 0, packed: 0, size: 0, at: this.#at }
    this.#parts.push(part)
    return part
  }

  #out(bytes: Buffer): Buffer {
    this.#at += bytes.length
    return bytes
  }
}

function localHeader(part: Part): Buffer {
  const head = Buffer.alloc(30)
  head.write('PK\x03\x04', 'latin1')
  writeCommon(head, 4, part, (part.flags & sizesBehind) === 0)
  return head
}

function writeCommon(head: Buffer, at: number, part: Part, isKnown: boolean): void {
  head.writeUInt16LE(20, at)
  head.writeUInt16LE(part.flags, at + 2)
  head.writeUInt16LE(8, at + 4)
  head.writeUInt16LE(dosDay, at + 8)
  head.writeUInt32LE(isKnown ? part.crc : 0, at + 10)
  head.writeUInt32LE(isKnown ? part.packed : 0, at + 14)
  head.writeUInt32LE(isKnown ? part.size : 0, at + 18)
  head.writeUInt16LE(part.name.length, at + 22)
}
