import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServiceAuth, ServiceTarget } from '../../../src/upstreams/service.js'
import { MovingClock } from '../../support/moving-clock.js'
import { type ServiceServer, startService } from '../../support/service-server.js'
import { failureOf, testClient } from '../../support/upstream-client.js'

interface TokenRequest {
  readonly url: string | undefined
  readonly authorization: string | undefined
  readonly body: string
}

let clock: MovingClock
let service: ServiceServer
let tokenServer: ServiceServer
let tokenRequests: TokenRequest[]
let calls: (string | undefined)[]
let answerToken: (response: ServerResponse, count: number) => void
/** The tokens that the service takes. */
let accepted: Set<string>

const give = (response: ServerResponse, body: object, status = 200) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

beforeEach(async () => {
  clock = new MovingClock()
  tokenRequests = []
  calls = []
  accepted = new Set(['token-1', 'token-2', 'token-3'])
  answerToken = (response, count) =>
    give(response, { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 600 })
  tokenServer = await startService(async (request, response) => {
    const { url, headers } = request
    tokenRequests.push({ url, authorization: headers.authorization, body: await readBody(request) })
    answerToken(response, tokenRequests.length)
  })
  service = await startService(async (request, response) => {
    const token = request.headers.authorization?.replace(/^Bearer /, '')
    calls.push(token)
    const body = await readBody(request)
    response.writeHead(accepted.has(token ?? '') ? 200 : 401).end(`ok ${body}`)
  })
})
afterEach(async () => {
  await Promise.all([service.close(), tokenServer.close()])
})

function client(more: Partial<ServiceTarget> = {}, options = {}) {
  const auth: ServiceAuth = {
    kind: 'oauth2',
    tokenUrl: new URL('/oauth/token?tenant=1', tokenServer.url),
    clientId: 'my app',
    clientSecret: 'se:cr+et',
    scope: 'read write',
  }
  return testClient([service.url], { auth, ...more }, options, { clock })
}

it('asks for a token by client credentials and sends it', async () => {
  expect(await client().text()).toBe('ok ')
  expect(calls).toEqual(['token-1'])
  expect(tokenRequests).toEqual([
    {
      url: '/oauth/token?tenant=1',
      authorization: `Basic ${Buffer.from('my+app:se%3Acr%2Bet').toString('base64')}`,
      body: 'grant_type=client_credentials&scope=read+write',
    },
  ])
})

it('asks once for calls that come together, and keeps the token', async () => {
  const { text } = client()
  await Promise.all(Array.from({ length: 4 }, () => text()))
  await text()
  expect([tokenRequests.length, calls.length]).toEqual([1, 5])
})

it('renews a token half a minute before it expires, and a short one in its last tenth', async () => {
  const { text } = client()
  await text()
  clock.advance(569_999)
  await text()
  expect(tokenRequests.length).toBe(1)
  answerToken = (response, count) =>
    give(response, { access_token: `token-${count}`, token_type: 'bearer', expires_in: '100' })
  clock.advance(1)
  await text()
  clock.advance(89_999)
  await text()
  expect(calls).toEqual(['token-1', 'token-1', 'token-2', 'token-2'])
  clock.advance(1)
  await text()
  expect(calls.at(-1)).toBe('token-3')
})

it('renews a token once where the service refuses it, and repeats the call, body and all', async () => {
  const { text } = client()
  await text()
  accepted.delete('token-1')
  expect(await text({ verb: 'POST', body: 'once' })).toBe('ok once')
  expect(calls).toEqual(['token-1', 'token-1', 'token-2'])
})

it('gives up where the new token is refused too', async () => {
  accepted.clear()
  const answer = await client().send()
  expect(answer.status).toBe(401)
  answer.discard()
  expect(calls).toEqual(['token-1', 'token-2'])
})

it('renews one token for all calls that found it refused', async () => {
  const { text } = client()
  await text()
  accepted.delete('token-1')
  await Promise.all(Array.from({ length: 4 }, () => text()))
  expect(tokenRequests.length).toBe(2)
})

describe('a token endpoint', () => {
  it.each([
    [
      'refuses',
      401,
      { error: 'invalid_client', error_description: 'se:cr+et is wrong' },
      'unreadable',
      '401 (invalid_client)',
    ],
    ['is out of order', 500, { error: '<b>se:cr+et</b>' }, 'unavailable', '500'],
  ])('that %s fails the call without a secret', async (_what, status, body, failure, told) => {
    answerToken = (response) => give(response, body, status)
    const error = await failureOf(client().send())
    expect(error).toMatchObject({ failure, maybeSent: false })
    expect(error.message).toBe(`orders: the token endpoint answered ${told}`)
    expect(calls).toEqual([])
  })

  it.each([
    [{ access_token: 'a', token_type: 'mac' }],
    [{ access_token: 'a\r\nx: y', token_type: 'bearer' }],
    [{ token_type: 'bearer' }],
    [[]],
  ])('that gives no bearer token fails the call: %j', async (body) => {
    answerToken = (response) => give(response, body)
    const error = await failureOf(client().send())
    expect(error.message).toBe('orders: the token endpoint gave no bearer token')
  })

  it('that gives HTML fails the call', async () => {
    answerToken = (response) => void response.end('<html>')
    expect(await failureOf(client().send())).toMatchObject({ failure: 'unreadable' })
  })

  it('is tried again where it has no time', async () => {
    answerToken = (response, count) =>
      count === 1 ? give(response, {}, 503) : give(response, { access_token: 'token-1', token_type: 'bearer' })
    expect(await client().text()).toBe('ok ')
  })

  it('that is silent takes no more time than the call has', async () => {
    answerToken = () => {}
    const started = performance.now()
    const error = await failureOf(client({}, { timeout: 200 }).send())
    expect(error).toMatchObject({ failure: 'timeout', maybeSent: false })
    expect(performance.now() - started).toBeLessThan(900)
  })

  it('that is silent keeps no caller who goes away', async () => {
    answerToken = () => {}
    const controller = new AbortController()
    const sent = client().send({}, { signal: controller.signal })
    controller.abort(new Error('client gone'))
    await expect(sent).rejects.toThrow('client gone')
  })

  it('is asked again after a failure', async () => {
    answerToken = (response, count) =>
      count === 1 ? give(response, {}, 400) : give(response, { access_token: 'token-2', token_type: 'bearer' })
    const { send, text } = client()
    await failureOf(send())
    expect(await text()).toBe('ok ')
  })

  it('is under the address rules of the service', async () => {
    const auth = {
      kind: 'oauth2',
      tokenUrl: new URL('http://169.254.169.254/token'),
      clientId: 'a',
      clientSecret: 'b',
      scope: undefined,
    } as const
    expect(await failureOf(client({ auth }).send())).toMatchObject({ failure: 'address' })
  })
})
