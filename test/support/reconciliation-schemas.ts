/** What the Reconciliation Service API 0.2 asks of answers, as JSON schemas of our own: no more fields than it names. */

const text = { type: 'string' } as const
const closed = (required: string[], properties: object) =>
  ({ type: 'object', required, properties, additionalProperties: false }) as const
const type = closed(['id'], { id: text, name: text })
const named = closed(['id', 'name'], {
  id: text,
  name: text,
  description: text,
  notable: { type: 'array', items: type },
})
const service = closed([], { service_url: text, service_path: { type: 'string', pattern: '^/' } })
const list = (items: object) => ({ type: 'array', items }) as const

export const manifestSchema = closed(['versions', 'name', 'identifierSpace', 'schemaSpace'], {
  versions: { type: 'array', items: text, contains: { const: '0.2' } },
  name: text,
  identifierSpace: { type: 'string', format: 'uri' },
  schemaSpace: { type: 'string', format: 'uri' },
  documentation: { type: 'string', format: 'uri' },
  serviceVersion: text,
  defaultTypes: { ...list(type), uniqueItems: true },
  view: closed(['url'], { url: { type: 'string', pattern: '\\{\\{id\\}\\}' } }),
  suggest: closed([], { entity: service, property: service, type: service }),
  preview: closed(['url', 'width', 'height'], {
    url: { type: 'string', pattern: '\\{\\{id\\}\\}' },
    width: { type: 'integer' },
    height: { type: 'integer' },
  }),
  extend: closed([], { propose_properties: service, property_settings: list({ type: 'object' }) }),
})

export const resultBatchSchema = {
  type: 'object',
  additionalProperties: closed(['result'], {
    result: list(
      closed(['id', 'name', 'score'], {
        id: text,
        name: text,
        description: text,
        type: list(type),
        score: { type: 'number', minimum: 0, maximum: 100 },
        match: { type: 'boolean' },
        features: list(closed(['id', 'value'], { id: text, value: { type: ['number', 'boolean'] } })),
      }),
    ),
  }),
} as const

export const suggestSchema = closed(['result'], { result: list(named) })
export const proposalSchema = closed(['properties'], { properties: list(named), type: text, limit: { type: 'number' } })
export const extensionSchema = closed(['meta', 'rows'], {
  meta: list(closed(['id', 'name'], { id: text, name: text })),
  rows: {
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: list(closed(['str'], { str: text })) },
  },
})
