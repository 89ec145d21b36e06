import type { HttpOperation, HttpVerb } from '../http/operation.js'

/** The names under which the file can speak of an operation of a description. */
export interface OperationNames {
  /** The operationId, where it has one. */
  readonly id: string | undefined
  /** `GET /pets/{id}`. */
  readonly route: string
  /** The name of its method without that of the service, made from the operationId or the route. */
  readonly name: string
}

/** An operation of a description, before the file's overrides. */
export interface ImportedOperation {
  readonly names: OperationNames
  readonly operation: HttpOperation
}

/** Whether a request with this verb may be sent twice, unless the file says otherwise (RFC 9110, section 9.2.2). */
export function isIdempotent(verb: HttpVerb): boolean {
  return verb !== 'POST' && verb !== 'PATCH'
}
