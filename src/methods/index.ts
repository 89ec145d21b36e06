import * as account from './account/index.js'
import * as api from './api/index.js'
import * as auth from './auth/index.js'
import * as doc from './doc/index.js'
import type { DocumentServices } from './services.js'
import * as test from './test/index.js'
import * as upload from './upload/index.js'
import * as user from './user/index.js'

/** What the handlers of the built-in methods work with. */
export type MethodServices = api.ApiServices & auth.AuthServices & DocumentServices

/** Those that clients cannot do without, whatever else is served: users log in by them, and tools ask them what there is. */
export const essentialMethods = [api, auth].flatMap((area) => Object.values(area))

/** The methods of the gateway itself. */
export const gatewayMethods = [...essentialMethods, ...Object.values(test)]

/** The methods of the library of photos and documents, and of its members. */
const libraryMethods = [account, doc, upload, user].flatMap((area) => Object.values(area))

/** Every method that comes with Babelgate: whatever the index of an area exports. */
export const builtInMethods = [...gatewayMethods, ...libraryMethods]
