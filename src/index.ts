/** The package's face: write methods, serve them. */
export { z } from 'zod'
export { ApiError, apiError, type ErrorDetails, type Store } from './core/api-error.js'
export type { Caller, CallingApplication, CallingUser, UploadedFile } from './core/call.js'
export type { CommonCode } from './core/errors.js'
export type { Eventual } from './core/maybe-promise.js'
export {
  type Change,
  defineMethod,
  type Fail,
  type FaultTitles,
  type Invocation,
  type Method,
  type MethodDefinition,
  type MethodLimits,
  type Needs,
  type ObjectSchema,
  type Touched,
} from './core/method.js'
export type { Kind, Level, Need, Permissions } from './core/permissions.js'
export type { Allowance } from './core/ports/admission.js'
export type { ListOwner } from './core/ports/block-list.js'
export {
  choice,
  clamped,
  csv,
  decimal,
  flag,
  id,
  int,
  type ParamFault,
  type ParamMeta,
  text,
  words,
} from './core/schema/params.js'
export { alwaysListed, asElement, asText, wrapped } from './core/schema/result.js'
export { type Babelgate, type BabelgateOptions, createGateway } from './server/create-gateway.js'
