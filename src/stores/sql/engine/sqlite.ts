import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import { LRUCache } from 'lru-cache'
import { GroupCommit } from './group-commit.js'
import type { Schema } from './schema.js'
import type { Sql } from './sql.js'
import { asUnavailable } from './unavailable.js'

/** How long opening waits for a file that another process has just locked, in milliseconds. */
const OPEN_PATIENCE = 2000

/** How many compiled statements each handle keeps. */
const STATEMENTS = 200

/** Where the file is, and what a commit promises. */
export interface SqliteOptions {
  /** Created where it does not exist, readable by its owner alone. */
  readonly file: string
  /** `full` survives power loss, `normal` the end of the process only. */
  readonly sync: 'full' | 'normal'
}

/**
 * Opens an SQLite file for this process: one handle that reads, one that writes in group commits.
 *
 * @throws ApiError 503 where the file cannot be opened
 */
export function openSqlite(options: SqliteOptions): Sql {
  const writer = open(options)
  const reader = open(options)
  const commits = new GroupCommit(writer, queriesOn(writer))
  const read = queriesOn(reader)
  return {
    kind: 'sqlite',
    read,
    lookUp: (look) => look(read),
    write: (unit) => commits.write(unit),
    version: versionOf(writer),
    // A file is there or fails the very query.
    isAway: () => false,
    async close() {
      await commits.idle()
      reader.close()
      writer.close()
    },
  }
}

function open({ file, sync }: SqliteOptions): Database.Database {
  return guard(() => {
    // SQLite gives its side files the mode of the main file.
    closeSync(openSync(file, 'a', 0o600))
    const database = new Database(file, { timeout: OPEN_PATIENCE })
    database.pragma('journal_mode = wal')
    database.pragma(`synchronous = ${sync}`)
    database.pragma('foreign_keys = on')
    database.pragma('trusted_schema = off')
    // What a savepoint could take back would go to a file otherwise, which costs a nonce a third more.
    database.pragma('temp_store = memory')
    // From here on nothing waits inside the driver, where waiting would stop the event loop.
    database.pragma('busy_timeout = 0')
    return database
  })
}

/**
 * Asks, once per turn of the event loop, whether anybody else has committed. SQLite's `data_version` is a matter of
 * the handle: on the writer it moves only when another process (or handle) commits.
 */
function versionOf(writer: Database.Database): () => number {
  const ask = writer.prepare<[], number>('pragma data_version').pluck()
  let version = 0
  let isAsked = false
  const turn = () => {
    isAsked = false
  }
  return () => {
    if (!isAsked) {
      version = guard(() => ask.get()) ?? 0
      isAsked = true
      setImmediate(turn)
    }
    return version
  }
}

function queriesOn(database: Database.Database): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: guarded(database) }) })
}

/** The handle as kysely uses it, where a locked or closed file is a 503. Statements are compiled once and kept. */
function guarded(database: Database.Database): SqliteDatabase {
  const compiled = new LRUCache<string, Database.Statement<unknown[]>>({ max: STATEMENTS })
  const compile = (text: string) => {
    const statement = compiled.get(text) ?? guard(() => database.prepare<unknown[]>(text))
    compiled.set(text, statement)
    return statement
  }
  return {
    close: () => database.close(),
    prepare: (text) => {
      const statement = compile(text)
      return {
        reader: statement.reader,
        all: (parameters) => guard(() => statement.all(...parameters)),
        run: (parameters) => guard(() => statement.run(...parameters)),
        // Whoever reads row by row keeps the statement busy, so it is not shared.
        iterate: (parameters) => database.prepare<unknown[]>(text).iterate(...parameters),
      }
    },
  }
}

function guard<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw asUnavailable(error)
  }
}
