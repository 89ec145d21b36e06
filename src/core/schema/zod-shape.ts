import { z } from 'zod'
import type { JsonSchema } from './json-schema.js'
import { fromJsonSchema } from './read-json-schema.js'
import type { Shape } from './shape.js'

/** Kinds of zod schemas whose values are no JSON, and that JSON Schema shows as if they might be anything. */
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
])

/**
 * Turns a method's result schema into its Shape.
 *
 * @param owner the method, for messages
 * @throws TypeError that names the member which some protocol could not carry
 */
export function compileShape(result: z.ZodType, owner: string): Shape {
  return fromJsonSchema(describeZod(result, 'output'), `${owner}: result`)
}

/** Describes a zod schema as JSON Schema, with words of our own for what that has none for. */
export function describeZod(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const { type } = zodSchema._zod.def
      if (type === 'bigint') Object.assign(jsonSchema, { type: 'integer', format: 'int64' })
      else if (unrepresentable.has(type)) jsonSchema['unrepresentable'] = type
    },
  }) as JsonSchema
}
