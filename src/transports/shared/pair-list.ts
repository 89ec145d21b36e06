import { type ApiError, apiError, invalid, malformed, malformedParameter } from '../../core/api-error.js'
import type { Pair } from '../../core/call.js'
import { notXml } from '../../core/schema/not-xml.js'
import { prototypeNames, type WireTree, type WireTrees } from '../../core/schema/wire-tree.js'
import { longer } from './longer.js'
import { sizeLimits } from './size-limits.js'

/** Fast tests that most names and values pass. */
const plainName = /^[A-Za-z0-9_.-]+$/
const plainText = /^[\x20-\x7e]*$/

/**
 * Collects the parameters of a call and validates them. The first error is kept as the flaw (123) instead of thrown,
 * because in a signed call it makes the signature invalid (105).
 */
export class PairList {
  readonly pairs: Pair[] = []
  #trees: Map<string, WireTree> | undefined
  flaw: ApiError | undefined
  readonly #keepsAll: boolean

  /**
   * @param names `unique`, or `any` for fields that are made into parameters later: then names may repeat and have
   * brackets
   */
  constructor(names: 'unique' | 'any' = 'unique') {
    this.#keepsAll = names === 'any'
  }

  /** The values sent as native trees, which are not among the pairs; undefined where there are none. */
  get trees(): WireTrees | undefined {
    return this.#trees
  }

  /** Adds a decoded pair. @throws ApiError 124 beyond a limit */
  add(name: string, value: string): void {
    this.#limit(name, value)
    this.#inspect(name, value)
    this.pairs.push([name, value])
  }

  /** Adds a pair with a name of ASCII word characters and a value of printable ASCII, which needs fewer checks. */
  addPlain(name: string, value: string): void {
    this.#limit(name, value)
    if (prototypeNames.has(name)) this.#inspectName(name)
    this.#refuseRepeated(name)
    this.pairs.push([name, value])
  }

  /** Adds a native tree. @throws ApiError 124 beyond a limit */
  addTree(name: string, tree: WireTree): void {
    this.#limit(name, '')
    this.#inspect(name, '')
    this.#trees ??= new Map()
    this.#trees.set(name, tree)
  }

  has(name: string): boolean {
    if (this.#trees?.has(name) === true) return true
    for (const pair of this.pairs) if (pair[0] === name) return true
    return false
  }

  /** Sets the flaw, unless there is one already. @param name the parameter that is wrong, where it is one */
  refuse(detail: string, name?: string): void {
    this.flaw ??= name === undefined ? malformed(detail) : malformedParameter(detail, name)
  }

  /** @throws ApiError 124 */
  #limit(name: string, value: string): void {
    if (this.pairs.length + (this.#trees?.size ?? 0) >= sizeLimits.parameters) {
      throw apiError('request-too-large', { detail: `A call takes at most ${sizeLimits.parameters} parameters` })
    }
    if (longer(name, sizeLimits.name))
      throw apiError('request-too-large', { detail: `A parameter's name takes ${sizeLimits.name} bytes` })
    if (longer(value, sizeLimits.value)) {
      const detail = `The value of ${name} is longer than ${sizeLimits.value} bytes`
      throw apiError('request-too-large', { detail, parameters: invalid(name) })
    }
  }

  #inspect(name: string, value: string): void {
    if (!plainName.test(name) || prototypeNames.has(name)) this.#inspectName(name)
    if (!plainText.test(value) && notXml.test(value))
      this.refuse(`The parameter ${name} holds control characters`, name)
    this.#refuseRepeated(name)
  }

  #refuseRepeated(name: string): void {
    if (!this.#keepsAll && this.has(name)) this.refuse(`The parameter ${name} was sent more than once`, name)
  }

  #inspectName(name: string): void {
    if (name === '') this.refuse('A parameter has no name')
    else if (prototypeNames.has(name)) this.refuse('A parameter has a name that is not allowed')
    else if (!this.#keepsAll && name.includes('['))
      this.refuse(`The parameter ${name} is written as an array; send one comma-separated value`, name)
    else if (notXml.test(name)) this.refuse("A parameter's name holds characters that are not allowed")
  }
}
