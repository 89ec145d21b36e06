import { type Clock, seconds } from '../../../core/ports/clock.js'
import type { Maintenance } from '../../../core/ports/maintenance.js'
import { type InvalidationBus, localInvalidationOnly } from '../../invalidation-bus.js'
import { recordAudit } from '../identity/audit-log.js'
import type { Queries, Sql } from './sql.js'

/** How often a process polls for a change by another one, in milliseconds. */
const POLL_INTERVAL = 250

const name = 'maintenance'

/** The maintenance switch, with the poll that keeps it current. */
export interface WatchedMaintenance extends Maintenance {
  /** Stops polling; must be called before the database is closed. */
  close(): Promise<void>
}

/**
 * The maintenance switch in SQL. Calls read a cached value: the row is polled in the background, on SQLite only after
 * another process has committed, and read after every invalidation. While the database is unavailable the last value
 * stays, so that the switch alone fails no call.
 *
 * @throws ApiError 503 where the first read fails
 */
export async function openMaintenance(
  sql: Sql,
  clock: Clock,
  bus: InvalidationBus = localInvalidationOnly,
): Promise<WatchedMaintenance> {
  let on = false
  let cachedVersion: number | undefined
  let reading: Promise<void> | undefined

  const read = async () => {
    const version = sql.version()
    if (version === cachedVersion) return
    const row = await sql.read.selectFrom('switches').select('name').where('name', '=', name).executeTakeFirst()
    on = row !== undefined
    cachedVersion = version
  }
  const finished = () => {
    reading = undefined
  }
  const poll = () => {
    reading ??= read().then(finished, finished)
  }
  const invalidate = async () => {
    // A read that started before the change may still return the old value.
    await reading
    cachedVersion = undefined
  }
  await read()
  const timer = setInterval(poll, POLL_INTERVAL).unref()
  bus.subscribe('maintenance', () => void invalidate().then(poll))

  return {
    isOn: () => on,
    async set(value, by) {
      const write = sql.write(async (queries) => {
        if (!(await (value ? turnOn(queries) : turnOff(queries)))) return
        const action = value ? 'maintenance.on' : 'maintenance.off'
        await recordAudit(queries, { at: seconds(clock), actor: by, action, target: 'gateway', detail: {} })
      })
      // Also where it failed, since the outcome of a failed commit is unknown.
      await write.finally(() => bus.publish('maintenance'))
      await invalidate()
      await read()
    },
    async close() {
      clearInterval(timer)
      await reading
    },
  }
}

/** @returns false where it was on already */
async function turnOn(queries: Queries): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await queries
    .insertInto('switches')
    .values({ name })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** @returns false where it was off already */
async function turnOff(queries: Queries): Promise<boolean> {
  const { numDeletedRows } = await queries.deleteFrom('switches').where('name', '=', name).executeTakeFirst()
  return numDeletedRows > 0n
}
