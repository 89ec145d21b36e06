import { factsOf, networkReason } from '../network-reason.js'

/** Redis errors and what to do, by the first word of the message. */
const refusals: Readonly<Record<string, string>> = {
  NOAUTH: 'wants a password; add it to REDIS_URL (redis://:PASSWORD@HOST)',
  WRONGPASS: 'refuses the user or the password; correct them in REDIS_URL',
  NOPERM: 'does not permit this to the user; grant it (ACL SETUSER)',
  READONLY: 'takes no writes; name the primary server, not a replica',
  LOADING: 'is loading its data; wait until it is ready',
  MISCONF: 'takes no writes, since it cannot save; check its disk',
  OOM: 'takes no writes, since its memory is full; raise maxmemory',
  DENIED: 'takes connections from its own machine only; set a password there',
  MASTERDOWN: 'has lost its primary server; start that',
  CLUSTERDOWN: 'is a cluster that is not complete; start its other nodes',
}

/** Redis errors without such a word: a wrong database number, a needless password, another protocol. */
const complaints: readonly (readonly [RegExp, string])[] = [
  [/DB index|select is not allowed/i, 'has no database of this number; correct the end of REDIS_URL'],
  [/without any password configured/i, 'has no password; leave it out of REDIS_URL'],
  [/protocol error/i, 'does not answer as Redis does; correct host and port'],
]

/**
 * Explains why Redis cannot be used and what to do, as a phrase that follows the name of the server.
 *
 * @param error what the driver threw, or its message
 * @returns the message itself where it is unknown
 */
export function explainRedis(error: unknown): string {
  const { message } = factsOf(error)
  const word = /^(?:ERR )?([A-Z]+)\b/.exec(message)?.[1] ?? ''
  const complaint = complaints.find(([pattern]) => pattern.test(message))?.[1]
  return networkReason(error) ?? refusals[word] ?? complaint ?? `fails: ${message}`
}
