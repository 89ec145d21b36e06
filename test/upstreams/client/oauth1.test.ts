import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { parseAuthorization } from '../../../src/core/auth/oauth1/authorization-header.js'
import { baseString } from '../../../src/core/auth/oauth1/base-string.js'
import { baseUri } from '../../../src/core/auth/oauth1/base-uri.js'
import { percentEncode } from '../../../src/core/auth/oauth1/percent-encode.js'
import { isSignatureMethod, verify } from '../../../src/core/auth/oauth1/signature-methods.js'
import type { Pair } from '../../../src/core/pair.js'
import { createOAuth1Signer } from '../../../src/upstreams/client/oauth1-signer.js'
import type { ServiceAuth } from '../../../src/upstreams/service.js'
import { type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'
import { type ServiceServer, startService } from '../../support/service-server.js'
import { testClient } from '../../support/upstream-client.js'

type OAuth1Auth = ServiceAuth & { readonly kind: 'oauth1' }

const keys = { consumerKey: 'k ey', consumerSecret: "se&cr'et", token: 'to%ken', tokenSecret: 'to ken' }
const auth: OAuth1Auth = { kind: 'oauth1', method: 'HMAC-SHA1', ...keys }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('a gateway behind the gateway', () => {
  let bed: OAuthBed
  beforeAll(async () => {
    bed = await startOAuthBed()
  })
  afterAll(() => bed.server.stop())

  const client = (more: Partial<OAuth1Auth> = {}) => {
    const { key, secret, token } = bed.member
    const signing = { consumerKey: key, consumerSecret: secret, token: token.token, tokenSecret: token.secret }
    return testClient([new URL(`${bed.server.url}/api`)], { auth: { ...auth, ...signing, ...more } })
  }

  it.each(['HMAC-SHA1', 'HMAC-SHA256'] as const)('takes what is signed by %s', async (method) => {
    const { text } = client({ method })
    const odd = "ü & = + % ~ ! * ' ( ) 😀"
    const answer = await text({ path: `/test.echo?echo=${encodeURIComponent(odd)}&b=&a=1` })
    expect(JSON.parse(answer)).toMatchObject({ echo: odd, a: '1', b: '' })
    const posted = await text({ verb: 'POST', path: '/test.echo?a=1', headers: form, body: 'echo=a+b%26&b=2' })
    expect(JSON.parse(posted)).toMatchObject({ echo: 'a b&', a: '1', b: '2' })
  })

  it('takes a call by the application alone', async () => {
    const { text } = client({ token: undefined, tokenSecret: undefined })
    expect(JSON.parse(await text({ path: '/test.echo?echo=hello' }))).toMatchObject({ echo: 'hello' })
  })

  it('takes a body with its hash where it demands one', async () => {
    const strict = await bed.newApp({ bodyHash: 'required' })
    const { key, secret, token } = await bed.holder({ doc: 'write' }, strict)
    const own = { consumerKey: key, consumerSecret: secret, token: token.token, tokenSecret: token.secret }
    const headers = { 'content-type': 'application/json' }
    const request = { verb: 'POST', path: '/test.echo', headers, body: '{"echo":"ü"}' }
    expect(JSON.parse(await client(own).text(request))).toMatchObject({ echo: 'ü' })
  })

  it('refuses a wrong secret', async () => {
    const answer = JSON.parse(await client({ consumerSecret: 'wrong' }).text({ path: '/test.echo?echo=hello' }))
    expect(answer.api).toMatchObject({ status: 'error', code: '105' })
  })
})

describe('any service', () => {
  let service: ServiceServer
  beforeAll(async () => {
    service = await startService(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      const [path = '', query = ''] = (request.url ?? '').split('?')
      const sent = parseAuthorization(request.headers.authorization ?? '') ?? new Map<string, string>()
      const protocol = [...sent].filter(([name]) => name !== 'oauth_signature')
      const pairs: Pair[] = [...new URLSearchParams(query), ...new URLSearchParams(body), ...protocol]
      const base = baseString(request.method ?? '', baseUri('http', request.headers.host ?? '', path) ?? '', pairs)
      const method = sent.get('oauth_signature_method') ?? ''
      const secrets = { consumer: keys.consumerSecret, token: keys.tokenSecret }
      const holds = isSignatureMethod(method) && verify(method, base, sent.get('oauth_signature') ?? '', secrets)
      response.end(String(holds))
    })
  })
  afterAll(() => service.close())

  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constantFrom('', 'a=b', '+', '%', 'a b', '\ud800'),
  )
  const name = fc.oneof(fc.stringMatching(/^[a-c]{0,2}$/), text).filter((word) => word !== '__proto__')
  const pairs = fc.array(fc.tuple(name, text), { maxLength: 5 })
  const encode = (list: readonly Pair[]) => list.map((pair) => pair.map(percentEncode).join('=')).join('&')

  it.each(['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'] as const)('can verify %s', async (method) => {
    const client = testClient([service.url], { auth: { ...auth, method } })
    const path = fc.constantFrom('', '/', '/a%20b/%C3%BC', "/a!b'c;d=e,f")
    const property = fc.asyncProperty(
      fc.constantFrom('GET', 'POST'),
      path,
      pairs,
      pairs,
      async (verb, at, query, body) => {
        const request = { verb, path: query.length > 0 ? `${at || '/'}?${encode(query)}` : at }
        const more = verb === 'POST' ? { headers: form, body: encode(body) } : {}
        expect(await client.text({ ...request, ...more })).toBe('true')
      },
    )
    await fc.assert(property, { numRuns: 150 })
  })

  it('gets a nonce of its own for each try', async () => {
    const nonces: (string | undefined)[] = []
    const failing = await startService((request, response) => {
      nonces.push(parseAuthorization(request.headers.authorization ?? '')?.get('oauth_nonce'))
      response.writeHead(nonces.length < 3 ? 503 : 200).end()
    })
    await testClient([failing.url], { auth }, { retries: 2, idempotent: true }).text()
    expect(new Set(nonces).size).toBe(3)
    await failing.close()
  })

  it('gets no parameter that could be taken for one of the protocol', async () => {
    const { text } = testClient([service.url], { auth })
    await expect(text({ path: '/?oauth_token=other' })).rejects.toThrow(
      'OAuth cannot sign a parameter named oauth_token',
    )
  })
})

it('signs the example of RFC 5849 section 3.4.1.1, with the version that the library always sends', () => {
  const example: OAuth1Auth = {
    kind: 'oauth1',
    method: 'HMAC-SHA1',
    consumerKey: '9djdj82h48djs9d2',
    consumerSecret: 'j49sk3j29djd',
    token: 'kkk9d7dh3k39sjv7',
    tokenSecret: 'dh893hdasih9',
  }
  const sign = createOAuth1Signer(example, { clock: { now: () => 137_131_201_000 }, nonce: () => '7d8f3e4a' })
  const request = { verb: 'POST', path: '', headers: form, body: 'c2&a3=2+q' }
  const header = sign(request, 'http://example.com/request', 'b5=%3D%253D&a3=a&c%40=&a2=r%20b')
  const base =
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D' +
    '%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
    '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7%26oauth_version%3D1.0'
  const signature = createHmac('sha1', 'j49sk3j29djd&dh893hdasih9').update(base).digest('base64')
  expect(Object.fromEntries(parseAuthorization(header) ?? [])).toEqual({
    oauth_consumer_key: '9djdj82h48djs9d2',
    oauth_token: 'kkk9d7dh3k39sjv7',
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: '137131201',
    oauth_nonce: '7d8f3e4a',
    oauth_version: '1.0',
    oauth_signature: signature,
  })
})
