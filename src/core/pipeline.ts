import { performance } from 'node:perf_hooks'
import type { Admitter, AuthenticatedCall } from './admitter.js'
import { ApiError, apiError, isGatewayFault, underMaintenance } from './api-error.js'
import { type Authenticated, type AuthenticationStores, authenticate } from './auth/authenticate.js'
import type { Call, Caller, Client, UploadedFile } from './call.js'
import type { Catalog } from './catalog.js'
import type { FaultName } from './errors.js'
import { readFiles } from './files/read-files.js'
import { takeWhenGiven } from './files/take-files.js'
import type { Answer, CallOptions, Charge, CountedCall, Gateway, Outcome, ReadCall, RenderAnswer } from './gateway.js'
import { joinCallLogs } from './join-call-logs.js'
import { andThen, type MaybePromise } from './maybe-promise.js'
import type { MethodDirectory } from './method-spec.js'
import type { PermissionKinds } from './permission-kinds.js'
import { noPermissions } from './permissions.js'
import { checkBlockLists, permit } from './permit.js'
import type { RateLimitStatus } from './ports/admission.js'
import type { BlockListStore } from './ports/block-list.js'
import type { AnswerHeaders, CallHooks } from './ports/call-hooks.js'
import type { CallLine, CallLog } from './ports/call-log.js'
import type { Maintenance } from './ports/maintenance.js'
import type { CallFacts } from './registered-method.js'
import { CallGivenUp, isLateRefusal, notRunning, type Runnable, runningCall, withSignal } from './running-call.js'
import { checkStanding } from './standing.js'
import { callLine, startTrace, type Trace } from './trace.js'

/** What the pipeline is made of. */
export interface PipelineDependencies {
  readonly catalog: Pick<Catalog, 'current'>
  readonly identities: AuthenticationStores
  /** What tokens may hold. */
  readonly kinds: PermissionKinds
  readonly admitter: Admitter
  readonly maintenance: Pick<Maintenance, 'isOn'>
  readonly blockLists: Pick<BlockListStore, 'blocksAny'>
  readonly log: CallLog
  /** Called for every call; they throw nothing. */
  readonly hooks?: CallHooks | undefined
  /** How long a handler may run, in milliseconds. */
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

  async call<Read extends Call, Rendered>(
    client: Client,
    read: ReadCall<Read>,
    render: RenderAnswer<Rendered>,
    options: CallOptions = alone,
  ): Promise<Outcome<Read, Rendered>> {
    const trace = startTrace<Read>(client)
    const { log } = this.#parts
    const told = options.log === undefined ? log : joinCallLogs(log, options.log)
    let outcome: Outcome<Read, Rendered>
    try {
      const running = this.#run(trace, read, options)
      const admitted = running instanceof Promise ? await running : running
      outcome = { call: trace.call, fault: undefined, answer: render(admitted), rateLimits: admitted.rateLimits }
    } catch (thrown) {
      const fault = publicFault(client.request.id, ApiError.from(thrown), told)
      if (options.counted === undefined) this.#countFailure(trace, fault)
      outcome = { call: trace.call, fault }
    } finally {
      // A handler that outlives its call goes on with its files.
      if (trace.abandoned === undefined) trace.call?.dispose?.()
      else this.#outlive(trace, trace.abandoned)
    }
    const line = callLine(trace, outcome.fault)
    told.call(line)
    client.request.ended(line, this.#answered(line))
    return outcome
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
        // What is wrong with it is said when its turn comes.
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

  /** What comes after admission: permission, parameters, block lists, and the method. */
  #perform(
    { call, caller, method }: AuthenticatedCall,
    rateLimits: readonly RateLimitStatus[],
    trace: Trace,
    { until, takeFiles = readFiles }: CallOptions,
  ): MaybePromise<AdmittedAnswer> {
    const permitted = permit(method, caller, this.#parts.kinds)
    const params = method.params.read(call.pairs, call.registry.undeclared, call.trees)
    const { publicUrl } = trace.client
    const files = call.files ?? noFiles
    const methods = call.registry.directory
    const invocation = withSignal({ ...template, params, caller: permitted, files, publicUrl, methods })
    const { mapFiles } = method
    const run = () => {
      const given = eventual(method.run(invocation))
      const whole =
        mapFiles === undefined
          ? given
          : takeWhenGiven({ result: method.result, mapFiles }, given, takeFiles, runningCall(invocation).signal)
      return andThen(whole, (result): AdmittedAnswer => ({ method, result, rateLimits }))
    }
    const handler =
      method.affects === undefined
        ? run()
        : checkBlockLists(method.affects(invocation), permitted, this.#parts.blockLists).then(() => {
            runningCall(invocation).throwIfGivenUp()
            return run()
          })
    if (!(handler instanceof Promise)) return handler
    const { timeLimit } = this.#parts
    const time = until === undefined ? timeLimit : Math.min(timeLimit, until - performance.now())
    const limits = { client: trace.client, time, writes: method.needs.post === true }
    return runningCall(invocation)
      .waitFor(handler, limits)
      .catch((thrown: unknown) => {
        if (thrown instanceof CallGivenUp) trace.abandoned = handler
        throw thrown
      })
  }

  /** Tells a hook about an answer or a fault. */
  #answered(line: CallLine): AnswerHeaders | undefined {
    return this.#parts.hooks?.onAnswer?.({ ...line }) ?? undefined
  }

