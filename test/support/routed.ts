import { type MethodRoute, type RoutePart, type RouteVerb, routeVerbs } from '../../src/core/method-route.js'
import type { MethodSpec } from '../../src/core/method-spec.js'
import { paramsSpecOf } from '../../src/core/schema/json-params.js'
import type { JsonSchema } from '../../src/core/schema/json-schema.js'
import { handWritten } from './hand-written.js'

/** What a method with a route says of itself beside its name. */
interface Routed extends Partial<Omit<MethodSpec, 'route' | 'params'>> {
  readonly params?: JsonSchema
  readonly places?: MethodRoute['params']
  readonly body?: string
  /** Whether lists of scalars are trees, as those of services are. */
  readonly listsAreTrees?: boolean
  readonly answer?: JsonSchema
}

/**
 * A method with a route, which answers with its parameters as a tree unless it says otherwise.
 *
 * @param address verb and path, such as `GET /pets/{id}`
 */
export function routed(
  name: string,
  address: string,
  { params, places, body, answer, listsAreTrees = false, ...members }: Routed = {},
): MethodSpec {
  const [verb = '', path = ''] = address.split(' ')
  return handWritten({
    name,
    answer: answer ?? {},
    run: ({ params: values }) =>
      JSON.parse(JSON.stringify(values, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))),
    ...(params !== undefined && { params: paramsSpecOf({ type: 'object', ...params }, name, { listsAreTrees }) }),
    route: { verb: verbOf(verb), path: pathOf(path), params: places ?? new Map(), body },
    ...members,
  })
}

function verbOf(text: string): RouteVerb {
  const verb = routeVerbs.find((one) => one === text)
  if (verb === undefined) throw new Error(`${text} is no verb of a route`)
  return verb
}

function pathOf(path: string): readonly RoutePart[] {
  return path
    .split(/(\{[^}]+\})/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece.startsWith('{') ? { param: piece.slice(1, -1) } : piece))
}
