import type { Attempt } from './attempt.js'
import { UpstreamError } from './upstream-error.js'

/**
 * Refuses an answer by its head: redirects, which are not followed, since the address of a service is the operator's to
 * choose, and unknown content codings.
 */
export function refusalOf(attempt: Attempt): UpstreamError | undefined {
  const { status, service, coding } = attempt
  if (status >= 300 && status < 400 && attempt.header('location') !== undefined) {
    return new UpstreamError('unreadable', `${service}: the answer is a redirect (${status})`, { maybeSent: true })
  }
  if (coding !== 'unknown') return undefined
  return new UpstreamError('unreadable', `${service}: the answer has an unknown content-encoding`, { maybeSent: true })
}

/** What a failed try says about the state of the service. */
export function outcomeOf(error: Error, attempt: Attempt): 'success' | 'failure' | 'unknown' {
  if (!(error instanceof UpstreamError)) return 'unknown'
  switch (error.failure) {
    case 'connect':
    case 'reset':
    case 'unreadable':
      return 'failure'
    case 'timeout':
      return attempt.isStarted ? 'failure' : 'unknown'
    case 'too-large':
      return 'success'
    case 'address':
    case 'unavailable':
      return 'unknown'
  }
}
