import { z } from 'zod'
import type { FaultTitles } from '../method-spec.js'
import type { JsonSchema } from './json-schema.js'
import { compileReader, describeParam, nativeShape } from './params-reader.js'
import type { ParamSpec, ParamsSpec } from './params-spec.js'
import { type JsonSchemaReader, jsonSchemaReader } from './read-json-schema.js'
import { ZodCompiler } from './zod-of-json-schema.js'
import { isWide } from './zod-scalar.js'

/** Options of {@link paramsSpecOf}. */
export interface JsonParamsOptions {
  /** The method's own faults, where the keyword `fault` of a property names some. */
  readonly faults?: FaultTitles
  /** The reader of the document that the schema is a part of, made for requests; one of the schema alone by default. */
  readonly reader?: JsonSchemaReader
  /** Whether lists of scalars are trees, as in typed envelopes of services. As a text they are JSON or comma-separated. Default false. */
  readonly listsAreTrees?: boolean
}

/**
 * Compiles the parameters of a method from the JSON Schema of an object (2020-12, or the dialect of OpenAPI 3.0). They are read as
 * those of a zod definition: lists of scalars are comma-separated, trees are native or JSON text, faults say the same. Integers
 * that a double may not hold become bigints; decimals (`format: decimal`) keep their text.
 *
 * @param owner the method, for messages
 * @throws TypeError with the path of what some protocol cannot carry
 */
export function paramsSpecOf(schema: JsonSchema, owner: string, options: JsonParamsOptions = {}): ParamsSpec {
  const path = `${owner}: params`
  const { faults = {}, listsAreTrees = false, reader = jsonSchemaReader(schema, path, { defaults: true }) } = options
  const compiler = new ZodCompiler(reader.document)
  const params = compiler.object(schema, path)
  const { properties = {}, required } = compiler.resolve(schema, path)
  const needed = new Set(required)
  const specs = Object.entries(properties).map(([name, property]): ParamSpec => {
    const place = `${path}.${name}`
    const member = params.shape[name]
    const native = nativeShape(member ?? z.never(), () => reader.read(property, place, { top: false }))
    const tree = listsAreTrees ? (native.tree ?? native.listShape) : native.tree
    const facts = { name, required: needed.has(name), ...native, tree }
    return describeParam(facts, tree === undefined ? withWidth(compiler.resolve(property, place)) : property)
  })
  return compileReader(params, specs, faults, owner)
}

/** Says `int64` of an integer that is read as one. */
function withWidth(schema: JsonSchema): JsonSchema {
  return schema.type === 'integer' && isWide(schema) ? { format: 'int64', ...schema } : schema
}
