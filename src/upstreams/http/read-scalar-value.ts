import { plainDecimal } from '../../core/schema/plain-decimal.js'
import { textOfScalar, wantedScalar } from '../../core/schema/scalar-values.js'
import type { ScalarShape, ScalarType } from '../../core/schema/shape.js'
import { WireNumber } from '../../core/schema/wire-tree.js'
import { type ReadValue, unfit } from './answer-value.js'
import { carriable } from './read-any.js'

/** Converts a value to one that the type can hold; anything else is returned as it is, to be refused. */
type Convert = (value: unknown) => unknown

/**
 * Compiles the reader of a scalar. A text is read as a number, a boolean or an integer where it is one, and a number as a text.
 *
 * @throws UpstreamError from the reader, for a value that cannot be converted without loss
 */
export function compileScalar(shape: ScalarShape): ReadValue {
  const { path, type } = shape
  const convert = converters[type]
  if (type === 'string' || type === 'enum') {
    return (value, { isSuspicious }) => {
      const text = typeof value === 'string' ? value : textOfNumber(value)
      if (text === undefined || (shape.words !== undefined && !shape.words.includes(text)))
        throw unfit(shape, wantedScalar(shape))
      return isSuspicious ? carriable(text, path) : text
    }
  }
  return (value) => {
    const converted = convert(value)
    if (textOfScalar(shape, converted) === undefined || isTooLarge(type, converted))
      throw unfit(shape, wantedScalar(shape))
    return converted
  }
}

function textOfNumber(value: unknown): string | undefined {
  if (value instanceof WireNumber) return value.text
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'number' && Number.isFinite(value) ? plainDecimal(value) : undefined
}

/** Whether an integer exceeds the 32 bits that its declaration promises to clients. */
function isTooLarge(type: ScalarType, value: unknown): boolean {
  return type === 'integer' && typeof value === 'number' && (value > 0x7fffffff || value < -0x80000000)
}

const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/
const digits = /^-?(?:0|[1-9][0-9]*)$/

const toNumber: Convert = (value) => {
  const text = value instanceof WireNumber ? value.text : value
  return typeof text === 'string' && number.test(text) ? Number(text) : value
}

const toInteger: Convert = (value) => {
  if (typeof value === 'number') return value
  const text = value instanceof WireNumber ? value.text : value
  return typeof text === 'string' && digits.test(text) ? Number(text) : value
}

const toLong: Convert = (value) => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  return value instanceof WireNumber ? value.text : value
}

/** Exact decimals keep their text; an exponent is written out where a double holds the number. */
const toDecimal: Convert = (value) => {
  const text = value instanceof WireNumber ? value.text : value
  if (typeof text !== 'string' || !/[eE]/.test(text) || !number.test(text)) return text
  return Number.isFinite(Number(text)) ? plainDecimal(Number(text)) : undefined
}

const toBoolean: Convert = (value) => {
  if (value === 'true' || value === 1 || value === '1') return true
  return value === 'false' || value === 0 || value === '0' ? false : value
}

/** Base64 without the line breaks of MIME (RFC 2045 section 6.8). */
const toBytes: Convert = (value) => (typeof value === 'string' ? value.replace(/[\r\n]+/g, '') : value)

const same: Convert = (value) => value

const converters: Readonly<Record<ScalarType, Convert>> = {
  string: same,
  enum: same,
  integer: toInteger,
  'unix-time': toInteger,
  long: toLong,
  number: toNumber,
  decimal: toDecimal,
  boolean: toBoolean,
  instant: same,
  date: same,
  bytes: toBytes,
}
