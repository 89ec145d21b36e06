import { isRawObject, type RawObject } from './raw.js'
import { Refusal } from './refusal.js'

/** The most references that lead to each other before an object. */
const longestChain = 32

/** A document, with the targets of its references. */
export class RawDocument {
  readonly root: RawObject

  constructor(root: RawObject) {
    this.root = root
  }

  /** The target of a reference (RFC 6901); undefined where there is none. @throws Refusal where it leaves the document */
  find($ref: string): unknown {
    if ($ref !== '#' && !$ref.startsWith('#/')) throw new Refusal(`refers to ${$ref}, which is outside its document`)
    return this.#walk($ref, { left: longestChain })
  }

  /** @param budget the references on the way that may be followed */
  #walk($ref: string, budget: { left: number }): unknown {
    let found: unknown = this.root
    for (const part of $ref.split('/').slice(1)) {
      found = this.#past(found, budget)
      const name = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~')
      if (Array.isArray(found)) found = found[Number(name)]
      else found = isRawObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
    }
    return found
  }

  /** The target of a reference that stands in the place of an object on the way to another. */
  #past(value: unknown, budget: { left: number }): unknown {
    const isReference = isRawObject(value) && typeof value['$ref'] === 'string' && value['$ref'].startsWith('#/')
    return isReference && budget.left-- > 0 ? this.#walk(String(value['$ref']), budget) : value
  }

  /**
   * An object, or the target of its reference: a parameter, a body, an answer or a path.
   *
   * @throws Refusal where a reference leads to no object
   */
  follow(value: unknown): RawObject {
    let found = value
    for (let count = 0; isRawObject(found) && typeof found['$ref'] === 'string'; count++) {
      const { $ref } = found
      if (count === longestChain) throw new Refusal(`refers to ${$ref}, which refers to itself`)
      found = this.find($ref)
      if (!isRawObject(found)) throw new Refusal(`refers to ${$ref}, which is not there`)
    }
    return isRawObject(found) ? found : {}
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    if (cause instanceof URIError) return part
    throw cause
  }
}
