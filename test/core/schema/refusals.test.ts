import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import type { JsonSchema } from '../../../src/core/schema/json-schema.js'
import { fromJsonSchema } from '../../../src/core/schema/read-json-schema.js'
import { alwaysListed } from '../../../src/index.js'
import { registryOf } from '../../support/registry.js'
import { startTestServer } from '../../support/server.js'

const showing = (result: z.ZodType) =>
  defineMethod()({ name: 'order.show', summary: 'Show', params: z.object({}), result, run: () => ({}) })
const compile = (result: z.ZodType) => registryOf([showing(result)])

interface Node {
  readonly next?: Node | undefined
  readonly at: Date
}
const node: z.ZodType<Node> = z
  .object({
    get next() {
      return node.optional()
    },
    at: z.date(),
  })
  .meta({ id: 'Node' })

const oneOf = (a: z.ZodType, b: z.ZodType) => z.union([z.object({ m: a }), z.object({ m: b })])

test.each<[what: string, result: z.ZodType, message: RegExp]>([
  ['a list', z.object({ a: z.array(z.date()) }), /result\.a\[\] has a type/],
  ['lists in lists', z.object({ a: z.array(z.array(z.tuple([z.string()]))) }), /result\.a\[\]\[\] is a list that must/],
  ['the values of a record', z.object({ a: z.record(z.string(), z.object({ b: z.date() })) }), /result\.a\.\*\.b has/],
  ['a branch', z.object({ a: z.union([z.object({ b: z.date() }), z.object({})]) }), /result\.a\.b has a type/],
  ['a shape that holds itself', z.object({ a: node }), /^the method order\.show: result Node\.at has a type/],
  ['the answer itself', z.date(), /result has a type/],
  ['a list that is the answer', z.array(z.object({ a: z.date() })), /result\[\]\.a has a type/],
])('the place of what is refused is named inside %s', (_what, result, message) => {
  expect(() => compile(result)).toThrow(TypeError)
  expect(() => compile(result)).toThrow(message)
})

test.each<[what: string, a: z.ZodType, b: z.ZodType]>([
  ['a text and a number', z.string(), z.number()],
  ['a flag and a whole number', z.boolean(), z.int()],
  ['bytes and a text', z.base64(), z.string()],
  ['an instant and a number', z.iso.datetime(), z.number()],
  ['a list and a single value', z.array(z.string()), z.string()],
  ['lists of unlike things', z.array(z.string()), z.array(z.number())],
  ['a list that is kept when it is empty and one that is not', alwaysListed(z.string()), z.array(z.string())],
  ['an object and a list', z.object({}), z.array(z.string())],
  ['objects of other members', z.object({ x: z.string() }), z.object({ y: z.string() })],
  ['records of unlike things', z.record(z.string(), z.string()), z.record(z.string(), z.number())],
])('branches may not have %s under one name', (_what, a, b) => {
  expect(() => compile(z.object({ a: oneOf(a, b) }))).toThrow(/result\.a is one of several objects that disagree/)
  expect(() => compile(z.object({ a: oneOf(b, a) }))).toThrow(/result\.a is one of several objects that disagree/)
})

test.each<[what: string, a: z.ZodType, b: z.ZodType]>([
  ['a text and words', z.string(), z.enum(['x'])],
  ['words and other words', z.enum(['x']), z.enum(['y'])],
  ['a date and an instant', z.iso.date(), z.iso.datetime()],
  ['a whole number and a number', z.int(), z.number()],
  ['lists of the same', z.array(z.int()), z.array(z.number())],
  ['objects of the same members', z.object({ x: z.int() }), z.object({ x: z.number() })],
])('branches may have %s under one name', (_what, a, b) => {
  expect(() => compile(z.object({ a: oneOf(a, b) }))).not.toThrow()
})

test.each(['\0', '\x1f', '\ufffe', '\uffff', '\ud800', '__proto__'])('no member is named %j, at any depth', (name) => {
  const member = z.object(Object.fromEntries([[name, z.string()]]))
  expect(() => compile(z.object({ a: z.array(member) }))).toThrow(/result\.a\[\]\..* which no protocol can carry/s)
})

test('the words of the envelope are names below the answer itself', () => {
  expect(() => compile(z.object({ api: z.string() }))).toThrow(/result\.api has a name that the envelope/)
  expect(() => compile(z.object({ a: z.object({ api: z.string() }) }))).not.toThrow()
})

test('a server with a result that some protocol cannot carry does not start', async () => {
  const starting = startTestServer({ methods: [showing(z.object({ a: z.date() }))] })
  await expect(starting).rejects.toThrow(/^the method order\.show: result\.a has a type that no protocol can carry/)
})

describe('a foreign description', () => {
  const read = (a: JsonSchema) => {
    const losses: string[] = []
    const onUnsupported = (path: string, what: string) => losses.push(`${path} ${what}`)
    const shape = fromJsonSchema({ type: 'object', properties: { a } }, 'm: result', { onUnsupported })
    return { losses, member: shape.kind === 'object' ? shape.members[0]?.shape.kind : undefined }
  }

  test('has any value where branches disagree, and says so once', () => {
    const branch = (type: string): JsonSchema => ({ type: 'object', properties: { m: { type } } })
    const { losses, member } = read({ oneOf: [branch('string'), branch('boolean')] })
    expect(member).toBe('any')
    expect(losses).toEqual([expect.stringMatching(/^m: result\.a is one of several objects that disagree/)])
  })

  test('may have defaults, which are left alone', () => {
    expect(read({ type: 'string', default: 'x' })).toEqual({ losses: [], member: 'scalar' })
  })

  test.each<[what: string, schema: JsonSchema, message: RegExp]>([
    ['names that no protocol can carry', { type: 'object', properties: { '\0': {} } }, /which no protocol can carry/],
    [
      'two texts of one element',
      { properties: { b: { type: 'string', xml: { nodeType: 'text' } }, content: { type: 'string' } } },
      /has several members that are the text/,
    ],
    ['items of an odd name', { type: 'array', items: { type: 'string' }, xml: { item: '<' } }, /has the name "<"/],
  ])('may not have %s either', (_what, schema, message) => {
    expect(() => read(schema)).toThrow(message)
  })
})
