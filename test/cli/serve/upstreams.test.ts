import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from '../../support/api-client.js'
import { type Installation, install, until } from '../../support/process.js'
import { startRedis } from '../../support/redis.js'
import { startService, type TestService } from '../../support/service.js'

let service: TestService
let installation: Installation
let file: string

beforeEach(async () => {
  service = await startService()
  service.answer((response, { path, headers }) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ path, key: headers['x-service-key'] })),
  )
  installation = install()
  file = join(installation.folder, 'upstreams.yaml')
})
afterEach(async () => {
  await installation.remove()
  await service.stop()
})

const write = (path: string) =>
  writeFileSync(
    file,
    `services:
  shop:
    url: ${service.url}
    access: everyone
    auth: { header: { X-Service-Key: "\${SHOP_KEY}" } }
    methods:
      get: { call: GET ${path}, result: { path: string, key: string }, needs: [] }
`,
  )

const get = async (url: string): Promise<Answer> => (await fetch(`${url}/rpc/shop.get`)).json()

test('SIGHUP reads the services again', async () => {
  write('/old')
  const server = await installation.serve({ args: ['--upstreams', file], env: { SHOP_KEY: 'k1' } })
  expect(await get(server.url)).toEqual({ path: '/old', key: 'k1' })
  write('/new')
  process.kill(server.pid, 'SIGHUP')
  await server.logged(({ msg }) => msg === 'the services were read again')
  expect(await get(server.url)).toEqual({ path: '/new', key: 'k1' })
  expect(await server.stop()).toBe(0)
})

test('--watch reads them when their file changes', async () => {
  write('/old')
  const server = await installation.serve({ args: ['--watch'], env: { UPSTREAMS: file, SHOP_KEY: 'k1' } })
  write('/new')
  await server.logged(({ msg }) => msg === 'the services were read again')
  expect(await get(server.url)).toEqual({ path: '/new', key: 'k1' })
  writeFileSync(file, 'services: [')
  await server.logged(({ msg }) => msg === 'the services stay as they were')
  expect(await get(server.url)).toEqual({ path: '/new', key: 'k1' })
  write('/newer')
  await until(async () => (await get(server.url)).path === '/newer')
  expect(await server.stop()).toBe(0)
})

test('a file that is wrong stops the start with one line and its place', async () => {
  write('/old')
  const { code, stderr } = await installation.run(['serve', '--upstreams', file])
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(
      /^babelgate: .*upstreams\.yaml:5:\d+: .*\$\{SHOP_KEY\}, which the environment does not set.*\n$/,
    ),
  ])
})

test('workers read the services again too', async () => {
  const redis = await startRedis()
  write('/old')
  const env = { WORKERS: '2', REDIS_URL: redis.url, UPSTREAMS: file, SHOP_KEY: 'k1' }
  const server = await installation.serve({ env })
  write('/new')
  process.kill(server.pid, 'SIGHUP')
  await until(async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => get(server.url)))
    return all.every(({ path }) => path === '/new')
  })
  expect(await server.stop()).toBe(0)
  await redis.remove()
})
