import { createHash } from 'node:crypto'
import type { BodyDigest } from '../../../core/auth/oauth1/signed-request.js'

/** Digests a body that is at hand, as it is after its Content-Encoding was undone. */
export function digestOf(body: Buffer): BodyDigest {
  return (algorithm) => createHash(algorithm).update(body).digest('base64')
}

/** The digest where there is no body (draft-eaton-oauth-bodyhash-00 section 3.2). */
export const emptyDigest = digestOf(Buffer.alloc(0))

/** Digests a body that flows by. */
export interface RunningDigest {
  update(chunk: Buffer): void
  /** To be asked once the body has come whole. */
  readonly digest: BodyDigest
}

/** Begins to digest a body that is never in memory as a whole. */
export function startDigest(): RunningDigest {
  const hashes = { sha1: createHash('sha1'), sha256: createHash('sha256') }
  return {
    update(chunk) {
      hashes.sha1.update(chunk)
      hashes.sha256.update(chunk)
    },
    // A copy, because a hash can be read only once.
    digest: (algorithm) => hashes[algorithm].copy().digest('base64'),
  }
}
