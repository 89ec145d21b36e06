/** An entry of the error table. */
interface FaultEntry {
  /** The gateway's own number: in the log, in metrics, and for dialects that have none of their own. */
  readonly code: number
  /** The short text for developers. */
  readonly title: string
  /** Whether the caller must change the call, or may repeat it since the fault is the gateway's. */
  readonly party: 'caller' | 'gateway'
}

/**
 * The closed error table: every fault that is not a method's own, by name. Codes 1 to 99 belong to the methods. What
 * clients read, number and text, is the dialect's ({@link Dialect.faults}).
 */
export const faultTable = {
  'key-missing': { code: 100, title: 'API key missing', party: 'caller' },
  'key-invalid': { code: 101, title: 'API key invalid', party: 'caller' },
  'format-unknown': { code: 102, title: 'Format unknown', party: 'caller' },
  'method-not-found': { code: 103, title: 'Method not found', party: 'caller' },
  'signature-missing': { code: 104, title: 'Signature missing', party: 'caller' },
  'signature-invalid': { code: 105, title: 'Signature invalid', party: 'caller' },
  'token-missing': { code: 106, title: 'Token missing', party: 'caller' },
  'token-invalid': { code: 107, title: 'Token invalid', party: 'caller' },
  'account-closed': { code: 108, title: 'Account closed', party: 'caller' },
  'action-blocked': { code: 109, title: 'Action blocked', party: 'caller' },
  'permission-insufficient': { code: 110, title: 'Permission insufficient', party: 'caller' },
  'address-not-allowed': { code: 111, title: 'Address not allowed', party: 'caller' },
  'application-over-limit': { code: 112, title: 'Application over its limit', party: 'caller' },
  'address-over-limit': { code: 113, title: 'Address over its limit', party: 'caller' },
  'post-required': { code: 120, title: 'POST required', party: 'caller' },
  'soap-invalid': { code: 121, title: 'SOAP envelope invalid', party: 'caller' },
  'xmlrpc-invalid': { code: 122, title: 'XML-RPC envelope invalid', party: 'caller' },
  'request-malformed': { code: 123, title: 'Request malformed', party: 'caller' },
  'request-too-large': { code: 124, title: 'Request too large', party: 'caller' },
  'oauth-version-unsupported': { code: 130, title: 'OAuth version unsupported', party: 'caller' },
  'oauth-parameters-missing': { code: 131, title: 'OAuth parameters missing', party: 'caller' },
  'oauth-timestamp-out-of-range': { code: 132, title: 'OAuth timestamp out of range', party: 'caller' },
  'oauth-nonce-used': { code: 133, title: 'OAuth nonce used', party: 'caller' },
  'oauth-timestamp-refused': { code: 134, title: 'OAuth timestamp refused', party: 'caller' },
  'oauth-signature-method-unsupported': { code: 135, title: 'OAuth signature method unsupported', party: 'caller' },
  'service-error': { code: 500, title: 'Service error', party: 'gateway' },
  maintenance: { code: 501, title: 'Under maintenance', party: 'gateway' },
  'upstream-failed': { code: 502, title: 'Upstream failed', party: 'gateway' },
  'service-unavailable': { code: 503, title: 'Service unavailable', party: 'gateway' },
  'upstream-timed-out': { code: 504, title: 'Upstream timed out', party: 'gateway' },
} as const satisfies Record<string, FaultEntry>

/** The name of a fault of the error table. */
export type FaultName = keyof typeof faultTable
