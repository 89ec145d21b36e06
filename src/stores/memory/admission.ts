import type { Admission, NonceUse, NonceWindow, Verdict } from '../../core/ports/admission.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import { nonceKeys, oldestKept } from '../nonce-keys.js'

/** Timestamps, in Unix seconds: of used nonces, and the latest one of each client; both by hash. */
export interface NonceMaps {
  readonly used: Map<string, number>
  readonly latest: Map<string, number>
}

/** Keeps nonces in the memory of this process: for tests, and as the reference for the other stores. */
export function createMemoryAdmission(
  window: NonceWindow,
  clock: Clock,
  { used, latest }: NonceMaps = { used: new Map(), latest: new Map() },
): Admission {
  const judge = (use: NonceUse): Verdict => {
    deleteExpired(used)
    deleteExpired(latest)
    const keys = nonceKeys(use)
    const before = latest.get(keys.client) ?? 0
    if (use.timestamp < before - window.tolerance) return { admitted: false, fault: 'oauth-timestamp-refused' }
    if (used.has(keys.nonce)) return { admitted: false, fault: 'oauth-nonce-used' }
    used.set(keys.nonce, use.timestamp)
    latest.set(keys.client, Math.max(before, use.timestamp))
    return { admitted: true }
  }
  const deleteExpired = (timestamps: Map<string, number>): void => {
    const oldest = oldestKept(seconds(clock), window)
    for (const [name, timestamp] of timestamps) if (timestamp < oldest) timestamps.delete(name)
  }
  return {
    admit: async ({ nonce }) => (nonce === undefined ? { admitted: true } : judge(nonce)),
    close: async () => undefined,
  }
}
