import { Redis } from 'ioredis'
import { addMember, type Member } from '../../support/add-member.js'
import { codeOf } from '../../support/api-client.js'
import { type Installation, installOnPostgres, type ServerProcess, until } from '../../support/process.js'
import { type RedisServer, startRedis } from '../../support/redis.js'

let redis: RedisServer
let place: Installation
let member: Member
let nodes: readonly ServerProcess[]
const heard: string[] = []
let listener: Redis

beforeAll(async () => {
  redis = await startRedis()
  place = await installOnPostgres({ env: { REDIS_URL: redis.url } })
  member = await addMember(place)
  nodes = [await place.serve(), await place.serve()]
  listener = new Redis(redis.url).on('error', () => undefined)
  listener.on('pmessage', (_pattern, channel, message) => heard.push(`${channel} ${message}`))
  await listener.psubscribe('*')
})
afterAll(async () => {
  listener.disconnect()
  for (const node of nodes) expect(await node.stop()).toBe(0)
  await place.remove()
  await redis.remove()
})

/** The channels that somebody is subscribed to, with how many are. */
async function channels(): Promise<readonly (readonly [string, number])[]> {
  return redis.ask(async (asked) => {
    const names = (await asked.pubsub('CHANNELS')).map(String)
    return Promise.all(names.map(async (name) => [name, Number((await asked.pubsub('NUMSUB', name))[1])] as const))
  })
}

async function newToken(): Promise<string> {
  const perms = ['--app', member.api_key, '--user', member.username, '--perm', 'doc=read']
  return (await place.json('token', 'create', ...perms)).auth_token
}

test('every node subscribes to one channel, on which the command line publishes its changes', async () => {
  await until(async () => (await channels()).some(([, subscribers]) => subscribers === nodes.length))
  const [[channel] = [''], ...others] = await channels()
  expect(others).toEqual([])
  expect(channel).toMatch(/^babelgate:[0-9a-f]{32}:changes$/)
  const token = await newToken()
  const commands = [
    ['token', 'revoke', token],
    ['app', 'disable', member.api_key],
    ['app', 'enable', member.api_key],
    ['maintenance', 'on'],
    ['maintenance', 'off'],
  ]
  for (const command of commands) {
    const before = heard.length
    await place.json(...command)
    const memory = command[0] === 'maintenance' ? 'maintenance' : 'lookups'
    await until(() => heard.slice(before).includes(`${channel} ${memory}`))
  }
})

test('without Redis a change is made as well, and applies on every node', async () => {
  const auth_token = await newToken()
  const who = { api_key: member.api_key, secret: member.secret, auth_token }
  const codes = () => Promise.all(nodes.map(({ url }) => codeOf(url, who, 'auth.checkToken')))
  expect(await codes()).toEqual([0, 0])
  await redis.kill()
  await place.json('token', 'revoke', auth_token)
  await until(async () => (await codes()).every((code) => code === 107))
})
