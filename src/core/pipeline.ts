import { compileAddressList } from './address-list.js'
import type { Admitter, Candidate } from './admitter.js'
import { ApiError, apiError, underMaintenance } from './api-error.js'
import { type Authenticated, authenticate, type Identities } from './auth/authenticate.js'
import type { Caller, CallingApplication, Client, UploadedFile } from './call.js'
import type { CommonCode } from './errors.js'
import { andThen, type Eventual } from './eventual.js'
import type { Answer, CallOptions, Gateway, OwnMethods, ReadCall, RenderAnswer } from './gateway.js'
import { joinCallLogs } from './join-call-logs.js'
import type { Invocation, Touched } from './method.js'
import { covers, noPermissions } from './permissions.js'
import type { Allowance } from './ports/admission.js'
import type { Application } from './ports/app-store.js'
import type { BlockListStore } from './ports/block-list.js'
import type { CallLog } from './ports/call-log.js'
import type { Maintenance } from './ports/maintenance.js'
import type { RegisteredMethod, Registry } from './registry.js'
import { callLine, createTraces, type Trace } from './trace.js'

/** What the pipeline is made of. */
export interface PipelineParts<Services extends object> {
  readonly registry: Registry<Services>
  /** What the handlers of the methods work with. */
  readonly services: Services
  readonly identities: Identities
  readonly admitter: Admitter
  readonly maintenance: Pick<Maintenance, 'isOn'>
  readonly blockLists: Pick<BlockListStore, 'blocksAny'>
  readonly log: CallLog
}

/** The pipeline: everything that is decided about a call, in the order of the error table. */
export class Pipeline<Services extends object> implements Gateway {
  readonly registry: Registry
  readonly #parts: PipelineParts<Services>
  /** What handlers get, with all its members: V8 copies a whole object five times as fast as one with others joined to it. */
  readonly #template: Invocation<Record<string, unknown>> & Services
  readonly #startTrace = createTraces()

  constructor(parts: PipelineParts<Services>) {
    this.registry = parts.registry
    this.#parts = parts
    this.#template = { params: {}, caller: anonymous, files: noFiles, publicUrl: () => '', ...parts.services }
  }

  async call<Rendered>(
    client: Client,
    read: ReadCall,
    render: RenderAnswer<Rendered>,
    options: CallOptions = alone,
  ): Promise<Rendered | ApiError> {
    const trace = this.#startTrace(client)
    const { log } = this.#parts
    const told = options.log === undefined ? log : joinCallLogs(log, options.log)
    let outcome: Rendered | ApiError
    try {
      const answer = this.#run(trace, read, options)
      outcome = render(answer instanceof Promise ? await answer : answer)
    } catch (thrown) {
      outcome = publicFault(trace.id, ApiError.from(thrown), told)
      if (options.prepaid !== true) this.#countFailure(trace, outcome)
    } finally {
      trace.call?.dispose?.()
    }
    told.call(callLine(trace, outcome instanceof ApiError ? outcome.code : 0))
    return outcome
  }

