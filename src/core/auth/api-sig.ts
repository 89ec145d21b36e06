import type { Pair } from '../call.js'
import { type Signing, type Signs, signingOf } from '../dialect/signing.js'
import { constantTimeEqual } from './constant-time-equal.js'
import { md5 } from './hash.js'

/** What a signature is made over, beside the secret. */
export interface SignedRequest {
  readonly dialect: Signs
  /** All pairs of the request, in any order; those that stay outside the signature are left out here. */
  readonly pairs: readonly Pair[]
  /** The name of the method; empty for login links. */
  readonly method: string
}

/**
 * The signature of a request in the old scheme: lower-case hex MD5 over the text that the dialect makes of the secret
 * and the pairs in byte order of their names.
 *
 * @throws TypeError where the dialect has no such signatures
 */
export function signApi(request: SignedRequest, secret: string): string {
  const { dialect, pairs, method } = request
  const signing = signingOf(dialect)
  return md5(signing.text(signedPairs(signing, pairs), method, secret))
}

/** Whether `signature` is the one that `secret` gives; compared in constant time. */
export function verifyApi(request: SignedRequest, secret: string, signature: string): boolean {
  return constantTimeEqual(signApi(request, secret), signature)
}

/** The pairs that take part in a signature, sorted by the UTF-8 bytes of their names. */
export function signedPairs({ names, unsigned }: Signing, pairs: readonly Pair[]): Pair[] {
  const signed: Pair[] = []
  let ordered = true
  let previous = ''
  for (const pair of pairs) {
    const name = pair[0]
    if (name === names.signature || unsigned.has(name)) continue
    ordered &&= compareBytes(previous, name) <= 0
    previous = name
    signed.push(pair)
  }
  return ordered ? signed : signed.sort(byNameBytes)
}

function byNameBytes([a]: Pair, [b]: Pair): number {
  return compareBytes(a, b)
}

/** Orders two texts by their UTF-8 bytes, which is the order of their code points. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Where a UTF-16 unit stands among code points: surrogates are parts of the highest ones. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
