import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/** A request and its answer as they were sent, in the order of the wire. */
export interface RecordedExchange {
  /** The request line and the headers, one a line. */
  readonly requestHead: string
  readonly requestBody: Buffer
  /** The status line and the headers; undefined where no head came. */
  readonly responseHead: string | undefined
  /** Not inflated; as far as it came. */
  readonly responseBody: Buffer
}

/** A recording of messages. */
export interface Recording {
  /** Ends it. @returns one for each try */
  stop(): readonly RecordedExchange[]
}

interface Draft {
  readonly requestHead: string
  readonly sent: Uint8Array[]
  responseHead: string | undefined
  readonly received: Uint8Array[]
}

/**
 * Records the messages of one call by the diagnostics channels of undici, which cost nothing while no one listens.
 *
 * @param id the id of the call, as in `x-request-id`; other requests of the process, those for tokens too, are left out
 */
export function recordMessages(id: string): Recording {
  const drafts = new Map<unknown, Draft>()
  const marker = new RegExp(`^x-request-id: ${id}$`, 'im')
  const listeners: readonly (readonly [channel: string, listen: (message: Message) => void])[] = [
    [
      'undici:client:sendHeaders',
      ({ request, headers }) => {
        if (typeof headers !== 'string' || !marker.test(headers.replaceAll('\r', ''))) return
        drafts.set(request, { requestHead: headers.trim(), sent: [], responseHead: undefined, received: [] })
      },
    ],
    ['undici:request:bodyChunkSent', ({ request, chunk }) => push(drafts.get(request)?.sent, chunk)],
    [
      'undici:request:headers',
      ({ request, response }) => {
        const draft = drafts.get(request)
        if (draft !== undefined && response !== undefined) draft.responseHead = headOf(response)
      },
    ],
    ['undici:request:bodyChunkReceived', ({ request, chunk }) => push(drafts.get(request)?.received, chunk)],
  ]
  const subscribed = listeners.map(([channel, listen]) => {
    const listener = (message: unknown) => listen(toMessage(message))
    subscribe(channel, listener)
    return [channel, listener] as const
  })
  return {
    stop() {
      for (const [channel, listener] of subscribed) unsubscribe(channel, listener)
      return [...drafts.values()].map(({ requestHead, sent, responseHead, received }) => ({
        requestHead: requestHead.replaceAll('\r\n', '\n'),
        requestBody: Buffer.concat(sent),
        responseHead,
        responseBody: Buffer.concat(received),
      }))
    },
  }
}

/** The members of the messages of undici that matter here. */
interface Message {
  readonly request?: unknown
  readonly headers?: unknown
  readonly chunk?: unknown
  readonly response?: { readonly statusCode: number; readonly statusText: string; readonly headers: readonly unknown[] }
}

/** Reads a message of a channel, which has no type. */
function toMessage(message: unknown): Message {
  return typeof message === 'object' && message !== null ? message : {}
}

function push(chunks: Uint8Array[] | undefined, chunk: unknown): void {
  if (typeof chunk === 'string') chunks?.push(Buffer.from(chunk))
  else if (chunk instanceof Uint8Array) chunks?.push(Buffer.from(chunk))
}

function headOf({ statusCode, statusText, headers }: NonNullable<Message['response']>): string {
  const texts = headers.map(String)
  const fields = texts.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${texts[index + 1] ?? ''}`] : []))
  return [`HTTP/1.1 ${statusCode} ${statusText}`.trimEnd(), ...fields].join('\n')
}
