import { setImmediate } from 'node:timers/promises'
import { CompiledQuery, type Selectable } from 'kysely'
import { admitted, type NonceWindow, type Verdict } from '../../../core/ports/admission.js'
import { type Clock, seconds } from '../../../core/ports/clock.js'
import { oldestKept } from '../../nonce-keys.js'
import type { Queries } from '../engine/sql.js'
import { HashSet } from './hash-set.js'
import type { HashedUse, NonceStorage } from './nonce-storage.js'
import type { NonceLogTable } from './nonce-tables.js'

/** How many entries to read at once: a few milliseconds of work. */
const PAGE = 500

/** The most entries to delete per second, so that deleting does not delay calls. */
const MAX_DELETES = 5000

const selectPage = `
  select id, timestamp, nonces, clients from nonce_log where id > ? order by id limit ${PAGE}`

const insertEntry = 'insert into nonce_log (timestamp, nonces, clients) values (?, ?, ?)'

// The newest entry stays, so that its id is not reused.
const deleteExpired = `
  delete from nonce_log
  where timestamp < ?
    and id < (select min(id) from nonce_log) + ${MAX_DELETES}
    and id < (select max(id) from nonce_log)`

/** A log entry: the nonces of one timestamp, and the clients whose latest timestamp it is. */
interface Entry {
  readonly nonces: Set<string>
  readonly clients: Set<string>
}

/**
 * Stores nonces in SQLite as a log, with an index in memory. A batch appends one row for each timestamp. The index is filled by
 * reading the log, which other processes write too; `judge` runs under the write lock and reads to the end of the log first.
 */
export class NonceLog implements NonceStorage {
  readonly #window: NonceWindow
  readonly #clock: Clock
  /** By timestamp. */
  readonly #used = new Map<number, HashSet>()
  /** By client. */
  readonly #latest = new Map<string, number>()
  /** The id of the last entry that was read. */
  #last = 0
  #isPrepared = false
  #swept = 0

  constructor(window: NonceWindow, clock: Clock) {
    this.#window = window
    this.#clock = clock
  }

  /** Reads, once, the existing log, and yields to the event loop after each page. */
  async prepare(on: Queries): Promise<void> {
    if (this.#isPrepared) return
    while (await this.#readPage(on)) await setImmediate()
    this.#isPrepared = true
  }

  async judge(on: Queries, uses: readonly HashedUse[]): Promise<readonly Verdict[]> {
    while (await this.#readPage(on));
    const entries = new Map<number, Entry>()
    const verdicts = uses.map((use) => this.#judgeOne(use, entries))
    for (const [timestamp, { nonces, clients }] of entries) {
      const values = [timestamp, [...nonces].join(' '), [...clients].join(' ')]
      await on.executeQuery(CompiledQuery.raw(insertEntry, values))
    }
    await this.#sweep(on)
    return verdicts
  }

  /** Judges a use against the uses before this batch, and adds it to the entries. */
  #judgeOne({ client, nonce, timestamp }: HashedUse, entries: Map<number, Entry>): Verdict {
    const latest = this.#latest.get(client) ?? 0
    if (timestamp < latest - this.#window.tolerance) return { admitted: false, fault: 'oauth-timestamp-refused' }
    const entry = entries.get(timestamp) ?? { nonces: new Set(), clients: new Set() }
    if (entry.nonces.has(nonce) || this.#used.get(timestamp)?.has(nonce))
      return { admitted: false, fault: 'oauth-nonce-used' }
    entries.set(timestamp, entry)
    entry.nonces.add(nonce)
    if (timestamp > latest) entry.clients.add(client)
    return admitted
  }

  /** Reads the next page of the log. @returns whether there may be more */
  async #readPage(on: Queries): Promise<boolean> {
    const { rows } = await on.executeQuery<Selectable<NonceLogTable>>(CompiledQuery.raw(selectPage, [this.#last]))
    for (const row of rows) this.#index(row)
    return rows.length === PAGE
  }

  #index({ id, timestamp, nonces, clients }: Selectable<NonceLogTable>): void {
    const used = this.#used.get(timestamp) ?? new HashSet()
    this.#used.set(timestamp, used)
    for (const nonce of hashesIn(nonces)) used.add(nonce)
    for (const client of hashesIn(clients)) {
      if (timestamp > (this.#latest.get(client) ?? 0)) this.#latest.set(client, timestamp)
    }
    this.#last = id
  }

  /** Deletes, once per second, nonces whose timestamps would be refused. */
  async #sweep(on: Queries): Promise<void> {
    const now = seconds(this.#clock)
    if (now === this.#swept) return
    this.#swept = now
    const oldest = oldestKept(now, this.#window)
    for (const timestamp of this.#used.keys()) if (timestamp < oldest) this.#used.delete(timestamp)
    for (const [client, latest] of this.#latest) if (latest < oldest) this.#latest.delete(client)
    await on.executeQuery(CompiledQuery.raw(deleteExpired, [oldest]))
  }
}

function hashesIn(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ')
}
