import type { IncomingMessage } from 'node:http'
import type { Call } from '../../core/call.js'
import { spokenFault } from '../../core/dialect.js'
import type { Gateway } from '../../core/gateway.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import { json } from '../shared/formats/json.js'
import { formats } from '../shared/formats/payloads.js'
import { limitHeaders } from '../shared/limit-headers.js'
import { apiReply, bareReply } from '../shared/reply.js'
import type { Transport } from '../transport.js'
import type { CorsPolicy } from './cors.js'
import { type RestReader, readCall } from './read-call.js'
import { allowedVerbs } from './verbs.js'
import { faultHeaders, faultStatus, type StatusPolicy } from './write-fault.js'

/** What the REST transport is made of. */
export interface RestDependencies extends Omit<RestReader, 'registry'> {
  readonly gateway: Gateway
  readonly clock: Clock
  readonly cors: CorsPolicy
  /** Asked at every fault, since it may change while the server runs. */
  readonly status: () => StatusPolicy
}

/** REST: the method and the format in the address, parameters in query and body, answers in JSON, XML or PHP's serialization. */
export function createRestTransport(parts: RestDependencies): Transport {
  const { gateway, clock, cors, dialect } = parts
  const reader: RestReader = { ...parts, registry: gateway.registry }

  return {
    async answer(exchange) {
      const { req, format: word } = exchange
      if (req.method === 'OPTIONS') return bareReply(204, ['Allow', allowedVerbs, ...cors.preflight(req)])
      const asked = formats.get(word === '' ? json.name : word)
      const format = asked ?? json
      const outcome = await gateway.call(
        exchange.client('rest'),
        () => readCall(exchange, asked !== undefined, reader),
        ({ method, result }) => format.answer(format.compile(method.result)(result), dialect.wrapper, seconds(clock)),
      )
      const pages = cors.answer(req, isCredentialed(outcome.call, req))
      if (outcome.fault !== undefined) {
        const { fault } = outcome
        const body = format.fault(spokenFault(dialect, fault), dialect.wrapper, seconds(clock))
        const headers = [...faultHeaders(fault, req), ...pages]
        return apiReply(faultStatus(fault, req, parts.status()), format.contentType, body, headers)
      }
      return apiReply(200, format.contentType, outcome.answer, [...limitHeaders(outcome.rateLimits), ...pages])
    },
  }
}

/** Whether the answer may depend on more than a public key; a call that could not be read counts by its header. */
function isCredentialed(call: Call | undefined, req: IncomingMessage): boolean {
  if (call === undefined) return req.headers.authorization !== undefined
  return call.credential.kind !== 'none' && call.credential.kind !== 'key'
}
