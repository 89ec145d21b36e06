import { apiError } from '../api-error.js'
import type { Call, Pair } from '../call.js'
import { signingOf } from '../dialect/signing.js'
import type { Dialect } from '../dialect.js'
import type { Application } from '../ports/app-store.js'
import type { RegisteredMethod, Registry } from '../registry.js'
import { compareBytes, signedPairs, verifyApi } from './api-sig.js'
import { isAmbiguous, type ReadableName } from './signature-ambiguity.js'

/**
 * Guards the old signatures. They join names and values without separators, so one signature holds for every way
 * of cutting the joined text; what is not declared anywhere is therefore refused instead of being ignored
 * (docs/security.md, "Old signatures").
 */
export interface SignatureGuard {
  /**
   * Checks the signature of a call.
   *
   * @returns whether the signature also holds for another reading of the parameters
   * @throws ApiError 105
   */
  check(call: Call, method: RegisteredMethod, app: Application, signature: string): boolean
}

/**
 * @param registry whose declared parameters may come along undeclared, because real clients send them to every method
 * @param extra further names that may come along (the setting SIGNED_EXTRA)
 */
export function createSignatureGuard(registry: Registry, extra: ReadonlySet<string>): SignatureGuard {
  const ignored = new Set([...registry.parameters, ...extra])
  const namesOf = new WeakMap<RegisteredMethod, readonly ReadableName[]>()

  const known = (name: string, call: Call, method: RegisteredMethod) =>
    method.params.names.has(name) ||
    ignored.has(name) ||
    call.dialect.credentials.reserved.has(name) ||
    signingOf(call.dialect).unsigned.has(name)

  const readableNames = (method: RegisteredMethod, dialect: Dialect) => {
    const cached = namesOf.get(method) ?? inByteOrder([...methodNames(method, ignored), ...credentialNames(dialect)])
    namesOf.set(method, cached)
    return cached
  }

  return {
    check(call, method, app, signature) {
      if (!app.legacySignatures) {
        throw apiError('signature-invalid', { detail: 'This application does not accept MD5 signatures' })
      }
      if (call.flaw !== undefined) throw apiError('signature-invalid', { cause: call.flaw, ...detailOf(call.flaw) })
      if (!holds(call, app.secret, signature))
        throw apiError('signature-invalid', { reason: 'the signature does not match' })
      const { dialect, pairs } = call
      if (method.params.open) return false
      for (const [name] of pairs) {
        if (!known(name, call, method))
          throw apiError('signature-invalid', { detail: `No method declares the signed parameter ${name}` })
      }
      const ambiguous = isAmbiguous(signedPairs(signingOf(dialect), pairs), readableNames(method, dialect))
      if (ambiguous && app.ambiguousSignatures === 'refuse') {
        throw apiError('signature-invalid', {
          detail: 'The signature also holds for other parameters, and the application refuses that',
        })
      }
      return ambiguous
    },
  }
}

/** Whether the signature belongs to the pairs as they were read or, where line ends were folded, as they may have been sent. */
function holds({ dialect, pairs, method, foldsNewlines }: Call, secret: string, signature: string): boolean {
  const asRead = verifyApi({ dialect, pairs, method }, secret, signature)
  if (foldsNewlines !== true || !pairs.some(([, value]) => value.includes('\n'))) return asRead
  const asSent = verifyApi({ dialect, pairs: pairs.map(unfolded), method }, secret, signature)
  return asRead || asSent
}

function unfolded([name, value]: Pair): Pair {
  return [name, value.replace(/\r?\n/g, '\r\n')]
}

function detailOf({ detail }: { detail: string | undefined }) {
  return detail === undefined ? {} : { detail }
}

/** The declared names with what they take, and the ignored ones, which take anything. */
function methodNames(method: RegisteredMethod, ignored: ReadonlySet<string>): ReadableName[] {
  const declared = method.params.specs.map(({ name, required }) => ({
    name,
    required,
    fits: (value: string) => (value === '' ? !required : method.params.fits(name, value)),
  }))
  const others = [...ignored].filter((name) => !method.params.names.has(name))
  return [...declared, ...others.map((name) => ({ name, required: false, fits: () => true }))]
}

/** The credentials that a reading may hold; the key is there in every one, since another key means another secret. */
function credentialNames(dialect: Dialect): ReadableName[] {
  const { grammar } = dialect
  const { key, token } = signingOf(dialect).names
  return [
    { name: key, required: true, fits: (value) => grammar.key.test(value) },
    { name: token, required: false, fits: (value) => grammar.token.test(value) },
  ]
}

function inByteOrder(names: readonly ReadableName[]): ReadableName[] {
  return [...names].sort((a, b) => compareBytes(a.name, b.name))
}
