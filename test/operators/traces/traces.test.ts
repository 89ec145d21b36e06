import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'
import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { failingMethods } from '../../support/failing-methods.js'
import { signOAuth } from '../../support/oauth.js'
import { type RedisServer, startRedis } from '../../support/redis.js'
import {
  createApp,
  createToken,
  createUser,
  form,
  signed,
  startTestServer,
  type TestServer,
} from '../../support/server.js'
import { envelope, generic, postSoap, typed } from '../../support/soap.js'
import { array, methodCall, postXml, signedStruct, string, struct } from '../../support/xmlrpc.js'

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })

let server: TestServer
let user: User
let app: Application
let tokens: Awaited<ReturnType<typeof createToken>>

beforeAll(async () => {
  provider.register()
  server = await startTestServer({ methods: failingMethods })
  user = await createUser(server.services, 'ada')
  app = await createApp(server.services, user)
  tokens = await createToken(server.services, app, user)
})
afterAll(async () => {
  await server.stop()
  await provider.shutdown()
})
beforeEach(() => exporter.reset())

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const parentId = '00f067aa0ba902b7'
const traceparent = `00-${traceId}-${parentId}-01`
const xmlBody = { 'content-type': 'text/xml', traceparent }

/** The spans since the test began; one by default. */
function spans(count = 1): readonly ReadableSpan[] {
  const finished = exporter.getFinishedSpans().filter(({ kind }) => kind === SpanKind.SERVER)
  expect(finished.map(({ name }) => name)).toHaveLength(count)
  return finished
}

function span(): ReadableSpan {
  const [only] = spans()
  if (only === undefined) throw new Error('There is no span.')
  return only
}

const rest = (method: string, query: string, headers: Record<string, string> = { traceparent }) =>
  fetch(`${server.url}/api/${method}/json?${query}`, { headers })

/** Expects that a span continues the trace of the request. */
function expectContinued(span: ReadableSpan): void {
  const { kind, parentSpanContext } = span
  expect(kind).toBe(SpanKind.SERVER)
  expect(span.spanContext().traceId).toBe(traceId)
  expect(parentSpanContext).toMatchObject({ traceId, spanId: parentId, isRemote: true })
}

describe('a call', () => {
  test('is a span that is named after its method and continues the trace of the request', async () => {
    await rest('test.hello', `api_key=${app.key}`)
    expect(span().name).toBe('test.hello')
    expectContinued(span())
    expect(span().attributes).toEqual({
      'rpc.system.name': 'babelgate',
      'rpc.method': 'test.hello',
      'babelgate.protocol': 'rest',
      'babelgate.dialect': 'ipernity',
      'babelgate.call': expect.any(String),
      'babelgate.application': app.key,
      'babelgate.scheme': 'key',
      'babelgate.code': 0,
    })
    expect(span().status.code).toBe(SpanStatusCode.UNSET)
    expect(server.log.join('')).toContain(`"id":"${span().attributes['babelgate.call']}"`)
  })

  test('starts a trace where the request has none', async () => {
    await rest('test.hello', `api_key=${app.key}`, {})
    await rest('test.hello', `api_key=${app.key}`, { traceparent: '00-nonsense-01' })
    const [first, second] = spans(2)
    for (const begun of [first, second]) expect(begun?.parentSpanContext).toBeUndefined()
    expect(first?.spanContext().traceId).not.toBe(second?.spanContext().traceId)
  })

  test.each([
    [
      'generic',
      'soap',
      () => postSoap(server.url, envelope('1.1', generic('test.hello', [['api_key', app.key]])), xmlBody),
    ],
    [
      'typed',
      'soap',
      () =>
        postSoap(server.url, envelope('1.2', typed('test.hello', [['api_key', app.key]])), {
          ...xmlBody,
          'content-type': 'application/soap+xml',
        }),
    ],
    [
      'native',
      'xmlrpc',
      () => postXml(server.url, methodCall('test.hello', struct({ api_key: string(app.key) })), '', { traceparent }),
    ],
  ])('in the %s style of %s is one as well', async (_style, protocol, call) => {
    await call()
    expectContinued(span())
    expect([span().name, span().attributes['babelgate.protocol'], span().attributes['babelgate.code']]).toEqual([
      'test.hello',
      protocol,
      0,
    ])
  })

  test('with OAuth is one too, and a request for temporary credentials', async () => {
    const url = `${server.url}/apps/oauth/request`
    const pairs = signOAuth({ key: app.key, secret: app.secret }, { url, oauth: { oauth_callback: 'oob' } })
    await fetch(`${url}?${form(pairs)}`, { headers: { traceparent } })
    expectContinued(span())
    expect(span().attributes).toMatchObject({
      'babelgate.protocol': 'oauth',
      'babelgate.scheme': 'oauth1/HMAC-SHA1',
      'babelgate.code': 0,
    })
  })

  test('of a multicall is one each, besides that of the multicall', async () => {
    const one = (name: string) =>
      struct({ methodName: string(name), params: array(struct({ api_key: string(app.key) })) })
    const body = methodCall('system.multicall', array(one('test.hello'), one('no.such')))
    await postXml(server.url, body, '', { traceparent })
    const made = spans(3)
    for (const each of made) expectContinued(each)
    expect(made.map(({ name, attributes }) => [name, attributes['babelgate.code']])).toEqual([
      ['system.multicall', 0],
      ['test.hello', 0],
      ['unknown', 103],
    ])
  })
})

