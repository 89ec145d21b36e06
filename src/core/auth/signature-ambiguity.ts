import type { Pair } from '../call.js'

/** A name that a signed text may contain, and the values that it may take. */
export interface ReadableName {
  readonly name: string
  /** A reading without it is no call. */
  readonly required: boolean
  fits(value: string): boolean
}

/** A place where a name could start in the signed text. */
interface Edge {
  readonly at: number
  /** Index of the name in byte order. */
  readonly index: number
}

/** Beyond this many possible edges a text is taken as ambiguous without being looked through. */
const maxEdges = 2_000

/**
 * Whether the pairs of a signed call, joined without separators, can be read as another list of names and values
 * that the gateway would accept too. Whoever sees one of two readings on the wire can send the other one.
 *
 * @param pairs the signed pairs in byte order of their names
 * @param names every name that a reading may use, in byte order too
 */
export function isAmbiguous(pairs: readonly Pair[], names: readonly ReadableName[]): boolean {
  const text = pairs.map(([name, value]) => name + value).join('')
  const edges = findEdges(text, names)
  return edges.length > maxEdges || countReadings(text, names, edges) > 1
}

function findEdges(text: string, names: readonly ReadableName[]): Edge[] {
  const edges: Edge[] = []
  names.forEach(({ name }, index) => {
    for (let at = text.indexOf(name); at !== -1 && edges.length <= maxEdges; at = text.indexOf(name, at + 1)) {
      edges.push({ at, index })
    }
  })
  return edges.sort((a, b) => b.at - a.at || b.index - a.index)
}

/** Counts the readings from each edge to the end, from the last edge to the first; two are as good as many. */
function countReadings(text: string, names: readonly ReadableName[], edges: readonly Edge[]): number {
  const nextRequired = requiredAfter(names)
  const counts = new Map<Edge, number>()
  let readings = 0
  edges.forEach((edge, i) => {
    const name = names[edge.index]
    if (name === undefined) return
    const start = edge.at + name.name.length
    const mustCome = nextRequired[edge.index] ?? names.length
    let count = mustCome === names.length && name.fits(text.slice(start)) ? 1 : 0
    for (const later of edges.slice(0, i)) {
      if (count > 1) break
      const continues = later.at >= start && later.index > edge.index && later.index <= mustCome
      const ways = continues ? (counts.get(later) ?? 0) : 0
      if (ways > 0 && name.fits(text.slice(start, later.at))) count += ways
    }
    counts.set(edge, count)
    if (edge.at === 0 && edge.index <= (nextRequired[-1] ?? names.length)) readings += count
  })
  return readings
}

/** For each index, and for -1, the index of the next required name, or the number of names where none follows. */
function requiredAfter(names: readonly ReadableName[]): Readonly<Record<number, number>> {
  const next: Record<number, number> = {}
  let following = names.length
  for (let index = names.length - 1; index >= -1; index--) {
    next[index] = following
    if (names[index]?.required) following = index
  }
  return next
}
