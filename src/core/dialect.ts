import type { Pair } from './pair.js'
import type { Kind, Level } from './permissions.js'

/** The spelling that a family of clients expects. A dialect is a table: it decides nothing. */
export interface Dialect {
  readonly name: string
  /** The names of the parameters that carry credentials. */
  readonly credentials: { readonly key: string; readonly signature: string; readonly token: string }
  /** What the values of credentials look like, so that none can swallow a neighbour in a signed text. */
  readonly grammar: { readonly key: RegExp; readonly token: RegExp; readonly frob: RegExp }
  /** Parameters that a signature leaves out, beside itself. */
  readonly unsigned: ReadonlySet<string>
  /** The text to hash, from pairs in the order of their names. The method is empty for login links. */
  signedText(pairs: readonly Pair[], method: string, secret: string): string
  /** The name that the status wrapper has in every format. */
  readonly wrapper: string
  /** How a login link names the wish for a kind of permission. */
  permissionName(kind: Kind): string
  /** The words for levels on the wire. */
  readonly levels: Readonly<Record<Level, string>>
  /** Legacy names of methods, each with the name that it stands for; a call is signed under the one that it uses. */
  readonly aliases: ReadonlyMap<string, string>
}
