import type { AbortHook, AbortListener } from './abort-hook.js'
import { ApiError, isGatewayFault } from './api-error.js'
import type { Client } from './client.js'

/** The fault `service-unavailable` of a call that ended before its handler: it timed out, or its client disconnected. */
export class CallGivenUp extends ApiError {
  constructor(details: { readonly detail?: string; readonly reason: string }) {
    super('service-unavailable', details)
  }
}

/** Makes the fault of a call whose client closed the connection; only the log sees it. */
export function clientGone(): CallGivenUp {
  return new CallGivenUp({ reason: 'client gone' })
}

/** Makes the fault of a call that took too long. @param writes whether it may have changed something */
function timeOver(writes: boolean): CallGivenUp {
  const next = writes ? 'It may have changed something all the same; look before you repeat it.' : 'Try again later.'
  return new CallGivenUp({ detail: `The method took too long and was given up. ${next}`, reason: 'time over' })
}

/** The timeout of a handler, and the client that waits for it. */
export interface RunLimits {
  readonly client: Pick<Client, 'request'>
  /** Milliseconds. */
  readonly time: number
  /** Whether the method may change something. */
  readonly writes: boolean
  /** Called where the call is given up while its handler goes on. */
  readonly onGivenUp: () => void
}

const noListeners: readonly AbortListener[] = []

/** A call whose handler has begun. It is an abort hook itself, which costs nothing until somebody listens. */
export class RunningCall implements AbortHook {
  #controller: AbortController | undefined
  #givenUp: CallGivenUp | undefined
  #listeners: readonly AbortListener[] = noListeners

  /** Aborts when the call is given up, with its fault as the reason. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#givenUp !== undefined) this.#controller.abort(this.#givenUp)
    return this.#controller.signal
  }

  get aborted(): boolean {
    return this.#givenUp !== undefined
  }

  get reason(): CallGivenUp | undefined {
    return this.#givenUp
  }

  addEventListener(_type: 'abort', listener: AbortListener): void {
    this.#listeners = [...this.#listeners, listener]
  }

  removeEventListener(_type: 'abort', listener: AbortListener): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener)
  }

  /** @throws CallGivenUp if the call has ended */
  throwIfGivenUp(): void {
    if (this.#givenUp !== undefined) throw this.#givenUp
  }

  /**
   * Waits for the handler until its time is over or its client has gone.
   *
   * @throws CallGivenUp in those cases; else what the handler throws
   */
  waitFor<Result>(handler: Promise<Result>, { client, time, writes, onGivenUp }: RunLimits): Promise<Result> {
    return new Promise((resolve, reject) => {
      let stopWatching: (() => void) | undefined
      const giveUp = (fault: CallGivenUp) => {
        this.#givenUp = fault
        clearTimeout(timer)
        stopWatching?.()
        onGivenUp()
        reject(fault)
        this.#controller?.abort(fault)
        for (const listener of this.#listeners) listener.handleEvent()
      }
      const timer = setTimeout(() => giveUp(timeOver(writes)), time)
      stopWatching = client.request.onGone(() => giveUp(clientGone()))
      const end = () => {
        clearTimeout(timer)
        stopWatching?.()
      }
      // One step in place of `finally` and `then`, which make three promises.
      handler.then(
        (result) => {
          end()
          resolve(result)
        },
        (thrown: unknown) => {
          end()
          reject(thrown)
        },
      )
    })
  }
}

/** Whether a handler ended as it should once its call was given up: by that fault, by the signal, or by a fault of its own. */
export function isLateRefusal(thrown: unknown): boolean {
  if (thrown instanceof ApiError) return !isGatewayFault(thrown) || thrown instanceof CallGivenUp
  return thrown instanceof Error && thrown.name === 'AbortError'
}
