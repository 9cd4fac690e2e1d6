/**
 * The JSON Schema (2020-12) of an item: what one row of it looks like once it is
 * written as it should be. A row that satisfies it is refused for nothing in its
 * form, and whatever the row check takes satisfies it in its mended form; what a
 * schema cannot say stands in its description (row-schema.test.ts holds both).
 */
import type { Says } from '../terms/says.ts'
import { type CodeValue, isInForce, type RuleBook } from './book.ts'
import type { Field, Item } from './catalogue.ts'
import {
  acceptedIn,
  conditionValues,
  exampleOf,
  isPastOnly,
  keepsLineBreaks,
  listOf,
  needOf,
  notationOf,
  olderNumbers,
  reportedFields,
  sayHistoric,
  valuesOf,
} from './field-words.ts'

export type JsonSchema = { [keyword: string]: unknown }

export function rowSchema(book: RuleBook, item: Item): JsonSchema {
  const fields = reportedFields(item)
  const code = fields.find((field) => field.id === item.parts.code)
  const numbers = olderNumbers(item).filter((id) => fields.some((field) => field.id === id))
  // Where the item has no older numbers, a row without the code waits for a person.
  const needsSomeNumber = code !== undefined && code.need !== 'must' && numbers.length > 0
  const properties = Object.fromEntries(fields.map((field) => [field.id, property(book, item, field)]))
  const written = JSON.stringify(properties)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaId(item),
    title: `${item.zh} · ${item.en}`,
    description: describe(item, needsSomeNumber),
    $comment: `${item.basis}; ${item.from}${item.until ? ` - ${item.until}` : ''}; rule book ${book.digest}`,
    type: 'object',
    properties,
    required: fields.filter((field) => field.need === 'must').map((field) => field.id),
    ...(needsSomeNumber ? { anyOf: [code.id, ...numbers].map((id) => ({ required: [id] })) } : {}),
    ...conditions(book, item, fields),
    additionalProperties: false,
    $defs: Object.fromEntries(Object.entries(forms).filter(([name]) => written.includes(`"#/$defs/${name}"`))),
  }
}

/** Names the item and the version of its catalogue: a version that is published does not change. */
export const schemaId = (item: Pick<Item, 'id' | 'version'>): string =>
  `urn:xinheng:catalogue:${item.id}:${item.version}`

function property(book: RuleBook, item: Item, field: Field): JsonSchema {
  const accepted = acceptedIn(book, item, field)
  const need = needOf(book, item, field)
  const more = field.article ? ` [${field.article}]` : ''
  const example = exampleOf(book, item, field)
  return {
    title: `${field.zh} · ${field.en}`,
    description: `${need.zh}，${notationOf(field)}：${accepted.zh}${more}\n${need.en}, ${notationOf(field)}: ${accepted.en}${more}`,
    ...form(book, item, field),
    examples: [field.type === 'choices' ? example.split(';') : example],
  }
}

function form(book: RuleBook, item: Item, field: Field): JsonSchema {
  const { maxLength } = field
  switch (field.type) {
    case 'text':
      return {
        ...ref(field.id === item.parts.document ? 'document' : keepsLineBreaks(field) ? 'lines' : 'line'),
        maxLength,
      }
    case 'code':
      return { ...ref('number'), maxLength }
    case 'uscc':
      return ref('code')
    case 'day':
      return ref('day')
    case 'year':
      return ref('year')
    case 'amount':
      return { ...ref('amount'), maxLength }
    case 'choice':
      return oneOfList(
        valuesOf(book, item, field).filter(({ zh }) => [...zh].length <= maxLength),
        listOf(book, field).isOpen,
        maxLength,
      )
    case 'choices':
      return {
        type: 'array',
        items: oneOfList(valuesOf(book, item, field), listOf(book, field).isOpen),
        minItems: 1,
        uniqueItems: true,
      }
  }
}

function oneOfList(values: readonly CodeValue[], isOpen: boolean, maxLength?: number): JsonSchema {
  const named = {
    enum: values.map((value) => value.zh),
    $comment: values.map((value) => `${value.zh}: ${value.en}`).join('; '),
  }
  if (!isOpen || !values.some((value) => value.code === 'other')) return { type: 'string', ...named }
  // Several are joined by marks that may then stand in none of them.
  return { type: 'string', anyOf: [named, maxLength ? { ...ref('other'), maxLength } : ref('others')] }
}

/** Fields that must be there where another one says so. */
function conditions(book: RuleBook, item: Item, fields: readonly Field[]): JsonSchema {
  const allOf = fields.flatMap((field) => {
    const values = conditionValues(book, item, field).map((value) => value.zh)
    if (values.length === 0) return []
    const on = field.mustIf!.field
    const isOtherwise = { not: { properties: { [on]: { enum: values } }, required: [on] } }
    return [{ anyOf: [isOtherwise, { required: [field.id] }] }]
  })
  return allOf.length > 0 ? { allOf } : {}
}

