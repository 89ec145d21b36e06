import { compileAddressList } from './address-list.js'
import { ApiError, apiError, underMaintenance } from './api-error.js'
import { type Authenticated, authenticate, type Identities } from './auth/authenticate.js'
import type { Credential } from './auth/credential.js'
import { randomHex } from './auth/hash.js'
import type { Call, Caller, Client, UploadedFile } from './call.js'
import { covers, noPermissions } from './permissions.js'
import type { Admission, NonceUse } from './ports/admission.js'
import type { Application } from './ports/app-store.js'
import type { CallLine, CallLog } from './ports/call-log.js'
import type { Maintenance } from './ports/maintenance.js'
import type { RegisteredMethod, Registry } from './registry.js'

/** What a method gave: the method, so that its Shape is at hand, and the tree, still holding undeclared members. */
export interface Answer {
  readonly entry: RegisteredMethod
  readonly result: unknown
}

/** Reads the call once the client may come in; may throw 121 to 124 and 102. */
export type ReadCall = () => Promise<Call> | Call

/** Writes an answer in the words of a protocol. A result that its Shape does not fit makes it throw. */
export type RenderAnswer<Rendered> = (answer: Answer) => Rendered

/** Methods that a protocol brings along beside those of the registry, such as those that list them. */
export type OwnMethods = Pick<Registry<object>, 'find'>

/** The one pipeline: every protocol comes by here, and nothing else decides. */
export interface Gateway {
  readonly registry: Registry
  /**
   * Never rejects: whatever goes wrong, in rendering too, is given as an ApiError.
   *
   * @param own asked for the method before the registry is
   */
  call<Rendered>(
    client: Client,
    read: ReadCall,
    render: RenderAnswer<Rendered>,
    own?: OwnMethods,
  ): Promise<Rendered | ApiError>
}

/** What the pipeline is made of. */
export interface GatewayParts<Services extends object> {
  readonly registry: Registry<Services>
  /** What the handlers of the methods work with. */
  readonly services: Services
  readonly identities: Identities
  readonly admission: Pick<Admission, 'admit'>
  readonly maintenance: Pick<Maintenance, 'isOn'>
  readonly log: CallLog
}

/** What has been found out about a call so far, for its line in the log. */
interface Trace {
  readonly id: string
  readonly client: Client
  readonly started: number
  call: Call | undefined
  caller: Authenticated | undefined
}

/** Builds the pipeline. */
export function createGateway<Services extends object>(parts: GatewayParts<Services>): Gateway {
  const { registry, services, identities, admission, maintenance, log } = parts
  const nextId = callIds()
  const admitted = new WeakSet<Credential>()

  /** 134 and 133; calls that came in one request share its nonce, which the first of them uses up. */
  const admit = async (credential: Credential, nonce: NonceUse): Promise<void> => {
    if (admitted.has(credential)) return
    const verdict = await admission.admit({ nonce })
    if (!verdict.admitted) throw apiError(verdict.code)
    admitted.add(credential)
  }

  const run = async (trace: Trace, read: ReadCall, own: OwnMethods | undefined): Promise<Answer> => {
    if (maintenance.isOn()) throw underMaintenance()
    const call = await read()
    trace.call = call
    const entry = own?.find(call.method) ?? registry.resolve(call.method)
    if (entry.needs.post === true && !call.post) throw apiError(120)
    const caller = await authenticate(call, entry, trace.client, identities)
    trace.caller = caller
    checkStanding(caller, trace.client)
    if (caller.nonce !== undefined) await admit(call.credential, caller.nonce)
    const permitted = permit(entry, caller)
    const params = entry.params.read(call.pairs)
    // The services come last: copied first, they cost V8 thirty times as much.
    const result = await entry.run({ params, caller: permitted, files: call.files ?? noFiles, ...services })
    return { entry, result }
  }

  return {
    registry,
    async call<Rendered>(client: Client, read: ReadCall, render: RenderAnswer<Rendered>, own?: OwnMethods) {
      const trace: Trace = { id: nextId(), client, started: performance.now(), call: undefined, caller: undefined }
      let outcome: Rendered | ApiError
      try {
        outcome = render(await run(trace, read, own))
      } catch (thrown) {
        outcome = publicFault(trace.id, ApiError.from(thrown), log)
      } finally {
        trace.call?.dispose?.()
      }
      if (log.enabled) log.call(callLine(trace, outcome instanceof ApiError ? outcome.code : 0))
      return outcome
    },
  }
}

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

/** 110, or the caller as the method may see it: a token too weak for a read that needs none counts as no token. */
function permit(entry: RegisteredMethod, caller: Authenticated): Caller {
  const { permission, token } = entry.needs
  if (permission === undefined || caller.user === undefined || covers(caller.permissions, permission)) return caller
  if (token === true) throw apiError(110)
  return { ...caller, user: undefined, permissions: noPermissions }
}

/** Logs what is our own fault, and lets an unforeseen error show nothing but the id to report. */
function publicFault(id: string, fault: ApiError, log: CallLog): ApiError {
  if (fault.code < 500 || fault.code === 501) return fault
  log.failure(id, fault)
  return fault.code === 500 ? apiError(500, { detail: `Report the id ${id}` }) : fault
}

function callLine({ id, client, started, call, caller }: Trace, code: number): CallLine {
  return {
    id,
    protocol: client.protocol,
    method: call?.method,
    app: caller?.app?.key,
    user: caller?.user?.id,
    code,
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
