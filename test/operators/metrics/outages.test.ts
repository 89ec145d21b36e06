import { until } from '../../support/process.js'
import { type RedisServer, startRedis } from '../../support/redis.js'
import { createApp, createUser, get, startTestServer, type TestServer } from '../../support/server.js'

let redis: RedisServer
let server: TestServer
let key: string
beforeAll(async () => {
  redis = await startRedis()
  server = await startTestServer({ settings: { REDIS_URL: redis.url, LIMIT_APP: '1000/d' } })
  key = (await createApp(server.services, await createUser(server.services, 'ada'))).key
})
afterAll(async () => {
  await server.stop()
  await redis.remove()
})

const shows = async (line: string) => (await (await fetch(`${server.url}/metrics`)).text()).includes(`${line}\n`)
const call = () => get(server.url, 'test.hello', [['api_key', key]])

test('an outage of Redis is shown, with the number of calls that were counted locally', async () => {
  await call()
  expect(await shows('babelgate_store_away{store="redis"} 0')).toBe(true)
  await redis.kill()
  await until(() => shows('babelgate_store_away{store="redis"} 1'))
  expect(await shows('babelgate_local_admissions_total 0')).toBe(true)
  for (let count = 0; count < 3; count++) expect((await call()).api.status).toBe('ok')
  expect(await shows('babelgate_local_admissions_total 3')).toBe(true)
  await redis.start()
  await until(() => shows('babelgate_store_away{store="redis"} 0'))
  await call()
  expect(await shows('babelgate_local_admissions_total 3')).toBe(true)
})

test('a store that is not configured has no gauge', async () => {
  const alone = await startTestServer()
  const text = await (await fetch(`${alone.url}/metrics`)).text()
  await alone.stop()
  expect(text).not.toContain('babelgate_store_away{store="redis"}')
})
