import type { Says } from '../../terms/says.ts'
import { declaredEncoding, likelyEncoding, type TextEncoding } from './encoding.ts'

/**
 * What an uploaded file is, told from its first bytes and never from its name.
 * A refusal says in one sentence what the file is and what would be taken.
 */
export type Recognised = Readable | { format: 'refused'; refusal: { code: string; says: Says } }

export type Readable =
  | { format: 'csv'; encoding: TextEncoding; delimiter: Delimiter }
  | { format: 'xlsx' }
  /** The workbooks of before 2007, whatever their version. */
  | { format: 'xls' }
  /** A list of objects, or one object a line. */
  | { format: 'json'; encoding: TextEncoding }
  /** A web page with tables in it, as many systems give out under the name of .xls. */
  | { format: 'html'; encoding: TextEncoding }
  /** XML Spreadsheet 2003. */
  | { format: 'xml-sheet'; encoding: TextEncoding }

export type Format = Readable['format']

export type Delimiter = ',' | '\t' | ';'

/** As many bytes as `recognise` looks at. */
export const headBytes = 65_536

export function recognise(head: Buffer, fileName: string): Recognised {
  if (head.length === 0) return refused('file-empty', '文件是空的。', 'The file is empty.')
  if (startsWith(head, 0x50, 0x4b)) return recogniseZip(head)
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) return recogniseOle(head)
  if (earlyWorkbooks.some((magic) => startsWith(head, ...magic))) return { format: 'xls' }
  for (const kind of binaryKinds) {
    if (startsWith(head, ...kind.magic)) return named(kind, fileName)
  }
  return recogniseText(head.subarray(0, headBytes), fileName)
}

// ---- containers ----------------------------------------------------------

function recogniseZip(head: Buffer): Recognised {
  if (!startsWith(head, 0x50, 0x4b, 3, 4)) {
    return refused('file-archive-empty', '压缩包是空的或不完整。', 'The archive is empty or incomplete.')
  }
  const text = head.toString('latin1')
  if (text.includes('mimetypeapplication/vnd.oasis.opendocument')) {
    return refused(
      'file-ods',
      '这是OpenDocument表格，暂不接收。',
      'This is an OpenDocument spreadsheet, which is not taken.',
    )
  }
  if (text.includes('xl/workbook.bin')) {
    return refused(
      'file-xlsb',
      '这是二进制工作簿（XLSB），暂不接收。',
      'This is a binary workbook (XLSB), which is not taken.',
    )
  }
  const isOther = /(word\/(document|settings|styles)|ppt\/presentation)/.test(text)
  if (isOther || !/(\[Content_Types\]\.xml|_rels\/|workbook\.xml|xl\/)/.test(text)) {
    return refused(
      'file-archive',
      '这是压缩包或文字、演示文档，不是工作簿。请解压后上传其中的表格。',
      'This is an archive, or a text or slide document, not a workbook. Unpack it and upload the table inside.',
    )
  }
  return { format: 'xlsx' }
}

/** Workbooks of version 2 to 4 (and bare ones of later versions) begin with their first record. */
const earlyWorkbooks = [
  [0x09, 0x00, 0x04, 0x00],
  [0x09, 0x02, 0x06, 0x00],
  [0x09, 0x04, 0x06, 0x00],
  [0x09, 0x08, 0x10, 0x00],
]

/** Old .xls workbooks and password-protected new ones share one container; its table of contents may lie anywhere in it. */
function recogniseOle(head: Buffer): Recognised {
  const holds = (name: string) => head.includes(Buffer.from(`${name}\0`, 'utf16le'))
  if (holds('EncryptedPackage')) return encryptedWorkbook
  if (holds('Workbook') || holds('Book')) return { format: 'xls' }
  if (holds('WordDocument') || holds('PowerPoint Document')) return oldOffice
  return { format: 'xls' }
}

export const oldOffice = refused(
  'file-old-office',
  '这是旧版Office的文字、演示或其他文件，不是工作簿。',
  'This is an old Office file, such as a text or slides, and no workbook.',
)

