import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/free-port.js'
import { type PostgresServer, startPostgres } from '../support/postgres.js'
import { type Environment, type Installation, install, type ServerProcess } from '../support/process.js'
import { type RedisServer, startRedis } from '../support/redis.js'

/** What is put under load: some nodes, one node of several workers, or one process with everything embedded. */
export type Shape =
  | { readonly kind: 'nodes' | 'workers'; readonly count: number }
  | { readonly kind: 'embedded'; readonly count: 1 }

/** Where clients believe that they call, whichever node they reach. */
export const publicUrl = 'https://soak.example.org'

/** Limits that nobody reaches, so that calls are counted and none is refused for their number. */
const usual: Environment = {
  PUBLIC_URL: publicUrl,
  LOG_LEVEL: 'warn',
  LIMIT_IP: '10000/s,9000000/h',
  LIMIT_APP: '90000000/d',
}

/** A PostgreSQL that can be disturbed. */
export interface Database {
  /** Stops all of its processes from answering, until they are resumed. */
  stall(): void
  resume(): void
  /** Ends it as a crash would, and starts it again. */
  crash(): Promise<void>
}

/** A running gateway with its stores. */
export interface Deployment {
  readonly shape: Shape
  readonly place: Installation
  readonly redis: RedisServer | undefined
  readonly database: Database | undefined
  /** Where the nodes listen; one that was killed keeps its place until it is back. */
  urls(): readonly string[]
  /** The nodes in turn, as a balancer chooses them. */
  nextUrl(): string
  /** Ends a process of the gateway without warning and waits until another one is there. */
  kill(): Promise<void>
  /** The processes whose memory tells: those that no kill ends, where there are such. */
  lasting(): readonly number[]
  /** What the servers wrote to their logs, by message. */
  logged(): ReadonlyMap<string, number>
  /** Stops the servers. @returns the exit codes of those that ran to the end */
  stop(): Promise<readonly (number | null)[]>
  remove(): Promise<void>
}

/** Starts everything that a shape consists of. */
export async function deploy(shape: Shape): Promise<Deployment> {
  const stores = shape.kind === 'embedded' ? undefined : await startStores()
  const place = install({ ...usual, ...stores?.env })
  if (stores !== undefined) await place.json('migrate')
  const env = shape.kind === 'workers' ? { WORKERS: String(shape.count) } : {}
  const count = shape.kind === 'nodes' ? shape.count : 1
  const all: ServerProcess[] = []
  const start = async (port: string) => {
    const server = await place.serve({ env: { ...env, PORT: port } })
    all.push(server)
    return { server, port, url: server.url }
  }
  const nodes = await Promise.all(Array.from({ length: count }, async () => start(String(await freePort()))))
  let turn = 0
  let victim = 0

  const killNode = async () => {
    victim = count === 1 ? 0 : 1 + (victim % (count - 1))
    const node = nodes[victim]
    if (node === undefined) return
    await node.server.kill()
    nodes[victim] = await start(node.port)
  }
  const killWorker = async () => {
    const parent = nodes[0]?.server
    if (parent === undefined) return
    const pid = childrenOf(parent.pid).at(-1) ?? 0
    process.kill(pid, 'SIGKILL')
    await parent.logged(({ worker }) => worker === pid)
  }
  return {
    shape,
    place,
    redis: stores?.redis,
    database: stores?.database,
    urls: () => nodes.map(({ url }) => url),
    nextUrl: () => nodes[turn++ % nodes.length]?.url ?? '',
    kill: shape.kind === 'workers' ? killWorker : killNode,
    lasting: () => {
      const pid = nodes[0]?.server.pid ?? 0
      return shape.kind === 'workers' ? [pid, ...childrenOf(pid).slice(0, 1)] : [pid]
    },
    logged: () => countMessages(all),
    stop: () => Promise.all(nodes.map(({ server }) => server.stop())),
    async remove() {
      await place.remove()
      await stores?.remove()
    },
  }
}

/** Starts a PostgreSQL and a Redis. */
async function startStores() {
  const home = mkdtempSync(join(tmpdir(), 'babelgate-soak-'))
  chmodSync(home, 0o755)
  const redis = await startRedis()
  let server: PostgresServer = await startPostgres(home)
  const { url } = server
  const database: Database = {
    stall: () => server.stall(),
    resume: () => server.resume(),
    async crash() {
      await server.stop()
      server = await startPostgres(home, Number(new URL(url).port))
    },
  }
  const env: Environment = { DATABASE_URL: url, REDIS_URL: redis.url, SECRET_KEY: 'the key of one soak of the gateway' }
  const remove = async () => {
    await server.stop()
    await redis.remove()
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  return { redis, database, env, remove }
}

/** The processes that the first thread of a process has started, oldest first. */
function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.map(Number).sort((a, b) => a - b)
}

function countMessages(servers: readonly ServerProcess[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { level, msg } of servers.flatMap((server) => server.log())) {
    const message = `${Number(level) >= 50 ? 'error' : 'warning'}: ${msg}`
    counts.set(message, (counts.get(message) ?? 0) + 1)
  }
  return counts
}
