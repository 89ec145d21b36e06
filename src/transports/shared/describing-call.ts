import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { MethodDirectory } from '../../core/method-spec.js'
import { registerMethod } from '../../core/registered-method.js'
import { type Registry, withProtocolMethods } from '../../core/registry.js'
import { paramsSpecOf } from '../../core/schema/json-params.js'
import type { Exchange } from '../transport.js'
import { readQuery } from './form.js'
import { memo } from './memo.js'
import { isOAuthName, readOAuth } from './oauth/read-oauth.js'
import type { SignedUris } from './oauth/signed-uris.js'
import { PairList } from './pair-list.js'
import { toCall } from './to-call.js'

/** A description of the methods that a caller may call, as a call of its own: with credentials it shows more than without. */
export interface DescribingCall {
  /** Reads the call from query and headers. @throws ApiError 123, 124 */
  read(exchange: Exchange, registry: Registry): Call
}

/** The dependencies of describing calls. */
export interface DescribingDependencies {
  readonly dialect: Dialect
  readonly signedUris: SignedUris
}

/**
 * Creates a describing call, which needs no credentials and is counted like any other.
 *
 * @param name the name of the method in the log, which no list has
 * @param write writes the description, which is the result
 */
export function createDescribingCall(
  name: string,
  write: (directory: MethodDirectory, fields: ReadonlyMap<string, string>, publicUrl: string) => string,
  { dialect, signedUris }: DescribingDependencies,
): DescribingCall {
  const method = registerMethod(
    {
      ...{ name, service: name, summary: 'Describe the methods', notes: [], files: [], errors: {}, limits: {} },
      ...{ needs: { key: false }, safety: false, changelog: [] },
      params: paramsSpecOf({ type: 'object', properties: {}, additionalProperties: true }, name),
      result: { kind: 'scalar', type: 'string', words: undefined, path: name },
      run: ({ params, methods, publicUrl }) => write(methods, textsOf(params), publicUrl()),
    },
    name,
    {},
  )
  const registryWith = memo((registry: Registry) => withProtocolMethods(registry, [method]))
  return {
    read(exchange, registry) {
      const { headers } = exchange.req
      const list = new PairList()
      readQuery(exchange.query, list)
      return toCall({
        ...{ dialect, registry: registryWith(registry), method: name, post: false, list, headers },
        readOAuth: () => readOAuth({ exchange, query: list.pairs, body: undefined, signedUris }),
        formatKnown: true,
        files: undefined,
        dispose: undefined,
      })
    },
  }
}

/** Whether a request has credentials, in the query or a header. Empty values count as absent. */
export function hasCredentials({ req, query }: Exchange, { credentials }: Dialect): boolean {
  const { authorization = '', 'x-api-key': key = '' } = req.headers
  if (key !== '' || /^(?:bearer|oauth) /i.test(authorization)) return true
  return [...new URLSearchParams(query)].some(
    ([name, value]) => value !== '' && (credentials.reserved.has(name) || isOAuthName(name)),
  )
}

function textsOf(params: Record<string, unknown>): ReadonlyMap<string, string> {
  return new Map(Object.entries(params).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
}
