import type { ServerResponse } from 'node:http'
import { apiError } from '../core/api-error.js'
import type { Exchange } from '../transports/exchange.js'
import type { Headers, StreamedReply } from '../transports/shared/reply.js'

/**
 * Sends a streamed reply as fast as the client reads it, then writes the call line. If the client disconnects, the source is
 * closed. If the source fails, the connection is cut off, so that no client takes a part for the whole.
 *
 * @param onError called with the error of the source
 */
export async function streamReply(
  exchange: Exchange,
  reply: StreamedReply,
  onError: (error: unknown) => void,
): Promise<void> {
  const { res } = exchange
  const { status, source } = reply
  const progress: Progress = { bytes: 0, isGone: false, wake: () => undefined }
  const stopWatching = exchange.onGone(() => {
    progress.isGone = true
    source.close()
    progress.wake()
  })
  try {
    await writeStream(res, reply, progress)
    exchange.answered({ status, bytes: progress.bytes })
  } catch (cause) {
    if (progress.isGone) exchange.answered(undefined)
    else {
      const error = new Error(`The file of the answer ${exchange.id} broke off after ${progress.bytes} bytes`, {
        cause,
      })
      onError(error)
      const reason = 'file broken off'
      exchange.answered({ status, bytes: progress.bytes }, apiError('service-error', { cause: error, reason }))
      cutOff(res, reply.headers)
    }
  } finally {
    stopWatching()
    source.close()
  }
}

/** The state of a streamed reply. */
interface Progress {
  /** Bytes of the body that were written. */
  bytes: number
  /** Whether the client has disconnected. */
  isGone: boolean
  /** Ends the wait for a slow client. */
  wake: () => void
}

async function writeStream(
  res: ServerResponse,
  { status, headers, source }: StreamedReply,
  progress: Progress,
): Promise<void> {
  res.writeHead(status, headers)
  res.on('drain', () => progress.wake())
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    if (progress.isGone) return
    progress.bytes += chunk.byteLength
    if (!res.write(chunk)) await drained(progress)
  }
  if (!progress.isGone) res.end()
}

/** Waits until the client has read what was written, or has disconnected. */
function drained(progress: Progress): Promise<void> {
  return new Promise((resolve) => {
    if (progress.isGone) resolve()
    else progress.wake = resolve
  })
}

/**
 * Cuts off a response in the middle. To HTTP/1.0 a body without a length ends with the connection, so only a reset tells that
 * it is not complete.
 */
function cutOff(res: ServerResponse, headers: Headers): void {
  const { socket } = res
  const endsWithConnection = !res.chunkedEncoding && !headers.includes('Content-Length')
  if (endsWithConnection && socket !== null && !('encrypted' in socket)) socket.resetAndDestroy()
  else res.destroy()
}
