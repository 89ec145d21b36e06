import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Application } from '../../../src/core/ports/app-store.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { api, bothVersions, envelope, generic, postSoap, typed, type Version, versions } from '../../support/soap.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer()
  app = await createApp(server.services, await createUser(server.services, 'caller'))
})
afterAll(() => server.stop())

const hello = () => typed('test.hello', [['api_key', app.key]])
const post = (body: string, headers?: Record<string, string>) => postSoap(server.url, body, headers)

describe('documents that are no envelopes are 121', () => {
  const e = versions['1.1'].namespace
  const body = '<e:Body><x/></e:Body>'
  test.each([
    ['nothing', ''],
    ['no XML', 'hello'],
    ['broken XML', '<e:Envelope'],
    ['another root', `<e:Letter xmlns:e="${e}">${body}</e:Letter>`],
    ['no body', `<e:Envelope xmlns:e="${e}"/>`],
    ['an empty body', `<e:Envelope xmlns:e="${e}"><e:Body/></e:Envelope>`],
    ['two elements in the body', `<e:Envelope xmlns:e="${e}"><e:Body><x/><x/></e:Body></e:Envelope>`],
    ['two bodies', `<e:Envelope xmlns:e="${e}">${body}${body}</e:Envelope>`],
    ['two headers', `<e:Envelope xmlns:e="${e}"><e:Header/><e:Header/>${body}</e:Envelope>`],
    ['a header after the body', `<e:Envelope xmlns:e="${e}">${body}<e:Header/></e:Envelope>`],
    ['an element after the body', `<e:Envelope xmlns:e="${e}">${body}<x/></e:Envelope>`],
    [
      'a body of the other version',
      `<e:Envelope xmlns:e="${e}"><Body xmlns="${versions['1.2'].namespace}"><x/></Body></e:Envelope>`,
    ],
    ['text in the body', `<e:Envelope xmlns:e="${e}"><e:Body>text<x/></e:Body></e:Envelope>`],
    ['text in the envelope', `<e:Envelope xmlns:e="${e}">text${body}</e:Envelope>`],
    ['a DOCTYPE', `<!DOCTYPE x [<!ENTITY a "b">]><e:Envelope xmlns:e="${e}">${body}</e:Envelope>`],
    ['a processing instruction', `<?php x?><e:Envelope xmlns:e="${e}">${body}</e:Envelope>`],
    ['an unknown entity', `<e:Envelope xmlns:e="${e}"><e:Body><x>&nbsp;</x></e:Body></e:Envelope>`],
    [
      'too many levels',
      `<e:Envelope xmlns:e="${e}"><e:Body>${'<x>'.repeat(80)}${'</x>'.repeat(80)}</e:Body></e:Envelope>`,
    ],
  ])('%s', async (_what, document) => {
    const old = await post(document)
    expect({ status: old.status, code: old.code }).toEqual({ status: 500, code: 121 })
    expect(old.text).toContain(versions['1.1'].namespace)
    const known = document.includes(e)
    const recent = await post(document, { 'content-type': versions['1.2'].contentType })
    expect(recent.code).toBe(121)
    if (!known) expect(recent.text).toContain(versions['1.2'].namespace)
  })

  test('a body that is no document, of any content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/related; type="text/xml"']) {
      expect((await post('--b\r\n\r\n--b--', { 'content-type': type })).code).toBe(121)
      expect((await post(envelope('1.1', hello()), { 'content-type': type })).code).not.toBe(121)
    }
  })

  test('bytes that are not of the encoding', async () => {
    const { code } = await postSoap(server.url, Buffer.from(envelope('1.1', '<é/>'), 'latin1'))
    expect(code).toBe(121)
  })
})

test('a body beyond the limit is 124, compressed or not', async () => {
  const large = envelope('1.1', typed('test.echo', [['echo', 'x'.repeat(1024 * 1024)]]))
  expect((await post(large)).code).toBe(124)
  const headers = { 'content-type': 'text/xml', 'content-encoding': 'gzip' }
  expect((await postSoap(server.url, gzipSync(large), headers)).code).toBe(124)
})

test('a compressed body is read', async () => {
  const headers = { 'content-type': 'text/xml', 'content-encoding': 'gzip' }
  expect((await postSoap(server.url, gzipSync(envelope('1.1', hello())), headers)).status).toBe(200)
})

