import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'
import { type ServedShop, serveShop } from '../../support/served-shop.js'

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })

let shop: ServedShop

beforeAll(async () => {
  provider.register()
  shop = await serveShop(
    (url) => `
services:
  shop:
    url: ${url}
    connections: 1
    auth: { query: { key: a-secret-of-shop } }
    methods:
      get: { call: "GET /things/{id}", params: { id: string }, result: any }
      flaky: { call: GET /flaky, result: any, retries: 1 }
`,
  )
})
afterAll(async () => {
  await shop.stop()
  await provider.shutdown()
})
beforeEach(() => exporter.reset())

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`

const spans = (kind: SpanKind) => exporter.getFinishedSpans().filter((span) => span.kind === kind)

/** The only span of a request to the service, which is inside that of its call. */
function clientSpan(): ReadableSpan {
  const [[request, ...others], [call]] = [spans(SpanKind.CLIENT), spans(SpanKind.SERVER)]
  if (request === undefined) throw new Error('There is no span.')
  expect(others).toEqual([])
  expect(request.parentSpanContext?.spanId).toBe(call?.spanContext().spanId)
  return request
}

test('a request is a span inside that of its call, whose trace the service gets', async () => {
  shop.service.answerJson('{}')
  await shop.call('get?id=secret-id', { headers: { traceparent } })
  const span = clientSpan()
  const { port } = new URL(shop.service.url)
  expect(span.name).toBe('GET /things/{id}')
  expect(span.attributes).toEqual({
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'url.template': '/things/{id}',
    'server.address': '127.0.0.1',
    'server.port': Number(port),
    'babelgate.service': 'shop',
    'babelgate.outcome': 'answer',
    'rpc.method': 'shop.get',
  })
  expect(span.status.code).toBe(SpanStatusCode.UNSET)
  expect(shop.service.received[0]?.headers['traceparent']).toBe(`00-${traceId}-${span.spanContext().spanId}-01`)
  expect(JSON.stringify(span.attributes)).not.toContain('secret')
})

test('a failure has its type, and a retry belongs to the same span', async () => {
  shop.service.answerJson('{}', 404)
  await shop.call('get?id=1')
  expect(clientSpan()).toMatchObject({
    attributes: { 'error.type': '404', 'babelgate.outcome': 'fault' },
    status: { code: SpanStatusCode.ERROR },
  })
  exporter.reset()
  shop.service.answer((response) => response.writeHead(503).end())
  await shop.call('flaky')
  const { attributes } = clientSpan()
  expect(attributes).toMatchObject({ 'http.request.resend_count': 1, 'http.response.status_code': 503 })
  expect(new Set(shop.service.received.map(({ headers }) => headers['traceparent'])).size).toBe(1)
})

test('a request that waited for the connection of another call keeps its own trace', async () => {
  shop.service.answer((response) =>
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('1'), 50),
  )
  const ids = ['1', '2', '3'].map((digit) => digit.repeat(32))
  await Promise.all(
    ids.map((id) => shop.call('get?id=1', { headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` } })),
  )
  const sent = shop.service.received.map(({ headers }) => String(headers['traceparent']).slice(3, 35))
  expect(sent.sort()).toEqual(ids)
})
