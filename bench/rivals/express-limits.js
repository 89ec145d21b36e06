import { Redis } from 'ioredis'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { limit, limitHeaders } from '../limits.js'
import { Fault } from './checks.js'

/** A middleware that lets rate-limiter-flexible count in Redis. */
export function createLimits(url) {
  const storeClient = new Redis(url)
  const create = (keyPrefix) =>
    new RateLimiterRedis({ storeClient, keyPrefix, points: limit.count, duration: limit.window })
  const ofAddress = create('address')
  const ofApp = create('app')
  return async (request, response, next) => {
    const [address, app] = await Promise.all([
      ofAddress.consume(request.ip).catch(refuse(113, 'Address over its limit')),
      ofApp.consume(request.query.get('api_key')).catch(refuse(112, 'Application over its limit')),
    ])
    response.set(limitHeaders(left(address), left(app)))
    next()
  }
}

function left({ remainingPoints, msBeforeNext }) {
  return { remaining: remainingPoints, reset: Math.ceil(msBeforeNext / 1000) }
}

/** What has no room is rejected with what is left, anything else with an error. */
function refuse(code, title) {
  return (reason) => {
    throw reason instanceof Error ? reason : new Fault(code, title)
  }
}
