/** A layout as a file: YAML (or JSON, which is YAML too) as `rules/schema/layout.schema.json` describes it. */
import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { LineCounter, parseDocument, stringify } from 'yaml'
import { Refusal } from '../../refusal.ts'
import type { Finding } from '../../terms/finding.ts'
import type { Layout } from './layout.ts'

const schemaFile = new URL('../../../rules/schema/layout.schema.json', import.meta.url)
let validator: ValidateFunction | undefined

/** The layout cannot be settled; `findings` says why, line by line. */
export class UnsoundLayout extends Refusal {
  readonly findings: Finding[]
  constructor(findings: Finding[]) {
    const errors = findings.filter(({ severity }) => severity === 'error')
    const some = errors.slice(0, 5)
    super(
      'layout-unsound',
      { zh: some.map(({ says }) => says.zh).join(''), en: some.map(({ says }) => says.en).join(' ') },
      422,
    )
    this.findings = findings
  }
}

type InFile = Omit<Layout, 'name' | 'constants'> & {
  layout: string
  constants?: Layout['constants']
  version?: number
  source?: string
}

/** Reads a layout from the text of a file. Throws `UnsoundLayout` where it has not the form of one. */
export function readLayout(text: string): Layout {
  if (text.length > mostChars) {
    throw new UnsoundLayout([shape('', { zh: '表样文件过大', en: 'the layout is too long' })])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [error] = document.errors
  if (error) {
    const { line } = lines.linePos(error.pos[0])
    throw new UnsoundLayout([
      shape('', { zh: `第${line}行不是可读取的 YAML`, en: `line ${line} is no YAML that can be read` }),
    ])
  }
  let stated: unknown
  try {
    stated = document.toJS({ maxAliasCount: 0 })
  } catch {
    throw new UnsoundLayout([shape('', { zh: '不接受别名（&、*）', en: 'aliases (&, *) are not taken' })])
  }
  return layoutOf(stated)
}

const mostChars = 500_000

/** The layout that is stated as data, in the form of the file. */
export function layoutOf(stated: unknown): Layout {
  validator ??= new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
  )
  if (!validator(stated)) {
    throw new UnsoundLayout(
      (validator.errors ?? []).slice(0, 20).map((error) => {
        const extra = error.params.additionalProperty ?? error.params.missingProperty ?? error.params.allowedValues
        const about = extra === undefined ? '' : ` (${[extra].flat().join(', ')})`
        return shape(error.instancePath, {
          zh: `不符合表样格式：${error.message}${about}`,
          en: `does not follow the schema: ${error.message}${about}`,
        })
      }),
    )
  }
  const { layout: name, version: _version, source: _source, ...rest } = stated as InFile
  return { name, ...rest, constants: rest.constants ?? [] }
}

/** In the form of the file, what is as usual left out. */
export function statedLayout(layout: Layout, about: { source?: string; version?: number } = {}): InFile {
  const { name, constants, ...rest } = layout
  return { layout: name, ...about, ...rest, ...(constants.length > 0 ? { constants } : {}) }
}

/** The text of a file that `readLayout` reads back as the same layout. */
export function writeLayout(layout: Layout, about: { source?: string; version?: number } = {}): string {
  const head = '# 表样 / layout: rules/schema/layout.schema.json\n'
  return head + stringify(statedLayout(layout, about), { lineWidth: 0 })
}

function shape(at: string, says: Finding['says']): Finding {
  const where = at === '' ? '' : `${at}: `
  return {
    check: 'layout-shape',
    severity: 'error',
    says: { zh: `${where}${says.zh}。`, en: `${where}${says.en}.` },
  }
}
