import type { MethodLimits, Requirements } from '../../core/method-spec.js'
import type { BreakerSettings } from '../client/upstream-client.js'
import type { CacheSettings } from '../http/operation.js'

/** What the file says of an imported operation, in place of its description. Absent members change nothing. */
export interface MethodOverride {
  /** The operationId, `GET /path`, or the name of the method without that of its service. */
  readonly name: string
  /** `FILE:LINE:COLUMN`, for messages. */
  readonly place: string
  readonly summary?: string | undefined
  readonly notes?: readonly string[] | undefined
  readonly deprecated?: boolean | undefined
  readonly writes?: boolean | undefined
  readonly needs?: Requirements | undefined
  readonly limits?: MethodLimits | undefined
  /** Milliseconds. */
  readonly timeout?: number | undefined
  readonly retries?: number | undefined
  readonly idempotent?: boolean | undefined
  readonly breaker?: BreakerSettings | undefined
  readonly cache?: CacheSettings | undefined
  /** Whether everyone may share answers although the method needs a permission. */
  readonly public?: boolean | undefined
  readonly strict?: boolean | undefined
  readonly probe?: boolean | undefined
  /** The member of the answer that is the result. */
  readonly answer?: string | undefined
  readonly faults: readonly FaultOverride[]
}

/** A fault of the file. Without a code it keeps that of the description. */
export interface FaultOverride {
  /** `404`, or a range such as `4XX`. */
  readonly status: string
  readonly code: number | undefined
  readonly title: string | undefined
  /** Whether the service's own text becomes the detail. */
  readonly detail: boolean
  /** `FILE:LINE:COLUMN: SUBJECT`, with which messages begin. */
  readonly where: string
}
