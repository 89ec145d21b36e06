import { checkMethods } from '../core/check-methods.js'
import { type Method, specOf } from '../core/define-method.js'
import type { MethodDescription } from '../core/method-spec.js'
import type { PermissionKinds } from '../core/permission-kinds.js'
import { builtInMethods, essentialMethods, gatewayMethods, type MethodServices } from '../methods/index.js'
import { dialects } from './dialects.js'
import { loadMethods } from './load-methods.js'

/** Which methods a gateway serves. */
export interface MethodChoice {
  /** A folder of modules that export methods of one's own. */
  readonly methods?: string
  /** Of the built-in methods nothing but `auth.*` and `api.methods.*`: log-in needs them. */
  readonly only?: boolean
}

/** The choice of methods, and whether the library of documents is there (the setting LIBRARY; it is unless told). */
export interface WantedMethods extends MethodChoice {
  readonly hasLibrary?: boolean
}

/** The methods to serve, by what their handlers work with. */
export interface FoundMethods {
  readonly builtIn: readonly Method<MethodServices>[]
  /** Those of a folder, which get no services. */
  readonly loaded: readonly Method[]
}

/** Finds the methods to serve: built-in ones, and those of a folder. */
export async function findMethods({ methods, only = false, hasLibrary = true }: WantedMethods): Promise<FoundMethods> {
  const all = hasLibrary ? builtInMethods : gatewayMethods
  const loaded = methods === undefined ? [] : await loadMethods(methods)
  return { builtIn: only ? essentialMethods : all, loaded }
}

/**
 * Describes the methods that would be served, ordered by name, without anything that their handlers work with.
 *
 * @throws TypeError that names a method whose definition is wrong, or two whose names cannot live together
 */
export async function describeMethods(
  choice: WantedMethods,
  kinds: PermissionKinds,
): Promise<readonly MethodDescription[]> {
  const { builtIn, loaded } = await findMethods(choice)
  const specs: MethodDescription[] = [
    ...builtIn.map((method) => specOf(method)),
    ...loaded.map((method) => specOf(method)),
  ]
  checkMethods(specs, dialects, kinds)
  return specs.sort((a, b) => (a.name < b.name ? -1 : 1))
}
