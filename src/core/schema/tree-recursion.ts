import { z } from 'zod'
import { unwrapped } from './read-text.js'

/**
 * Whether a union holds itself and tries one branch after the other: then the time that it takes doubles with each level
 * of a tree, and 32 levels take for ever.
 */
export function isEndlessUnion(schema: z.core.$ZodUnion): boolean {
  if (schema instanceof z.core.$ZodDiscriminatedUnion) return false
  const seen = new Set<z.core.$ZodType>()
  const reaches = (one: z.core.$ZodType): boolean => {
    if (one === schema) return true
    if (seen.has(one)) return false
    seen.add(one)
    return schemasIn(one).some(reaches)
  }
  return schema._zod.def.options.some(reaches)
}

/** The schemas that a schema is made of. */
function schemasIn(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.core.$ZodLazy) return [schema._zod.def.getter()]
  if (schema instanceof z.core.$ZodObject) return Object.values(schema._zod.def.shape)
  if (schema instanceof z.core.$ZodRecord) return [schema._zod.def.valueType]
  if (schema instanceof z.core.$ZodArray) return [schema._zod.def.element]
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options
  const inner = unwrapped(schema)
  return inner === undefined ? [] : [inner]
}
