import type { Dialect } from '../../core/dialect.js'
import type { ReservedNames } from '../../upstreams/openapi/describe-service.js'

/** The names that the dialects use, so that no description can. */
export function reservedNames(dialects: readonly Dialect[]): ReservedNames {
  return {
    reserved: new Set(dialects.flatMap(({ credentials }) => [...credentials.reserved])),
    envelopeMembers: new Set(dialects.flatMap(({ envelopes }) => [...envelopes.payload.reserved])),
  }
}
