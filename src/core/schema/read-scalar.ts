import { isLong, type JsonSchema } from './json-schema.js'
import type { ScalarShape, ScalarType } from './shape.js'

/** The type of a schema, said or meant by its other words; undefined where it may be anything. */
export function typeOf(schema: JsonSchema): string | undefined {
  const { type, properties, additionalProperties, patternProperties, items } = schema
  if (typeof type === 'string') return type
  if (properties !== undefined || additionalProperties !== undefined || patternProperties !== undefined) return 'object'
  if (items !== undefined) return 'array'
  const types = new Set(wordsOf(schema)?.map((word) => typeof word))
  const [only] = types
  return types.size === 1 ? only : undefined
}

/** The values that a schema holds to. */
function wordsOf(schema: JsonSchema): readonly unknown[] | undefined {
  return schema.const === undefined ? schema.enum : [schema.const]
}

/**
 * Reads the schema of a scalar.
 *
 * @param openWords whether words are texts that may be joined by others later
 * @returns undefined where it is of none
 * @throws TypeError where it is a file
 */
export function readScalar(
  schema: JsonSchema,
  path: string,
  { openWords = false, onLoss }: { readonly openWords?: boolean; readonly onLoss?: unknown },
): ScalarShape | undefined {
  const scalar = (type: ScalarType, words?: readonly string[]): ScalarShape => ({ kind: 'scalar', type, words, path })
  switch (typeOf(schema)) {
    case 'integer':
      return scalar(integerType(schema, path))
    case 'number':
      return scalar(schema.format === 'decimal' ? 'decimal' : 'number')
    case 'bigint':
      return scalar('long')
    case 'boolean':
      return scalar('boolean')
    case 'string': {
      const words = wordsOf(schema)?.filter((word) => typeof word === 'string')
      if (words !== undefined && words.length > 0) return openWords ? scalar('string') : scalar('enum', words)
      if (schema.format === 'binary' && onLoss === undefined)
        throw new TypeError(`${path} is a file, which no result can hold`)
      return scalar(schema.contentEncoding === 'base64' ? 'bytes' : (textTypes.get(schema.format ?? '') ?? 'string'))
    }
    default:
      return undefined
  }
}

const textTypes: ReadonlyMap<string, ScalarType> = new Map([
  ['date-time', 'instant'],
  ['date', 'date'],
  ['byte', 'bytes'],
  ['binary', 'bytes'],
  ['int64', 'long'],
  ['decimal', 'decimal'],
])

/** Whole numbers of more than 64 bits are decimals. Those without bounds of their own may have 64. */
function integerType(schema: JsonSchema, path: string): ScalarType {
  const { format, maximum, exclusiveMaximum } = schema
  if (format === 'uint64') return 'decimal'
  const isUnbounded = format !== 'int32' && maximum === undefined && exclusiveMaximum === undefined
  if (format === 'unix-time' || (path.endsWith('_at') && !isUnbounded && !isLong(schema))) return 'unix-time'
  return format === 'int64' || isUnbounded || isLong(schema) ? 'long' : 'integer'
}
