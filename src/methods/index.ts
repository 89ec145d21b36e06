import { methods as accountMethods } from './account/index.js'
import { type ApiServices, methods as apiMethods } from './api/index.js'
import { type AuthServices, methods as authMethods } from './auth/index.js'
import { methods as docMethods } from './doc/index.js'
import type { DocumentServices } from './services.js'
import { methods as testMethods } from './test/index.js'
import { methods as uploadMethods } from './upload/index.js'
import { methods as userMethods } from './user/index.js'

/** What the handlers of the built-in methods work with. */
export type MethodServices = ApiServices & AuthServices & DocumentServices

/** Every method that comes with Babelgate. */
export const builtInMethods = [
  ...accountMethods,
  ...apiMethods,
  ...authMethods,
  ...docMethods,
  ...testMethods,
  ...uploadMethods,
  ...userMethods,
]
