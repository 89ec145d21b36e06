import type { MethodSpec } from '../../src/core/method-spec.js'
import { paramsSpecOf } from '../../src/core/schema/json-params.js'
import type { JsonSchema } from '../../src/core/schema/json-schema.js'
import type { ParamsSpec } from '../../src/core/schema/params-spec.js'
import { fromJsonSchema } from '../../src/core/schema/read-json-schema.js'

/** Parameters that are texts, all of them required. */
export function textParams(...declared: readonly string[]): ParamsSpec {
  const properties = Object.fromEntries(declared.map((name): [string, JsonSchema] => [name, { type: 'string' }]))
  return paramsSpecOf({ type: 'object', properties, required: declared }, 'a method written by hand')
}

/** What a method written by hand says of itself. */
interface HandWritten extends Partial<MethodSpec> {
  readonly name: string
  readonly answer: JsonSchema
  readonly run: MethodSpec['run']
}

/** A method that was written from JSON Schema, without zod. */
export function handWritten({ name, answer, ...members }: HandWritten): MethodSpec {
  return {
    name,
    service: name.split('.', 1)[0] ?? '',
    summary: 'Written by hand',
    notes: [],
    needs: { key: false },
    params: textParams(),
    files: [],
    result: fromJsonSchema(answer, `the method ${name}: result`),
    errors: {},
    limits: {},
    safety: false,
    changelog: [],
    ...members,
  }
}
