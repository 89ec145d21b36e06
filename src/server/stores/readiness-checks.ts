import type { ReadinessCheck } from '../../operators/readiness.js'
import { readInstallationId } from '../../stores/files/installation-id.js'
import type { RedisConnection } from '../../stores/redis/connection.js'
import { createInstallationLookup } from '../../stores/sql/engine/installation.js'
import { pendingMigrations } from '../../stores/sql/engine/migrate.js'
import type { Sql } from '../../stores/sql/engine/sql.js'

/** The readiness checks of the stores, for `/readyz` and `babelgate doctor`. @param dir the setting DATA_DIR */
export function readinessChecks(sql: Sql, redis: RedisConnection | undefined, dir: string): readonly ReadinessCheck[] {
  const database: ReadinessCheck = {
    name: 'database',
    async check() {
      const pending = await pendingMigrations(sql)
      return pending.length === 0 ? undefined : 'lacks changes of its tables; run babelgate migrate'
    },
  }
  const installation = createInstallationLookup(sql)
  const folder: ReadinessCheck = {
    name: 'data_dir',
    async check() {
      // The id is cached, so an unavailable database is not reported as a wrong folder.
      const id = await installation()
      const mark = readInstallationId(dir)
      if (mark === id) return undefined
      return mark === undefined
        ? 'is not marked as the folder of this database; mount the folder that all nodes share'
        : 'belongs to another database; mount the folder that all nodes share'
    },
  }
  if (redis === undefined) return [database, folder]
  const redisCheck: ReadinessCheck = {
    name: 'redis',
    async check() {
      await redis.ping()
      return undefined
    },
  }
  return [database, folder, redisCheck]
}
