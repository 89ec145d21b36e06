import type { ApiError } from '../../core/api-error.js'
import type { FaultName } from '../../core/errors.js'

/** The HTTP status of each fault by its meaning (RFC 9110 section 15); the type is exhaustive. */
const statuses: Readonly<Record<FaultName, number>> = {
  'key-missing': 401,
  'key-invalid': 401,
  'format-unknown': 400,
  'method-not-found': 404,
  'signature-missing': 401,
  'signature-invalid': 401,
  'token-missing': 401,
  'token-invalid': 401,
  'account-closed': 403,
  'action-blocked': 403,
  'permission-insufficient': 403,
  'address-not-allowed': 403,
  'application-over-limit': 429,
  'address-over-limit': 429,
  'post-required': 405,
  'soap-invalid': 400,
  'xmlrpc-invalid': 400,
  'request-malformed': 400,
  'request-too-large': 413,
  'oauth-version-unsupported': 400,
  'oauth-parameters-missing': 400,
  'oauth-timestamp-out-of-range': 401,
  'oauth-nonce-used': 401,
  'oauth-timestamp-refused': 401,
  'oauth-signature-method-unsupported': 400,
  'service-error': 500,
  maintenance: 503,
  'upstream-failed': 502,
  'service-unavailable': 503,
  'upstream-timed-out': 504,
}

/** The HTTP status of a fault by its meaning; 400 for a method's own faults. */
export function semanticStatus({ fault }: ApiError): number {
  return fault === undefined ? 400 : statuses[fault]
}
