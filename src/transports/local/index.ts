import type { CallingRequest, Client } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { Answer, Gateway } from '../../core/gateway.js'
import { clientGone } from '../../core/running-call.js'
import type { RequestLog } from '../request-log.js'
import { typedJson } from '../shared/formats/typed-json.js'
import { LocalFiles } from './local-files.js'
import { type LocalCaller, type LocalParams, readCall } from './read-call.js'

export type { LocalCaller, LocalParams }

/** How a program makes a call. */
export interface LocalCallOptions {
  /** The caller. Without it only methods that require no key answer. */
  readonly as?: LocalCaller
  /** Gives the call up when it aborts. */
  readonly signal?: AbortSignal
}

/**
 * Calls a method from inside the program, through everything that a call by HTTP goes through.
 *
 * @returns the result as plain values of JSON's own types, as the native dialect answers it; files are as the handler gave
 * them, and the caller reads or closes their streams
 * @throws ApiError with the name, the code and the detail of the fault
 */
export type LocalCall = (name: string, params?: LocalParams, options?: LocalCallOptions) => Promise<unknown>

/** The dependencies of local calls. */
export interface LocalDependencies {
  readonly gateway: Gateway
  /** The dialect whose method names apply. */
  readonly dialect: Dialect
  readonly log: Pick<RequestLog, 'call'>
  /** The address that handlers make links of. */
  readonly publicUrl: string
  readonly nextId: () => string
}

/** The network address of local calls: limits of addresses count all of them together. */
const address = 'in-process'

/** Makes the function that calls methods from inside the program. */
export function createLocalCall({ gateway, dialect, log, publicUrl, nextId }: LocalDependencies): LocalCall {
  const clientOf = (signal: AbortSignal | undefined): Client => ({
    address,
    secure: true,
    protocol: 'local',
    dialect: dialect.name,
    publicUrl: () => publicUrl,
    request: { id: nextId(), onGone: watchSignal(signal), ended: (line) => log.call(line) },
  })
  return async (name, params = {}, { as, signal } = {}) => {
    const files = new LocalFiles()
    const outcome = await gateway.call(
      clientOf(signal),
      (snapshot) => {
        if (signal?.aborted === true) throw clientGone()
        return readCall({ name, params, as }, snapshot.registryOf(dialect))
      },
      (answer) => plainResult(answer, files),
      { takeFiles: files.take },
    )
    if (outcome.fault !== undefined) {
      files.close()
      throw outcome.fault
    }
    return outcome.answer
  }
}

/** The result in JSON's own types: what its Shape does not declare is left out. */
function plainResult({ method, result }: Answer, files: LocalFiles): unknown {
  return JSON.parse(typedJson(method.result)(result), files.isEmpty ? undefined : (_name, value) => files.find(value))
}

/** Treats an aborted signal like a client that closes its connection. */
function watchSignal(signal: AbortSignal | undefined): CallingRequest['onGone'] {
  return (listener) => {
    if (signal?.aborted === true) listener()
    signal?.addEventListener('abort', listener, { once: true })
    return () => signal?.removeEventListener('abort', listener)
  }
}
