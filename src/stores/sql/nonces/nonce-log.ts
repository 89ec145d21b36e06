import { setImmediate } from 'node:timers/promises'
import { CompiledQuery, type Selectable } from 'kysely'
import { admitted, type NonceWindow, type Verdict } from '../../../core/ports/admission.js'
import { type Clock, seconds } from '../../../core/ports/clock.js'
import { oldestRemembered } from '../../nonce-keys.js'
import type { Queries } from '../engine/sql.js'
import { HashSet } from './hash-set.js'
import type { HashedUse, NonceKeeper } from './nonce-keeper.js'
import type { NonceLogTable } from './nonce-tables.js'

/** How many entries to read at once: some milliseconds' worth. */
const PAGE = 500

/** How many entries to delete a second at most, so that no call waits for long. */
const DROP = 5000

const reading = `
  select id, timestamp, nonces, clients from nonce_log where id > ? order by id limit ${PAGE}`

const appending = 'insert into nonce_log (timestamp, nonces, clients) values (?, ?, ?)'

// The newest entry stays, so that no number is given twice.
const dropping = `
  delete from nonce_log
  where timestamp < ?
    and id < (select min(id) from nonce_log) + ${DROP}
    and id < (select max(id) from nonce_log)`

/** What is appended for the nonces of one timestamp: they, and the clients that had none so late. */
interface Entry {
  readonly nonces: Set<string>
  readonly clients: Set<string>
}

/**
 * Keeps nonces in a file of SQLite as a log, to which what comes together is appended in one row, and in memory, where they
 * are looked for. Memory holds what was read from the log, be it written here or by another process; who judges has locked
 * the file and has read to its end.
 */
export class NonceLog implements NonceKeeper {
  readonly #window: NonceWindow
  readonly #clock: Clock
  /** By timestamp. */
  readonly #used = new Map<number, HashSet>()
  /** By client. */
  readonly #latest = new Map<string, number>()
  /** The last entry that was read. */
  #last = 0
  #isPrepared = false
  #swept = 0

  constructor(window: NonceWindow, clock: Clock) {
    this.#window = window
    this.#clock = clock
  }

  /** Reads, once, what the processes before this one left, and lets others have their turn meanwhile. */
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
      await on.executeQuery(CompiledQuery.raw(appending, values))
    }
    await this.#sweep(on)
    return verdicts
  }

  /** Judges a use and enters it. What came together is judged by what was there before. */
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

  /** Reads on in the log. @returns whether there may be more */
  async #readPage(on: Queries): Promise<boolean> {
    const { rows } = await on.executeQuery<Selectable<NonceLogTable>>(CompiledQuery.raw(reading, [this.#last]))
    for (const row of rows) this.#remember(row)
    return rows.length === PAGE
  }

  #remember({ id, timestamp, nonces, clients }: Selectable<NonceLogTable>): void {
    const used = this.#used.get(timestamp) ?? new HashSet()
    this.#used.set(timestamp, used)
    for (const nonce of hashesIn(nonces)) used.add(nonce)
    for (const client of hashesIn(clients)) {
      if (timestamp > (this.#latest.get(client) ?? 0)) this.#latest.set(client, timestamp)
    }
    this.#last = id
  }

  /** Forgets, each second, what no call can bring any more. */
  async #sweep(on: Queries): Promise<void> {
    const now = seconds(this.#clock)
    if (now === this.#swept) return
    this.#swept = now
    const oldest = oldestRemembered(now, this.#window)
    for (const timestamp of this.#used.keys()) if (timestamp < oldest) this.#used.delete(timestamp)
    for (const [client, latest] of this.#latest) if (latest < oldest) this.#latest.delete(client)
    await on.executeQuery(CompiledQuery.raw(dropping, [oldest]))
  }
}

function hashesIn(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ')
}
