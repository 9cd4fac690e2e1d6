/** The OpenAPI 3.1 document, made from the route list: what is checked is what is written. */
import type { TSchema } from 'typebox'
import { permits } from '../access/permits.ts'
import { problemType } from './problems.ts'
import type { OtherAnswer, Route } from './route.ts'
import { CheckLine } from './schemas/checks.ts'
import { Problem } from './schemas/problems.ts'
import { csrfHeader, personHeader } from './schemas/sessions.ts'

type Json = Record<string, unknown>

/** `shapes`: schemas that stand under components, by the names they have there. */
export function openapi(routes: readonly Route[], shapes: Readonly<Record<string, unknown>>, version: string): Json {
  const components = named(shapes)
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, components.refer) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Xinheng (信衡)',
      version,
      summary: '公共信用信息平台接口（仅限组织） · Public credit information of organisations',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: components.all,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: '接口密钥 xh_<id>_<secret> · a client key' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'xinheng_session',
          description: `写操作另需 ${csrfHeader}（见 /v1/me） · writes carry ${csrfHeader} too, and ${personHeader} where a page was drawn for somebody`,
        },
      },
    },
  }
}

function operation(route: Route, refer: (schema: TSchema) => Json): Json {
  const permit = permits[route.may]
  const isOpen = permit === 'anyone'
  const scopes = isOpen ? [] : Object.keys(permit.scopes)
  const roles = isOpen ? [] : Object.keys(permit.roles)
  return {
    operationId: `${route.method.toLowerCase()}${route.path.replace(/^\/v1/, '').replace(/[/:.-]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: `${route.says.zh} · ${route.says.en}`,
    tags: [route.path.split('/')[2]!],
    'x-roles': isOpen ? ['anyone'] : roles,
    'x-scopes': scopes,
    security: isOpen ? [] : [...(scopes.length > 0 ? [{ key: [] }] : []), { session: [] }],
    parameters: [...parameters('path', route.shapes.params), ...parameters('query', route.shapes.query)],
    ...bodyOf(route, refer),
    responses: responses(route, refer, isOpen),
  }
}

function parameters(where: 'path' | 'query', shape: TSchema | undefined): Json[] {
  const { properties = {}, required = [] } = (shape ?? {}) as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema
    // What has a value of its own when nothing is said need not be said.
    const isRequired = where === 'path' || (required.includes(name) && !('default' in schema))
    return { name, in: where, required: isRequired, schema: rest, ...(description ? { description } : {}) }
  })
}

function bodyOf({ shapes, upload }: Route, refer: (schema: TSchema) => Json): Json {
  if (upload) {
    const file = { type: 'string', format: 'binary' }
    const form = { type: 'object', properties: { file }, required: ['file'] }
    const content = {
      'application/octet-stream': { schema: {} },
      'text/csv': { schema: {} },
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: {} },
      'application/vnd.ms-excel': { schema: {} },
      'application/json': { schema: {} },
      'text/html': { schema: {} },
      'multipart/form-data': { schema: form },
    }
    return { requestBody: { required: true, content } }
  }
  if (!shapes.body) return {}
  return { requestBody: { required: true, content: { 'application/json': { schema: refer(shapes.body) } } } }
}

const otherTypes: Record<OtherAnswer, [type: string, schema: unknown]> = {
  pdf: ['application/pdf', {}],
  ndjson: ['application/x-ndjson', CheckLine],
  events: ['text/event-stream', { type: 'string' }],
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', {}],
  csv: ['text/csv', { type: 'string' }],
}

function responses(route: Route, refer: (schema: TSchema) => Json, isOpen: boolean): Json {
  const content = Object.fromEntries([
    ...(route.answer ? [['application/json', { schema: refer(route.answer) }]] : []),
    ...(route.other ?? []).map((other) => [otherTypes[other][0], { schema: refer(otherTypes[other][1] as TSchema) }]),
  ])
  const good = {
    description: `${route.says.zh} · ${route.says.en}`,
    ...(Object.keys(content).length > 0 ? { content } : {}),
  }
  const problem = (description: string) => ({
    description,
    content: { [problemType.split(';')[0]!]: { schema: refer(Problem) } },
  })
  return {
    [route.status ?? 200]: good,
    ...Object.fromEntries(
      Object.entries(route.also ?? {}).map(([status, schema]) => [
        status,
        { ...good, content: { 'application/json': { schema: refer(schema) } } },
      ]),
    ),
    '400': problem('请求有误 · the request is not right'),
    ...(isOpen
      ? {}
      : { '401': problem('需要登录 · signing in is needed'), '403': problem('没有权限 · not permitted') }),
    ...(route.limit ? { '429': problem('请求过于频繁 · too many requests') } : {}),
    default: problem('不予受理或平台故障 · refused, or a fault on our side'),
  }
}

/** Schemas with a name of their own stand once, under components. */
function named(shapes: Readonly<Record<string, unknown>>) {
  const names = new Map<unknown, string>()
  for (const [name, schema] of Object.entries(shapes)) {
    if (/^[A-Z]/.test(name) && typeof schema === 'object' && schema !== null && 'type' in schema)
      names.set(schema, name)
  }
  const all: Record<string, unknown> = {}
  const written = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(written)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, refer(inner)]))
  }
  const refer = (value: unknown): unknown => {
    const name = names.get(value)
    if (name === undefined) return written(value)
    if (!(name in all)) {
      all[name] = null
      all[name] = written(value)
    }
    return { $ref: `#/components/schemas/${name}` }
  }
  return { all, refer: refer as (schema: TSchema) => Json }
}
