import type { AnsweredRequest } from '../../core/dialect/envelopes.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { Exchange } from '../transport.js'

/** What an envelope may say of the request of an exchange that is answered now. */
export function answeredRequest({ id, req, path }: Exchange, clock: Clock): AnsweredRequest {
  return { at: seconds(clock), id, verb: req.method ?? '', path }
}
