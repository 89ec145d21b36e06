/** The package's face: write methods, serve them. */
export { z } from 'zod'
export { ApiError, apiError, type ErrorDetails, type Store } from './core/api-error.js'
export type { Caller, CallingApplication, CallingUser, UploadedFile } from './core/call.js'
export type { KindDeclaration, KindDeclarations } from './core/declare-kinds.js'
export {
  defineMethod,
  type Method,
  type MethodDefinition,
  type ObjectSchema,
  type ResultSchema,
} from './core/define-method.js'
export type { FaultName } from './core/errors.js'
export type { LocalText } from './core/local-text.js'
export type { MaybePromise } from './core/maybe-promise.js'
export type {
  AffectedOwners,
  Change,
  Fail,
  FaultTitles,
  Invocation,
  MethodDescription,
  MethodDirectory,
  MethodLimits,
  Requirements,
} from './core/method-spec.js'
export type { GrantingLevel, Kind, Level, Permissions, RequiredPermission } from './core/permissions.js'
export type { RateLimitStatus } from './core/ports/admission.js'
export type { ListOwner } from './core/ports/block-list.js'
export type { AnswerHeaders, AnswerInfo, CallHooks, CallInfo } from './core/ports/call-hooks.js'
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
export {
  type Babelgate,
  type BabelgateOptions,
  createGateway,
  type PlainBabelgateOptions,
} from './server/create-gateway.js'
export type { LocalCall, LocalCaller, LocalCallOptions, LocalParams } from './transports/local/index.js'