test('the namespace of the envelope decides the version; any other is VersionMismatch', async () => {
  const strange = envelope('1.1', hello()).replace(versions['1.1'].namespace, 'http://www.w3.org/2001/12/soap-envelope')
  const old = await post(strange)
  expect(old.status).toBe(500)
  expect(old.text).toContain('<faultcode>s:VersionMismatch</faultcode>')
  const recent = await post(strange, { 'content-type': versions['1.2'].contentType })
  expect(recent.text).toContain('<s:Code><s:Value>s:VersionMismatch</s:Value></s:Code>')
  expect(recent.text).toContain(`<s:SupportedEnvelope qname="e:Envelope" xmlns:e="${versions['1.2'].namespace}"/>`)
  expect(server.log.at(-1)).toContain('"code":121')
})

describe.each(bothVersions)('headers that must be understood, in SOAP %s', (version: Version) => {
  const header = (attributes: string) => `<h:Route xmlns:h="urn:route" ${attributes}/>`
  const send = (attributes: string) => post(envelope(version, hello(), header(attributes)))
  const [role, next, other] =
    version === '1.1'
      ? ['actor', 'http://schemas.xmlsoap.org/soap/actor/next', 'urn:other']
      : ['role', `${versions['1.2'].namespace}/role/next`, `${versions['1.2'].namespace}/role/none`]

  test.each(['e:mustUnderstand="1"', 'e:mustUnderstand=" true "', `e:mustUnderstand="1" e:${role}="${next}"`])(
    '%s is refused',
    async (attributes) => {
      const { status, text } = await send(attributes)
      expect(status).toBe(500)
      expect(text).toContain('s:MustUnderstand<')
      expect(text).not.toContain('hello world')
      if (version === '1.2') expect(text).toContain('<s:NotUnderstood qname="h:Route" xmlns:h="urn:route"/>')
    },
  )

  test.each([
    '',
    'e:mustUnderstand="0"',
    'e:mustUnderstand="false"',
    'mustUnderstand="1"',
    `e:mustUnderstand="1" e:${role}="${other}"`,
  ])('%s is passed over', async (attributes) => {
    expect((await send(attributes)).text).toContain('hello world')
  })
})

describe('the SOAP action', () => {
  const quoted = (text: string) => `"${text}"`
  test.each([
    '',
    '""',
    quoted(`${api}#test.hello`),
    `${api}#test.hello`,
    quoted('http://example.org/api/test.hello'),
    quoted('test.hello'),
    'test.hello',
    ' test.hello ',
  ])('%s goes with test.hello', async (action) => {
    const { status } = await post(envelope('1.1', hello()), { 'content-type': 'text/xml', soapaction: action })
    expect(status).toBe(200)
  })

  test.each([
    quoted(`${api}#doc.delete`),
    'doc.delete',
    quoted(api),
    'test.hello, test.hello',
    quoted('TEST.hello'),
    quoted('x.test.hello'),
    quoted(`${api}#xtest.hello`),
    quoted(`${api}#test.hello#doc.delete`),
    quoted('hello'),
    `${quoted(`${api}#doc.delete`)}, ${quoted(`${api}#test.hello`)}`,
    `${api}#doc.delete, ${api}#test.hello`,
  ])('%s contradicts it, in either version and place', async (action) => {
    const spoofed: [Version, Record<string, string>][] = [
      ['1.1', { 'content-type': 'text/xml', soapaction: action }],
      ['1.2', { 'content-type': 'application/soap+xml', soapaction: action }],
      ['1.2', { 'content-type': `application/soap+xml; charset=utf-8; action=${action}` }],
      ['1.2', { 'content-type': `application/soap+xml;action=${action};charset=utf-8` }],
    ]
    for (const [version, headers] of spoofed) {
      const { status, code, text } = await post(envelope(version, hello()), headers)
      expect({ status, code }).toEqual({ status: version === '1.1' ? 500 : 400, code: 123 })
      expect(text).toContain(version === '1.1' ? '<faultcode>s:Client' : '<s:Value>s:Sender')
      expect(text).toContain(`${api}#test.hello, test.hello, or nothing`)
    }
  })

  test('of the generic request is its own name', async () => {
    const body = envelope('1.1', generic('test.hello', [['api_key', app.key]]))
    const send = (action: string) => post(body, { 'content-type': 'text/xml', soapaction: action })
    expect((await send('"urn:ipernity#ipernityRequest"')).status).toBe(200)
    expect((await send('"ipernityRequest"')).status).toBe(200)
    const refused = await send('"urn:ipernity#test.hello"')
    expect([refused.code, refused.text]).toEqual([123, expect.stringContaining('urn:ipernity#ipernityRequest')])
    expect((await send('"test.hello"')).code).toBe(123)
  })

  test('as a parameter of the media type goes with the body', async () => {
    const headers = { 'content-type': `application/soap+xml; action="${api}#test.hello"` }
    expect((await post(envelope('1.2', hello()), headers)).status).toBe(200)
  })
})

