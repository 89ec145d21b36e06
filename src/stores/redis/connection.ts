import { once } from 'node:events'
import type { Outages } from '../outages.js'
import { Cluster, Redis } from './client.js'
import { explainRedis } from './explain-redis.js'
import { connecting, inCommon, pause, SILENCE } from './options.js'
import { messageOf } from './script.js'

/** How often a cluster is asked who has which keys, in milliseconds. */
const REFRESH = 1000

/** A Redis server or cluster. */
export interface RedisConnection {
  /** Commands fail at once while there is no connection, and are never sent a second time. */
  readonly client: Redis | Cluster
  readonly isCluster: boolean
  /** Resolves when the first attempt to connect has succeeded or failed. */
  readonly attempted: Promise<void>
  isAttempted(): boolean
  /** What the server refuses the address itself for: it lacks the database. Until it has it, the server counts as away. */
  refusal(): string | undefined
  /** Whether there is an outage that was told of and is not over; of any node of a cluster. */
  isAway(): boolean
  /** Takes note of a command that failed for want of a good answer, which counts as an outage where none is known. */
  readonly failed: (error: unknown) => void
  /** Takes note of an answer, which ends such an outage once the last failure is a while ago. */
  answered(): void
  /** Tells whenever a connection was lost; what was known about its server may not hold for the next one. */
  onLost(listener: () => void): void
  /** Resolves when every server that keeps data has answered; rejects where one is away. */
  ping(): Promise<void>
  /** The time on the server, or on one of the cluster, in Unix seconds. */
  now(): Promise<number>
  close(): void
}

/**
 * Connects to Redis, now and again after every loss; never fails.
 *
 * @param nodes `redis://` or `rediss://` addresses: one of a server, or several of one cluster
 */
export function openRedis(nodes: readonly string[], outages: Outages): RedisConnection {
  const lost: (() => void)[] = []
  const watch = createWatch(outages, () => lost.forEach((listener) => void listener()))
  const client = nodes.length > 1 ? openCluster(nodes) : new Redis(nodes[0] ?? '', connecting)
  const ready = client instanceof Cluster ? watchCluster(client, watch) : watchServer(client, watch)
  let isAttempted = false
  const attempted = new Promise<void>((resolve) => {
    const done = () => {
      isAttempted = true
      resolve()
    }
    ready.then(done, done)
    client.once('close', done)
  })
  return {
    client,
    isCluster: client instanceof Cluster,
    attempted,
    isAttempted: () => isAttempted,
    refusal: watch.refusal,
    isAway: watch.isAway,
    failed(error) {
      if (client.status === 'ready') watch.failed(messageOf(error))
    },
    answered: watch.answered,
    onLost: (listener) => void lost.push(listener),
    async ping() {
      const servers = client instanceof Cluster ? client.nodes('master') : [client]
      if (servers.length === 0) throw new Error('no node of the cluster answers')
      await Promise.all(servers.map((server) => server.ping()))
    },
    async now() {
      const [seconds, micros] = await client.time()
      return Number(seconds) + Number(micros) / 1_000_000
    },
    close() {
      watch.end()
      client.disconnect()
    },
  }
}

type Watch = ReturnType<typeof createWatch>

function watchServer(server: Redis, watch: Watch): Promise<unknown> {
  watch.add(server, addressOf(server))
  return once(server, 'ready')
}

/** A node of a cluster is connected to when it is first needed, and calls that come meanwhile fail; so it is needed now. */
function watchCluster(cluster: Cluster, watch: Watch): Promise<unknown> {
  const connect = (nodes: readonly Redis[]) =>
    Promise.allSettled(nodes.map(async (node) => (node.status === 'wait' ? node.connect() : undefined)))
  watch.add(cluster, 'cluster')
  cluster.on('+node', (node: Redis) => {
    watch.add(node, addressOf(node))
    if (cluster.status === 'ready') void connect([node])
  })
  return new Promise((resolve) => {
    cluster.on('ready', () => void connect(cluster.nodes('master')).then(resolve))
  })
}

function openCluster(nodes: readonly string[]): Cluster {
  const { enableOfflineQueue, retryStrategy, ...options } = connecting
  return new Cluster([...nodes], {
    enableOfflineQueue,
    redisOptions: { ...options, ...inCommon(nodes) },
    clusterRetryStrategy: pause,
    clusterNodeRetryStrategy: pause,
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    retryDelayOnTryAgain: 0,
    slotsRefreshInterval: REFRESH,
    slotsRefreshTimeout: SILENCE,
    // Names are left as they are, since certificates are for names.
    dnsLookup: (address, callback) => callback(null, address),
  })
}

/** Whether it was the database that Redis refused, which the driver selects as soon as it is connected. */
function isOfSelect(error: object): boolean {
  const command: unknown = 'command' in error ? error.command : undefined
  return typeof command === 'object' && command !== null && 'name' in command && command.name === 'select'
}

function addressOf({ options }: Redis): string {
  return `${options.host}:${options.port}`
}

/** Tells of outages, once each, and of every loss. Errors are told by what is wrong: what else they carry has passwords in it. */
function createWatch({ away, back }: Outages, lost: () => void) {
  const gone = new Set<string>()
  /** The server, or the cluster as a whole: what is added first. */
  let whole: string | undefined
  /** When a command failed last, in an outage that nothing but commands shows. */
  let failure: number | undefined
  let ended = false
  let refusal: string | undefined

  const leave = (name: string, reason: string) => {
    if (ended || gone.has(name)) return
    gone.add(name)
    away(name, reason)
  }
  const enter = (name: string) => {
    failure = undefined
    if (gone.delete(name)) back(name)
  }
  return {
    isAway: () => gone.size > 0,
    refusal: () => refusal,
    failed(reason: string): void {
      if (whole === undefined || (gone.size > 0 && failure === undefined)) return
      failure = performance.now()
      leave(whole, reason)
    },
    answered(): void {
      if (failure === undefined || whole === undefined || performance.now() - failure < SILENCE) return
      enter(whole)
    },
    add(server: Redis | Cluster, name: string): void {
      let reason = 'the connection was closed'
      whole ??= name
      server.on('error', (error: Error) => {
        if (isOfSelect(error)) {
          refusal = explainRedis(error)
          // Else the driver goes on in database 0, which may be another program's.
          server.disconnect(true)
        }
        reason = refusal ?? explainRedis(error)
      })
      server.on('connect', () => {
        refusal = undefined
      })
      server.on('close', () => {
        failure = undefined
        lost()
        leave(name, reason)
      })
      server.on('ready', () => enter(name))
    },
    end(): void {
      ended = true
    },
  }
}