export const encryptedWorkbook = refused(
  'file-encrypted',
  '工作簿设有打开密码，无法读取。请去掉密码。',
  'The workbook is protected by a password and cannot be read. Remove the password.',
)

type Kind = { magic: number[]; code: string; zh: string; en: string }

const binaryKinds: Kind[] = [
  { magic: [0x25, 0x50, 0x44, 0x46], code: 'file-pdf', zh: 'PDF文件', en: 'a PDF' },
  { magic: [0x89, 0x50, 0x4e, 0x47], code: 'file-image', zh: '图片', en: 'an image' },
  { magic: [0xff, 0xd8, 0xff], code: 'file-image', zh: '图片', en: 'an image' },
  { magic: [0x47, 0x49, 0x46, 0x38], code: 'file-image', zh: '图片', en: 'an image' },
  { magic: [0x49, 0x49, 0x2a, 0x00], code: 'file-image', zh: '图片', en: 'an image' },
  { magic: [0x52, 0x49, 0x46, 0x46], code: 'file-image', zh: '图片或音视频', en: 'an image or a recording' },
  { magic: [0x52, 0x61, 0x72, 0x21], code: 'file-archive', zh: '压缩包', en: 'an archive' },
  { magic: [0x37, 0x7a, 0xbc, 0xaf], code: 'file-archive', zh: '压缩包', en: 'an archive' },
  { magic: [0x1f, 0x8b], code: 'file-archive', zh: '压缩包', en: 'an archive' },
]

const aPage = /^(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype html|html|table|meta|head|body|style|script|div|center)\b/i
/** By its own name space, whatever prefix the writer took; a document type before it is the reader's to refuse. */
const anXmlSheet =
  /^(?:<(?:[?!][^<]*|!DOCTYPE[\s\S]{0,4000}?)>\s*){0,20}<(?:\w+:)?Workbook\b[^>]{0,4000}urn:schemas-microsoft-com:office:spreadsheet/
const aList = /^(?:\{\s*["}]|\[\s*[{["\]\d])/

const textKinds: { begins: RegExp; code: string; zh: string; en: string }[] = [
  { begins: /^<svg/i, code: 'file-image', zh: '图片', en: 'an image' },
  { begins: /^<(\?xml|!doctype|!--|workbook|\w+:workbook)/i, code: 'file-xml', zh: 'XML文件', en: 'an XML file' },
  { begins: /^mime-version:/i, code: 'file-html', zh: '网页', en: 'a web page' },
  { begins: /^\{\\rtf/, code: 'file-rtf', zh: 'RTF文件', en: 'an RTF file' },
  { begins: /^ID;P/, code: 'file-sylk', zh: 'SYLK表格', en: 'a SYLK table' },
]

// ---- text ----------------------------------------------------------------

function recogniseText(head: Buffer, fileName: string): Recognised {
  if (startsWith(head, 0xff, 0xfe, 0, 0) || startsWith(head, 0, 0, 0xfe, 0xff)) {
    return refused('file-utf32', '文件是UTF-32编码，暂不接收。', 'The file is in UTF-32, which is not taken.')
  }
  const { encoding, sample } = readSample(head)
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be' && head.includes(0)) {
    return refused(
      'file-not-text',
      '文件含有空字节（NUL），不是文本文件，或是没有字节序标记的UTF-16。',
      'The file holds NUL bytes: it is no text file, or UTF-16 without byte order mark.',
    )
  }
  if (!encoding) {
    return refused(
      'file-encoding-unknown',
      '文件既不是UTF-8，也不是GB18030编码的中文文本。',
      'The file is neither UTF-8 nor Chinese text in GB18030.',
    )
  }
  const start = sample.replace(/^[\s\uFEFF]+/, '')
  if (start === '') return refused('file-empty', '文件里只有空白。', 'There is nothing but blanks in the file.')
  if (aPage.test(start)) return { format: 'html', encoding: declaredEncoding(start) ?? encoding }
  if (aList.test(start)) return { format: 'json', encoding }
  if (anXmlSheet.test(start)) return { format: 'xml-sheet', encoding: statedInXml(start) ?? encoding }
  const kind = textKinds.find(({ begins }) => begins.test(start))
  if (kind) return named(kind, fileName)
  if (countControls(start) > Math.max(10, start.length / 100)) {
    return refused(
      'file-not-text',
      '文件含有大量控制字符，不是文本文件。',
      'The file is full of control characters; it is no text file.',
    )
  }
  return { format: 'csv', encoding, delimiter: likelyDelimiter(sample) }
}

