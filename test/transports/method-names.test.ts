import type { Application } from '../../src/core/ports/app-store.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { envelope, generic, postSoap, typed } from '../support/soap.js'
import { array, faultIn, methodCall, postXml, string, struct } from '../support/xmlrpc.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer()
  app = await createApp(server.services, await createUser(server.services, 'caller'))
})
afterAll(() => server.stop())

/** The code that each protocol gives for a method of this name; undefined where it answers. */
async function codes(name: string): Promise<Readonly<Record<string, number | undefined>>> {
  const key: [string, string] = ['api_key', app.key]
  const rest = async (format: string) => {
    const answer = await fetch(`${server.url}/api/${encodeURIComponent(name)}/${format}?api_key=${app.key}`)
    const code = /code(?:"|s:4:)?[:=]"?(?:s:\\d+:")?(\d+)/.exec(await answer.text())?.[1]
    return code === undefined ? undefined : Number(code)
  }
  const soap = async (version: '1.1' | '1.2', body: string) =>
    (await postSoap(server.url, envelope(version, body))).code
  const one = struct({ api_key: string(app.key) })
  const inner = struct({ methodName: string(name), params: array(one) })
  return {
    'REST json': await rest('json'),
    'REST xml': await rest('xml'),
    'SOAP 1.1 generic': await soap('1.1', generic(name, [key])),
    'SOAP 1.2 generic': await soap('1.2', generic(name, [key])),
    'SOAP 1.1 typed': await soap('1.1', typed(name, [key])),
    'SOAP 1.2 typed': await soap('1.2', typed(name, [key])),
    'SOAP typed with a prefix': await soap('1.1', `<p:${name} xmlns:p="urn:babelgate:api"/>`),
    'XML-RPC': (await postXml(server.url, methodCall(name, one))).fault,
    'XML-RPC multicall': faultIn((await postXml(server.url, methodCall('system.multicall', array(inner)))).text).fault,
  }
}

const long = (bytes: number, letter = 'a') => letter.repeat(bytes / Buffer.byteLength(letter))

test.each([
  ['an unknown name', 'no.such.method', 103],
  ['256 bytes', long(256), 103],
  ['256 bytes with dots', `test.${long(251)}`, 103],
  ['257 bytes', long(257), 124],
  ['513 bytes', long(513), 124],
  ['5000 bytes', long(5000), 124],
  ['128 letters of two bytes', long(256, '\u00e9'), 103],
  ['129 letters of two bytes', long(258, '\u00e9'), 124],
  ['85 letters of three bytes', long(255, '\u4e00'), 103],
  ['86 letters of three bytes', long(258, '\u4e00'), 124],
  ['another case', 'Test.Hello', 103],
  ['a name of Object.prototype', 'constructor', 103],
])('%s is the same fault in every protocol', async (_what, name, code) => {
  const found = await codes(name)
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((protocol) => [protocol, code])))
})

test('a name beyond the limit is not logged', async () => {
  const before = server.log.length
  await codes(long(300, 'q'))
  expect(server.log.slice(before).join('')).not.toContain('qqqq')
})
