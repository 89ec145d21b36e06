import { connect } from 'node:net'
import type { Application } from '../../../src/core/ports/app-store.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { faultIn, methodCall, postXml, string, struct } from '../../support/xmlrpc.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer()
  app = await createApp(server.services, await createUser(server.services, 'poster'))
})
afterAll(() => server.stop())

const echo = (text = 'here') => methodCall('test.echo', struct({ api_key: app.key, echo: string(text) }))
const echoed = (text = 'here') => `<member><name>echo</name><value><string>${text}</string></value></member>`

/** Sends bytes as they are and gives everything that comes back until the server closes. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()))
    socket.on('error', reject)
    socket.write(bytes)
  })
}

test('the whole answer, byte for byte', async () => {
  const { status, headers, text } = await postXml(server.url, echo('é & <'))
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/xml; charset=utf-8')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(text).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n<methodResponse><params><param><value><struct>' +
      '<member><name>echo</name><value><string>é &amp; &lt;</string></value></member>' +
      '</struct></value></param></params></methodResponse>',
  )
})

test('the whole fault, byte for byte: HTTP 200, the title of the table, and what to mend', async () => {
  const { status, headers, text } = await postXml(server.url, methodCall('doc.get', struct({ api_key: app.key })))
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/xml; charset=utf-8')
  expect(text).toBe(
    '<?xml version="1.0" encoding="utf-8"?>\n<methodResponse><fault><value><struct>' +
      '<member><name>faultCode</name><value><int>1</int></value></member>' +
      '<member><name>faultString</name><value><string>Document not found: The parameter doc_id is missing</string></value></member>' +
      '</struct></value></fault></methodResponse>',
  )
})

describe('documents that are calls', () => {
  const named = (params: string) => `<methodCall><methodName>test.hello</methodName>${params}</methodCall>`

  test.each([
    ['no params', named('')],
    ['empty params', named('<params/>')],
    ['params of white space', named('<params>\n</params>')],
    ['an empty struct', named('<params><param><value><struct/></value></param></params>')],
    ['white space around the name', '<methodCall> <methodName>\n test.hello\n</methodName></methodCall>'],
    ['a comment before everything', `<!-- hello -->${named('')}`],
  ])('%s: the key is all that is missing', async (_what, document) => {
    expect((await postXml(server.url, document)).fault).toBe(100)
    expect((await postXml(server.url, document, `?api_key=${app.key}`)).text).toContain('<name>hello</name>')
  })

  test('values by position, in the declared order, with credentials in the query', async () => {
    const document = methodCall('test.echo', string('first'))
    expect((await postXml(server.url, document, `?api_key=${app.key}`)).text).toContain(echoed('first'))
    expect((await postXml(server.url, document)).fault).toBe(100)
  })

  test('a value by position may be nil, and no more than are declared', async () => {
    const query = `?api_key=${app.key}`
    expect((await postXml(server.url, methodCall('test.echo', '<nil/>'), query)).fault).toBe(1)
    expect(await postXml(server.url, methodCall('test.echo', 'a', 'b'), query)).toMatchObject({
      fault: 123,
      message: expect.stringContaining('test.echo takes 1'),
    })
    expect((await postXml(server.url, methodCall('test.echo', 'a', struct({ b: 'c' })), query)).fault).toBe(123)
  })

  test('a parameter in query and struct is a repeated one', async () => {
    expect((await postXml(server.url, echo(), `?api_key=${app.key}`)).fault).toBe(123)
    expect((await postXml(server.url, echo(), '?x=%zz')).fault).toBe(123)
    expect((await postXml(server.url, echo(), `?x=${'y'.repeat(8200)}`)).fault).toBe(124)
  })

  test('a bearer token in the header, and no two kinds of credential', async () => {
    const bearer = { authorization: `Bearer babelgate_${'0'.repeat(64)}` }
    expect((await postXml(server.url, methodCall('test.hello'), '', bearer)).fault).toBe(107)
    expect((await postXml(server.url, echo(), '', bearer)).fault).toBe(123)
    const basic = { authorization: 'Basic eDp5' }
    expect((await postXml(server.url, echo(), '', basic)).text).toContain(echoed())
  })
})

test('a namespace that is not read is named', async () => {
  const inRoot = '<methodCall xmlns="urn:x"><methodName>test.hello</methodName></methodCall>'
  const inside = '<methodCall><m:methodName xmlns:m="urn:x">test.hello</m:methodName></methodCall>'
  for (const document of [inRoot, inside]) {
    expect((await postXml(server.url, document)).message).toContain('in the namespace urn:x; XML-RPC takes none')
  }
})

describe('documents that are none give fault 122, HTTP 200', () => {
  test.each([
    ['nothing', ''],
    ['white space', '\n'],
    ['no XML', 'hello'],
    ['JSON', '{"method":"test.hello"}'],
    ['half a document', '<methodCall><methodName>test.hello</methodName>'],
    ['a tag that does not close', '<methodCall><methodName>test.hello</methodCall>'],
    ['another root', '<methodResponse/>'],
    ['a root in a namespace', '<methodCall xmlns="urn:x"><methodName>test.hello</methodName></methodCall>'],
    ['a root in capitals', '<METHODCALL><methodName>test.hello</methodName></METHODCALL>'],
    ['a SOAP envelope', '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>'],
    ['no name', '<methodCall/>'],
    ['two names', '<methodCall><methodName>a</methodName><methodName>b</methodName></methodCall>'],
    ['an element in the name', '<methodCall><methodName><b>a</b></methodName></methodCall>'],
    ['params twice', '<methodCall><methodName>test.hello</methodName><params/><params/></methodCall>'],
    ['a stranger', '<methodCall><methodName>test.hello</methodName><more/></methodCall>'],
    ['text in between', '<methodCall>a<methodName>test.hello</methodName></methodCall>'],
    ['a value without param', '<methodCall><methodName>a</methodName><params><value>1</value></params></methodCall>'],
    ['a param without value', '<methodCall><methodName>a</methodName><params><param/></params></methodCall>'],
    [
      'a param of two values',
      '<methodCall><methodName>a</methodName><params><param><value/><value/></param></params></methodCall>',
    ],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0xff, 0x3e])],
  ])('%s', async (_what, document) => {
    const reply = await postXml(server.url, document)
    expect(reply).toMatchObject({
      status: 200,
      fault: 122,
      message: expect.stringMatching(/^XML-RPC envelope invalid/),
    })
    expect(reply.headers.get('content-type')).toBe('text/xml; charset=utf-8')
  })

  test('unknown methods are 103, names without end 124', async () => {
    for (const name of ['test.nothing', 'test-hello', 'NotFound', '__proto__', 'toString', '']) {
      expect((await postXml(server.url, `<methodCall><methodName>${name}</methodName></methodCall>`)).fault).toBe(103)
    }
    expect((await postXml(server.url, methodCall('a'.repeat(256)))).fault).toBe(103)
    expect((await postXml(server.url, methodCall('a'.repeat(257)))).fault).toBe(124)
  })
})

describe('how documents come', () => {
  test.each([
    'text/xml',
    'application/xml',
    'text/xml; charset=utf-8',
    'TEXT/XML',
    'text/plain',
    'application/x-www-form-urlencoded',
    '',
  ])('the type %p', async (type) => {
    expect((await postXml(server.url, echo(), '', { 'content-type': type })).text).toContain(echoed())
  })

  test('an old client: HTTP/1.0, no Host, no type', async () => {
    const document = echo()
    const answer = await raw(`POST /api/xmlrpc HTTP/1.0\r\nContent-Length: ${document.length}\r\n\r\n${document}`)
    expect(answer).toMatch(/^HTTP\/1\.[01] 200 OK\r\n/)
    expect(answer).toMatch(/\r\nContent-Length: \d+\r\n/)
    expect(answer).not.toContain('chunked')
    expect(answer).toContain(echoed())
  })

  test('a client that sends Expect: 100-continue', async () => {
    const document = echo()
    const answer = await raw(
      `POST /api/xmlrpc HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/xml\r\nExpect: 100-continue\r\n` +
        `Content-Length: ${document.length}\r\n\r\n${document}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK\r\n/)
    expect(answer).toContain(echoed())
  })

  test('in chunks', async () => {
    const document = echo()
    const half = document.slice(0, 40)
    const rest = document.slice(40)
    const answer = await raw(
      'POST /api/xmlrpc HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n' +
        `${half.length.toString(16)}\r\n${half}\r\n${rest.length.toString(16)}\r\n${rest}\r\n0\r\n\r\n`,
    )
    expect(answer).toContain(echoed())
  })

  test('a body of a mebibyte, and one byte more', async () => {
    const fill = (size: number) => {
      const document = echo('x'.repeat(500_000))
      return document + ' '.repeat(size - document.length)
    }
    expect((await postXml(server.url, fill(1024 * 1024))).text).toContain('xxx')
    expect(await postXml(server.url, fill(1024 * 1024 + 1))).toMatchObject({ status: 200, fault: 124 })
  })

  test('by POST only', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fetch(`${server.url}/api/xmlrpc`, { method })
      expect(response.status).toBe(200)
      expect(response.headers.get('allow')).toBe('POST, OPTIONS')
      expect(faultIn(await response.text()).fault).toBe(120)
    }
    const head = await fetch(`${server.url}/api/xmlrpc`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8'])
    const options = await fetch(`${server.url}/api/xmlrpc`, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, OPTIONS'])
  })

  test('the address: a slash and surplus segments are tolerated, other names are no XML-RPC', async () => {
    for (const rest of ['', '/', '/?x=1']) expect((await postXml(server.url, echo(), rest)).text).toContain(echoed())
    expect((await postXml(server.url, echo(), '/json/e')).text).toContain('"echo":"here"')
    const response = await fetch(`${server.url}/api/xmlrpcs`, { method: 'POST' })
    expect(((await response.json()) as { api: object }).api).toMatchObject({ code: '103' })
  })
})
