import { systemClock } from '../../../src/core/ports/clock.js'
import { openPostgres } from '../../../src/stores/sql/engine/postgres.js'
import { openSqlite } from '../../../src/stores/sql/engine/sqlite.js'
import { createSessionStore } from '../../../src/stores/sql/identity/session-store.js'

/** Saves sessions until it is killed, ten at a time, and prints the hash of each when it has been acknowledged. */
async function saveSessions(where: string): Promise<void> {
  const sql = where.startsWith('postgres:') ? openPostgres({ url: where }) : openSqlite({ file: where, sync: 'full' })
  const sessions = createSessionStore(sql, systemClock)
  const save = async (hash: string) => {
    await sessions.save({ hash, userId: undefined, csrf: undefined, expiresAt: 9_999_999_999 })
    process.stdout.write(`${hash}\n`)
  }
  for (let round = 0; ; round++) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => save(`${round}-${index}`)))
  }
}

void saveSessions(process.argv[2] ?? '')
