import type { JsonSchema } from '../../../src/core/schema/json-schema.js'
import { fromJsonSchema } from '../../../src/core/schema/read-json-schema.js'
import { resolved, type Shape } from '../../../src/core/schema/shape.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { jsonPayload } from '../../../src/transports/shared/formats/json.js'

/** A shape in few words. */
function sketch(shape: Shape): unknown {
  switch (shape.kind) {
    case 'scalar':
      return shape.words === undefined ? shape.type : shape.words.join('|')
    case 'list':
      return [sketch(shape.item)]
    case 'union':
      return { oneOf: shape.branches.map(sketch) }
    case 'ref':
      return `#${shape.name}`
    case 'any':
    case 'file':
      return shape.kind
    case 'object': {
      const members = shape.members.map(({ name, shape, optional }) => [optional ? `${name}?` : name, sketch(shape)])
      return { ...Object.fromEntries(members), ...(shape.rest !== undefined && { '*': sketch(shape.rest) }) }
    }
  }
}

const read = (schema: JsonSchema, document?: unknown) =>
  sketch(fromJsonSchema(schema, 'm: result', { document: document ?? schema }))
const member = (schema: JsonSchema) => read({ type: 'object', properties: { a: schema }, required: ['a'] })

test.each<[what: string, schema: JsonSchema, shape: unknown]>([
  ['an int32', { type: 'integer', format: 'int32' }, { a: 'integer' }],
  ['an int64', { type: 'integer', format: 'int64' }, { a: 'long' }],
  ['an integer without bounds', { type: 'integer' }, { a: 'long' }],
  ['an integer with bounds', { type: 'integer', maximum: 100 }, { a: 'integer' }],
  ['an integer beyond 64 bits', { type: 'integer', format: 'uint64' }, { a: 'decimal' }],
  ['a double', { type: 'number', format: 'double' }, { a: 'number' }],
  ['an exact decimal', { type: 'number', format: 'decimal' }, { a: 'decimal' }],
  ['bytes of OpenAPI 3.0', { type: 'string', format: 'byte' }, { a: 'bytes' }],
  ['bytes of OpenAPI 3.1', { type: 'string', contentEncoding: 'base64' }, { a: 'bytes' }],
  ['a date', { type: 'string', format: 'date' }, { a: 'date' }],
  ['a date and time', { type: 'string', format: 'date-time' }, { a: 'instant' }],
  ['words', { enum: ['x', 'y'] }, { a: 'x|y' }],
  ['one word', { const: 'x' }, { a: 'x' }],
  ['null in 3.0', { type: 'string', nullable: true }, { 'a?': 'string' }],
  ['null in 3.1', { type: ['string', 'null'] }, { 'a?': 'string' }],
  ['null as a branch', { oneOf: [{ type: 'null' }, { type: 'string' }] }, { 'a?': 'string' }],
  ['null among words', { type: 'string', enum: ['x', null] }, { 'a?': 'x' }],
  ['a map', { type: 'object', additionalProperties: { type: 'boolean' } }, { a: { '*': 'boolean' } }],
  ['an open object', { type: 'object', additionalProperties: true }, { a: { '*': 'any' } }],
  ['a map by pattern', { patternProperties: { '^x': { type: 'string' } } }, { a: { '*': 'string' } }],
  ['anything', {}, { 'a?': 'any' }],
  ['numbers of two widths', { anyOf: [{ type: 'integer', maximum: 1 }, { type: 'number' }] }, { a: 'number' }],
  ['a list', { items: { type: 'boolean' } }, { a: ['boolean'] }],
  [
    'objects that all hold',
    { allOf: [{ properties: { b: { type: 'string' } }, required: ['b'] }, { properties: { c: { type: 'boolean' } } }] },
    { a: { b: 'string', 'c?': 'boolean' } },
  ],
  [
    'one of several objects',
    { oneOf: [{ properties: { b: { type: 'string' } } }, { properties: { c: { type: 'string' } }, required: ['c'] }] },
    { a: { oneOf: [{ 'b?': 'string' }, { c: 'string' }] } },
  ],
])('reads %s', (_what, schema, shape) => {
  expect(member(schema)).toEqual(shape)
})

