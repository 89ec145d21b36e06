import type { CacheName, InvalidationBus } from '../invalidation-bus.js'
import { Redis } from './client.js'
import type { RedisConnection } from './connection.js'
import { connecting, inCommon } from './options.js'
import { messageOf } from './script.js'

/** After how long without a word a connection is examined, in milliseconds: firewalls forget those that say nothing. */
const EXAMINED = 10_000

/** How long after Redis refused a subscription it is asked again, in milliseconds. */
const AGAIN = 1000

/** What messages are sent and heard with. */
export interface RedisInvalidationBusDependencies {
  /** Messages leave by it; they are heard on connections of their own. */
  readonly redis: RedisConnection
  /** The addresses of the server, or of nodes of the cluster. */
  readonly nodes: readonly string[]
  /** The id of the installation, undefined while it has none; messages reach every database of a server, so their channel is named after it. */
  readonly installation: () => Promise<string | undefined>
  /** Told once when messages cannot be heard though Redis can be reached. */
  readonly deaf: (reason: string) => void
}

/** Tells of changes by messages of Redis. Those of a cluster reach all of its nodes, so each is listened to. */
export function createRedisInvalidationBus({
  redis,
  nodes,
  installation,
  deaf,
}: RedisInvalidationBusDependencies): InvalidationBus {
  const listeners: (readonly [CacheName, () => void])[] = []
  const leaving = new Set<Promise<void>>()
  let subscribers: readonly Redis[] = []

  const hear = (memory?: string) => {
    for (const [wanted, listener] of listeners) if (memory === undefined || memory === wanted) listener()
  }
  const send = async (memory: CacheName) => {
    const id = await installation()
    // Without an id no server has ever run, so nobody listens.
    if (id === undefined) return
    await redis.attempted
    await redis.client.publish(channelOf(id), memory)
  }
  return {
    publish(memory) {
      // A message that is lost is what the end of every belief is for, and an outage is told of by its connection.
      const sending = send(memory)
        .catch(() => undefined)
        .finally(() => leaving.delete(sending))
      leaving.add(sending)
    },
    subscribe: (memory, listener) => void listeners.push([memory, listener]),
    listen() {
      const channel = async () => channelOf((await installation()) ?? '')
      subscribers = nodes.map((node) => {
        const options = { ...connecting, ...inCommon(nodes), keepAlive: EXAMINED, autoResubscribe: false }
        return subscribe(new Redis(node, options), { channel, hear, deaf })
      })
    },
    async close() {
      for (const subscriber of subscribers) subscriber.disconnect()
      await Promise.all(leaving)
    },
  }
}

interface Subscription {
  readonly channel: () => Promise<string>
  /** Called for every message, and without one after the connection was away. */
  readonly hear: (message?: string) => void
  readonly deaf: (reason: string) => void
}

/** Subscribes whenever there is a connection, since ioredis would not say when it has done so again. */
function subscribe(subscriber: Redis, { channel, hear, deaf }: Subscription): Redis {
  let isDeaf = false
  const join = async () => {
    try {
      await subscriber.subscribe(await channel())
      isDeaf = false
      // What was told until now nobody heard.
      hear()
    } catch (error) {
      // Without a connection the next one is waited for.
      if (subscriber.status !== 'ready') return
      if (!isDeaf) deaf(messageOf(error))
      isDeaf = true
      setTimeout(join, AGAIN).unref()
    }
  }
  subscriber.on('ready', join)
  subscriber.on('message', (_channel, message) => hear(message))
  // The connection that commands take tells of outages.
  subscriber.on('error', () => undefined)
  return subscriber
}

function channelOf(installation: string): string {
  return `babelgate:${installation}:changes`
}
