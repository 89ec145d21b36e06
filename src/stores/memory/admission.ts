import type { Admission, NonceUse, NonceWindow, Verdict } from '../../core/ports/admission.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import { nonceKeys, oldestRemembered } from '../nonce-keys.js'

/** What is remembered: timestamps of nonces that were used, and the latest one of each client. */
export interface NonceMemory {
  readonly used: Map<string, number>
  readonly latest: Map<string, number>
}

/** Remembers nonces for as long as this process lives: for tests, and as the plainest form of what the others do. */
export function createMemoryAdmission(
  window: NonceWindow,
  clock: Clock,
  { used, latest }: NonceMemory = { used: new Map(), latest: new Map() },
): Admission {
  const judge = (use: NonceUse): Verdict => {
    forget(used)
    forget(latest)
    const keys = nonceKeys(use)
    const before = latest.get(keys.client) ?? 0
    if (use.timestamp < before - window.tolerance) return { admitted: false, fault: 'oauth-timestamp-refused' }
    if (used.has(keys.nonce)) return { admitted: false, fault: 'oauth-nonce-used' }
    used.set(keys.nonce, use.timestamp)
    latest.set(keys.client, Math.max(before, use.timestamp))
    return { admitted: true }
  }
  const forget = (timestamps: Map<string, number>): void => {
    const oldest = oldestRemembered(seconds(clock), window)
    for (const [name, timestamp] of timestamps) if (timestamp < oldest) timestamps.delete(name)
  }
  return {
    admit: async ({ nonce }) => (nonce === undefined ? { admitted: true } : judge(nonce)),
    close: async () => undefined,
  }
}
