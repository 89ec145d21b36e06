import { overlap, type RoutePattern, readPattern, segmentsOf } from './route-pattern.js'

/** A route of a dialect with its target. */
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
  /** The owner of the path, for error messages: `the pages`. */
  readonly owner: string
}

/** The target of a path, and the segments that its pattern captured. */
export interface RouteMatch<Target> {
  readonly target: Target
  /** Empty where the pattern captures no method. */
  readonly method: string
  /** Empty where the pattern captures no format. */
  readonly format: string
}

/** Maps paths to targets. */
export interface Router<Target> {
  /** @param path the path as sent, without query; percent-encoding is not decoded */
  find(path: string): RouteMatch<Target> | undefined
}

/** A route in the tree, at the node where its pattern ends. */
interface Leaf<Target> {
  readonly route: ServedRoute<Target>
  /** The index of the captured segment; -1 where the pattern captures none. */
  readonly method: number
  readonly format: number
}

/** A node of the tree: a prefix that patterns share. */
interface Node<Target> {
  readonly literals: Map<string, Node<Target>>
  capture: Node<Target> | undefined
  /** The route of paths that end here. */
  end: Leaf<Target> | undefined
  /** The route of paths that continue here by a `*`. */
  rest: Leaf<Target> | undefined
}

/**
 * Compiles routes into a tree of segments. If several patterns match a path, the first segment at which they differ decides:
 * the end of the pattern goes before a literal, a literal before a capture, a capture before `*`.
 *
 * @throws TypeError that names both patterns if two match the same paths, or if a route would hide a reserved path
 */
export function createRouter<Target>(
  routes: readonly ServedRoute<Target>[],
  reserved: readonly ReservedPath[],
): Router<Target> {
  const reservedPatterns = reserved.map(({ path, owner }) => ({ path, owner, pattern: readPattern(path) }))
  const root = emptyNode<Target>()
  let depth = 0
  for (const route of routes) {
    const pattern = readPattern(route.path)
    const hidden = reservedPatterns.find((one) => overlap(one.pattern, pattern))
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
  for (const [index, segment] of segments.entries()) {
    if ('literal' in segment) {
      const next = node.literals.get(segment.literal) ?? emptyNode()
      node.literals.set(segment.literal, next)
      node = next
    } else {
      if (segment.capture === 'method') method = index
      else format = index
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

function descend<Target>(node: Node<Target>, segments: readonly string[], index: number): Leaf<Target> | undefined {
  const segment = segments[index]
  if (segment === undefined) return node.end ?? node.rest
  const literal = node.literals.get(segment)
  const exact = literal && descend(literal, segments, index + 1)
  if (exact !== undefined) return exact
  return (node.capture && descend(node.capture, segments, index + 1)) ?? node.rest
}

function captured(segments: readonly string[], index: number): string {
  return index === -1 ? '' : (segments[index] ?? '')
}

function nameOf({ path, dialect }: Pick<ServedRoute<unknown>, 'path' | 'dialect'>): string {
  return `${path} (dialect ${dialect})`
}
