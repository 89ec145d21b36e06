import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { createApp, createToken, createUser, signed, startTestServer, type TestServer } from '../../support/server.js'
import { bothVersions, envelope, generic, postSoap, versions } from '../../support/soap.js'

let server: TestServer
let app: Application
let token: string
beforeAll(async () => {
  server = await startTestServer({ settings: { PUBLIC_URL: 'https://api.example.org' } })
  const user = await createUser(server.services, 'caller')
  app = await createApp(server.services, user)
  token = (await createToken(server.services, app, user, { doc: 'write' })).authToken
})
afterAll(() => server.stop())

const ask = (body: string, rest = '') =>
  postSoap(server.url, envelope('1.1', body), { 'content-type': 'text/xml' }, rest)
/** The payload of an answer, unescaped once. */
const payload = (text: string) =>
  (/<x:ipernityResponse xmlns:x="urn:ipernity">(.*)<\/x:ipernityResponse>/s.exec(text)?.[1] ?? 'none')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
const request = (children: string, attributes = '') =>
  `<x:ipernityRequest xmlns:x="urn:ipernity"${attributes}>${children}</x:ipernityRequest>`
const key = () => `<api_key>${app.key}</api_key>`

describe.each(bothVersions)('in SOAP %s', (version) => {
  const { namespace, contentType } = versions[version]
  const post = (body: string) => postSoap(server.url, envelope(version, body), { 'content-type': contentType })

  test('the whole answer, byte for byte', async () => {
    const { status, headers, text } = await post(
      generic('test.echo', [
        ['api_key', app.key],
        ['name', 'a & b'],
      ]),
    )
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe(`${contentType}; charset=utf-8`)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(text).toBe(
      `<?xml version="1.0" encoding="utf-8" ?>\n<s:Envelope xmlns:s="${namespace}" ` +
        'xmlns:xsi="http://www.w3.org/1999/XMLSchema-instance" xmlns:xsd="http://www.w3.org/1999/XMLSchema">' +
        '<s:Body><x:ipernityResponse xmlns:x="urn:ipernity">&lt;name&gt;a &amp;amp; b&lt;/name&gt;' +
        '</x:ipernityResponse></s:Body></s:Envelope>',
    )
  })

  test('the whole fault, byte for byte', async () => {
    const { status, headers, text } = await post(generic('doc.get', [['api_key', app.key]]))
    const documented =
      '<faultcode>ipernity.error.1</faultcode><faultstring>Document not found</faultstring>' +
      '<faultactor>https://api.example.org/api/soap/</faultactor><details>The parameter doc_id is missing. ' +
      'See https://api.example.org/api/soap?wsdl for more details</details>'
    const standard =
      '<s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ipernity.error.1</s:Value></s:Subcode></s:Code>' +
      '<s:Reason><s:Text xml:lang="en">Document not found</s:Text></s:Reason>'
    expect(status).toBe(version === '1.1' ? 500 : 400)
    expect(headers.get('content-type')).toBe(`${contentType}; charset=utf-8`)
    expect(text).toBe(
      `<?xml version="1.0" encoding="utf-8" ?>\n<s:Envelope xmlns:s="${namespace}"><s:Body><s:Fault>` +
        `${version === '1.1' ? '' : standard}${documented}</s:Fault></s:Body></s:Envelope>`,
    )
  })

  test('a signed call', async () => {
    const { text } = await post(generic('auth.checkToken', signed(app, 'auth.checkToken', [['auth_token', token]])))
    expect(payload(text)).toContain(`<token>${token}</token>`)
  })
})

