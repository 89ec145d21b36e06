import { ApiError } from './api-error.js'
import { compileMapFiles, type MapFiles } from './files/map-files.js'
import { type Limit, parseLimits } from './limits/limit.js'
import { type MethodInvocation, provide } from './method-invocation.js'
import {
  type AffectedOwners,
  describeMethod,
  type Fail,
  type FaultTitles,
  type MethodDescription,
  type MethodSpec,
} from './method-spec.js'

/** A method of the catalog, ready for calls. Transports and pages see its description; only the pipeline runs it. */
export interface RegisteredMethod extends MethodDescription {
  /** The name of the source that it came from. */
  readonly source: string
  /** The service that an application must be allowed; undefined where every caller may call it. */
  readonly closedService: string | undefined
  /** The parsed `limits`. */
  readonly rateLimits: { readonly user: readonly Limit[]; readonly app: readonly Limit[] }
  /** Replaces the files of its results; undefined where they hold none. */
  readonly mapFiles: MapFiles | undefined
  /** Finds the owners of the objects that a call acts on; absent for methods that act on the caller's objects only. */
  readonly affects: ((invocation: MethodInvocation) => AffectedOwners) | undefined
  /** The handler, with its services and its own faults bound. */
  readonly run: (invocation: MethodInvocation) => unknown
}

/**
 * Binds a method to the services that its handler works with.
 *
 * @param spec as checkSpec lets it pass
 * @param source the name of its source
 * @param closed whether only applications that are allowed this name may call it
 */
export function registerMethod<Services>(
  spec: MethodSpec<Services>,
  source: string,
  services: Services,
  closed = false,
): RegisteredMethod {
  const fail = failWith(spec)
  const { affects } = spec
  return Object.freeze({
    ...describedBy(spec),
    source,
    closedService: closed ? source : undefined,
    rateLimits: { user: parseLimits(spec.limits.user ?? ''), app: parseLimits(spec.limits.app ?? '') },
    mapFiles: compileMapFiles(spec.result),
    affects:
      affects &&
      ((invocation: MethodInvocation) => {
        provide(invocation, services)
        return affects(invocation)
      }),
    run(invocation: MethodInvocation) {
      provide(invocation, services)
      return spec.run(invocation, fail)
    },
  })
}

/** The public description of a method, without its handler. */
export function describedBy(spec: MethodDescription): MethodDescription {
  const { name, service, summary, notes, needs, params, files, result, errors, limits, safety, changelog } = spec
  const { deprecated, route, timeLimit, file } = spec
  return {
    ...{ name, service, summary, notes, needs, params, files, result, errors, limits, safety, changelog },
    ...{ deprecated, route, timeLimit, file },
  }
}

/** Makes the method's own faults. A code that it does not declare is a mistake of the handler's: 500. */
const failWith =
  (spec: MethodDescription): Fail<FaultTitles> =>
  (code, detail, parameters = [], status) => {
    const title = spec.errors[code]
    if (title === undefined) return ApiError.from(new TypeError(`${describeMethod(spec)} declares no error ${code}`))
    return new ApiError(
      { code, title },
      { parameters, ...(detail !== undefined && { detail }), ...(status !== undefined && { status }) },
    )
  }
