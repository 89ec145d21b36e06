import { type Clock, seconds } from '../../../core/ports/clock.js'
import type { Maintenance } from '../../../core/ports/maintenance.js'
import { type InvalidationBus, noInvalidations } from '../../invalidation-bus.js'
import { note } from '../identity/audit-log.js'
import type { Queries, Sql } from './sql.js'

/** How often a process looks whether another one has switched, in milliseconds. */
const PERIOD = 250

const name = 'maintenance'

/** The switch, with the process that watches it. */
export interface WatchedMaintenance extends Maintenance {
  /** Stops watching; before the database is closed. */
  close(): Promise<void>
}

/**
 * Keeps the switch in SQL. Calls are not made to wait for it: the row is read in the background, on SQLite only after
 * somebody else has committed, and whenever a message tells of a change. Where the database is away the last answer
 * stays, so that this alone fails no call.
 *
 * @throws ApiError 503 where the database cannot be read to begin with
 */
export async function openMaintenance(
  sql: Sql,
  clock: Clock,
  changes: InvalidationBus = noInvalidations,
): Promise<WatchedMaintenance> {
  let on = false
  let seen: number | undefined
  let looking: Promise<void> | undefined

  const read = async () => {
    const version = sql.version()
    if (version === seen) return
    const row = await sql.read.selectFrom('switches').select('name').where('name', '=', name).executeTakeFirst()
    on = row !== undefined
    seen = version
  }
  const finished = () => {
    looking = undefined
  }
  const look = () => {
    looking ??= read().then(finished, finished)
  }
  const forget = async () => {
    // A look that began before the change may still bring the old answer.
    await looking
    seen = undefined
  }
  await read()
  const timer = setInterval(look, PERIOD).unref()
  changes.subscribe('maintenance', () => void forget().then(look))

  return {
    isOn: () => on,
    async set(value, by) {
      const write = sql.write(async (queries) => {
        if (!(await (value ? turnOn(queries) : turnOff(queries)))) return
        const action = value ? 'maintenance.on' : 'maintenance.off'
        await note(queries, { at: seconds(clock), actor: by, action, target: 'gateway', detail: {} })
      })
      // Also where it failed: it may have happened nevertheless.
      await write.finally(() => changes.publish('maintenance'))
      await forget()
      await read()
    },
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}

/** False where it was on already. */
async function turnOn(queries: Queries): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await queries
    .insertInto('switches')
    .values({ name })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** False where it was off already. */
async function turnOff(queries: Queries): Promise<boolean> {
  const { numDeletedRows } = await queries.deleteFrom('switches').where('name', '=', name).executeTakeFirst()
  return numDeletedRows > 0n
}
