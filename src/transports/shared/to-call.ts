import { apiError } from '../../core/api-error.js'
import type { CredentialSource } from '../../core/auth/credential.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { Pair } from '../../core/pair.js'
import { isOAuthName } from './oauth/read-oauth.js'
import type { PairList } from './pair-list.js'

/** What a transport has read, before it is known to be a call. */
export interface CallParts
  extends CredentialSource,
    Pick<Call, 'dialect' | 'registry' | 'method' | 'post' | 'files' | 'dispose' | 'foldsNewlines'> {
  readonly list: PairList
  /** Whether the format that the address asks for exists. */
  readonly formatKnown: boolean
}

/**
 * Makes a call of its parts. Where that fails, what lies on disk is removed.
 *
 * @throws ApiError 123, unless the call is signed, then 102
 */
export function toCall(parts: CallParts): Call {
  const { dialect, registry, method, post, files, dispose, foldsNewlines } = parts
  const { pairs, flaw } = parts.list
  try {
    if (flaw !== undefined && !isSigned(pairs, dialect)) throw flaw
    const credential = dialect.credentials.read(pairs, parts)
    if (!parts.formatKnown) throw apiError('format-unknown')
    const params = credential.kind !== 'oauth' ? pairs : pairs.filter(([name]) => !isOAuthName(name))
    return { dialect, registry, method, post, pairs: params, credential, files, dispose, flaw, foldsNewlines }
  } catch (thrown) {
    dispose?.()
    throw thrown
  }
}

/** Whether the call claims to be signed: then what is malformed makes its signature invalid. */
function isSigned(pairs: readonly Pair[], { signing }: Dialect): boolean {
  if (signing === undefined) return false
  for (const [name, value] of pairs) if (name === signing.names.signature && value !== '') return true
  return false
}
