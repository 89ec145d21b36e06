import { isRawObject, type RawObject } from '../raw.js'
import { walk } from '../walk.js'

/** A reference in a document, which can be given another target. */
export interface Reference {
  readonly target: string
  readonly replace: (target: string) => void
}

/** Finds the references of a document: `$ref`, and the targets of discriminators that are no names. */
export function findReferences(document: unknown): readonly Reference[] {
  const found: Reference[] = []
  walk(document, (object, keyword) => found.push(...ownReferences(object, keyword)))
  return found
}

function ownReferences(value: RawObject, keyword: string): Reference[] {
  if (keyword === 'discriminator' && isRawObject(value['mapping'])) {
    const { mapping } = value
    return Object.keys(mapping)
      .filter((word) => /[/#]|\.(?:ya?ml|json)$/.test(String(mapping[word])))
      .map((word) => referenceAt(mapping, word))
  }
  return typeof value['$ref'] === 'string' ? [referenceAt(value, '$ref')] : []
}

function referenceAt(object: RawObject, member: string): Reference {
  return {
    target: String(object[member]),
    replace: (target) =>
      Object.defineProperty(object, member, { value: target, enumerable: true, writable: true, configurable: true }),
  }
}
