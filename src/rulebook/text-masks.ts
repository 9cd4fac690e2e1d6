/**
 * How the text of a field is searched for what is a person's (rights 5): the same
 * on its way in and before it is shown, so that nothing is shown by a gentler rule
 * than the one by which it was stored.
 */
import { type Masked, maskNumbers, maskText } from '../codes/mask-text.ts'
import { isMobileNumber } from '../codes/older-numbers.ts'
import type { Field, Item } from './catalogue.ts'

export type FieldMask = {
  mask(text: string): Masked | undefined
  /** A text of fewer characters holds nothing that is looked for. */
  least: number
}

/**
 * Free and long texts wholly, short ones by their numbers, those that are numbers
 * themselves where it is an identity number beyond doubt.
 */
export function maskOfField(item: Item, field: Field): FieldMask {
  const isText = field.type === 'text'
  if (field.type === 'uscc' || field.type === 'code') return inCode
  const isName = field.id === item.parts.name || field.id === item.parts.formerNames
  if (isText && !isName && (field.group === 'free-text' || field.maxLength >= 500)) return inText
  return isNumbered(item, field) ? inNumber : inShort
}

/** Whether the field's text is a number itself: a document's, a licence's. */
export const isNumbered = (item: Item, field: Field): boolean =>
  field.type === 'text' && (field.id === item.parts.document || /号$|编号|证照/.test(field.zh))

// No number of a person is shorter than eight, and nothing else is looked for but in a long text.
const inText: FieldMask = { mask: maskText, least: 3 }
const inShort: FieldMask = { mask: (text) => maskNumbers(text), least: 8 }
const inNumber: FieldMask = { mask: (text) => maskNumbers(text, true), least: 8 }
const inCode: FieldMask = { mask: maskInCode, least: 8 }

/** In a cell for a code, which is to be read as it is, a telephone number alone: nobody's code. */
function maskInCode(text: string): Masked | undefined {
  const plain = text.length > 20 ? text : text.replace(/[\s-]/g, '')
  if (/^[0-9A-Z]+$/.test(plain) && !isMobileNumber(plain)) return undefined
  return maskNumbers(text)
}
