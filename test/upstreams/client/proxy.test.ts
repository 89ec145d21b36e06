import { createServer, type IncomingMessage, type Server, request as sendOn } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { type CertificateAuthority, makeAuthority } from '../../support/certificate-authority.js'
import { closeHttp, listen, type ServiceServer, startRawService, startService } from '../../support/service-server.js'
import { failureOf, testClient } from '../../support/upstream-client.js'

let authority: CertificateAuthority
let plain: ServiceServer
let secure: ReturnType<typeof createTlsServer>
let proxy: Server
let proxied: { readonly line: string; readonly credentials: string | undefined }[] = []
let refusal: number | undefined
const tunnels = new Set<Socket>()

let proxyPort = 0
let securePort = 0
const record = ({ method, url, headers }: IncomingMessage) =>
  proxied.push({ line: `${method} ${url}`, credentials: headers['proxy-authorization'] })

beforeAll(async () => {
  authority = makeAuthority()
  plain = await startService((request, response) => void response.end(`plain ${request.url} ${request.headers.host}`))
  secure = createTlsServer(authority.issue('orders.test'), (request, response) => {
    response.end(`secure ${request.headers.host} ${request.headers['proxy-authorization']}`)
  })
  securePort = await listen(secure)
  proxy = createServer((request, response) => {
    record(request)
    const url = new URL(request.url ?? '')
    const onward = {
      host: '127.0.0.1',
      port: url.port,
      path: url.pathname + url.search,
      headers: { host: request.headers.host },
    }
    sendOn(onward, (answer) => void answer.pipe(response)).end()
  })
  proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
    record(request)
    if (refusal !== undefined) return socket.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`)
    const onward = connect(securePort, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    tunnels.add(socket)
    return socket
      .on('error', () => {})
      .pipe(onward.on('error', () => {}))
      .pipe(socket)
  })
  proxyPort = await listen(proxy)
})
afterAll(async () => {
  authority.close()
  for (const socket of tunnels) socket.destroy()
  await Promise.all([closeHttp(secure), closeHttp(proxy), plain.close()])
})
beforeEach(() => {
  proxied = []
  refusal = undefined
})

const proxyUrl = (credentials = '') => new URL(`http://${credentials}127.0.0.1:${proxyPort}`)

it('passes requests to http services on', async () => {
  const url = new URL(`http://orders.test:${plain.url.port}/v1`)
  const { text } = testClient([url], { proxy: proxyUrl() })
  expect(await text({ path: '/orders?a=1' })).toBe(`plain /v1/orders?a=1 orders.test:${plain.url.port}`)
  expect(await text()).toBe(`plain /v1/ orders.test:${plain.url.port}`)
  expect(proxied).toEqual([
    { line: `GET ${url.origin}/v1/orders?a=1`, credentials: undefined },
    { line: `GET ${url.origin}/v1/`, credentials: undefined },
  ])
})

it('is a tunnel to https services, whose certificate is checked', async () => {
  const { text } = testClient([new URL('https://orders.test')], { proxy: proxyUrl(), ca: authority.cert })
  expect([await text(), await text()]).toEqual(Array(2).fill('secure orders.test undefined'))
  expect(proxied).toEqual([{ line: 'CONNECT orders.test:443', credentials: undefined }])
  const { send } = testClient([new URL('https://stock.test:8443')], { proxy: proxyUrl(), ca: authority.cert })
  const error = await failureOf(send())
  expect(error).toMatchObject({ failure: 'connect', maybeSent: false })
  expect(error.message).toMatch(/stock\.test. is not in the cert's altnames/)
})

it('gets the user and password of its address, and the service does not', async () => {
  const credentials = `Basic ${Buffer.from('me:pass word').toString('base64')}`
  const options = { proxy: proxyUrl('me:pass%20word@'), ca: authority.cert }
  await testClient([plain.url], options).text()
  expect(await testClient([new URL('https://orders.test')], options).text()).toBe('secure orders.test undefined')
  expect(proxied.map((request) => request.credentials)).toEqual([credentials, credentials])
})

it('may refuse a tunnel', async () => {
  refusal = 407
  const { send } = testClient([new URL('https://orders.test')], { proxy: proxyUrl('me:secret@') })
  const error = await failureOf(send())
  expect(error).toMatchObject({ failure: 'connect', maybeSent: false })
  expect(error.message).toBe('orders: no connection to orders.test: The proxy answered CONNECT with 407')
})

it('is waited for no longer than the connect timeout', async () => {
  const silent = await startRawService(() => {})
  const { send } = testClient([new URL('https://orders.test')], { proxy: silent.url, connectTimeout: 150 })
  const started = performance.now()
  expect(await failureOf(send())).toMatchObject({ failure: 'connect', maybeSent: false })
  expect(performance.now() - started).toBeLessThan(900)
  await silent.close()
})

it('carries no more connections than the service may have', async () => {
  const { text } = testClient([new URL('https://orders.test')], {
    proxy: proxyUrl(),
    ca: authority.cert,
    connections: 2,
  })
  await Promise.all(Array.from({ length: 6 }, () => text()))
  expect(proxied.length).toBe(2)
})

it('reaches no metadata address', async () => {
  for (const url of ['http://169.254.169.254', 'https://metadata.google.internal']) {
    const { send } = testClient([new URL(url)], { proxy: proxyUrl() })
    expect(await failureOf(send())).toMatchObject({ failure: 'address' })
  }
  const { send } = testClient([plain.url], { proxy: new URL('http://169.254.169.254:3128') })
  expect(await failureOf(send())).toMatchObject({ failure: 'address' })
  expect(proxied).toEqual([])
})
