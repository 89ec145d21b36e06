import type { Pair } from '../../pair.js'

/** What RFC 5849 section 3.4.1 signs of an HTTP request. */
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
  /** The body as it came; undefined where it flowed by before anything said that it would be asked for. */
  readonly body: BodyDigest | undefined
  /** Whether the body is no form of any kind, so that nothing of it can have been signed. */
  readonly opaque: boolean
}

/** Digests the body of a request, in base64. */
export type BodyDigest = (algorithm: 'sha1' | 'sha256') => string
