/**
 * Who made a change: an operator at the command line, by user name of the operating system; a member on the pages, by
 * id; a calling application, by key.
 */
export type Actor = `cli:${string}` | `user:${string}` | `app:${string}`

/** The recorded actions on users, applications, tokens, consents, block lists and the gateway. */
export const auditActions = [
  'user.create',
  'user.set-password',
  'user.suspend',
  'user.restore',
  'user.close',
  'app.create',
  'app.set',
  'app.disable',
  'app.enable',
  'app.rotate-secret',
  'app.delete',
  'token.create',
  'token.revoke',
  'consent.allow',
  'consent.remove',
  'block.add',
  'block.remove',
  'maintenance.on',
  'maintenance.off',
] as const
export type AuditAction = (typeof auditActions)[number]

/** A recorded change, without secrets. */
export interface AuditEntry {
  readonly id: number
  /** Unix seconds. */
  readonly at: number
  readonly actor: Actor
  readonly action: AuditAction
  /** The changed object: `user:ID`, `app:KEY`, `token:ID` or `gateway`. */
  readonly target: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Selects entries. */
export interface AuditFilter {
  /** Unix seconds. */
  readonly since: number
  readonly action?: AuditAction | undefined
}

/** Reads the audit log, which is append-only. Stores write each entry in the transaction of its change. */
export interface AuditLog {
  /** Newest last. */
  list(filter: AuditFilter): Promise<readonly AuditEntry[]>
}
