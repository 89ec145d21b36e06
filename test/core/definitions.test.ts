import { z } from 'zod'
import { defineMethod, type Method } from '../../src/core/define-method.js'
import { alwaysListed, asText, decimal, int, text } from '../../src/index.js'
import { registryOf } from '../support/registry.js'

/** What a module in JavaScript may hand over, whatever the types say. */
const define = (members: object): Method =>
  defineMethod()({
    name: 'order.show',
    summary: 'Show an order',
    params: z.object({ id: text() }),
    result: z.object({ id: z.string() }),
    run: () => ({ id: '1' }),
    ...members,
  })

const params = (shape: z.core.$ZodLooseShape) => ({ params: z.object(shape) })
const result = (shape: z.core.$ZodLooseShape) => ({ result: z.object(shape) })
/** A list of lists without end: only objects have names that shapes can refer to. */
const selfList: z.ZodType = z.array(z.lazy(() => selfList))
const selfUnion: z.ZodType = z.union([
  z.object({ a: z.lazy(() => selfUnion).optional(), x: z.string() }),
  z.object({ a: z.lazy(() => selfUnion).optional(), y: z.string() }),
])
const scalarText = z.string().meta({ xml: { nodeType: 'text' } })

describe('a definition is refused, with method and member named, where', () => {
  test.each<[what: string, members: object, member: RegExp]>([
    ['a member is misspelt', { limts: {} }, /does not know limts/],
    ['the handler is missing', { run: undefined }, /run must be a function/],
    ['the summary is missing', { summary: undefined }, /summary must be/],
    ['the summary has two lines', { summary: 'a\nb' }, /summary must be one line/],
    ['a need is misspelt', { needs: { tokn: true } }, /needs does not know tokn/],
    ['a need is no boolean', { needs: { token: 'yes' } }, /needs\.token must be/],
    ['needs are no object', { needs: true }, /needs must be/],
    [
      'a kind is declared nowhere',
      { needs: { token: true, permission: { orders: 'read' } } },
      /needs\.permission does not know orders/,
    ],
    [
      'a level is unknown',
      { needs: { token: true, permission: { doc: 'admin' } } },
      /needs\.permission\.doc must be read, write, delete/,
    ],
    ['a level is none', { needs: { token: true, permission: { doc: 'none' } } }, /needs\.permission\.doc must be/],
    [
      'a kind has no such level',
      { needs: { token: true, permission: { profile: 'delete' } } },
      /needs\.permission\.profile must be read, write/,
    ],
    ['a change needs no token', { needs: { permission: { doc: 'delete' } } }, /needs\.permission\.doc .*needs\.token/],
    ['a token needs no key', { needs: { key: false, token: true } }, /needs\.key must not be false/],
    ['a signature needs no key', { needs: { key: false, signature: true } }, /needs\.key must not be false/],
    ['parameters are no z.object', { params: {} }, /params must be a z\.object/],
    ['parameters are missing', { params: undefined }, /params must be a z\.object/],
    ['the result is no schema', { result: {} }, /result must be a schema of zod/],
    [
      'an error has a code of the shared table',
      { errors: { 100: 'Mine' } },
      /errors\.100 must have a code from 1 to 99/,
    ],
    ['an error has no code', { errors: { first: 'Mine' } }, /errors\.first must have a code/],
    ['an error has no title', { errors: { 1: '' } }, /errors\.1 must not be empty/],
    [
      'a parameter names a fault that is not declared',
      params({ id: text({ fault: { missing: 4 } }) }),
      /params\.id names the fault 4/,
    ],
    ['a fault is misspelt', params({ id: z.string().meta({ fault: { mising: 1 } }) }), /params\.id must have a fault/],
    ['limits are misspelt', { limits: { ip: '1/s' } }, /limits does not know ip/],
    ['a limit is none', { limits: { user: 'often' } }, /limits\.user: often is no limit/],
    ['a date is none', { changelog: [{ date: 'yesterday', text: 'x' }] }, /changelog\.0\.date/],
    ['affects is no function', { affects: 'doc' }, /affects must be a function/],
    ['a file is declared twice', { files: ['id'] }, /files\.id is declared twice/],
    ['a file has an odd name', { files: ['a b'] }, /files\.0 must be the name of an XML element/],
    ['a parameter is named like a credential', params({ api_key: text() }), /params\.api_key has a name/],
    ['a parameter has an odd name', params({ 'a b': text() }), /params\.a b must have the name of an XML element/],
    ['a parameter reaches into prototypes', params({ constructor: text() }), /params\.constructor has a name/],
    ['a parameter is a date', params({ a: z.date() }), /params\.a .*date/],
    ['a parameter holds a date', params({ a: z.object({ b: z.date() }) }), /params\.a\.b has a type/],
    ['a parameter is a union inside itself', params({ a: selfUnion }), /params\.a is a union that holds itself/],
    ['a parameter is an intersection', params({ a: z.intersection(z.object({}), z.object({})) }), /params\.a .*inter/],
    ['a parameter is a tuple', params({ a: z.tuple([z.string()]) }), /params\.a .*tuple/],
    ['a parameter is one of unlike things', params({ a: z.union([z.string(), z.number()]) }), /params\.a .*union/],
    ['a parameter is coerced', params({ a: z.coerce.number() }), /params\.a coerces/],
    ['a parameter is null', params({ a: z.null() }), /params\.a .*null/],
    ['a literal is null', params({ a: z.literal([null]) }), /params\.a takes the word null/],
    [
      'two members have one name in XML',
      result({ '+1': z.string(), $1: z.string() }),
      /result\.\$1 is _1 in XML, as \+1 is/,
    ],
    [
      'a result has a name that nothing can carry',
      result({ 'a\0': z.string() }),
      /has the name "a\\u0000", which no protocol can carry/,
    ],
    [
      'a result reaches into prototypes',
      result(Object.fromEntries([['__proto__', z.string()]])),
      /has the name "__proto__"/,
    ],
    ['a result is named like the envelope', result({ api: z.string() }), /result\.api has a name that the envelope/],
    ['an attribute would declare a namespace', result({ a: z.object({ xmlns: z.string() }) }), /result\.a\.xmlns/],
    ['a result is a date', result({ a: z.date() }), /result\.a has a type/],
    [
      'a result is one of unlike things',
      result({ a: z.union([z.string(), z.object({})]) }),
      /result\.a is one of unlike/,
    ],
    [
      'branches disagree',
      result({ a: z.union([z.object({ b: z.string() }), z.object({ b: z.object({}) })]) }),
      /result\.a is one of several objects that disagree/,
    ],
    ['a list holds itself', { result: selfList }, /refers to .* inside itself, where only an object can/],
    ['a result is a tuple', result({ a: z.tuple([z.string()]) }), /result\.a is a list that must say/],
    ['a result is transformed', result({ a: z.string().transform(Number) }), /result\.a has a type/],
    ['a result has a default', result({ a: z.string().default('x') }), /result\.a has a default/],
    ['a result is a file', result({ a: z.file() }), /result\.a is a file/],
    ['a list holds null', result({ a: z.array(z.string().nullable()) }), /result\.a is a list with null/],
    [
      'a list is an attribute',
      result({ a: z.object({ b: z.array(z.string()).meta({ xml: { nodeType: 'attribute' } }) }) }),
      /result\.a\.b is no scalar/,
    ],
    [
      'an object is the text of its element',
      result({ a: z.object({ b: asText(z.object({})) }) }),
      /result\.a\.b is no scalar/,
    ],
    [
      'an element has two texts',
      result({ a: z.object({ b: scalarText, c: scalarText }) }),
      /result\.a has several members/,
    ],
    [
      'the answer itself has an attribute',
      result({ a: z.string().meta({ xml: { nodeType: 'attribute' } }) }),
      /result\.a is a member of the answer/,
    ],
    [
      'items have an odd name',
      result({ a: z.array(z.string()).meta({ xml: { item: '<' } }) }),
      /result\.a has the name "<"/,
    ],
    [
      'a record has a member named entry',
      result({ a: z.object({ entry: z.string() }).catchall(z.string()) }),
      /result\.a\.entry/,
    ],
    ['a record holds dates', result({ a: z.record(z.string(), z.date()) }), /result\.a\.\* has a type/],
    ['the name is no name', { name: 'order show' }, /name must be words/],
    ['the name is too long', { name: `order.${'x'.repeat(130)}` }, /name must have at most 128/],
    ['the name is missing', { name: undefined }, /name must be/],
  ])('%s', (_what, members, member) => {
    const attempt = () => registryOf([define(members)])
    expect(attempt).toThrow(TypeError)
    expect(attempt).toThrow(member)
    expect(attempt).toThrow(/^the method /)
  })

  test.each([
    ['the same name', 'order.show', /order\.show .*have the same name/],
    ['a name that is the end of another', 'my.order.show', /cannot live together: one name is the end of the other/],
  ])('two methods have %s', (_what, name, message) => {
    const other = { ...define({ name }), file: '/methods/other.mjs' }
    expect(() => registryOf([define({}), other])).toThrow(message)
    expect(() => registryOf([define({}), other])).toThrow(/\/methods\/other\.mjs/)
  })
})

