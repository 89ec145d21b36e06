import { apiError } from '../../core/api-error.js'
import type { Clock } from '../../core/ports/clock.js'
import type { Counters } from '../memory/counters.js'
import { createDividedCounters } from '../memory/divided-counters.js'

/**
 * What becomes of calls while Redis cannot count them: each gateway counts them by its part of the limits, they are
 * refused with 503, or no limit holds.
 */
export type WithoutRedis = 'local' | 'refuse' | 'open'

/** Makes what counts calls while Redis does not. @param gateways how many there are */
export function createStandIn(without: WithoutRedis, clock: Clock, gateways: () => number): Counters {
  return { local: () => createDividedCounters(clock, gateways), refuse: () => refusing, open: () => open }[without]()
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