describe('what is not read is named', () => {
  const [first, second] = [versions['1.1'].namespace, versions['1.2'].namespace]
  const xop = '<i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="cid:a"/>'
  const inBody = (body: string) => `<e:Envelope xmlns:e="${first}"><e:Body>${body}</e:Body></e:Envelope>`
  const parameter = (element: string) => inBody(`<test.echo xmlns="${api}">${element}</test.echo>`)
  const encoding = 'http://www.w3.org/2003/05/soap-encoding'

  test.each<[string, number, string, RegExp, string?]>([
    [
      'MTOM',
      121,
      `--b\r\n\r\n${inBody('<x/>')}\r\n--b--`,
      /MTOM/,
      'multipart/related; type="application/xop+xml"; boundary=b',
    ],
    [
      'SOAP with Attachments',
      121,
      `--b\r\n\r\n${inBody('<x/>')}\r\n--b--`,
      /Attachments/,
      'multipart/related; boundary=b',
    ],
    ['an included attachment', 123, parameter(`<echo>${xop}</echo>`), /echo includes an attachment \(XOP, MTOM\)/],
    ['an attachment', 123, parameter('<echo href="cid:a"/>'), /echo refers to .* \(href\)/],
    ['a reference', 123, parameter('<echo href="#id0"/>'), /echo refers to .* \(href\)/],
    [
      'a reference of SOAP 1.2',
      123,
      parameter(`<echo n:ref="id0" xmlns:n="${encoding}"/>`).replace(first, second),
      /echo refers to/,
    ],
    [
      'multiRef',
      121,
      inBody(`<test.echo xmlns="${api}"><echo href="#a"/></test.echo><multiRef id="a">b</multiRef>`),
      /multiRef/,
    ],
    ['multiRef in a namespace', 121, inBody('<x/><m:multiRef xmlns:m="urn:m" id="a"/>'), /multiRef/],
  ])('%s', async (_what, code, document, text, type = 'text/xml') => {
    const reply = await post(document, { 'content-type': type })
    expect([reply.code, reply.text]).toEqual([code, expect.stringMatching(text)])
  })

  test('in the generic style too', async () => {
    const body = inBody(
      '<x:ipernityRequest xmlns:x="urn:ipernity"><method>test.echo</method><echo href="#a"/></x:ipernityRequest>',
    )
    const reply = await post(body)
    expect([reply.code, reply.text]).toEqual([123, expect.stringContaining('references are not read')])
  })
})

describe('what the WSDL does not know', () => {
  test.each([
    ['a method of that name in another namespace', '<test.hello xmlns="urn:other"/>'],
    ['a method of that name in no namespace', '<test.hello/>'],
    ['no method of ours', `<nothing xmlns="${api}"/>`],
    ['an answer', `<test.helloResponse xmlns="${api}"/>`],
    [
      'the generic request in another namespace',
      '<ipernityRequest xmlns="urn:other"><method>test.hello</method></ipernityRequest>',
    ],
  ])('%s is 103', async (_what, body) => {
    expect((await post(envelope('1.1', body))).code).toBe(103)
  })
})

describe('other verbs', () => {
  test.each(['GET', 'PUT', 'DELETE'])('%s is 120', async (method) => {
    const response = await fetch(`${server.url}/api/soap`, { method })
    expect(response.status).toBe(500)
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
    expect(await response.text()).toContain('ipernity.error.120')
  })

  test('OPTIONS names the ones there are', async () => {
    const response = await fetch(`${server.url}/api/soap`, { method: 'OPTIONS' })
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS'])
  })
})

test('HTTP/1.0 and Expect: 100-continue', async () => {
  const body = envelope('1.1', hello())
  const raw = (head: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('end', () => resolve(text))
      socket.on('error', reject)
      socket.write(`${head}\r\nContent-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    })
  expect(await raw('POST /api/soap HTTP/1.0')).toContain('hello world')
  const continued = await raw('POST /api/soap HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue')
  expect(continued).toMatch(/^HTTP\/1\.1 100 Continue.*hello world/s)
})
