import { randomHex } from '../core/auth/hash.js'

/** The response header with the request's id, which the log line has too. */
export const requestIdHeader = 'X-Request-Id'

const processId = randomHex(4)
let count = 0

/**
 * Makes a request id, unique among processes: a random part of the process, then a counter. A client's own X-Request-Id is
 * ignored, since equal ids would mix up the log lines of two requests.
 */
export function nextRequestId(): string {
  return `${processId}-${(count++).toString(36)}`
}
