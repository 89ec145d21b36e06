import { randomHex } from '../core/auth/hash.js'

/** The response header that names a request as the log does. */
export const requestIdHeader = 'X-Request-Id'

const processId = randomHex(4)
let count = 0

/**
 * Gives an id that is unique among processes and cheap to make: a random part, then a counter. What a client or a proxy
 * sends under the name of the header is not taken over, so that nobody can make two requests look like one.
 */
export function nextRequestId(): string {
  return `${processId}-${(count++).toString(36)}`
}
