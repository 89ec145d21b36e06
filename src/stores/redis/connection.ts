import { once } from 'node:events'
import type { OutageListener } from '../outages.js'
import { Cluster, Redis } from './client.js'
import { explainRedis } from './explain-redis.js'
import { clusterOptions, connectionOptions, retryDelay, SOCKET_TIMEOUT } from './options.js'
import { messageOf } from './script.js'

/** How often the slot map of a cluster is refreshed, in milliseconds. */
const SLOTS_REFRESH_INTERVAL = 1000

/** A Redis server or cluster. */
export interface RedisConnection {
  /** Commands fail at once while disconnected, and are never retried. */
  readonly client: Redis | Cluster
  readonly isCluster: boolean
  /** Resolves when the first attempt to connect has succeeded or failed. */
  readonly firstAttempt: Promise<void>
  hasAttempted(): boolean
  /** Why the server refused to select the database of the address, if it did; until it succeeds, the server counts as down. */
  databaseError(): string | undefined
  /** Whether the server, or any node of the cluster, is reported as down. */
  isDown(): boolean
  /** Reports a command that failed; starts an outage where none is known. */
  readonly commandFailed: (error: unknown) => void
  /** Reports an answer; ends such an outage once the last failure is longer ago than the socket timeout. */
  commandAnswered(): void
  /** Registers a listener for disconnects, after which facts about the server may no longer hold. */
  onDisconnect(listener: () => void): void
  /** Resolves when the server, or every master of the cluster, has answered; rejects where one is unavailable. */
  ping(): Promise<void>
  /** The time of the server, or of a node of the cluster, in Unix seconds. */
  now(): Promise<number>
  close(): void
}

/**
 * Connects to Redis, and reconnects after every disconnect; never throws.
 *
 * @param nodes `redis://` or `rediss://` addresses: one of a server, or several of one cluster
 */
export function openRedis(nodes: readonly string[], outages: OutageListener): RedisConnection {
  const disconnectListeners: (() => void)[] = []
  const monitor = createOutageMonitor(outages, () => disconnectListeners.forEach((listener) => void listener()))
  const client = nodes.length > 1 ? openCluster(nodes) : new Redis(nodes[0] ?? '', connectionOptions)
  const ready = client instanceof Cluster ? monitorCluster(client, monitor) : monitorServer(client, monitor)
  let hasAttempted = false
  const firstAttempt = new Promise<void>((resolve) => {
    const done = () => {
      hasAttempted = true
      resolve()
    }
    ready.then(done, done)
    client.once('close', done)
  })
  return {
    client,
    isCluster: client instanceof Cluster,
    firstAttempt,
    hasAttempted: () => hasAttempted,
    databaseError: monitor.databaseError,
    isDown: monitor.isDown,
    commandFailed(error) {
      if (client.status === 'ready') monitor.commandFailed(messageOf(error))
    },
    commandAnswered: monitor.commandAnswered,
    onDisconnect: (listener) => void disconnectListeners.push(listener),
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
      monitor.end()
      client.disconnect()
    },
  }
}

type OutageMonitor = ReturnType<typeof createOutageMonitor>

function monitorServer(server: Redis, monitor: OutageMonitor): Promise<unknown> {
  monitor.add(server, addressOf(server))
  return once(server, 'ready')
}

/** Connects to all masters at once: ioredis connects to a node on first use, and commands fail until it has. */
function monitorCluster(cluster: Cluster, monitor: OutageMonitor): Promise<unknown> {
  const connect = (nodes: readonly Redis[]) =>
    Promise.allSettled(nodes.map(async (node) => (node.status === 'wait' ? node.connect() : undefined)))
  monitor.add(cluster, 'cluster')
  cluster.on('+node', (node: Redis) => {
    monitor.add(node, addressOf(node))
    if (cluster.status === 'ready') void connect([node])
  })
  return new Promise((resolve) => {
    cluster.on('ready', () => void connect(cluster.nodes('master')).then(resolve))
  })
}

function openCluster(nodes: readonly string[]): Cluster {
  const { enableOfflineQueue, retryStrategy, ...options } = connectionOptions
  return new Cluster([...nodes], {
    enableOfflineQueue,
    redisOptions: { ...options, ...clusterOptions(nodes) },
    clusterRetryStrategy: retryDelay,
    clusterNodeRetryStrategy: retryDelay,
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    retryDelayOnTryAgain: 0,
    slotsRefreshInterval: SLOTS_REFRESH_INTERVAL,
    slotsRefreshTimeout: SOCKET_TIMEOUT,
    // Host names are not resolved here, since TLS certificates are issued for names.
    dnsLookup: (address, callback) => callback(null, address),
  })
}

/** Whether an error is the answer to SELECT, which the driver sends as soon as it is connected. */
function isSelectError(error: object): boolean {
  const command: unknown = 'command' in error ? error.command : undefined
  return typeof command === 'object' && command !== null && 'name' in command && command.name === 'select'
}

function addressOf({ options }: Redis): string {
  return `${options.host}:${options.port}`
}

/**
 * Reports outages, once each, and every disconnect. Reports contain explanations only, since errors of the driver may hold
 * passwords.
 */
function createOutageMonitor({ down, up }: OutageListener, onDisconnect: () => void) {
  const downNames = new Set<string>()
  /** The name of the server, or of the cluster as a whole: the first that is added. */
  let mainName: string | undefined
  /** When a command failed last, in an outage during which the connection stays open. */
  let failure: number | undefined
  let ended = false
  let databaseError: string | undefined

  const markDown = (name: string, reason: string) => {
    if (ended || downNames.has(name)) return
    downNames.add(name)
    down(name, reason)
  }
  const markUp = (name: string) => {
    failure = undefined
    if (downNames.delete(name)) up(name)
  }
  return {
    isDown: () => downNames.size > 0,
    databaseError: () => databaseError,
    commandFailed(reason: string): void {
      if (mainName === undefined || (downNames.size > 0 && failure === undefined)) return
      failure = performance.now()
      markDown(mainName, reason)
    },
    commandAnswered(): void {
      if (failure === undefined || mainName === undefined || performance.now() - failure < SOCKET_TIMEOUT) return
      markUp(mainName)
    },
    add(server: Redis | Cluster, name: string): void {
      let reason = 'the connection was closed'
      mainName ??= name
      server.on('error', (error: Error) => {
        if (isSelectError(error)) {
          databaseError = explainRedis(error)
          // Otherwise the driver would use database 0, which may be another program's.
          server.disconnect(true)
        }
        reason = databaseError ?? explainRedis(error)
      })
      server.on('connect', () => {
        databaseError = undefined
      })
      server.on('close', () => {
        failure = undefined
        onDisconnect()
        markDown(name, reason)
      })
      server.on('ready', () => markUp(name))
    },
    end(): void {
      ended = true
    },
  }
}
