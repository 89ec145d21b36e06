import type { FaultName } from '../../core/errors.js'

/** A fault of the error table as the ipernity API writes it. */
interface IpernityFault {
  /** The number on the wire (spec/ipernity-wire section 6); 123 and 124 are Babelgate's own. */
  readonly code: number
  /** The `message` on the wire. */
  readonly title: string
  /** The short name in `api.methods.get`. */
  readonly label: string
  /** Its meaning, and what to do about it, for the documentation. */
  readonly meaning: string
}

/** All faults of the error table; the type is exhaustive. */
export const faults: Readonly<Record<FaultName, IpernityFault>> = {
  'key-missing': {
    code: 100,
    title: 'API key missing',
    label: 'api_key_missing',
    meaning: 'The call names no application. Add the parameter api_key.',
  },
  'key-invalid': {
    code: 101,
    title: 'API key invalid',
    label: 'api_key_invalid',
    meaning:
      'No active application has this key. Check it for typing errors, or ask its owner whether it was disabled.',
  },
  'format-unknown': {
    code: 102,
    title: 'Format unknown',
    label: 'format_unknown',
    meaning: 'The last part of the address must be json, xml or php.',
  },
  'method-not-found': {
    code: 103,
    title: 'Method not found',
    label: 'method_not_found',
    meaning: 'No method has this name. Names are case-sensitive; api.methods.getList lists them.',
  },
  'signature-missing': {
    code: 104,
    title: 'Signature missing',
    label: 'signature_missing',
    meaning: 'The method, the application or the token in the call wants a signature. Add api_sig.',
  },
  'signature-invalid': {
    code: 105,
    title: 'Signature invalid',
    label: 'signature_invalid',
    meaning: 'The signature does not belong to these parameters, this method and this secret.',
  },
  'token-missing': {
    code: 106,
    title: 'Token missing',
    label: 'token_missing',
    meaning: 'The method acts for a user. Add auth_token, as the user gave it to your application.',
  },
  'token-invalid': {
    code: 107,
    title: 'Token invalid',
    label: 'token_invalid',
    meaning: 'The token is unknown, was revoked, or belongs to another application. Ask the user to log in again.',
  },
  'account-closed': {
    code: 108,
    title: 'Account closed',
    label: 'account_closed',
    meaning: 'The account of this user is closed or suspended.',
  },
  'action-blocked': {
    code: 109,
    title: 'Action blocked',
    label: 'action_blocked',
    meaning: 'The block list of a member or of a group forbids this action.',
  },
  'permission-insufficient': {
    code: 110,
    title: 'Permission insufficient',
    label: 'permission_insufficient',
    meaning:
      'The token does not hold the permission that the method needs: ask the user for a wider one. Or the application is not allowed the service of the method: ask the operator.',
  },
  'address-not-allowed': {
    code: 111,
    title: 'Address not allowed',
    label: 'address_not_allowed',
    meaning: 'The application admits calls from listed addresses only, and this one is not among them.',
  },
  'application-over-limit': {
    code: 112,
    title: 'Application over its limit',
    label: 'application_limit',
    meaning: 'The application has used up its calls. Wait as long as Retry-After says.',
  },
  'address-over-limit': {
    code: 113,
    title: 'Address over its limit',
    label: 'address_limit',
    meaning: 'This network address has used up its calls. Wait as long as Retry-After says.',
  },
  'post-required': {
    code: 120,
    title: 'POST required',
    label: 'post_required',
    meaning: 'The method changes something, so it must be called by POST.',
  },
  'soap-invalid': {
    code: 121,
    title: 'SOAP envelope invalid',
    label: 'soap_invalid',
    meaning: 'The body is not a SOAP envelope that can be read.',
  },
  'xmlrpc-invalid': {
    code: 122,
    title: 'XML-RPC envelope invalid',
    label: 'xmlrpc_invalid',
    meaning: 'The body is not an XML-RPC call that can be read.',
  },
  'request-malformed': {
    code: 123,
    title: 'Request malformed',
    label: 'request_malformed',
    meaning:
      'The request cannot be read, or a parameter has a value that the method does not take; the detail says where.',
  },
  'request-too-large': {
    code: 124,
    title: 'Request too large',
    label: 'request_too_large',
    meaning: 'The request, or a part of it, is larger than the server takes.',
  },
  'oauth-version-unsupported': {
    code: 130,
    title: 'OAuth version unsupported',
    label: 'oauth_version',
    meaning: 'Only OAuth 1.0 and 1.0a are spoken here.',
  },
  'oauth-parameters-missing': {
    code: 131,
    title: 'OAuth parameters missing',
    label: 'oauth_missing',
    meaning: 'The message names the OAuth parameters that the call lacks.',
  },
  'oauth-timestamp-out-of-range': {
    code: 132,
    title: 'OAuth timestamp out of range',
    label: 'oauth_clock_skew',
    meaning: 'The timestamp is no number, or too far from the clock of the server. Check your clock.',
  },
  'oauth-nonce-used': {
    code: 133,
    title: 'OAuth nonce used',
    label: 'oauth_nonce',
    meaning: 'The nonce came before. Take a new one for every call.',
  },
  'oauth-timestamp-refused': {
    code: 134,
    title: 'OAuth timestamp refused',
    label: 'oauth_timestamp',
    meaning: 'The timestamp lies too far behind an earlier one of the same key and token.',
  },
  'oauth-signature-method-unsupported': {
    code: 135,
    title: 'OAuth signature method unsupported',
    label: 'oauth_signature_method',
    meaning: 'The application does not allow this signature method, or it needs TLS.',
  },
  'service-error': {
    code: 500,
    title: 'Service error',
    label: 'service_error',
    meaning: 'Something unforeseen went wrong. Report the id that the answer shows.',
  },
  maintenance: {
    code: 501,
    title: 'Under maintenance',
    label: 'maintenance',
    meaning: 'The service is being maintained. Try again later.',
  },
  'upstream-failed': {
    code: 502,
    title: 'Upstream failed',
    label: 'upstream_failed',
    meaning:
      'The service behind the gateway gave no usable answer. Try again later, or report the id that the answer shows.',
  },
  'service-unavailable': {
    code: 503,
    title: 'Service unavailable',
    label: 'service_unavailable',
    meaning:
      'A store that the call needs cannot be reached, or the method took too long. Try again; the detail says whether a write may have happened.',
  },
  'upstream-timed-out': {
    code: 504,
    title: 'Upstream timed out',
    label: 'upstream_timed_out',
    meaning: 'The service behind the gateway took too long. The detail says whether a write may have happened.',
  },
}
