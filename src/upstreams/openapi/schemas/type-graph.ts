import type { RawDocument } from '../document.js'
import { walk } from '../walk.js'

/** The facts of the target of a reference that concern all that refers to it. */
interface Facts {
  /** Whether it has members for requests or answers only. */
  readonly isDirected: boolean
  /** A reference out of the document. */
  readonly external: string | undefined
  /** The references in it. */
  readonly refs: readonly string[]
}

/** The references of a document, to find out what a schema reaches. */
export class TypeGraph {
  readonly #document: RawDocument
  readonly #facts = new Map<string, Facts>()
  readonly #directed = new Map<string, boolean>()
  readonly #closed = new Set<string>()

  constructor(document: RawDocument) {
    this.#document = document
  }

  /** Whether the target of a reference, or what it refers to, has members for requests or answers only. */
  isDirected($ref: string): boolean {
    const known = this.#directed.get($ref)
    if (known !== undefined) return known
    const isDirected = this.#search($ref, this.#directedStep)
    this.#directed.set($ref, isDirected)
    return isDirected
  }

  /** A reference out of the document that the target of another, or what it refers to, holds. */
  external($ref: string): string | undefined {
    let external: string | undefined
    const visited = this.#visit($ref, (one) => {
      external = this.#factsOf(one).external
      return external !== undefined ? 'found' : this.#closed.has(one) ? 'skip' : 'enter'
    })
    if (external === undefined) for (const one of visited) this.#closed.add(one)
    return external
  }

  #search($ref: string, step: ($ref: string) => Step): boolean {
    let isFound = false
    const visited = this.#visit($ref, (one) => {
      const next = step(one)
      isFound ||= next === 'found'
      return next
    })
    // What was searched whole, in vain, need not be searched again.
    if (!isFound) for (const one of visited) this.#directed.set(one, false)
    return isFound
  }

  readonly #directedStep = ($ref: string): Step => {
    const known = this.#directed.get($ref)
    if (known !== undefined) return known ? 'found' : 'skip'
    return this.#factsOf($ref).isDirected ? 'found' : 'enter'
  }

  #visit($ref: string, step: ($ref: string) => Step): ReadonlySet<string> {
    const visited = new Set<string>()
    const rest = [$ref]
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
      if (visited.has(one)) continue
      visited.add(one)
      const next = step(one)
      if (next === 'found') break
      if (next === 'enter') rest.push(...this.#factsOf(one).refs)
    }
    return visited
  }

  #factsOf($ref: string): Facts {
    const known = this.#facts.get($ref)
    if (known !== undefined) return known
    const isExternal = !$ref.startsWith('#')
    const facts = isExternal ? { isDirected: false, external: $ref, refs: [] } : factsIn(this.#document.find($ref))
    this.#facts.set($ref, facts)
    return facts
  }
}

/** The next step of a search. */
type Step = 'found' | 'skip' | 'enter'

function factsIn(target: unknown): Facts {
  const refs = new Set<string>()
  let isDirected = false
  walk(target, ({ $ref, readOnly, writeOnly }) => {
    if (typeof $ref === 'string') refs.add($ref)
    isDirected ||= readOnly === true || writeOnly === true
  })
  return { isDirected, external: undefined, refs: [...refs] }
}
