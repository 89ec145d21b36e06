import { systemClock } from '../../../src/core/ports/clock.js'
import { openSqlite } from '../../../src/stores/sql/engine/sqlite.js'
import { sqlStores } from '../sql-stores.js'

/** Ends a token, as the command line does beside a running server. */
async function revokeToken(file: string, secret: string): Promise<void> {
  const sql = openSqlite({ file, sync: 'normal' })
  const revoked = await sqlStores(sql, systemClock).tokens.revoke(secret, 'cli:test')
  process.stdout.write(`${revoked}\n`)
  await sql.close()
}

void revokeToken(process.argv[2] ?? '', process.argv[3] ?? '')
