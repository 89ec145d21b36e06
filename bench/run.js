import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { limitSettings } from './limits.js'
import { counting, ours, rivals } from './participants.js'
import { babelgate, createIdentity, installRivals } from './prepare.js'

/** `npm run bench [-- --memory] [-- --turns N] [-- --only W3,W4]`; see README.md. */
const { values } = parseArgs({
  options: {
    memory: { type: 'boolean', default: false },
    turns: { type: 'string', default: '15' },
    only: { type: 'string' },
  },
})

installRivals()
const { hasPhpSoap, startPhp, startServer } = await import('./servers.js')
const { hasRedis, startRedis } = await import('./redis.js')
const { workloads } = await import('./workloads.js')
const { compareWorkers, notHere } = await import('./scaling.js')
const folder = mkdtempSync(join(tmpdir(), 'babelgate-bench-'))
const settings = { DATA_DIR: join(folder, 'data'), LIMIT_IP: '0', LIMIT_APP: '0', DEMO: '0' }
const running = []
const turns = Number(values.turns)
const usual = `W1,W2,W3,W4,W5m,W5r,W6${notHere === undefined ? ',W8' : ''},G1,G2`
const asked = (values.only ?? usual).split(',')
const needRedis = ['W5r', 'W6', 'W8']
const missing = hasRedis() ? [] : asked.filter((workload) => needRedis.includes(workload))
const apart = ['W8', 'G1', 'G2']
const chosen = asked.filter((workload) => !missing.includes(workload) && !apart.includes(workload))
const isAsked = ({ does }) => does.some((workload) => chosen.includes(workload))

/** Keeps a server among those that are stopped at the end, those first that others need last. */
async function run(starting) {
  const server = await starting
  running.unshift(server)
  return server
}

async function stopAll() {
  for (const { stop } of running.splice(0)) await stop()
}

/**
 * Each has a copy of the stores to itself, so that no server's writes empty the caches of another.
 *
 * @param more settings beside those of the participant
 * @param cores where it runs
 */
function startOurs({ name, level, does, limits }, more, cores) {
  const own = mkdtempSync(join(folder, 'own-'))
  cpSync(settings.DATA_DIR, own, { recursive: true })
  const counted = limits === true ? limitSettings : {}
  const env = { ...settings, ...counted, ...more, DATA_DIR: own, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: level }
  return run(startServer(name, does, [babelgate, 'serve'], env, { log: `${own}.log`, cores }))
}

/** Starts everybody who knows one of the workloads. */
async function startAll({ key, secret, token, tokenSecret }) {
  const env = { BENCH_KEY: key, BENCH_SECRET: secret, BENCH_TOKEN: token, BENCH_TOKEN_SECRET: tokenSecret }
  const redis = chosen.some((workload) => needRedis.includes(workload)) ? await run(startRedis()) : undefined
  const envOf = (participant) => ({
    ...(participant.redis === true ? { REDIS_URL: redis.url } : {}),
    ...(participant.disk === true ? { BENCH_NONCES: join(mkdtempSync(join(folder, 'nonces-')), 'nonces.sqlite') } : {}),
  })
  const servers = []
  for (const rival of rivals.filter(isAsked)) {
    const args = [`rivals/${rival.file}.js`]
    servers.push(await run(startServer(rival.name, rival.does, args, { ...env, ...envOf(rival) })))
  }
  if (chosen.includes('W3') && hasPhpSoap()) {
    servers.push(await run(startPhp('php SoapServer', ['W3'], 'rivals/soap-server.php', env)))
  }
  for (const one of ours.filter(isAsked)) servers.push(await startOurs(one, envOf(one)))
  return servers
}

/**
 * Starts the gateway on an empty folder of its own, for the rows about growth.
 *
 * @param prepare fills the folder, by the settings that it is given
 * @param args further arguments of `serve`
 */
async function startGrown(more, prepare, args = []) {
  const env = { ...settings, ...more, DATA_DIR: mkdtempSync(join(folder, 'grown-')), HOST: '127.0.0.1', PORT: '0' }
  prepare(env)
  return run(startServer('babelgate', [], [babelgate, 'serve', ...args], { ...env, LOG_LEVEL: 'warn' }))
}

/** Prints what a call costs where there are more applications, or more methods. */
async function compareGrowth(identity) {
  const { growApplications, growMethods } = await import('./growth.js')
  if (asked.includes('G1')) await growApplications(startGrown, turns)
  await stopAll()
  const onCopy = (more, prepare, args) =>
    startGrown(
      more,
      (env) => {
        cpSync(settings.DATA_DIR, env.DATA_DIR, { recursive: true })
        prepare(env)
      },
      args,
    )
  if (asked.includes('G2')) await growMethods(onCopy, identity, folder, turns)
  await stopAll()
}

/** Prints the table, then what workers gain. */
async function compareAll(identity, calls) {
  if (chosen.length > 0) {
    const { compare } = await import('./compare.js')
    const servers = await startAll(identity)
    await compare(servers, Object.fromEntries(chosen.map((workload) => [workload, calls[workload]])), turns)
    await stopAll()
  }
  if (missing.length > 0) process.stdout.write(`redis-server is missing: no ${missing.join(', ')}.\n`)
  else if (asked.includes('W8') && notHere !== undefined) process.stdout.write(notHere)
  else if (asked.includes('W8')) {
    const start = (redis, workers, cores) =>
      startOurs(counting, { REDIS_URL: redis.url, WORKERS: String(workers) }, cores)
    await compareWorkers((cores) => run(startRedis(cores)), start, calls.W6, turns)
  }
}

try {
  const identity = createIdentity(settings)
  const calls = workloads(identity)
  if (values.memory) {
    const { watchMemory } = await import('./memory.js')
    await watchMemory(await startOurs(ours[0], {}), calls.W2)
  } else {
    await compareAll(identity, calls)
    await compareGrowth(identity)
  }
} finally {
  await stopAll()
  rmSync(folder, { recursive: true })
}
