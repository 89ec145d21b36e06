/** Why a server cannot be reached and what to do, by the code of the error. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection; start the server, or correct host and port',
  ECONNRESET: 'closed the connection; check that this server listens there, and whether it wants TLS',
  EPIPE: 'closed the connection; check that this server listens there, and whether it wants TLS',
  ENOTFOUND: 'cannot be reached, since its host name is unknown; correct it',
  EAI_AGAIN: 'cannot be reached, since its host name cannot be looked up now; check the name service',
  ETIMEDOUT: 'gives no answer; check host, port and firewalls',
  EHOSTUNREACH: 'cannot be reached from here; check host, network and firewalls',
  ENETUNREACH: 'cannot be reached from here; check host, network and firewalls',
  EADDRNOTAVAIL: 'cannot be reached from here; check host and network',
  ENOENT: 'has no socket there; start the server, or correct the path',
  EACCES: 'has a socket that this user may not use; correct the path, or the permissions',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS on this port; correct the port, or leave TLS out',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'does not speak TLS on this port; correct the port, or leave TLS out',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name; use that name, or renew the certificate',
  CERT_HAS_EXPIRED: 'has a certificate that has expired; renew it',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet; check the clocks',
}

/** OpenSSL's codes for a certificate whose issuer is not trusted. */
const untrusted =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE))$/

/**
 * Explains why a server could not be reached and what to do, as a phrase that follows the name of the server.
 *
 * @param error what the driver threw
 * @returns undefined where the error is of another kind
 */
export function networkReason(error: unknown): string | undefined {
  const { code, message } = factsOf(error)
  if (untrusted.test(code)) {
    return 'has a certificate that is not trusted here; name that of its signer in NODE_EXTRA_CA_CERTS'
  }
  if (/timeout|timed out/i.test(message) && !/statement|lock/.test(message)) return reasons['ETIMEDOUT']
  return reasons[code]
}

/** The code and the message of a thrown value. No `instanceof`, since native errors may belong to another realm. */
export function factsOf(error: unknown): { readonly code: string; readonly message: string } {
  if (typeof error !== 'object' || error === null) return { code: '', message: String(error) }
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    message: 'message' in error ? String(error.message) : '',
  }
}
