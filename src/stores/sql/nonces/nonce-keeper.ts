import type { Verdict } from '../../../core/ports/admission.js'
import type { NonceKeys } from '../../nonce-keys.js'
import type { Queries } from '../engine/sql.js'

/** A use of a nonce as databases know it. */
export interface HashedUse extends NonceKeys {
  /** Unix seconds. */
  readonly timestamp: number
}

/** How nonces lie in a database. */
export interface NonceKeeper {
  /** Does what can be done before anything is locked, ahead of each {@link judge}. */
  prepare?(on: Queries): Promise<void>
  /**
   * Judges uses that came together, in a unit of writes of their own, and keeps those that it admits. They are judged
   * as if they had come in the order of their timestamps, so that none of them is too old because of another.
   *
   * @returns a verdict for each, in their order
   */
  judge(on: Queries, uses: readonly HashedUse[]): Promise<readonly Verdict[]>
}
