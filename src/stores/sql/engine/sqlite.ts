import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import { LRUCache } from 'lru-cache'
import { GroupCommit } from './group-commit.js'
import type { Schema } from './schema.js'
import type { Sql } from './sql.js'
import { asUnavailable } from './unavailable.js'

/** How long opening waits for a file that another process has locked, in milliseconds. */
const OPEN_TIMEOUT = 2000

/** The most prepared statements that each handle caches. */
const STATEMENTS = 200

/** The path of the file, and the durability of a commit. */
export interface SqliteOptions {
  /** Created with mode 0600 where it does not exist. */
  readonly file: string
  /** With `full` a commit survives power loss, with `normal` the end of the process only. */
  readonly sync: 'full' | 'normal'
}

/**
 * Opens an SQLite file with two handles: one reads, one writes in group commits.
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
    lookUp: (query) => query(read),
    write: (unit) => commits.write(unit),
    version: versionOf(writer),
    // There is no server that could be down; a missing file fails the query itself.
    isDown: () => false,
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
    const database = new Database(file, { timeout: OPEN_TIMEOUT })
    database.pragma('journal_mode = wal')
    database.pragma(`synchronous = ${sync}`)
    database.pragma('foreign_keys = on')
    database.pragma('trusted_schema = off')
    // Savepoint journals would otherwise go to a file, which makes storing a nonce a third more expensive.
    database.pragma('temp_store = memory')
    // A wait for a lock inside the driver would block the event loop.
    database.pragma('busy_timeout = 0')
    return database
  })
}

/**
 * Reads SQLite's `data_version`, once per event loop tick. On the writer's handle it changes only when another handle,
 * in this or another process, commits.
 */
function versionOf(writer: Database.Database): () => number {
  const statement = writer.prepare<[], number>('pragma data_version').pluck()
  let version = 0
  let isCurrent = false
  const onNextTick = () => {
    isCurrent = false
  }
  return () => {
    if (!isCurrent) {
      version = guard(() => statement.get()) ?? 0
      isCurrent = true
      setImmediate(onNextTick)
    }
    return version
  }
}

function queriesOn(database: Database.Database): Kysely<Schema> {
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: guarded(database) }) })
}

/** Adapts a handle to kysely: a locked or closed file is a 503, and prepared statements are cached. */
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
        // A statement that is being iterated is busy, so it is not shared.
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
