import { addMember, type Member } from '../../support/add-member.js'
import { codeOf } from '../../support/api-client.js'
import { type Installation, install, type ServerProcess, until } from '../../support/process.js'
import { type RedisServer, startRedis } from '../../support/redis.js'

let redis: RedisServer
let place: Installation
let member: Member
let servers: readonly ServerProcess[]

beforeAll(async () => {
  redis = await startRedis()
  place = install({ REDIS_URL: redis.url, LIMIT_APP: '12/d' })
  servers = [await place.serve(), await place.serve()]
})
afterAll(async () => {
  await place.remove()
  await redis.remove()
})

/** Calls gateways in turn. @returns the codes, and how long the slowest call took, in milliseconds */
async function ask(count: number, among: readonly ServerProcess[]) {
  const codes: number[] = []
  let slowest = 0
  for (let index = 0; index < count; index++) {
    const start = performance.now()
    codes.push(await codeOf(among[index % among.length]?.url ?? '', member, 'auth.checkToken'))
    slowest = Math.max(slowest, performance.now() - start)
  }
  return { codes, slowest }
}

/** What a gateway has told about Redis, in levels of the log. */
const told = (server: ServerProcess) =>
  server
    .log()
    .filter(({ msg }) => String(msg).startsWith('Redis is '))
    .map(({ level }) => level)

/**
 * Has somebody new call gateways in turn, until Redis was never late meanwhile: on a machine so busy that it is,
 * gateways rightly count by themselves.
 */
async function askInCalm(count: number, among: readonly ServerProcess[]) {
  for (let round = 0; round < 5; round++) {
    member = await addMember(place, `caller${Date.now()}`)
    const before = servers.map((server) => told(server).length)
    const { codes } = await ask(count, among)
    if (servers.every((server, index) => told(server).length === before[index])) return codes
    for (const server of servers) await until(() => (told(server).at(-1) ?? 30) === 30, 5000)
  }
  throw new Error('Redis was late in every round')
}

test('two gateways count together, each its part during an outage of Redis, and together afterwards', async () => {
  const last = servers.slice(1)
  const expected = [...Array(12).fill(0), ...Array(8).fill(112)]
  expect(await askInCalm(20, servers)).toEqual(expected)

  await redis.kill()
  const alone = await ask(20, last)
  expect(alone.codes).toEqual([...Array(6).fill(0), ...Array(14).fill(112)])
  expect(alone.slowest).toBeLessThan(1000)

  await redis.start()
  for (const server of servers) await until(() => told(server).at(-1) === 30, 5000)
  expect(await askInCalm(20, servers)).toEqual(expected)
  for (const server of servers) {
    expect(await server.stop()).toBe(0)
    expect(told(server).join()).toMatch(/^50,30(?:,50,30)*$/)
  }
})
