import { signApi } from '../../../src/core/auth/api-sig.js'
import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { ipernity as dialect } from '../../../src/dialects/ipernity/index.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { methodCall, postXml, string, struct } from '../../support/xmlrpc.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer()
  app = await createApp(server.services, await createUser(server.services, 'signer'))
})
afterAll(() => server.stop())

/** Signs some texts, and sends other values with that signature: the fault, if there is one. */
async function send(
  signed: readonly Pair[],
  values: readonly Pair[],
  method = 'test.echo',
): Promise<number | undefined> {
  const pairs: Pair[] = [['api_key', app.key], ...signed]
  const members: Pair[] = [
    ['api_key', app.key],
    ...values,
    ['api_sig', signApi({ dialect, pairs, method }, app.secret)],
  ]
  return (await postXml(server.url, methodCall(method, struct(members)))).fault
}

describe('what is signed is the text as written', () => {
  test.each([
    ['a string', 'a é', string('a é')],
    ['an untyped value', ' a ', ' a '],
    ['a string with white space around it', ' a\n', string(' a\n')],
    ['escapes and sections', 'a&<b>', 'a&amp;<![CDATA[<b>]]>'],
    ['an int', '007', '<int>007</int>'],
    ['an int in a pretty document', '7', '<int> 7 </int>'],
    ['a long', '9007199254740993', '<i8>9007199254740993</i8>'],
    ['a double', '1.50', '<double>1.50</double>'],
    ['true', '1', '<boolean>1</boolean>'],
    ['false', '0', '<boolean>0</boolean>'],
    ['true in words', 'true', '<boolean>true</boolean>'],
    ['false in words', 'FALSE', '<boolean> FALSE </boolean>'],
    ['a date', '20260131T12:00:00', '<dateTime.iso8601>20260131T12:00:00</dateTime.iso8601>'],
    ['the text in base64', 'é', '<base64>w6k=</base64>'],
    ['line ends that a reader folds', 'a\r\nb', string('a\r\nb')],
    ['line ends that were written as LF', 'a\nb', string('a\r\nb')],
    ['a carriage return that was referred to', 'a\rb', '<string>a&#13;b</string>'],
  ])('%s', async (_what, text, value) => {
    expect(await send([['x', text]], [['x', value]])).toBeUndefined()
    expect(await send([['x', `${text}.`]], [['x', value]])).toBe(105)
  })

  test('nil is absent and unsigned', async () => {
    expect(
      await send(
        [['x', 'a']],
        [
          ['x', 'a'],
          ['y', '<nil/>'],
        ],
      ),
    ).toBeUndefined()
  })

  test('white space around credentials and numbers belongs to the layout', async () => {
    const pretty = (text: string) => `\n  ${text}\n`
    const pairs: Pair[] = [['api_key', app.key]]
    const signature = signApi({ dialect, pairs, method: 'auth.getFrob' }, app.secret)
    const members = { api_key: pretty(string(pretty(app.key))), api_sig: pretty(signature) }
    expect((await postXml(server.url, methodCall('auth.getFrob', struct(members)))).text).toContain('<name>frob</name>')
  })

  test('the method is the one that is called', async () => {
    expect(await send([], [], 'auth.getFrob')).toBeUndefined()
    const signature = signApi({ dialect, pairs: [['api_key', app.key]], method: 'test.hello' }, app.secret)
    const members = { api_key: app.key, api_sig: signature }
    expect((await postXml(server.url, methodCall('auth.getFrob', struct(members)))).fault).toBe(105)
  })

  test('parameters of the query are signed too', async () => {
    const pairs: Pair[] = [
      ['api_key', app.key],
      ['echo', 'positional'],
    ]
    const signature = signApi({ dialect, pairs, method: 'test.echo' }, app.secret)
    const document = methodCall('test.echo', 'positional')
    const query = `?api_key=${app.key}&api_sig=${signature}`
    expect((await postXml(server.url, document, query)).fault).toBeUndefined()
    expect((await postXml(server.url, methodCall('test.echo', 'other'), query)).fault).toBe(105)
  })

  test('what is malformed in a signed call makes the signature invalid', async () => {
    for (const value of ['<array><data/></array>', '<struct/>', '<base64>/w==</base64>']) {
      expect(await send([['x', '']], [['x', value]])).toBe(105)
    }
    expect(await send([['__proto__', 'a']], [['__proto__', 'a']])).toBe(105)
    expect(
      await send(
        [['x', 'a']],
        [
          ['x', 'a'],
          ['x', 'a'],
        ],
      ),
    ).toBe(105)
  })
})
