import { type CredentialNames, readCredential } from '../../core/auth/credential.js'
import type { Credentials } from '../../core/dialect/credentials.js'

/** The parameters that carry credentials (spec/ipernity-wire section 2). */
export const names = { key: 'api_key', signature: 'api_sig', token: 'auth_token' } as const satisfies CredentialNames

/** Credentials as parameters; OAuth 1.0a and bearer tokens are accepted instead. */
export const credentials: Credentials = {
  reserved: new Set([names.key, names.signature, names.token]),
  challenge: undefined,
  read: (pairs, source) => readCredential(names, pairs, source),
}
