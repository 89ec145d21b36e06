import { ApiError, apiError } from './api-error.js'
import { type Limit, parseLimits } from './limits/limit.js'
import type { FaultTitles, Invocation, Method, Needs, Touched } from './method.js'
import { compileParams, type ParamsReader, type ReservedNames } from './schema/params-reader.js'
import { compileShape, type ObjectShape } from './schema/shape.js'

/** A method, compiled for calls. Transports and pages see what it takes and gives; only the gateway runs it. */
export interface RegisteredMethod<Services = never> {
  readonly method: Method<never>
  readonly needs: Needs
  readonly params: ParamsReader
  readonly shape: ObjectShape
  readonly limits: { readonly user: readonly Limit[]; readonly app: readonly Limit[] }
  /** Whom a call acts on; absent where it can be nobody but the caller. */
  readonly touches?: ((invocation: Invocation<Record<string, unknown>> & Services) => Touched) | undefined
  /** The handler, with the method's own faults bound. */
  readonly run: (invocation: Invocation<Record<string, unknown>> & Services) => unknown
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

const noAliases: Aliases = new Map()

/** An open method gets no credentials, and no parameter named like the status that stands beside its answer. */
const reserved: ReservedNames = {
  ignored: new Set(['api_key', 'api_sig', 'auth_token']),
  refused: new Set(['api']),
}

/**
 * Compiles methods into a registry.
 *
 * @param aliases further names of methods, which find them and are listed nowhere; those of methods that are absent count not
 * @throws TypeError where two names clash, or a name could be the end of another in a signed text.
 */
export function createRegistry<Services extends object>(
  methods: readonly Method<Services>[],
  aliases: Aliases = noAliases,
): Registry<Services> {
  const byName = new Map<string, RegisteredMethod<Services>>()
  for (const method of methods) {
    checkName(method.name, byName)
    byName.set(method.name, compileMethod(method))
  }
  const listed = [...byName.values()]
  for (const [alias, name] of aliases) {
    const entry = byName.get(name)
    if (entry === undefined) continue
    checkName(alias, byName)
    byName.set(alias, entry)
  }
  const find = (name: string) => byName.get(name)
  return Object.freeze({
    methods: listed.sort((a, b) => (a.method.name < b.method.name ? -1 : 1)),
    find,
    resolve(name: string) {
      const entry = byName.get(name)
      if (entry === undefined) throw apiError(103)
      return entry
    },
    parameters: new Set(listed.flatMap((entry) => [...entry.params.names])),
  })
}

function compileMethod<Services extends object>(method: Method<Services>): RegisteredMethod<Services> {
  const fail = failWith(method.errors)
  return {
    method,
    needs: method.needs,
    params: compileParams(method.params, method.errors, reserved),
    shape: compileShape(method.result),
    limits: { user: parseLimits(method.limits.user ?? ''), app: parseLimits(method.limits.app ?? '') },
    touches: method.touches?.bind(method),
    run: (invocation) => method.run(invocation, fail),
  }
}

const failWith = (titles: FaultTitles) => (code: number, detail?: string) =>
  new ApiError(code, titles[code] ?? '', detail === undefined ? {} : { detail })

/** Old signatures end in the method's name, so no name may be the end of another (docs/security.md). */
function checkName(name: string, others: ReadonlyMap<string, unknown>): void {
  if (!/^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*$/.test(name)) {
    throw new TypeError(`${name} is no name for a method: words of letters and digits, joined by dots`)
  }
  if (others.has(name)) throw new TypeError(`two methods are named ${name}`)
  for (const other of others.keys()) {
    if (name.endsWith(other) || other.endsWith(name)) {
      throw new TypeError(`the methods ${name} and ${other} cannot live together: one name is the end of the other`)
    }
  }
}
