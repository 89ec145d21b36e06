import type { IncomingMessage } from 'node:http'
import type { ApiError } from '../../core/api-error.js'
import type { AnsweredRequest } from '../../core/dialect/envelopes.js'
import { pathOf } from '../../core/dialect/routes.js'
import type { Dialect } from '../../core/dialect.js'
import type { Answer, Gateway } from '../../core/gateway.js'
import type { Clock } from '../../core/ports/clock.js'
import { answeredRequest } from '../shared/answered-request.js'
import { type BodyWriter, createBodyWriters } from '../shared/formats/body-writers.js'
import { xmlContentType, xmlPayload } from '../shared/formats/xml.js'
import { limitHeaders, refusalHeaders } from '../shared/limit-headers.js'
import { mediaType } from '../shared/media-type.js'
import { apiReply, bareReply, type Headers, type Reply } from '../shared/reply.js'
import type { Exchange, Transport } from '../transport.js'
import { asksForWsdl, createWsdlAnswer } from './answer-wsdl.js'
import type { SoapParseState } from './parse-state.js'
import { readCall, type SoapReader } from './read-call.js'
import { versionOfType } from './soap-version.js'
import { typedContent, writeGenericAnswer, writeTypedAnswer } from './write-answer.js'
import { faultStatus, writeFault } from './write-fault.js'

/** The dependencies of the SOAP transport. */
export interface SoapDependencies extends SoapReader {
  readonly gateway: Gateway
  readonly clock: Clock
}

const allowedVerbs = 'GET, HEAD, POST, OPTIONS'

/**
 * Creates the transport of SOAP 1.1 and 1.2. POST takes generic and typed requests, GET with `?wsdl` returns the WSDL of
 * the typed ones. With a format in the address the reply is that of REST.
 */
export function createSoapTransport(dependencies: SoapDependencies): Transport {
  const { gateway, dialect, clock } = dependencies
  const path = pathOf(dialect, 'soap')
  const writers = createBodyWriters(dialect).named

  const answerWsdl = createWsdlAnswer(dependencies)

  const refuse = (exchange: Exchange, state: SoapParseState, fault: ApiError): Reply => {
    const body = writeFault(fault, state, dialect, exchange.origin.publicUrl() + path)
    return apiReply(faultStatus(fault, state), state.version.contentType, body, headersOf(fault))
  }

  return {
    async answer(exchange) {
      const { req, format: word } = exchange
      if (req.method === 'OPTIONS') return bareReply(204, ['Allow', allowedVerbs])
      const writer = writers.get(word)
      const state = initialState(req, dialect)
      if (asksForWsdl(exchange)) {
        const described = await answerWsdl(exchange)
        if (described.fault !== undefined) return refuse(exchange, state, described.fault)
        return apiReply(200, xmlContentType, described.answer, limitHeaders(described.rateLimits))
      }
      const outcome = await gateway.call(
        exchange.client('soap', dialect.name),
        (snapshot) =>
          readCall(exchange, word === '' || writer !== undefined, snapshot.registryOf(dialect), state, dependencies),
        (answer) => writer?.answer(answer, answeredRequest(exchange, clock)) ?? writeAnswer(answer, state, dialect),
      )
      if (outcome.fault !== undefined) {
        const { fault } = outcome
        if (writer === undefined) return refuse(exchange, state, fault)
        return formatRefusal(fault, writer, answeredRequest(exchange, clock), headersOf(fault))
      }
      return apiReply(200, (writer ?? state.version).contentType, outcome.answer, limitHeaders(outcome.rateLimits))
    },
  }
}

function headersOf(fault: ApiError): Headers {
  return fault.fault === 'post-required' ? ['Allow', allowedVerbs] : refusalHeaders(fault)
}

/** The initial state of a request. */
function initialState(req: IncomingMessage, { envelopes }: Dialect): SoapParseState {
  return { version: versionOfType(mediaType(req)), style: envelopes.soap === undefined ? 'typed' : 'generic' }
}

function writeAnswer({ method, result }: Answer, { version, style }: SoapParseState, { envelopes }: Dialect): string {
  if (style === 'typed' || envelopes.soap === undefined) {
    return writeTypedAnswer(version, method, typedContent(envelopes.payload)(method)(result))
  }
  return writeGenericAnswer(version, envelopes.soap, xmlPayload(envelopes.payload)(method.result)(result))
}

/** A fault in a format of REST, with the status 200, as its clients expect. */
function formatRefusal(error: ApiError, writer: BodyWriter, request: AnsweredRequest, headers: Headers): Reply {
  return apiReply(200, writer.faultContentType, writer.fault(error, 200, request), headers)
}
