import { setTimeout as pause } from 'node:timers/promises'
import type { Application } from '../../src/core/ports/app-store.js'
import type { OpenService } from '../../src/upstreams/open-services.js'
import { operation, request, serveOperations, target } from '../support/operations.js'
import { until } from '../support/process.js'
import { createApp, createToken, createUser, startTestServer, type TestServer } from '../support/server.js'
import { startService, type TestService } from '../support/service.js'

let server: TestServer
let service: TestService
let open: OpenService
let app: Application
let other: Application
let tokens: string[]

beforeAll(async () => {
  server = await startTestServer()
  service = await startService()
  const params = { type: 'object', properties: { id: { type: 'string' }, size: { type: 'integer' } } }
  const query = ['id', 'size'].map((name) => ({
    name,
    value: { kind: 'param', name } as const,
    style: 'form' as const,
    explode: true,
    allowReserved: false,
  }))
  const own = { params, request: request({ query }) }
  open = await serveOperations(server, target(service.url), [
    operation({ name: 'mine', ...own, cache: { for: 60_000, per: 'caller' } }),
    operation({ name: 'shared', ...own, cache: { for: 60_000, per: 'everyone' } }),
    operation({ name: 'brief', ...own, cache: { for: 100, per: 'everyone' } }),
    operation({ name: 'fresh', ...own }),
  ])
  const ada = await createUser(server.services, 'ada')
  const grace = await createUser(server.services, 'grace')
  app = await createApp(server.services, ada)
  other = await createApp(server.services, ada)
  const made = await Promise.all([ada, grace].map((user) => createToken(server.services, app, user)))
  tokens = made.map(({ bearerToken }) => bearerToken)
})
beforeEach(() => {
  let count = 0
  service.answer((response) => {
    response.writeHead(200, { 'content-type': 'application/json', etag: `"${++count}"` }).end(String(count))
  })
})
afterAll(async () => {
  await server.stop()
  await open.client.close()
  await service.stop()
})

let unique = 0
const fresh = () => `k${++unique}`

async function get(method: string, id: string, headers: Record<string, string> = { 'x-api-key': app.key }, more = '') {
  const response = await fetch(`${server.url}/rpc/shop.${method}?id=${id}${more}`, { headers })
  return `${response.status} ${await response.text()}`
}

test('an answer is kept for equal calls of one caller', async () => {
  const id = fresh()
  expect([await get('mine', id), await get('mine', id), await get('mine', `${id}x`)]).toEqual([
    '200 1',
    '200 1',
    '200 2',
  ])
  expect(service.received).toHaveLength(2)
})

test('parameters of other types are other calls', async () => {
  const id = fresh()
  expect([await get('mine', id, undefined, '&size=1'), await get('mine', id)]).toEqual(['200 1', '200 2'])
})

test('an answer is never given to another application or user', async () => {
  const id = fresh()
  const callers = [
    { 'x-api-key': app.key },
    { 'x-api-key': other.key },
    ...tokens.map((token) => ({ authorization: `Bearer ${token}` })),
  ]
  const answers: string[] = []
  for (const caller of callers) answers.push(await get('mine', id, caller))
  expect(answers).toEqual(['200 1', '200 2', '200 3', '200 4'])
})

test('an operation may share its answers among everyone', async () => {
  const id = fresh()
  expect([await get('shared', id), await get('shared', id, { 'x-api-key': other.key })]).toEqual(['200 1', '200 1'])
})

test('answers of two methods are apart', async () => {
  const id = fresh()
  expect([await get('shared', id), await get('brief', id)]).toEqual(['200 1', '200 2'])
})

test('without a cache every call is a request', async () => {
  const id = fresh()
  expect([await get('fresh', id), await get('fresh', id)]).toEqual(['200 1', '200 2'])
})

test('a call without a cache that goes away takes its request with it', async () => {
  let closed = 0
  service.answer((response) => response.on('close', () => closed++))
  const leaving = new AbortController()
  const { signal } = leaving
  const url = `${server.url}/rpc/shop.fresh?id=${fresh()}`
  const gone = fetch(url, { headers: { 'x-api-key': app.key }, signal }).catch(() => 'gone')
  await until(() => service.received.length === 1)
  leaving.abort()
  await until(() => closed === 1, 2000)
  expect([await gone, open.client.state.running]).toEqual(['gone', 0])
})

test('an answer is forgotten when its time is over', async () => {
  const id = fresh()
  expect(await get('brief', id)).toBe('200 1')
  await pause(150)
  expect(await get('brief', id)).toBe('200 2')
})

test('equal calls that come together are one request', async () => {
  let count = 0
  service.answer((response) => {
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(String(++count)), 100)
  })
  const id = fresh()
  const answers = await Promise.all(Array.from({ length: 20 }, () => get('shared', id)))
  expect([new Set(answers), service.received.length]).toEqual([new Set(['200 1']), 1])
})

test('failures are not kept, and reach all that wait', async () => {
  service.answer((response) => setTimeout(() => response.writeHead(500).end(), 50))
  const id = fresh()
  const failed = await Promise.all([get('shared', id), get('shared', id)])
  expect(failed.map((answer) => answer.slice(0, 3))).toEqual(['502', '502'])
  expect(service.received).toHaveLength(1)
  service.answerJson('7')
  expect(await get('shared', id)).toBe('200 7')
})

test('a call that goes away takes no other down; the last one takes the request with it', async () => {
  let closed = 0
  service.answer((response) => {
    response.on('close', () => closed++)
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('1'), 300)
  })
  const id = fresh()
  const leaving = new AbortController()
  const url = `${server.url}/rpc/shop.shared?id=${id}`
  const gone = fetch(url, { headers: { 'x-api-key': app.key }, signal: leaving.signal }).catch(() => 'gone')
  await pause(50)
  const stays = get('shared', id)
  await pause(50)
  leaving.abort()
  expect([await gone, await stays, service.received.length]).toEqual(['gone', '200 1', 1])

  const last = new AbortController()
  const lonely = fetch(`${url}x`, { headers: { 'x-api-key': app.key }, signal: last.signal }).catch(() => 'gone')
  await pause(100)
  const before = closed
  last.abort()
  await lonely
  await pause(100)
  expect(closed).toBe(before + 1)
})

test('no shared cache may keep what a key was asked for', async () => {
  const caching = async (control: string) => {
    service.answer((response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': control }).end('1'),
    )
    const response = await fetch(`${server.url}/rpc/shop.fresh`, { headers: { 'x-api-key': app.key } })
    return response.headers.get('cache-control')
  }
  expect(await caching('public, max-age=60, s-maxage=600')).toBe('private, max-age=60')
  expect(await caching('no-store')).toBe('private, no-store')
})
