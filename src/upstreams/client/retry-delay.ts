/** The delay before the first retry, in milliseconds; it doubles with each. */
const FIRST_DELAY = 25

const LONGEST_DELAY = 1000

/** The delay before a retry, in milliseconds, varied by half so that the retries of many calls spread. @param retry from 0 */
export function backoff(retry: number): number {
  return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** retry) * (0.5 + Math.random())
}

/**
 * Reads a `retry-after` header (RFC 9110 section 10.2.3).
 *
 * @param now Unix time in milliseconds
 * @returns milliseconds; undefined where it is absent or unreadable
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
