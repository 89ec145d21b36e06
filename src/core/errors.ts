/**
 * The closed error table. Codes 1 to 99 belong to the methods; these are shared by all of them.
 * Numbers: spec/ipernity-wire section 6; 123 and 124 are Babelgate's own. Titles go on the wire as `message`;
 * meanings go into the documentation.
 */
interface ErrorEntry {
  /** The short title that clients see. */
  readonly title: string
  /** What it means and what to do next, for the documentation. */
  readonly meaning: string
  /** The short name that `api.methods.get` prints beside a common error. */
  readonly label: string
  /** The HTTP status of REST answers under `HTTP_STATUS=semantic`. */
  readonly status: number
}

/** Every code that is not a method's own. */
export const errorTable = {
  100: {
    title: 'API key missing',
    label: 'api_key_missing',
    status: 401,
    meaning: 'The call names no application. Add the parameter api_key.',
  },
  101: {
    title: 'API key invalid',
    label: 'api_key_invalid',
    status: 401,
    meaning:
      'No active application has this key. Check it for typing errors, or ask its owner whether it was disabled.',
  },
  102: {
    title: 'Format unknown',
    label: 'format_unknown',
    status: 400,
    meaning: 'The last part of the address must be json, xml or php.',
  },
  103: {
    title: 'Method not found',
    label: 'method_not_found',
    status: 404,
    meaning: 'No method has this name. Names are case-sensitive; api.methods.getList lists them.',
  },
  104: {
    title: 'Signature missing',
    label: 'signature_missing',
    status: 401,
    meaning: 'The method, the application or the token in the call wants a signature. Add api_sig.',
  },
  105: {
    title: 'Signature invalid',
    label: 'signature_invalid',
    status: 401,
    meaning: 'The signature does not belong to these parameters, this method and this secret.',
  },
  106: {
    title: 'Token missing',
    label: 'token_missing',
    status: 401,
    meaning: 'The method acts for a user. Add auth_token, as the user gave it to your application.',
  },
  107: {
    title: 'Token invalid',
    label: 'token_invalid',
    status: 401,
    meaning: 'The token is unknown, was revoked, or belongs to another application. Ask the user to log in again.',
  },
  108: {
    title: 'Account closed',
    label: 'account_closed',
    status: 403,
    meaning: 'The account of this user is closed or suspended.',
  },
  109: {
    title: 'Action blocked',
    label: 'action_blocked',
    status: 403,
    meaning: 'The block list of a member or of a group forbids this action.',
  },
  110: {
    title: 'Permission insufficient',
    label: 'permission_insufficient',
    status: 403,
    meaning: 'The token does not hold the permission that the method needs. Ask the user for a wider one.',
  },
  111: {
    title: 'Address not allowed',
    label: 'address_not_allowed',
    status: 403,
    meaning: 'The application admits calls from listed addresses only, and this one is not among them.',
  },
  112: {
    title: 'Application over its limit',
    label: 'application_limit',
    status: 429,
    meaning: 'The application has used up its calls. Wait as long as Retry-After says.',
  },
  113: {
    title: 'Address over its limit',
    label: 'address_limit',
    status: 429,
    meaning: 'This network address has used up its calls. Wait as long as Retry-After says.',
  },
  120: {
    title: 'POST required',
    label: 'post_required',
    status: 405,
    meaning: 'The method changes something, so it must be called by POST.',
  },
  121: {
    title: 'SOAP envelope invalid',
    label: 'soap_invalid',
    status: 400,
    meaning: 'The body is not a SOAP envelope that can be read.',
  },
  122: {
    title: 'XML-RPC envelope invalid',
    label: 'xmlrpc_invalid',
    status: 400,
    meaning: 'The body is not an XML-RPC call that can be read.',
  },
  123: {
    title: 'Request malformed',
    label: 'request_malformed',
    status: 400,
    meaning:
      'The request cannot be read, or a parameter has a value that the method does not take; the detail says where.',
  },
  124: {
    title: 'Request too large',
    label: 'request_too_large',
    status: 413,
    meaning: 'The request, or a part of it, is larger than the server takes.',
  },
  130: {
    title: 'OAuth version unsupported',
    label: 'oauth_version',
    status: 400,
    meaning: 'Only OAuth 1.0 and 1.0a are spoken here.',
  },
  131: {
    title: 'OAuth parameters missing',
    label: 'oauth_missing',
    status: 400,
    meaning: 'The message names the OAuth parameters that the call lacks.',
  },
  132: {
    title: 'OAuth timestamp out of range',
    label: 'oauth_clock_skew',
    status: 401,
    meaning: 'The timestamp is no number, or too far from the clock of the server. Check your clock.',
  },
  133: {
    title: 'OAuth nonce used',
    label: 'oauth_nonce',
    status: 401,
    meaning: 'The nonce came before. Take a new one for every call.',
  },
  134: {
    title: 'OAuth timestamp refused',
    label: 'oauth_timestamp',
    status: 401,
    meaning: 'The timestamp lies too far behind an earlier one of the same key and token.',
  },
  135: {
    title: 'OAuth signature method unsupported',
    label: 'oauth_signature_method',
    status: 400,
    meaning: 'The application does not allow this signature method, or it needs TLS.',
  },
  500: {
    title: 'Service error',
    label: 'service_error',
    status: 500,
    meaning: 'Something unforeseen went wrong. Report the id that the answer shows.',
  },
  501: {
    title: 'Under maintenance',
    label: 'maintenance',
    status: 503,
    meaning: 'The service is being maintained. Try again later.',
  },
  503: {
    title: 'Service unavailable',
    label: 'service_unavailable',
    status: 503,
    meaning:
      'A store that the call needs cannot be reached, or the method took too long. Try again; the detail says whether a write may have happened.',
  },
} as const satisfies Record<number, ErrorEntry>

/** A code of the shared table. */
export type CommonCode = keyof typeof errorTable

/** The codes of the shared table in ascending order. */
export const commonCodes: readonly CommonCode[] = Object.keys(errorTable).map(Number).filter(isCommonCode)

/** Whether a code is of the shared table; the others are a method's own. */
export function isCommonCode(code: number): code is CommonCode {
  return code in errorTable
}
