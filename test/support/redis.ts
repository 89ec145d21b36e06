import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from './free-port.js'
import { until } from './process.js'

/** A Redis server of a test's own, with a port and a folder that it keeps when it is started again. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  /** Starts it and waits until it answers; it finds the snapshot that it last saved. */
  start(): Promise<void>
  /** Stops it from answering, as an overloaded machine would, until it is resumed. */
  stall(): void
  resume(): void
  /** Ends it without warning. */
  kill(): Promise<void>
  /** Runs commands on a connection of their own. */
  ask<Answer>(commands: (redis: Redis) => Promise<Answer>): Promise<Answer>
  /** Ends it and removes its files. */
  remove(): Promise<void>
}

/** Starts a server that keeps nothing on disk but what it is told to save. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-redis-'))
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--loglevel', 'warning']
  let child: ChildProcess
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const ask: RedisServer['ask'] = async (commands) => {
    const redis = new Redis(port, { retryStrategy: null })
    redis.on('error', () => undefined)
    return commands(redis).finally(() => redis.disconnect())
  }
  const answers = () =>
    ask((redis) => redis.ping()).then(
      () => true,
      () => false,
    )
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    async start() {
      child = spawn('redis-server', [...place, ...options], { stdio: 'ignore' })
      await until(answers)
    },
    stall: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill,
    ask,
    async remove() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start().catch(async (error: unknown) => {
    await server.remove()
    throw error
  })
  return server
}

/** Three servers that share the 16384 slots of a Redis Cluster. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  /** As REDIS_URL wants them. */
  readonly urls: readonly string[]
  remove(): Promise<void>
}

/** Starts a cluster of three nodes without replicas. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const ranges = [
    [0, 5460],
    [5461, 10922],
    [10923, 16383],
  ] as const
  const nodes: RedisServer[] = []
  const busPorts: number[] = []
  for (const [index, [first, last]] of ranges.entries()) {
    const busPort = await freePort()
    const node = await startRedis('--cluster-enabled', 'yes', '--cluster-port', String(busPort))
    await node.ask((redis) => redis.cluster('SET-CONFIG-EPOCH', index + 1))
    await node.ask((redis) => redis.cluster('ADDSLOTSRANGE', first, last))
    nodes.push(node)
    busPorts.push(busPort)
  }
  for (const [index, { port }] of nodes.entries())
    await nodes[0]?.ask((redis) => redis.call('CLUSTER', 'MEET', '127.0.0.1', port, busPorts[index] ?? 0))
  for (const node of nodes) await until(() => node.ask(isComplete))
  return {
    nodes,
    urls: nodes.map(({ url }) => url),
    async remove() {
      for (const node of nodes) await node.remove()
    },
  }
}

async function isComplete(redis: Redis): Promise<boolean> {
  const info = String(await redis.cluster('INFO'))
  return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3')
}