const pets = {
  Pet: {
    oneOf: [{ $ref: '#/schemas/Cat' }, { $ref: '#/schemas/Dog' }],
    discriminator: { propertyName: 'kind', mapping: { puss: '#/schemas/Cat' } },
  },
  Animal: { type: 'object', properties: { kind: { type: 'string' }, friends: { items: { $ref: '#/schemas/Pet' } } } },
  Cat: { allOf: [{ $ref: '#/schemas/Animal' }, { properties: { lives: { type: 'integer', format: 'int32' } } }] },
  Dog: { allOf: [{ $ref: '#/schemas/Animal' }, { properties: { parent: { allOf: [{ $ref: '#/schemas/Dog' }] } } }] },
} satisfies Record<string, JsonSchema>

describe('references', () => {
  const document = { schemas: pets }

  test('in circles name shapes, and a discriminator has the words of its mapping or the names of the branches', () => {
    expect(read({ $ref: '#/schemas/Pet' }, document)).toEqual({
      oneOf: [
        { kind: 'puss', 'friends?': ['#Pet'], 'lives?': 'integer' },
        { kind: 'Dog', 'friends?': ['#Pet'], 'parent?': '#Dog' },
      ],
    })
  })

  test('of one name are one shape', () => {
    const shape = resolved(fromJsonSchema({ $ref: '#/schemas/Pet' }, 'm: result', { document }))
    const refs = shape.kind === 'union' ? shape.branches.map(({ members: [, friends] }) => friends?.shape) : []
    const [first, second] = refs.map((list) => list?.kind === 'list' && resolved(list.item))
    expect(first).toBe(second)
  })

  test.each([
    ['#/schemas/Cow', /refers to #\/schemas\/Cow, which is not there/],
    ['https://example.org/x.json', /refers to https.* which is not in its own document/],
    ['#/schemas/__proto__', /which is not there/],
  ])('to %s are refused', ($ref, message) => {
    expect(() => read({ properties: { a: { $ref } } }, document)).toThrow(message)
  })

  test('that hold themselves without an object are refused', () => {
    expect(() => read({ $ref: '#/a' }, { a: { $ref: '#/a' } })).toThrow(/inside itself/)
  })
})

test.each<[what: string, schema: JsonSchema, message: RegExp]>([
  ['types that clash', { allOf: [{ type: 'string' }, { type: 'object' }] }, /result\.a must be of the type string and/],
  ['unlike things', { oneOf: [{ type: 'string' }, { type: 'object' }] }, /result\.a is one of unlike things/],
  ['several types', { type: ['string', 'object'] }, /result\.a is one of unlike things/],
  ['lists of null', { items: { type: ['string', 'null'] } }, /result\.a is a list with null/],
  ['lists of anything at all', { type: 'array' }, /result\.a is a list that must say/],
])('refuses %s, or calls them any in a foreign description', (_what, schema, message) => {
  const whole: JsonSchema = { type: 'object', properties: { a: schema } }
  expect(() => read(whole)).toThrow(message)
  if (schema.allOf !== undefined) return
  const lost: string[] = []
  const shape = fromJsonSchema(whole, 'm: result', { onUnsupported: (path, what) => lost.push(`${path} ${what}`) })
  expect(JSON.stringify(sketch(shape))).toContain('any')
  expect(lost).toEqual([expect.stringMatching(message)])
})

test('words of a foreign description may be joined by others', () => {
  const schema: JsonSchema = { properties: { a: { enum: ['x'] } } }
  const compile = jsonPayload(ipernity.envelopes.payload)
  const render = compile(fromJsonSchema(schema, 'm: result', { openEnums: true }))
  expect(render({ a: 'y' })).toBe('"a":"y"')
  expect(() => compile(fromJsonSchema(schema, 'm: result'))({ a: 'y' })).toThrow('m: result.a must be one of x')
})
