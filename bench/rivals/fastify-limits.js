import rateLimit from '@fastify/rate-limit'
import { Redis } from 'ioredis'
import { limit, limitHeaders } from '../limits.js'
import { Fault } from './checks.js'

/** Lets @fastify/rate-limit count in Redis. */
export async function registerLimits(server, url) {
  await server.register(rateLimit, { global: false, redis: new Redis(url) })
  const create = (name, keyGenerator) =>
    server.createRateLimit({
      max: limit.count,
      timeWindow: limit.window * 1000,
      keyGenerator: (request) => name + keyGenerator(request),
    })
  const ofAddress = create('address:', ({ ip }) => ip)
  const ofApp = create('app:', ({ query }) => query.api_key)
  /** @throws Fault 113 where the address has no room, 112 where the application has none */
  return async (request) => {
    const [address, app] = await Promise.all([ofAddress(request), ofApp(request)])
    if (address.isExceeded) throw new Fault(113, 'Address over its limit')
    if (app.isExceeded) throw new Fault(112, 'Application over its limit')
    return limitHeaders(left(address), left(app))
  }
}

function left({ remaining, ttlInSeconds }) {
  return { remaining, reset: ttlInSeconds }
}
