import { performance } from 'node:perf_hooks'
import type { Admitter, AuthenticatedCall } from './admitter.js'
import { ApiError, apiError, isGatewayFault, underMaintenance } from './api-error.js'
import { type Authenticated, type AuthenticationStores, authenticate } from './auth/authenticate.js'
import type { Call, Client, UploadedFile } from './call.js'
import type { Catalog } from './catalog.js'
import type { FaultName } from './errors.js'
import { readFiles } from './files/read-files.js'
import { takeWhenGiven } from './files/take-files.js'
import type {
  Answer,
  CallOptions,
  Charge,
  CountedCall,
  Failed,
  Gateway,
  Outcome,
  ReadCall,
  RenderAnswer,
} from './gateway.js'
import { joinCallLogs } from './join-call-logs.js'
import { andThen, type MaybePromise } from './maybe-promise.js'
import { MethodInvocation } from './method-invocation.js'
import type { PermissionKinds } from './permission-kinds.js'
import { checkBlockLists, permit } from './permit.js'
import type { RateLimitStatus } from './ports/admission.js'
import type { BlockListStore } from './ports/block-list.js'
import type { CallHooks } from './ports/call-hooks.js'
import type { CallLog } from './ports/call-log.js'
import type { Maintenance } from './ports/maintenance.js'
import type { RegisteredMethod } from './registered-method.js'
import { CallGivenUp, isLateRefusal } from './running-call.js'
import { checkStanding } from './standing.js'
import { callLine, startTrace, type Trace } from './trace.js'

/** The dependencies of the pipeline. */
export interface PipelineDependencies {
  readonly catalog: Pick<Catalog, 'current'>
  readonly identities: AuthenticationStores
  /** The kinds of permissions that tokens may have. */
  readonly kinds: PermissionKinds
  readonly admitter: Admitter
  readonly maintenance: Pick<Maintenance, 'isOn'>
  readonly blockLists: Pick<BlockListStore, 'blocksAny'>
  readonly log: CallLog
  /** Called for every call; they throw nothing. */
  readonly hooks?: CallHooks | undefined
  /** The timeout of handlers, in milliseconds. */
  readonly timeLimit: number
}

/** The pipeline: everything that is decided about a call, in the order of the error table. */
export class Pipeline implements Gateway {
  readonly catalog: Pick<Catalog, 'current'>
  readonly #parts: PipelineDependencies

  constructor(parts: PipelineDependencies) {
    this.catalog = parts.catalog
    this.#parts = parts
  }

  call<Read extends Call, Rendered>(
    client: Client,
    read: ReadCall<Read>,
    render: RenderAnswer<Rendered>,
    options: CallOptions = alone,
  ): MaybePromise<Outcome<Read, Rendered>> {
    const trace = startTrace<Read>(client)
    let running: MaybePromise<AdmittedAnswer>
    try {
      running = this.#run(trace, read, options)
    } catch (thrown) {
      return this.#fail(trace, thrown, options)
    }
    if (!(running instanceof Promise)) return this.#answer(trace, running, render, options)
    return running.then(
      (admitted) => this.#answer(trace, admitted, render, options),
      (thrown: unknown) => this.#fail(trace, thrown, options),
    )
  }

  async charge(client: Client, reads: readonly ReadCall[]): Promise<Charge> {
    const candidates: AuthenticatedCall[] = []
    const counted: CountedCall[] = []
    for (const read of reads) {
      const trace = startTrace(client)
      try {
        const candidate = await this.#identify(trace, read, undefined)
        candidates.push(candidate)
        counted.push({ caller: candidate.caller, obstacle: undefined })
      } catch (obstacle) {
        // The fault is answered when the call runs.
        counted.push({ caller: trace.caller, obstacle })
      }
    }
    const rateLimits = await this.#parts.admitter.charge(client, candidates, reads.length)
    return { counted, rateLimits }
  }

