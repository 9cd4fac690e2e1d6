/** What is said of a row when it finds its place: why it waits, what it was attached by, what it repeats or corrects. */
import type { RecordName } from '../records/record.ts'
import type { Standing } from '../records/store.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import type { Attachment } from '../subjects/attach.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import type { ReadyRow } from './ready-chunk.ts'
import type { Met } from './store.ts'

export const placeSays = {
  'key-twice-in-file': {
    says: {
      zh: '同一文件中有内容不同而主键相同的行，均等待人工确认。',
      en: 'The file has unequal lines with the same key; all of them wait for a person.',
    },
    accepted: {
      zh: '同一文书只报一行，或更正文书号、日期。',
      en: 'One line a document, or the right document number and day.',
    },
  },
  'same-document-other-code': {
    says: {
      zh: '同一来源、文书号、日期和事实已记在另一代码之下。',
      en: 'The same source, document, day and facts stand under another code already.',
    },
    accepted: {
      zh: '核对哪一个代码正确；错误的一条应撤回。',
      en: 'Tell which code is right; the other record is withdrawn.',
    },
  },
  'withdrawn-before': {
    says: {
      zh: '该记录已被撤回，再次报送需人工确认。',
      en: 'This record was withdrawn; stating it again needs a person.',
    },
    accepted: { zh: '恢复该记录的文书。', en: 'The document that restores it.' },
  },
  'correction-meets-another': {
    says: {
      zh: '更正后的文书已有另一条记录，内容不同，需人工确认；原记录未变。',
      en: 'Under the corrected key another record stands with other content; that needs a person. Nothing was changed.',
    },
    accepted: {
      zh: '更正那一条记录，并撤回这一条。',
      en: 'Correct the other record, and withdraw this one.',
    },
  },
  'other-source-differs': {
    says: {
      zh: '另一来源单位已报送同一文书，内容不同；只有原来源单位可以更正。',
      en: 'Another source stated this document with other content; only that source corrects it.',
    },
    accepted: {
      zh: '与原记录一致的内容，或由原来源单位更正。',
      en: 'The same content, or a correction by the first source.',
    },
  },
  'class-raised': {
    says: {
      zh: '更正会加重失信严重程度，需人工确认。',
      en: 'The correction would raise the severity class; that needs a person.',
    },
    accepted: { zh: '加重的依据文书。', en: 'The document on which the class is raised.' },
  },
  'shown-longer': {
    says: {
      zh: '更正会使该记录重新公示或公示更久，需人工确认。',
      en: 'The correction would show the record again, or longer; that needs a person.',
    },
    accepted: { zh: '更正的依据文书。', en: 'The document on which the correction is made.' },
  },
} satisfies { [reason: string]: { says: Says; accepted: Says } }

export function attachFindings(to: Exclude<Attachment, { waits: string }>, line: number): Finding[] {
  const findings: Finding[] = []
  if (to.isNew) {
    findings.push({
      check: 'subject-provisional',
      severity: 'warning',
      line,
      says: {
        zh: '该代码尚未登记，已建立临时主体；登记信息到达前不公示、不使用不利信息。',
        en: 'The code is not in the register: a provisional organisation was made. Nothing adverse is shown or used until its registration arrives.',
      },
    })
  }
  if (to.byFormerName) {
    findings.push({
      check: 'name-former',
      severity: 'warning',
      line,
      says: { zh: '名称为该主体的曾用名称。', en: 'The name is a former name of the organisation.' },
      accepted: { zh: '现用名称。', en: 'Its current name.' },
    })
  }
  if (to.byNumber) {
    findings.push({
      check: 'attached-by-number',
      severity: 'warning',
      line,
      says: {
        zh: '没有统一社会信用代码，按唯一对应的其他登记号码归集。',
        en: 'There is no code; the row was attached by another number that belongs to one organisation only.',
      },
      accepted: { zh: '统一社会信用代码。', en: 'The unified social credit code.' },
    })
  }
  if (to.byOverride) {
    findings.push({
      check: 'code-check-overridden',
      severity: 'warning',
      line,
      says: {
        zh: '代码校验不通过，但已确认确系登记机关所发。',
        en: 'The code fails its check, but was confirmed as really issued.',
      },
      article: 'GB 32100-2015',
    })
  }
  return findings
}

