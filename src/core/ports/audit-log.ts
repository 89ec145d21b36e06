/**
 * Who made a change: somebody at the command line, by the operating system's name; a member on the pages, by id; an
 * application that calls, by key.
 */
export type Actor = `cli:${string}` | `user:${string}` | `app:${string}`

/** What can be done to users, applications, tokens, consents, block lists and the gateway. */
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

/** One change, as it was made; never a secret. */
export interface AuditEntry {
  readonly id: number
  /** Unix seconds. */
  readonly at: number
  readonly actor: Actor
  readonly action: AuditAction
  /** What was changed: `user:ID`, `app:KEY`, `token:ID` or `gateway`. */
  readonly target: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Which entries to show. */
export interface AuditFilter {
  /** Unix seconds. */
  readonly since: number
  readonly action?: AuditAction | undefined
}

/** Shows what was done. Stores write the entries, each together with the change that it tells of; none is ever altered. */
export interface AuditLog {
  /** Newest last. */
  list(filter: AuditFilter): Promise<readonly AuditEntry[]>
}
