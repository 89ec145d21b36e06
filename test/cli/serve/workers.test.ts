import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { addMember, type Member } from '../../support/add-member.js'
import { codeOf } from '../../support/api-client.js'
import { type Installation, install, until } from '../../support/process.js'
import { type RedisServer, startRedis } from '../../support/redis.js'

let redis: RedisServer
let place: Installation
let member: Member

beforeAll(async () => {
  redis = await startRedis()
  place = install({ REDIS_URL: redis.url })
  member = await addMember(place)
})
afterAll(async () => {
  await place.remove()
  await redis.remove()
})

/** The processes that a process has started. */
function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`)
  return tasks.flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
}

const code = (url: string) => codeOf(url, member, 'auth.checkToken')

test('WORKERS serve one address, and one that is killed is replaced', async () => {
  const server = await place.serve({ env: { WORKERS: '2' } })
  const before = childrenOf(server.pid)
  expect(before).toHaveLength(2)
  expect(await Promise.all(Array.from({ length: 20 }, () => code(server.url)))).toEqual(Array(20).fill(0))
  const [victim = 0] = before
  process.kill(victim, 'SIGKILL')
  await server.logged(({ worker }) => worker === victim)
  expect(await code(server.url)).toBe(0)
  await until(() => childrenOf(server.pid).length === 2)
  expect(childrenOf(server.pid)).not.toContain(victim)
  expect(await server.stop()).toBe(0)
  expect(before.filter((pid) => execFileSync('ps', ['-o', 'pid=', '-p', `${pid},1`]).includes(String(pid)))).toEqual([])
})

test('their metrics are aggregated on METRICS_PORT, and absent from the public port', async () => {
  const server = await place.serve({ env: { WORKERS: '2', METRICS_PORT: '0' } })
  const { url } = await server.logged(({ msg }) => msg === 'metrics')
  await Promise.all(Array.from({ length: 20 }, () => code(server.url)))
  const text = await (await fetch(String(url))).text()
  expect(text).toContain('babelgate_calls_total{protocol="rest",method="auth.checkToken",code="0"} 20')
  expect(text).toContain('babelgate_call_duration_seconds_count{protocol="rest"} 20')
  expect(text).toContain('babelgate_maintenance 0')
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
  expect(await server.stop()).toBe(0)
})

test('a signal to all of them stops each once', async () => {
  const server = await place.serve({ env: { WORKERS: '2' } })
  for (const pid of childrenOf(server.pid)) process.kill(pid, 'SIGINT')
  expect(await code(server.url)).toBe(0)
  expect(await server.stop('SIGINT')).toBe(0)
})

test('several processes require Redis', async () => {
  const refused = await place.run(['serve'], { env: { WORKERS: '2', REDIS_URL: undefined } })
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^babelgate: WORKERS above 1 needs REDIS_URL/),
  })
})
