import type { FaultName } from '../../core/errors.js'

/**
 * What each fault means, and what to do about it; the type is exhaustive. Undefined are those that no native call can have:
 * there are no formats in addresses, and no envelopes.
 */
export const meanings: Readonly<Record<FaultName, string | undefined>> = {
  'key-missing': 'The call names no application. Send its key in the header X-Api-Key.',
  'key-invalid': 'No active application has this key. Check it for typing errors, or ask whether it was disabled.',
  'format-unknown': undefined,
  'method-not-found': 'No method has this name. Names are case-sensitive; api.methods.getList lists them.',
  'signature-missing':
    'The method or the application wants more than a key. Send a bearer token, or sign the call by OAuth 1.0a.',
  'signature-invalid': 'The signature of OAuth does not belong to this request and these secrets.',
  'token-missing': 'The method acts for a user. Send a token of the user as Authorization: Bearer, or by OAuth 1.0a.',
  'token-invalid':
    'The token is unknown, was revoked, or belongs to another application. Ask the user to authorise again.',
  'account-closed': 'The account of this user is closed or suspended.',
  'action-blocked': 'The block list of a member or of a group forbids this action.',
  'permission-insufficient':
    'The token does not hold the permission that the method needs: ask the user for a wider one. Or the application is not allowed the service of the method: ask the operator.',
  'address-not-allowed': 'The application admits calls from listed addresses only, and this one is not among them.',
  'application-over-limit': 'The application has used up its calls. Wait as long as Retry-After says.',
  'address-over-limit': 'This network address has used up its calls. Wait as long as Retry-After says.',
  'post-required': 'The method changes something, so it must be called by POST.',
  'soap-invalid': undefined,
  'xmlrpc-invalid': undefined,
  'request-malformed':
    'The request cannot be read, or a parameter has a value that the method does not take; detail and parameters say which.',
  'request-too-large': 'The request, or a part of it, is larger than the server takes.',
  'oauth-version-unsupported': 'Only OAuth 1.0 and 1.0a are supported.',
  'oauth-parameters-missing': 'The title names the OAuth parameters that the call lacks.',
  'oauth-timestamp-out-of-range':
    'The timestamp is no number, or too far from the clock of the server. Check your clock.',
  'oauth-nonce-used': 'The nonce was used before. Take a new one for every call.',
  'oauth-timestamp-refused': 'The timestamp lies too far behind an earlier one of the same key and token.',
  'oauth-signature-method-unsupported': 'The application does not allow this signature method, or it needs TLS.',
  'service-error': 'An unforeseen error. Report the request_id.',
  maintenance: 'The service is being maintained. Try again later.',
  'upstream-failed': 'The service behind the gateway gave no usable answer. Try again later, or report the request_id.',
  'service-unavailable':
    'A store that the call needs cannot be reached, or the method took too long. Try again; the detail says whether a write may have happened.',
  'upstream-timed-out':
    'The service behind the gateway took too long. The detail says whether a write may have happened.',
}
