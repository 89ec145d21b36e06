import { migrate } from '../../../../src/stores/sql/engine/migrate.js'
import { openPostgres } from '../../../../src/stores/sql/engine/postgres.js'
import type { Sql } from '../../../../src/stores/sql/engine/sql.js'
import { killChildren, startChild } from '../../../support/child.js'
import { sqliteDatabase } from '../../../support/databases.js'
import { freshDatabase } from '../../../support/postgres.js'

/** Lets another process write and kills it. @returns the acknowledged writes */
async function promisesOfKilled(where: string): Promise<readonly string[]> {
  const child = startChild('save-sessions', where)
  await child.printed(200)
  child.process.kill('SIGKILL')
  await child.ended()
  return child.lines.filter((line) => /^\d+-\d$/.test(line))
}

async function saved(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql.read.selectFrom('sessions').select('hash').execute()
  return new Set(rows.map(({ hash }) => hash))
}

describe('kill -9 of a process that writes loses nothing that was acknowledged', () => {
  const cleanups: (() => Promise<void>)[] = []
  afterEach(async () => {
    killChildren()
    for (const cleanup of cleanups.splice(0)) await cleanup()
  })

  test('on sqlite', async () => {
    const database = await sqliteDatabase()
    cleanups.push(database.remove)
    for (let round = 0; round < 3; round++) {
      const promised = await promisesOfKilled(database.file)
      const kept = await saved(database.sql)
      expect(promised.length).toBeGreaterThanOrEqual(200)
      expect(promised.filter((hash) => !kept.has(hash))).toEqual([])
      await database.sql.write((queries) => queries.deleteFrom('sessions').execute())
    }
  })

  test('on postgres', async () => {
    const { url, drop } = await freshDatabase()
    const sql = openPostgres({ url })
    cleanups.push(sql.close, drop)
    await migrate(sql)
    const promised = await promisesOfKilled(url)
    const kept = await saved(sql)
    expect(promised.length).toBeGreaterThanOrEqual(200)
    expect(promised.filter((hash) => !kept.has(hash))).toEqual([])
  })
})
