import type { SignatureMethod } from './signature-methods.js'
import type { BodyDigest } from './signed-request.js'

/**
 * Whether `oauth_body_hash` is the hash of the body (draft-eaton-oauth-bodyhash-00 section 3.2): SHA-1. With
 * HMAC-SHA256 it may be SHA-256 too, as some clients send it.
 *
 * @param sent the value of `oauth_body_hash`, base64
 */
export function bodyHashHolds(digest: BodyDigest, sent: string, method: SignatureMethod): boolean {
  return sent === digest('sha1') || (method === 'HMAC-SHA256' && sent === digest('sha256'))
}
