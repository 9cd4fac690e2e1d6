/** What is filled in for a step, held against its table. Without what is a person's. Pure. */
import { isDay } from '../codes/day.ts'
import { maskNumbers, maskText } from '../codes/mask-text.ts'
import { Refusal } from '../refusal.ts'
import type { Field, Step } from './procedure.ts'

export type Filled = { readonly [field: string]: string }

/** As it is kept; refused at the first field that does not fit, with what would be accepted. */
export function fieldsFor(step: Step, given: Filled): { [field: string]: string } {
  const kept: { [field: string]: string } = {}
  for (const field of step.fields) {
    const stated = given[field.id] ?? ''
    if (!isAsked(field, given)) {
      if (stated.trim() !== '') throw notAsked(field)
      continue
    }
    const value = keptValue(field, stated)
    if (value !== undefined) kept[field.id] = value
  }
  const unknown = Object.keys(given).find((id) => !step.fields.some((field) => field.id === id))
  if (unknown !== undefined) throw fieldUnknown(step, unknown)
  return kept
}

/** Whether a field is asked for, with what the others say. */
export const isAsked = ({ onlyIf }: Field, given: Filled): boolean =>
  onlyIf === undefined || onlyIf.in.includes(given[onlyIf.field] ?? '')

function keptValue(field: Field, stated: string): string | undefined {
  const tidy = tidied(field, stated)
  if (tidy === '' && field.isOptional) return undefined
  if (field.type === 'choice') {
    if (!field.choices?.some(({ value }) => value === tidy)) throw choiceWrong(field)
    return tidy
  }
  if (field.type === 'day') {
    if (!isDay(tidy)) throw dayWrong(field)
    return tidy
  }
  const length = [...tidy].length
  if (length < (field.least ?? 1) || length > (field.most ?? 500) || !tidy.isWellFormed()) {
    throw lengthWrong(field, length)
  }
  return (field.type === 'line' ? maskNumbers(tidy, true) : maskText(tidy))?.text ?? tidy
}

const tidied = (field: Field, stated: string): string =>
  field.type === 'text'
    ? stated
        .replace(/\r\n?/g, '\n')
        .replace(/[^\P{Cc}\n]+/gu, ' ')
        .replace(/\n{3,}/g, '\n\n')
        .trim()
    : stated.replace(/\p{Cc}+/gu, ' ').trim()

const choiceWrong = (field: Field) =>
  new Refusal('case-field', {
    zh: `请选择“${field.zh}”：${field.choices?.map(({ zh }) => zh).join('、')}。`,
    en: `Choose “${field.en}”: ${field.choices?.map(({ value }) => value).join(', ')}.`,
  })
const dayWrong = (field: Field) =>
  new Refusal('case-field', {
    zh: `“${field.zh}”应为 YYYY-MM-DD。`,
    en: `“${field.en}” is a day, YYYY-MM-DD.`,
  })
const lengthWrong = (field: Field, length: number) =>
  new Refusal('case-field', {
    zh: `请填写“${field.zh}”，${field.least ?? 1} 至 ${field.most ?? 500} 个字，现为 ${length} 个字。`,
    en: `“${field.en}” takes ${field.least ?? 1} to ${field.most ?? 500} characters; this has ${length}.`,
  })
const notAsked = (field: Field) =>
  new Refusal('case-field', {
    zh: `“${field.zh}”与所选的内容不符，请留空。`,
    en: `“${field.en}” does not go with what was chosen: leave it empty.`,
  })
const fieldUnknown = (step: Step, id: string) =>
  new Refusal('case-field', {
    zh: `“${step.zh}”没有字段“${id.slice(0, 64)}”；可填：${step.fields.map((field) => field.id).join('、')}。`,
    en: `“${step.en}” has no field “${id.slice(0, 64)}”; it takes ${step.fields.map((field) => field.id).join(', ')}.`,
  })
