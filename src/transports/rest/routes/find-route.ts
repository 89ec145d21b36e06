import { percentDecode } from '../../../core/auth/oauth1/percent-encode.js'
import type { Snapshot } from '../../../core/catalog.js'
import { type RouteVerb, routeVerbs } from '../../../core/method-route.js'
import type { RegisteredMethod } from '../../../core/registered-method.js'
import type { FoundRoute, RouteTree } from '../../../core/routes/route-tree.js'

/** A place below the name of a source. */
export interface RoutePlace {
  readonly tree: RouteTree<RegisteredMethod>
  /** The segments of the path, decoded; undefined where the percent-encoding of one is broken. */
  readonly segments: readonly string[] | undefined
}

/**
 * Finds the source that a path names, and splits the rest of the path. A slash at its end makes an empty segment.
 *
 * @param path as sent, without the prefix of the gateway
 * @returns undefined where no source has this name
 */
export function placeOfPath(path: string, { routes }: Pick<Snapshot, 'routes'>): RoutePlace | undefined {
  const [, source = '', ...rest] = path.split('/')
  const tree = routes.get(source)
  if (tree === undefined) return undefined
  const segments = rest.map(percentDecode).filter((segment) => segment !== undefined)
  return { tree, segments: segments.length === rest.length ? segments : undefined }
}

/** The method of a verb at a place; undefined where there is none. */
export function findRoute({ tree, segments }: RoutePlace, verb: string): FoundRoute<RegisteredMethod> | undefined {
  return isRouteVerb(verb) && segments !== undefined ? tree.find(verb, segments) : undefined
}

function isRouteVerb(verb: string): verb is RouteVerb {
  return routeVerbs.some((one) => one === verb)
}
