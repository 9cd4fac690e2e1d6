/**
 * Natural persons are not subjects. A row is a person's when its category says
 * so, when any code cell holds an ID-like number, or when no organisation
 * identifier is given and the name has no word of an organisation. Such a row
 * is refused and stored nowhere, whatever else it says. Not a switch.
 */

import { organisationWord } from '../codes/names.ts'
import {
  hasOldIdentityShape,
  isOrganisationCode,
  isRegistrationNumber,
  looksLikeIdentityNumber,
} from '../codes/older-numbers.ts'
import { isValidUscc, normaliseCode } from '../codes/uscc.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { Finding } from '../terms/finding.ts'

export type PersonSign = 'category' | 'number' | 'name'

const personCategory = /自然人|个人|公民|居民|natural\s*person|individual/i
const soleProprietor = /个体/

/**
 * A test of one row's cells, made for one item and one mapping of columns to
 * fields. Answers why the row is a person's, or undefined.
 */
export function compileScreen(
  item: Item,
  mapping: readonly (string | undefined)[],
): (cells: readonly string[]) => PersonSign | undefined {
  const at = (field: string | undefined) => (field === undefined ? -1 : mapping.indexOf(field))
  const name = at(item.parts.name)
  const category = at(item.parts.category)
  const code = at(item.parts.code)
  const older = Object.keys(item.parts.identifiers)
    .map(at)
    .filter((column) => column >= 0)
  // The counterpart's own identity number; a representative's is dropped, the row goes on.
  const numbers = [...new Set([...(item.parts.personNumbers ?? []).map(at), code, ...older])].filter(
    (column) => column >= 0,
  )

  return (cells) => {
    if (category >= 0) {
      const stated = cells[category] ?? ''
      if (stated !== '' && personCategory.test(stated) && !soleProprietor.test(stated)) return 'category'
    }
    for (let i = 0; i < numbers.length; i++) {
      const cell = cells[numbers[i]!]
      if (cell === undefined || cell.length < 15) continue
      if (looksLikeIdentityNumber(cell) || looksLikeIdentityNumber(normaliseCode(cell).code)) return 'number'
    }
    const stated = cells[code]
    if (stated !== undefined && stated !== '' && isValidUscc(stated)) return undefined
    if (stated !== undefined && stated !== '' && isValidUscc(normaliseCode(stated).code)) return undefined
    for (let i = 0; i < older.length; i++) {
      const cell = cells[older[i]!]
      if (cell === undefined || cell === '') continue
      const number = normaliseCode(cell).code
      // One old identity number in ten passes as a registration number: such a one alone shows no organisation.
      if (isRegistrationNumber(number) && !hasOldIdentityShape(number)) return undefined
      if (isOrganisationCode(number)) return undefined
    }
    return organisationWord(cells[name] ?? '') === undefined ? 'name' : undefined
  }
}

/** The finding for a person's row: it names the line and the sign, never the person. */
export function personFinding(sign: PersonSign, line: number): Finding {
  const because = {
    category: { zh: '相对人类别为自然人', en: 'its category is a natural person' },
    number: { zh: '代码栏内为公民身份号码一类的号码', en: 'a code cell holds a number like a citizen’s' },
    name: {
      zh: '没有任何主体代码，名称中也没有组织机构用字',
      en: 'it has no organisation identifier, and no word of an organisation in its name',
    },
  }[sign]
  return {
    check: 'person-out-of-scope',
    severity: 'error',
    line,
    says: {
      zh: `本平台不归集自然人信息：${because.zh}。该行未保存。`,
      en: `Natural persons are not subjects here: ${because.en}. The row was not stored.`,
    },
    accepted: {
      zh: '法人、非法人组织或个体工商户，并附统一社会信用代码。',
      en: 'An organisation or a sole proprietor, with its unified social credit code.',
    },
  }
}