export const classMissing = (field: string, line: number): Finding => ({
  check: 'class-missing',
  severity: 'warning',
  line,
  field,
  says: {
    zh: '未标明失信严重程度：记录已保存，确定之前不公示、不使用。',
    en: 'No severity class: the record is kept, and neither shown nor used until its source sets one.',
  },
  accepted: { zh: '轻微、一般或严重，由来源单位认定。', en: 'Minor, general or serious, set by the source.' },
  article: '国家发展改革委令第36号',
})

/** `receipt`: the submission of the same source that stated the record as it stands. */
export function duplicate(own: Standing, line: number, isInChunk: boolean, receipt: number | undefined): Finding {
  const record = `${own.subject}/${own.record}`
  const by =
    receipt === undefined ? { zh: '', en: '' } : { zh: `（报送第 ${receipt} 号）`, en: ` (submission ${receipt})` }
  const says = isInChunk
    ? {
        zh: '与本文件中前面的行相同，未重复入库。',
        en: 'The same as an earlier line of this file; not stored twice.',
      }
    : {
        zh: `与已有记录 ${record}${by.zh}相同，未重复入库。`,
        en: `The same as record ${record}${by.en}; not stored twice.`,
      }
  return { check: 'duplicate', severity: 'warning', line, says }
}

export const corrected = (own: Standing, line: number): Finding => ({
  check: 'record-corrected',
  severity: 'warning',
  line,
  says: {
    zh: `更正了已有记录 ${own.subject}/${own.record}，成为第 ${own.version + 1} 版；旧版保留。`,
    en: `Corrects record ${own.subject}/${own.record} as its version ${own.version + 1}; the earlier version stays.`,
  },
})

export const placedAlready = (line: number, first: Met, { subject, record }: RecordName): Finding => ({
  check: 'settled-already',
  severity: 'warning',
  line,
  says: {
    zh: `与报送第 ${first.submission} 号第 ${first.line} 行相同，该行已经人工确认并入库（${subject}/${record}），未再列入。`,
    en: `The same as line ${first.line} of submission ${first.submission}, which a person has placed as record ${subject}/${record}; not listed again.`,
  },
})

export const waitsAlready = (line: number, first: { submission: number; line: number }): Finding => ({
  check: 'waiting-already',
  severity: 'warning',
  line,
  says: {
    zh: `与报送第 ${first.submission} 号第 ${first.line} 行相同，该行正等待人工处理，未再列入。`,
    en: `The same as line ${first.line} of submission ${first.submission}, which waits for a person; not listed again.`,
  },
})

/** Names both days: the row's and that of what stands. */
export function olderThanStanding(item: Item, row: ReadyRow, own: Standing): Finding {
  const { updatedOn, approvedOn } = item.parts
  const [content, standing] = [JSON.parse(row.text) as Content, JSON.parse(own.content) as Content]
  const field = [updatedOn, approvedOn].find((id) => id !== undefined && content[id] && standing[id])!
  const { zh, en } = item.fields.find(({ id }) => id === field)!
  const [day, stands] = [content[field], standing[field]]
  const record = `${own.subject}/${own.record}`
  return {
    check: 'older-than-standing',
    severity: 'warning',
    line: row.line,
    field,
    value: String(day),
    says: {
      zh: `${zh}${day}早于已有记录 ${record} 的${stands}：所载为较早的状态，现有记录未改变；当时的名称和号码已记入。`,
      en: `The ${en}, ${day}, is before that of record ${record}, ${stands}: this tells an earlier state and changes nothing of what stands; names and numbers of that time are noted.`,
    },
    accepted: {
      zh: `不早于${stands}的登记信息；确需更正现有记录的，请更正该记录。`,
      en: `A registration as of ${stands} or later; to put right what stands, correct that record.`,
    },
  }
}