describe('reading', () => {
  test.each([
    ['children in the namespace of the request', '<x:name>v</x:name>'],
    ['children in any namespace', '<name xmlns="urn:other">v</name>'],
    [
      'types, which do not matter',
      '<name xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="xsd:int">v</name>',
    ],
    [
      'text as base64, which old stacks make of what is not ASCII',
      '<name xmlns:i="http://www.w3.org/1999/XMLSchema-instance" i:type="xsd:base64Binary">dg==</name>',
    ],
    ['CDATA', '<name><![CDATA[v]]></name>'],
    ['a comment inside a value, which leaves no trace', '<name><!-- x -->v<!-- y --></name>'],
    ['references', '<name>&#118;</name>'],
  ])('takes %s', async (_what, child) => {
    const { text } = await ask(request(`<method>test.echo</method>${key()}${child}`))
    expect(payload(text)).toBe('<name>v</name>')
  })

  test('a comment cannot cut a value short', async () => {
    const { text } = await ask(request(`<method>test.echo</method>${key()}<name>ad<!-- -->min</name>`))
    expect(payload(text)).toBe('<name>admin</name>')
  })

  test('a default namespace, and the method wherever it stands', async () => {
    const body = `<ipernityRequest xmlns="urn:ipernity"><name>v</name>${key()}<method> test.echo </method></ipernityRequest>`
    expect(payload((await ask(body)).text)).toBe('<name>v</name>')
  })

  test('a second method is a parameter of that name, and is signed', async () => {
    const pairs: Pair[] = signed(app, 'api.methods.get', [['method', 'test.hello']])
    expect(payload((await ask(generic('api.methods.get', pairs))).text)).toContain('<method name="test.hello"')
    const { text } = await ask(
      generic('test.echo', [
        ['api_key', app.key],
        ['method', 'mine'],
      ]),
    )
    expect(payload(text)).toBe('<method>mine</method>')
  })

  test('white space is part of free text, and of undeclared parameters of an open method', async () => {
    for (const name of ['echo', 'other']) {
      const pairs = signed(app, 'test.echo', [[name, ' a\n']])
      expect(payload((await ask(generic('test.echo', pairs))).text)).toBe(`<${name}> a\n</${name}>`)
    }
  })

  test('white space around other values belongs to the layout', async () => {
    const pairs = signed(app, 'auth.checkToken', [['auth_token', token]])
    const laidOut = pairs.map(([name, value]): Pair => [name, `\n  ${value}\n`])
    expect(payload((await ask(generic('auth.checkToken', laidOut))).text)).toContain(`<token>${token}</token>`)
  })

  test.each([
    ['http://www.w3.org/2001/XMLSchema-instance', 'nil'],
    ['http://www.w3.org/1999/XMLSchema-instance', 'null'],
  ])('nil of %s is absent, and unsigned', async (namespace, name) => {
    const pairs = signed(app, 'test.echo', [['echo', 'there']])
    const absent = `<gone xmlns:i="${namespace}" i:${name}="true"/>`
    const body = generic('test.echo', pairs).replace('</x:', `${absent}</x:`)
    expect(payload((await ask(body)).text)).toBe('<echo>there</echo>')
  })

  test('a signature over CRLF holds where the reader made LF of it', async () => {
    const pairs = signed(app, 'test.echo', [['echo', 'a\r\nb']])
    const body = generic('test.echo', pairs).replace('a&#13;\nb', 'a\r\nb')
    expect(body).toContain('a\r\nb')
    expect(payload((await ask(body)).text)).toBe('<echo>a\nb</echo>')
  })

  test('bytes in the encoding of the header', async () => {
    const body = envelope(
      '1.1',
      generic('test.echo', [
        ['api_key', app.key],
        ['name', 'é'],
      ]),
    )
    const { text } = await postSoap(server.url, Buffer.from(body, 'latin1'), {
      'content-type': 'text/xml; charset=iso-8859-1',
    })
    expect(payload(text)).toBe('<name>é</name>')
  })

  test.each(['text/xml', 'application/xml', 'application/soap+xml', ''])('a body of the type "%s"', async (type) => {
    const body = envelope('1.2', generic('test.hello', [['api_key', app.key]]))
    const { status, headers } = await postSoap(server.url, body, type === '' ? {} : { 'content-type': type })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/soap+xml; charset=utf-8')
  })
})

describe('what makes parameters malformed', () => {
  const flaws: [string, string][] = [
    ['a parameter twice', '<a>1</a><a>1</a>'],
    ['elements inside a parameter', '<a><b/></a>'],
    ['a name of the prototype', '<__proto__>1</__proto__>'],
    ['the name constructor', '<constructor>1</constructor>'],
    ['text between parameters', 'text'],
    ['elements inside the method', '<method><b/></method>'],
  ]

  test.each(flaws)('%s is 123', async (what, children) => {
    const method = what.includes('the method') ? '' : '<method>test.echo</method>'
    const { code, text } = await ask(request(`${key()}<echo>x</echo>${method}${children}`))
    expect(code).toBe(123)
    expect(text).toMatch(/<details>[^<]+\. See /)
  })

  test.each(flaws)('%s is 105 where the call is signed', async (what, children) => {
    const method = what.includes('the method') ? '' : '<method>test.echo</method>'
    const { code } = await ask(request(`${key()}<api_sig>${'f'.repeat(32)}</api_sig>${method}${children}`))
    expect(code).toBe(what.includes('the method') ? 103 : 105)
  })
})

describe('answers in the formats of REST', () => {
  const hello = () => generic('test.hello', [['api_key', app.key]])

  test('json, xml and php, and a surplus segment', async () => {
    expect(JSON.parse((await ask(hello(), '/json')).text)).toMatchObject({
      api: { status: 'ok' },
      hello: 'hello world!',
    })
    const xml = await ask(hello(), '/xml/surplus')
    expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    expect(xml.text).toMatch(/^<\?xml .*<api status="ok" at="\d+"><hello>hello world!<\/hello><\/api>$/s)
    expect((await ask(hello(), '/php')).text).toMatch(/^a:2:\{s:3:"api"/)
  })

  test('faults in their own shape and with 200, also where the envelope cannot be read', async () => {
    for (const body of [generic('test.hello', []), '<broken']) {
      const { status, text } = await ask(body, '/json')
      expect(status).toBe(200)
      expect(JSON.parse(text)).toMatchObject({ api: { status: 'error', code: body === '<broken' ? '121' : '100' } })
    }
  })

  test('a typed request too', async () => {
    const body = `<test.hello xmlns="urn:babelgate:api">${key()}</test.hello>`
    expect(JSON.parse((await ask(body, '/json')).text)).toMatchObject({ hello: 'hello world!' })
  })

  test('102 for an unknown one, as a SOAP fault', async () => {
    const { status, code } = await ask(hello(), '/soup')
    expect({ status, code }).toEqual({ status: 500, code: 102 })
  })
})
