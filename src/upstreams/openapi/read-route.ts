import { type MethodRoute, type ParamPlace, placeOf, type RoutePart } from '../../core/method-route.js'
import type { HttpOperation, HttpVerb, RequestTemplate } from '../http/operation.js'
import { Refusal } from './refusal.js'

/**
 * The places of parameters at the operation's own address: those of the request, as far as they are not what they would be without
 * being named.
 *
 * @throws Refusal for a path that holds a parameter twice
 */
export function readRoute(verb: HttpVerb, request: RequestTemplate): HttpOperation['route'] {
  if (verb === 'OPTIONS') return undefined
  checkPath(request.path)
  const bare: MethodRoute = { verb, path: request.path, params: new Map() }
  const params = new Map(placesIn(request).filter(([param, place]) => !isSame(place, placeOf(bare, param))))
  const { body } = request
  return { params, ...(body?.value.kind === 'param' && { body: body.value.name }) }
}

function checkPath(path: readonly RoutePart[]): void {
  const names = path.flatMap((part) => (typeof part === 'string' ? [] : [part.param]))
  if (new Set(names).size < names.length) throw new Refusal('has a path that holds a parameter twice')
}

function placesIn({ path, query, headers, cookies, body }: RequestTemplate): (readonly [string, ParamPlace])[] {
  const members = body?.value.kind === 'object' ? body.value.members : []
  return [
    ...path.flatMap((part): [string, ParamPlace][] =>
      typeof part === 'string' || part.explode !== true
        ? []
        : [[part.param, { in: 'path', name: part.param, explode: true }]],
    ),
    ...query.flatMap(({ name, value, style, explode }) => paramAt(value, { in: 'query', name, style, explode })),
    ...headers.flatMap(({ name, value, explode }) => paramAt(value, { in: 'header', name, explode })),
    ...cookies.flatMap(({ name, value, explode }) => paramAt(value, { in: 'cookie', name, explode })),
    ...members.flatMap(([name, value]) => {
      const { style = 'form', explode = style === 'form' } = body?.parts?.get(name) ?? {}
      return paramAt(value, { in: 'body', name, style, explode })
    }),
  ]
}

function paramAt(value: RequestTemplate['query'][number]['value'], place: ParamPlace): [string, ParamPlace][] {
  return value.kind === 'param' ? [[value.name, place]] : []
}

function isSame(place: ParamPlace, other: ParamPlace): boolean {
  if (place.in !== other.in || place.name !== other.name) return false
  const hasStyle = place.in === 'query' || place.in === 'body'
  if (!hasStyle) return place.explode !== true
  const { style = 'form', explode = style === 'form' } = place
  return style === 'form' && explode
}
