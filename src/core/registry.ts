import { apiError } from './api-error.js'
import { checkNamesOf } from './check-methods.js'
import { checkPayloads } from './check-payloads.js'
import type { Documentation } from './dialect/documentation.js'
import type { Dialect } from './dialect.js'
import type { MethodDirectory } from './method-spec.js'
import { describedBy, type RegisteredMethod } from './registered-method.js'
import type { UndeclaredNames } from './schema/params-spec.js'

/** The source of the methods that come with Babelgate. */
export const builtInSource = 'built-in'

/** The methods of one snapshot as one dialect serves them, frozen. */
export interface Registry extends MethodDirectory {
  readonly dialect: Dialect
  /** Every method, ordered by name. */
  readonly methods: readonly RegisteredMethod[]
  find(name: string): RegisteredMethod | undefined
  /** @throws ApiError 103 where no method has this name. */
  resolve(name: string): RegisteredMethod
  /** The dialect's treatment of parameters that an open method does not declare. */
  readonly undeclared: UndeclaredNames
  /** The same methods, without their handlers. */
  readonly directory: MethodDirectory
  /**
   * Every name that some built-in method declares as a parameter. Signed calls of other methods may carry them too;
   * other sources add nothing, so that no description of a service weakens the signatures of the others.
   */
  readonly builtInParameters: ReadonlySet<string>
}

/**
 * Builds the registry of a dialect. An alias of a method that is not there counts not.
 *
 * @throws TypeError that names two methods whose names cannot live together, or a result that no envelope can hold
 */
export function createRegistry(dialect: Dialect, methods: readonly RegisteredMethod[]): Registry {
  const byName = new Map(methods.map((method) => [method.name, method]))
  checkNamesOf(dialect, methods)
  checkPayloads(dialect, methods)
  for (const [alias, name] of dialect.aliases) {
    const method = byName.get(name)
    if (method !== undefined) byName.set(alias, method)
  }
  const listed = [...methods].sort((a, b) => (a.name < b.name ? -1 : 1))
  const ofBuiltIns = listed.filter(({ source }) => source === builtInSource)
  return Object.freeze({
    dialect,
    methods: Object.freeze(listed),
    ...lookUp((name) => byName.get(name)),
    ...dialect.documentation,
    undeclared: { ignored: dialect.credentials.reserved, refused: dialect.envelopes.payload.reserved },
    directory: describeAll(listed, dialect.documentation),
    builtInParameters: new Set(ofBuiltIns.flatMap(({ params }) => [...params.names])),
  })
}

/** Adds the methods of a protocol itself: they are found like any other and listed nowhere. */
export function withProtocolMethods(registry: Registry, own: readonly RegisteredMethod[]): Registry {
  const byName = new Map(own.map((method) => [method.name, method]))
  const find = (name: string) => byName.get(name) ?? registry.find(name)
  return Object.freeze({ ...registry, ...lookUp(find) })
}

function lookUp(find: Registry['find']): Pick<Registry, 'find' | 'resolve'> {
  return {
    find,
    resolve(name) {
      const method = find(name)
      if (method === undefined) throw apiError('method-not-found')
      return method
    },
  }
}

/** Aliases are not described: they find nothing here. */
function describeAll(methods: readonly RegisteredMethod[], { pageOf, document }: Documentation): MethodDirectory {
  const described = methods.map((method) => Object.freeze(describedBy(method)))
  const byName = new Map(described.map((method) => [method.name, method]))
  return Object.freeze({
    methods: Object.freeze(described),
    find: (name: string) => byName.get(name),
    pageOf,
    document,
  })
}
