/** The package's face: write methods, serve them. */
export { z } from 'zod'
export { ApiError, apiError } from './core/api-error.js'
export type { Caller, CallingApplication, CallingUser, UploadedFile } from './core/call.js'
export {
  defineMethod,
  type Fail,
  type Invocation,
  type Method,
  type MethodDefinition,
  type Needs,
} from './core/method.js'
export type { Kind, Level, Permissions } from './core/permissions.js'
export { choice, clamped, csv, decimal, flag, id, int, text, words } from './core/schema/params.js'
export { alwaysListed, asElement, asText, wrapped } from './core/schema/result.js'
export { type Babelgate, type BabelgateOptions, createGateway } from './create-gateway.js'