const ref = (name: keyof typeof forms): JsonSchema => ({ type: 'string', $ref: `#/$defs/${name}` })

// What the row check refuses in any text, or takes out of it: controls, the unseen, what a failed decoding leaves.
const unseen =
  '\\u007F-\\u009F\\u00AD\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u2069\\uD800-\\uDFFF\\uFEFF\\uFFFD-\\uFFFF'
const onOneLine = `\\u0000-\\u001F${unseen}`
const onLines = `\\u0000-\\u0008\\u000B-\\u001F${unseen}`
const text = (without: string) => `[^\\s${onOneLine}](?:[^${without}]*[^\\s${onOneLine}])?$`
const placeholders = '(?!(?:[/\\\\\\-—－–_]{1,4}|无|空|暂无|[nN][uU][lL][lL]|[nN][oO][nN][eE]|[nN]/[aA])$)'

/** The forms that fields share, by name, under `$defs`. */
const forms = {
  line: { type: 'string', minLength: 1, pattern: `^${text(onOneLine)}` },
  lines: { type: 'string', minLength: 1, pattern: `^${text(onLines)}` },
  document: { type: 'string', minLength: 1, pattern: `^${placeholders}${text(onOneLine)}` },
  number: { type: 'string', minLength: 1, pattern: `^${placeholders}[^\\sa-zａ-ｚＡ-Ｚ０-９${onOneLine}]+$` },
  code: { type: 'string', pattern: '^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$' },
  day: {
    type: 'string',
    format: 'date',
    pattern:
      '^(?:1949-1[0-2]|19[5-9][0-9]-(?:0[1-9]|1[0-2])|[2-9][0-9]{3}-(?:0[1-9]|1[0-2]))-(?:0[1-9]|[12][0-9]|3[01])$',
  },
  year: { type: 'string', pattern: '^(?:19|20)[0-9]{2}$' },
  amount: { type: 'string', pattern: '^(?:0|[1-9][0-9]{0,11})(?:\\.[0-9]{0,5}[1-9])?$' },
  other: { type: 'string', pattern: `^其他:[^\\s${onOneLine}]+$` },
  others: { type: 'string', pattern: `^其他:[^\\s;；|｜${onOneLine}]+$` },
} as const

/** What a schema cannot say, and what of it is laxer or stricter than the intake. */
function describe(item: Item, needsSomeNumber: boolean): string {
  const { parts } = item
  const named = (id: string | undefined) => item.fields.find((field) => field.id === id)
  const past = reportedFields(item).filter(
    (field) => field.type === 'year' || (field.type === 'day' && isPastOnly(item, field)),
  )
  const [from, until] = [named(parts.validFrom), named(parts.validUntil)]
  const lines: Says[] = [
    {
      zh: '描述一行数据的规范写法。可以规范的写法（全角字符、其他日期写法、代码表的别名等）报送时会自动更正，这里不列。空的字段不写。',
      en: 'One row, written as it should be. What can be put into form (full-width characters, other ways to write a day, other names of a value) is mended when it is submitted and is not described here. Empty fields are left out.',
    },
    {
      zh: '目录之外的列不留存，只作提示；个人信息列读取时即丢弃，请不要报送。',
      en: 'Columns outside the catalogue are not kept and only remarked on; columns about persons are dropped while reading: do not send them.',
    },
    {
      zh: '模式不能表达：统一社会信用代码的校验码（不符的待人工确认）；像居民身份证号码的编号（整行退回）；自然人的行（整行退回）；日期是否存在须启用 format 校验。',
      en: 'A schema cannot say: the check character of a unified code (a row with a wrong one waits for a person); numbers that look like an identity number (the row is refused); rows of natural persons (refused); that a day exists, unless the validator asserts "format".',
    },
  ]
  if (past.length > 0) {
    lines.push({
      zh: `不得晚于报送当日：${past.map((field) => field.zh).join('、')}。`,
      en: `Not after the day of reporting: ${past.map((field) => field.en).join(', ')}.`,
    })
  }
  if (from && until) {
    lines.push({ zh: `${until.zh}不得早于${from.zh}。`, en: `"${until.en}" is not before "${from.en}".` })
  }
  if (needsSomeNumber) {
    lines.push({
      zh: '没有任何代码的行，报送时不退回，待人工确认主体；此处要求至少一个。',
      en: 'A row without any number is not refused but waits for a person to find the organisation; here one is asked for.',
    })
  }
  const historic = sayHistoric(item)
  if (historic) lines.push(historic)
  return [...lines.map((line) => line.zh), '', ...lines.map((line) => line.en)].join('\n')
}

/** The version of an item that is meant: the one named, otherwise the one in force on a day. */
export function itemVersion(book: RuleBook, id: string, version: string | undefined, day: string): Item | undefined {
  const versions = book.items.filter((item) => item.id === id)
  return version === undefined
    ? versions.find((item) => isInForce(item, day))
    : versions.find((item) => item.version === version)
}
