import { getMethod, getMethodList } from './methods.js'

export type { ApiServices } from './methods.js'

/** The methods that describe all methods. */
export const methods = [getMethod, getMethodList]
