import { startTestServer, type TestServer } from '../../../support/server.js'
import { envelope, generic, postSoap } from '../../../support/soap.js'
import { methodCall, postXml } from '../../../support/xmlrpc.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const encoded = '<?xml version="1.0" encoding="iso-8859-1"?><a>\xe9</a>'
const reason = 'The XML declaration must come first; leave out what is before it, white space too'

test.each([
  ['a line end', '\r\n'],
  ['a space and a tab', ' \t'],
  ['a comment', '<!-- generated -->'],
  ['a mark and a space', '\ufeff '],
])('%s before the declaration is refused with the reason', async (_what, before) => {
  const call = await postXml(server.url, before + methodCall('test.hello'))
  expect([call.fault, call.message]).toEqual([122, expect.stringContaining(reason)])
  const request = await postSoap(server.url, before + envelope('1.1', generic('test.hello', [])))
  expect(request.code).toBe(121)
  expect(request.text).toContain(reason)
})

test('the reason is the same where the declaration names an encoding', async () => {
  const { fault, message } = await postXml(server.url, Buffer.from(`\n${encoded}`, 'latin1'))
  expect([fault, message]).toEqual([122, expect.stringContaining(reason)])
})
