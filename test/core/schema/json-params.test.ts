import fc from 'fast-check'
import { z } from 'zod'
import { ApiError } from '../../../src/core/api-error.js'
import { paramsSpecOf } from '../../../src/core/schema/json-params.js'
import type { JsonSchema } from '../../../src/core/schema/json-schema.js'
import { compileParams } from '../../../src/core/schema/params-reader.js'
import type { ParamSpec, ParamsSpec } from '../../../src/core/schema/params-spec.js'
import { readJson } from '../../../src/core/schema/read-json.js'
import { jsonSchemaReader } from '../../../src/core/schema/read-json-schema.js'
import type { WireTree } from '../../../src/core/schema/wire-tree.js'
import { describeZod } from '../../../src/core/schema/zod-shape.js'
import { fuzzRuns } from '../../support/fuzz-runs.js'

const undeclared = { ignored: new Set(['api_key']), refused: new Set(['api']) }

interface Sent {
  readonly pairs: readonly (readonly [string, string])[]
  readonly trees: ReadonlyMap<string, WireTree>
}

/** What a reader makes of parameters: values, or everything that a fault says. */
function outcome(spec: ParamsSpec, { pairs, trees }: Sent): unknown {
  try {
    return { values: spec.read(pairs, undeclared, trees) }
  } catch (fault) {
    if (!(fault instanceof ApiError)) throw fault
    const { code, message, subject, detail, parameters } = fault
    return { code, message, subject, detail, parameters }
  }
}

/** What is said of a parameter. Several patterns are merged by one producer only. */
function described({ allOf: _, pattern: __, tree, ...spec }: ParamSpec): unknown {
  return { ...spec, tree: tree?.kind }
}

const texts = (...pairs: readonly (readonly [string, string])[]): Sent => ({ pairs, trees: new Map() })

describe('a zod definition and its JSON Schema read alike', () => {
  const scalar: fc.Arbitrary<z.ZodType> = fc.oneof(
    fc.constantFrom<z.ZodType>(
      ...[z.string(), z.string().min(2).max(3), z.string().regex(/^[a-c]+$/), z.string().regex(/a/).regex(/b/)],
      ...[z.int(), z.int().min(-3).max(3), z.int().positive(), z.number(), z.number().gt(-1).lt(5), z.number().max(2)],
      ...[z.boolean(), z.enum(['a', 'b']), z.literal('a'), z.literal([1, 2]), z.int64(), z.int().max(2 ** 40)],
    ),
  )
  const member = (made: fc.Arbitrary<z.ZodType>): fc.Arbitrary<z.ZodType> =>
    fc.tuple(made, fc.constantFrom('required', 'optional', 'nullish', 'nullable')).map(([schema, how]) => {
      if (how === 'optional') return schema.optional()
      if (how === 'nullish') return schema.nullish()
      return how === 'nullable' ? schema.nullable() : schema
    })
  const name = fc.constantFrom('a', 'b', 'c')
  const objectOf = (values: fc.Arbitrary<z.ZodType>) =>
    fc
      .tuple(fc.dictionary(name, member(values), { minKeys: 1 }), fc.constantFrom('strip', 'strict', 'loose'))
      .map(([shape, how]): z.ZodType => {
        if (how === 'strict') return z.strictObject(shape)
        return how === 'loose' ? z.looseObject(shape) : z.object(shape)
      })
  const { node } = fc.letrec<{ node: z.ZodType }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      scalar,
      objectOf(tie('node')),
      tie('node').map((values) => z.record(z.string(), values)),
      fc.tuple(objectOf(tie('node')), fc.constantFrom(0, 1)).map(([inner, min]) => z.array(inner).min(min).max(2)),
      fc
        .tuple(scalar, scalar)
        .map(([first, second]) =>
          z.discriminatedUnion('a', [
            z.object({ a: z.literal('x'), b: first }),
            z.object({ a: z.literal(['y', 'z']), c: second.optional() }),
          ]),
        ),
      fc
        .tuple(scalar, scalar)
        .map(([first, second]) => z.union([z.object({ b: first }), z.object({ c: second, a: z.string() })])),
      fc.constant(z.any()),
    ),
  }))
  const tree: z.ZodType = z.object({
    label: z.string(),
    get next() {
      return tree.optional()
    },
    get all() {
      return z.array(tree).optional()
    },
  })
  const param = fc.oneof(
    member(scalar),
    member(scalar.map((items) => z.array(items).min(1).max(3))),
    member(node),
    fc.constantFrom<z.ZodType>(
      ...[tree, tree.optional(), z.int().default(7), z.string().default('x'), z.array(z.int()).default([1])],
      ...[z.object({ a: z.int().default(3) }), z.string().meta({ fault: { missing: 1, invalid: 2 } })],
      ...[z.string().meta({ emptyClears: true }), z.boolean().meta({ description: 'A flag' })],
    ),
  )
  const params = fc
    .tuple(fc.dictionary(name, param, { minKeys: 1 }), fc.boolean())
    .map(([shape, open]) => (open ? z.looseObject(shape) : z.object(shape)))

  const word = fc.constantFrom(
    '',
    'a',
    'b',
    'ab',
    'x',
    'y',
    'abcd',
    '1',
    '2',
    '-3',
    '2.5',
    '1e2',
    'true',
    '0',
    '9007199254740993',
  )
  const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      word,
      fc.constantFrom(0, 1, -3, 2.5, 2 ** 40, true, false, null),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'label', 'next', 'all'), tie('value'), { maxKeys: 4 }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  })).value
  const value = fc.oneof(
    word,
    fc.array(word, { maxLength: 4 }).map(String),
    json.map((one) => JSON.stringify(one)),
  )
  const sent: fc.Arbitrary<Sent> = fc
    .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'api_key', 'api'), value), fc.dictionary(name, json))
    .map(([given, trees]) => ({
      pairs: Object.entries(given).filter(([key]) => trees[key] === undefined),
      trees: new Map(Object.entries(trees).map(([key, one]) => [key, readJson(JSON.stringify(one))])),
    }))

  test('and describe themselves alike', () => {
    fc.assert(
      fc.property(params, fc.array(sent, { minLength: 5, maxLength: 20 }), (schema, calls) => {
        const faults = { 1: 'Missing', 2: 'Wrong' }
        const byZod = compileParams(schema, faults, 'the method own.method')
        const byJson = paramsSpecOf(describeZod(schema, 'input'), 'the method own.method', { faults })
        for (const call of calls) {
          expect(outcome(byJson, call)).toEqual(outcome(byZod, call))
          for (const [key, text] of call.pairs) expect(byJson.fits(key, text)).toBe(byZod.fits(key, text))
        }
        expect([byJson.open, [...byJson.names]]).toEqual([byZod.open, [...byZod.names]])
        expect(byJson.specs.map(described)).toEqual(byZod.specs.map(described))
      }),
      { numRuns: fuzzRuns(100) },
    )
  })
})

