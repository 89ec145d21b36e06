import { apiError } from '../../core/api-error.js'
import type { Clock } from '../../core/ports/clock.js'
import type { Counters } from '../memory/counters.js'
import { createDividedCounters } from '../memory/divided-counters.js'

/**
 * The policy for calls while Redis is unavailable: each gateway enforces its fraction of the limits, calls are refused
 * with 503, or limits are not enforced.
 */
export type RedisFallback = 'local' | 'refuse' | 'open'

/** Creates the counters for calls while Redis is unavailable. @param gateways the number of gateways */
export function createFallbackCounters(fallback: RedisFallback, clock: Clock, gateways: () => number): Counters {
  return { local: () => createDividedCounters(clock, gateways), refuse: () => refusing, open: () => open }[fallback]()
}

const refusing: Counters = {
  take() {
    throw apiError('service-unavailable', {
      detail: 'Calls cannot be counted, and none is taken without. Try again.',
      retryAfter: 1,
      store: 'redis',
    })
  },
  giveBack() {},
}

const open: Counters = { take: () => ({ admitted: true }), giveBack() {} }
