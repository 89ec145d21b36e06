import { type ApiError, apiError, malformed } from '../../core/api-error.js'
import { verifyApi } from '../../core/auth/api-sig.js'
import type { Pair } from '../../core/call.js'
import { signingOf } from '../../core/dialect/signing.js'
import type { Dialect } from '../../core/dialect.js'
import type { FaultName } from '../../core/errors.js'
import type { PermissionKinds } from '../../core/permission-kinds.js'
import { noPermissions, type Permissions } from '../../core/permissions.js'
import type { Application } from '../../core/ports/app-store.js'

/** The link by which an application sends a user to the consent page. */
export interface LoginLink {
  readonly key: string
  readonly signature: string
  /** The frob that a desktop application has requested before. */
  readonly frob: string | undefined
  /** The language that the application requests, two letters. */
  readonly lg: string | undefined
  readonly permissions: Permissions
}

/**
 * Parses a login link. Its signature concatenates names and values without separators, so unknown fields are refused and
 * every value must match its grammar: then exactly one list of fields has the signed text. A token is allowed, since
 * clients that hold one sign it into every request; it grants nothing here, so only its grammar is checked.
 *
 * @throws TypeError where the dialect has no login links
 * @throws ApiError 123 for unknown, repeated or misspelt fields, 100 and 101 for the key, 104 and 105 for the signature
 */
export function readLoginLink(dialect: Dialect, kinds: PermissionKinds, pairs: readonly Pair[]): LoginLink {
  const { names, link } = signingOf(dialect)
  const { key, signature, token } = names
  const { frob, language } = link
  const fields = uniqueFields(pairs, [key, signature, token, frob, language, ...dialect.permissionFields.names(kinds)])
  optional(fields, token, dialect.grammar.token)
  return {
    key: credential(fields.get(key), dialect.grammar.key, 'key-missing', 'key-invalid'),
    signature: credential(fields.get(signature), /^[0-9a-f]{32}$/, 'signature-missing', 'signature-invalid'),
    frob: optional(fields, frob, dialect.grammar.frob),
    lg: optional(fields, language, /^[a-z]{2}$/),
    permissions: { ...kinds.held(noPermissions), ...dialect.permissionFields.read(fields, kinds) },
  }
}

/**
 * Verifies the application's signature of a link. The signed text has no method name, so the signature of a call is never
 * valid for a link.
 *
 * @throws ApiError 105
 */
export function verifyLoginLink(dialect: Dialect, pairs: readonly Pair[], link: LoginLink, app: Application): void {
  if (!app.legacySignatures)
    throw apiError('signature-invalid', { detail: 'This application does not accept MD5 signatures' })
  if (!verifyApi({ dialect, pairs, method: '' }, app.secret, link.signature)) throw apiError('signature-invalid')
}

function uniqueFields(pairs: readonly Pair[], known: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const [name, value] of pairs) {
    if (!known.includes(name)) throw unknownField(name, known)
    if (fields.has(name)) throw malformed(`The parameter ${name} is there twice`)
    fields.set(name, value)
  }
  return fields
}

/** The fault of an unknown parameter. It shows the name only, since the value may be a secret. */
function unknownField(name: string, known: readonly string[]): ApiError {
  const leaveOut = `Leave the parameter ${JSON.stringify(name)} out of the login link and of its signature`
  if (/secret/i.test(name)) return malformed(`${leaveOut}; the secret signs the link and must never be sent`)
  return malformed(`${leaveOut}; a login link takes only ${known.join(', ')}`)
}

function credential(value: string | undefined, grammar: RegExp, missing: FaultName, invalid: FaultName): string {
  if (value === undefined || value === '') throw apiError(missing)
  if (!grammar.test(value)) throw apiError(invalid)
  return value
}

function optional(fields: ReadonlyMap<string, string>, name: string, grammar: RegExp): string | undefined {
  const value = fields.get(name)
  if (value !== undefined && !grammar.test(value))
    throw malformed(`The parameter ${name} has a value that it cannot take`)
  return value
}
