import type { RedisOptions } from 'ioredis'

/** How long a connection may take to come about, and how long one may be silent while it owes an answer, in milliseconds. */
export const SILENCE = 1000

/** The longest pause before a connection is tried again, in milliseconds. */
const LONGEST_PAUSE = 250

/** How long to wait before a connection is tried again, in milliseconds. @param attempt from 1 on */
export const pause = (attempt: number) => Math.min(attempt * 50, LONGEST_PAUSE)

/** How every connection behaves. A command that could not be answered is never repeated: it may have been carried out. */
export const connecting = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: SILENCE,
  socketTimeout: SILENCE,
  disableClientInfo: true,
  retryStrategy: pause,
} satisfies RedisOptions

/** What all nodes of a cluster are reached with: user, password and TLS as the first address says. */
export function inCommon(nodes: readonly string[]): Pick<RedisOptions, 'username' | 'password' | 'tls'> {
  const { protocol, username, password } = new URL(nodes[0] ?? '')
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  }
}
