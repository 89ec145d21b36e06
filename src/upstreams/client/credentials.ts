import type { ServiceAuth } from '../service.js'
import { createOAuth1Signer, type NonceSource, type SignOAuth1 } from './oauth1-signer.js'

/** The credentials of the gateway towards a service, as requests carry them. */
export interface Credentials {
  /** Headers of every request: names and values in turn. */
  readonly headers: readonly string[]
  /** Fields of every query, encoded; empty where there are none. */
  readonly query: string
  readonly sign: SignOAuth1 | undefined
}

/** Makes the credentials of a service. Certificates belong to connections, and tokens of OAuth 2 to `oauth2-tokens.ts`. */
export function createCredentials(auth: ServiceAuth | undefined, nonces: NonceSource): Credentials {
  const none: Credentials = { headers: [], query: '', sign: undefined }
  switch (auth?.kind) {
    case 'basic':
      return { ...none, headers: ['authorization', basic(auth.user, auth.password)] }
    case 'bearer':
      return { ...none, headers: ['authorization', `Bearer ${auth.token}`] }
    case 'header':
      return { ...none, headers: Object.entries(auth.headers).flat() }
    case 'query':
      return { ...none, query: queryOf(auth.fields) }
    case 'oauth1':
      return { ...none, sign: createOAuth1Signer(auth, nonces) }
    case 'client-cert':
    case 'oauth2':
    case undefined:
      return none
  }
}

/** The `authorization` header of Basic authentication (RFC 7617), in UTF-8. */
function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function queryOf(fields: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(fields).map((pair) => pair.map(encodeURIComponent).join('='))
  return pairs.join('&')
}
