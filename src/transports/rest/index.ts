import type { IncomingMessage } from 'node:http'
import type { Call } from '../../core/call.js'
import type { StatusSetting } from '../../core/dialect/status.js'
import { OpenFile, openFile, openFileUnread } from '../../core/files/open-file.js'
import type { CallOptions, Gateway, Outcome } from '../../core/gateway.js'
import { andThen, type MaybePromise } from '../../core/maybe-promise.js'
import type { Clock } from '../../core/ports/clock.js'
import { answeredRequest } from '../shared/answered-request.js'
import { compressed } from '../shared/compress.js'
import { type BodyWriter, createBodyWriters } from '../shared/formats/body-writers.js'
import { limitHeaders } from '../shared/limit-headers.js'
import { type AnyReply, apiReply, bareReply, type Reply } from '../shared/reply.js'
import type { Exchange, Transport } from '../transport.js'
import type { CorsPolicy } from './cors.js'
import { type RestReader, readCall } from './read-call.js'
import { allowedVerbs } from './verbs.js'
import { faultHeaders, faultStatus } from './write-fault.js'
import { fileReply } from './write-file.js'

/** The dependencies of the REST transport. */
export interface RestDependencies extends RestReader {
  readonly gateway: Gateway
  readonly clock: Clock
  readonly cors: CorsPolicy
  /** Called for every fault, since a reload may change it. */
  readonly status: () => StatusSetting
}

/** A file that is the whole result is streamed. */
const streamed: CallOptions = { takeFiles: openFile }

const withoutBody: CallOptions = { takeFiles: openFileUnread }

/** Creates the REST transport: method and format in the address, parameters in query and body, answers in JSON, XML or PHP. */
export function createRestTransport(dependencies: RestDependencies): Transport {
  const { gateway, clock, cors, dialect } = dependencies
  const writers = createBodyWriters(dialect)
  const finish = (reply: Reply, { headers }: IncomingMessage) =>
    dialect.envelopes.compressed ? compressed(reply, headers['accept-encoding']) : reply

  const reply = (
    exchange: Exchange,
    writer: BodyWriter,
    outcome: Outcome<Call, string | OpenFile>,
  ): MaybePromise<AnyReply> => {
    const { req } = exchange
    const pages = cors.answer(req, isCredentialed(outcome.call, req))
    if (outcome.fault !== undefined) {
      const { fault } = outcome
      const status = faultStatus(fault, req, dialect.status, dependencies.status())
      const body = writer.fault(fault, status, answeredRequest(exchange, clock))
      const headers = [...faultHeaders(fault, status, req, dialect.credentials), ...pages]
      return finish(apiReply(status, writer.faultContentType, body, headers), req)
    }
    if (typeof outcome.answer !== 'string') {
      return fileReply(outcome.answer, req.method === 'HEAD', pages, limitHeaders(outcome.rateLimits))
    }
    const headers = [...limitHeaders(outcome.rateLimits), ...pages]
    return finish(apiReply(200, writer.contentType, outcome.answer, headers), req)
  }

  return {
    answer(exchange) {
      const { req, format: word } = exchange
      if (req.method === 'OPTIONS') return bareReply(204, ['Allow', allowedVerbs, ...cors.preflight(req)])
      const asked = word === '' ? writers.usual : writers.named.get(word)
      const writer = asked ?? writers.usual
      const outcome = gateway.call(
        exchange.client('rest', dialect.name),
        (snapshot) => readCall(exchange, asked !== undefined, snapshot.registryOf(dialect), dependencies),
        (answer) =>
          answer.result instanceof OpenFile ? answer.result : writer.answer(answer, answeredRequest(exchange, clock)),
        req.method === 'HEAD' ? withoutBody : streamed,
      )
      return andThen(outcome, (ended) => reply(exchange, writer, ended))
    },
  }
}

/** Whether a call has credentials beyond a public key; an unreadable call counts by its Authorization header. */
function isCredentialed(call: Call | undefined, req: IncomingMessage): boolean {
  if (call === undefined) return req.headers.authorization !== undefined
  return call.credential.kind !== 'none' && call.credential.kind !== 'key'
}
