import { addMember, type Member } from '../support/add-member.js'
import { codeOf } from '../support/api-client.js'
import { type Installation, install, type ServerProcess, until } from '../support/process.js'
import { type RedisServer, startRedis } from '../support/redis.js'

let redis: RedisServer
let place: Installation
let member: Member
let servers: readonly ServerProcess[]

beforeAll(async () => {
  redis = await startRedis()
  place = install({ REDIS_URL: redis.url, LIMIT_APP: '12/d' })
  member = await addMember(place)
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

test('two gateways count together, each its part during an outage of Redis, and together afterwards', async () => {
  const last = servers.slice(1)
  const { codes } = await ask(20, servers)
  const expected = [...Array(12).fill(0), ...Array(8).fill(112)]
  // On a machine so busy that Redis is late, gateways rightly count by themselves.
  const isCalm = servers.every((server) => told(server).length === 0)
  if (isCalm) expect(codes).toEqual(expected)

  await redis.kill()
  const alone = await ask(20, last)
  if (isCalm) expect(alone.codes).toEqual([...Array(6).fill(0), ...Array(14).fill(112)])
  expect(alone.slowest).toBeLessThan(1000)

  await redis.start()
  for (const server of servers) await until(() => told(server).at(-1) === 30, 5000)
  const again = await ask(20, servers)
  if (servers.every((server) => told(server).length === 2)) expect(again.codes).toEqual(expected)
  for (const server of servers) {
    expect(await server.stop()).toBe(0)
    expect(told(server).join()).toMatch(/^50,30(?:,50,30)*$/)
  }
})