  /** Lets the handler of a call that was given up come to its end: its result is dropped, what goes wrong is logged. */
  #outlive({ client, call }: Trace, handler: Promise<unknown>): void {
    handler
      .catch((late: unknown) => {
        if (!isLateRefusal(late)) this.#parts.log.failure(client.request.id, ApiError.from(late))
      })
      .finally(() => call?.dispose?.())
  }

  /** Finds out everything about a call that can be known before it uses something up. */
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

  /** A call that failed before it was admitted costs its address one; nobody waits for that. */
  #countFailure({ client, admitted }: Trace, { fault }: ApiError): void {
    if (admitted || (fault !== undefined && uncounted.has(fault))) return
    const { admitter, log } = this.#parts
    admitter.countFailure(client).catch((error) => log.failure(client.request.id, ApiError.from(error)))
  }
}

/** What a method gave, and what the limits of the call leave. */
interface AdmittedAnswer extends Answer {
  readonly rateLimits: readonly RateLimitStatus[]
}

const alone: CallOptions = {}

/** Tells a hook about a call once it has been read. */
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

/** Who makes a call that was counted. @throws what was wrong with it then */
function callerOf({ caller, obstacle }: CountedCall): Authenticated {
  if (obstacle !== undefined || caller === undefined) throw obstacle
  return caller
}

/** What a method gave. Methods may be written with promises of any make. */
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

/** A caller of whom nothing is known. */
const anonymous: Caller = { application: undefined, user: undefined, permissions: noPermissions, token: undefined }

const noMethods: MethodDirectory = {
  methods: [],
  find: () => undefined,
  pageOf: () => '',
  document: () => ({ credentials: [], faults: [], sample: '' }),
}

/** What handlers get, with all its members: V8 copies a whole object five times as fast as one with others joined to it. */
const template: Omit<CallFacts, 'signal'> & Runnable = {
  params: {},
  caller: anonymous,
  services: undefined,
  files: noFiles,
  publicUrl: () => '',
  methods: noMethods,
  ...notRunning,
}

/** The reason of a 500; what was thrown has a line of its own. */
const unforeseen = 'unforeseen error'

/** Logs what is our own fault, and lets an unforeseen error show nothing but the id to report. */
function publicFault(id: string, fault: ApiError, log: CallLog): ApiError {
  if (!isGatewayFault(fault) || fault.fault === 'maintenance' || fault instanceof CallGivenUp) return fault
  log.failure(id, fault)
  return fault.fault === 'service-error'
    ? apiError('service-error', { detail: `Report the id ${id}`, reason: unforeseen })
    : fault
}
