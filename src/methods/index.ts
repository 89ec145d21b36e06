import { getMethod, getMethodList } from './api/index.js'
import { authMethods } from './auth/index.js'
import { echo, hello } from './test/index.js'

/** Every method that comes with Babelgate. */
export const builtInMethods = [echo, hello, getMethod, getMethodList, ...authMethods]
