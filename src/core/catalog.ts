import { checkSpec } from './check-definition.js'
import { checkClosedSource } from './check-source.js'
import type { Dialect } from './dialect.js'
import type { MethodSpec } from './method-spec.js'
import type { PermissionKinds } from './permission-kinds.js'
import { type RegisteredMethod, registerMethod } from './registered-method.js'
import { createRegistry, type Registry } from './registry.js'
import type { RouteTree } from './routes/route-tree.js'
import { routesOf, type SourceRoutes } from './routes/source-routes.js'

/** A source of methods, with the services of their handlers. */
export interface Source<Services> {
  /** Two sources of one name replace each other. */
  readonly name: string
  readonly services: Services
  /**
   * Who may call its methods: `allowed` closes it to all but the applications that are allowed the service of its name.
   * Default everyone.
   */
  readonly access?: 'everyone' | 'allowed'
}

/** All methods at one moment. A call takes one before it is read and sees no other. */
export interface Snapshot {
  /** The methods that a dialect serves. @throws TypeError for a dialect that the catalog was not made for */
  registryOf(dialect: Dialect): Registry
  /** The routes of the methods that have one. */
  readonly routes: SourceRoutes
}

/** All sources of methods. */
export interface Catalog {
  readonly current: Snapshot
  /**
   * Puts the methods of a source in the place of those that it had. The whole new set is checked first, and calls that
   * have begun finish on the snapshot that they took.
   *
   * @throws TypeError with the reason, and then nothing has changed
   */
  replace<Services>(source: Source<Services>, specs: readonly MethodSpec<Services>[]): void
  /**
   * Does the same for several sources at once: no call sees some of them replaced and others not.
   *
   * @throws TypeError with the reason, and then nothing has changed
   */
  replaceAll(replacements: readonly Replacement[]): void
}

/** A source that gets new methods, whose handlers need no services. */
export interface Replacement {
  readonly source: Source<unknown>
  readonly specs: readonly MethodSpec[]
}

/** The dependencies of a catalog. */
export interface CatalogOptions {
  readonly dialects: readonly Dialect[]
  /** The kinds of permissions that methods may require. */
  readonly kinds: PermissionKinds
  /** Further checks of a registry before it is served, such as writing its WSDL. They throw TypeError. */
  readonly checks?: readonly ((registry: Registry) => unknown)[]
}

/** Makes a catalog without any method. */
export function createCatalog({ dialects, kinds, checks = [] }: CatalogOptions): Catalog {
  const reserved = new Set(dialects.flatMap(({ credentials }) => [...credentials.reserved]))
  let sources: ReadonlyMap<string, RegisteredSource> = new Map()
  let current = takeSnapshot(dialects, sources)
  return {
    get current() {
      return current
    },
    replace(source, specs) {
      swap([register(source, specs)])
    },
    replaceAll(replacements) {
      swap(replacements.map(({ source, specs }) => register(source, specs)))
    },
  }

  function register<Services>(source: Source<Services>, specs: readonly MethodSpec<Services>[]): RegisteredSource {
    for (const spec of specs) checkSpec(spec, { reserved, kinds })
    const closed = source.access === 'allowed'
    if (closed) checkClosedSource(source.name, specs)
    const methods = specs.map((spec) => registerMethod(spec, source.name, source.services, closed))
    return { name: source.name, methods, routes: routesOf(source.name, methods) }
  }

  function swap(replacements: readonly RegisteredSource[]): void {
    const replaced = replacements.map((source): [string, RegisteredSource] => [source.name, source])
    const next = new Map([...sources, ...replaced])
    const snapshot = takeSnapshot(dialects, next)
    for (const dialect of dialects) for (const check of checks) check(snapshot.registryOf(dialect))
    sources = next
    current = snapshot
  }
}

/** A source with its methods, and their routes where they have any. */
interface RegisteredSource {
  readonly name: string
  readonly methods: readonly RegisteredMethod[]
  readonly routes: RouteTree<RegisteredMethod> | undefined
}

function takeSnapshot(dialects: readonly Dialect[], sources: ReadonlyMap<string, RegisteredSource>): Snapshot {
  const methods = [...sources.values()].flatMap((source) => source.methods)
  const registries = new Map(dialects.map((dialect) => [dialect, createRegistry(dialect, methods)]))
  return Object.freeze({
    registryOf(dialect: Dialect) {
      const registry = registries.get(dialect)
      if (registry === undefined) throw new TypeError(`The dialect ${dialect.name} is not served here`)
      return registry
    },
    routes: routesBySource(sources.values()),
  })
}

function routesBySource(sources: Iterable<RegisteredSource>): SourceRoutes {
  const routed = Array.from(sources).flatMap(({ name, routes }) =>
    routes === undefined ? [] : [[name, routes] as const],
  )
  return new Map(routed)
}
