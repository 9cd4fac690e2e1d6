/** What a record's card says: what names it, then what the file does not say already. */
import type { Says } from '../../src/terms/says.ts'
import { classWords } from '../ui/words.ts'
import type { CreditFile, FileRecord } from './props.ts'

/**
 * The document that names a record, where its own title is only the name of its
 * section: the document is what people quote.
 */
export function namingDocument(record: FileRecord, section: { zh: string }): string | undefined {
  return record.title.zh === section.zh ? record.document : undefined
}

/** What the catalogue calls the authority of such a record: 登记机关, 许可机关, 处罚机关. */
export function authorityName(record: FileRecord): Says {
  const field = record.content.find(({ value }) => value === record.authority)
  return field ? { zh: field.zh, en: field.en } : { zh: '决定机关', en: 'authority' }
}

/** Whether the catalogue calls its day that of a decision. */
export function isDecision(record: FileRecord): boolean {
  return record.content.some(({ zh, value }) => value === record.decidedOn && zh.endsWith('决定日期'))
}

/**
 * The content without what stands on the file's cover or at the head and foot of
 * the record's card. By value, so that a field that says something else stays,
 * whatever it is called; a day only where it is called the same too, since a permit
 * may be valid from the very day it was decided.
 */
export function ownContent(file: CreditFile, record: FileRecord): FileRecord['content'] {
  const words = new Set([
    file.name,
    file.code,
    file.status,
    file.industry,
    ...file.formerNames,
    record.authority,
    record.document,
    record.sourceName,
    record.class && classWords(record.class).zh,
  ])
  const isSaid = ({ zh, value }: FileRecord['content'][number]) =>
    (value === record.decidedOn && zh.endsWith('决定日期')) ||
    (value === file.foundedOn && zh.endsWith('成立日期')) ||
    (typeof value === 'string' && words.has(value))
  return record.content.filter((entry) => !isSaid(entry))
}
