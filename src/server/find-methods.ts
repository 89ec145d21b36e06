import type { Method } from '../core/define-method.js'
import { builtInMethods, type MethodServices } from '../methods/index.js'
import { loadMethods } from './load-methods.js'

/** Which methods a gateway serves. */
export interface MethodChoice {
  /** A folder of modules that export methods of one's own. */
  readonly methods?: string
  /** Nothing but those. */
  readonly only?: boolean
}

/** Finds the methods to serve: the built-in ones, those of a folder, or both. */
export async function findMethods({ methods, only = false }: MethodChoice): Promise<Method<MethodServices>[]> {
  const own = methods === undefined ? [] : await loadMethods(methods)
  return only ? own : [...builtInMethods, ...own]
}
