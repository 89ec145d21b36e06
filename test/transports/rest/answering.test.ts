import { connect } from 'node:net'
import { text as readAll } from 'node:stream/consumers'
import { unserialize } from 'php-serialize'
import type { Application } from '../../../src/core/ports/app-store.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer({ settings: { CORS_ORIGINS: 'https://app.example' } })
  app = await createApp(server.services, await createUser(server.services, 'answerer'))
})
afterAll(() => server.stop())

const text = async (path: string, init?: RequestInit) => (await fetch(`${server.url}${path}`, init)).text()
const echo = (format: string, value: string) =>
  text(`/api/test.echo${format}?api_key=${app.key}&echo=${encodeURIComponent(value)}`)

/** Sends a request line as it is, and gives everything that comes back. */
function rawRequest(url: string, line: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`)
  return readAll(socket)
}

describe('formats', () => {
  const value = 'é<&>"\'\r\n\t😀'

  test('json, also without a word and with a surplus segment', async () => {
    for (const format of ['', '/json', '/json/e', '/json/']) {
      const answer = JSON.parse(await echo(format, value))
      expect(answer).toEqual({ api: { status: 'ok', at: expect.stringMatching(/^\d{10}$/) }, echo: value })
    }
  })

  test('xml, in which nothing of the text is lost', async () => {
    expect(await echo('/xml', value)).toMatch(
      /^<\?xml version="1.0" encoding="utf-8"\?>\n<api status="ok" at="\d{10}"><echo>é&lt;&amp;&gt;"'&#13;\n\t😀<\/echo><\/api>$/,
    )
  })

  test('php, with lengths in bytes', async () => {
    const body = await echo('/php', value)
    expect(body).toContain(`s:4:"echo";s:${Buffer.byteLength(value)}:"${value}";`)
    expect(unserialize(body)).toEqual({ api: { status: 'ok', at: expect.any(String) }, echo: value })
  })

  test('faults in each', async () => {
    expect(JSON.parse(await text('/api/nothing/json'))).toEqual({
      api: { status: 'error', at: expect.any(String), code: '103', message: 'Method not found' },
    })
    expect(await text('/api/nothing/xml')).toMatch(
      /<api status="error" at="\d+" code="103" message="Method not found"><\/api>$/,
    )
    expect(unserialize(await text('/api/nothing/php'))).toMatchObject({ api: { code: '103' } })
  })

  test('an unknown format is 102, in JSON', async () => {
    expect(JSON.parse(await text('/api/test.hello/yaml'))).toMatchObject({ api: { code: '102' } })
  })
})

describe('headers', () => {
  test.each([
    ['json', 'application/json; charset=utf-8'],
    ['xml', 'text/xml; charset=utf-8'],
    ['php', 'text/plain; charset=utf-8'],
  ])('%s', async (format, type) => {
    for (const method of ['test.hello', 'nothing']) {
      const { headers } = await fetch(`${server.url}/api/${method}/${format}?api_key=${app.key}`)
      expect(headers.get('content-type')).toBe(type)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })
})

describe('verbs', () => {
  test('HEAD answers like GET without the body', async () => {
    const path = `${server.url}/api/test.hello?api_key=${app.key}`
    const [head, get] = await Promise.all([fetch(path, { method: 'HEAD' }), fetch(path)])
    expect(head.status).toBe(200)
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'))
    expect(await head.text()).toBe('')
  })

  test('OPTIONS lists the allowed verbs', async () => {
    const response = await fetch(`${server.url}/api/test.hello`, { method: 'OPTIONS' })
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS'])
  })

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is 405 with the code 123', async (method) => {
    const response = await fetch(`${server.url}/api/test.hello`, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS'])
    expect(await response.json()).toMatchObject({ api: { code: '123' } })
  })
})

describe('targets and verbs as HTTP has them', () => {
  test('a target with scheme and host is the same address', async () => {
    for (const host of [server.url, 'http://other.example']) {
      const answer = await rawRequest(server.url, `GET ${host}/api/test.hello?api_key=${app.key} HTTP/1.1`)
      expect(answer).toContain('hello world!')
    }
  })

  test('an unknown verb is 405 too', async () => {
    for (const verb of ['BREW', 'get']) {
      const answer = await rawRequest(server.url, `${verb} /api/test.hello HTTP/1.1`)
      expect(answer).toMatch(/^HTTP\/1.1 405 .*\r\nAllow: GET, HEAD, POST, OPTIONS\r\n.*"code":"123"/s)
    }
  })
})

describe('pages of other origins', () => {
  const from = (origin: string, query: string, method = 'GET') =>
    fetch(`${server.url}/api/test.hello?${query}`, { method, headers: { origin } })

  test('any may read an anonymous GET, none but the listed ones anything else', async () => {
    const anonymous = await from('https://other.example', `api_key=${app.key}`)
    expect(anonymous.headers.get('access-control-allow-origin')).toBe('*')
    const signedCall = await from('https://other.example', `api_key=${app.key}&api_sig=x`)
    expect(signedCall.headers.get('access-control-allow-origin')).toBeNull()
    const posted = await from('https://other.example', `api_key=${app.key}`, 'POST')
    expect(posted.headers.get('access-control-allow-origin')).toBeNull()
    const listed = await from('https://app.example', `api_key=${app.key}&api_sig=x`)
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(listed.headers.get('vary')).toBe('Origin')
    for (const { headers } of [anonymous, listed]) {
      expect(headers.get('access-control-expose-headers')).toBe(
        'X-Request-Id, Retry-After, RateLimit, RateLimit-Policy',
      )
    }
  })

  test('a preflight is answered for listed ones only', async () => {
    const preflight = (origin: string) => from(origin, '', 'OPTIONS')
    expect((await preflight('https://app.example')).headers.get('access-control-allow-headers')).toBe(
      'Authorization, Content-Type, X-Api-Key',
    )
    expect((await preflight('https://other.example')).headers.get('access-control-allow-origin')).toBeNull()
  })
})
