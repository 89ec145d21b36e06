import { hash } from 'node:crypto'
import Database from 'better-sqlite3'
import { Redis } from 'ioredis'
import { Fault } from './checks.js'
import { window } from './oauth-checks.js'

/** Seconds that a nonce is kept, and that a timestamp may be behind the latest one of its key and token. */
const lifetime = window.back + window.ahead + 60
const tolerance = 300

const script = `
local latest = tonumber(redis.call('GET', KEYS[1]) or '0')
local timestamp = tonumber(ARGV[1])
if timestamp < latest - tonumber(ARGV[2]) then return 134 end
if not redis.call('SET', KEYS[2], '', 'NX', 'EX', ARGV[3]) then return 133 end
if timestamp > latest then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3]) end
return 0`

const { REDIS_URL, BENCH_NONCES } = process.env

/**
 * Uses up a nonce: in Redis where REDIS_URL names one, in a file of SQLite where BENCH_NONCES does, else in this process,
 * which forgets it when it ends.
 *
 * @throws Fault 134 for a timestamp older than the latest one, 133 for a nonce that was used
 */
export const useNonce = openNonces()

function openNonces() {
  if (REDIS_URL !== undefined) return redisNonces(REDIS_URL)
  return BENCH_NONCES === undefined ? memoryNonces() : diskNonces(BENCH_NONCES)
}

/** Two sets that take turns, so that forgetting costs nothing. */
function memoryNonces() {
  const latest = new Map()
  let nonces = { since: Date.now(), recent: new Set(), older: new Set() }
  return ({ key, token, timestamp, nonce }) => {
    const now = Date.now()
    if (now - nonces.since > lifetime * 1000) nonces = { since: now, recent: new Set(), older: nonces.recent }
    const client = `${key}\n${token}`
    const before = latest.get(client) ?? 0
    if (timestamp < before - tolerance) refuse(134)
    const text = `${client}\n${timestamp}\n${nonce}`
    if (nonces.recent.has(text) || nonces.older.has(text)) refuse(133)
    nonces.recent.add(text)
    if (timestamp > before) latest.set(client, timestamp)
  }
}

/** What comes in one turn of the event loop is written in one commit, and answered once that is on disk. */
function diskNonces(file) {
  const database = new Database(file)
  database.pragma('journal_mode = wal')
  database.pragma('synchronous = full')
  database.exec(`
    create table nonces (timestamp integer, hash text, primary key (timestamp, hash)) without rowid;
    create table clients (hash text primary key, latest integer) without rowid`)
  const latestOf = database.prepare('select latest from clients where hash = ?').pluck()
  const keep = database.prepare('insert into nonces values (?, ?) on conflict do nothing')
  const raise = database.prepare('insert into clients values (?, ?) on conflict do update set latest = excluded.latest')
  const drop = database.prepare('delete from nonces where timestamp < ?')
  let swept = 0
  const judge = ({ key, token, timestamp, nonce }) => {
    const client = `${key}\n${token}`
    const latest = latestOf.get(client) ?? 0
    if (timestamp < latest - tolerance) return 134
    if (keep.run(timestamp, hash('sha256', `${client}\n${nonce}`, 'base64url')).changes === 0) return 133
    if (timestamp > latest) raise.run(client, timestamp)
    return 0
  }
  const judgeAll = database.transaction((batch) => {
    const codes = batch.map(({ use }) => judge(use))
    const now = Math.floor(Date.now() / 1000)
    if (now > swept) drop.run(now - lifetime)
    swept = now
    return codes
  })
  let waiting = []
  const commit = () => {
    const batch = waiting
    waiting = []
    const codes = judgeAll.immediate(batch)
    for (const [index, { resolve }] of batch.entries()) resolve(codes[index])
  }
  return async (use) => {
    const code = await new Promise((resolve) => {
      if (waiting.push({ use, resolve }) === 1) setImmediate(commit)
    })
    if (code !== 0) refuse(code)
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
    const code = await redis.useNonce(tag, `${tag}${own}`, timestamp, tolerance, lifetime)
    if (code !== 0) refuse(code)
  }
}

function refuse(code) {
  throw new Fault(code, code === 133 ? 'OAuth nonce used' : 'OAuth timestamp refused')
}
