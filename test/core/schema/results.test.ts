import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { payloads } from '../../../src/transports/shared/formats/payloads.js'
import { compileWsdl } from '../../../src/transports/soap/describe.js'
import { typedContent } from '../../../src/transports/soap/write-answer.js'
import { compileValue } from '../../../src/transports/xmlrpc/write-value.js'
import { registryOf } from '../../support/registry.js'

interface Node {
  readonly next?: Node | undefined
}
const node: z.ZodType<Node> = z.object({
  get next() {
    return node.optional()
  },
})
const tree = (depth: number): Node => (depth === 0 ? {} : { next: tree(depth - 1) })
const nested = (depth: number): unknown[] => (depth === 0 ? [] : [nested(depth - 1)])

const names = ipernity.envelopes.payload

/** The writers of every protocol for a method's result. */
function writersOf(result: z.ZodType) {
  const method = registryOf([
    defineMethod()({ name: 'order.show', summary: 'Show', params: z.object({}), result, run: () => ({}) }),
  ]).resolve('order.show')
  const byFormat = Object.values(payloads).map((compile) => compile(names)(method.result))
  return [...byFormat, typedContent(names)(method), compileValue(method.result)]
}

test.each<[what: string, schema: z.ZodType, value: unknown, message: string]>([
  ['a long beyond 64 bits', z.int64(), 2n ** 63n, 'must be a whole number of 64 bits'],
  ['a long that is no digits', z.int64(), '1e3', 'must be a whole number of 64 bits'],
  ['a long with zeros before it', z.int64(), '007', 'must be a whole number of 64 bits'],
  ['a decimal with an exponent', z.string().meta({ format: 'decimal' }), '1e3', 'must be a finite number or a plain'],
  ['a number that is none', z.number(), Number.NaN, 'must be a finite number'],
  ['a day that does not exist', z.iso.date(), '2026-02-30', 'must be a date'],
  ['bytes that are no base64', z.base64(), 'a', 'must be bytes or base64'],
  ['a word that is not declared', z.enum(['a', 'b']), 'c', 'must be one of a, b'],
  [
    'a branch that is not declared',
    z.discriminatedUnion('a', [z.object({ a: z.literal('b') }), z.object({ a: z.literal('c') })]),
    { a: 'd' },
    'must be an object of one of the declared kinds',
  ],
  [
    'an object of no branch',
    z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
    { c: '' },
    'must be an object of one of the declared kinds',
  ],
  ['a shape inside itself too often', node, tree(33), 'is nested more than 32 deep'],
  ['any value too deep', z.any(), nested(33), 'is nested more than 32 deep'],
  ['any value that is no JSON', z.any(), new Date(0), 'must hold values of JSON'],
  ['any value with no JSON in it', z.any(), { a: [() => 1] }, 'must hold values of JSON'],
])('%s is a mistake of the handler in every protocol, with its place', (_what, schema, value, message) => {
  for (const write of writersOf(z.object({ a: schema }))) {
    expect(() => write({ a: value })).toThrow(TypeError)
    expect(() => write({ a: value })).toThrow(new RegExp(`^the method order.show: result.*${message}`))
  }
})

test('a shape may stand inside itself 32 times, and again in the next answer', () => {
  for (const write of writersOf(z.object({ a: node }))) {
    expect(write({ a: tree(31) })).toEqual(write({ a: tree(31) }))
    expect(() => write({ a: tree(33) })).toThrow('32 deep')
    expect(write({ a: tree(31) })).toContain('next')
  }
})

test('undeclared members of a branch never leave', () => {
  const union = z.union([z.object({ a: z.string() }), z.object({ a: z.string(), b: z.string() })])
  for (const write of writersOf(z.object({ u: union }))) {
    expect(write({ u: { a: 'x', secret: 'hidden' } })).not.toContain('hidden')
    expect(write({ u: { a: 'x', b: 'shown' } })).toContain('shown')
  }
})

test('members that objects inherit are absent unless they are given', () => {
  for (const write of writersOf(z.object({ a: z.object({ toString: z.string().optional() }) }))) {
    expect(write({ a: {} })).not.toMatch(/toString|native code/)
    expect(write({ a: { toString: 'given' } })).toMatch(/toString.*given/s)
  }
})

test('the WSDL names the types of shapes that hold themselves once, and makes words an enumeration', () => {
  const result = z.object({ first: node, second: z.array(node), word: z.enum(['a', 'b']), more: z.any() })
  const method = defineMethod()({
    name: 'order.show',
    summary: 'Show',
    params: z.object({}),
    result,
    run: () => ({ first: {}, second: [], word: 'a' as const, more: 1 }),
  })
  const wsdl = compileWsdl(registryOf([method]).methods, ipernity)('http://localhost')
  const type = 'tns:order.showResponse.first'
  expect(wsdl.match(/<xs:complexType name="order.showResponse.first">/g)).toHaveLength(1)
  expect(wsdl).toContain(`<xs:element name="next" type="${type}" minOccurs="0"/>`)
  expect(wsdl).toContain(`<xs:element name="second" type="${type}" minOccurs="0" maxOccurs="unbounded"/>`)
  expect(wsdl).toContain('<xs:enumeration value="b"/>')
  expect(wsdl).toContain(
    '<xs:element name="more" type="xs:string" minOccurs="0"><xs:annotation><xs:documentation>JSON<',
  )
})
