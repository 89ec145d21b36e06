import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import * as formats from 'ajv-formats'

/** A part of an OpenAPI document. */
export interface OpenApiPart {
  readonly [name: string]: unknown
}

/** What is wrong with an OpenAPI document, by a validator nobody here wrote; empty where nothing is. */
export async function openApiProblems(document: OpenApiPart): Promise<string> {
  const { valid, errors } = await new Validator().validate(structuredClone(document))
  return valid ? '' : JSON.stringify(errors).slice(0, 2000)
}

/** The part of a document at a path of member names. */
export function partAt(document: unknown, ...path: readonly string[]): OpenApiPart {
  const part = path.reduce<unknown>(
    (whole, name) => (typeof whole === 'object' && whole !== null ? Reflect.get(whole, name) : undefined),
    document,
  )
  if (typeof part !== 'object' || part === null) throw new Error(`the document has no ${path.join(' ')}`)
  return { ...part }
}

/** Compiles schemas of a document, whose references are those of the document. Each must be a valid one of JSON Schema 2020-12. */
export function schemaCompiler(document: object): (schema: AnySchema) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default.default(ajv)
  ajv.addFormat('decimal', true)
  ajv.addSchema({ $id: 'https://babelgate.example/openapi.json', ...document })
  const inDocument = (schema: unknown): unknown =>
    JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components/', '"https://babelgate.example/openapi.json#/components/'),
    )
  return (schema) => ajv.compile(inDocument(schema) as AnySchema)
}
