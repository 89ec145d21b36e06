import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { failingMethods } from '../../support/failing-methods.js'
import { createApp, createToken, createUser, signed, startTestServer, type TestServer } from '../../support/server.js'
import { bothVersions, envelope, postSoap, type Style, styles, typed, versions } from '../../support/soap.js'

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

interface Refused {
  readonly method: string
  readonly pairs: readonly Pair[]
}

const key = (): Pair => ['api_key', app.key]
const wrong: Pair = ['api_sig', 'f'.repeat(32)]

/** Every code that a call over SOAP can be refused with, and a call that is; 102, 120 and 121 need no call. */
const refusals: Record<number, () => Promise<Refused> | Refused> = {
  1: () => ({ method: 'test.echo', pairs: [key()] }),
  100: () => ({ method: 'test.hello', pairs: [] }),
  101: () => ({ method: 'test.hello', pairs: [['api_key', 'f'.repeat(32)]] }),
  103: () => ({ method: 'test.nothing', pairs: [key()] }),
  104: () => ({ method: 'auth.getFrob', pairs: [key()] }),
  105: () => ({ method: 'auth.getFrob', pairs: [key(), wrong] }),
  106: () => ({ method: 'auth.checkToken', pairs: signed(app, 'auth.checkToken', []) }),
  107: () => ({ method: 'auth.checkToken', pairs: signed(app, 'auth.checkToken', [['auth_token', '1-abc']]) }),
  108: async () => {
    const suspended = await createUser(server.services, `suspended${Math.random().toString(36).slice(2)}`)
    const { authToken } = await createToken(server.services, app, suspended)
    await server.services.accounts.suspend(suspended.id, 'cli:test')
    return { method: 'auth.checkToken', pairs: signed(app, 'auth.checkToken', [['auth_token', authToken]]) }
  },
  110: () => ({
    method: 'doc.delete',
    pairs: signed(app, 'doc.delete', [
      ['auth_token', token],
      ['doc_id', '1'],
    ]),
  }),
  111: async () => {
    const restricted = await createApp(server.services, user)
    await server.services.apps.change(restricted.key, { addresses: ['192.0.2.0/24'] }, 'cli:test')
    return { method: 'test.hello', pairs: [['api_key', restricted.key]] }
  },
  123: () => ({ method: 'test.hello', pairs: [key(), key()] }),
  124: () => ({ method: 'test.echo', pairs: [key(), ...Array.from({ length: 600 }, (_, i): Pair => [`a${i}`, ''])] }),
  500: () => ({ method: 'failing.unforeseen', pairs: [key()] }),
  503: () => ({ method: 'failing.unavailable', pairs: [key()] }),
}

describe.each(Object.keys(styles) as Style[])('every code in the %s style', (style) => {
  test.each(Object.entries(refusals))('%s', async (code, refusal) => {
    const { method, pairs } = await refusal()
    for (const version of bothVersions) {
      const reply = await postSoap(server.url, envelope(version, styles[style](method, pairs)))
      const ours = Number(code) >= 500
      expect({ code: reply.code, status: reply.status }).toEqual({
        code: Number(code),
        status: version === '1.1' || ours ? 500 : 400,
      })
      expect(reply.headers.get('content-type')).toBe(`${versions[version].contentType}; charset=utf-8`)
      if (version === '1.2') expect(reply.text).toContain(`<s:Value>s:${ours ? 'Receiver' : 'Sender'}</s:Value>`)
      else if (style === 'typed') expect(reply.text).toContain(`<faultcode>s:${ours ? 'Server' : 'Client'}</faultcode>`)
      expect(reply.text).not.toMatch(/on purpose|\bat .*\.ts/)
    }
  })
})

test('a call leaves one line in the log, with its protocol', async () => {
  await postSoap(server.url, envelope('1.1', typed('test.hello', [key()])))
  expect(JSON.parse(server.log.at(-1) ?? '{}')).toMatchObject({
    protocol: 'soap',
    method: 'test.hello',
    app: app.key,
    code: 0,
  })
})

test('an unforeseen error shows the id that the log explains', async () => {
  const { text } = await postSoap(server.url, envelope('1.1', typed('failing.unforeseen', [key()])))
  const id = /Report the id (\S+?)</.exec(text)?.[1] ?? 'none'
  expect(server.log.filter((line) => line.includes(id)).join('')).toContain('on purpose')
})

test('a result that its shape does not fit is 500', async () => {
  expect((await postSoap(server.url, envelope('1.1', typed('failing.shape', [key()])))).code).toBe(500)
})

test('undeclared members are not written', async () => {
  const { text } = await postSoap(server.url, envelope('1.1', typed('failing.chatty', [key()])))
  expect(text).toContain('<kept>1</kept><inner><kept>1</kept></inner></failing.chattyResponse>')
})

describe('several things wrong at once: the first of the order is reported', () => {
  test.each([
    ['121 before 102', 121, '<broken', '/soup'],
    ['123 before 102', 123, 'twice', '/soup'],
    ['102 before 103', 102, '<nothing xmlns="urn:babelgate:api"/>', '/soup'],
    ['103 before 100', 103, '<nothing xmlns="urn:babelgate:api"/>', ''],
  ])('%s', async (_what, code, body, rest) => {
    const request = body === 'twice' ? typed('test.hello', [key(), key()]) : body
    const reply = await postSoap(server.url, envelope('1.1', request), { 'content-type': 'text/xml' }, rest)
    expect(reply.code).toBe(code)
  })
})
