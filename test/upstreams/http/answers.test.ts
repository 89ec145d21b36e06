import type { JsonSchema } from '../../../src/core/schema/json-schema.js'
import { fromJsonSchema } from '../../../src/core/schema/read-json-schema.js'
import { typedJson } from '../../../src/transports/shared/formats/typed-json.js'
import { UpstreamError } from '../../../src/upstreams/client/upstream-error.js'
import { holdsDecimals } from '../../../src/upstreams/http/holds-decimals.js'
import { parseJson } from '../../../src/upstreams/http/parse-json.js'
import { compileAnswer } from '../../../src/upstreams/http/read-value.js'

/** The answer of a service, read by its schema and written as native JSON. */
function answered(schema: JsonSchema, text: string, document: unknown = schema): unknown {
  const shape = fromJsonSchema(schema, 's.get: result', { document, openEnums: true, onUnsupported: () => {} })
  const { value, isSuspicious } = parseJson(text, /^[\0-\x7f]*$/.test(text), holdsDecimals(shape))
  const result = compileAnswer(shape)(value, { isSuspicious, onMissing: () => {} }, 0)
  return typedJson(shape)(result)
}

const member = (schema: JsonSchema, text: string) =>
  answered({ type: 'object', properties: { a: schema } }, `{"a":${text}}`)

const int32 = { type: 'integer', format: 'int32' }
const int64 = { type: 'integer', format: 'int64' }
const decimal = { type: 'number', format: 'decimal' }

test.each<[what: string, schema: JsonSchema, sent: string, given: string]>([
  ['an integer', int32, '5', '5'],
  ['an integer as a text', int32, '"5"', '5'],
  ['a whole double', int32, '5.0', '5'],
  ['a long beyond a double', int64, '9007199254740993', '"9007199254740993"'],
  ['a long as a text', int64, '"9007199254740993"', '"9007199254740993"'],
  ['the largest long', int64, '9223372036854775807', '"9223372036854775807"'],
  ['a small long', int64, '7', '7'],
  ['a decimal of many digits', decimal, '0.12345678901234567890', '"0.12345678901234567890"'],
  ['a decimal with zeros', decimal, '9.00', '9.00'],
  ['a decimal that is a whole number', decimal, '9', '9'],
  ['a number with zeros', { type: 'number' }, '9.50', '9.5'],
  ['a decimal with an exponent', decimal, '1e3', '1000'],
  ['a number', { type: 'number' }, '0.1', '0.1'],
  ['a number as a text', { type: 'number' }, '"1e3"', '1000'],
  ['a number of many digits', { type: 'number' }, '0.1234567890123456789', '0.12345678901234568'],
  ['a boolean as a text', { type: 'boolean' }, '"false"', 'false'],
  ['a boolean as a number', { type: 'boolean' }, '1', 'true'],
  ['a number for a text', { type: 'string' }, '12', '"12"'],
  ['a long number for a text', { type: 'string' }, '12345678901234567890', '"12345678901234567890"'],
  ['a boolean for a text', { type: 'string' }, 'true', '"true"'],
  ['a new word of an enum', { type: 'string', enum: ['x'] }, '"y"', '"y"'],
  ['a time without a zone', { type: 'string', format: 'date-time' }, '"2026-01-02T03:04:05"', '"2026-01-02T03:04:05"'],
  ['base64 in lines', { type: 'string', format: 'byte' }, '"aGVs\\r\\nbG8="', '"aGVsbG8="'],
  ['an emoji', { type: 'string' }, '"\\ud83d\\ude00"', '"😀"'],
  ['any long number', {}, '[12345678901234567890,1.5]', '["12345678901234567890",1.5]'],
  ['a string like a long number', { type: 'string' }, '"number 1234567890123456789 "', '"number 1234567890123456789 "'],
])('a service may answer %s', (_, schema, sent, given) => {
  expect(member(schema, sent)).toBe(`{"a":${given}}`)
})

test.each<[what: string, schema: JsonSchema, sent: string]>([
  ['a fraction for an integer', int32, '5.5'],
  ['an integer beyond its 32 bits', int32, '2147483648'],
  ['a text that is no integer', int32, '"5x"'],
  ['an empty text for an integer', int32, '""'],
  ['a long beyond 64 bits', int64, '9223372036854775808'],
  ['a number beyond a double', { type: 'number' }, '1e999'],
  ['any number beyond a double', {}, '[1e999]'],
  ['a word for a boolean', { type: 'boolean' }, '"yes"'],
  ['an object for a text', { type: 'string' }, '{}'],
  ['a list for an object', { type: 'object', properties: { b: { type: 'string' } } }, '[]'],
  ['an object for a list', { type: 'array', items: { type: 'string' } }, '{}'],
  ['no date', { type: 'string', format: 'date' }, '"2026-02-30"'],
  ['no base64', { type: 'string', format: 'byte' }, '"%%%%"'],
  ['a control character', { type: 'string' }, '"\\u0001"'],
  ['a control character in any value', {}, '{"x":"\\u0001"}'],
  ['a control character in a name', { type: 'object', additionalProperties: {} }, '{"\\u0001":1}'],
  ['half a surrogate pair', { type: 'string' }, '"\\ud83d"'],
])('a service that answers %s has failed', (_, schema, sent) => {
  expect(() => member(schema, sent)).toThrow(UpstreamError)
})

test.each([0, 1, 7, 14, 15, 16, 17, 31])('a long number is read exactly behind %d other characters', (before) => {
  const sent = (digits: string) => `${JSON.stringify('x'.repeat(before))},${digits},"y"`
  for (const digits of ['1234567890123456', '0.123456789012345']) {
    expect(answered({}, `[${sent(digits)}]`)).toBe(`[${sent(digits)}]`)
  }
  expect(answered({}, `[${sent('12345678901234567')}]`)).toBe(`[${sent('"12345678901234567"')}]`)
})

test('an answer that is no JSON is quoted nowhere', () => {
  expect(() => parseJson('{"password":"secret"', true)).toThrow(/^the answer is no JSON, or is nested too deep$/)
})

test('a text of digits that begins with a zero is no number', () => {
  expect(() => parseJson('[01234567890123456789]', true)).toThrow(UpstreamError)
})

test('undeclared members and names of prototypes are left out', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  expect(answered(schema, '{"a":"x","b":1,"__proto__":{"a":"y"}}')).toBe('{"a":"x"}')
  expect(answered({ type: 'object', additionalProperties: {} }, '{"__proto__":1,"constructor":2,"b":3}')).toBe(
    '{"b":3}',
  )
  expect(answered({}, '[{"__proto__":{"x":1},"b":3}]')).toBe('[{"b":3}]')
})

test('a recursive answer is read to a depth of 32', () => {
  const document = { node: { type: 'object', properties: { next: { $ref: '#/node' } } } }
  const schema = { type: 'object', properties: { root: { $ref: '#/node' } } }
  const nested = (depth: number) => `{"root":${'{"next":'.repeat(depth)}{}${'}'.repeat(depth)}}`
  expect(answered(schema, nested(30), document)).toBe(nested(30))
  expect(() => answered(schema, nested(40), document)).toThrow(/nested at most 32 deep/)
})

test('a required member that is missing is reported', () => {
  const missing: string[] = []
  const schema = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, required: ['a', 'b'] }
  const read = compileAnswer(fromJsonSchema(schema, 's.get: result'))
  expect(read({ a: 'x' }, { isSuspicious: false, onMissing: (path) => missing.push(path) }, 0)).toEqual({ a: 'x' })
  expect(missing).toEqual(['s.get: result.b'])
})
