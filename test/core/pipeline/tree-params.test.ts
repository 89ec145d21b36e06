import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { signedPairs } from '../../support/api-client.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { array, methodCall, postXml, string, struct } from '../../support/xmlrpc.js'

const line = z.object({ sku: z.string(), quantity: z.int().max(99), price: z.string().optional() })
const order = defineMethod()({
  name: 'order.place',
  summary: 'Place an order',
  params: z.object({
    lines: z.array(line).meta({ fault: { missing: 1, invalid: 2 } }),
    more: z.any().optional(),
    big: z.int64().optional(),
  }),
  result: z.object({ got: z.string() }),
  errors: { 1: 'No lines', 2: 'Wrong lines' },
  run: ({ params }) => ({
    got: JSON.stringify(params, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
  }),
})

let server: TestServer
let app: { readonly key: string; readonly secret: string }
beforeAll(async () => {
  server = await startTestServer({ methods: [order] })
  app = await createApp(server.services, await createUser(server.services, 'ada'))
})
afterAll(() => server.stop())

interface Answer {
  readonly api: { readonly status: string; readonly code?: string; readonly detail?: string }
  readonly got?: string
}

async function post(body: string, type = 'application/json'): Promise<Answer> {
  const init = { method: 'POST', headers: { 'content-type': type }, body }
  return (await (await fetch(`${server.url}/api/order.place`, init)).json()) as Answer
}
const ask = (members: string) => post(`{"api_key":"${app.key}",${members}}`)
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

test.each<[what: string, members: string, code: string, detail: RegExp]>([
  [
    'a member is missing',
    '"lines":[{"sku":"a","quantity":1},{"sku":"b"}]',
    '2',
    /^The parameter lines\[1\]\.quantity is missing/,
  ],
  [
    'a member is wrong',
    '"lines":[{"sku":"a","quantity":100}]',
    '2',
    /^The parameter lines\[0\]\.quantity has a value that/,
  ],
  ['an item is no object', '"lines":[7]', '2', /^The parameter lines\[0\] has a value that/],
  ['a tree is a number', '"lines":7', '2', /^The parameter lines has a value/],
  ['a text is no JSON', '"lines":"[{"', '2', /^The parameter lines is no JSON text/],
  ['it is missing', '"more":1', '1', /^The parameter lines is missing/],
  ['it is too deep', `"lines":[],"more":${nested(34)}`, '123', /nested more than 32 deep/],
  ['it holds too much', `"lines":[],"more":[${'0,'.repeat(20_000)}0]`, '123', /more than 20000 values/],
  [
    'a name reaches into prototypes',
    '"lines":[{"sku":"a","quantity":1,"__proto__":{"x":1}}]',
    '123',
    /name is not allowed/,
  ],
  ['such a name stands in any value', '"lines":[],"more":{"a":[{"constructor":1}]}', '123', /name is not allowed/],
  ['a member comes twice', '"lines":[{"sku":"a","sku":"b","quantity":1}]', '123', /the member sku more than once/],
  ['a text has control characters', '"lines":[{"sku":"\\u0000","quantity":1}]', '123', /control characters/],
  [
    'a parameter that is a text is nested',
    '"lines":[],"big":{"a":1}',
    '123',
    /The parameter big must be a string, a number/,
  ],
])('where %s the call is refused by name and place', async (_what, members, code, detail) => {
  const { api } = await ask(members)
  expect(api).toMatchObject({ status: 'error', code, detail: expect.stringMatching(detail) })
})

test('numbers keep their digits', async () => {
  const answer = await ask(
    '"lines":[{"sku":9007199254740993,"quantity":1,"price":12345678901234567890.10}],"more":[9007199254740993,1.5,0.30000000000000004,12345678901234567890.1],"big":"-9223372036854775808"',
  )
  expect(JSON.parse(answer.got ?? '')).toEqual({
    lines: [{ sku: '9007199254740993', quantity: 1, price: '12345678901234567890.10' }],
    more: ['9007199254740993', 1.5, 0.30000000000000004, '12345678901234567890.1'],
    big: '-9223372036854775808n',
  })
})

test('trees are as deep as is said, and undeclared members stay outside', async () => {
  const { got } = await ask(`"lines":[{"sku":"a","quantity":1,"secret":1}],"more":${nested(33)}`)
  expect(got).toBe(`{"lines":[{"sku":"a","quantity":1}],"more":${nested(33)}}`)
})

describe('in a call with api_sig', () => {
  const lines = '[{"sku":"a","quantity":1}]'
  const sign = (params: Readonly<Record<string, string>>) =>
    signedPairs({ api_key: app.key, secret: app.secret }, 'order.place', params)

  test('a tree travels as JSON text', async () => {
    const form = new URLSearchParams(Object.fromEntries(sign({ lines })))
    const answer = await post(form.toString(), 'application/x-www-form-urlencoded')
    expect(answer).toMatchObject({ got: `{"lines":${lines}}` })
    expect((await post(JSON.stringify(Object.fromEntries(sign({ lines }))))).got).toBe(`{"lines":${lines}}`)
  })

  test.each(['lines', 'more'])('a native tree is 105, which says so: %s', async (name) => {
    const pairs = Object.fromEntries(sign(name === 'lines' ? {} : { lines }))
    const { api } = await post(JSON.stringify({ ...pairs, [name]: [] }))
    expect(api).toMatchObject({
      code: '105',
      detail: `The signature covers texts only; send the parameter ${name} as JSON text`,
    })
  })

  test('so it is over XML-RPC', async () => {
    const pairs = sign({}).map(([name, value]) => [name, string(value)] as const)
    const answer = await postXml(server.url, methodCall('order.place', struct([...pairs, ['lines', array()]])))
    expect(answer.text).toContain('The signature covers texts only; send the parameter lines as JSON text')
  })
})

test('a tree for a method that takes none is refused as before', async () => {
  const body = methodCall(
    'order.place',
    struct([
      ['api_key', string(app.key)],
      [
        'lines',
        array(
          struct([
            ['sku', string('a')],
            ['quantity', '<int>1</int>'],
          ]),
        ),
      ],
      ['big', array()],
    ]),
  )
  expect((await postXml(server.url, body)).text).toContain('The parameter big is sent as array')
})
