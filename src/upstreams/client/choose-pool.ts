import { performance } from 'node:perf_hooks'
import type { ConnectionPool } from './connection-pool.js'

/** How long an address that refused a connection is tried last, in milliseconds. */
const AVOIDED_TIME = 10_000

/**
 * Chooses the address for a try: the first of the list that neither this call has tried nor any call has found refusing
 * lately; else the one whose refusal is oldest.
 *
 * @param pools at least one
 */
export function choosePool(pools: readonly ConnectionPool[], tried: readonly ConnectionPool[]): ConnectionPool {
  const [first] = pools
  if (first === undefined) throw new Error('A service needs an address')
  if (pools.length === 1) return first
  const untried = pools.filter((pool) => !tried.includes(pool))
  const since = performance.now() - AVOIDED_TIME
  const oldestFirst = untried.toSorted((one, other) => one.failedAt - other.failedAt)
  return untried.find(({ failedAt }) => failedAt < since) ?? oldestFirst[0] ?? first
}
