import type { Generated } from 'kysely'
import type { ApplicationPolicy, ApplicationType } from '../../../core/ports/app-store.js'
import type { Actor, AuditAction } from '../../../core/ports/audit-log.js'
import type { ListOwner } from '../../../core/ports/block-list.js'
import type { AccountState } from '../../../core/ports/user-store.js'
import type { DocumentTables } from '../documents/document-tables.js'
import type { NonceTables } from '../nonces/nonce-tables.js'

/** All tables. Flags are 0 or 1, times are Unix seconds, ids are numbers, on both databases. */
export interface Schema extends DocumentTables, NonceTables {
  users: UserTable
  sessions: SessionTable
  lockouts: LockoutTable
  applications: ApplicationTable
  application_texts: ApplicationTextTable
  consents: ConsentTable
  installation: InstallationTable
  tokens: TokenTable
  frobs: FrobTable
  request_tokens: RequestTokenTable
  switches: SwitchTable
  block_lists: BlockListTable
  audit: AuditTable
}

/** A boolean, which both databases store as a small integer. */
export type Flag = 0 | 1

/** The column of every table with permissions. */
export interface PermissionColumn {
  /** JSON: kind → level. A kind that is absent has none. */
  permissions: string
}

export interface UserTable {
  id: Generated<number>
  username: string
  /** The username in lower case; unique. */
  username_folded: string
  realname: string
  alias: string
  lg: string
  is_pro: Flag
  state: AccountState
  password_hash: string
  created_at: number
}

export interface SessionTable {
  hash: string
  user_id: number | null
  csrf: string | null
  expires_at: number
}

export interface LockoutTable {
  subject: string
  count: number
  /** Unix milliseconds. */
  locked_until: number
  /** Unix milliseconds. */
  failed_at: number
}

export interface ApplicationTable {
  id: Generated<number>
  key: string
  sealed_secret: string
  name: string
  type: ApplicationType
  callback: string | null
  website: string | null
  owner_id: number
  disabled: Flag
  sign_all: Flag
  legacy_signatures: Flag
  ambiguous_signatures: ApplicationPolicy['ambiguousSignatures']
  /** CIDR blocks, separated by blanks. */
  addresses: string
  /** Signature methods, separated by blanks. */
  oauth_methods: string
  rsa_public_key: string | null
  verifier: ApplicationPolicy['verifier']
  body_hash: ApplicationPolicy['bodyHash']
  /** In the syntax of `app set --limit`. */
  limits: string | null
  /** The names of the services that it may call, separated by blanks; `*` for all. */
  services: string
  created_at: number
}

export interface ApplicationTextTable {
  app_id: number
  lg: string
  subtitle: string
  description: string
}

export interface InstallationTable {
  /** Always 1, so that there is at most one row. */
  one: 1
  id: string
}

export interface ConsentTable extends PermissionColumn {
  app_id: number
  user_id: number
  created_at: number
  updated_at: number
}

export interface TokenTable extends PermissionColumn {
  id: Generated<number>
  app_id: number
  user_id: number
  auth_hash: string
  bearer_hash: string | null
  sealed_oauth_secret: string | null
  created_at: number
}

export interface FrobTable extends PermissionColumn {
  hash: string
  app_id: number
  /** The user who agreed; null until then. */
  user_id: number | null
  expires_at: number
}

/** `permissions` holds those that were requested and, once a user has agreed, those that were granted. */
export interface RequestTokenTable extends PermissionColumn {
  hash: string
  app_id: number
  sealed_secret: string
  callback: string
  /** The user who agreed; null until then. */
  user_id: number | null
  verifier_hash: string | null
  /** The number of wrong verifiers. */
  failures: number
  expires_at: number
}

/** Switches of operators that are on; one that is off has no row. */
export interface SwitchTable {
  name: string
}

/** A row for every blocked member of a list. */
export interface BlockListTable {
  owner_kind: ListOwner['kind']
  /** The id of the member or group that owns the list. */
  owner_id: number
  /** The blocked member. */
  user_id: number
  created_at: number
}

/** A row for every audited change; append-only. */
export interface AuditTable {
  id: Generated<number>
  at: number
  actor: Actor
  action: AuditAction
  target: string
  /** JSON. */
  detail: string
}
