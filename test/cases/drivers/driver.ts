import type { MethodDescription } from '../../../src/core/method-spec.js'
import type { Pair } from '../../../src/core/pair.js'
import type { Shape } from '../../../src/core/schema/shape.js'
import type { Outcome, Reply } from '../read-reply.js'
import type { Speaker } from '../speak-oauth.js'

/** A call in nobody's words: what a client wants to say, before it is said in a protocol. */
export interface Sent {
  readonly method: string
  /** Parameters and credentials in their order. */
  readonly pairs: readonly Pair[]
  readonly files?: Readonly<Record<string, Buffer>>
  /** The Authorization header. */
  readonly authorization?: string
  /** Who signs the request by OAuth, once it is written. */
  readonly speaker?: Speaker
  /** A word in the address instead of the driver's own format. */
  readonly format?: string
  /** Default POST. */
  readonly verb?: 'GET'
}

/** A request, ready to go out. */
export interface Said {
  /** Path and query. */
  readonly target: string
  readonly init: RequestInit
}

/** What sets drivers apart, for the list of skipped cases. */
export type Trait =
  /** Parameters travel in an XML document. */
  | 'envelope'
  /** The method's parameters have to be declared, as in a WSDL. */
  | 'declared-only'
  /** The verb of the call is the verb of the request. */
  | 'verbs'
  /** Declared parameters go by their place. */
  | 'positional'
  /** The address names no format. */
  | 'no-formats'
  /** Nobody can sign in the old way: who would, signs by OAuth. */
  | 'no-old-signatures'

/** A small client of one protocol in one style. */
export interface Driver {
  readonly name: string
  readonly traits: ReadonlySet<Trait>
  /** The media type that its answers come in. */
  readonly contentType: string
  /** The media type of faults, where it is another one. */
  readonly faultType?: string
  /** @param method the method, where there is one of that name */
  say(sent: Sent, method: MethodDescription | undefined): Said
  /** Reads replies, where they are none of ipernity's. */
  readonly read?: (reply: Reply, result: Shape) => Outcome
  /** A request that cannot be read, and the code of the answer to it. */
  readonly unreadable: { readonly said: Said; readonly code: number }
}

/** Writes text, or a value between double quotes, of XML; carriage returns survive. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}

/** The headers of a request. */
export function headersOf({ authorization }: Sent, type?: string): Record<string, string> {
  return {
    ...(type !== undefined && { 'content-type': type }),
    ...(authorization !== undefined && { authorization }),
  }
}

/** Pairs as a query or a form. */
export function formOf(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}
