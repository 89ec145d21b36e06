import type { ApiError } from '../../core/api-error.js'
import { percentEncode } from '../../core/auth/oauth1/percent-encode.js'
import { OAuthProblem } from '../../core/auth/oauth1/problem.js'
import type { SpokenFault } from '../../core/dialect/faults.js'
import type { FaultName } from '../../core/errors.js'
import type { NonceWindow } from '../../core/ports/admission.js'
import { semanticStatus } from '../shared/http-status.js'

/** The `oauth_problem` words for faults of the table; all others are `unknown_problem`. */
const words: Readonly<Partial<Record<FaultName, string>>> = {
  'key-invalid': 'consumer_key_unknown',
  'signature-invalid': 'signature_invalid',
  'token-invalid': 'token_rejected',
  'account-closed': 'permission_denied',
  'address-not-allowed': 'permission_denied',
  'request-malformed': 'parameter_rejected',
  'oauth-version-unsupported': 'version_rejected',
  'oauth-parameters-missing': 'parameter_absent',
  'oauth-timestamp-out-of-range': 'timestamp_refused',
  'oauth-nonce-used': 'nonce_used',
  'oauth-timestamp-refused': 'timestamp_refused',
  'oauth-signature-method-unsupported': 'signature_method_rejected',
}

/** Faults that are not about OAuth, which keep their HTTP status. */
const ownStatus: ReadonlySet<FaultName> = new Set([
  'request-malformed',
  'oauth-version-unsupported',
  'oauth-parameters-missing',
  'oauth-signature-method-unsupported',
  'application-over-limit',
  'address-over-limit',
  'post-required',
  'request-too-large',
  'service-error',
  'maintenance',
  'upstream-failed',
  'service-unavailable',
  'upstream-timed-out',
])

/** The HTTP status of a problem: 400 for an invalid request, 401 for invalid credentials (spec/flickr-wire section 10). */
export function problemStatus(error: ApiError): number {
  return error.fault !== undefined && ownStatus.has(error.fault) ? semanticStatus(error) : 401
}

/**
 * Writes a problem as a form: its word, the parameters that the extension defines for it, our code and a sentence.
 *
 * @param now Unix seconds
 */
export function writeProblem(error: ApiError, { code, detail }: SpokenFault, window: NonceWindow, now: number): string {
  const problem = error instanceof OAuthProblem ? error.problem : wordOf(error.fault)
  const fields: [string, string][] = [['oauth_problem', problem]]
  if (error instanceof OAuthProblem && error.absent.length > 0) {
    fields.push(['oauth_parameters_absent', error.absent.join('&')])
  }
  if (error.fault === 'oauth-version-unsupported') fields.push(['oauth_acceptable_versions', '1.0-1.0'])
  if (error.fault === 'oauth-timestamp-out-of-range') {
    fields.push(['oauth_acceptable_timestamps', `${now - window.back}-${now + window.ahead}`])
  }
  fields.push(['code', String(code)])
  if (detail !== undefined) fields.push(['oauth_problem_advice', detail])
  return writeFields(fields)
}

/** Writes a form with the percent-encoding of OAuth (RFC 5849 section 3.6). */
export function writeFields(fields: Iterable<readonly [string, string]>): string {
  return Array.from(fields, ([name, value]) => `${name}=${percentEncode(value)}`).join('&')
}

function wordOf(fault: FaultName | undefined): string {
  return (fault && words[fault]) ?? 'unknown_problem'
}
