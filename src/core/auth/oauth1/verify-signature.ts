import { baseString } from './base-string.js'
import { type SignatureMethod, type SigningSecrets, verify } from './signature-methods.js'
import type { SignedRequest } from './signed-request.js'

/** Whether the signature is that of the request, read in any of the ways that the client may have signed it. */
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
