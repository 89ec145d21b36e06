import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Application } from '../../src/core/ports/app-store.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'
import { startService, type TestService } from '../support/service.js'

let dir: string
let file: string
let service: TestService
let server: TestServer
let app: Application

/** A service whose version stands in the address that it calls, in a constant of its query, and in its declared result. */
const yaml = (version: number, more = '') => `
defaults: { timeout: 30s }
services:
  shop:
    url: ${service.url}/v${version}
    access: everyone
    methods:
      get:
        call: GET /items/{id}
        params: { id: string }
        query: { version: "${version}" }
        result: { path${version}: string }
${more}`

const asset = (method: string) => `      ${method}: { call: GET /other, result: any }`

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'babelgate-swaps-'))
  file = join(dir, 'upstreams.yaml')
  service = await startService()
  // The name of the member tells which version of the request came.
  service.answer((response, { path }) => {
    const version = /^\/v(\d+)\//.exec(path)?.[1]
    setTimeout(
      () =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ [`path${version}`]: path })),
      Math.random() * 20,
    )
  })
  await writeFile(file, yaml(0))
  server = await startTestServer({ settings: { UPSTREAMS: file } })
  app = await createApp(server.services, await createUser(server.services, 'ada'))
})
afterAll(async () => {
  await server.stop()
  await service.stop()
  await rm(dir, { recursive: true })
})

const call = async (path: string) => {
  const response = await fetch(`${server.url}${path}`, { headers: { 'x-api-key': app.key } })
  return `${response.status} ${await response.text()}`
}

test('2,000 calls during 20 swaps all see one version from their first byte to their last', async () => {
  let calls = 0
  let isOver = false
  const answers: string[] = []
  const caller = async (path: string) => {
    while (!isOver || calls < 2000) {
      calls++
      answers.push(await call(path))
    }
  }
  const callers = Array.from({ length: 32 }, (_, index) =>
    caller(index % 2 === 0 ? '/rpc/shop.get?id=1' : '/shop/items/1'),
  )
  for (let version = 1; version <= 20; version++) {
    const before = calls
    await writeFile(file, yaml(version, version % 2 === 0 ? asset('more') : ''))
    await server.upstreams.reload()
    while (calls < before + 50) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  isOver = true
  await Promise.all(callers)
  expect(answers.length).toBeGreaterThanOrEqual(2000)
  const wrong = answers.filter((answer) => {
    const [, member, path, query] = /^200 \{"path(\d+)":"\/v(\d+)\/items\/1\?version=(\d+)"\}$/.exec(answer) ?? []
    return member === undefined || member !== path || path !== query
  })
  expect(wrong).toEqual([])
  expect(new Set(answers).size).toBe(21)
}, 60_000)

test('a service that is left out has no methods, and comes back', async () => {
  await writeFile(file, yaml(1).replace('shop:', 'store:'))
  await server.upstreams.reload()
  expect([await call('/rpc/shop.get?id=1'), await call('/rpc/store.get?id=1')]).toEqual([
    expect.stringContaining('"code":103'),
    '200 {"path1":"/v1/items/1?version=1"}',
  ])
  await writeFile(file, yaml(2))
  await server.upstreams.reload()
  expect(await call('/rpc/shop.get?id=1')).toBe('200 {"path2":"/v2/items/1?version=2"}')
})

test.each([
  ['no YAML', 'services: ['],
  ['an unknown word', 'services: { shop: { adress: "http://x" } }'],
  [
    'a method of the gateway',
    'services: { test: { url: "http://x.example", methods: { echo: { call: GET /, result: any } } } }',
  ],
  [
    'answers for everyone of a service that is told who calls',
    'services: { shop: { url: "http://x.example", forward_user: X-User, methods: { get: { call: GET /, result: any, cache: { for: 1s, per: everyone } } } } }',
  ],
])('a file with %s changes nothing, and says why', async (_, text) => {
  await writeFile(file, text)
  await server.upstreams.reload()
  expect(await call('/rpc/shop.get?id=1')).toBe('200 {"path2":"/v2/items/1?version=2"}')
  expect(server.upstreams.problem).toBeDefined()
  const line = server.log.findLast((one) => one.includes('the services stay as they were'))
  expect(JSON.parse(line ?? '{}').reason).toBe(server.upstreams.problem)
  await writeFile(file, yaml(2))
  await server.upstreams.reload()
  expect(server.upstreams.problem).toBeUndefined()
})

test('kinds of permissions can only change at a restart', async () => {
  await writeFile(file, `permissions: { shop: { title: Shop, levels: { read: Look } } }\n${yaml(3)}`)
  await server.upstreams.reload()
  expect(server.upstreams.problem).toMatch(/restart/)
  expect(await call('/rpc/shop.get?id=1')).toBe('200 {"path2":"/v2/items/1?version=2"}')
})
