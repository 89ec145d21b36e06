import type { RouteMatch, Router } from './router.js'

/**
 * Finds the target of paths below the names of sources, such as `/petstore/pets`.
 *
 * @param routes gives the routes by the names of their sources; called for every path, since sources may be replaced
 * @param target undefined where no dialect serves routes
 */
export function createSourceRouter<Target>(
  routes: () => ReadonlyMap<string, unknown>,
  target: Target | undefined,
): Router<Target> {
  const match: RouteMatch<Target> | undefined = target && { target, method: '', format: '' }
  return {
    find(path) {
      if (match === undefined) return undefined
      const end = path.indexOf('/', 1)
      return routes().has(path.slice(1, end === -1 ? path.length : end)) ? match : undefined
    },
  }
}

/** Asks routers one after the other. */
export function joinRouters<Target>(first: Router<Target>, second: Router<Target>): Router<Target> {
  return { find: (path) => first.find(path) ?? second.find(path) }
}
