/**
 * To whom does a row belong? Only an identifier attaches, and only where the
 * name does not speak against it; everything else waits for a person. A name
 * alone never attaches. (GB 32100-2015; name and code must agree with the
 * basic subject library, or the row is sent back: error 1001 of the national
 * reporting rules.)
 */
import type { Says } from '../terms/says.ts'

export type StatedSubject = {
  /** Normalised; '' where the row gives none. */
  code: string
  codeState: 'valid' | 'missing' | 'bad-check' | 'bad-form'
  nameKey: string
  /** Older numbers, normalised and checked. */
  identifiers: readonly string[]
}

export type Names = Pick<ReadonlySet<string>, 'has'> & Iterable<string>

export type KnownSubject = {
  code: string
  isProvisional: boolean
  isDeregistered: boolean
  /** Normalised current and former names. */
  currentName: string
  names: Names
}

/** What the store found for a set of rows. */
export type Known = {
  subject(code: string): KnownSubject | undefined
  /** Codes of all organisations that bear or bore this name. */
  holdersOfName(nameKey: string): readonly string[]
  /** Codes of all organisations that hold this number. */
  holdersOfNumber(number: string): readonly string[]
  isOverridden(code: string): boolean
}

export type WaitReason =
  | 'name-code-differ'
  | 'name-under-other-code'
  | 'numbers-differ'
  | 'code-check'
  | 'number-unknown'
  | 'number-ambiguous'
  | 'only-a-name'

export type Attachment =
  | { to: string; isNew?: true; byFormerName?: true; byNumber?: true; byOverride?: true }
  | { waits: WaitReason; against: readonly string[] }

/** The one decision. Pure: the same row and the same register give the same answer. */
export function attach(row: StatedSubject, known: Known): Attachment {
  const numbered = new Set<string>()
  const others = new Set<string>()
  for (const number of row.identifiers) {
    const holders = known.holdersOfNumber(number)
    for (const code of holders) numbered.add(code)
    if (holders.length > 0 && !holders.includes(row.code)) for (const code of holders) others.add(code)
  }

  const isOverridden = row.codeState === 'bad-check' && known.isOverridden(row.code)
  if (row.codeState === 'valid' || isOverridden) {
    // A number that belongs to someone else contradicts the code.
    if (others.size > 0) return { waits: 'numbers-differ', against: [...others] }
    const subject = known.subject(row.code)
    if (subject) {
      if (!subject.names.has(row.nameKey)) {
        return { waits: 'name-code-differ', against: [subject.code, ...known.holdersOfName(row.nameKey)] }
      }
      return {
        to: subject.code,
        ...(subject.currentName === row.nameKey ? {} : { byFormerName: true as const }),
        ...(isOverridden ? { byOverride: true as const } : {}),
      }
    }
    const holders = known.holdersOfName(row.nameKey)
    if (holders.length > 0) return { waits: 'name-under-other-code', against: holders }
    return { to: row.code, isNew: true, ...(isOverridden ? { byOverride: true as const } : {}) }
  }

  if (row.codeState === 'bad-check' || row.codeState === 'bad-form') {
    return { waits: 'code-check', against: known.holdersOfName(row.nameKey) }
  }
  if (row.identifiers.length === 0) return { waits: 'only-a-name', against: known.holdersOfName(row.nameKey) }
  if (numbered.size === 0) return { waits: 'number-unknown', against: known.holdersOfName(row.nameKey) }
  if (numbered.size > 1) return { waits: 'number-ambiguous', against: [...numbered] }
  const only = [...numbered][0]!
  const subject = known.subject(only)
  if (!subject?.names.has(row.nameKey)) return { waits: 'name-code-differ', against: [only] }
  return { to: only, byNumber: true, ...(subject.currentName === row.nameKey ? {} : { byFormerName: true as const }) }
}

/** Why a row waits, in words, and what would settle it. */
export const waitSays: Record<WaitReason, { says: Says; accepted: Says }> = {
  'name-code-differ': {
    says: {
      zh: '名称与代码不属于同一主体（1001）。',
      en: 'The name and the code do not belong to the same organisation (1001).',
    },
    accepted: {
      zh: '登记的现用名称或曾用名称与代码一致。',
      en: 'A current or former registered name that goes with the code.',
    },
  },
  'name-under-other-code': {
    says: {
      zh: '该代码未登记，而该名称登记在另一代码之下。',
      en: 'This code is not in the register, and the name is registered under another code.',
    },
    accepted: { zh: '核对后的统一社会信用代码。', en: 'The unified social credit code, checked again.' },
  },
  'numbers-differ': {
    says: {
      zh: '统一社会信用代码与其他登记号码分属不同主体。',
      en: 'The code and the other numbers belong to different organisations.',
    },
    accepted: { zh: '属于同一主体的代码和号码。', en: 'A code and numbers of one organisation.' },
  },
  'code-check': {
    says: {
      zh: '统一社会信用代码校验不通过，按名称人工匹配。',
      en: 'The code fails its check; a person will match the row by name.',
    },
    accepted: {
      zh: '校验通过的18位代码（GB 32100-2015），或经登记机关确认的例外代码。',
      en: 'An 18-character code that passes its check (GB 32100-2015), or one confirmed by the registry.',
    },
  },
  'number-unknown': {
    says: {
      zh: '没有统一社会信用代码，其他登记号码未查询到主体。',
      en: 'There is no code, and no organisation holds the other numbers.',
    },
    accepted: { zh: '统一社会信用代码。', en: 'The unified social credit code.' },
  },
  'number-ambiguous': {
    says: { zh: '该登记号码对应多个主体。', en: 'More than one organisation holds this number.' },
    accepted: { zh: '统一社会信用代码。', en: 'The unified social credit code.' },
  },
  'only-a-name': {
    says: {
      zh: '只有名称，没有任何代码；名称不能作为归集依据。',
      en: 'There is only a name and no number; a name alone never attaches a record.',
    },
    accepted: { zh: '统一社会信用代码。', en: 'The unified social credit code.' },
  },
}
