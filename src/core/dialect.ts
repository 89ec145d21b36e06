import { type ApiError, withSubject } from './api-error.js'
import type { FaultName } from './errors.js'
import type { Pair } from './pair.js'
import type { Kind, Level } from './permissions.js'

/** A fault of the error table as a family of clients knows it. */
export interface DialectFault {
  readonly code: number
  readonly title: string
}

/** What answers at an address; the two of OAuth 1.0a are those of RFC 5849 sections 2.1 and 2.3. */
export type TransportName = 'rest' | 'soap' | 'xmlrpc' | 'oauth1-request' | 'oauth1-access'

/** Addresses of a dialect, and the transport that answers there. */
export interface Route {
  /**
   * Literal segments, `{method}` and `{format}` for a segment that names either, and `*` at the end for anything that
   * comes after. A literal beats a capture. A slash at the end of a path makes no difference.
   */
  readonly path: `/${string}`
  readonly transport: TransportName
}

/** What a family of clients expects beyond the protocol. A dialect is a table: it decides nothing. */
export interface Dialect {
  readonly name: string
  /** Its addresses. The first one of a transport is the one that descriptions name. */
  readonly routes: readonly Route[]
  /** Number and text of every fault of the error table. */
  readonly faults: Readonly<Record<FaultName, DialectFault>>
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

/** A fault as it goes on the wire. */
export interface SpokenFault {
  readonly code: number
  readonly title: string
  /** The sentence that says what to mend, where there is one. */
  readonly detail: string | undefined
}

/** Puts a fault in the words of a dialect; the faults of a method keep its own. */
export function spokenFault({ faults }: Pick<Dialect, 'faults'>, error: ApiError): SpokenFault {
  const { fault, code, message, subject, detail } = error
  if (fault === undefined) return { code, title: message, detail }
  const known = faults[fault]
  return { code: known.code, title: withSubject(known.title, subject), detail }
}

/**
 * The address of a transport without what can be captured, such as the one that a WSDL names.
 *
 * @throws TypeError where the dialect has none
 */
export function pathOf({ name, routes }: Pick<Dialect, 'name' | 'routes'>, transport: TransportName): string {
  const found = routes.find((route) => route.transport === transport)
  if (found === undefined || /[{*]/.test(found.path)) {
    throw new TypeError(`The dialect ${name} has no address of its own for ${transport}`)
  }
  return found.path
}
