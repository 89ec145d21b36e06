import { malformed } from '../../src/core/api-error.js'
import type { MethodSpec } from '../../src/core/method-spec.js'
import type { JsonSchema } from '../../src/core/schema/json-schema.js'
import type { ParamsSpec } from '../../src/core/schema/params-spec.js'
import { fromJsonSchema } from '../../src/core/schema/read-json-schema.js'

/** Parameters that are texts, all of them required, read without any schema library. */
export function textParams(...declared: readonly string[]): ParamsSpec {
  const names = new Set(declared)
  return {
    specs: declared.map((name) => ({ name, type: 'string', required: true, fault: {}, emptyClears: false })),
    names,
    open: false,
    read(pairs) {
      const read = Object.fromEntries(pairs.filter(([name]) => names.has(name)))
      const missing = declared.find((name) => read[name] === undefined)
      if (missing !== undefined) throw malformed(`The parameter ${missing} is missing`)
      return read
    },
    fits: (name) => names.has(name),
  }
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
