import { parseCookie } from 'cookie'
import { malformedParameter } from '../../../core/api-error.js'
import type { Call } from '../../../core/call.js'
import type { MaybePromise } from '../../../core/maybe-promise.js'
import type { Pair } from '../../../core/pair.js'
import type { RegisteredMethod } from '../../../core/registered-method.js'
import type { Registry } from '../../../core/registry.js'
import type { FoundRoute } from '../../../core/routes/route-tree.js'
import { readQuery } from '../../shared/form.js'
import { isOAuthName, readOAuth } from '../../shared/oauth/read-oauth.js'
import { PairList } from '../../shared/pair-list.js'
import { toCall } from '../../shared/to-call.js'
import type { Exchange } from '../../transport.js'
import type { RestReader } from '../read-call.js'
import { type RouteBody, readRouteBody } from './read-body.js'
import { addObject, readFields } from './read-fields.js'
import type { RouteParam, RouteParams } from './route-params.js'

/**
 * Reads a call at a route: parameters come from path, query, headers, cookies and body as the route places them, credentials
 * as everywhere. It is synchronous where there is no body.
 *
 * @param found the route with the values of its path
 * @param params its parameters
 * @throws ApiError 123, 124
 */
export function readRoutedCall(
  exchange: Exchange,
  { method, values }: FoundRoute<RegisteredMethod>,
  params: RouteParams,
  registry: Registry,
  reader: RestReader,
): MaybePromise<Call> {
  const { req, origin } = exchange
  const { reserved } = reader.dialect.credentials
  const list = new PairList()
  const query = new PairList('any')
  readQuery(exchange.query, query)
  if (query.flaw !== undefined) list.flaw ??= query.flaw
  for (const param of params.path) addSegment(param, values.get(param.name) ?? '', list)
  const addFields = (placed: readonly RouteParam[], fields: readonly Pair[]): void => {
    const isCredential = ([name]: Pair) => reserved.has(name) || isOAuthName(name)
    for (const [name, value] of fields.filter(isCredential)) list.add(name, value)
    const rest = readFields(
      placed,
      fields.filter((field) => !isCredential(field)),
      list,
    )
    if (method.params.open) for (const [name, value] of rest) if (!method.params.names.has(name)) list.add(name, value)
  }
  addFields(params.query, query.pairs)
  addHeaders(req, params, list)
  const finish = (body?: RouteBody): Call => {
    try {
      if (body !== undefined) addFields(params.body, body.signable.pairs)
    } catch (thrown) {
      body?.dispose?.()
      throw thrown
    }
    return toCall({
      dialect: reader.dialect,
      registry,
      method: method.name,
      // The verb is the one that the method declares.
      post: true,
      list,
      headers: req.headers,
      readOAuth: () => readOAuth({ exchange, query: query.pairs, body: body?.signable, signedUris: reader.signedUris }),
      formatKnown: true,
      files: body?.files,
      dispose: body?.dispose,
    })
  }
  return takesBody(exchange) ? readRouteBody(req, origin.address, params, reader, list).then(finish) : finish()
}

function takesBody({ req: { method, headers } }: Exchange): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

/** Adds a parameter of the path. One that is empty or a step in a path would reach another address of the service. */
function addSegment({ name, native, place }: RouteParam, value: string, list: PairList): void {
  if (value === '' || value === '.' || value === '..') {
    throw malformedParameter(`The parameter ${name} in the path must not be empty, . or ..`, name)
  }
  addText({ name, native, place }, value, list)
}

/** Adds a parameter in the style `simple`: a text, a comma-separated list, or an object with commas. */
function addText(
  { name, native, place }: Pick<RouteParam, 'name' | 'native' | 'place'>,
  value: string,
  list: PairList,
): void {
  const isObject = native?.kind === 'object' || native?.kind === 'union'
  if (native?.kind === 'any') list.addTree(name, value)
  else if (!isObject || value.startsWith('{')) list.add(name, value)
  else addObject(name, value, { delimiter: ',', explode: place.explode === true }, list)
}

function addHeaders({ headers }: Exchange['req'], { header, cookie }: RouteParams, list: PairList): void {
  for (const param of header) {
    const value = headers[param.wire.toLowerCase()]
    if (value !== undefined) addText(param, typeof value === 'string' ? value : value.join(', '), list)
  }
  if (cookie.length === 0 || headers.cookie === undefined) return
  const cookies = parseCookie(headers.cookie)
  for (const param of cookie) {
    const value = cookies[param.wire]
    if (value !== undefined) addText(param, value, list)
  }
}
