/**
 * Which column of a sheet holds which field: by code, Chinese name, English name,
 * older and variant names, in any order. What only typing changes (width, brackets,
 * blanks, case, a trailing * or (必填)) does not count.
 */
import type { Finding } from '../terms/finding.ts'
import type { Field, HistoricProfile, Item } from './catalogue.ts'
import { fieldFinding } from './checks.ts'
import { mayBeLeftOut } from './complete.ts'

export type Columns = {
  /** For each column its field, or undefined where nothing is kept of it. */
  mapping: (string | undefined)[]
  findings: Finding[]
}

/** `historic`: the profile under which rows may lack some of what is needed, and so may the sheet. */
export function matchColumns(item: Item, headers: readonly string[], historic?: HistoricProfile): Columns {
  const names = namesOf(item)
  const fields = new Map(item.fields.map((field) => [field.id, field]))
  const findings: Finding[] = []
  const takenBy = new Map<string, string>()
  const mapping = headers.map((header) => {
    const key = normaliseHeader(header)
    const id = names.get(key) ?? names.get(withoutUnit(key))
    if (id === undefined) {
      if (key !== '') findings.push(columnFinding('column-unknown', header))
      return undefined
    }
    const field = fields.get(id)!
    const earlier = takenBy.get(id)
    // Older sheets spread the kinds of penalty over two columns; those are read as one.
    if (earlier !== undefined && (field.type !== 'choices' || earlier === key)) {
      findings.push(columnFinding('column-duplicate', header, field))
      return undefined
    }
    takenBy.set(id, key)
    if (field.group === 'dropped') findings.push(columnFinding('column-dropped', header, field))
    return id
  })
  for (const field of item.fields) {
    if (takenBy.has(field.id) || field.group === 'dropped' || field.derived) continue
    // Rows without the code can still be told by an older number, so only some number must be there.
    const isCode = field.need === 'organisation-must'
    if (isCode ? !Object.keys(item.parts.identifiers).some((id) => takenBy.has(id)) : field.need === 'must') {
      const isLeftOut = historic !== undefined && mayBeLeftOut(item, historic).includes(field)
      const found = columnFinding(isLeftOut ? 'historic-column-missing' : 'column-missing', field.zh, field)
      findings.push(isLeftOut ? { ...found, article: historic.basis } : found)
    }
  }
  const { procedure } = item.parts
  if (procedure && !takenBy.has(procedure)) {
    findings.push(columnFinding('column-procedure-missing', fields.get(procedure)!.zh, fields.get(procedure)))
  }
  return { mapping, findings }
}

function columnFinding(id: Parameters<typeof fieldFinding>[0], header: string, field?: Field): Finding {
  const found = fieldFinding(id, field && { ...field, person: undefined, group: 'head' }, { value: header })
  if (field) {
    const accepted = [field.id, field.zh, ...field.aliases].join('、')
    found.accepted = { zh: `可用列名：${accepted}`, en: `names of the column: ${accepted}` }
  } else {
    found.says = { zh: `“${header}”：${found.says.zh}`, en: `"${header}": ${found.says.en}` }
  }
  return found
}

/** Whether a text is the name of one of the item's columns: what a header is found by. */
export function columnTest(item: Item): (name: string) => boolean {
  const names = namesOf(item)
  return (name) => {
    const key = normaliseHeader(name)
    return names.has(key) || names.has(withoutUnit(key))
  }
}

/** Names in the order of their standing: what is one field's own name is never another's alias. */
function namesOf(item: Item): Map<string, string> {
  const names = new Map<string, string>()
  const readable = item.fields.filter((field) => !field.derived)
  for (const list of [(f: Field) => [f.id], (f: Field) => [f.zh], (f: Field) => f.aliases, (f: Field) => [f.en]]) {
    for (const field of readable) {
      for (const name of list(field)) {
        const key = normaliseHeader(name)
        if (!names.has(key)) names.set(key, field.id)
      }
    }
  }
  return names
}

export function normaliseHeader(header: string): string {
  return header
    .normalize('NFKC')
    .replace(/[\s\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF'"“”‘’]/g, '')
    .toLowerCase()
    .replace(/[[{【〔〈《]/g, '(')
    .replace(/[\]}】〕〉》]/g, ')')
    .replace(/[、，,;；:：]/g, '')
    .replace(/(?:[*＊]|\((?:必填|选填|必填项|必录|非必填|required|optional)\))+$/, '')
    .replace(/^[*＊]+/, '')
}

/** 罚款金额(万元) is met without its unit; a unit of its own, such as (元), is another column. */
function withoutUnit(key: string): string {
  return key.replace(/\((?:万元|yyyy[-/]mm[-/]dd|yyyymmdd)\)$/, '')
}
