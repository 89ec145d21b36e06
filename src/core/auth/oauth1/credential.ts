import type { SignedRequest } from './signed-request.js'

/** The OAuth credential of a call, with the request that its signature covers. */
export interface OAuthCredential {
  readonly kind: 'oauth'
  /** The `oauth_*` protocol parameters (RFC 5849 section 3.1) that are not empty. */
  readonly parameters: ReadonlyMap<string, string>
  readonly request: SignedRequest
  /** Whether `oauth_token` names temporary credentials (RFC 5849 section 2.3) instead of a token. */
  readonly temporary: boolean
}
