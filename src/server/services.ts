import type { Settings } from '../config/settings.js'
import type { KindDeclarations } from '../core/declare-kinds.js'
import type { Dialect } from '../core/dialect.js'
import type { PermissionKinds } from '../core/permission-kinds.js'
import type { Admission } from '../core/ports/admission.js'
import type { AppStore } from '../core/ports/app-store.js'
import type { AuditLog } from '../core/ports/audit-log.js'
import type { BlockListStore } from '../core/ports/block-list.js'
import { type Clock, systemClock } from '../core/ports/clock.js'
import type { Maintenance } from '../core/ports/maintenance.js'
import type { RequestTokenStore } from '../core/ports/request-token-store.js'
import type { TokenStore } from '../core/ports/token-store.js'
import type { UserStore } from '../core/ports/user-store.js'
import { type Accounts, createAccounts } from '../identity/accounts/accounts.js'
import { type BlockLists, createBlockLists } from '../identity/accounts/block-lists.js'
import { type Consents, createConsents } from '../identity/grants/consents.js'
import { createLogins, type Logins } from '../identity/grants/logins.js'
import { createTokens, type Tokens } from '../identity/grants/tokens.js'
import { createOAuthFlow, type OAuthFlow } from '../identity/oauth1/flow.js'
import type { StoreState } from '../operators/metrics/store-states.js'
import type { ReadinessCheck } from '../operators/readiness.js'
import type { InvalidationBus } from '../stores/invalidation-bus.js'
import { openMaintenance } from '../stores/sql/engine/maintenance.js'
import type { Sql } from '../stores/sql/engine/sql.js'
import { createAppStore } from '../stores/sql/identity/app-store.js'
import { createAuditLog } from '../stores/sql/identity/audit-log.js'
import { createBlockListStore } from '../stores/sql/identity/block-list-store.js'
import { createLockoutStore } from '../stores/sql/identity/lockout-store.js'
import { LookupCache } from '../stores/sql/identity/lookup-cache.js'
import { createRequestTokenStore } from '../stores/sql/identity/request-token-store.js'
import { createSessionStore } from '../stores/sql/identity/session-store.js'
import { createTokenStore } from '../stores/sql/identity/token-store.js'
import { createUserStore } from '../stores/sql/identity/user-store.js'
import { closeAndThrow } from './close-and-throw.js'
import { chooseDialects, defaultDialect as dialect } from './dialects.js'
import type { Log } from './log/log.js'
import { openPermissionKinds } from './permission-kinds.js'
import { openAdmission } from './stores/open-admission.js'
import { openInvalidationBus } from './stores/open-invalidation-bus.js'
import { checkRedisDatabase, openRedis, redisOutagesTo } from './stores/open-redis.js'
import { openSealer } from './stores/open-sealer.js'
import { type Opening, openSql } from './stores/open-sql.js'
import { readinessChecks } from './stores/readiness-checks.js'
import { readDeclaredKinds } from './upstreams/upstreams-file.js'

/** The stores and services that a server and the command line work with. */
export interface Services {
  readonly settings: Settings
  /** The dialects that are served. */
  readonly dialects: readonly Dialect[]
  readonly clock: Clock
  readonly sql: Sql
  readonly apps: AppStore
  readonly users: UserStore
  readonly tokenStore: TokenStore
  readonly requestTokens: RequestTokenStore
  readonly blockListStore: BlockListStore
  readonly accounts: Accounts
  readonly blockLists: BlockLists
  readonly logins: Logins
  readonly tokens: Tokens
  readonly oauthFlow: OAuthFlow
  readonly consents: Consents
  readonly kinds: PermissionKinds
  readonly admission: Admission
  readonly maintenance: Maintenance
  readonly invalidations: InvalidationBus
  readonly audit: AuditLog
  /** The checks of `/readyz`. */
  readonly readinessChecks: readonly ReadinessCheck[]
  /** The stores whose availability is tracked, for metrics. */
  readonly stores: readonly StoreState[]
  close(): Promise<void>
}

/** The options of {@link openServices}. */
export interface OpeningOptions {
  /** Receives the outages of stores. */
  readonly log?: Log
  /** The source of the time; the system clock by default. */
  readonly clock?: Clock | undefined
  /** The timeout of look-ups on PostgreSQL, in milliseconds, if it is not the default. */
  readonly lookUpTimeout?: number | undefined
  /** Whether a missing database is created. */
  readonly opening?: Opening
  /** Kinds of permissions in addition to those of the settings. */
  readonly permissions?: KindDeclarations | undefined
}

/**
 * Opens the stores and builds the services on them. Several processes may do so at the same time.
 *
 * @throws SettingsError if a dialect is unknown, a kind of permission is wrong, a store cannot be opened, its tables are
 * not up to date, or its secrets are sealed with another key
 */
export async function openServices(
  settings: Settings,
  { log, clock = systemClock, lookUpTimeout, opening = 'create', permissions }: OpeningOptions = {},
): Promise<Services> {
  const dialects = chooseDialects(settings.DIALECTS)
  const kinds = openPermissionKinds([...settings.permissions, ...readDeclaredKinds(settings)], permissions)
  await checkRedisDatabase(settings)
  const sql = await openSql(settings, opening, log, lookUpTimeout)
  const sealer = await openSealer(settings, opening, sql).catch(closeAndThrow(sql))
  const redis = await openRedis(settings, log && redisOutagesTo(log, settings))
  const invalidations = await openInvalidationBus(settings, sql, redis, log)
  const admission = openAdmission(settings, sql, redis, clock)
  const stores = {
    async close() {
      await invalidations.close()
      await admission.close()
      await sql.close()
    },
  }
  const maintenance = await openMaintenance(sql, clock, invalidations).catch(closeAndThrow(stores))
  const cache = new LookupCache(sql, invalidations)
  const apps = createAppStore(sql, { cache, sealer, clock })
  const users = createUserStore(sql, cache, clock)
  const tokenStore = createTokenStore(sql, { cache, sealer, clock })
  const requestTokens = createRequestTokenStore(sql, { cache, sealer })
  const sessions = createSessionStore(sql, clock)
  const lockouts = createLockoutStore(sql)
  const blockListStore = createBlockListStore(sql, clock)
  return {
    settings,
    dialects,
    clock,
    sql,
    apps,
    users,
    tokenStore,
    requestTokens,
    blockListStore,
    accounts: createAccounts({ users, sessions, lockouts, clock }),
    blockLists: createBlockLists({ users, blockLists: blockListStore }),
    logins: createLogins({ apps, tokens: tokenStore, clock, dialect, kinds }),
    tokens: createTokens({ tokens: tokenStore, users, clock, dialect, kinds }),
    oauthFlow: createOAuthFlow({ apps, requestTokens, users, clock, dialect, kinds }),
    consents: createConsents({ apps, tokens: tokenStore }),
    kinds,
    admission,
    maintenance,
    invalidations,
    audit: createAuditLog(sql),
    readinessChecks: readinessChecks(sql, redis, settings.DATA_DIR),
    stores: [
      { name: 'sql', isDown: sql.isDown },
      ...(redis === undefined ? [] : [{ name: 'redis' as const, isDown: redis.isDown }]),
    ],
    async close() {
      await maintenance.close()
      await stores.close()
    },
  }
}
