import { performance } from 'node:perf_hooks'
import type { ApiError } from './api-error.js'
import type { Authenticated } from './auth/authenticate.js'
import { randomHex } from './auth/hash.js'
import { schemeOf } from './auth/scheme.js'
import type { Call, Client } from './call.js'
import type { CallLine } from './ports/call-log.js'

/** What has been found out about a call so far, for its line in the log. */
export interface Trace {
  readonly id: string
  readonly client: Client
  readonly started: number
  call: Call | undefined
  caller: Authenticated | undefined
  /** Whether it has used up what it uses up. */
  admitted: boolean
  /** The handler that still runs although the call was given up. */
  abandoned: Promise<unknown> | undefined
}

/** Gives what starts the traces of one process. */
export function createTraces(): (client: Client) => Trace {
  const nextId = callIds()
  return (client) => ({
    id: nextId(),
    client,
    started: performance.now(),
    call: undefined,
    caller: undefined,
    admitted: false,
    abandoned: undefined,
  })
}

/** The line of a call that has ended. @param fault undefined for an answer */
export function callLine({ id, client, started, call, caller }: Trace, fault: ApiError | undefined): CallLine {
  return {
    id,
    protocol: client.protocol,
    method: call?.method,
    app: caller?.app?.key,
    user: caller?.user?.id,
    scheme: call && schemeOf(call.credential),
    code: fault === undefined ? 0 : fault.code,
    reason: fault?.reason,
    ms: Math.round((performance.now() - started) * 1000) / 1000,
    ambiguous: caller?.ambiguous === true ? true : undefined,
  }
}

/** Ids that are unique among processes and cheap to make: a random part, then a counter. */
function callIds(): () => string {
  const process = randomHex(4)
  let count = 0
  return () => `${process}-${(count++).toString(36)}`
}
