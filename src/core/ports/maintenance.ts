import type { Actor } from './audit-log.js'

/** The maintenance mode, which an operator sets on the command line. */
export interface Maintenance {
  /** The cached state, at most a second old while the store is reachable. Does no I/O. */
  isOn(): boolean
  /** Switches it on or off for all processes and nodes, and records it in the audit log. */
  set(on: boolean, by: Actor): Promise<void>
}
