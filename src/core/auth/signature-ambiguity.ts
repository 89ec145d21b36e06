import type { Pair } from '../call.js'

/** A parameter name that a signed text may contain, and its valid values. */
export interface SignableName {
  readonly name: string
  /** Whether every parse must contain it. */
  readonly required: boolean
  fits(value: string): boolean
}

/** A position of the signed text where a name may start. */
interface Edge {
  readonly at: number
  /** Index of the name in byte order. */
  readonly index: number
}

/** A text with more edges counts as ambiguous; parsing takes quadratic time. */
const maxEdges = 2_000

/**
 * Whether the pairs of a signed call, joined without separators, also parse as another list of names and values that
 * the gateway accepts. An attacker who sees one parse on the wire can send the other with the same signature.
 *
 * @param pairs the signed pairs in byte order of their names
 * @param names all names that may occur, in byte order too
 */
export function isAmbiguous(pairs: readonly Pair[], names: readonly SignableName[]): boolean {
  const text = pairs.map(([name, value]) => name + value).join('')
  const edges = findEdges(text, names)
  return edges.length > maxEdges || countParses(text, names, edges) > 1
}

function findEdges(text: string, names: readonly SignableName[]): Edge[] {
  const edges: Edge[] = []
  names.forEach(({ name }, index) => {
    for (let at = text.indexOf(name); at !== -1 && edges.length <= maxEdges; at = text.indexOf(name, at + 1)) {
      edges.push({ at, index })
    }
  })
  return edges.sort((a, b) => b.at - a.at || b.index - a.index)
}

/** Counts the parses from each edge to the end, from the last edge to the first; stops at two. */
function countParses(text: string, names: readonly SignableName[], edges: readonly Edge[]): number {
  const nextRequired = requiredAfter(names)
  const counts = new Map<Edge, number>()
  let parses = 0
  edges.forEach((edge, i) => {
    const name = names[edge.index]
    if (name === undefined) return
    const start = edge.at + name.name.length
    const mustCome = nextRequired[edge.index] ?? names.length
    let count = mustCome === names.length && name.fits(text.slice(start)) ? 1 : 0
    for (const next of edges.slice(0, i)) {
      if (count > 1) break
      const continues = next.at >= start && next.index > edge.index && next.index <= mustCome
      const parsesFromNext = continues ? (counts.get(next) ?? 0) : 0
      if (parsesFromNext > 0 && name.fits(text.slice(start, next.at))) count += parsesFromNext
    }
    counts.set(edge, count)
    if (edge.at === 0 && edge.index <= (nextRequired[-1] ?? names.length)) parses += count
  })
  return parses
}

/** For -1 and each index, the index of the next required name, or the number of names if none follows. */
function requiredAfter(names: readonly SignableName[]): Readonly<Record<number, number>> {
  const next: Record<number, number> = {}
  let following = names.length
  for (let index = names.length - 1; index >= -1; index--) {
    next[index] = following
    if (names[index]?.required) following = index
  }
  return next
}
