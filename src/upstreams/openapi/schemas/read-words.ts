import type { RawObject } from '../raw.js'
import { degrade, type SchemaPlace } from './place.js'

/** The most values of an enum. */
const mostWords = 1_000

/** The values that a schema lists. */
export interface Words {
  readonly enum?: readonly unknown[]
}

/**
 * Reads `enum` and `const`. Texts and numbers that a YAML parser took for each other are of the declared type again.
 *
 * @param type the declared type of the values
 */
export function readWords(raw: RawObject, type: unknown, place: SchemaPlace): Words {
  const listed = raw['const'] === undefined ? raw['enum'] : [raw['const']]
  if (!Array.isArray(listed) || listed.length === 0) return {}
  if (listed.length > mostWords) {
    degrade(place, `has more than ${mostWords} allowed values, which are not checked`)
    return {}
  }
  const words = [...new Set(listed.map((word) => converted(word, type)))]
  const kinds = new Set(words.filter((word) => word !== null).map((word) => typeof word))
  const [kind] = kinds
  if (kinds.size === 0) return {}
  if (kinds.size === 1 && kind !== undefined && fits(kind, type)) return { enum: words }
  degrade(place, 'has allowed values of other types than its own, which are not checked')
  return {}
}

function converted(word: unknown, type: unknown): unknown {
  if (type === 'string' && (typeof word === 'number' || typeof word === 'boolean')) return String(word)
  const isNumber = type === 'integer' || type === 'number'
  if (isNumber && typeof word === 'string' && /^-?[0-9]{1,15}(?:\.[0-9]+)?$/.test(word)) return Number(word)
  return type === 'boolean' && (word === 'true' || word === 'false') ? word === 'true' : word
}

function fits(kind: string, type: unknown): boolean {
  switch (type) {
    case 'integer':
      return kind === 'number'
    case undefined:
      return kind === 'string' || kind === 'number' || kind === 'boolean'
    default:
      return kind === type
  }
}