describe('a fault', () => {
  test.each([
    ['100', 'test.hello', '', 'test.hello'],
    ['103', 'no.such', '', 'unknown'],
    ['123', 'test.hello', 'broken=%zz', 'unknown'],
  ])('%s of the client is no error of ours', async (code, method, query, name) => {
    await rest(method, query)
    expectContinued(span())
    expect([span().name, span().attributes['babelgate.code']]).toEqual([name, Number(code)])
    expect([span().status.code, span().events]).toEqual([SpanStatusCode.UNSET, []])
    expect(JSON.stringify(span().attributes)).not.toContain('no.such')
  })

  test('500 is one, with its stack frames and without its message', async () => {
    await rest('failing.unforeseen', `api_key=${app.key}`)
    expect(span().status.code).toBe(SpanStatusCode.ERROR)
    expect(span().attributes['error.type']).toBe('500')
    const [event] = span().events
    expect(event?.name).toBe('exception')
    expect(event?.attributes?.['exception.type']).toBe('Error')
    expect(event?.attributes?.['exception.stacktrace']).toMatch(/^Error: .+\n {4}at .*failing-methods\.ts:\d+:\d+/)
    expect(JSON.stringify(event?.attributes)).not.toContain('secret detail')
  })

  test.each([
    [
      'soap',
      () => postSoap(server.url, envelope('1.1', generic('failing.unavailable', [['api_key', app.key]])), xmlBody),
    ],
    [
      'xmlrpc',
      () =>
        postXml(server.url, methodCall('failing.unavailable', struct({ api_key: string(app.key) })), '', {
          traceparent,
        }),
    ],
  ])('503 is one over %s as well', async (_protocol, call) => {
    await call()
    expectContinued(span())
    expect([span().status.code, span().attributes['babelgate.code']]).toEqual([SpanStatusCode.ERROR, 503])
    expect(span().events.map(({ name }) => name)).toEqual(['exception'])
  })
})

test('no secret and no query is in any span', async () => {
  const plain = [['greeting', 'a value of the query']] as const
  const calls = signed(app, 'test.echo', [...plain, ['auth_token', tokens.authToken]])
  const url = `${server.url}/api/test.echo/json`
  const consumer = {
    key: app.key,
    secret: app.secret,
    token: { token: tokens.authToken, secret: tokens.oauthSecret },
  }
  const oauth = signOAuth(consumer, { url, pairs: plain })
  await rest('test.echo', form(calls))
  await rest('test.echo', form([...plain, ['api_key', app.key], ['api_sig', 'f'.repeat(32)]]))
  await rest('test.echo', form([...plain, ...oauth]))
  await rest('test.echo', form(plain), { traceparent, authorization: `Bearer ${tokens.bearerToken}` })
  await rest('failing.unforeseen', form(signed(app, 'failing.unforeseen', [['auth_token', tokens.authToken]])))
  await postXml(server.url, methodCall('test.echo', signedStruct(app, 'test.echo', plain)), '', { traceparent })
  spans(6)
  const told = JSON.stringify(
    exporter
      .getFinishedSpans()
      .map(({ name, attributes, events, status, links }) => [name, attributes, events, status, links]),
  )
  const signatures = [...calls, ...oauth]
    .filter(([name]) => /signature$|api_sig|nonce|token/.test(name))
    .map(([, value]) => value)
  const secrets = [app.secret, ...Object.values(tokens), ...signatures, 'f'.repeat(32), 'a value of the query', '?']
  for (const secret of secrets) expect(told).not.toContain(secret)
})

describe('with Redis', () => {
  let redis: RedisServer
  let limited: TestServer
  beforeAll(async () => {
    redis = await startRedis()
    limited = await startTestServer({ settings: { REDIS_URL: redis.url, LIMIT_IP: '2/d' } })
  })
  afterAll(async () => {
    await limited.stop()
    await redis.remove()
  })

  test('an admission is a span inside that of its call', async () => {
    for (let count = 0; count < 3; count++)
      await fetch(`${limited.url}/api/api.methods.getList/json`, { headers: { traceparent } })
    const calls = spans(3)
    const made = exporter.getFinishedSpans()
    const admissions = made.filter(({ name }) => name === 'admission')
    expect(admissions.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(
      calls.map((call) => call.spanContext().spanId),
    )
    expect(admissions.map(({ attributes }) => attributes['babelgate.admitted'])).toEqual([true, true, false])
    expect(calls.map(({ attributes }) => attributes['babelgate.code'])).toEqual([0, 0, 113])
  })
})
