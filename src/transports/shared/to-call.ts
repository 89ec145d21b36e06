import { apiError } from '../../core/api-error.js'
import { readCredential } from '../../core/auth/credential.js'
import type { OAuthCredential } from '../../core/auth/oauth1/credential.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { Pair } from '../../core/pair.js'
import { isOAuthName } from './oauth/read-oauth.js'
import type { PairList } from './pair-list.js'

/** What a transport has read, before it is known to be a call. */
export interface CallParts extends Pick<Call, 'dialect' | 'method' | 'post' | 'files' | 'dispose' | 'foldsNewlines'> {
  readonly list: PairList
  /** The Authorization header. */
  readonly authorization: string | undefined
  /** Reads what the request says in OAuth's words. @throws ApiError 123 */
  readonly readOAuth: () => OAuthCredential | undefined
  /** Whether the format that the address asks for exists. */
  readonly formatKnown: boolean
}

/**
 * Makes a call of its parts. Where that fails, what lies on disk is removed.
 *
 * @throws ApiError 123, unless the call is signed, then 102
 */
export function toCall(parts: CallParts): Call {
  const { dialect, method, post, files, dispose, foldsNewlines } = parts
  const { pairs, flaw } = parts.list
  try {
    if (flaw !== undefined && !isSigned(pairs, dialect)) throw flaw
    const oauth = parts.readOAuth()
    const credential = readCredential(dialect, pairs, parts.authorization, oauth)
    if (!parts.formatKnown) throw apiError('format-unknown')
    const params = oauth === undefined ? pairs : pairs.filter(([name]) => !isOAuthName(name))
    return { dialect, method, post, pairs: params, credential, files, dispose, flaw, foldsNewlines }
  } catch (thrown) {
    dispose?.()
    throw thrown
  }
}

/** Whether the call claims to be signed: then what is malformed makes its signature invalid. */
function isSigned(pairs: readonly Pair[], { credentials }: Dialect): boolean {
  for (const [name, value] of pairs) if (name === credentials.signature && value !== '') return true
  return false
}
