import type { Actor } from './audit-log.js'

/** Whether the gateway is closed for maintenance, as its operator says on the command line. */
export interface Maintenance {
  /** What is known at this moment: never older than a second while the store can be reached. Asks nobody. */
  isOn(): boolean
  /** Switches it on or off, for every process and node, and notes who did. */
  set(on: boolean, by: Actor): Promise<void>
}