function readSample(head: Buffer): { encoding: TextEncoding | undefined; sample: string } {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', sample: head.toString('utf8', 3) }
  if (startsWith(head, 0xff, 0xfe)) return { encoding: 'utf-16le', sample: head.toString('utf16le', 2) }
  if (startsWith(head, 0xfe, 0xff)) {
    const even = head.subarray(2, head.length & ~1)
    return { encoding: 'utf-16be', sample: Buffer.from(even).swap16().toString('utf16le') }
  }
  // The head may end inside a character; its last whole line does not, nor its last whole tag: XML may be one line.
  const lineEnd =
    Math.max(head.lastIndexOf(10), head.lastIndexOf(13), head[0] === 0x3c ? head.lastIndexOf(0x3e) : 0) + 1
  const whole = head.length < headBytes || lineEnd === 0 ? head : head.subarray(0, lineEnd)
  const encoding = likelyEncoding(whole)
  return { encoding, sample: new TextDecoder(encoding === 'gb18030' ? 'gb18030' : 'utf-8').decode(whole) }
}

function statedInXml(start: string): TextEncoding | undefined {
  const stated = /^<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w-]{2,20})["']/.exec(start)?.[1]?.toLowerCase()
  return stated !== undefined && /^(?:gb2312|gbk|gb18030|gb_2312-80|cp936)$/.test(stated) ? 'gb18030' : undefined
}

function countControls(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 32 && (code < 9 || code > 13)) count++
  }
  return count
}

const delimiters: readonly Delimiter[] = [',', '\t', ';']
const linesLookedAt = 50

/** The delimiter that stands equally often in most lines; those inside quotes do not count. */
export function likelyDelimiter(sample: string): Delimiter {
  const hint = /^sep=(.)[\r\n]/.exec(sample)?.[1]
  if (hint && (delimiters as readonly string[]).includes(hint)) return hint as Delimiter
  const counts = countByLine(sample)
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 }
  for (const [i, delimiter] of delimiters.entries()) {
    const linesWith = new Map<number, number>()
    for (const line of counts) {
      const count = line[i] ?? 0
      if (count > 0) linesWith.set(count, (linesWith.get(count) ?? 0) + 1)
    }
    const score = Math.max(0, ...[...linesWith].map(([count, lines]) => count * lines))
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

function countByLine(sample: string): number[][] {
  const lines: number[][] = []
  let line = delimiters.map(() => 0)
  let quoted = false
  for (const char of sample) {
    if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === '\n' || char === '\r') {
      if (line.some((count) => count > 0)) lines.push(line)
      if (lines.length === linesLookedAt) return lines
      line = delimiters.map(() => 0)
    } else {
      const i = (delimiters as readonly string[]).indexOf(char)
      if (i >= 0) line[i] = (line[i] ?? 0) + 1
    }
  }
  lines.push(line)
  return lines
}

// ---- answers -------------------------------------------------------------

function startsWith(bytes: Buffer, ...magic: number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte)
}

function named(kind: { code: string; zh: string; en: string }, fileName: string): Recognised {
  const ending = /\.[a-z0-9]{1,5}$/i.exec(fileName)?.[0].toLowerCase()
  return refused(
    kind.code,
    ending ? `文件名以${ending}结尾，内容却是${kind.zh}。` : `文件内容是${kind.zh}。`,
    ending ? `The name ends in ${ending}, but the content is ${kind.en}.` : `The content is ${kind.en}.`,
  )
}

function refused(code: string, zh: string, en: string): Recognised & { format: 'refused' } {
  return {
    format: 'refused',
    refusal: {
      code,
      says: {
        zh: `${zh}请另存为XLSX或“CSV UTF-8”后上传。`,
        en: `${en} Save it as XLSX or "CSV UTF-8" and upload that.`,
      },
    },
  }
}
