import type { AppStore } from '../../src/core/ports/app-store.js'
import type { AuditLog } from '../../src/core/ports/audit-log.js'
import type { BlockListStore } from '../../src/core/ports/block-list.js'
import type { Clock } from '../../src/core/ports/clock.js'
import type { RequestTokenStore } from '../../src/core/ports/request-token-store.js'
import type { TokenStore } from '../../src/core/ports/token-store.js'
import type { UserStore } from '../../src/core/ports/user-store.js'
import type { LockoutStore } from '../../src/identity/ports/lockout-store.js'
import type { SessionStore } from '../../src/identity/ports/session-store.js'
import { type InvalidationBus, localInvalidationOnly } from '../../src/stores/invalidation-bus.js'
import type { Sql } from '../../src/stores/sql/engine/sql.js'
import { createAppStore } from '../../src/stores/sql/identity/app-store.js'
import { createAuditLog } from '../../src/stores/sql/identity/audit-log.js'
import { createBlockListStore } from '../../src/stores/sql/identity/block-list-store.js'
import { createLockoutStore } from '../../src/stores/sql/identity/lockout-store.js'
import { LookupCache } from '../../src/stores/sql/identity/lookup-cache.js'
import { createRequestTokenStore } from '../../src/stores/sql/identity/request-token-store.js'
import { createSealer } from '../../src/stores/sql/identity/sealer.js'
import { createSessionStore } from '../../src/stores/sql/identity/session-store.js'
import { createTokenStore } from '../../src/stores/sql/identity/token-store.js'
import { createUserStore } from '../../src/stores/sql/identity/user-store.js'

/** The adapters of all ports that accounts, applications and tokens are kept behind. */
export interface Stores {
  readonly apps: AppStore
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly lockouts: LockoutStore
  readonly tokens: TokenStore
  readonly requestTokens: RequestTokenStore
  readonly blockLists: BlockListStore
  readonly audit: AuditLog
}

/** Builds the adapters as a process does: all on one database, with one memory of look-ups. */
export function sqlStores(sql: Sql, clock: Clock, changes: InvalidationBus = localInvalidationOnly): Stores {
  const cache = new LookupCache(sql, changes)
  const sealer = createSealer('a secret key that only these tests use')
  return {
    apps: createAppStore(sql, { cache, sealer, clock }),
    users: createUserStore(sql, cache, clock),
    sessions: createSessionStore(sql, clock),
    lockouts: createLockoutStore(sql),
    tokens: createTokenStore(sql, { cache, sealer, clock }),
    requestTokens: createRequestTokenStore(sql, { cache, sealer }),
    blockLists: createBlockListStore(sql, clock),
    audit: createAuditLog(sql),
  }
}
