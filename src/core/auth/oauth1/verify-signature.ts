import { baseString } from './base-string.js'
import { type SignatureMethod, type SigningSecrets, verify } from './signature-methods.js'
import type { SignedRequest } from './signed-request.js'

/** Verifies a signature over any of the URIs with any of the parameter lists that the client may have signed. */
export function verifySignature(
  { verb, uris, parameters }: SignedRequest,
  method: SignatureMethod,
  signature: string,
  secrets: SigningSecrets,
): boolean {
  return parameters.some((pairs) =>
    uris.some((uri) => verify(method, baseString(verb, uri, pairs), signature, secrets)),
  )
}
