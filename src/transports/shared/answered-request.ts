import type { AnsweredRequest } from '../../core/dialect/envelopes.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { Exchange } from '../transport.js'

/** The data of an exchange that envelopes may contain. */
export function answeredRequest({ id, req, path }: Exchange, clock: Clock): AnsweredRequest {
  return { at: seconds(clock), id, verb: req.method ?? '', path }
}
