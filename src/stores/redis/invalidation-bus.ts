import type { CacheName, InvalidationBus } from '../invalidation-bus.js'
import { Redis } from './client.js'
import type { RedisConnection } from './connection.js'
import { clusterOptions, connectionOptions } from './options.js'
import { messageOf } from './script.js'

/** After how long TCP keep-alive starts on an idle subscriber, in milliseconds: firewalls drop idle connections. */
const KEEP_ALIVE = 10_000

/** The delay before a refused subscription is tried again, in milliseconds. */
const RESUBSCRIBE_DELAY = 1000

/** The dependencies of the bus. */
export interface RedisInvalidationBusDependencies {
  /** The connection that publishes; subscribers have connections of their own. */
  readonly redis: RedisConnection
  /** The addresses of the server, or of nodes of the cluster. */
  readonly nodes: readonly string[]
  /**
   * The id of the installation, undefined while it has none. It is part of the channel's name, since messages reach all
   * clients of a server, whichever database they have selected.
   */
  readonly installation: () => Promise<string | undefined>
  /** Called once when a subscription fails though Redis can be reached. */
  readonly onSubscribeError: (reason: string) => void
}

/** An invalidation bus over Redis pub/sub. A cluster sends messages to all of its nodes; each address has a subscriber. */
export function createRedisInvalidationBus({
  redis,
  nodes,
  installation,
  onSubscribeError,
}: RedisInvalidationBusDependencies): InvalidationBus {
  const listeners: (readonly [CacheName, () => void])[] = []
  const publishing = new Set<Promise<void>>()
  let subscribers: readonly Redis[] = []

  const notify = (cache?: string) => {
    for (const [wanted, listener] of listeners) if (cache === undefined || cache === wanted) listener()
  }
  const send = async (cache: CacheName) => {
    const id = await installation()
    // Without an id no server has ever run, so there are no subscribers.
    if (id === undefined) return
    await redis.firstAttempt
    await redis.client.publish(channelOf(id), cache)
  }
  return {
    publish(cache) {
      // The time to live of the caches covers a lost message, and the connection reports outages.
      const sending = send(cache)
        .catch(() => undefined)
        .finally(() => publishing.delete(sending))
      publishing.add(sending)
    },
    subscribe: (cache, listener) => void listeners.push([cache, listener]),
    listen() {
      const channel = async () => channelOf((await installation()) ?? '')
      subscribers = nodes.map((node) => {
        const options = {
          ...connectionOptions,
          ...clusterOptions(nodes),
          keepAlive: KEEP_ALIVE,
          autoResubscribe: false,
        }
        return subscribe(new Redis(node, options), { channel, notify, onSubscribeError })
      })
    },
    async close() {
      for (const subscriber of subscribers) subscriber.disconnect()
      await Promise.all(publishing)
    },
  }
}

interface Subscription {
  readonly channel: () => Promise<string>
  /** Called with every message, and without one after each (re)connect. */
  readonly notify: (message?: string) => void
  readonly onSubscribeError: (reason: string) => void
}

/** Subscribes after every connect, since ioredis does not report that it has resubscribed by itself. */
function subscribe(subscriber: Redis, { channel, notify, onSubscribeError }: Subscription): Redis {
  let isFailing = false
  const join = async () => {
    try {
      await subscriber.subscribe(await channel())
      isFailing = false
      // Messages that were published before were missed.
      notify()
    } catch (error) {
      // Without a connection, the next `ready` event subscribes.
      if (subscriber.status !== 'ready') return
      if (!isFailing) onSubscribeError(messageOf(error))
      isFailing = true
      setTimeout(join, RESUBSCRIBE_DELAY).unref()
    }
  }
  subscriber.on('ready', join)
  subscriber.on('message', (_channel, message) => notify(message))
  // The connection that publishes reports outages.
  subscriber.on('error', () => undefined)
  return subscriber
}

function channelOf(installation: string): string {
  return `babelgate:${installation}:changes`
}
