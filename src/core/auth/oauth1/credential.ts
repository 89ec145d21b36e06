import type { SignedRequest } from './signed-request.js'

/** How a call says by OAuth who it is, with what its signature has to hold for. */
export interface OAuthCredential {
  readonly kind: 'oauth'
  /** The `oauth_*` protocol parameters (RFC 5849 section 3.1) that are not empty. */
  readonly parameters: ReadonlyMap<string, string>
  readonly request: SignedRequest
  /** Whether `oauth_token` names temporary credentials (RFC 5849 section 2.3) in place of a token. */
  readonly temporary: boolean
}