  #run<Read extends Call>(
    trace: Trace<Read>,
    read: ReadCall<Read>,
    options: CallOptions,
  ): MaybePromise<AdmittedAnswer> {
    const { maintenance, admitter } = this.#parts
    if (maintenance.isOn()) throw underMaintenance()
    if (options.counted === undefined) admitter.checkAddress(trace.client)
    const onCall = this.#parts.hooks?.onCall
    const watched = onCall === undefined ? read : reportRead(read, trace.client, onCall)
    return andThen(this.#identify(trace, watched, options.counted), (candidate) => {
      const admission =
        options.counted === undefined
          ? admitter.admit(trace.client, candidate, candidate.call.cost ?? 1)
          : admitter.spendNonce(trace.client, candidate)
      return andThen(admission, (rateLimits) => {
        trace.admitted = true
        return this.#perform(candidate, rateLimits, trace, options)
      })
    })
  }

  /** Runs an admitted call: permission, parameters, block lists, and the method. */
  #perform(
    { call, caller, method }: AuthenticatedCall,
    rateLimits: readonly RateLimitStatus[],
    trace: Trace,
    { until, takeFiles = readFiles }: CallOptions,
  ): MaybePromise<AdmittedAnswer> {
    const permitted = permit(method, caller, this.#parts.kinds)
    const params = method.params.read(call.pairs, call.registry.undeclared, call.trees)
    const invocation = new MethodInvocation({
      id: trace.client.request.id,
      params,
      caller: permitted,
      files: call.files ?? noFiles,
      publicUrl: trace.client.publicUrl,
      registry: call.registry,
      app: caller.app,
    })
    const { mapFiles } = method
    const run = () => {
      const given = eventual(method.run(invocation))
      const whole =
        mapFiles === undefined
          ? given
          : takeWhenGiven({ result: method.result, mapFiles }, given, takeFiles, invocation.running.signal)
      return andThen(whole, (result): AdmittedAnswer => ({ method, result, rateLimits, meta: invocation.meta }))
    }
    const handler =
      method.affects === undefined
        ? run()
        : checkBlockLists(method.affects(invocation), permitted, this.#parts.blockLists).then(() => {
            invocation.running.throwIfGivenUp()
            return run()
          })
    if (!(handler instanceof Promise)) return handler
    trace.invocation = invocation
    const timeLimit = this.#timeLimitOf(method, trace)
    const time = until === undefined ? timeLimit : Math.min(timeLimit, until - performance.now())
    const onGivenUp = () => {
      trace.abandoned = handler
    }
    const limits = { client: trace.client, time, writes: method.needs.post === true, onGivenUp }
    return invocation.running.waitFor(handler, limits)
  }

  /** How long a handler may run. The connection of a call that may run longer than others is left open as long. */
  #timeLimitOf({ timeLimit: own }: RegisteredMethod, { client }: Trace): number {
    const { timeLimit } = this.#parts
    if (own === undefined || own <= timeLimit) return timeLimit
    client.request.allowSilence?.(own + answerTime)
    return own
  }

  #answer<Read extends Call, Rendered>(
    trace: Trace<Read>,
    admitted: AdmittedAnswer,
    render: RenderAnswer<Rendered>,
    options: CallOptions,
  ): Outcome<Read, Rendered> {
    let answer: Rendered
    try {
      answer = render(admitted)
    } catch (thrown) {
      return this.#fail(trace, thrown, options)
    }
    this.#end(trace, undefined, this.#logOf(options))
    return { call: trace.call, fault: undefined, answer, rateLimits: admitted.rateLimits }
  }

  #fail<Read extends Call>(trace: Trace<Read>, thrown: unknown, options: CallOptions): Failed<Read> {
    const log = this.#logOf(options)
    const fault = publicFault(trace.client.request.id, ApiError.from(thrown), log)
    if (options.counted === undefined) this.#countFailure(trace, fault)
    this.#end(trace, fault, log)
    return { call: trace.call, fault }
  }

  /** Ends a call: removes its files, writes its line and tells the hook. @param fault undefined for an answer */
  #end(trace: Trace, fault: ApiError | undefined, log: CallLog): void {
    const { call, client, abandoned } = trace
    // A handler that outlives its call goes on with its files.
    if (abandoned === undefined) call?.dispose?.()
    else this.#outlive(trace, abandoned)
    const line = callLine(trace, fault)
    log.call(line)
    const onAnswer = this.#parts.hooks?.onAnswer
    const headers = onAnswer?.({ ...line })
    client.request.ended(line, headers ?? undefined)
  }

  #logOf({ log }: CallOptions): CallLog {
    return log === undefined ? this.#parts.log : joinCallLogs(this.#parts.log, log)
  }

  /** Waits for the handler of an ended call: its result is dropped, its errors are logged. */
  #outlive({ client, call }: Trace, handler: Promise<unknown>): void {
    handler
      .catch((late: unknown) => {
        if (!isLateRefusal(late)) this.#parts.log.failure(client.request.id, ApiError.from(late))
      })
      .finally(() => call?.dispose?.())
  }

  /** Reads and authenticates a call: all checks that come before admission. */
  #identify<Read extends Call>(
    trace: Trace<Read>,
    read: ReadCall<Read>,
    counted: CountedCall | undefined,
  ): MaybePromise<AuthenticatedCall> {
    const { catalog, identities } = this.#parts
    return andThen(read(catalog.current), (call) => {
      trace.call = call
      const method = call.registry.resolve(call.method)
      if (method.needs.post === true && !call.post) throw apiError('post-required')
      if (counted !== undefined) {
        trace.caller = counted.caller
        return { call, caller: callerOf(counted), method }
      }
      return andThen(authenticate(call, method, trace.client, identities), (caller) => {
        trace.caller = caller
        checkStanding(caller, trace.client)
        return { call, caller, method }
      })
    })
  }

  /** Counts a call that failed before admission for its address, in the background. */
  #countFailure({ client, admitted }: Trace, { fault }: ApiError): void {
    if (admitted || (fault !== undefined && uncounted.has(fault))) return
    const { admitter, log } = this.#parts
    admitter.countFailure(client).catch((error) => log.failure(client.request.id, ApiError.from(error)))
  }
}

