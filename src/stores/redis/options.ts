import type { RedisOptions } from 'ioredis'

/** The timeout of connecting, and of waiting for an answer on a connection, in milliseconds. */
export const SOCKET_TIMEOUT = 1000

/** The longest delay before a reconnect, in milliseconds. */
const MAX_RETRY_DELAY = 250

/** The delay before a reconnect, in milliseconds. @param attempt from 1 on */
export const retryDelay = (attempt: number) => Math.min(attempt * 50, MAX_RETRY_DELAY)

/** The options of every connection. An unanswered command is never sent again, since it may have been executed. */
export const connectionOptions = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: SOCKET_TIMEOUT,
  socketTimeout: SOCKET_TIMEOUT,
  disableClientInfo: true,
  retryStrategy: retryDelay,
} satisfies RedisOptions

/** The options that all nodes of a cluster share: user, password and TLS of the first address. */
export function clusterOptions(nodes: readonly string[]): Pick<RedisOptions, 'username' | 'password' | 'tls'> {
  const { protocol, username, password } = new URL(nodes[0] ?? '')
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  }
}
