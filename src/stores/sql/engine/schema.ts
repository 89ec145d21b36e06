import type { Generated } from 'kysely'
import type { ApplicationPolicy, ApplicationType } from '../../../core/ports/app-store.js'
import type { Actor, AuditAction } from '../../../core/ports/audit-log.js'
import type { ListOwner } from '../../../core/ports/block-list.js'
import type { AccountState } from '../../../core/ports/user-store.js'
import type { DocumentTables } from '../documents/document-tables.js'
import type { NonceTables } from '../nonces/nonce-tables.js'

/** All tables. Flags are 0 or 1, times are Unix seconds, ids are numbers; both databases give them alike. */
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

/** A yes or no that both databases keep as a small number. */
export type Flag = 0 | 1

/** The column that every table with permissions has. */
export interface PermissionColumn {
  /** JSON: kind → level. A kind that is absent has none. */
  permissions: string
}

export interface UserTable {
  id: Generated<number>
  username: string
  /** The username without regard to case; unique. */
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
  /** As `app set --limit` takes them. */
  limits: string | null
  created_at: number
}

export interface ApplicationTextTable {
  app_id: number
  lg: string
  subtitle: string
  description: string
}

export interface InstallationTable {
  /** Always 1, so that there is one row. */
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
  /** Who agreed; null while the frob waits for somebody. */
  user_id: number | null
  expires_at: number
}

/** The permissions are those that were asked for, and once somebody agreed those that were granted. */
export interface RequestTokenTable extends PermissionColumn {
  hash: string
  app_id: number
  sealed_secret: string
  callback: string
  /** Who agreed; null while the token waits for somebody. */
  user_id: number | null
  verifier_hash: string | null
  /** How often a wrong verifier came. */
  failures: number
  expires_at: number
}

/** What operators switched on; a switch that is off has no row. */
export interface SwitchTable {
  name: string
}

/** A row for every member on a list. */
export interface BlockListTable {
  owner_kind: ListOwner['kind']
  /** Of the member or the group. */
  owner_id: number
  /** Who is kept away. */
  user_id: number
  created_at: number
}

/** A row for every change that was made; rows are only ever added. */
export interface AuditTable {
  id: Generated<number>
  at: number
  actor: Actor
  action: AuditAction
  target: string
  /** JSON. */
  detail: string
}
