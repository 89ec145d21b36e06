import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { UpstreamError } from '../../../src/upstreams/client/upstream-error.js'
import { type ServiceServer, startService } from '../../support/service-server.js'
import { testClient, until } from '../../support/upstream-client.js'

interface Seen {
  readonly verb: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let service: ServiceServer
let seen: Seen[] = []
let finishSlow = () => {}

beforeAll(async () => {
  service = await startService(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ verb: request.method, url: request.url, headers: request.headers, body })
    response.setHeader('x-two', ['one', 'two'])
    response.writeHead(request.url === '/missing' ? 404 : 200, { 'content-type': 'text/plain' })
    if (request.url === '/slow') await new Promise<void>((resolve) => (finishSlow = resolve))
    response.end('hello')
  })
})
afterAll(() => service.close())
beforeEach(() => {
  seen = []
})

const at = (path: string) => new URL(path, service.url)

describe('a request', () => {
  it('goes below the path of the address, with its query', async () => {
    const { text } = testClient([at('/v1')])
    expect(await text({ path: '/orders?a=b%20c' })).toBe('hello')
    expect(seen[0]).toMatchObject({ verb: 'GET', url: '/v1/orders?a=b%20c' })
  })

  it('may have no path', async () => {
    await testClient([service.url]).text({ path: '' })
    await testClient([at('/v1/')]).text({ path: '' })
    expect(seen.map(({ url }) => url)).toEqual(['/', '/v1'])
  })

  it('carries the headers of the gateway and of the operation only', async () => {
    const { text } = testClient([service.url])
    const caller = { userId: '7', application: 'shop' }
    await text(
      { headers: { accept: 'application/json' } },
      { id: 'call-9', caller, traceHeaders: { traceparent: '00-1-2-01' } },
    )
    expect(seen[0]?.headers).toEqual({
      host: service.url.host,
      connection: 'keep-alive',
      'user-agent': 'babelgate/test',
      'x-request-id': 'call-9',
      'accept-encoding': 'identity',
      accept: 'application/json',
      traceparent: '00-1-2-01',
    })
  })

  it('names the caller where the service asks for it', async () => {
    const { text } = testClient([service.url], { forwardUser: 'x-user-id' })
    await text({}, { caller: { userId: '7', application: 'Büro\r\n100%' } })
    await text({}, { caller: { userId: undefined, application: 'shop' } })
    expect(seen[0]?.headers).toMatchObject({ 'x-user-id': '7', 'x-application': 'B%C3%BCro%0D%0A100%25' })
    expect(seen[1]?.headers).not.toHaveProperty('x-user-id')
  })

  it('has a body of text or bytes', async () => {
    const { text } = testClient([service.url])
    await text({ verb: 'POST', body: '{"a":"ü"}', headers: { 'content-type': 'application/json' } })
    await text({ verb: 'PUT', body: Buffer.from([65, 66]) })
    await text({ verb: 'POST' })
    expect(seen.map(({ body, headers }) => [body, headers['content-length']])).toEqual([
      ['{"a":"ü"}', '10'],
      ['AB', '2'],
      ['', '0'],
    ])
  })

  it('streams a body, with its length where that is known', async () => {
    const { text } = testClient([service.url])
    const open = () => Readable.from([Buffer.from('abc'), Buffer.from('def')])
    await text({ verb: 'POST', body: { open, length: 6 } })
    await text({ verb: 'POST', body: { open, length: undefined } })
    expect(seen.map(({ body }) => body)).toEqual(['abcdef', 'abcdef'])
    expect(seen[0]?.headers['content-length']).toBe('6')
    expect(seen[1]?.headers['transfer-encoding']).toBe('chunked')
  })

  it('with a header that cannot be sent is an error of the gateway', async () => {
    const { send } = testClient([service.url])
    const error = await send({ headers: { 'x-note': 'a\r\nb: c' } }).catch((thrown: unknown) => thrown)
    expect(error).not.toBeInstanceOf(UpstreamError)
    expect(error).toMatchObject({ message: 'invalid x-note header' })
    expect(seen).toEqual([])
  })
})

describe('an answer', () => {
  it('has its status and headers, repeated ones joined', async () => {
    const { send } = testClient([service.url])
    const answer = await send({ path: '/missing' })
    expect([answer.status, answer.header('content-type'), answer.header('x-two'), answer.header('x-three')]).toEqual([
      404,
      'text/plain',
      'one, two',
      undefined,
    ])
    answer.discard()
  })

  it('to HEAD has no body', async () => {
    const answer = await testClient([service.url]).send({ verb: 'HEAD' })
    expect([answer.status, await answer.bytes()]).toEqual([200, Buffer.alloc(0)])
  })

  it('can be streamed', async () => {
    const answer = await testClient([service.url]).send()
    const chunks: Uint8Array[] = []
    for await (const chunk of answer.stream()) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('hello')
  })

  it('is read once', async () => {
    const answer = await testClient([service.url]).send()
    answer.discard()
    expect(() => answer.bytes()).toThrow('read once')
  })
})

describe('connections', () => {
  it('are kept and used again', async () => {
    const before = service.connections()
    const { text } = testClient([service.url])
    for (let calls = 0; calls < 5; calls++) await text()
    expect(service.connections() - before).toBe(1)
  })

  it('are no more than the service may have', async () => {
    const before = service.connections()
    const { text } = testClient([service.url], { connections: 2 })
    await Promise.all(Array.from({ length: 6 }, () => text()))
    expect(service.connections() - before).toBe(2)
  })

  it('close once the calls under way have ended, and later calls still get through', async () => {
    const { client, text } = testClient([service.url])
    const call = text({ path: '/slow' })
    let isClosed = false
    const closed = client.close().then(() => {
      isClosed = true
    })
    await until(() => seen.length === 1)
    expect(isClosed).toBe(false)
    finishSlow()
    expect(await call).toBe('hello')
    await closed
    expect(await text()).toBe('hello')
    await until(() => client.state.running === 0)
    await client.close()
  })
})
