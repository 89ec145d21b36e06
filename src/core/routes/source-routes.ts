import { describeMethod } from '../method-spec.js'
import type { RegisteredMethod } from '../registered-method.js'
import { serviceNameProblem } from '../reserved-services.js'
import { createRouteTree, type RoutedMethod, type RouteTree } from './route-tree.js'

/** A registered method with a route. */
type Routed = RegisteredMethod & RoutedMethod

/** The routes of a snapshot by the names of their sources, which are the first segments of their addresses. */
export type SourceRoutes = ReadonlyMap<string, RouteTree<RegisteredMethod>>

/**
 * Builds the tree of the routes of a source; undefined where no method has a route.
 *
 * @throws TypeError that names two methods with the same route, or a source that no address can name
 */
export function routesOf(
  source: string,
  methods: readonly RegisteredMethod[],
): RouteTree<RegisteredMethod> | undefined {
  const routed = methods.filter(hasRoute)
  if (routed.length === 0) return undefined
  const problem = serviceNameProblem(source)
  if (problem !== undefined) throw new TypeError(`the service ${source} ${problem}`)
  const stray = routed.find(({ service }) => service !== source)
  if (stray !== undefined)
    throw new TypeError(`${describeMethod(stray)}: service must be ${source}, where its route is`)
  return createRouteTree<RegisteredMethod & RoutedMethod>(routed)
}

function hasRoute(method: RegisteredMethod): method is Routed {
  return method.route !== undefined
}
