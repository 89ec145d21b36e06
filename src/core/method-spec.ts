import type { AllowedServices } from './allowed-services.js'
import type { AnswerMeta } from './answer-meta.js'
import type { ApiError, ParameterProblem } from './api-error.js'
import type { Caller, UploadedFile } from './caller.js'
import type { DocumentedMethod } from './documented-method.js'
import type { MaybePromise } from './maybe-promise.js'
import type { MethodRoute } from './method-route.js'
import type { RequiredPermission } from './permissions.js'
import type { ListOwner } from './ports/block-list.js'
import type { ServiceWait } from './ports/service-wait.js'
import type { ParamsSpec } from './schema/params-spec.js'
import type { Shape } from './schema/shape.js'

/** A method's own faults: code 1 to 99 → short title. */
export type FaultTitles = Readonly<Record<number, string>>

/** The requirements of a method. Absent members require nothing. */
export interface Requirements {
  /** Whether the call must name an application. Default true. */
  readonly key?: boolean
  /** A signature over the parameters, one of OAuth, or a bearer token. */
  readonly signature?: boolean
  /** Whether the call must have a token, which names its user. */
  readonly token?: boolean
  /** Whether the call must be a POST. */
  readonly post?: boolean
  /** Levels that the token must hold. Without `token` they only widen what the method shows. */
  readonly permission?: RequiredPermission
}

/** Limits of a method's own, such as `10/m`, beside those of applications. */
export interface MethodLimits {
  /** For each user that calls it. */
  readonly user?: string
  /** For each application that calls it. */
  readonly app?: string
}

/** One line of a method's history. */
export interface Change {
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly text: string
}

/** The argument of a handler. */
export interface Invocation<Params, Services = unknown> {
  /** The id of the call, as in the log and in `X-Request-Id`. */
  readonly id: string
  readonly params: Params
  readonly caller: Caller
  /** The services of the method's source, as the program passed them. */
  readonly services: Services
  /** The files that came with the call, by parameter name; only those that the method declares. */
  readonly files: ReadonlyMap<string, UploadedFile>
  /** The address under which the client reaches the server, for links: without a slash at the end. */
  readonly publicUrl: () => string
  /** The methods that the caller may call, as they are for this call. */
  readonly methods: MethodDirectory
  /** Aborts when the client has disconnected or the call has timed out: its result is no longer used. */
  readonly signal: AbortSignal
  /** Says more of the answer than the result does, for clients whose protocol can say it. The last call counts. */
  readonly annotate: (meta: AnswerMeta) => void
  /** Says which service behind the gateway the call waits for, for its line in the log. The last call counts. */
  readonly waitFor: (wait: ServiceWait) => void
}

/**
 * Makes one of the method's own faults, for throwing. The parameters that are wrong are named to native clients, which also get
 * the HTTP status that a service behind the gateway gave.
 */
export type Fail<Faults extends FaultTitles> = (
  code: keyof Faults & number,
  detail?: string,
  parameters?: readonly ParameterProblem[],
  status?: number,
) => ApiError

/** The members and groups that a call acts on. */
export type AffectedOwners = MaybePromise<readonly ListOwner[]>

/** The description of a method: parameters, result, requirements and errors, without its handler. */
export interface MethodDescription {
  /** Dotted, case-sensitive. */
  readonly name: string
  /** The group that `api.methods.*` prints. */
  readonly service: string
  readonly summary: string
  readonly notes: readonly string[]
  readonly needs: Requirements
  readonly params: ParamsSpec
  /** The names of parameters that are files. */
  readonly files: readonly string[]
  /** The result. Members that it does not declare are left out of answers. */
  readonly result: Shape
  readonly errors: FaultTitles
  readonly limits: MethodLimits
  /** How long its handler may run, in milliseconds, where that is longer than others may. */
  readonly timeLimit?: number | undefined
  /** Whether the answer depends on safety levels; printed by `api.methods.*`. */
  readonly safety: boolean
  readonly changelog: readonly Change[]
  /** Whether clients should stop calling it. Default false. */
  readonly deprecated?: boolean | undefined
  /** Its own address below the name of its source, beside the one of every method. */
  readonly route?: MethodRoute | undefined
  /** The module that it was loaded from, for messages. */
  readonly file?: string | undefined
}

/** The methods that a client can call, described. */
export interface MethodDirectory {
  /** Every method, ordered by name. */
  readonly methods: readonly MethodDescription[]
  find(name: string): MethodDescription | undefined
  /** The path and query of the description of a method, as `api.methods.get` gives it in the dialect of the call. */
  readonly pageOf: (name: string) => string
  /** Adds to the description of a method, in terms of the dialect of the call: credentials, faults and a sample. */
  readonly document: (method: MethodDescription) => DocumentedMethod
}

/** The methods of a registry, described to each caller. */
export interface Directories {
  /**
   * The methods that a caller may call: those of open services, and of the closed ones that its application is allowed.
   * Aliases are not described. The same services give the same object, so that descriptions compiled of it can be cached.
   *
   * @param app undefined for an anonymous caller
   */
  directoryFor(app: { readonly services: AllowedServices } | undefined): MethodDirectory
}

/**
 * A method, whatever it was written in: `define-method.ts` makes one of zod schemas; a description of a service makes
 * them of its operations.
 */
export interface MethodSpec<Services = unknown> extends MethodDescription {
  /** The owners of the objects that a call acts on, for methods that act on objects of other users. */
  readonly affects?: ((invocation: Invocation<Record<string, unknown>, Services>) => AffectedOwners) | undefined
  /** The handler. Any error that is not one of its own faults is answered with 500. */
  readonly run: (invocation: Invocation<Record<string, unknown>, Services>, fail: Fail<FaultTitles>) => unknown
}

/** A name under which a method can be called, with the module that it came from. */
export interface CallableName {
  readonly name: string
  readonly file?: string | undefined
}

/** Names a method for messages, with the module that it came from. */
export function describeMethod({ name, file }: CallableName): string {
  return file === undefined ? `the method ${name}` : `the method ${name} (${file})`
}
