import type { Pair } from '../../pair.js'

/** The signed parts of an HTTP request (RFC 5849 section 3.4.1). */
export interface SignedRequest {
  /** The HTTP request method in upper case. */
  readonly verb: string
  /** Base string URIs (section 3.4.1.2), any of which the client may have signed. */
  readonly uris: readonly string[]
  /**
   * Lists of decoded pairs (section 3.4.1.3.1), any of which the client may have signed: `oauth_*` in,
   * `oauth_signature` and `realm` out.
   */
  readonly parameters: readonly (readonly Pair[])[]
  /** Digests the body as received; undefined where it was streamed before a body hash was expected. */
  readonly body: BodyDigest | undefined
  /** Whether the body is no form, so that the signature does not cover it. */
  readonly opaque: boolean
}

/** Digests the body of a request, in base64. */
export type BodyDigest = (algorithm: 'sha1' | 'sha256') => string
