import { type ApiError, apiError, malformed } from '../../core/api-error.js'
import type { CredentialSource } from '../../core/auth/credential.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { Pair } from '../../core/pair.js'
import type { WireTrees } from '../../core/schema/wire-tree.js'
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
  const { pairs, trees } = parts.list
  try {
    const signed = isSigned(pairs, dialect)
    const flaw = parts.list.flaw ?? (signed ? unsignable(trees) : undefined)
    if (flaw !== undefined && !signed) throw flaw
    const credential = dialect.credentials.read(pairs, parts)
    if (!parts.formatKnown) throw apiError('format-unknown')
    const params = credential.kind !== 'oauth' ? pairs : pairs.filter(([name]) => !isOAuthName(name))
    const read = { pairs: params, trees, credential, flaw }
    return { dialect, registry, method, post, files, dispose, foldsNewlines, ...read }
  } catch (thrown) {
    dispose?.()
    throw thrown
  }
}

/** A signature covers texts only. */
function unsignable(trees: WireTrees): ApiError | undefined {
  const [name] = trees.keys()
  if (name === undefined) return undefined
  return malformed(`The signature covers texts only; send the parameter ${name} as JSON text`)
}

/** Whether the call claims to be signed: then what is malformed makes its signature invalid. */
function isSigned(pairs: readonly Pair[], { signing }: Dialect): boolean {
  if (signing === undefined) return false
  for (const [name, value] of pairs) if (name === signing.names.signature && value !== '') return true
  return false
}
