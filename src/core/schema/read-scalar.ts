import { isLong, type JsonSchema } from './json-schema.js'
import type { ScalarShape, ScalarType } from './shape.js'

/** The type of a schema, declared or implied by its other keywords; undefined for any type. */
export function typeOf(schema: JsonSchema): string | undefined {
  const { type, properties, additionalProperties, patternProperties, items } = schema
  if (typeof type === 'string') return type
  if (properties !== undefined || additionalProperties !== undefined || patternProperties !== undefined) return 'object'
  if (items !== undefined) return 'array'
  const types = new Set(wordsOf(schema)?.map((word) => typeof word))
  const [only] = types
  return types.size === 1 ? only : undefined
}

/** The allowed values of an enum or constant. */
function wordsOf(schema: JsonSchema): readonly unknown[] | undefined {
  return schema.const === undefined ? schema.enum : [schema.const]
}

/** Whether a schema is of a file: the bytes themselves, in no encoding. */
export function isFile({ type, format }: JsonSchema): boolean {
  return type === 'string' && format === 'binary'
}

/** Why a parameter cannot be a file. */
export const fileInParams = 'is a file, which only results can hold; list the names of uploads under files'

/**
 * Reads the schema of a scalar.
 *
 * @param openEnums whether enums are read as strings
 * @returns undefined for a schema of no scalar
 */
export function readScalar(
  schema: JsonSchema,
  path: string,
  { openEnums = false }: { readonly openEnums?: boolean },
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
      if (words !== undefined && words.length > 0) return openEnums ? scalar('string') : scalar('enum', words)
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

/** The type of an integer by its bounds; beyond 64 bits it is a decimal. */
function integerType(schema: JsonSchema, path: string): ScalarType {
  const { format, maximum, exclusiveMaximum } = schema
  if (format === 'uint64') return 'decimal'
  const isUnbounded = format !== 'int32' && maximum === undefined && exclusiveMaximum === undefined
  if (format === 'unix-time' || (path.endsWith('_at') && !isUnbounded && !isLong(schema))) return 'unix-time'
  return format === 'int64' || isUnbounded || isLong(schema) ? 'long' : 'integer'
}
