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
    let found: unknown = this.root
    for (const part of $ref.split('/').slice(1)) {
      const name = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~')
      if (Array.isArray(found)) found = found[Number(name)]
      else found = isRawObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
    }
    return found
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
