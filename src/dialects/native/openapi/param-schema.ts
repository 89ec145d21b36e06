import type { ParamSpec } from '../../../core/schema/params-spec.js'
import type { Schema, SchemaWriter } from './schemas.js'

/** Keywords of a parameter that mean the same in a schema of OpenAPI. */
const keywords = [
  ...['format', 'enum', 'const', 'pattern', 'contentEncoding', 'default', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
] as const

/** The schema of a parameter in JSON's own types. */
export function paramSchema(spec: ParamSpec, schemas: SchemaWriter): Schema {
  const shape = spec.tree ?? spec.listShape
  if (shape !== undefined) return schemas.write(shape, 'input')
  const known = new Map<string, unknown>(Object.entries(spec))
  const kept = keywords.flatMap((word): [string, unknown][] => {
    const value = known.get(word)
    return value === undefined || isNoBound(value) ? [] : [[word, value]]
  })
  return { type: spec.type, ...exclusiveNumbers(Object.fromEntries(kept)) }
}

/** zod bounds every integer by what a double holds exactly, which says nothing to clients. */
function isNoBound(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER
}

/** Replaces the flags of OpenAPI 3.0 that make a bound exclusive by bounds of 2020-12. */
function exclusiveNumbers({ exclusiveMinimum, exclusiveMaximum, minimum, maximum, ...schema }: Schema): Schema {
  return {
    ...schema,
    ...bounds('minimum', 'exclusiveMinimum', minimum, exclusiveMinimum),
    ...bounds('maximum', 'exclusiveMaximum', maximum, exclusiveMaximum),
  }
}

function bounds(name: string, exclusive: string, bound: unknown, flag: unknown): Schema {
  if (flag === true) return bound === undefined ? {} : { [exclusive]: bound }
  return { ...(bound !== undefined && { [name]: bound }), ...(typeof flag === 'number' && { [exclusive]: flag }) }
}
