import { z } from 'zod'
import { ApiError } from '../../src/core/api-error.js'
import { signApi } from '../../src/core/auth/api-sig.js'
import { defineMethod } from '../../src/core/define-method.js'
import type { Pair } from '../../src/core/pair.js'
import type { Application } from '../../src/core/ports/app-store.js'
import { text } from '../../src/core/schema/params.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { readLoginLink, verifyLoginLink } from '../../src/identity/grants/login-link.js'
import { kinds } from '../support/permission-kinds.js'
import { createApp, createToken, createUser, form, startTestServer, type TestServer } from '../support/server.js'
import { mirror } from './mirror.js'

const dialects = [ipernity, mirror]
let server: TestServer
let app: Application
let token: string

beforeAll(async () => {
  server = await startTestServer({ dialects })
  const user = await createUser(server.services, 'mirrored')
  app = await createApp(server.services, user)
  const { authToken } = await createToken(server.services, app, user)
  token = authToken
})

afterAll(() => server.stop())

/** What an address answers: status, content type, text. */
async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(server.url + path, init)
  const { status, headers } = response
  return { status, type: headers.get('content-type'), id: headers.get('x-request-id'), text: await response.text() }
}

function rest(method: string, pairs: readonly Pair[], format = '') {
  return ask(`/mirror/rest/${method}${format}?${form(pairs)}`)
}

function post(path: string, body: string) {
  return ask(path, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })
}

/** The pairs of a call with a token, signed as a dialect wants it. */
function signed(method: string, dialect = mirror): Pair[] {
  const pairs: Pair[] = [
    ['application', app.key],
    ['pass', token],
  ]
  return [...pairs, ['seal', signApi({ dialect, pairs, method }, app.secret)]]
}

describe('credentials', () => {
  test('go by the names of the dialect, and the secret comes first in what is signed', async () => {
    const { text } = await rest('auth.checkToken', signed('auth.checkToken'))
    expect(text).toMatch(/^<rsp stat="ok"><auth>.*mirrored.*<\/auth><\/rsp>$/s)
  })

  test('signed in the order of another dialect do not hold', async () => {
    const wrong = signed('auth.checkToken').map(
      ([name, value]): Pair => [
        name,
        name === 'seal'
          ? signApi(
              { dialect: ipernity, pairs: signed('auth.checkToken').slice(0, 2), method: 'auth.checkToken' },
              app.secret,
            )
          : value,
      ],
    )
    expect(await rest('auth.checkToken', wrong)).toMatchObject({ status: 401, text: expect.stringContaining('"1105"') })
  })

  test('under the names of another dialect are none', async () => {
    const { text } = await rest('test.hello', [['api_key', app.key]])
    expect(text).toContain('code="1100"')
    const { text: usual } = await ask(`/api/test.hello?application=${app.key}`)
    expect(usual).toContain('"code":"100"')
  })

  test('never reach an open method', async () => {
    const { text } = await rest('test.echo', [
      ['application', app.key],
      ['word', 'a'],
    ])
    expect(text).toBe('<rsp stat="ok"><word>a</word></rsp>')
  })

  test('of any dialect can be no parameter of a method', async () => {
    const method = defineMethod()({
      name: 'own.method',
      summary: 'Never served',
      params: z.object({ seal: text() }),
      result: z.object({}),
      run: () => ({}),
    })
    await expect(startTestServer({ dialects, methods: [method] })).rejects.toThrow(/params\.seal has a name/)
  })
})

test('login links go by the fields of the dialect', () => {
  const pairs: Pair[] = [
    ['application', app.key],
    ['perms', 'delete'],
    ['ticket', '1-0123'],
    ['language', 'fr'],
  ]
  const link: Pair[] = [...pairs, ['seal', signApi({ dialect: mirror, pairs, method: '' }, app.secret)]]
  const read = readLoginLink(mirror, kinds, link)
  expect(read).toMatchObject({ key: app.key, frob: '1-0123', lg: 'fr' })
  expect(read.permissions).toMatchObject({ doc: 'delete', profile: 'none' })
  verifyLoginLink(mirror, link, read, app)
  expect(() => readLoginLink(mirror, kinds, [...link, ['frob', '1-0123']])).toThrow(ApiError)
})

