import type { z } from 'zod'
import { checkDefinition } from './check-definition.js'
import type { MaybePromise } from './maybe-promise.js'
import {
  type AffectedOwners,
  type Change,
  describeMethod,
  type Fail,
  type FaultTitles,
  type Invocation,
  type MethodLimits,
  type MethodSpec,
  type Requirements,
} from './method-spec.js'
import { compileParams } from './schema/params-reader.js'
import { compileShape } from './schema/zod-shape.js'

/** The schema of parameters. */
export type ObjectSchema = z.ZodObject

/** The schema of results: an object, whose members stand in the answer, or any other value. */
export type ResultSchema = z.ZodType

/** The definition of a method: parameters, result, errors, requirements and handler. */
export interface MethodDefinition<
  Services,
  Params extends ObjectSchema,
  Result extends ResultSchema,
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
  /** The result. Members that it does not declare are left out of answers. */
  readonly result: Result
  readonly errors?: Faults
  readonly limits?: MethodLimits
  /** Whether the answer depends on safety levels; printed by `api.methods.*`. */
  readonly safety?: boolean
  readonly changelog?: readonly Change[]
  /** Whether clients should stop calling it. Default false. */
  readonly deprecated?: boolean
  /**
   * Returns the owners of the objects that a call acts on, for methods that act on objects of other users. If the caller
   * is on the block list of one of them, the call is refused (109). Callers are never blocked from their own objects.
   * Return none if the object does not exist or the caller may not see it, so that the method answers its own fault.
   */
  affects?(invocation: Invocation<z.output<Params>, Services>): AffectedOwners
  run(invocation: Invocation<z.output<Params>, Services>, fail: Fail<Faults>): MaybePromise<z.input<Result>>
}

/** Marks methods, so that a folder of modules can be searched for them. */
const methodMark: unique symbol = Symbol.for('babelgate.method')

/** A method as {@link defineMethod} makes it: its types are known to its author only. */
export interface Method<Services = object> {
  readonly [methodMark]: true
  readonly name: string
  readonly service: string
  readonly summary: string
  readonly notes: readonly string[]
  readonly needs: Requirements
  readonly params: ObjectSchema
  readonly files: readonly string[]
  readonly result: ResultSchema
  readonly errors: FaultTitles
  readonly limits: MethodLimits
  readonly safety: boolean
  readonly changelog: readonly Change[]
  readonly deprecated?: boolean | undefined
  /** The module that it was loaded from, for messages. */
  readonly file?: string
  /** Never there: it holds the compiler to handing over the services that the handler wants. */
  readonly wants?: (services: Services) => void
  affects?(invocation: Invocation<Record<string, unknown>, Services>): AffectedOwners
  run(invocation: Invocation<Record<string, unknown>, Services>, fail: Fail<FaultTitles>): unknown
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
    Result extends ResultSchema,
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

/** Whether a value is something that {@link defineMethod} made. */
export function isMethod(value: unknown): value is Method {
  return typeof value === 'object' && value !== null && methodMark in value
}

/**
 * Compiles a definition into the neutral description that the catalog takes.
 *
 * @throws TypeError that names the method and the member that is wrong
 */
export function specOf<Services>(method: Method<Services>): MethodSpec<Services> {
  checkDefinition(method)
  const owner = describeMethod(method)
  const { name, service, summary, notes, needs, files, errors, limits, safety, changelog } = method
  const { deprecated, file } = method
  return {
    ...{ name, service, summary, notes, needs, files, errors, limits, safety, changelog },
    ...{ deprecated, file },
    params: compileParams(method.params, errors, owner),
    result: compileShape(method.result, owner),
    affects: method.affects?.bind(method),
    run: method.run.bind(method),
  }
}
