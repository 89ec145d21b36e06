import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { oauthHeader } from '../../support/oauth.js'
import { type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'

/** A request as it goes over the wire. */
interface Raw {
  readonly verb?: string
  /** What stands on the request line; the path of `test.hello` where nothing else is said. */
  readonly target?: string
  readonly version?: '1.0' | '1.1'
  readonly headers?: Readonly<Record<string, string>>
  /** The address that the client signs. */
  readonly signs: string
  /** The verb that the client signs. */
  readonly signsVerb?: string
}

const path = '/api/test.hello/json'

let bed: OAuthBed

/** Starts a server around the tests of a block. */
function withServer(settings: Readonly<Record<string, string>> = {}): void {
  beforeAll(async () => {
    bed = await startOAuthBed({ settings })
  })
  afterAll(() => bed.server.stop())
}

/** Writes the request to a socket of its own. @returns the answer, head and body */
async function send({ verb = 'GET', target = path, version = '1.1', headers = {}, signs, signsVerb = verb }: Raw) {
  const { hostname, port } = new URL(bed.server.url)
  const authorization = oauthHeader(bed.member, { verb: signsVerb, url: signs })
  const lines = Object.entries({ ...headers, authorization, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const socket = connect(Number(port), hostname.replace(/[[\]]/g, ''))
  socket.write([`${verb} ${target} HTTP/${version}`, ...lines, '', ''].join('\r\n'))
  return text(socket)
}

/** The code of the fault; 0 where there is none. */
async function code(raw: Raw): Promise<number> {
  const [, body = ''] = (await send(raw)).split('\r\n\r\n')
  const { api } = JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? '{}')
  return Number(api.code ?? 0)
}

const local = () => bed.server.url + path
const host = () => ({ host: new URL(bed.server.url).host })

describe('without PUBLIC_URL', () => {
  withServer()

  test('the address of the request is signed', async () => {
    expect(await code({ headers: { host: 'gateway.example' }, signs: `http://gateway.example${path}` })).toBe(0)
    expect(await code({ headers: { host: 'gateway.example:8080' }, signs: `http://gateway.example:8080${path}` })).toBe(
      0,
    )
    expect(await code({ headers: { host: 'gateway.example' }, signs: local() })).toBe(105)
    expect(await code({ headers: { host: 'gateway.example' }, signs: `https://gateway.example${path}` })).toBe(105)
    expect(await code({ headers: { host: '[2001:DB8::1]:8080' }, signs: `http://[2001:db8::1]:8080${path}` })).toBe(0)
  })

  test.each(['GATEWAY.Example', 'Gateway.example:80', 'gateway.example:'])(
    'the host %s is gateway.example',
    async (written) => {
      expect(await code({ headers: { host: written }, signs: `http://gateway.example${path}` })).toBe(0)
    },
  )

  test('the default port of the other scheme stays', async () => {
    const headers = { host: 'gateway.example:443' }
    expect(await code({ headers, signs: `http://gateway.example:443${path}` })).toBe(0)
    expect(await code({ headers, signs: `http://gateway.example${path}` })).toBe(105)
  })

  test('a target with scheme and host is signed by its path', async () => {
    const headers = { host: 'gateway.example' }
    expect(
      await code({ target: `http://gateway.example${path}`, headers, signs: `http://gateway.example${path}` }),
    ).toBe(0)
    expect(await code({ target: `http://gateway.example${path}`, headers, signs: `http://gateway.example/api` })).toBe(
      105,
    )
  })

  test('the path is signed as it was sent', async () => {
    for (const more of ['/%7e', '/~', '/%2F', '/a%20b', '/', '//', '/+']) {
      expect([more, await code({ target: path + more, headers: host(), signs: local() + more })]).toEqual([more, 0])
    }
    expect(await code({ target: `${path}/%7e`, headers: host(), signs: `${local()}/~` })).toBe(105)
    expect(await code({ target: `${path}/%7E`, headers: host(), signs: `${local()}/%7e` })).toBe(105)
  })

  test('a name of a method is written plainly', async () => {
    const target = '/api/test%2Ehello/json'
    expect(await code({ target, headers: host(), signs: bed.server.url + target })).toBe(103)
  })

  test('a client of HTTP/1.0 that names no host signs the address of the connection', async () => {
    expect(await code({ version: '1.0', signs: local() })).toBe(0)
    expect(await code({ version: '1.0', signs: `http://gateway.example${path}` })).toBe(105)
    expect(
      await code({ version: '1.0', headers: { host: 'gateway.example' }, signs: `http://gateway.example${path}` }),
    ).toBe(0)
  })

  test('HEAD is signed as HEAD', async () => {
    const codeOf = async (signsVerb: string) => {
      const before = bed.server.log.length
      expect(await send({ verb: 'HEAD', headers: host(), signs: local(), signsVerb })).toMatch(
        /^HTTP\/1\.1 200 .*\r\n\r\n$/s,
      )
      const line: { code: number } = JSON.parse(bed.server.log.slice(before).join(''))
      return line.code
    }
    expect(await codeOf('HEAD')).toBe(0)
    expect(await codeOf('GET')).toBe(105)
  })

  test('forwarded headers are ignored', async () => {
    const headers = { ...host(), 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example' }
    expect(await code({ headers, signs: local() })).toBe(0)
    expect(await code({ headers, signs: `https://api.example${path}` })).toBe(105)
    expect(await code({ headers, signs: local().replace('http', 'https') })).toBe(105)
  })
})

describe('with PUBLIC_URL', () => {
  withServer({ PUBLIC_URL: 'https://Public.example:443/gate/way/' })

  test('the public address is signed, its path before that of the request', async () => {
    expect(await code({ headers: host(), signs: `https://public.example/gate/way${path}` })).toBe(0)
    expect(await code({ headers: { host: 'foreign.example' }, signs: `https://public.example/gate/way${path}` })).toBe(
      0,
    )
    expect(await code({ headers: host(), signs: `https://public.example${path}` })).toBe(105)
    expect(await code({ headers: host(), signs: `http://public.example/gate/way${path}` })).toBe(105)
  })

  test('the address of the request is accepted as well', async () => {
    expect(await code({ headers: host(), signs: local() })).toBe(0)
  })

  test('a client that names no host signs the public address', async () => {
    expect(await code({ version: '1.0', signs: `https://public.example/gate/way${path}` })).toBe(0)
    expect(await code({ version: '1.0', signs: local() })).toBe(105)
  })
})

describe('behind a proxy that is trusted', () => {
  withServer({ TRUST_PROXY: '127.0.0.1' })

  test('scheme and host are those that the proxy was asked for', async () => {
    const forwarded = { ...host(), 'x-forwarded-proto': 'https', 'x-forwarded-host': 'API.example:443' }
    expect(await code({ headers: forwarded, signs: `https://api.example${path}` })).toBe(0)
    expect(await code({ headers: forwarded, signs: local() })).toBe(105)
    const { 'x-forwarded-host': _, ...keepsHost } = { ...forwarded, host: 'api.example' }
    expect(await code({ headers: keepsHost, signs: `https://api.example${path}` })).toBe(0)
  })

  test.each([
    ['https', 'https'],
    ['HTTPS', 'https'],
    ['https, http', 'https'],
    ['https,https', 'https'],
    ['http, https', 'http'],
    ['Http', 'http'],
    ['wss', 'http'],
    ['', 'http'],
  ])('X-Forwarded-Proto: %s is %s', async (written, scheme) => {
    const headers = { host: 'api.example', 'x-forwarded-proto': written, 'x-forwarded-for': '192.0.2.7, 127.0.0.1' }
    for (const signed of ['http', 'https']) {
      const signs = `${signed}://api.example${path}`
      expect([signed, await code({ headers, signs })]).toEqual([signed, signed === scheme ? 0 : 105])
    }
  })

  test('of several hosts the first one counts', async () => {
    const headers = { ...host(), 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'api.example, inner.example' }
    expect(await code({ headers, signs: `https://api.example${path}` })).toBe(0)
    expect(await code({ headers, signs: `https://inner.example${path}` })).toBe(105)
  })

  test('the port holds that the proxy was asked at, and the host as it was sent', async () => {
    const headers = { host: 'api.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '8443' }
    expect(await code({ headers, signs: `https://api.example:8443${path}` })).toBe(0)
    expect(await code({ headers, signs: `https://api.example${path}` })).toBe(0)
    expect(await code({ headers, signs: `https://api.example:9443${path}` })).toBe(105)
    const withPort = { ...headers, host: 'api.example:9443' }
    expect(await code({ headers: withPort, signs: `https://api.example:9443${path}` })).toBe(0)
    expect(await code({ headers: withPort, signs: `https://api.example:8443${path}` })).toBe(105)
  })

  test('without forwarded headers the address of the request is signed', async () => {
    expect(await code({ headers: host(), signs: local() })).toBe(0)
  })
})

describe('behind a proxy that is not trusted', () => {
  withServer({ TRUST_PROXY: '192.0.2.0/24' })

  test('forwarded headers are ignored', async () => {
    const headers = { ...host(), 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example' }
    expect(await code({ headers, signs: `https://api.example${path}` })).toBe(105)
    expect(await code({ headers, signs: local() })).toBe(0)
  })
})