describe('formats', () => {
  test('are those of the dialect, and its usual one where the address names none', async () => {
    expect(await rest('test.hello', [['application', app.key]])).toMatchObject({
      status: 200,
      type: 'text/xml; charset=utf-8',
      text: '<rsp stat="ok"><hello>hello world!</hello></rsp>',
    })
    expect(await rest('test.hello', [['application', app.key]], '/json')).toMatchObject({
      status: 400,
      text: '<rsp stat="fail"><err code="1102" msg="Format unknown"/></rsp>',
    })
  })

  test('may tell of the request, and have content types and statuses of their own for faults', async () => {
    const answer = await rest('mirror.hello', [['application', app.key]], '/object')
    expect(answer.type).toBe('text/javascript; charset=utf-8')
    expect(JSON.parse(answer.text)).toEqual({
      meta: { verb: 'GET', path: '/mirror/rest/mirror.hello/object' },
      response: { hello: 'hello world!' },
    })
    const fault = await rest('no.such', [], '/object')
    expect(fault).toMatchObject({ status: 404, type: 'application/problem+json' })
    expect(JSON.parse(fault.text)).toEqual({ status: 404, code: 1103, title: 'Method not found', id: fault.id })
  })
})

describe('SOAP', () => {
  const envelope = (body: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`
  const request = (method: string, namespace = 'urn:mirror', name = 'MirrorRequest') =>
    envelope(
      `<x:${name} xmlns:x="${namespace}"><method>${method}</method><application>${app.key}</application></x:${name}>`,
    )

  test('has the generic style of the dialect', async () => {
    const { text } = await post('/mirror/soap', request('test.hello'))
    expect(text).toContain(
      '<x:MirrorResponse xmlns:x="urn:mirror">&lt;hello&gt;hello world!&lt;/hello&gt;</x:MirrorResponse>',
    )
  })

  test('writes the faults that the dialect documents', async () => {
    const { status, text } = await post('/mirror/soap', request('no.such'))
    expect(status).toBe(500)
    expect(text).toContain(
      `<s:Fault><faultcode>mirror.1103</faultcode><faultstring>Method not found</faultstring><faultactor>${server.url}/mirror/soap</faultactor></s:Fault>`,
    )
  })

  test('does not know the request of another dialect', async () => {
    const { text } = await post('/mirror/soap', request('test.hello', 'urn:ipernity', 'ipernityRequest'))
    expect(text).toContain('<code>1103</code>')
  })

  test('names the credentials of the dialect in the WSDL', async () => {
    const { text } = await ask('/mirror/soap?wsdl')
    const credentials = ['application', 'seal', 'pass']
      .map((name) => `<xs:element name="${name}" type="xs:string" minOccurs="0"/>`)
      .sort()
    for (const element of credentials) expect(text).toContain(element)
    expect(text).not.toContain('api_key')
    expect(text).toContain(`location="${server.url}/mirror/soap"`)
  })
})

describe('XML-RPC', () => {
  const call = (method: string) =>
    post(
      '/mirror/xmlrpc',
      `<methodCall><methodName>${method}</methodName><params><param><value><struct><member><name>application</name><value>${app.key}</value></member></struct></value></param></params></methodCall>`,
    )

  test('answers the payload as XML in a string', async () => {
    const { text } = await call('test.hello')
    expect(text).toContain('<param><value><string>&lt;hello&gt;hello world!&lt;/hello&gt;</string></value></param>')
  })

  test('keeps the types of the protocol for its own methods', async () => {
    const { text } = await call('system.getCapabilities')
    expect(text).toContain('<value><struct><member><name>xmlrpc</name>')
  })

  test('has the numbers of the dialect in its faults', async () => {
    const { text } = await call('no.such')
    expect(text).toContain('<name>faultCode</name><value><int>1103</int></value>')
  })
})
