/**
 * What a registration record says of an organisation: the facts its projection
 * is made from. The representative's name stays in the record alone.
 */
import type { Content, Item } from '../rulebook/catalogue.ts'
import { type Subject, subjectOf } from './subject.ts'

const text = (content: Content, field: string | undefined): string | undefined => {
  const value = field === undefined ? undefined : content[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Several former names stand in one cell, parted by marks that no name contains. */
const between = /[;；、|\n]+/

export function registeredSubject(item: Item, content: Content, code: string): Subject {
  const { parts } = item
  return subjectOf({
    code,
    name: text(content, parts.name) ?? code,
    formerNames: (text(content, parts.formerNames) ?? '')
      .split(between)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    status: text(content, parts.state),
    region: text(content, parts.region),
    industry: text(content, parts.industry),
    foundedOn: text(content, parts.decidedOn),
    identifiers: Object.entries(parts.identifiers).flatMap(([field, kind]) => {
      const value = text(content, field)
      return value === undefined ? [] : [{ kind, value }]
    }),
    isProvisional: false,
  })
}

/** 注销 and 撤销: the organisation is no more. 吊销 is not: it still exists and owes. */
export const isDeregistered = (status: string): boolean => /注销|撤销/.test(status)