const schemas: Readonly<Record<string, JsonSchema>> = {
  Pet: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      mother: { $ref: '#/schemas/Pet' },
      legs: { type: 'integer', format: 'int32', default: 4 },
      chip: { type: 'integer' },
    },
  },
  Short: { type: 'string', maxLength: 3 },
  Cat: { allOf: [{ $ref: '#/schemas/Pet' }, { properties: { kind: { type: 'string' }, lives: { type: 'integer' } } }] },
  Dog: { type: 'object', properties: { kind: { type: 'string' }, barks: { type: 'boolean' } } },
}
const pets: JsonSchema = {
  oneOf: [{ $ref: '#/schemas/Cat' }, { $ref: '#/schemas/Dog' }],
  discriminator: { propertyName: 'kind', mapping: { puss: '#/schemas/Cat' } },
}
const reader = () => jsonSchemaReader({ schemas }, 'pets.json', { defaults: true, onUnsupported: () => undefined })
const one = (schema: JsonSchema, required = true) =>
  paramsSpecOf(
    { type: 'object', properties: { p: schema }, required: required ? ['p'] : [] },
    'the method own.method',
    { reader: reader() },
  )

describe('a foreign document is read', () => {
  test.each<[what: string, schema: JsonSchema, text: string, value: unknown]>([
    ['integers without bounds, exactly', { type: 'integer' }, '9007199254740993', 9007199254740993n],
    ['64 bits, exactly', { type: 'integer', format: 'int64' }, '-9223372036854775808', -(2n ** 63n)],
    ['unsigned 64 bits', { type: 'integer', format: 'uint64' }, '18446744073709551615', 2n ** 64n - 1n],
    ['integers within 32 bits as numbers', { type: 'integer', format: 'int32' }, '7', 7],
    [
      'decimals by their digits',
      { type: 'number', format: 'decimal' },
      '0.10000000000000000001',
      '0.10000000000000000001',
    ],
    ['flags of 3.0 for exclusive bounds', { type: 'number', minimum: 1, exclusiveMinimum: true }, '1.5', 1.5],
    ['flags that can only be true', { type: 'boolean', const: true }, 'true', true],
    ['lists separated by commas', { type: 'array', items: { $ref: '#/schemas/Short' } }, 'a,"b,c"', ['a', 'b,c']],
    ['texts of several types', { type: ['string', 'integer'] }, '1', '1'],
    ['any object where nothing is said of its members', { type: 'object' }, '{"a":{"b":[1]}}', { a: { b: [1] } }],
    [
      'undeclared members by their schema',
      { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'integer' } },
      '{"a":"x","b":9007199254740993}',
      { a: 'x', b: 9007199254740993n },
    ],
    ['any list', { type: 'array' }, '[1,{"a":null}]', [1, { a: null }]],
    ['unlike things as any JSON', { oneOf: [{ type: 'string' }, { $ref: '#/schemas/Pet' }] }, '"a"', 'a'],
    [
      'references that hold themselves, with their defaults',
      { $ref: '#/schemas/Pet', description: 'A pet' },
      '{"name":"a","chip":9007199254740993,"mother":{"name":"b","legs":3}}',
      { name: 'a', legs: 4, chip: 9007199254740993n, mother: { name: 'b', legs: 3 } },
    ],
    [
      'unions by the discriminator, without a word in the schema',
      pets,
      '{"kind":"Dog","barks":true,"lives":9}',
      { kind: 'Dog', barks: true },
    ],
    ['null of 3.0 inside trees', { type: 'object', properties: { a: { type: 'string', nullable: true } } }, '{}', {}],
  ])('%s', (_what, schema, text, value) => {
    expect(outcome(one(schema), texts(['p', text]))).toEqual({ values: { p: value } })
  })

  test.each<[what: string, schema: JsonSchema, text: string]>([
    ['beyond 64 bits', { type: 'integer' }, '9223372036854775808'],
    ['beyond 32 bits', { type: 'integer', format: 'int32' }, '2147483648'],
    ['at an exclusive bound of 3.0', { type: 'number', minimum: 1, exclusiveMinimum: true }, '1'],
    ['outside a bound of a long', { type: 'integer', minimum: 5 }, '4'],
    ['outside one of two bounds', { allOf: [{ type: 'integer', maximum: 9 }, { maximum: 99 }] }, '10'],
    ['beyond the length of a reference', { $ref: '#/schemas/Short', pattern: '^a' }, 'aaaa'],
    ['too long for its pattern', { type: 'string', maxLength: 9, pattern: '^(a+)+$' }, `${'a'.repeat(50)}!`],
    ['without the pattern beside it', { $ref: '#/schemas/Short', pattern: '^a' }, 'b'],
    ['not the constant', { type: 'boolean', const: true }, 'false'],
    ['no base64', { type: 'string', format: 'byte' }, 'a'],
    ['no decimal', { type: 'number', format: 'decimal' }, '0x10'],
    ['too few items', { type: 'array', items: { type: 'integer' }, minItems: 2 }, '1'],
    ['no branch', pets, '{"kind":"Cow"}'],
  ])('and a value is refused that is %s', (_what, schema, text) => {
    expect(outcome(one(schema), texts(['p', text]))).toMatchObject({
      code: 123,
      parameters: [{ name: 'p', reason: 'invalid' }],
    })
  })

  test('and the fault names the place inside a tree', () => {
    const spec = one({ type: 'array', items: { $ref: '#/schemas/Pet' } })
    expect(outcome(spec, texts(['p', '[{"name":"a"},{"mother":{}}]']))).toMatchObject({
      detail: 'The parameter p[1].name is missing',
    })
  })

  test('and an integer that is read as a long is described as one', () => {
    expect(one({ type: 'integer' }).specs).toEqual([expect.objectContaining({ type: 'integer', format: 'int64' })])
    expect(one({ type: 'integer', minimum: 1, maximum: 9 }).specs[0]).not.toHaveProperty('format')
  })

  test('and its trees share the shapes of the document', () => {
    const shared = reader()
    const trees = ['a', 'b'].map((name) => {
      const schema: JsonSchema = { type: 'object', properties: { p: { $ref: '#/schemas/Pet' } } }
      const [spec] = paramsSpecOf(schema, `the method own.${name}`, { reader: shared }).specs
      return spec?.tree?.kind === 'ref' ? spec.tree.target() : undefined
    })
    expect(trees[0]).toBeDefined()
    expect(trees[0]).toBe(trees[1])
  })

  test.each<[what: string, schema: JsonSchema, message: RegExp]>([
    ['a pattern', { type: 'string', pattern: '(' }, /params\.p has a pattern that is no regular expression$/],
    ['a default', { type: 'integer', default: 'x' }, /params\.p has a default that it does not take$/],
    ['a reference', { $ref: '#/schemas/Cow' }, /params\.p refers to #\/schemas\/Cow, which is not there$/],
    ['types', { allOf: [{ type: 'string' }, { type: 'integer' }] }, /params\.p must be of the type string and/],
  ])('unless %s cannot be right, which is said with its place', (_what, schema, message) => {
    expect(() => one(schema)).toThrow(message)
    expect(() => one(schema)).toThrow(/^the method own\.method: params\.p /)
  })
})
