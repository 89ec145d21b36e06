import type { Verdict } from '../../../core/ports/admission.js'
import type { NonceKeys } from '../../nonce-keys.js'
import type { Queries } from '../engine/sql.js'

/** A hashed use of a nonce, with its timestamp. */
export interface HashedUse extends NonceKeys {
  /** Unix seconds. */
  readonly timestamp: number
}

/** Stores nonces in a database of one kind. */
export interface NonceStorage {
  /** Runs before each {@link judge}, without the lock. */
  prepare?(on: Queries): Promise<void>
  /**
   * Judges a batch of uses in one unit of writes, and stores those that it admits. They are judged as if they had arrived in
   * the order of their timestamps, so that no use is too old because of another one of the batch.
   *
   * @returns a verdict for each use, in the order of `uses`
   */
  judge(on: Queries, uses: readonly HashedUse[]): Promise<readonly Verdict[]>
}
