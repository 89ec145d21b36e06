import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { babelgate, createIdentity, installRivals } from './prepare.js'

/** `npm run bench [-- --memory] [-- --seconds N] [-- --rounds N] [-- --only W3,W4]`; see README.md. */
const { values } = parseArgs({
  options: {
    memory: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'W1,W2,W3,W4' },
  },
})

installRivals()
const { hasPhpSoap, startPhp, startServer } = await import('./servers.js')
const { workloads } = await import('./workloads.js')
const folder = mkdtempSync(join(tmpdir(), 'babelgate-bench-'))
const settings = { DATA_DIR: join(folder, 'data'), LIMIT_IP: '0', LIMIT_APP: '0', DEMO: '0' }
const servers = []
const chosen = values.only.split(',')

/** The rivals by their files, and the workloads that they know. */
const rivals = {
  bare: ['W1', 'W2', 'W3', 'W4'],
  fastify: ['W1', 'W2'],
  express: ['W1', 'W2'],
  'npm-soap': ['W3'],
  'npm-xmlrpc': ['W4'],
}

function startOurs(name, level) {
  const env = { ...settings, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: level }
  return startServer(name, chosen, [babelgate, 'serve'], env, join(folder, `${level}.log`))
}

try {
  const identity = createIdentity(settings)
  const calls = workloads(identity)
  if (values.memory) {
    const { watchMemory } = await import('./memory.js')
    servers.push(await startOurs('babelgate', 'warn'))
    await watchMemory(servers[0], calls.W2.requests)
  } else {
    const { compare } = await import('./compare.js')
    const env = { BENCH_KEY: identity.key, BENCH_SECRET: identity.secret, BENCH_TOKEN: identity.token }
    for (const [rival, does] of Object.entries(rivals)) {
      if (does.some((workload) => chosen.includes(workload))) {
        servers.push(await startServer(rival, does, [`rivals/${rival}.js`], env))
      }
    }
    if (chosen.includes('W3') && hasPhpSoap()) {
      servers.push(await startPhp('php SoapServer', ['W3'], 'rivals/soap-server.php', env))
    }
    servers.push(await startOurs('babelgate', 'warn'))
    servers.push(await startOurs('babelgate, call lines', 'info'))
    const asked = Object.fromEntries(chosen.map((workload) => [workload, calls[workload]]))
    await compare(servers, asked, { seconds: Number(values.seconds), rounds: Number(values.rounds) })
  }
} finally {
  await Promise.all(servers.map((server) => server.stop()))
  rmSync(folder, { recursive: true })
}
