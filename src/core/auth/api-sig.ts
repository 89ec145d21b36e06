import type { Pair } from '../call.js'
import { type Signing, type Signs, signingOf } from '../dialect/signing.js'
import { constantTimeEqual } from './constant-time-equal.js'
import { md5 } from './hash.js'

/** The input of a signature, apart from the secret. */
export interface SignedRequest {
  readonly dialect: Signs
  /** All pairs of the request, in any order; unsigned ones are filtered out here. */
  readonly pairs: readonly Pair[]
  /** The name of the method; empty for login links. */
  readonly method: string
}

/**
 * The MD5 signature of a request: lower-case hex MD5 of the text that the dialect builds from the secret and the
 * pairs in byte order of their names.
 *
 * @throws TypeError for a dialect without such signatures
 */
export function signApi(request: SignedRequest, secret: string): string {
  const { dialect, pairs, method } = request
  const signing = signingOf(dialect)
  return md5(signing.text(signedPairs(signing, pairs), method, secret))
}

/** Verifies a signature by a comparison in constant time. */
export function verifyApi(request: SignedRequest, secret: string, signature: string): boolean {
  return constantTimeEqual(signApi(request, secret), signature)
}

/** The signed pairs, sorted by the UTF-8 bytes of their names. */
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

/** Compares two texts by their UTF-8 bytes, which is the order of their code points. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** The rank of a UTF-16 unit in code point order: surrogates encode the highest code points. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
