import type { JsonSchema } from '../../../core/schema/json-schema.js'
import { countOf, flagOf, numberOf, type RawObject, textOf } from '../raw.js'
import { degrade, type SchemaPlace } from './place.js'
import { isSafePattern } from './safe-pattern.js'

/** Reads the format and the bounds of a schema. Only requests are checked by lengths and patterns. */
export function readFacets(raw: RawObject, type: unknown, place: SchemaPlace): JsonSchema {
  const { direction } = place
  return {
    ...formatOf(raw, type),
    ...numberBounds(raw),
    ...(direction === 'request' && lengths(raw)),
    ...(direction === 'request' && patternOf(raw, place)),
  }
}

/** Formats that would change the type of a text: bytes without an encoding are plain text inside JSON. */
const otherTypes: ReadonlySet<string> = new Set(['binary', 'decimal'])

function formatOf(raw: RawObject, type: unknown): JsonSchema {
  const format = textOf(raw['format'])
  const encoding = textOf(raw['contentEncoding'])
  if (encoding?.toLowerCase() === 'base64') return { contentEncoding: 'base64' }
  if (format === undefined || format.length > 64) return {}
  return type === 'string' && otherTypes.has(format) ? {} : { format }
}

function numberBounds(raw: RawObject): JsonSchema {
  const minimum = numberOf(raw['minimum'])
  const maximum = numberOf(raw['maximum'])
  const exclusiveMinimum = flagOf(raw['exclusiveMinimum']) ?? numberOf(raw['exclusiveMinimum'])
  const exclusiveMaximum = flagOf(raw['exclusiveMaximum']) ?? numberOf(raw['exclusiveMaximum'])
  return {
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(exclusiveMinimum !== undefined && { exclusiveMinimum }),
    ...(exclusiveMaximum !== undefined && { exclusiveMaximum }),
  }
}

function lengths(raw: RawObject): JsonSchema {
  const minLength = countOf(raw['minLength'])
  const maxLength = countOf(raw['maxLength'])
  const minItems = countOf(raw['minItems'])
  const maxItems = countOf(raw['maxItems'])
  return {
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
  }
}

function patternOf(raw: RawObject, place: SchemaPlace): JsonSchema {
  const pattern = textOf(raw['pattern'])
  if (pattern === undefined) return {}
  if (isSafePattern(pattern, countOf(raw['maxLength']))) return { pattern }
  degrade(place, 'has a pattern that is not checked: it is no regular expression, or may take too long')
  return {}
}
