import * as account from './account/index.js'
import * as api from './api/index.js'
import * as auth from './auth/index.js'
import * as doc from './doc/index.js'
import type { DocumentServices } from './services.js'
import * as test from './test/index.js'
import * as upload from './upload/index.js'
import * as user from './user/index.js'

/** The services of the built-in methods. */
export type MethodServices = auth.AuthServices & DocumentServices

/** The methods that every configuration serves: log-in and self-description. */
export const essentialMethods = [api, auth].flatMap((area) => Object.values(area))

/** The methods of the gateway itself. */
export const gatewayMethods = [...essentialMethods, ...Object.values(test)]

/** The methods of the library of photos and documents, and of its members. */
const libraryMethods = [account, doc, upload, user].flatMap((area) => Object.values(area))

/** All methods of Babelgate: the exports of the index of each area. */
export const builtInMethods = [...gatewayMethods, ...libraryMethods]
