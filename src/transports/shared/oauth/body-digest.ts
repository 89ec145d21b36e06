import { createHash } from 'node:crypto'
import type { BodyDigest } from '../../../core/auth/oauth1/signed-request.js'

/** Digests a body in memory, after decompression. */
export function digestOf(body: Buffer): BodyDigest {
  return (algorithm) => createHash(algorithm).update(body).digest('base64')
}

/** The digest of an empty body, for requests without one (draft-eaton-oauth-bodyhash-00 section 3.2). */
export const emptyDigest = digestOf(Buffer.alloc(0))

/** Digests a streamed body. */
export interface RunningDigest {
  update(chunk: Buffer): void
  /** The digest, valid at the end of the body. */
  readonly digest: BodyDigest
}

/** Starts the digest of a streamed body. */
export function startDigest(): RunningDigest {
  const hashes = { sha1: createHash('sha1'), sha256: createHash('sha256') }
  return {
    update(chunk) {
      hashes.sha1.update(chunk)
      hashes.sha256.update(chunk)
    },
    // A copy, because a hash can be finalised only once.
    digest: (algorithm) => hashes[algorithm].copy().digest('base64'),
  }
}
