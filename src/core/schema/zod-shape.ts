import { z } from 'zod'
import { isFileSchema } from '../files/file-result.js'
import type { JsonSchema } from './json-schema.js'
import { fromJsonSchema } from './read-json-schema.js'
import type { Shape } from './shape.js'

/** Kinds of zod schemas whose values are no JSON, and which zod converts to a JSON Schema of anything. */
const unrepresentable: ReadonlySet<string> = new Set([
  'symbol',
  'undefined',
  'void',
  'date',
  'map',
  'set',
  'transform',
  'nan',
  'custom',
  'function',
  'promise',
  'file',
])

/**
 * Compiles a method's result schema to its Shape.
 *
 * @param owner the method, for messages
 * @throws TypeError that names a member that some protocol cannot carry
 */
export function compileShape(result: z.ZodType, owner: string): Shape {
  return fromJsonSchema(describeZod(result, 'output'), `${owner}: result`)
}

/** Converts a zod schema to JSON Schema, with meta keywords of our own for what that cannot express. */
export function describeZod(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const { type } = zodSchema._zod.def
      if (type === 'bigint') Object.assign(jsonSchema, { type: 'integer', format: 'int64' })
      else if (unrepresentable.has(type) && !isFileSchema(zodSchema)) jsonSchema['unrepresentable'] = type
    },
  }) as JsonSchema
}
