import { performance } from 'node:perf_hooks'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Database, Statement } from 'better-sqlite3'
import type { Queries } from './sql.js'
import { asUnavailable, isBusy, isUnavailable, outcomeUnknown, unavailable } from './unavailable.js'

/** How long a unit waits for a file that another process has locked, in milliseconds. */
const LOCK_TIMEOUT = 2000

/** The delay before a locked file is tried again, in milliseconds. */
const RETRY_DELAY = 10

/** The most units of one commit, so that a burst of writes does not block the event loop. */
const BATCH = 256

/** A unit that waits for its commit. */
interface QueuedUnit {
  /** When it was queued, on the monotonic clock. */
  readonly since: number
  /** Runs the unit. @returns the function that resolves its promise once it is durable */
  run(): Promise<() => void>
  reject(error: unknown): void
}

/**
 * Group commit for SQLite: every unit runs in its own savepoint, and all queued units share one commit, since syncing the
 * disk dominates the cost of a write.
 */
export class GroupCommit {
  readonly #database: Database
  readonly #queries: Queries
  readonly #begin: Statement
  readonly #end: Statement
  readonly #savepoint: Statement
  readonly #release: Statement
  #queue: QueuedUnit[] = []
  #running: Promise<void> | undefined

  constructor(database: Database, queries: Queries) {
    this.#database = database
    this.#queries = queries
    this.#begin = database.prepare('begin immediate')
    this.#end = database.prepare('commit')
    this.#savepoint = database.prepare('savepoint unit')
    this.#release = database.prepare('release unit')
  }

  /** Queues a unit; resolves once the commit that holds it is on disk. */
  write<Result>(unit: (queries: Queries) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const run = async () => {
        const result = await unit(this.#queries)
        return () => resolve(result)
      }
      this.#queue.push({ since: performance.now(), run, reject })
      this.#running ??= this.#commitAll()
    })
  }

  /** Resolves when no unit is queued or running. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #commitAll(): Promise<void> {
    while (this.#queue.length > 0) {
      // Units that are queued in this tick of the event loop join the batch.
      await setImmediate()
      if (await this.#beginTransaction()) await this.#commit(this.#queue.splice(0, BATCH))
    }
    this.#running = undefined
  }

  /** Opens the transaction. @returns false where all units have timed out */
  async #beginTransaction(): Promise<boolean> {
    for (;;) {
      try {
        this.#begin.run()
        return true
      } catch (error) {
        const queuedBefore = isBusy(error) ? performance.now() - LOCK_TIMEOUT : Number.POSITIVE_INFINITY
        this.#rejectQueued(queuedBefore, isUnavailable(error) ? unavailable(error) : error)
      }
      if (this.#queue.length === 0) return false
      await setTimeout(RETRY_DELAY)
    }
  }

  /** Rejects the units that were queued at `queuedBefore` or earlier. */
  #rejectQueued(queuedBefore: number, error: unknown): void {
    const late = this.#queue.filter(({ since }) => since <= queuedBefore)
    this.#queue = this.#queue.filter(({ since }) => since > queuedBefore)
    for (const { reject } of late) reject(error)
  }

  async #commit(batch: readonly QueuedUnit[]): Promise<void> {
    const acknowledgements: (() => void)[] = []
    try {
      for (const unit of batch) {
        const acknowledge = await this.#runInSavepoint(unit)
        if (acknowledge !== undefined) acknowledgements.push(acknowledge)
      }
      this.#end.run()
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('rollback')
      for (const { reject } of batch) reject(isUnavailable(error) ? outcomeUnknown(error) : error)
      return
    }
    for (const acknowledge of acknowledgements) acknowledge()
  }

  /** Runs a unit in its savepoint. One that throws is rolled back and rejected; the rest of the batch is not affected. */
  async #runInSavepoint(unit: QueuedUnit): Promise<(() => void) | undefined> {
    this.#savepoint.run()
    try {
      const acknowledge = await unit.run()
      this.#release.run()
      return acknowledge
    } catch (error) {
      // SQLite rolls back the whole transaction where the disk is full or fails, and with it every unit of the batch.
      if (!this.#database.inTransaction) throw error
      this.#database.exec('rollback to unit')
      this.#release.run()
      unit.reject(asUnavailable(error))
      return undefined
    }
  }
}
