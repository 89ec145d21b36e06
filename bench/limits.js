/** What each address and each application may do in W6: so much that nothing is ever refused. */
export const limit = { count: 1_000_000, window: 1 }

/** The same in the words of the gateway's settings. */
export const limitSettings = { LIMIT_IP: `${limit.count}/s`, LIMIT_APP: `${limit.count}/s` }

/**
 * The kinds of windows of the gateway's defaults (50/s,1000/m,20000/h for an address and 100000/d for an application),
 * which are counted for every call, with counts that nobody reaches.
 */
export const shippedLimits = { LIMIT_IP: '1000000/s,60000000/m,900000000/h', LIMIT_APP: '900000000/d' }

const subjects = ['address', 'app']
const policy = subjects.map((subject) => `"${subject}";q=${limit.count};w=${limit.window}`).join(', ')

/**
 * The headers with the remaining calls, as the gateway writes them.
 *
 * @param left of the address and of the application the calls that remain, and the seconds until all are given back
 */
export function limitHeaders(...left) {
  const states = left.map(({ remaining, reset }, index) => `"${subjects[index]}";r=${remaining};t=${reset}`)
  return { 'RateLimit-Policy': policy, RateLimit: states.join(', ') }
}
