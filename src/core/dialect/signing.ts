import type { Pair } from '../pair.js'

/** Signatures of the old kind: MD5 over the parameters of a call or of a login link, and a secret. */
export interface Signing {
  /** The parameters that carry the key of the application, its signature, and the token of a user. */
  readonly names: { readonly key: string; readonly signature: string; readonly token: string }
  /** Parameters that a signature leaves out, beside itself. */
  readonly unsigned: ReadonlySet<string>
  /**
   * Parameters that a signed call may carry although no method declares them, because clients send them to every method. The
   * setting SIGNED_EXTRA replaces them.
   */
  readonly undeclared: ReadonlySet<string>
  /** Whether the name of the method comes after everything else in that text, secret aside: then no name may end in another. */
  readonly methodLast: boolean
  /** The text to hash, from pairs in the order of their names. The method is empty for login links. */
  text(pairs: readonly Pair[], method: string, secret: string): string
  /** The fields of a login link beside those above and the permissions that it asks for. */
  readonly link: { readonly frob: string; readonly language: string }
}

/** A dialect as far as its signatures are concerned. */
export interface Signs {
  readonly name: string
  readonly signing: Signing | undefined
}

/** The signatures of a dialect that must have them. @throws TypeError where it has none */
export function signingOf({ name, signing }: Signs): Signing {
  if (signing === undefined) throw new TypeError(`the dialect ${name} has no signatures over parameters`)
  return signing
}