/** The result of a method, and the state of the call's limits. */
interface AdmittedAnswer extends Answer {
  readonly rateLimits: readonly RateLimitStatus[]
}

/** The milliseconds that are left for the answer of a call whose handler took all of its time. */
const answerTime = 10_000

const alone: CallOptions = {}

/** Wraps a read so that a hook is called once the call has been read. */
function reportRead<Read extends Call>(
  read: ReadCall<Read>,
  { request, protocol, dialect, address }: Client,
  onCall: NonNullable<CallHooks['onCall']>,
): ReadCall<Read> {
  return (snapshot) =>
    andThen(read(snapshot), (call) => {
      onCall({ id: request.id, protocol, address, method: call.method, dialect })
      return call
    })
}

/** The caller of a counted call. @throws the fault of reading or authenticating it */
function callerOf({ caller, obstacle }: CountedCall): Authenticated {
  if (obstacle !== undefined || caller === undefined) throw obstacle
  return caller
}

/** Makes a MaybePromise of the result of a method, which may be any thenable. */
function eventual(result: unknown): MaybePromise<unknown> {
  const isThenable =
    typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function'
  return isThenable ? Promise.resolve(result) : result
}

/** The faults that say that there is nothing left to count. */
const uncounted: ReadonlySet<FaultName> = new Set([
  'application-over-limit',
  'address-over-limit',
  'oauth-nonce-used',
  'oauth-timestamp-refused',
  'maintenance',
])

const noFiles: ReadonlyMap<string, UploadedFile> = new Map()

/** The reason of a 500. The thrown error has a line of its own. */
const unforeseen = 'unforeseen error'

/** Logs faults of the gateway. The answer to an unexpected error contains only the id to report. */
function publicFault(id: string, fault: ApiError, log: CallLog): ApiError {
  if (!isGatewayFault(fault) || fault.fault === 'maintenance' || fault instanceof CallGivenUp) return fault
  log.failure(id, fault)
  return fault.fault === 'service-error'
    ? apiError('service-error', { detail: `Report the id ${id}`, reason: unforeseen })
    : fault
}
