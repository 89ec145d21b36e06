import { connect } from 'node:net'
import { deflateSync, gzipSync } from 'node:zlib'
import type { Application } from '../../../src/core/ports/app-store.js'
import {
  createApp,
  createUser,
  form,
  type JsonAnswer,
  signed,
  startTestServer,
  type TestServer,
} from '../../support/server.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer()
  app = await createApp(server.services, await createUser(server.services, 'reader'))
})
afterAll(() => server.stop())

/** Posts a body to test.echo. */
async function echo(type: string | undefined, body: string | Buffer): Promise<JsonAnswer> {
  const headers = type === undefined ? {} : { 'content-type': type }
  const response = await fetch(`${server.url}/api/test.echo`, {
    method: 'POST',
    headers,
    body: new Uint8Array(Buffer.from(body)),
  })
  return (await response.json()) as JsonAnswer
}

/** Sends bytes as they are and gives everything that comes back. */
function raw(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()))
    socket.on('error', reject)
    socket.write(bytes)
  })
}

function rawGet(target: string | Buffer): Promise<string> {
  return raw(
    Buffer.concat([
      Buffer.from('GET '),
      Buffer.from(target),
      Buffer.from(' HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    ]),
  )
}

describe('the query', () => {
  const cases: [string, string, string][] = [
    ['broken percent-encoding', 'echo=%zz', '123'],
    ['a percent sign alone', 'echo=100%', '123'],
    ['overlong UTF-8', 'echo=%c0%af', '123'],
    ['a surrogate in UTF-8', 'echo=%ed%a0%80', '123'],
    ['a NUL', 'echo=a%00b', '123'],
    ['a control character', 'echo=a%1bb', '123'],
    ['a noncharacter that XML lacks', 'echo=%ef%bf%be', '123'],
    ['one name twice', 'echo=a&echo=b', '123'],
    ['an array', 'echo[]=a', '123'],
    ['a nested name', 'echo[a]=a', '123'],
    ['a prototype name', '__proto__=a', '123'],
    ['a constructor', 'constructor=a', '123'],
    ['a name that is missing', '=a', '123'],
    ['a name that is no XML name', '1a=a', '123'],
    ['the name of the wrapper', 'api=a', '123'],
    ['nothing', '', '1'],
    ['an empty text', 'echo=', '1'],
  ]
  test.each(cases)('%s', async (_what, query, code) => {
    const response = await fetch(`${server.url}/api/test.echo?api_key=${app.key}&${query}`)
    expect(response.status).toBe(200)
    expect(((await response.json()) as JsonAnswer).api).toMatchObject({ status: 'error', code })
  })

  test('plus is a space, tab and newline are fine, equals signs belong to the value', async () => {
    const response = await fetch(`${server.url}/api/test.echo?api_key=${app.key}&echo=a+b%2Bc%09%0Ad=e`)
    expect(await response.json()).toMatchObject({ echo: 'a b+c\t\nd=e' })
  })

  test('what is no HTTP is refused in the same words', async () => {
    const refused = await rawGet(`/api/test.echo?api_key=${app.key}&echo=é`)
    expect(refused).toMatch(/^HTTP\/1.1 400 Bad Request\r\nContent-Type: application\/json/)
    expect(refused).toContain('"code":"123"')
    expect(await rawGet(`/api/test.echo?echo=${'a'.repeat(20_000)}`)).toMatch(/^HTTP\/1.1 431 .*"code":"124"/s)
  })

  test('what is malformed in a signed call makes its signature invalid', async () => {
    const pairs = signed(app, 'test.echo', [['echo', 'a']])
    for (const extra of ['echo=b', 'x=%00', 'x=%ff', 'x[]=1', '__proto__=1']) {
      const response = await fetch(`${server.url}/api/test.echo?${form(pairs)}&${extra}`)
      expect(((await response.json()) as JsonAnswer).api.code).toBe('105')
    }
  })
})

describe('bodies', () => {
  const key = () => `api_key=${app.key}`

  test('a form, with a charset or without a type', async () => {
    expect(await echo('application/x-www-form-urlencoded; charset=UTF-8', `${key()}&echo=%C3%A9`)).toMatchObject({
      echo: 'é',
    })
    expect(await echo(undefined, `${key()}&echo=a`)).toMatchObject({ echo: 'a' })
  })

  test('a JSON object of strings, numbers and booleans; null is absent', async () => {
    const body = { api_key: app.key, s: 'é":1,', i: 12, f: 1.5, t: true, u: false, n: null, p: '\\"' }
    const answer = await echo('application/json', JSON.stringify(body, undefined, 2))
    expect(answer).toEqual({ api: expect.anything(), s: 'é":1,', i: '12', f: '1.5', t: '1', u: '0', p: '\\"' })
  })

  test.each(['5e-05', '1.0', '2.2944999999999998', '-0', '1E+2', '0.10000000000000000000001'])(
    'the number %s of JSON stays as it is written, since that is what clients sign',
    async (literal) => {
      const pairs = signed(app, 'test.echo', [['x', literal]])
      const members = pairs.map(([name, value]) => `"${name}" : ${name === 'x' ? value : `"${value}"`}`)
      expect(await echo('application/json', `{${members.join(' , ')}}`)).toMatchObject({ x: literal })
    },
  )

  test.each([
    ['JSON', 'application/json', (key: string) => `{"api_key":"${key}","echo":"a"}`],
    ['a form', 'application/x-www-form-urlencoded', (key: string) => `api_key=${key}&echo=a`],
    ['a form without a type', undefined, (key: string) => `api_key=${key}&echo=%C3%A9`],
  ])('a byte order mark before %s is passed over', async (_what, type, write) => {
    expect(await echo(type, `\ufeff${write(app.key)}`)).toMatchObject({ api: { status: 'ok' } })
    expect((await echo(type, `\ufeff\ufeff${write(app.key)}`)).api.status).toBe('error')
  })

  test.each([
    ['no JSON', '{'],
    ['an array', '[]'],
    ['a nested object', '{"a":{}}'],
    ['a list', '{"a":[1]}'],
    ['an integer that is not exact', '{"a":9007199254740993}'],
    ['an infinite number', '{"a":1e999}'],
    ['one name twice', '{"a":"1","a":"2"}'],
    ['a prototype name', '{"__proto__":"1"}'],
    ['a lone surrogate', '{"a":"\\ud800"}'],
    ['not UTF-8', Buffer.from('{"a":"\xe9"}', 'latin1')],
  ])('JSON with %s is 123', async (_what, body) => {
    expect((await echo('application/json', body)).api.code).toBe('123')
  })

  test('an unknown type is 123', async () => {
    expect((await echo('text/plain', 'a=b')).api).toMatchObject({
      code: '123',
      detail: expect.stringContaining('text/plain'),
    })
  })

  test('query and body together, each name once', async () => {
    const both = async (body: string) => {
      const response = await fetch(`${server.url}/api/test.echo?${key()}&a=1`, {
        method: 'POST',
        body: new URLSearchParams(body),
      })
      return (await response.json()) as JsonAnswer
    }
    expect(await both('b=2')).toMatchObject({ a: '1', b: '2' })
    expect((await both('a=2')).api.code).toBe('123')
  })

  test('multipart text parts are parameters; an undeclared file is discarded', async () => {
    const body = new FormData()
    body.append('api_key', app.key)
    body.append('echo', 'é')
    body.append('photo', new Blob(['x'.repeat(1000)]), 'a.jpg')
    const response = await fetch(`${server.url}/api/test.echo`, { method: 'POST', body })
    expect(await response.json()).toEqual({ api: expect.anything(), echo: 'é' })
  })

  test.each([
    ['without a boundary', 'multipart/form-data', 'x'],
    ['that breaks off', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx'],
    [
      'whose text is not UTF-8',
      'multipart/form-data; boundary=b',
      Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xe9\r\n--b--\r\n', 'latin1'),
    ],
    [
      'with one name twice',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n2\r\n--b--\r\n',
    ],
  ])('multipart %s is 123', async (_what, type, body) => {
    expect((await echo(type, body)).api.code).toBe('123')
  })
})

describe('limits, at each and one past it', () => {
  const send = (pairs: string) => echo('application/x-www-form-urlencoded', `api_key=${app.key}&${pairs}`)
  const many = (count: number) => Array.from({ length: count }, (_, i) => `p${i}=1`).join('&')

  test('500 parameters', async () => {
    expect((await send(many(499))).api.status).toBe('ok')
    expect((await send(many(500))).api.code).toBe('124')
  })

  test('256 bytes of a name', async () => {
    expect((await send(`${'n'.repeat(256)}=1`)).api.status).toBe('ok')
    expect((await send(`${'n'.repeat(257)}=1`)).api.code).toBe('124')
    expect((await send(`${'é'.repeat(128)}=1`)).api.status).toBe('ok')
    expect((await send(`${'é'.repeat(129)}=1`)).api.code).toBe('124')
  })

  test('512 KiB of a value', async () => {
    expect((await send(`echo=${'v'.repeat(512 * 1024)}`)).api.status).toBe('ok')
    expect((await send(`echo=${'v'.repeat(512 * 1024 + 1)}`)).api.code).toBe('124')
  })

  test('1 MiB of a body, announced or chunked', async () => {
    const start = `api_key=${app.key}&a=${'a'.repeat(500_000)}&b=`
    const fill = (size: number) => start + 'b'.repeat(size - start.length)
    expect(
      (await echo('application/x-www-form-urlencoded', fill(1024 * 1024).slice(0, 1024 * 1024))).api.code,
    ).not.toBe('123')
    expect((await echo('application/x-www-form-urlencoded', fill(1024 * 1024 + 1))).api.code).toBe('124')
    const chunked = `POST /api/test.echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n120000\r\n${'x'.repeat(0x120000)}\r\n0\r\n\r\n`
    expect(await raw(chunked)).toContain('"code":"124"')
  })

  test('a compressed body counts as what it holds', async () => {
    const compressed = async (coding: string, body: Buffer) => {
      const response = await fetch(`${server.url}/api/test.echo`, {
        method: 'POST',
        headers: { 'content-encoding': coding, 'content-type': 'application/x-www-form-urlencoded' },
        body: new Uint8Array(body),
      })
      return (await response.json()) as JsonAnswer
    }
    const text = Buffer.from(`api_key=${app.key}&echo=%C3%A9`)
    expect(await compressed('gzip', gzipSync(text))).toMatchObject({ echo: 'é' })
    expect(await compressed('deflate', deflateSync(text))).toMatchObject({ echo: 'é' })
    expect((await compressed('gzip', gzipSync(Buffer.alloc(100_000, 'a')))).api.code).toBe('124')
    expect((await compressed('gzip', text)).api.code).toBe('123')
    expect((await compressed('br', text)).api.code).toBe('123')
  })
})

test('the detail of a fault quotes little of what was sent, in the answer and in the log', async () => {
  const part = `Content-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=${'x'.repeat(9000)}`
  const answers = [
    await echo(`text/${'y'.repeat(5000)}`, 'a'),
    await echo('multipart/form-data; boundary=b', `--b\r\n${part}\r\n\r\n1\r\n--b--\r\n`),
  ]
  for (const { api } of answers) {
    expect(api.code).toBe('123')
    expect(api.detail).toMatch(/^.{399}…$/)
  }
  const lines = server.log.slice(-answers.length)
  expect(lines.map((line) => JSON.parse(line).code)).toEqual([123, 123])
  for (const line of lines) expect(line.length).toBeLessThan(1500)
})
