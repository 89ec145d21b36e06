import { malformed } from '../../core/api-error.js'
import {
  bearerSecret,
  type CredentialSource,
  checkRepetition,
  headerKey,
  keyCredential,
} from '../../core/auth/credential.js'
import type { Credentials } from '../../core/dialect/credentials.js'
import type { Pair } from '../../core/pair.js'

/** The parameter that carries the key of an application, for clients that cannot send a header. */
const keyParameter = 'api_key'

/**
 * A key, a bearer token, or OAuth 1.0a (design.md section 6); signatures over parameters are not spoken here. A key may
 * come beside another credential where it names the same application.
 */
export const credentials: Credentials = {
  reserved: new Set([keyParameter]),
  challenge: 'Bearer realm="Babelgate"',
  read(pairs, source) {
    const key = keyOf(pairs, source)
    const oauth = source.readOAuth()
    const secret = bearerSecret(source.headers)
    if (oauth !== undefined) {
      if (secret !== undefined) throw malformed('A call says who it is by OAuth or by a bearer token, not by both')
      checkRepetition(oauth, 'oauth_consumer_key', keyParameter, key)
      return oauth
    }
    if (secret !== undefined) return { kind: 'bearer', secret, key: key === '' ? undefined : key }
    return keyCredential(key)
  },
}

function keyOf(pairs: readonly Pair[], { headers }: CredentialSource): string {
  const inHeader = headerKey(headers)
  const [, parameter = ''] = pairs.find(([name]) => name === keyParameter) ?? []
  if (inHeader !== '' && parameter !== '' && inHeader !== parameter) {
    throw malformed(`The header X-Api-Key and the parameter ${keyParameter} name two applications`)
  }
  return inHeader === '' ? parameter : inHeader
}
