import type { Need } from '../operators/readiness.js'
import type { RedisConnection } from '../stores/redis/connection.js'
import { pendingMigrations } from '../stores/sql/migrate.js'
import type { Sql } from '../stores/sql/sql.js'

/** The stores as `/readyz` asks about them. */
export function needsOf(sql: Sql, redis: RedisConnection | undefined): readonly Need[] {
  const database: Need = {
    name: 'database',
    async check() {
      const pending = await pendingMigrations(sql)
      return pending.length === 0 ? undefined : 'lacks changes of its tables; run babelgate migrate'
    },
  }
  if (redis === undefined) return [database]
  const memory: Need = {
    name: 'redis',
    async check() {
      await redis.ping()
      return undefined
    },
  }
  return [database, memory]
}
