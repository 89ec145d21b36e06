import { apiError } from '../api-error.js'
import type { Call, Pair } from '../call.js'
import { signingOf } from '../dialect/signing.js'
import type { Dialect } from '../dialect.js'
import type { Application } from '../ports/app-store.js'
import type { RegisteredMethod } from '../registered-method.js'
import type { Registry } from '../registry.js'
import { compareBytes, signedPairs, verifyApi } from './api-sig.js'
import { isAmbiguous, type SignableName } from './signature-ambiguity.js'

/**
 * Verifies MD5 signatures and detects ambiguous ones. The scheme joins names and values without separators, so
 * one signature is valid for every way to split the joined text. Undeclared parameters are therefore refused instead
 * of ignored (docs/security.md, "Old signatures").
 */
export interface SignatureGuard {
  /**
   * Checks the signature of a call.
   *
   * @returns whether the signature is ambiguous: valid for other parameters too
   * @throws ApiError 105
   */
  check(call: Call, method: RegisteredMethod, app: Application, signature: string): boolean
}

/** The parameter names that signed calls to one registry may have; cached as long as the registry lives. */
interface RegistryNames {
  /** Names that are accepted undeclared, because real clients send them to every method. */
  readonly undeclared: ReadonlySet<string>
  readonly ofMethods: WeakMap<RegisteredMethod, readonly SignableName[]>
}

/**
 * @param extra names accepted undeclared beside the parameters of the built-in methods, in place of those of each dialect
 * (the setting SIGNED_EXTRA)
 */
export function createSignatureGuard(extra?: ReadonlySet<string>): SignatureGuard {
  const cache = new WeakMap<Registry, RegistryNames>()

  const registryNames = (registry: Registry): RegistryNames => {
    const found = cache.get(registry)
    if (found !== undefined) return found
    const others = extra ?? signingOf(registry.dialect).undeclared
    const made = { undeclared: new Set([...registry.builtInParameters, ...others]), ofMethods: new WeakMap() }
    cache.set(registry, made)
    return made
  }

  const namesOf = (method: RegisteredMethod, { undeclared, ofMethods }: RegistryNames, dialect: Dialect) => {
    const found = ofMethods.get(method)
    if (found !== undefined) return found
    const made = inByteOrder([...methodNames(method, undeclared), ...credentialNames(dialect)])
    ofMethods.set(method, made)
    return made
  }

  return {
    check(call, method, app, signature) {
      if (!app.legacySignatures) {
        throw apiError('signature-invalid', { detail: 'This application does not accept MD5 signatures' })
      }
      if (call.flaw !== undefined) throw apiError('signature-invalid', { cause: call.flaw, ...detailOf(call.flaw) })
      if (!holds(call, app.secret, signature))
        throw apiError('signature-invalid', { reason: 'the signature does not match' })
      const { dialect, pairs, registry } = call
      if (method.params.open) return false
      const names = registryNames(registry)
      for (const [name] of pairs) {
        if (!isSignable(name, method, names.undeclared, registry))
          throw apiError('signature-invalid', { detail: `No method declares the signed parameter ${name}` })
      }
      const ambiguous = isAmbiguous(signedPairs(signingOf(dialect), pairs), namesOf(method, names, dialect))
      if (ambiguous && app.ambiguousSignatures === 'refuse') {
        throw apiError('signature-invalid', {
          detail: 'The signature also holds for other parameters, and the application refuses that',
        })
      }
      return ambiguous
    },
  }
}

/** Verifies the signature over the pairs as read and, where the reader folded line ends, as they may have been sent. */
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

function isSignable(
  name: string,
  { params }: RegisteredMethod,
  undeclared: ReadonlySet<string>,
  { dialect }: Registry,
): boolean {
  return (
    params.names.has(name) ||
    undeclared.has(name) ||
    dialect.credentials.reserved.has(name) ||
    signingOf(dialect).unsigned.has(name)
  )
}

/** The declared names with their valid values, and the undeclared ones, which take any value. */
function methodNames(method: RegisteredMethod, undeclared: ReadonlySet<string>): SignableName[] {
  const declared = method.params.specs.map(({ name, required }) => ({
    name,
    required,
    fits: (value: string) => (value === '' ? !required : method.params.fits(name, value)),
  }))
  const others = [...undeclared].filter((name) => !method.params.names.has(name))
  return [...declared, ...others.map((name) => ({ name, required: false, fits: () => true }))]
}

/** The names of credentials. Every parse has the same key, since another key means another secret. */
function credentialNames(dialect: Dialect): SignableName[] {
  const { grammar } = dialect
  const { key, token } = signingOf(dialect).names
  return [
    { name: key, required: true, fits: (value) => grammar.key.test(value) },
    { name: token, required: false, fits: (value) => grammar.token.test(value) },
  ]
}

function inByteOrder(names: readonly SignableName[]): SignableName[] {
  return [...names].sort((a, b) => compareBytes(a.name, b.name))
}
