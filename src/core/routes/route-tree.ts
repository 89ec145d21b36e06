import { type MethodRoute, pathText, type RouteVerb, routeVerbs } from '../method-route.js'
import { describeMethod, type MethodDescription } from '../method-spec.js'
import { matchSegment, type SegmentPattern, segmentsOf } from './segment-pattern.js'

/** A method with a route. */
export interface RoutedMethod extends Pick<MethodDescription, 'name' | 'file'> {
  readonly route: MethodRoute
}

/** A method that was found by its route, with the parts of the path that are parameters. */
export interface FoundRoute<Method> {
  readonly method: Method
  readonly values: ReadonlyMap<string, string>
}

/** The routes of one source. */
export interface RouteTree<Method> {
  /**
   * Finds the method of a verb at a path, decoded and split into segments. Where several match, the first segment at which
   * they differ decides: literals go before patterns, and patterns with more text before those with less.
   */
  find(verb: RouteVerb, segments: readonly string[]): FoundRoute<Method> | undefined
  /** The methods at a path, by their verbs. */
  at(segments: readonly string[]): ReadonlyMap<RouteVerb, Method>
}

/** A method in the tree, at the node where its path ends. */
interface Leaf<Method> {
  readonly method: Method
  readonly path: readonly (string | SegmentPattern)[]
}

/** A prefix that paths share. */
interface Node<Method> {
  readonly literals: Map<string, Node<Method>>
  /** Ordered by the length of their texts, the longest first. */
  readonly patterns: { readonly pattern: SegmentPattern; readonly node: Node<Method> }[]
  readonly ends: Map<RouteVerb, Leaf<Method>>
}

/**
 * Builds the tree of methods' routes.
 *
 * @throws TypeError that names two methods with the same verb and path, or a method whose path cannot be one
 */
export function createRouteTree<Method extends RoutedMethod>(methods: readonly Method[]): RouteTree<Method> {
  const root = emptyNode<Method>()
  for (const method of methods) insert(root, method)
  const leafOf = (verb: RouteVerb, segments: readonly string[]) =>
    descend(root, segments, 0, (node) => node.ends.get(verb) ?? (verb === 'HEAD' ? node.ends.get('GET') : undefined))
  return {
    find(verb, segments) {
      const leaf = leafOf(verb, segments)
      return leaf && { method: leaf.method, values: valuesOf(leaf.path, segments) }
    },
    at(segments) {
      const found = routeVerbs.flatMap((verb): [RouteVerb, Method][] => {
        const leaf = leafOf(verb, segments)
        return leaf === undefined ? [] : [[verb, leaf.method]]
      })
      return new Map(found)
    },
  }
}

function emptyNode<Method>(): Node<Method> {
  return { literals: new Map(), patterns: [], ends: new Map() }
}

function insert<Method extends RoutedMethod>(root: Node<Method>, method: Method): void {
  const { verb } = method.route
  const path = readPath(method)
  let node = root
  for (const segment of path)
    node = typeof segment === 'string' ? literalBelow(node, segment) : patternBelow(node, segment)
  const other = node.ends.get(verb)
  if (other !== undefined) {
    const address = `${verb} ${pathText(method.route.path)}`
    throw new TypeError(`${describeMethod(other.method)} and ${describeMethod(method)} have the same route ${address}`)
  }
  node.ends.set(verb, { method, path })
}

function readPath(method: RoutedMethod): readonly (string | SegmentPattern)[] {
  try {
    return segmentsOf(method.route.path)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause
    throw new TypeError(`${describeMethod(method)}: route.path ${reason}`, { cause })
  }
}

function literalBelow<Method>({ literals }: Node<Method>, segment: string): Node<Method> {
  const known = literals.get(segment)
  if (known !== undefined) return known
  const made = emptyNode<Method>()
  literals.set(segment, made)
  return made
}

function patternBelow<Method>({ patterns }: Node<Method>, pattern: SegmentPattern): Node<Method> {
  const known = patterns.find(({ pattern: { texts } }) => sameTexts(texts, pattern.texts))
  if (known !== undefined) return known.node
  const node = emptyNode<Method>()
  patterns.push({ pattern, node })
  patterns.sort((a, b) => lengthOf(b.pattern) - lengthOf(a.pattern))
  return node
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index])
}

function lengthOf({ texts }: SegmentPattern): number {
  return texts.join('').length
}

/** Finds the first leaf on the way that has one. A tree has no node twice, so that the search ends after all of them. */
function descend<Method>(
  node: Node<Method>,
  segments: readonly string[],
  index: number,
  take: (node: Node<Method>) => Leaf<Method> | undefined,
): Leaf<Method> | undefined {
  const segment = segments[index]
  if (segment === undefined) return take(node)
  const literal = node.literals.get(segment)
  const exact = literal && descend(literal, segments, index + 1, take)
  if (exact !== undefined) return exact
  for (const { pattern, node: below } of node.patterns) {
    const found = matchSegment(pattern, segment) && descend(below, segments, index + 1, take)
    if (found !== undefined) return found
  }
  return undefined
}

function valuesOf(
  path: readonly (string | SegmentPattern)[],
  segments: readonly string[],
): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const [index, pattern] of path.entries()) {
    if (typeof pattern === 'string') continue
    const found = matchSegment(pattern, segments[index] ?? '') ?? []
    for (const [at, name] of pattern.params.entries()) values.set(name, found[at] ?? '')
  }
  return values
}
