import type { ImportedOperation, OperationNames } from '../config/imported-operation.js'
import type { OperationDefaults } from '../config/upstreams-file.js'

/** Options of reading a description. */
export interface OpenApiOptions {
  /** The name of the service: the first part of the names of its methods. */
  readonly service: string
  readonly defaults: OperationDefaults
  /** Names that no parameter can have, since they are those of credentials. */
  readonly reserved: ReadonlySet<string>
  /** Names that no member of a result can have, since envelopes use them. */
  readonly envelopeMembers: ReadonlySet<string>
  /** Chooses operations of all and renames them. All by default. */
  readonly choose?: <Operation extends OperationNames>(all: readonly Operation[]) => readonly Operation[]
  /** The codes of faults that were assigned before. */
  readonly codes?: FaultCodes | undefined
}

/** Codes of faults by the name that an operation has without being renamed, then by status. */
export type FaultCodes = Readonly<Record<string, Readonly<Record<string, number>>>>

/** An operation that is left out. */
export interface RefusedOperation {
  /** Its name, or its verb and path where several have the name. */
  readonly operation: string
  readonly reason: string
}

/** What of an operation the gateway cannot express or check. */
export interface Degradation {
  readonly operation: string
  readonly what: string
}

/** What was read of a description. */
export interface OpenApiReading {
  readonly title: string
  readonly operations: readonly ImportedOperation[]
  /** The names of all operations that the description has, whether they are taken or not. */
  readonly all: readonly OperationNames[]
  readonly refused: readonly RefusedOperation[]
  readonly degraded: readonly Degradation[]
  /** The addresses that the document names; they may be relative. */
  readonly servers: readonly string[]
  /** What `$ref`s in the schemas of the operations refer to. */
  readonly document: unknown
  /** The codes of all declared faults, those that were assigned before included. */
  readonly codes: FaultCodes
}
