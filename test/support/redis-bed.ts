import type { Admission, AdmissionRequest } from '../../src/core/ports/admission.js'
import { RedisAdmission } from '../../src/stores/redis/admission.js'
import { openRedis, type RedisConnection } from '../../src/stores/redis/connection.js'
import type { RedisFallback } from '../../src/stores/redis/fallback-counters.js'
import { createNonceStoreLedger } from '../../src/stores/sql/nonces/nonce-store-ledger.js'
import { usualWindow } from '../contracts/admission.contract.js'
import { sqliteDatabase } from './databases.js'
import { MovingClock } from './moving-clock.js'
import { type RedisCluster, type RedisServer, startRedis, startRedisCluster } from './redis.js'

/** How long calls wait for Redis unless told otherwise, in milliseconds; for tests where that matters. */
export const usualPatience = 80

/** What a test of the adapter for Redis works on; all of it goes when the test ends. */
export interface RedisBed {
  readonly clock: MovingClock
  /** What gateways told of servers that went away and came back. */
  readonly outages: string[]
  server(): Promise<RedisServer>
  cluster(): Promise<RedisCluster>
  /** Opens a connection as a process does, and waits for its first look at Redis. */
  connect(urls: readonly string[]): Promise<RedisConnection>
  /** Opens an adapter. A busy machine may take its time, in milliseconds, where a test does not ask for less. */
  gateway(urls: readonly string[], timeout?: number, fallback?: RedisFallback): Promise<Admission>
  /** Takes away the database, where gateways keep whether Redis may have lost nonces. */
  closeDatabase(): Promise<void>
  /** Has something done when the test ends, before what was there earlier goes. */
  atEnd(cleanup: () => Promise<void> | void): void
}

/** Prepares every test of a file. */
export function useRedisBed(): RedisBed {
  const clock = new MovingClock(Date.now())
  const outages: string[] = []
  const cleanups: (() => Promise<void> | void)[] = []
  let database: Awaited<ReturnType<typeof sqliteDatabase>>

  beforeEach(async () => {
    outages.length = 0
    database = await sqliteDatabase()
    cleanups.push(database.remove)
  })
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  const keep = async <Place extends { remove(): Promise<void> }>(starting: Promise<Place>) => {
    const place = await starting
    cleanups.push(place.remove)
    return place
  }
  const connect: RedisBed['connect'] = async (urls) => {
    const redis = openRedis(urls, {
      down: (name, reason) => outages.push(`${name} away: ${reason}`),
      up: (name) => outages.push(`${name} back`),
    })
    cleanups.push(() => redis.close())
    await redis.firstAttempt
    return redis
  }
  return {
    clock,
    outages,
    server: () => keep(startRedis()),
    cluster: () => keep(startRedisCluster()),
    connect,
    async gateway(urls, timeout = 10_000, fallback = 'local') {
      const redis = await connect(urls)
      const ledger = createNonceStoreLedger(database.sql)
      const admission = new RedisAdmission({ redis, ledger, window: usualWindow, clock, timeout, fallback })
      cleanups.push(() => admission.close())
      return admission
    },
    closeDatabase: () => database.sql.close(),
    atEnd: (cleanup) => void cleanups.push(cleanup),
  }
}

/** What becomes of a call: the verdict, or the error. */
export async function outcomeOf(admission: Admission, request: AdmissionRequest): Promise<unknown> {
  try {
    return await admission.admit(request)
  } catch (error) {
    return error
  }
}

/** How a call fails that nobody can admit now. */
export const unavailable = expect.objectContaining({ code: 503 })
