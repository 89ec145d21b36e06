import { createServer } from 'node:http'
import { Redis } from 'ioredis'
import { limit, limitHeaders } from '../limits.js'
import { announce, answerHeaders, checkCall, echoTree, Fault, faultTree, keepAlive, readQuery } from './checks.js'

/** GCRA for an address and an application: when each is full again, in microseconds; both are counted, or none. */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, length = ARGV[1] / ARGV[2], tonumber(ARGV[1])
local answer, after = {}, {}
for index, key in ipairs(KEYS) do
  after[index] = math.max(now, tonumber(redis.call('GET', key) or 0)) + interval
  if after[index] - now > length then return { index } end
  answer[index * 2] = math.floor((now + length - after[index]) / interval)
  answer[index * 2 + 1] = math.ceil((after[index] - now) / 1000000)
end
for index, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', after[index]), 'PX', math.ceil((after[index] - now) / 1000))
end
answer[1] = 0
return answer`

const redis = new Redis(process.env.REDIS_URL)
redis.defineCommand('countCall', { numberOfKeys: 2, lua: script })

const length = limit.window * 1_000_000
const headers = Object.entries(answerHeaders).flat()

/** The limit for calls that are counted in Redis: node:http and one small script a call. */
const server = createServer(async (request, response) => {
  const { tree, more } = await answer(request)
  const body = JSON.stringify(tree)
  response.writeHead(200, [...headers, ...more, 'Content-Length', String(Buffer.byteLength(body))])
  response.end(body)
})

async function answer({ url, socket }) {
  try {
    const [path, query = ''] = url.split('?', 2)
    const params = readQuery(query)
    checkCall(path.slice('/api/'.length), params)
    const more = await count(socket.remoteAddress, params.get('api_key'))
    return { tree: echoTree({ echo: params.get('echo') }), more }
  } catch (thrown) {
    return { tree: faultTree(thrown), more: [] }
  }
}

/** @throws Fault 113 where the address has no room, 112 where the application has none */
async function count(address, key) {
  const [refused, remaining, reset, ofApp, resetOfApp] = await redis.countCall(
    `bare:address:${address}`,
    `bare:app:${key}`,
    length,
    limit.count,
  )
  if (refused === 1) throw new Fault(113, 'Address over its limit')
  if (refused === 2) throw new Fault(112, 'Application over its limit')
  return Object.entries(limitHeaders({ remaining, reset }, { remaining: ofApp, reset: resetOfApp })).flat()
}

server.keepAliveTimeout = keepAlive
server.listen(0, '127.0.0.1', () => announce(server.address()))
