import { hash } from 'node:crypto'
import { Redis } from 'ioredis'
import { Fault } from './checks.js'
import { window } from './oauth-checks.js'

/** Seconds that a nonce is remembered, and that a timestamp may be behind the latest one of its key and token. */
const remembered = window.back + window.ahead + 60
const tolerance = 300

const script = `
local latest = tonumber(redis.call('GET', KEYS[1]) or '0')
local timestamp = tonumber(ARGV[1])
if timestamp < latest - tonumber(ARGV[2]) then return 134 end
if not redis.call('SET', KEYS[2], '', 'NX', 'EX', ARGV[3]) then return 133 end
if timestamp > latest then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3]) end
return 0`

/**
 * Uses up a nonce: in this process, which forgets it when it ends, or in Redis where REDIS_URL names one.
 *
 * @throws Fault 134 for a timestamp older than the latest one, 133 for a nonce that was used
 */
export const useNonce = process.env.REDIS_URL === undefined ? memoryNonces() : redisNonces(process.env.REDIS_URL)

/** Two sets that take turns, so that forgetting costs nothing. */
function memoryNonces() {
  const latest = new Map()
  let nonces = { since: Date.now(), recent: new Set(), older: new Set() }
  return ({ key, token, timestamp, nonce }) => {
    const now = Date.now()
    if (now - nonces.since > remembered * 1000) nonces = { since: now, recent: new Set(), older: nonces.recent }
    const client = `${key}\n${token}`
    const before = latest.get(client) ?? 0
    if (timestamp < before - tolerance) refuse(134)
    const text = `${client}\n${timestamp}\n${nonce}`
    if (nonces.recent.has(text) || nonces.older.has(text)) refuse(133)
    nonces.recent.add(text)
    if (timestamp > before) latest.set(client, timestamp)
  }
}

/** One script a call, sent as it comes: with ioredis' own pipelining every call would cost more. */
function redisNonces(url) {
  const redis = new Redis(url)
  redis.defineCommand('useNonce', { numberOfKeys: 2, lua: script })
  return async ({ key, token, timestamp, nonce }) => {
    const client = `${key}\n${token}`
    const tag = `{${hash('sha256', client)}}`
    const own = hash('sha256', `${client}\n${timestamp}\n${nonce}`)
    const code = await redis.useNonce(tag, `${tag}${own}`, timestamp, tolerance, remembered)
    if (code !== 0) refuse(code)
  }
}

function refuse(code) {
  throw new Fault(code, code === 133 ? 'OAuth nonce used' : 'OAuth timestamp refused')
}
