/**
 * What kind of file an attachment is, by its bytes and never by its name. Nothing
 * of it is opened further, run or shown: of a package only its list of parts is
 * read, and one that holds a program is none of the kinds. Pure but for reading
 * that list.
 */
import { fromBuffer } from 'yauzl'

export const attachmentKinds = ['pdf', 'png', 'jpeg', 'ofd', 'docx'] as const
export type AttachmentKind = (typeof attachmentKinds)[number]

export const mediaTypes: { [kind in AttachmentKind]: string } = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpeg: 'image/jpeg',
  ofd: 'application/ofd',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

const png = Buffer.from('89504e470d0a1a0a', 'hex')
const jpeg = Buffer.from('ffd8ff', 'hex')
const zip = Buffer.from('504b0304', 'hex')

/** Undefined: none that is known, or a package that holds what may run. */
export async function kindOfBytes(bytes: Buffer): Promise<AttachmentKind | undefined> {
  const starts = (sign: Buffer): boolean => bytes.subarray(0, sign.length).equals(sign)
  if (starts(Buffer.from('%PDF-')) && bytes.subarray(-1024).includes('%%EOF')) return 'pdf'
  if (starts(png)) return 'png'
  if (starts(jpeg)) return 'jpeg'
  return starts(zip) ? kindOfPackage(bytes) : undefined
}

/** A package of more parts is no document that somebody wrote. */
const partsMost = 5000

async function kindOfPackage(bytes: Buffer): Promise<AttachmentKind | undefined> {
  const names = await partsOf(bytes).catch(() => undefined)
  if (names === undefined) return undefined
  if (
    names.some((name) => /vbaProject|\/embeddings\/|\/activeX\/|\.(?:bin|exe|dll|js|vbs|bat|cmd|ps1|sh)$/i.test(name))
  ) {
    return undefined
  }
  if (names.includes('OFD.xml')) return 'ofd'
  return names.includes('[Content_Types].xml') && names.includes('word/document.xml') ? 'docx' : undefined
}

function partsOf(bytes: Buffer): Promise<string[] | undefined> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, file) => {
      if (error) return reject(error)
      const names: string[] = []
      file.on('error', reject)
      file.on('end', () => resolve(names))
      file.on('entry', (entry) => {
        // Encrypted, nobody can look into it, a scanner neither.
        if (names.length >= partsMost || entry.generalPurposeBitFlag & 1) return resolve(undefined)
        names.push(String(entry.fileName))
        file.readEntry()
      })
      file.readEntry()
    })
  })
}
