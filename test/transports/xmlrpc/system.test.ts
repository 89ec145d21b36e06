import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../../support/server.js'
import {
  array,
  faultIn,
  methodCall,
  postXml,
  signedStruct,
  string,
  struct,
  type XmlRpcReply,
} from '../../support/xmlrpc.js'

let server: TestServer
let app: Application
let bearer: string
let token: string
/** How far the clock has been put forward, in milliseconds. */
let later = 0
const longCall = defineMethod()({
  name: 'slow.step',
  summary: 'Take 31 seconds',
  needs: { key: false },
  params: z.object({}),
  result: z.object({}),
  run() {
    later += 31_000
    return {}
  },
})

const treeCall = defineMethod()({
  name: 'order.place',
  summary: 'Place an order',
  params: z.object({
    lines: z.array(z.object({ sku: z.string() })),
    address: z.object({ city: z.string() }),
    labels: z.record(z.string(), z.string()),
    comment: z.string().optional(),
    more: z.any().optional(),
  }),
  result: z.object({}),
  run: () => ({}),
})

beforeAll(async () => {
  const now = performance.now.bind(performance)
  jest.spyOn(performance, 'now').mockImplementation(() => now() + later)
  server = await startTestServer({ methods: [longCall, treeCall] })
  const user = await createUser(server.services, 'caller')
  app = await createApp(server.services, user)
  const tokens = await createToken(server.services, app, user, { doc: 'write' })
  bearer = tokens.bearerToken
  token = tokens.authToken
})
afterAll(async () => {
  await server.stop()
  jest.restoreAllMocks()
})

const ask = (method: string, ...values: string[]) => postXml(server.url, methodCall(method, ...values))
const strings = ({ text }: XmlRpcReply) => [...text.matchAll(/<string>([^<]*)<\/string>/g)].map(([, each]) => each)

/** The call lines that were written since a number of them. */
const linesSince = (count: number) =>
  server.log
    .slice(count)
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { method?: string; code: number; app?: string; user?: string })

describe('introspection, without a key', () => {
  test('lists the methods of the registry and its own', async () => {
    const names = strings(await ask('system.listMethods'))
    expect(names).toEqual([...names].sort())
    expect(names).toEqual(
      expect.arrayContaining([
        'doc.get',
        'test.echo',
        'system.getCapabilities',
        'system.listMethods',
        'system.methodHelp',
        'system.methodSignature',
        'system.multicall',
      ]),
    )
    expect((await ask('system.listMethods')).text).toContain('<param><value><array><data><value><string>account')
  })

  test('describes every method that it lists', async () => {
    const listed = strings(await ask('system.listMethods'))
    expect(listed.length).toBeGreaterThan(20)
    for (const name of listed) {
      expect(strings(await ask('system.methodHelp', name ?? ''))[0]).toMatch(/^[A-Z]/)
      const signature = await ask('system.methodSignature', struct({ methodName: name ?? '' }))
      expect(signature.text).toContain('<value><array><data><value><array><data><value><string>')
    }
  })

  test('gives the types by name and by position', async () => {
    expect((await ask('system.methodSignature', 'doc.tags.add')).text).toContain(
      array(array(string('struct'), string('struct')), array(...['struct', 'string', 'string', 'string'].map(string))),
    )
    expect(strings(await ask('system.methodSignature', 'upload.file')).at(-1)).toBe('base64')
    expect(strings(await ask('system.methodSignature', 'system.multicall'))).toEqual(['array', 'array'])
    expect(strings(await ask('system.methodSignature', 'system.methodHelp'))).toEqual(['string', 'string'])
    expect(strings(await ask('system.methodSignature', 'system.getCapabilities'))).toEqual(['struct'])
  })

  test('gives tree parameters the type struct or array, and undefined where any value is taken', async () => {
    expect((await ask('system.methodSignature', 'order.place')).text).toContain(
      array(
        array(string('struct'), string('struct')),
        array(...['struct', 'array', 'struct', 'struct', 'string', 'undefined'].map(string)),
      ),
    )
  })

  test('lists the supported extensions', async () => {
    const { text } = await ask('system.getCapabilities')
    for (const name of ['xmlrpc', 'introspect', 'system.multicall', 'nil'])
      expect(text).toContain(`<name>${name}</name>`)
    expect(text).toContain('<name>specVersion</name><value><int>1</int>')
  })

  test('knows no method that is not there', async () => {
    for (const name of ['test.nothing', '', '__proto__']) {
      expect((await ask('system.methodHelp', string(name))).fault).toBe(103)
      expect((await ask('system.methodSignature', string(name))).fault).toBe(103)
    }
    expect((await ask('system.nothing')).fault).toBe(103)
    expect((await ask('system.listMethods', 'a')).fault).toBe(123)
  })

  test('is no part of other protocols', async () => {
    const response = await fetch(`${server.url}/api/system.listMethods`)
    expect(await response.json()).toMatchObject({ api: { code: '103' } })
  })

  test('writes its call lines, and looks at a key that is sent', async () => {
    const before = server.log.length
    await ask('system.listMethods')
    expect((await ask('system.listMethods', struct({ api_key: 'f'.repeat(32) }))).fault).toBe(101)
    expect(linesSince(before)).toMatchObject([
      { method: 'system.listMethods', code: 0 },
      { method: 'system.listMethods', code: 101 },
    ])
  })
})

