import { ApiError, apiError } from './api-error.js'
import { checkDefinition, methodName } from './check-definition.js'
import type { Method } from './define-method.js'
import { type Limit, parseLimits } from './limits/limit.js'
import { type AffectedOwners, describeMethod, type Invocation, type MethodLimits } from './method-spec.js'
import { noKinds, type PermissionKinds } from './permission-kinds.js'
import { compileParams, type ParamsReader } from './schema/params-reader.js'
import { envelopeMembers, type Shape } from './schema/shape.js'
import { compileShape } from './schema/zod-shape.js'

/** What a definition says that needs no compiling. */
type Described = Pick<
  Method,
  'name' | 'service' | 'summary' | 'notes' | 'needs' | 'files' | 'errors' | 'safety' | 'changelog'
>

/** A method, compiled for calls. Transports and pages see what it takes and gives; only the gateway runs it. */
export interface RegisteredMethod<Services = never> extends Described {
  /** The module that it was loaded from, for messages. */
  readonly file: string | undefined
  readonly params: ParamsReader
  readonly result: Shape
  readonly limits: { readonly user: readonly Limit[]; readonly app: readonly Limit[] }
  /** Whom a call acts on; absent where it can be nobody but the caller. */
  readonly affects?: ((invocation: Invocation<Record<string, unknown>, Services>) => AffectedOwners) | undefined
  /** The handler, with the method's own faults bound. */
  readonly run: (invocation: Invocation<Record<string, unknown>, Services>) => unknown
}

/** All methods of a gateway, frozen. */
export interface Registry<Services = never> {
  /** Every method, ordered by name. */
  readonly methods: readonly RegisteredMethod<Services>[]
  /** @throws ApiError 103 where no method has this name. */
  resolve(name: string): RegisteredMethod<Services>
  find(name: string): RegisteredMethod<Services> | undefined
  /** Every name that some method declares as a parameter. */
  readonly parameters: ReadonlySet<string>
}

/** Legacy names of methods, each with the name that it stands for. */
export type Aliases = ReadonlyMap<string, string>

/** What methods are compiled with. */
export interface RegistryOptions {
  /** Further names of methods, which find them and are listed nowhere; those of methods that are absent count not. */
  readonly aliases?: Aliases
  /** Parameters that carry credentials: no method declares one of them, and no open method gets one. */
  readonly reserved?: ReadonlySet<string>
  /** What methods may need a permission of; none unless told. */
  readonly kinds?: PermissionKinds
}

const noNames: ReadonlySet<string> = new Set()

/**
 * Compiles methods into a registry.
 *
 * @throws TypeError that names a method whose definition is wrong, or two whose names cannot live together
 */
export function createRegistry<Services extends object>(
  methods: readonly Method<Services>[],
  { aliases = new Map(), reserved = noNames, kinds = noKinds }: RegistryOptions = {},
): Registry<Services> {
  const byName = new Map<string, RegisteredMethod<Services>>()
  for (const method of methods) {
    checkDefinition(method, reserved, kinds)
    checkName(method, byName)
    byName.set(method.name, compileMethod(method, reserved))
  }
  const listed = [...byName.values()]
  for (const [alias, name] of aliases) {
    const method = byName.get(name)
    if (method === undefined) continue
    if (!methodName.test(alias)) throw new TypeError(`the alias ${alias} of ${name} must be words joined by dots`)
    checkName({ name: alias }, byName)
    byName.set(alias, method)
  }
  const find = (name: string) => byName.get(name)
  return Object.freeze({
    methods: listed.sort((a, b) => (a.name < b.name ? -1 : 1)),
    find,
    resolve(name: string) {
      const method = byName.get(name)
      if (method === undefined) throw apiError('method-not-found')
      return method
    },
    parameters: new Set(listed.flatMap((method) => [...method.params.names])),
  })
}

function compileMethod<Services extends object>(
  method: Method<Services>,
  reserved: ReadonlySet<string>,
): RegisteredMethod<Services> {
  const fail = failWith(method)
  const owner = describeMethod(method)
  const { name, service, summary, notes, needs, files, errors, safety, changelog, file } = method
  return {
    ...{ name, service, summary, notes, needs, files, errors, safety, changelog, file },
    params: compileParams(method.params, errors, { ignored: reserved, refused: envelopeMembers }, owner),
    result: compileShape(method.result, owner),
    limits: { user: readLimits(method, 'user'), app: readLimits(method, 'app') },
    affects: method.affects?.bind(method),
    run: (invocation) => method.run(invocation, fail),
  }
}

function readLimits(method: Method<never>, of: keyof MethodLimits): readonly Limit[] {
  try {
    return parseLimits(method.limits[of] ?? '')
  } catch (cause) {
    throw new TypeError(`${describeMethod(method)}: limits.${of}: ${cause instanceof Error ? cause.message : cause}`)
  }
}

/** Makes the method's own faults. A code that it does not declare is a mistake of the handler's: 500. */
const failWith = (method: Method<never>) => (code: number, detail?: string) => {
  const title = method.errors[code]
  if (title === undefined) return ApiError.from(new TypeError(`${describeMethod(method)} declares no error ${code}`))
  return new ApiError({ code, title }, detail === undefined ? {} : { detail })
}

/** Old signatures end in the method's name, so no name may be the end of another (docs/security.md). */
function checkName(named: Pick<Method, 'name' | 'file'>, others: ReadonlyMap<string, RegisteredMethod>): void {
  const { name } = named
  for (const [other, method] of others) {
    if (!name.endsWith(other) && !other.endsWith(name)) continue
    const what = name === other ? 'have the same name' : 'cannot live together: one name is the end of the other'
    throw new TypeError(`${describeMethod(named)} and ${describeMethod({ ...method, name: other })} ${what}`)
  }
}
