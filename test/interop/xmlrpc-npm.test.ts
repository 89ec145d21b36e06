import { type Client, createClient } from 'xmlrpc'
import { signed } from '../support/server.js'
import { type Bed, startBed } from '../support/soap-bed.js'

let bed: Bed
let client: Client
beforeAll(async () => {
  bed = await startBed()
  client = createClient({ url: `${bed.server.url}/api/xmlrpc` })
})
afterAll(() => bed.server.stop())

/** What a call answers, or its fault as the package shows it. */
function call(method: string, ...values: unknown[]): Promise<unknown> {
  return new Promise((resolve) => {
    client.methodCall(method, values, (error: unknown, value: unknown) => resolve(error ?? value))
  })
}

const signedMembers = (method: string, members: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(signed(bed.app, method, [['auth_token', bed.token], ...Object.entries(members)]))

test('calls signed methods', async () => {
  expect(await call('auth.checkToken', signedMembers('auth.checkToken'))).toMatchObject({
    auth: { token: bed.token, user: { username: 'caller', is_pro: false } },
  })
  expect(await call('user.get', signedMembers('user.get'))).toMatchObject({ user: { count: { docs: 0 } } })
})

test('sends values of every type', async () => {
  const values = {
    api_key: bed.app.key,
    text: 'a & <b> é ]]>',
    int: 5,
    double: 1.5,
    yes: true,
    when: new Date(2026, 0, 31, 12),
    bytes: Buffer.from('é'),
    none: null,
  }
  expect(await call('test.echo', values)).toEqual({
    text: 'a & <b> é ]]>',
    int: '5',
    double: '1.5',
    yes: '1',
    when: '20260131T12:00:00',
    bytes: 'é',
  })
})

test('text with line ends is signed and comes whole', async () => {
  for (const text of ['a\nb', 'a\r\nb', ' a ']) {
    expect(await call('test.echo', signedMembers('test.echo', { echo: text }))).toEqual({ echo: text })
  }
})

test('shows faults as errors with their codes', async () => {
  expect(await call('test.hello', { api_key: 'f'.repeat(32) })).toMatchObject({
    faultCode: 101,
    faultString: 'API key invalid',
  })
  expect(await call('test.nothing')).toMatchObject({ faultCode: 103 })
  expect(await call('NotFound')).toMatchObject({ faultCode: 103 })
  expect(await call('test.echo', { api_key: bed.app.key, list: ['a'] })).toMatchObject({ faultCode: 123 })
  // The package writes what is no value of the type; it is told so.
  expect(await call('test.echo', { api_key: bed.app.key, large: 3_000_000_000 })).toMatchObject({ faultCode: 122 })
})

test('introspection and many calls in one', async () => {
  expect(await call('system.listMethods')).toEqual(expect.arrayContaining(['test.echo']))
  const entries = [
    { methodName: 'test.echo', params: [{ api_key: bed.app.key, echo: 'first' }] },
    { methodName: 'test.hello', params: [] },
    'nonsense',
  ]
  expect(await call('system.multicall', entries)).toEqual([
    [{ echo: 'first' }],
    expect.objectContaining({ faultCode: 100 }),
    expect.objectContaining({ faultCode: 123 }),
  ])
})
