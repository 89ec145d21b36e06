import { overlap, type RoutePattern, readPattern, segmentsOf } from './route-pattern.js'

/** A route of a dialect, and what answers there. */
export interface ServedRoute<Target> {
  /** The pattern; see `Route` in core/dialect.ts. */
  readonly path: string
  /** The name of the dialect. */
  readonly dialect: string
  readonly target: Target
}

/** A path that dialects must leave alone. */
export interface ReservedPath {
  /** A pattern, written as those of routes. */
  readonly path: string
  /** Who answers there, in words: `the pages`. */
  readonly owner: string
}

/** Where a path leads, and what was captured from it. */
export interface RouteMatch<Target> {
  readonly target: Target
  /** Empty where the pattern captures no method. */
  readonly method: string
  /** Empty where the pattern captures no format. */
  readonly format: string
}

/** Finds what answers at a path. */
export interface Router<Target> {
  /** @param path as it was sent, without query; nothing of it is decoded */
  find(path: string): RouteMatch<Target> | undefined
}

/** The end of a pattern in the tree. */
interface Leaf<Target> {
  readonly route: ServedRoute<Target>
  /** The places of the captured segments; -1 where nothing is captured. */
  readonly method: number
  readonly format: number
}

/** What patterns share up to a segment. */
interface Node<Target> {
  readonly literals: Map<string, Node<Target>>
  capture: Node<Target> | undefined
  /** Where a path ends here. */
  end: Leaf<Target> | undefined
  /** Where anything may come after. */
  rest: Leaf<Target> | undefined
}

/**
 * Compiles routes into a tree of segments. Of the patterns that fit a path the one wins that is more exact at the first
 * segment where they differ: the end of the pattern before a literal before a capture before `*`.
 *
 * @throws TypeError that names both where two patterns differ in nothing but the names of captures, or where a route
 * would answer at a reserved path
 */
export function createRouter<Target>(
  routes: readonly ServedRoute<Target>[],
  reserved: readonly ReservedPath[],
): Router<Target> {
  const kept = reserved.map(({ path, owner }) => ({ path, owner, pattern: readPattern(path) }))
  const root = emptyNode<Target>()
  let depth = 0
  for (const route of routes) {
    const pattern = readPattern(route.path)
    const hidden = kept.find((one) => overlap(one.pattern, pattern))
    if (hidden !== undefined) {
      throw new TypeError(`The route ${nameOf(route)} would hide ${hidden.path} of ${hidden.owner}`)
    }
    insert(root, route, pattern)
    depth = Math.max(depth, pattern.segments.length)
  }
  return {
    find(path) {
      if (!path.startsWith('/')) return undefined
      const segments = segmentsOf(path, depth + 1)
      const leaf = descend(root, segments, 0)
      if (leaf === undefined) return undefined
      return {
        target: leaf.route.target,
        method: captured(segments, leaf.method),
        format: captured(segments, leaf.format),
      }
    },
  }
}

function emptyNode<Target>(): Node<Target> {
  return { literals: new Map(), capture: undefined, end: undefined, rest: undefined }
}

function insert<Target>(root: Node<Target>, route: ServedRoute<Target>, { segments, open }: RoutePattern): void {
  let node = root
  let method = -1
  let format = -1
  for (const [place, segment] of segments.entries()) {
    if ('literal' in segment) {
      const next = node.literals.get(segment.literal) ?? emptyNode()
      node.literals.set(segment.literal, next)
      node = next
    } else {
      if (segment.capture === 'method') method = place
      else format = place
      node.capture ??= emptyNode()
      node = node.capture
    }
  }
  const same = open ? node.rest : node.end
  if (same !== undefined)
    throw new TypeError(`The routes ${nameOf(same.route)} and ${nameOf(route)} clash: they fit the same paths`)
  const leaf: Leaf<Target> = { route, method, format }
  if (open) node.rest = leaf
  else node.end = leaf
}

function descend<Target>(node: Node<Target>, segments: readonly string[], place: number): Leaf<Target> | undefined {
  const segment = segments[place]
  if (segment === undefined) return node.end ?? node.rest
  const literal = node.literals.get(segment)
  const exact = literal && descend(literal, segments, place + 1)
  if (exact !== undefined) return exact
  return (node.capture && descend(node.capture, segments, place + 1)) ?? node.rest
}

function captured(segments: readonly string[], place: number): string {
  return place === -1 ? '' : (segments[place] ?? '')
}

function nameOf({ path, dialect }: Pick<ServedRoute<unknown>, 'path' | 'dialect'>): string {
  return `${path} (dialect ${dialect})`
}
