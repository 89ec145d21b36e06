import { seconds, systemClock } from '../../../src/core/ports/clock.js'
import { openPostgres } from '../../../src/stores/sql/engine/postgres.js'
import { openSqlite } from '../../../src/stores/sql/engine/sqlite.js'
import { createSqlAdmission } from '../../../src/stores/sql/nonces/admission.js'

/** Uses nonces until it is killed, ten at a time, and prints each when it has been admitted. */
async function admitNonces(where: string): Promise<void> {
  const sql = where.startsWith('postgres:') ? openPostgres({ url: where }) : openSqlite({ file: where, sync: 'full' })
  const admission = createSqlAdmission(sql, { back: 300, ahead: 60, tolerance: 300 }, systemClock)
  const use = async (name: string) => {
    const nonce = { key: 'key', token: 'token', timestamp: seconds(systemClock), nonce: name }
    const { admitted } = await admission.admit({ nonce })
    if (admitted) process.stdout.write(`${JSON.stringify(nonce)}\n`)
  }
  for (let round = 0; ; round++) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => use(`${round}-${index}`)))
  }
}

void admitNonces(process.argv[2] ?? '')
