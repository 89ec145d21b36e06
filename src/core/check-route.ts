import { type MethodRoute, placeOf, routeVerbs } from './method-route.js'
import type { MethodDescription } from './method-spec.js'

/** A method as far as its route is checked. */
type Routed = Pick<MethodDescription, 'params' | 'files'> & { readonly route: MethodRoute }

/**
 * Finds what is wrong with the route of a method by itself; undefined where it is right.
 *
 * @returns the member and the reason
 */
export function routeProblem({ route, params, files }: Routed): readonly [member: string, reason: string] | undefined {
  if (!routeVerbs.some((verb) => verb === route.verb)) return ['route.verb', `must be ${routeVerbs.join(', ')}`]
  const declared = new Set([...params.names, ...files])
  const inPath = route.path.flatMap((part) => (typeof part === 'string' ? [] : [part.param]))
  const named = [...inPath, ...route.params.keys(), ...(route.body === undefined ? [] : [route.body])]
  const unknown = named.find((name) => !declared.has(name))
  if (unknown !== undefined) return ['route', `names the parameter ${unknown}, which the method does not declare`]
  const twice = inPath.find((name, index) => inPath.indexOf(name) !== index)
  if (twice !== undefined) return ['route.path', `holds the parameter ${twice} twice`]
  const places = [...params.specs.map(({ name }) => name), ...files].map(
    (name) => [name, placeOf(route, name)] as const,
  )
  const lost = places.find(([name, place]) => (place.in === 'path') !== inPath.includes(name))
  if (lost !== undefined)
    return [`route.params.${lost[0]}`, 'must be in the path where the path holds it, and only there']
  const wires = places
    .filter(([name]) => name !== route.body)
    .map(([, { in: where, name }]) => `${where} ${wireName(where, name)}`)
  const same = wires.find((wire, index) => wires.indexOf(wire) !== index)
  return same === undefined ? undefined : ['route.params', `has two parameters at ${same}`]
}

/** Names of headers have no case (RFC 9110 section 5.1). */
function wireName(where: string, name: string): string {
  return where === 'header' ? name.toLowerCase() : name
}
