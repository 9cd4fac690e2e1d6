/** An office and its line: who answers for something, without naming anybody. */
import { Refusal } from '../refusal.ts'
import { maskText } from './mask-text.ts'

/** The text tidied; refused where it holds what belongs to a person. */
export function officeText(text: string): string {
  const tidy = text.replace(/\p{Cc}+/gu, ' ').trim()
  if (maskText(tidy) !== undefined) throw noPersons
  return tidy
}

/** A line of an office: no mobile number, which is somebody's. */
export function officePhone(text: string): string {
  const tidy = text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  if (tidy === '') return tidy
  if (/^(?:\+?86[- ]?)?1[3-9](?:[- ]?\d){9}$/.test(tidy)) throw noPersons
  if (!/^[+\d][\d ()-]{4,30}(?:转\d{1,6})?$/.test(tidy)) {
    throw new Refusal('phone-wrong', {
      zh: '请填写科室的固定电话，如 0990-1234567。',
      en: 'Give the landline of the office, such as 0990-1234567.',
    })
  }
  return tidy
}

const noPersons = new Refusal('contact-of-person', {
  zh: '这里只登记科室和科室电话，不登记个人的姓名、手机或证件号码。',
  en: 'An office and its landline stand here, never a person’s name, mobile or identity number.',
})
