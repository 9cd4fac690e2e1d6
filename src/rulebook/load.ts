/**
 * Rule packs read from folders: parsed, held against their published schemas, put
 * together as one book, and linted. A book that is not sound is never returned.
 */

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import type { Finding } from '../terms/finding.ts'
import type { Dated, Pack, RuleBook } from './book.ts'
import { interned } from './interned.ts'
import { finding, lintRules } from './lint.ts'

const schemaFolder = new URL('../../rules/schema/', import.meta.url)

/** The rules are not sound. `findings` says where. */
export class UnsoundRules extends Error {
  readonly findings: Finding[]
  constructor(findings: Finding[]) {
    const first = findings.slice(0, 5).map((f) => `${f.field}: ${f.says.zh} / ${f.says.en}`)
    super(`规则包有误 / the rule packs are not sound (${findings.length}):\n${first.join('\n')}`)
    this.name = 'UnsoundRules'
    this.findings = findings
  }
}

/** The book of these folders, such as `rules/national` and `rules/local/demo`. Throws `UnsoundRules`. */
export function loadRules(folders: readonly string[]): RuleBook {
  const { book, findings } = bookOf(folders.flatMap(readPacks))
  const errors = findings.filter((f) => f.severity === 'error')
  if (errors.length > 0) throw new UnsoundRules(errors)
  return interned(book)
}

/** What `xinheng rules check` prints: everything wrong with these folders' packs. */
export function checkRules(folders: readonly string[]): Finding[] {
  return bookOf(folders.flatMap(readPacks)).findings
}

/** The texts of a folder's packs, by name (`national/classes.yaml`), in order of their names. */
export function readPacks(folder: string): { name: string; text: string }[] {
  const parts = folder.split(/[\\/]/).filter((part) => part !== '')
  const afterRules = parts.slice(parts.lastIndexOf('rules') + 1)
  const prefix = parts.includes('rules') && afterRules.length > 0 ? afterRules.join('/') : basename(folder)
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:yaml|csv)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      name: `${prefix}/${relative(folder, path).split(sep).join('/')}`,
      text: readFileSync(path, 'utf8'),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/**
 * One book of pack texts, with everything that is wrong with it. The book is only
 * fit for use where no finding is an error; `xinheng rules check` prints them all.
 */
export function bookOf(texts: readonly { name: string; text: string }[]): { book: RuleBook; findings: Finding[] } {
  const packs = texts.map(({ name, text }) => packOf(name, text))
  const findings: Finding[] = []
  const book = emptyBook(packs)
  for (const pack of packs) {
    // Tables of regions: they count towards the digest, and are read by `regionsOfBook`.
    if (pack.name.endsWith('.csv')) continue
    const document = documentOf(pack, findings)
    if (document) addPack(book, document)
  }
  closeVersions(book)
  addListOfLists(book)
  return { book, findings: [...findings, ...lintRules(book)] }
}