  async charge(client: Client, reads: readonly ReadCall[], own?: OwnMethods): Promise<readonly Allowance[]> {
    const candidates: Candidate[] = []
    for (const read of reads) {
      const trace = this.#startTrace(client)
      try {
        candidates.push(await this.#identify(trace, read, own))
      } catch {
        // What is wrong with it is said when its turn comes.
      } finally {
        trace.call?.dispose?.()
      }
    }
    return this.#parts.admitter.charge(client, candidates, reads.length)
  }

  #run(trace: Trace, read: ReadCall, { own, prepaid }: CallOptions): Eventual<Answer> {
    const { maintenance, admitter } = this.#parts
    if (maintenance.isOn()) throw underMaintenance()
    if (prepaid !== true) admitter.checkAddress(trace.client)
    return andThen(this.#identify(trace, read, own), (candidate) => {
      const admission =
        prepaid === true
          ? admitter.spendNonce(trace.client, candidate)
          : admitter.admit(trace.client, candidate, candidate.call.cost ?? 1)
      return andThen(admission, (allowances) => {
        trace.admitted = true
        return this.#perform(trace.client, candidate, allowances)
      })
    })
  }

  /** What comes after admission: permission, parameters, block lists, and the method. */
  #perform(
    { publicUrl }: Client,
    { call, caller, entry }: Candidate<Services>,
    allowances: readonly Allowance[],
  ): Eventual<Answer> {
    const permitted = permit(entry, caller)
    const params = entry.params.read(call.pairs)
    const invocation = { ...this.#template, params, caller: permitted, files: call.files ?? noFiles, publicUrl }
    const run = () => andThen(eventual(entry.run(invocation)), (result): Answer => ({ entry, result, allowances }))
    if (entry.touches === undefined) return run()
    return checkBlockLists(entry.touches(invocation), permitted, this.#parts.blockLists).then(run)
  }

  /** Finds out everything about a call that can be known before it uses something up. */
  #identify(trace: Trace, read: ReadCall, own: OwnMethods | undefined): Eventual<Candidate<Services>> {
    const { registry, identities } = this.#parts
    return andThen(read(), (call) => {
      trace.call = call
      const entry = own?.find(call.method) ?? registry.resolve(call.method)
      if (entry.needs.post === true && !call.post) throw apiError(120)
      return andThen(authenticate(call, entry, trace.client, identities), (caller) => {
        trace.caller = caller
        checkStanding(caller, trace.client)
        return { call, caller, entry }
      })
    })
  }

  /** A call that failed before it was admitted costs its address one; nobody waits for that. */
  #countFailure({ id, client, admitted }: Trace, { code }: ApiError): void {
    if (admitted || uncounted.has(code)) return
    const { admitter, log } = this.#parts
    admitter.countFailure(client).catch((error) => log.failure(id, ApiError.from(error)))
  }
}

const alone: CallOptions = {}

/** What a method gave. Methods may be written with promises of any make. */
function eventual(result: unknown): Eventual<unknown> {
  const isThenable =
    typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function'
  return isThenable ? Promise.resolve(result) : result
}

/** The faults that say that there is nothing left to count. */
const uncounted: ReadonlySet<number> = new Set([112, 113, 133, 134, 501] satisfies CommonCode[])

const noFiles: ReadonlyMap<string, UploadedFile> = new Map()

/** 111 the application does not admit this address · 108 the account may not act. */
function checkStanding({ app, grant }: Authenticated, client: Client): void {
  if (app !== undefined && app.addresses.length > 0 && !addressesOf(app).has(client.address)) throw apiError(111)
  if (grant !== undefined && grant.user.state !== 'active') throw apiError(108)
}

const compiledAddresses = new WeakMap<Application, ReturnType<typeof compileAddressList>>()

function addressesOf(app: Application) {
  const list = compiledAddresses.get(app) ?? compileAddressList(app.addresses)
  compiledAddresses.set(app, list)
  return list
}

/** A caller of whom nothing is known. */
const anonymous: Caller = { application: undefined, user: undefined, permissions: noPermissions, token: undefined }

/** 110, or the caller as the method may see it: a token too weak for a read that needs none counts as no token. */
function permit(entry: RegisteredMethod, { app, user, permissions, token }: Authenticated): Caller {
  const application = app && identityOf(app)
  const needed = entry.needs.permission
  if (needed === undefined || user === undefined || covers(permissions, needed)) {
    return { application, user, permissions, token }
  }
  if (entry.needs.token === true) throw apiError(110)
  return { application, user: undefined, permissions: noPermissions, token }
}

const identities = new WeakMap<Application, CallingApplication>()

/** What handlers see of an application; made once for each that is looked up. */
function identityOf(app: Application): CallingApplication {
  const known = identities.get(app)
  if (known !== undefined) return known
  const identity = Object.freeze({ id: app.id, key: app.key, name: app.name, ownerId: app.ownerId })
  identities.set(app, identity)
  return identity
}

/** 109 a member or a group whose things the call acts on keeps the caller away. */
async function checkBlockLists(
  touching: Touched,
  { user }: Caller,
  blockLists: Pick<BlockListStore, 'blocksAny'>,
): Promise<void> {
  const touched = await touching
  if (user === undefined) return
  const others = touched.filter(({ kind, id }) => kind !== 'member' || id !== user.id)
  if (others.length > 0 && (await blockLists.blocksAny(others, user.id))) throw apiError(109)
}

/** Logs what is our own fault, and lets an unforeseen error show nothing but the id to report. */
function publicFault(id: string, fault: ApiError, log: CallLog): ApiError {
  if (fault.code < 500 || fault.code === 501) return fault
  log.failure(id, fault)
  return fault.code === 500 ? apiError(500, { detail: `Report the id ${id}` }) : fault
}
