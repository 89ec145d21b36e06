import type { Settings } from '../../config/settings.js'
import { checkMethods } from '../../core/check-methods.js'
import { type Method, specOf } from '../../core/define-method.js'
import type { MethodDescription } from '../../core/method-spec.js'
import { builtInMethods, essentialMethods, gatewayMethods, type MethodServices } from '../../methods/index.js'
import { chooseDialects, dialects } from '../dialects.js'
import { openPermissionKinds } from '../permission-kinds.js'
import { serviceMethods } from '../upstreams/service-methods.js'
import { readUpstreamsFile } from '../upstreams/upstreams-file.js'
import { loadMethods } from './load-methods.js'

/** The options that choose the methods of a gateway. */
export interface MethodChoice {
  /** A folder of modules that export methods. */
  readonly methods?: string
  /** Whether the built-in methods are left out, except for `auth.*` and `api.methods.*`, which log-in needs. */
  readonly only?: boolean
}

/** The choice of methods, and whether the library of documents is served (the setting LIBRARY). Default true. */
export interface WantedMethods extends MethodChoice {
  readonly hasLibrary?: boolean
}

/** The methods to serve, by the services of their handlers. */
export interface FoundMethods {
  readonly builtIn: readonly Method<MethodServices>[]
  /** The methods of a folder, which get no services. */
  readonly loaded: readonly Method[]
}

/** Finds the methods to serve: built-in ones, and those of a folder. */
export async function findMethods({ methods, only = false, hasLibrary = true }: WantedMethods): Promise<FoundMethods> {
  const all = hasLibrary ? builtInMethods : gatewayMethods
  const loaded = methods === undefined ? [] : await loadMethods(methods)
  return { builtIn: only ? essentialMethods : all, loaded }
}

/**
 * Describes the methods that would be served, ordered by name. No store is opened.
 *
 * @throws TypeError that names a method with a wrong definition, or two methods whose names clash
 */
export async function describeMethods(
  choice: WantedMethods,
  settings: Pick<Settings, 'UPSTREAMS' | 'DIALECTS' | 'permissions'>,
): Promise<readonly MethodDescription[]> {
  const { builtIn, loaded } = await findMethods(choice)
  const file = readUpstreamsFile(settings)
  const specs: MethodDescription[] = [
    ...builtIn.map((method) => specOf(method)),
    ...loaded.map((method) => specOf(method)),
    ...(await serviceMethods(file, chooseDialects(settings.DIALECTS))),
  ]
  checkMethods(specs, dialects, openPermissionKinds([...settings.permissions, ...file.permissions]))
  return specs.sort((a, b) => (a.name < b.name ? -1 : 1))
}