/** The same rules give the same digest, whatever line ends an editor or a checkout left. */
function packOf(name: string, raw: string): Pack {
  const text = `${raw
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trimEnd()}\n`
  return { name, digest: sha256(text), text }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function emptyBook(packs: Pack[]): RuleBook {
  return {
    digest: sha256(
      packs
        .map((pack) => `${pack.name}\n${pack.digest}\n`)
        .sort()
        .join(''),
    ),
    packs,
    isDemonstration: false,
    items: [],
    codeLists: [],
    publicity: [],
    classes: [],
    thresholds: [],
    measures: [],
    incentives: [],
    lists: [],
    purposes: [],
    matters: [],
    deadlines: [],
    repairs: [],
    assertions: [],
    reporting: [],
    regions: [],
    choices: [],
  }
}

type Document = { pack: string; id: string; isDemonstration?: boolean; versions?: object[]; lines?: object[] }

/** Kind of pack -> where in the book its versions or lines go. */
const shelves = {
  catalogue: 'items',
  'code-list': 'codeLists',
  publicity: 'publicity',
  classes: 'classes',
  thresholds: 'thresholds',
  measures: 'measures',
  incentives: 'incentives',
  list: 'lists',
  purposes: 'purposes',
  matters: 'matters',
  deadlines: 'deadlines',
  repair: 'repairs',
  assertions: 'assertions',
  reporting: 'reporting',
  regions: 'regions',
  choices: 'choices',
} as const satisfies Record<string, keyof RuleBook>

const schemas = new Ajv2020({ allErrors: true })
const validators = new Map<string, ValidateFunction>()

function validatorOf(kind: string): ValidateFunction {
  let validator = validators.get(kind)
  if (!validator) {
    const schema = JSON.parse(readFileSync(new URL(`${kind}.schema.json`, schemaFolder), 'utf8')) as object
    validator = schemas.compile(schema)
    validators.set(kind, validator)
  }
  return validator
}

function documentOf(pack: Pack, findings: Finding[]): Document | undefined {
  let document: unknown
  try {
    document = parse(pack.text, { maxAliasCount: 0 })
  } catch (error) {
    findings.push(
      finding('pack-unreadable', pack.name, '不是可读取的 YAML', 'is no YAML that can be read', String(error)),
    )
    return undefined
  }
  const kind = (document as Partial<Document> | null)?.pack
  if (typeof kind !== 'string' || !Object.hasOwn(shelves, kind)) {
    const value = kind === undefined ? undefined : String(kind)
    findings.push(finding('pack-kind-unknown', pack.name, '未知的规则包种类', 'is a pack of no known kind', value))
    return undefined
  }
  const validator = validatorOf(kind)
  if (validator(document)) return document as Document
  for (const error of validator.errors ?? []) {
    const extra = error.params.additionalProperty ?? error.params.missingProperty
    const value = extra === undefined ? undefined : String(extra)
    const where = `${pack.name}${error.instancePath}`
    findings.push(
      finding('pack-shape', where, '不符合规则包格式', `does not follow its schema: ${error.message}`, value),
    )
  }
  return undefined
}

function addPack(book: RuleBook, document: Document): void {
  if (document.isDemonstration) book.isDemonstration = true
  const shelf = book[shelves[document.pack as keyof typeof shelves]] as object[]
  if (document.lines) shelf.push(...document.lines)
  for (const version of document.versions ?? []) {
    const { pack: _pack, versions: _versions, ...head } = document
    shelf.push({ ...defaults[document.pack], ...head, ...version })
  }
}

const defaults: Record<string, object> = {
  'code-list': { isOpen: false },
  list: { articles: [], onlyThrough: 'authority', channel: [], aliases: [], procedure: 'imported' },
}

/** The lists of the book as a code list, `lists`: an entry names its list by one of them. */
function addListOfLists(book: RuleBook): void {
  const newest = new Map(book.lists.map((list) => [list.id, list]))
  if (newest.size === 0) return
  book.codeLists.push({
    id: 'lists',
    version: 'lists-of-this-book',
    zh: '严重失信主体名单',
    en: 'lists of serious offenders',
    from: '1949-10-01',
    basis: '国办发〔2020〕49号',
    certainty: 'K',
    isOpen: false,
    values: [...newest.values()].map(({ id, zh, en, aliases }) => ({ code: id, zh, en, aliases })),
  })
}

/** A version with no end of its own ends where the next of the same id begins. */
function closeVersions(book: RuleBook): void {
  const versioned = [book.items, book.codeLists, book.classes, book.lists, book.repairs] as (Dated & {
    id: string
    version: string
  })[][]
  for (const shelf of versioned) {
    shelf.sort((a, b) => (a.id === b.id ? (a.from < b.from ? -1 : a.from > b.from ? 1 : 0) : a.id < b.id ? -1 : 1))
    shelf.forEach((version, i) => {
      const next = shelf[i + 1]
      if (version.until === undefined && next?.id === version.id && next.from > version.from) version.until = next.from
    })
  }
  for (const measure of book.measures) measure.articles ??= []
}
