import { type ApiError, apiError, malformed } from '../../core/api-error.js'
import type { CredentialSource } from '../../core/auth/credential.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { Pair } from '../../core/pair.js'
import type { WireTrees } from '../../core/schema/wire-tree.js'
import { isOAuthName } from './oauth/read-oauth.js'
import type { PairList } from './pair-list.js'

/** A request as a transport has parsed it. */
export interface ParsedRequest
  extends CredentialSource,
    Pick<Call, 'dialect' | 'registry' | 'method' | 'post' | 'files' | 'dispose' | 'foldsNewlines'> {
  readonly list: PairList
  /** Whether the format in the address exists. */
  readonly formatKnown: boolean
}

/**
 * Builds a call. On failure its files are deleted.
 *
 * @throws ApiError 123 unless the call is signed, then 102
 */
export function toCall(request: ParsedRequest): Call {
  const { dialect, registry, method, post, files, dispose, foldsNewlines } = request
  const { pairs, trees } = request.list
  try {
    const signed = isSigned(pairs, dialect)
    const flaw = request.list.flaw ?? (signed ? unsignable(trees) : undefined)
    if (flaw !== undefined && !signed) throw flaw
    const credential = dialect.credentials.read(pairs, request)
    if (!request.formatKnown) throw apiError('format-unknown')
    const params = credential.kind !== 'oauth' ? pairs : pairs.filter(([name]) => !isOAuthName(name))
    return { dialect, registry, method, post, files, dispose, foldsNewlines, pairs: params, trees, credential, flaw }
  } catch (thrown) {
    dispose?.()
    throw thrown
  }
}

/** The flaw of a signed call with native trees: a signature covers texts only. */
function unsignable(trees: WireTrees | undefined): ApiError | undefined {
  const name = trees?.keys().next().value
  if (name === undefined) return undefined
  return malformed(`The signature covers texts only; send the parameter ${name} as JSON text`)
}

/** Whether a call has a signature; malformed parameters then make it invalid. */
function isSigned(pairs: readonly Pair[], { signing }: Dialect): boolean {
  if (signing === undefined) return false
  for (const [name, value] of pairs) if (name === signing.names.signature && value !== '') return true
  return false
}
