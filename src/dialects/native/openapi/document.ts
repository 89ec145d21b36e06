import type { MethodDescription } from '../../../core/method-spec.js'
import { namedOperation, type Operation } from './operations.js'
import { problemSchema, sharedResponses } from './responses.js'
import { type Routed, routedOperation } from './routed-operation.js'
import { type Schema, SchemaWriter } from './schemas.js'

const securitySchemes: Readonly<Record<string, Schema>> = {
  key: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'The key of your application' },
  keyParameter: {
    type: 'apiKey',
    in: 'query',
    name: 'api_key',
    description: 'The same key, where no header can be sent',
  },
  bearer: { type: 'http', scheme: 'bearer', description: 'A token of the user' },
  oauth1: { type: 'http', scheme: 'OAuth', description: 'OAuth 1.0a (RFC 5849), in the header, the query or a form' },
}

/**
 * Writes the OpenAPI 3.1 document of methods: each at `/rpc/{method}`, and at its own route where it has one.
 *
 * @returns writes the document for the address of the server
 */
export function compileOpenApi(methods: readonly MethodDescription[]): (base: string) => string {
  const schemas = new SchemaWriter({ Problem: problemSchema })
  const operations = methods.flatMap((method) => [
    namedOperation(method, schemas),
    ...(hasRoute(method) ? [routedOperation(method, schemas)] : []),
  ])
  const services = [...new Set(methods.map(({ service }) => service))].sort()
  const rest = JSON.stringify({
    tags: services.map((name) => ({ name })),
    paths: pathsOf(operations),
    components: {
      schemas: schemas.components,
      responses: sharedResponses,
      securitySchemes,
    },
  }).slice(1)
  const info = { title: 'Babelgate', version: '1', description: 'Every method as the native dialect serves it.' }
  return (base) =>
    `{"openapi":"3.1.0","info":${JSON.stringify(info)},"servers":${JSON.stringify([{ url: base }])},${rest}`
}

function hasRoute(method: MethodDescription): method is Routed {
  return method.route !== undefined
}

/** The operations by path and verb. Paths that differ in the names of parameters alone are one. */
function pathsOf(operations: readonly Operation[]): Schema {
  const paths = new Map<string, { readonly path: string; readonly verbs: Map<string, Schema> }>()
  for (const { path, verb, operation } of operations) {
    const form = path.replace(/\{[^}]*\}/g, '{}')
    const known = paths.get(form) ?? { path, verbs: new Map() }
    paths.set(form, known)
    known.verbs.set(verb, known.path === path ? operation : renamed(operation, namesIn(path), namesIn(known.path)))
  }
  return Object.fromEntries(Array.from(paths.values(), ({ path, verbs }) => [path, Object.fromEntries(verbs)]))
}

function namesIn(path: string): readonly string[] {
  return Array.from(path.matchAll(/\{([^}]*)\}/g), ([, name = '']) => name)
}

/** An operation whose path parameters have other names. */
function renamed(operation: Schema, names: readonly string[], others: readonly string[]): Schema {
  const { parameters } = operation
  if (!Array.isArray(parameters)) return operation
  return {
    ...operation,
    parameters: parameters.map((parameter: Schema) => {
      const at = parameter['in'] === 'path' ? names.indexOf(String(parameter['name'])) : -1
      return at === -1 ? parameter : { ...parameter, name: others[at] }
    }),
  }
}
