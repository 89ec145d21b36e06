import { setImmediate } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { readScript, runScript } from '../../../src/stores/redis/script.js'
import { type RedisServer, startRedis } from '../../support/redis.js'

const script = readScript('beat')
let server: RedisServer
let client: Redis

beforeAll(async () => {
  server = await startRedis()
  client = new Redis(server.url, { maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false })
  await run()
})
afterAll(async () => {
  client.disconnect()
  await server.remove()
})

const run = () => runScript(client, script, ['{test}:gateways'], ['one', 60])

test('scripts of one turn of the event loop leave together at its end', async () => {
  const one = run()
  const size = client.stream.writableLength
  const others = Array.from({ length: 19 }, run)
  expect(size).toBeGreaterThan(0)
  expect(client.stream.writableLength).toBe(20 * size)
  await setImmediate()
  expect(client.stream.writableLength).toBe(0)
  expect(await Promise.all([one, ...others])).toEqual(Array(20).fill(1))
})

test('a script that is gathered when the connection is lost fails, and the next connection serves', async () => {
  const gathered = run()
  client.stream.destroy()
  await expect(gathered).rejects.toThrow('max retries')
  expect(await run()).toBe(1)
})
