import { isUtf8 } from 'node:buffer'
import { createMask, type Mask, masked } from '../../upstreams/mask-secrets.js'
import type { RecordedExchange } from '../../upstreams/record-messages.js'

/** A message, with its secrets masked. */
export interface ShownMessage {
  /** The first line and the headers, one a line. */
  readonly head: string
  /** The body as text, cut where it is long; in place of bytes their number. */
  readonly body: string
}

/** A request and its answer. */
export interface ShownExchange {
  readonly request: ShownMessage
  /** Undefined where there was no answer. */
  readonly response: ShownMessage | undefined
}

/** Headers that hold credentials, whatever their values. */
const credentialHeader = /^((?:proxy-)?authorization|(?:set-)?cookie): .*$/gim

/** The longest body that is shown, in UTF-16 units. */
const longestBody = 20_000

/**
 * Shows recorded messages with masked secrets. What an `authorization` header carried is a secret too, such as a token that was
 * fetched for the call: services may quote it.
 */
export function showExchanges(
  recorded: readonly RecordedExchange[],
  secrets: readonly string[],
): { readonly exchanges: readonly ShownExchange[]; readonly mask: Mask } {
  const mask = createMask([...secrets, ...recorded.flatMap(({ requestHead }) => sentCredentials(requestHead))])
  const messageOf = (head: string, body: Buffer): ShownMessage => ({
    head: mask(head.replace(credentialHeader, `$1: ${masked}`)),
    body: textOf(body, mask),
  })
  const exchanges = recorded.map(({ requestHead, requestBody, responseHead, responseBody }) => ({
    request: messageOf(requestHead, requestBody),
    response: responseHead === undefined ? undefined : messageOf(responseHead, responseBody),
  }))
  return { exchanges, mask }
}

/** The credentials of the authorization headers: each without its scheme. */
function sentCredentials(head: string): readonly string[] {
  return [...head.matchAll(/^(?:proxy-)?authorization: \S+ (.+)$/gim)].flatMap(([, value]) => value ?? [])
}

/** Masks before it cuts, since a part of a secret would not be found. */
function textOf(body: Buffer, mask: Mask): string {
  if (!isUtf8(body) || body.includes(0)) return `(${body.byteLength} bytes)`
  const text = mask(body.toString())
  if (text.length <= longestBody) return text
  return `${text.slice(0, longestBody)}… (${body.byteLength} bytes)`
}