test('the message names the module that a method was loaded from', () => {
  const method = { ...define({ needs: { tokn: true } }), file: '/methods/orders.mjs' }
  expect(() => registryOf([method])).toThrow('the method order.show (/methods/orders.mjs): needs does not know tokn')
})

test('what every protocol can carry is taken', () => {
  const method = define({
    needs: { token: true, permission: { doc: 'delete', profile: 'write' } },
    params: z.object({
      a: z.number(),
      b: z.boolean().default(false),
      c: z.array(z.int()).optional(),
      d: z.enum({ one: 1, two: 2 }),
      e: z.union([z.literal('x'), z.email()]).nullish(),
      f: z.preprocess((value) => value, z.string()),
      g: z.stringbool(),
      h: z.iso.date().readonly(),
      i: int({ max: 5 }),
      j: decimal(),
    }),
    result: z.object({
      lists: z.array(z.array(z.string())),
      records: z.record(z.string(), z.array(z.object({ content: z.string().nullish() }))),
      kept: alwaysListed(z.boolean()),
      at: z.iso.datetime().nullable(),
    }),
  })
  expect(
    registryOf([method])
      .resolve('order.show')
      .params.specs.map(({ name, type }) => [name, type]),
  ).toEqual([
    ['a', 'number'],
    ['b', 'boolean'],
    ['c', 'string'],
    ['d', 'number'],
    ['e', 'string'],
    ['f', 'string'],
    ['g', 'string'],
    ['h', 'string'],
    ['i', 'integer'],
    ['j', 'number'],
  ])
})
