import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { limitSettings } from './limits.js'
import { ours, rivals } from './participants.js'
import { babelgate, createIdentity, installRivals } from './prepare.js'

/** `npm run bench [-- --memory] [-- --turns N] [-- --only W3,W4]`; see README.md. */
const { values } = parseArgs({
  options: {
    memory: { type: 'boolean', default: false },
    turns: { type: 'string', default: '15' },
    only: { type: 'string', default: 'W1,W2,W3,W4,W5m,W5r,W6' },
  },
})

installRivals()
const { hasPhpSoap, startPhp, startServer } = await import('./servers.js')
const { hasRedis, startRedis } = await import('./redis.js')
const { workloads } = await import('./workloads.js')
const folder = mkdtempSync(join(tmpdir(), 'babelgate-bench-'))
const settings = { DATA_DIR: join(folder, 'data'), LIMIT_IP: '0', LIMIT_APP: '0', DEMO: '0' }
const running = []
const needRedis = new Set(['W5r', 'W6'])
const asked = values.only.split(',')
const chosen = asked.filter((workload) => !needRedis.has(workload) || hasRedis())
const isAsked = ({ does }) => does.some((workload) => chosen.includes(workload))

/** Each has a copy of the stores to itself, so that no server's writes empty the caches of another. */
function startOurs({ name, level, does, limits }, redis) {
  const own = join(folder, String(running.length))
  cpSync(settings.DATA_DIR, own, { recursive: true })
  const env = {
    ...settings,
    ...(limits === true ? limitSettings : {}),
    ...redis,
    DATA_DIR: own,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: level,
  }
  return startServer(name, does, [babelgate, 'serve'], env, `${own}.log`)
}

/** Starts everybody who knows one of the workloads. */
async function startAll({ key, secret, token, tokenSecret }) {
  const env = { BENCH_KEY: key, BENCH_SECRET: secret, BENCH_TOKEN: token, BENCH_TOKEN_SECRET: tokenSecret }
  const redis = chosen.some((workload) => needRedis.has(workload)) ? await startRedis() : undefined
  if (redis !== undefined) running.push(redis)
  const envOf = (participant) => (participant.redis === true ? { REDIS_URL: redis.url } : {})
  const servers = []
  const add = async (starting) => {
    const server = await starting
    servers.push(server)
    running.unshift(server)
  }
  for (const rival of rivals.filter(isAsked)) {
    await add(startServer(rival.name, rival.does, [`rivals/${rival.file}.js`], { ...env, ...envOf(rival) }))
  }
  if (chosen.includes('W3') && hasPhpSoap()) {
    await add(startPhp('php SoapServer', ['W3'], 'rivals/soap-server.php', env))
  }
  for (const one of ours.filter(isAsked)) await add(startOurs(one, envOf(one)))
  return servers
}

try {
  const identity = createIdentity(settings)
  const calls = workloads(identity)
  if (values.memory) {
    const { watchMemory } = await import('./memory.js')
    running.push(await startOurs(ours[0], {}))
    await watchMemory(running[0], calls.W2)
  } else {
    const { compare } = await import('./compare.js')
    const servers = await startAll(identity)
    await compare(servers, Object.fromEntries(chosen.map((name) => [name, calls[name]])), Number(values.turns))
    const missing = asked.filter((workload) => !chosen.includes(workload))
    if (missing.length > 0) process.stdout.write(`redis-server is missing: no ${missing.join(', ')}.\n`)
  }
} finally {
  for (const { stop } of running) await stop()
  rmSync(folder, { recursive: true })
}
