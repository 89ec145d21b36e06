/** The package's face: write methods, serve them. */
export { z } from 'zod'
export type { AnswerMeta } from './core/answer-meta.js'
export {
  ApiError,
  apiError,
  type ErrorDetails,
  type MethodFault,
  type ParameterProblem,
  type Store,
} from './core/api-error.js'
export type { SignatureMethod } from './core/auth/oauth1/signature-methods.js'
export type { Scheme } from './core/auth/scheme.js'
export type { Caller, CallingApplication, CallingUser, UploadedFile } from './core/call.js'
export type { KindDeclaration, KindDeclarations } from './core/declare-kinds.js'
export {
  defineMethod,
  type Method,
  type MethodDefinition,
  type ObjectSchema,
  type ResultSchema,
} from './core/define-method.js'
export type { DocumentedFault, DocumentedMethod, DocumentedParameter } from './core/documented-method.js'
export type { FaultName } from './core/errors.js'
export { type FileContent, type FileResult, file } from './core/files/file-result.js'
export type { Limit } from './core/limits/limit.js'
export type { LocalText } from './core/local-text.js'
export type { MaybePromise } from './core/maybe-promise.js'
export type { ListStyle, MethodRoute, ParamPlace, RoutePart, RouteVerb } from './core/method-route.js'
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
export type { Pair } from './core/pair.js'
export type { GrantingLevel, Kind, Level, Permissions, RequiredPermission } from './core/permissions.js'
export type { RateLimitStatus, Subject } from './core/ports/admission.js'
export type { ListOwner } from './core/ports/block-list.js'
export type { AnswerHeaders, AnswerInfo, CallHooks, CallInfo } from './core/ports/call-hooks.js'
export type { CallLine, Protocol } from './core/ports/call-log.js'
export type { ServiceWait } from './core/ports/service-wait.js'
export type { JsonSchema } from './core/schema/json-schema.js'
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
export type { ParamSpec, ParamsSpec, UndeclaredNames } from './core/schema/params-spec.js'
export { alwaysListed, asElement, asText, wrapped } from './core/schema/result.js'
export type {
  AnyShape,
  FileShape,
  ListShape,
  Member,
  NamedShape,
  ObjectShape,
  Placed,
  RefShape,
  ScalarShape,
  ScalarType,
  Shape,
  UnionShape,
  XmlNode,
} from './core/schema/shape.js'
export type { WireNumber, WireObject, WireTree, WireTrees } from './core/schema/wire-tree.js'
export type { MountedHandler, MountedRequest, Next } from './http/mounting.js'
export {
  type Babelgate,
  type BabelgateOptions,
  createGateway,
  type PlainBabelgateOptions,
} from './server/create-gateway.js'
export type { LocalCall, LocalCaller, LocalCallOptions, LocalParams } from './transports/local/index.js'
