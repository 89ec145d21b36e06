import { createServer, type Server } from 'node:https'
import { TLSSocket } from 'node:tls'
import { type CertificateAuthority, makeAuthority } from '../../support/certificate-authority.js'
import { closeHttp, listen, loopbackLookup } from '../../support/service-server.js'
import { failureOf, testClient } from '../../support/upstream-client.js'

let authority: CertificateAuthority
let server: Server
let port = 0
const seen: { readonly servername: unknown; readonly client: unknown; readonly resumed: boolean }[] = []

beforeAll(async () => {
  authority = makeAuthority()
  const options = {
    ...authority.issue('orders.test'),
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: false,
  }
  server = createServer(options, (request, response) => {
    const { socket } = request
    if (!(socket instanceof TLSSocket)) throw new Error('no TLS')
    // A session that is resumed has no certificate.
    const client = socket.authorized ? socket.getPeerCertificate().subject?.CN : undefined
    seen.push({ servername: socket.servername, client, resumed: socket.isSessionReused() })
    response.setHeader('connection', request.url === '/close' ? 'close' : 'keep-alive').end('ok')
  })
  port = await listen(server)
})
afterAll(async () => {
  authority.close()
  await closeHttp(server)
})
beforeEach(() => {
  seen.length = 0
})

const client = (host: string, target = {}) =>
  testClient([new URL(`https://${host}:${port}`)], target, {}, { lookup: loopbackLookup })

it('trusts the certificate authority of the file, and sends the name of the service', async () => {
  expect(await client('orders.test', { ca: authority.cert }).text()).toBe('ok')
  expect(seen).toEqual([{ servername: 'orders.test', client: undefined, resumed: false }])
})

it.each([
  ['for another name', 'stock.test', true, /stock\.test. is not in the cert's altnames/],
  ['for an address', '127.0.0.1', true, /127\.0\.0\.1 is not in the cert's list/],
  ['of an unknown authority', 'orders.test', false, /unable to verify|self-signed/],
])('refuses a certificate %s', async (_what, host, isTrusted, message) => {
  const error = await failureOf(client(host, isTrusted ? { ca: authority.cert } : {}).send())
  expect(error).toMatchObject({ failure: 'connect', maybeSent: false })
  expect(error.message).toMatch(message)
  expect(seen).toEqual([])
})

it('shows its own certificate where it has one', async () => {
  const auth = { kind: 'client-cert', ...authority.issue('gateway.test') } as const
  expect(await client('orders.test', { ca: authority.cert, auth }).text()).toBe('ok')
  expect(seen[0]?.client).toBe('gateway.test')
})

it('resumes its session in the next connection', async () => {
  const { text } = client('orders.test', { ca: authority.cert })
  await text({ path: '/close' })
  await text({ path: '/close' })
  expect(seen.map(({ resumed }) => resumed)).toEqual([false, true])
})

it('fails where the service speaks no TLS', async () => {
  const plain = createServer().on('connection', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const { send } = testClient([new URL(`https://127.0.0.1:${await listen(plain)}`)])
  expect(await failureOf(send())).toMatchObject({ failure: 'connect', maybeSent: false })
  await closeHttp(plain)
})
