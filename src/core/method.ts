import type { z } from 'zod'
import type { ApiError } from './api-error.js'
import type { Caller, UploadedFile } from './call.js'
import type { MaybePromise } from './maybe-promise.js'
import type { RequiredPermission } from './permissions.js'
import type { ListOwner } from './ports/block-list.js'

/** A method's own faults: code 1 to 99 → short title. */
export type FaultTitles = Readonly<Record<number, string>>

/** What a method asks of a call before it runs. Absent members ask for nothing. */
export interface Requirements {
  /** Whether the call must name an application. Default true. */
  readonly key?: boolean
  /** An `api_sig`, OAuth signature or bearer token. */
  readonly signature?: boolean
  /** A user behind the call. */
  readonly token?: boolean
  /** A verb that may change something. */
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

/** What the handler gets beside the services. */
export interface Invocation<Params> {
  readonly params: Params
  readonly caller: Caller
  /** The files that came with the call, by parameter name; only those that the method declares. */
  readonly files: ReadonlyMap<string, UploadedFile>
  /** The address under which the client reaches the server, for links: without a slash at the end. */
  readonly publicUrl: () => string
  /** Aborts when the client has gone or the time of the call is over: nobody waits for the result any more. */
  readonly signal: AbortSignal
}

/** Makes one of the method's own faults, for throwing. */
export type Fail<Faults extends FaultTitles> = (code: keyof Faults & number, detail?: string) => ApiError

/** One line of a method's history. */
export interface Change {
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly text: string
}

/** The schema of parameters and of results. */
export type ObjectSchema = z.ZodObject

/** Everything about a method: what it takes, what it answers, what may go wrong, what it needs, and what it does. */
export interface MethodDefinition<
  Services,
  Params extends ObjectSchema,
  Result extends ObjectSchema,
  Faults extends FaultTitles,
> {
  /** Dotted, case-sensitive. */
  readonly name: string
  /** The group that `api.methods.*` prints; default the first word of the name. */
  readonly service?: string
  /** One line, in the imperative. */
  readonly summary: string
  /** Whatever else its users should know. */
  readonly notes?: readonly string[]
  readonly needs?: Requirements
  /** Text in, values out; built from the helpers of core/schema/params. */
  readonly params: Params
  /** The names of parameters that are files. */
  readonly files?: readonly string[]
  /** What the method answers; anything that is not declared here never leaves. */
  readonly result: Result
  readonly errors?: Faults
  readonly limits?: MethodLimits
  /** Whether the answer depends on safety levels; printed by `api.methods.*`. */
  readonly safety?: boolean
  readonly changelog?: readonly Change[]
  /**
   * Whose things a call acts on, for methods that act on what belongs to somebody else: where the block list of any of
   * them holds the caller, the call is 109 and does not run. Nobody is kept from their own things. Where what the call
   * names is not there, or the caller may not see it, it gives nobody, so that the method answers its own fault.
   */
  affects?(invocation: Invocation<z.output<Params>> & Services): AffectedOwners
  run(invocation: Invocation<z.output<Params>> & Services, fail: Fail<Faults>): MaybePromise<z.input<Result>>
}

/** The members and groups that a call acts on. */
export type AffectedOwners = MaybePromise<readonly ListOwner[]>

/** Marks methods, so that a folder of modules can be searched for them. */
const methodMark: unique symbol = Symbol.for('babelgate.method')

/** A method as the registry takes it: its types are known to its author only. */
export interface Method<Services = object> {
  readonly [methodMark]: true
  readonly name: string
  readonly service: string
  readonly summary: string
  readonly notes: readonly string[]
  readonly needs: Requirements
  readonly params: ObjectSchema
  readonly files: readonly string[]
  readonly result: ObjectSchema
  readonly errors: FaultTitles
  readonly limits: MethodLimits
  readonly safety: boolean
  readonly changelog: readonly Change[]
  /** The module that it was loaded from, for messages. */
  readonly file?: string
  /** Never there: it holds the compiler to handing over the services that the handler wants. */
  readonly wants?: (services: Services) => void
  affects?(invocation: Invocation<Record<string, unknown>> & Services): AffectedOwners
  run(invocation: Invocation<Record<string, unknown>> & Services, fail: Fail<FaultTitles>): unknown
}

/**
 * Defines a method. The first call names the services that the handler wants, the second takes the definition:
 *
 * ```ts
 * export const hello = defineMethod()({ name: 'test.hello', summary: 'Greet', params, result, run: () => ({ hello: 'hi' }) })
 * ```
 */
export function defineMethod<Services extends object = object>() {
  return <
    Params extends ObjectSchema,
    Result extends ObjectSchema,
    const Faults extends FaultTitles = Record<never, string>,
  >(
    definition: MethodDefinition<Services, Params, Result, Faults>,
  ): Method<Services> => ({
    [methodMark]: true,
    service: String(definition.name).split('.', 1)[0] ?? '',
    notes: [],
    needs: {},
    files: [],
    errors: {},
    limits: {},
    safety: false,
    changelog: [],
    ...definition,
  })
}

/** Names a method for messages, with the module that it came from. */
export function describeMethod({ name, file }: { readonly name: string; readonly file?: string | undefined }): string {
  return file === undefined ? `the method ${name}` : `the method ${name} (${file})`
}

/** Whether a value is something that {@link defineMethod} made. */
export function isMethod(value: unknown): value is Method {
  return typeof value === 'object' && value !== null && methodMark in value
}
