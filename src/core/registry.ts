import { apiError } from './api-error.js'
import { checkNamesOf } from './check-methods.js'
import { checkPayloads } from './check-payloads.js'
import type { Dialect } from './dialect.js'
import { createDirectories } from './directories.js'
import type { Directories, MethodDirectory } from './method-spec.js'
import type { RegisteredMethod } from './registered-method.js'
import type { UndeclaredNames } from './schema/params-spec.js'

/** The source of the methods that come with Babelgate. */
export const builtInSource = 'built-in'

/** The methods of one snapshot as one dialect serves them, frozen. */
export interface Registry extends MethodDirectory, Directories {
  readonly dialect: Dialect
  /** Every method, ordered by name. */
  readonly methods: readonly RegisteredMethod[]
  find(name: string): RegisteredMethod | undefined
  /** @throws ApiError 103 where no method has this name. */
  resolve(name: string): RegisteredMethod
  /** The dialect's treatment of parameters that an open method does not declare. */
  readonly undeclared: UndeclaredNames
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
    directoryFor: createDirectories(listed, dialect.documentation),
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
