import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nameOfLoad } from './loads.js'
import { startNginx } from './nginx.js'
import {
  asked,
  chosen,
  chosenTables,
  missing,
  missingLines,
  needNginx,
  needRedis,
  turns,
  turnsOfStarts,
  watchesMemory,
  watchesSnapshot,
  watchesStart,
} from './options.js'
import { counting } from './participants.js'
import { babelgate, createIdentity, installRivals } from './prepare.js'
import { startRedis } from './redis.js'
import { compareWorkers, notHere } from './scaling.js'
import { hasPhpSoap, pinned, startPhp, startServer } from './servers.js'
import { upstreams } from './shop.js'
import { workloads } from './workloads.js'

/** `npm run bench [-- --memory] [-- --start] [-- --snapshot] [-- --turns N] [-- --starts N] [-- --only W3,W4] [-- --rows as-shipped] [-- --load wrk-64]`; see README.md. */
const chosenRows = chosenTables()
installRivals()
const folder = mkdtempSync(join(tmpdir(), 'babelgate-bench-'))
const settings = { DATA_DIR: join(folder, 'data'), LIMIT_IP: '0', LIMIT_APP: '0', DEMO: '0' }
const running = []
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
async function startOurs({ name, level, does, settings: own, carries }, more, cores) {
  const data = mkdtempSync(join(folder, 'own-'))
  cpSync(settings.DATA_DIR, data, { recursive: true })
  const env = { ...settings, ...own, ...more, DATA_DIR: data, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: level }
  const server = await run(startServer(name, does, [babelgate, 'serve'], env, { log: `${data}.log`, cores }))
  return { ...server, carries }
}

/** Writes the file that names the service behind W7. @param url where the service is */
function upstreamsFile(url) {
  const file = join(folder, 'upstreams.yaml')
  writeFileSync(file, upstreams(url))
  return file
}

/** Starts everybody of a table who knows one of the workloads. */
async function startAll({ rivals, ours, php, alike }, { key, secret, token, tokenSecret }) {
  const identity = { BENCH_KEY: key, BENCH_SECRET: secret, BENCH_TOKEN: token, BENCH_TOKEN_SECRET: tokenSecret }
  const env = { ...identity, BENCH_HEADERS: alike ? 'all' : 'own' }
  const redis = chosen.some((workload) => needRedis.includes(workload)) ? await run(startRedis()) : undefined
  const nginx = chosen.some((workload) => needNginx.includes(workload)) ? await run(startNginx()) : undefined
  const envOf = (participant) => ({
    ...(participant.redis === true ? { REDIS_URL: redis.url } : {}),
    ...(participant.disk === true ? { BENCH_NONCES: join(mkdtempSync(join(folder, 'nonces-')), 'nonces.sqlite') } : {}),
    ...(participant.service === true ? { BENCH_SERVICE: nginx.url, UPSTREAMS: upstreamsFile(nginx.url) } : {}),
  })
  const servers = []
  for (const rival of rivals.filter(isAsked)) {
    const args = [`rivals/${rival.file}.js`]
    servers.push(await run(startServer(rival.name, rival.does, args, { ...env, ...envOf(rival) })))
  }
  if (php && chosen.includes('W3') && hasPhpSoap()) {
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

/** Prints the tables of one set of rows, by each load. */
async function compareRows(table, identity, calls) {
  const { compare, joinStarts } = await import('./compare.js')
  const { printTables } = await import('./tables.js')
  const measured = Object.fromEntries(chosen.map((workload) => [workload, calls[workload]]))
  const starts = []
  for (const share of turnsOfStarts) {
    const servers = await startAll(table, identity)
    starts.push(await compare(servers, measured, { loads: table.loads, turns: share, alike: table.alike }))
    await stopAll()
  }
  const results = joinStarts(starts)
  for (const [index, load] of table.loads.entries()) {
    const own = table.ours.map(({ name }) => name)
    printTables(results[index], chosen, { title: `${table.name}, ${nameOfLoad(load)}`, subject: own[0], own })
  }
}

/** Prints what workers gain, or why it cannot be measured. */
async function compareScaling(calls) {
  for (const line of missingLines) process.stdout.write(line)
  if (missing.includes('W8')) return
  if (asked.includes('W8') && notHere !== undefined) process.stdout.write(notHere)
  else if (asked.includes('W8')) {
    const start = (redis, workers, cores) =>
      startOurs(counting, { REDIS_URL: redis.url, WORKERS: String(workers) }, cores)
    await compareWorkers((cores) => run(startRedis(cores)), start, calls.W6, turns)
  }
}

/** Prints all that was asked for. */
async function compareAll(identity, calls) {
  if (chosen.length > 0) {
    for (const table of chosenRows) await compareRows(table, identity, calls)
    if (!pinned) process.stdout.write('taskset is missing or there is one core only: nothing was bound to a core.\n')
  }
  process.stdout.write('\n')
  await compareScaling(calls)
  await compareGrowth(identity)
}

try {
  const identity = createIdentity(settings)
  const calls = workloads(identity)
  if (watchesMemory) {
    const { watchMemory } = await import('./memory.js')
    await watchMemory(await startOurs({ name: 'babelgate', level: 'warn', does: [] }, {}), calls.W2)
  } else if (watchesStart) {
    const { watchStart } = await import('./start.js')
    const env = { ...settings, HOST: '127.0.0.1', PORT: '0' }
    await watchStart(() => run(startServer('babelgate', [], [babelgate, 'serve'], env, { log: `${folder}/start.log` })))
  } else if (watchesSnapshot) {
    const { largeSize, watchSnapshot } = await import('./snapshot.js')
    const { writeLargeService } = await import('./large-service.js')
    const file = writeLargeService(folder, largeSize, 'http://127.0.0.1:9')
    const log = `${folder}/start.log`
    const env = { ...settings, HOST: '127.0.0.1', PORT: '0' }
    const start = (more) => run(startServer('babelgate', [], [babelgate, 'serve'], { ...env, ...more }, { log }))
    await watchSnapshot(start, file)
  } else {
    await compareAll(identity, calls)
  }
} finally {
  await stopAll()
  rmSync(folder, { recursive: true })
}
