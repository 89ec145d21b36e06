import type { ApiError } from './api-error.js'
import type { Credential } from './auth/credential.js'
import type { UploadedFile } from './caller.js'
import type { Dialect } from './dialect.js'
import type { Pair } from './pair.js'
import type { Registry } from './registry.js'
import type { WireTrees } from './schema/wire-tree.js'

export type { Caller, CallingApplication, CallingUser, UploadedFile } from './caller.js'
export type { CallingRequest, Client } from './client.js'
export type { Pair }

/** One invocation, free of protocol. */
export interface Call {
  readonly dialect: Dialect
  /** The methods that there were when the call began: it is read, run and answered by these. */
  readonly registry: Registry
  /** The name of the method as asked. */
  readonly method: string
  /** Whether the verb may change something (POST). */
  readonly post: boolean
  /** All parameters in the order of the wire, credentials included, files not. */
  readonly pairs: readonly Pair[]
  /** The parameters whose values are no texts; they are among no pairs and under no signature. */
  readonly trees?: WireTrees | undefined
  readonly credential: Credential
  readonly files?: ReadonlyMap<string, UploadedFile> | undefined
  /**
   * What made the pairs malformed (123), where the call is signed: then the signature is refused in its place
   * (105), so that an extension of a signed text cannot be distinguished from a wrong one.
   */
  readonly flaw?: ApiError | undefined
  /**
   * Whether reading turned CRLF in values into LF, as XML readers do (XML 1.0 section 2.11): then a signature may
   * have been made over either.
   */
  readonly foldsNewlines?: boolean | undefined
  /** The number of calls that its address is charged. Default 1. */
  readonly cost?: number | undefined
  /** Removes what the call left on disk. */
  readonly dispose?: (() => void) | undefined
}
