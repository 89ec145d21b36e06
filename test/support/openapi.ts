import type { HttpOperation } from '../../src/upstreams/http/operation.js'
import type { OpenApiOptions, OpenApiReading } from '../../src/upstreams/openapi/openapi-options.js'
import { readOpenApi } from '../../src/upstreams/openapi/read-openapi.js'

/** Options of a service `pets`. */
export const petOptions: OpenApiOptions = {
  service: 'pets',
  defaults: { timeout: 10_000, retries: 1, needs: {} },
  reserved: new Set(['api_key', 'api_sig', 'auth_token']),
  envelopeMembers: new Set(['api']),
}

/** Reads a document of OpenAPI 3.0 with these paths. */
export function readPaths(
  paths: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
  options: Partial<OpenApiOptions> = {},
): OpenApiReading {
  const document = { openapi: '3.0.3', info: { title: 'Pets', version: '1' }, paths, ...more }
  return readOpenApi(document, { ...petOptions, ...options })
}

/** The only operation of a reading. @throws Error with what was refused */
export function onlyOperation({ operations, refused }: OpenApiReading): HttpOperation {
  const [only, ...others] = operations
  if (only === undefined || others.length > 0)
    throw new Error(`${operations.length} operations; ${JSON.stringify(refused)}`)
  return only.operation
}

/** Reads one operation of a path. */
export function readOperation(
  route: string,
  operation: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): HttpOperation {
  const [verb = '', path = ''] = route.split(' ')
  return onlyOperation(readPaths({ [path]: { [verb.toLowerCase()]: { operationId: 'op', ...operation } } }, more))
}

/** The reason why an operation is refused. */
export function refusalOf(route: string, operation: Readonly<Record<string, unknown>>, more = {}): string | undefined {
  const [verb = '', path = ''] = route.split(' ')
  const { refused } = readPaths({ [path]: { [verb.toLowerCase()]: { operationId: 'op', ...operation } } }, more)
  return refused.map(({ reason }) => reason).join('\n')
}

/** What is lost of the operations of a document. */
export function lossesOf(route: string, operation: Readonly<Record<string, unknown>>, more = {}): readonly string[] {
  const [verb = '', path = ''] = route.split(' ')
  return readPaths({ [path]: { [verb.toLowerCase()]: operation } }, more).degraded.map(({ what }) => what)
}

/** An answer of JSON. */
export const json = (schema: unknown) => ({ description: 'Yes', content: { 'application/json': { schema } } })

/** A body of JSON. */
export const jsonBody = (schema: unknown) => ({ required: true, content: { 'application/json': { schema } } })
