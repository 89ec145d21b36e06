import { type CredentialNames, readCredential } from '../../core/auth/credential.js'
import type { Credentials } from '../../core/dialect/credentials.js'
import type { Requirements } from '../../core/method-spec.js'

/** The parameters that carry credentials (spec/ipernity-wire section 2). */
export const names = { key: 'api_key', signature: 'api_sig', token: 'auth_token' } as const satisfies CredentialNames

/** Credentials as parameters; OAuth 1.0a and bearer tokens are accepted instead. */
export const credentials: Credentials = {
  reserved: new Set([names.key, names.signature, names.token]),
  challenge: undefined,
  read: (pairs, source) => readCredential(names, pairs, source),
}

/** The credential parameters of a method with these requirements, for `api.methods.get`. */
export function describeCredentials({ key, token, signature }: Requirements) {
  return [
    { name: names.key, required: key !== false, value: 'The key of your application' },
    ...(token === true ? [{ name: names.token, required: true, value: 'The token of the user' }] : []),
    ...(signature === true ? [{ name: names.signature, required: true, value: 'The signature of the call' }] : []),
  ]
}
