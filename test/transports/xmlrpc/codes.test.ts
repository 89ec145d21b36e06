import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { failingMethods } from '../../support/failing-methods.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { array, methodCall, postXml, signedStruct, string, struct } from '../../support/xmlrpc.js'

let server: TestServer
let app: Application
let user: User
let token: string

beforeAll(async () => {
  server = await startTestServer({ methods: failingMethods })
  user = await createUser(server.services, 'caller')
  app = await createApp(server.services, user)
  token = (await createToken(server.services, app, user, { doc: 'write' })).authToken
})
afterAll(() => server.stop())

const change = (key: string, what: Parameters<typeof server.services.apps.change>[1]) =>
  server.services.apps.change(key, what, 'cli:test')
const newApp = () => createApp(server.services, user)
const byKey = (method: string, members: Record<string, string> = {}, key = app.key) =>
  methodCall(method, struct({ api_key: string(key), ...members }))
const bySignature = (method: string, pairs: readonly Pair[], by = app) =>
  methodCall(method, signedStruct(by, method, pairs))

/** Every code that a call by XML-RPC can be refused with, the document that is, and what follows the address. */
const refusals: Record<number, () => Promise<string> | string> = {
  1: () => byKey('test.echo'),
  100: () => methodCall('test.hello'),
  101: () => byKey('test.hello', {}, 'f'.repeat(32)),
  103: () => byKey('test.nothing'),
  104: () => byKey('auth.getFrob'),
  105: () => byKey('auth.getFrob', { api_sig: 'f'.repeat(32) }),
  106: () => bySignature('auth.checkToken', []),
  107: () => bySignature('auth.checkToken', [['auth_token', '1-abc']]),
  108: async () => {
    const suspended = await createUser(server.services, 'suspended')
    const { authToken } = await createToken(server.services, app, suspended)
    await server.services.accounts.suspend(suspended.id, 'cli:test')
    return bySignature('auth.checkToken', [['auth_token', authToken]])
  },
  110: () =>
    bySignature('doc.delete', [
      ['auth_token', token],
      ['doc_id', '1'],
    ]),
  111: async () => {
    const restricted = await newApp()
    await change(restricted.key, { addresses: ['192.0.2.0/24', '2001:db8::/32'] })
    return byKey('test.hello', {}, restricted.key)
  },
  122: () => '<methodCall>',
  123: () => byKey('test.hello', { x: array('1') }),
  124: () => byKey('test.echo', { echo: string('x'.repeat(400_000)), x: string('x'.repeat(700_000)) }),
  500: () => byKey('failing.unforeseen'),
  503: () => byKey('failing.unavailable'),
}

describe('every code that XML-RPC can give', () => {
  test.each(Object.entries(refusals))('%s', async (code, refusal) => {
    const before = server.log.length
    const reply = await postXml(server.url, await refusal())
    expect(reply).toMatchObject({ status: 200, fault: Number(code), message: expect.stringMatching(/./) })
    expect(reply.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    const lines = server.log.slice(before).join('').trim().split('\n')
    expect(lines.at(-1)).toContain(`"protocol":"xmlrpc"`)
    expect(lines.at(-1)).toContain(`"code":${code}`)
  })

  test('102 and 120 by their addresses', async () => {
    expect((await postXml(server.url, byKey('test.hello'), '/soup')).fault).toBe(102)
    const response = await fetch(`${server.url}/api/xmlrpc?api_key=${app.key}`)
    expect(await response.text()).toContain('<int>120</int>')
  })

  test('an unforeseen error shows an id and nothing else', async () => {
    const { text } = await postXml(server.url, byKey('failing.unforeseen'))
    expect(text).not.toContain('on purpose')
    const id = /Report the id ([\w-]+)/.exec(text)?.[1] ?? 'none'
    expect(server.log.filter((line) => line.includes(id)).join('')).toContain('on purpose')
  })

  test('undeclared members are not written', async () => {
    expect((await postXml(server.url, byKey('failing.chatty'))).text).not.toContain('secret')
  })
})

describe('with several errors the first of the order is reported', () => {
  const cases: [number, string, () => string, string][] = [
    [122, 'the envelope before the format', () => byKey('test.hello', { x: '<int>x</int>' }), '/soup'],
    [122, 'the envelope before the method', () => byKey('test.nothing', { x: '<int>x</int>' }), ''],
    [123, 'the parameters before the format', () => byKey('test.hello', { x: array('1') }), '/soup'],
    [102, 'the format before the method', () => byKey('test.nothing'), '/soup'],
    [103, 'the method before the key', () => methodCall('test.nothing'), ''],
    [101, 'the key before the signature', () => byKey('auth.getFrob', { api_sig: 'x' }, 'f'.repeat(32)), ''],
    [105, 'the signature before the token', () => byKey('auth.checkToken', { api_sig: 'x', auth_token: '1-abc' }), ''],
    [105, 'what is malformed, where it is signed', () => byKey('test.hello', { x: array('1'), api_sig: 'x' }), ''],
    [106, 'the token before the parameters', () => bySignature('doc.set', []), ''],
  ]
  test.each(cases)('%i: %s', async (code, _what, document, rest) => {
    expect((await postXml(server.url, document(), rest)).fault).toBe(code)
  })
})
