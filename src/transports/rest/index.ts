import type { IncomingMessage } from 'node:http'
import type { Call } from '../../core/call.js'
import type { StatusSetting } from '../../core/dialect/status.js'
import type { Gateway } from '../../core/gateway.js'
import type { Clock } from '../../core/ports/clock.js'
import { answeredRequest } from '../shared/answered-request.js'
import { compressed } from '../shared/compress.js'
import { createBodyWriters } from '../shared/formats/body-writers.js'
import { limitHeaders } from '../shared/limit-headers.js'
import { apiReply, bareReply, type Reply } from '../shared/reply.js'
import type { Transport } from '../transport.js'
import type { CorsPolicy } from './cors.js'
import { type RestReader, readCall } from './read-call.js'
import { allowedVerbs } from './verbs.js'
import { faultHeaders, faultStatus } from './write-fault.js'

/** What the REST transport is made of. */
export interface RestDependencies extends RestReader {
  readonly gateway: Gateway
  readonly clock: Clock
  readonly cors: CorsPolicy
  /** Asked at every fault, since it may change while the server runs. */
  readonly status: () => StatusSetting
}

/** REST: the method and the format in the address, parameters in query and body, answers in JSON, XML or PHP's serialization. */
export function createRestTransport(parts: RestDependencies): Transport {
  const { gateway, clock, cors, dialect } = parts
  const writers = createBodyWriters(dialect)
  const finish = (reply: Reply, { headers }: IncomingMessage) =>
    dialect.envelopes.compressed ? compressed(reply, headers['accept-encoding']) : reply

  return {
    async answer(exchange) {
      const { req, format: word } = exchange
      if (req.method === 'OPTIONS') return bareReply(204, ['Allow', allowedVerbs, ...cors.preflight(req)])
      const asked = word === '' ? writers.usual : writers.named.get(word)
      const writer = asked ?? writers.usual
      const outcome = await gateway.call(
        exchange.client('rest'),
        (snapshot) => readCall(exchange, asked !== undefined, snapshot.registryOf(dialect), parts),
        (answer) => writer.answer(answer, answeredRequest(exchange, clock)),
      )
      const pages = cors.answer(req, isCredentialed(outcome.call, req))
      if (outcome.fault !== undefined) {
        const { fault } = outcome
        const status = faultStatus(fault, req, dialect.status, parts.status())
        const body = writer.fault(fault, status, answeredRequest(exchange, clock))
        const headers = [...faultHeaders(fault, status, req, dialect.credentials), ...pages]
        return finish(apiReply(status, writer.faultContentType, body, headers), req)
      }
      const headers = [...limitHeaders(outcome.rateLimits), ...pages]
      return finish(apiReply(200, writer.contentType, outcome.answer, headers), req)
    },
  }
}

/** Whether the answer may depend on more than a public key; a call that could not be read counts by its header. */
function isCredentialed(call: Call | undefined, req: IncomingMessage): boolean {
  if (call === undefined) return req.headers.authorization !== undefined
  return call.credential.kind !== 'none' && call.credential.kind !== 'key'
}
