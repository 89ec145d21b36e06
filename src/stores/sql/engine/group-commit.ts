import { performance } from 'node:perf_hooks'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Database, Statement } from 'better-sqlite3'
import type { Queries } from './sql.js'
import { asUnavailable, isAway, isBusy, outcomeUnknown, unavailable } from './unavailable.js'

/** How long a unit waits for a file that another process has locked, in milliseconds. */
const PATIENCE = 2000

/** How long to leave a locked file alone before trying again, in milliseconds. */
const RETRY = 10

/** How many units share one commit at most, so that a burst does not hold up everything else. */
const BATCH = 256

/** A unit that waits for its turn. */
interface Waiting {
  /** When it was asked for, on the monotonic clock. */
  readonly since: number
  /** Runs the unit and gives what tells its caller that it is durable. */
  run(): Promise<() => void>
  reject(error: unknown): void
}

/**
 * Writes to SQLite in batches: every unit runs in a savepoint of its own, and all that wait at the same time share
 * one commit, since syncing the disk is what a write costs.
 */
export class GroupCommit {
  readonly #database: Database
  readonly #queries: Queries
  readonly #beginning: Statement
  readonly #ending: Statement
  readonly #savepoint: Statement
  readonly #release: Statement
  #waiting: Waiting[] = []
  #working: Promise<void> | undefined

  constructor(database: Database, queries: Queries) {
    this.#database = database
    this.#queries = queries
    this.#beginning = database.prepare('begin immediate')
    this.#ending = database.prepare('commit')
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
      this.#waiting.push({ since: performance.now(), run, reject })
      this.#working ??= this.#work()
    })
  }

  /** Resolves when no unit waits or runs. */
  async idle(): Promise<void> {
    await this.#working
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      // The event loop hands out everything that has arrived before this turn ends; all of it joins the batch.
      await setImmediate()
      if (await this.#begin()) await this.#commit(this.#waiting.splice(0, BATCH))
    }
    this.#working = undefined
  }

  /** Opens the transaction; gives false where nobody waits for it any more. */
  async #begin(): Promise<boolean> {
    for (;;) {
      try {
        this.#beginning.run()
        return true
      } catch (error) {
        const lastChance = isBusy(error) ? performance.now() - PATIENCE : Number.POSITIVE_INFINITY
        this.#giveUp(lastChance, isAway(error) ? unavailable(error) : error)
      }
      if (this.#waiting.length === 0) return false
      await setTimeout(RETRY)
    }
  }

  /** Rejects the units that have waited since `lastChance` or longer. */
  #giveUp(lastChance: number, error: unknown): void {
    const late = this.#waiting.filter(({ since }) => since <= lastChance)
    this.#waiting = this.#waiting.filter(({ since }) => since > lastChance)
    for (const { reject } of late) reject(error)
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const acknowledgements: (() => void)[] = []
    try {
      for (const unit of batch) {
        const acknowledge = await this.#runAlone(unit)
        if (acknowledge !== undefined) acknowledgements.push(acknowledge)
      }
      this.#ending.run()
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('rollback')
      for (const { reject } of batch) reject(isAway(error) ? outcomeUnknown(error) : error)
      return
    }
    for (const acknowledge of acknowledgements) acknowledge()
  }

  /** Runs a unit in its savepoint. One that throws is rolled back and rejected; the rest of the batch goes on. */
  async #runAlone(unit: Waiting): Promise<(() => void) | undefined> {
    this.#savepoint.run()
    try {
      const acknowledge = await unit.run()
      this.#release.run()
      return acknowledge
    } catch (error) {
      // A full or failing disk ends the whole transaction, and with it every unit of the batch.
      if (!this.#database.inTransaction) throw error
      this.#database.exec('rollback to unit')
      this.#release.run()
      unit.reject(asUnavailable(error))
      return undefined
    }
  }
}
