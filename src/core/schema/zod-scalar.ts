import { z } from 'zod'
import type { JsonSchema } from './json-schema.js'
import { typeOf } from './read-scalar.js'
import { decimalNumber } from './read-text.js'

/**
 * Compiles the schema of a scalar. Integers that a double may not hold are read as bigints, decimals as their text.
 *
 * @param merged the schema
 * @param parts the schemas that it was merged from, each of which restricts it
 * @returns undefined for a schema of no scalar
 * @throws TypeError with the path, for a pattern that is no regular expression
 */
export function scalarSchema(merged: JsonSchema, parts: readonly JsonSchema[], path: string): z.ZodType | undefined {
  const words = merged.const === undefined ? merged.enum : [merged.const]
  if (words !== undefined && words.length > 0) return wordSchema(words)
  switch (typeOf(merged)) {
    case 'string':
      return textSchema(merged, parts, path)
    case 'integer':
      return isWide(merged) ? longSchema(merged, parts) : within(z.int(), parts)
    case 'number':
      return merged.format === 'decimal' ? decimalSchema(parts) : within(z.number(), parts)
    case 'boolean':
      return z.boolean()
    default:
      return undefined
  }
}

/** Whether an integer may be one that a double does not hold exactly. */
export function isWide(schema: JsonSchema): boolean {
  const { format } = schema
  if (format === 'int64' || format === 'uint64') return true
  return format !== 'int32' && !(isSafe(lowest(schema)) && isSafe(highest(schema)))
}

function isSafe(bound: Bound | undefined): boolean {
  return bound !== undefined && Math.abs(bound.value) <= Number.MAX_SAFE_INTEGER
}

interface Bound {
  readonly value: number
  /** Whether the value itself is excluded. */
  readonly open: boolean
}

/** The lower bound. OpenAPI 3.0 has flags for `exclusiveMinimum` and `exclusiveMaximum`, JSON Schema numbers. */
function lowest({ minimum, exclusiveMinimum }: JsonSchema): Bound | undefined {
  return boundOf(minimum, exclusiveMinimum, (a, b) => a > b)
}

function highest({ maximum, exclusiveMaximum }: JsonSchema): Bound | undefined {
  return boundOf(maximum, exclusiveMaximum, (a, b) => a < b)
}

function boundOf(
  value: number | undefined,
  exclusive: number | boolean | undefined,
  isStricter: (a: number, b: number) => boolean,
): Bound | undefined {
  if (typeof exclusive !== 'number') return value === undefined ? undefined : { value, open: exclusive === true }
  const isClosed = value !== undefined && isStricter(value, exclusive)
  return isClosed ? { value, open: false } : { value: exclusive, open: true }
}

function isWithin(value: number | bigint, schema: JsonSchema): boolean {
  const low = lowest(schema)
  const high = highest(schema)
  if (low !== undefined && (low.open ? value <= low.value : value < low.value)) return false
  return high === undefined || (high.open ? value < high.value : value <= high.value)
}

function within(schema: z.ZodNumber, parts: readonly JsonSchema[]): z.ZodNumber {
  const int32 = parts.some(({ format, type }) => format === 'int32' && type === 'integer')
  const whole = int32 ? schema.min(-0x80000000).max(0x7fffffff) : schema
  return whole.refine((value) => parts.every((part) => isWithin(value, part)))
}

function longSchema({ format }: JsonSchema, parts: readonly JsonSchema[]): z.ZodType {
  const schema = format === 'uint64' ? z.uint64() : z.int64()
  return schema.refine((value) => parts.every((part) => isWithin(value, part)))
}

function decimalSchema(parts: readonly JsonSchema[]): z.ZodType {
  const isDecimal = (text: string) => decimalNumber.test(text) && Number.isFinite(Number(text))
  return z.string().refine((text) => isDecimal(text) && parts.every((part) => isWithin(Number(text), part)))
}

function textSchema({ format }: JsonSchema, parts: readonly JsonSchema[], path: string): z.ZodType {
  const isUnchecked = format === 'byte' && parts.every(({ pattern }) => pattern === undefined)
  let schema = isUnchecked ? z.string().regex(base64) : z.string()
  const longest = Math.min(...parts.map(({ maxLength }) => maxLength ?? Number.POSITIVE_INFINITY))
  for (const { minLength, maxLength, pattern } of parts) {
    if (minLength !== undefined) schema = schema.min(minLength)
    if (maxLength !== undefined) schema = schema.max(maxLength)
    if (pattern === undefined) continue
    const regex = regexOf(pattern, path)
    // A text that is too long is refused by its length, since the search may take long.
    schema = schema.refine((text) => text.length > longest || regex.test(text))
  }
  return schema
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** A pattern as a regular expression: with the flag u, which JSON Schema recommends, unless it is valid only without. */
function regexOf(pattern: string, path: string): RegExp {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags)
    } catch (cause) {
      if (flags === '') throw new TypeError(`${path} has a pattern that is no regular expression`, { cause })
    }
  }
  throw new TypeError(`${path} has a pattern that is no regular expression`)
}

function wordSchema(words: readonly unknown[]): z.ZodType | undefined {
  if (words.every((word) => typeof word === 'boolean')) return z.boolean().refine((value) => words.includes(value))
  const literals = words.filter((word) => typeof word === 'string' || typeof word === 'number')
  if (literals.length < words.length) return undefined
  const texts = literals.filter((word) => typeof word === 'string')
  if (texts.length === words.length && texts.length > 1) return z.enum(texts)
  return z.literal(literals)
}
