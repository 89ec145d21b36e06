import { performance } from 'node:perf_hooks'
import type { ApiError } from './api-error.js'
import type { Authenticated } from './auth/authenticate.js'
import { schemeOf } from './auth/scheme.js'
import type { Call, Client } from './call.js'
import type { MethodInvocation } from './method-invocation.js'
import type { CallLine } from './ports/call-log.js'

/** The state of a call in the pipeline, for its line in the log. */
export interface Trace<Read extends Call = Call> {
  readonly client: Client
  readonly started: number
  call: Read | undefined
  caller: Authenticated | undefined
  /** Whether it was admitted, and so counted. */
  admitted: boolean
  /** The invocation of a method that did not end at once. */
  invocation: Pick<MethodInvocation, 'wait'> | undefined
  /** The handler that still runs although the call has ended. */
  abandoned: Promise<unknown> | undefined
}

/** Starts the trace of a call. */
export function startTrace<Read extends Call>(client: Client): Trace<Read> {
  return {
    client,
    started: performance.now(),
    call: undefined,
    caller: undefined,
    admitted: false,
    invocation: undefined,
    abandoned: undefined,
  }
}

/** The line of a call that has ended. @param fault undefined for an answer */
export function callLine({ client, started, call, caller, invocation }: Trace, fault: ApiError | undefined): CallLine {
  const wait = invocation?.wait
  return {
    id: client.request.id,
    protocol: client.protocol,
    dialect: client.dialect,
    address: client.address,
    method: call?.method,
    app: caller?.app?.key,
    user: caller?.user?.id,
    scheme: call && schemeOf(call.credential),
    code: fault === undefined ? 0 : fault.code,
    reason: fault?.reason,
    ms: inMicroseconds(performance.now() - started),
    service: wait?.service,
    upstreamMs: wait && inMicroseconds(wait.ms),
    ambiguous: caller?.ambiguous === true ? true : undefined,
  }
}

/** Rounds milliseconds to whole microseconds. */
function inMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
