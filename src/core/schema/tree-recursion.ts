import { z } from 'zod'
import { unwrapped } from './read-text.js'

/**
 * Whether an untagged union is recursive. zod tries its branches one by one, so its time doubles with every level of a
 * tree, and 32 levels would not end.
 */
export function isRecursiveUnion(schema: z.core.$ZodUnion): boolean {
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

/** The direct subschemas of a schema. */
function schemasIn(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.core.$ZodLazy) return [schema._zod.def.getter()]
  if (schema instanceof z.core.$ZodObject) return Object.values(schema._zod.def.shape)
  if (schema instanceof z.core.$ZodRecord) return [schema._zod.def.valueType]
  if (schema instanceof z.core.$ZodArray) return [schema._zod.def.element]
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options
  const inner = unwrapped(schema)
  return inner === undefined ? [] : [inner]
}