describe('system.multicall', () => {
  const entry = (methodName: string, ...params: string[]) =>
    struct({ methodName: string(methodName), params: array(...params) })
  const many = (entries: readonly string[], rest = '', headers = {}) =>
    postXml(server.url, methodCall('system.multicall', array(...entries)), rest, headers)
  const key = () => struct({ api_key: app.key })
  const echo = (text: string) => entry('test.echo', struct({ api_key: app.key, echo: string(text) }))

  /** The results in order: the text of an answer, or the code of a fault. */
  function results({ text }: XmlRpcReply): (string | number | undefined)[] {
    const inside = /^.*?<param><value><array><data>(.*)<\/data><\/array><\/value><\/param>/s.exec(text)?.[1] ?? ''
    return inside.split(/(?<=<\/value>)(?=<value><(?:array|struct)>(?:<data>|<member><name>faultCode))/).map((part) => {
      expect(part).toMatch(
        /^<value>(?:<array><data><value>.*<\/value><\/data><\/array>|<struct>.*<\/struct>)<\/value>$/s,
      )
      return faultIn(part).fault ?? /<string>([^<]*)</.exec(part)?.[1]
    })
  }

  test('answers in order, an answer as an array of one, a fault as its struct', async () => {
    const reply = await many([
      echo('first'),
      entry('test.nothing', key()),
      echo('third'),
      entry('system.methodHelp', string('test.hello')),
      entry('test.hello'),
    ])
    expect(results(reply)).toEqual(['first', 103, 'third', expect.stringMatching(/^[A-Z]/), 100])
    expect(reply.text).toContain(
      `<value>${array(struct({ echo: '<string>first</string>' }))}</value><value><struct><member><name>faultCode</name><value><int>103</int>`,
    )
  })

  test('an empty one is an empty array', async () => {
    expect((await many([])).text).toContain('<param><value><array><data></data></array></value></param>')
  })

  test('takes 20 calls, and not one more', async () => {
    const twenty = Array.from({ length: 20 }, (_, index) => echo(`call ${index}`))
    expect(results(await many(twenty))).toEqual(twenty.map((_, index) => `call ${index}`))
    const before = server.log.length
    expect(await many([...twenty, echo('one more')])).toMatchObject({
      fault: 124,
      message: expect.stringContaining('20'),
    })
    expect(linesSince(before)).toHaveLength(1)
  })

  test('every call in it writes a line of its own, and so does the whole', async () => {
    const before = server.log.length
    await many([echo('a'), entry('test.hello', struct({ api_key: 'f'.repeat(32) }))])
    expect(linesSince(before)).toMatchObject([
      { method: 'test.echo', code: 0, app: app.key },
      { method: 'test.hello', code: 101 },
      { method: 'system.multicall', code: 0, status: 200 },
    ])
  })

  test.each([
    ['no struct', () => string('test.hello'), 123],
    ['an array', () => array(string('test.hello')), 123],
    ['nil', () => '<nil/>', 123],
    ['an empty struct', () => '<struct/>', 123],
    ['no name', () => struct({ params: array() }), 123],
    ['no params', () => struct({ methodName: 'test.hello' }), 123],
    ['a name that is a number', () => struct({ methodName: '<int>1</int>', params: array() }), 123],
    ['params that are no array', () => struct({ methodName: 'test.hello', params: key() }), 123],
    ['a stranger', () => struct({ methodName: 'test.hello', params: array(), more: '1' }), 123],
    [
      'a prototype',
      () =>
        struct([
          ['methodName', 'test.hello'],
          ['params', array()],
          ['__proto__', key()],
        ]),
      123,
    ],
    [
      'two names',
      () =>
        struct([
          ['methodName', 'a'],
          ['methodName', 'b'],
          ['params', array()],
        ]),
      123,
    ],
    ['another multicall', () => entry('system.multicall', array(echo('a'))), 123],
    ['another multicall without calls', () => entry('system.multicall'), 123],
    ['another multicall by name', () => entry('system.multicall', struct({ calls: 'x' })), 123],
    ['a value that its type does not allow', () => entry('test.echo', struct({ x: '<int>x</int>' })), 122],
    ['an unknown type', () => '<float>1</float>', 122],
    ['a struct in a struct', () => entry('test.echo', struct({ api_key: app.key, x: struct({}) })), 123],
    ['a name without end', () => entry('a'.repeat(300)), 124],
  ] as [string, () => string, number][])('%s is a fault of its own', async (_what, wrong, code) => {
    expect(results(await many([echo('before'), wrong(), echo('after')]))).toEqual(['before', code, 'after'])
  })

  test.each([
    ['nothing', []],
    ['a string', ['a']],
    ['a struct', ['<struct/>']],
    ['two arrays', ['<array><data/></array>', '<array><data/></array>']],
  ])('%s in place of the array is a fault of the whole', async (_what, values) => {
    expect((await ask('system.multicall', ...values)).fault).toBe(123)
  })

  test('calls without credentials use those around them, calls with some stand alone', async () => {
    const query = `?api_key=${app.key}`
    const plain = entry('test.echo', struct({ echo: 'a' }))
    const wrong = entry('test.echo', struct({ api_key: 'f'.repeat(32), echo: 'a' }))
    expect(results(await many([plain, echo('b'), wrong, entry('test.echo', string('c'))], query))).toEqual([
      'a',
      'b',
      101,
      'c',
    ])
    const header = { authorization: `Bearer ${bearer}` }
    expect(results(await many([entry('auth.checkToken'), echo('b')], '', header))).toEqual([expect.anything(), 'b'])
    expect(results(await many([entry('auth.checkToken')]))).toEqual([100])
    const revoked = { authorization: `Bearer ${'0'.repeat(64)}` }
    expect(results(await many([entry('auth.checkToken'), echo('b')], '', revoked))).toEqual([107, 'b'])
  })

  test('a signature covers the inner method, not the multicall', async () => {
    const mine = signedStruct(app, 'auth.checkToken', [['auth_token', token]])
    const other = signedStruct(app, 'system.multicall', [['auth_token', token]])
    const reply = await many([entry('auth.checkToken', mine), entry('auth.checkToken', other)])
    expect(results(reply)).toEqual([token, 105])
  })

  test('after the timeout of the whole no call starts', async () => {
    const reply = await many([echo('first'), entry('slow.step'), echo('third'), echo('fourth')])
    expect(reply.text.match(/<int>\d+<\/int>/g)).toEqual(['<int>503</int>', '<int>503</int>'])
    expect(reply.text).toContain('<string>first</string>')
    expect(reply.text).not.toContain('<string>third</string>')
    expect(results(await many([echo('again')]))).toEqual(['again'])
  })

  test('later calls see what earlier ones did', async () => {
    const frob = signedStruct(app, 'auth.getToken', [['frob', '1-abc']])
    expect(results(await many([entry('auth.getToken', frob), entry('auth.getToken', frob)]))).toEqual([2, 2])
  })
})
