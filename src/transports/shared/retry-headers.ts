import type { ApiError } from '../../core/api-error.js'
import type { Headers } from './write-body.js'

const none: Headers = []

/** The headers that say when a refused call may come again. */
export function retryHeaders({ retryAfter }: ApiError): Headers {
  return retryAfter === undefined ? none : ['Retry-After', String(Math.ceil(retryAfter))]
}
