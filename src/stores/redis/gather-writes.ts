import { setImmediate } from 'node:timers'
import { Cluster, type Redis } from './client.js'

/**
 * Lets the commands of one turn of the event loop leave together: a write to a socket costs more than what is written.
 * To be called before each of them. The servers of a cluster are written to as commands come.
 */
export function gatherWrites(client: Redis | Cluster): void {
  if (client instanceof Cluster || client.status !== 'ready') return
  const { stream } = client
  if (stream.writableCorked > 0) return
  stream.cork()
  setImmediate(() => stream.uncork())
}
