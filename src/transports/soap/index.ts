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
import { wsdlOf } from './describe.js'
import type { SoapParseState } from './parse-state.js'
import { readCall, type SoapReader } from './read-call.js'
import { versionOfType } from './soap-version.js'
import { typedContent, writeGenericAnswer, writeTypedAnswer } from './write-answer.js'
import { faultStatus, writeFault } from './write-fault.js'
import { asksForWsdl, hasCredentials, readWsdlCall } from './wsdl-call.js'

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

  const refuse = ({ origin }: Exchange, fault: ApiError, state: SoapParseState, headers: Headers): Reply => {
    const body = writeFault(fault, state, dialect, origin.publicUrl() + path)
    return apiReply(faultStatus(fault, state), state.version.contentType, body, headers)
  }

  /** Answers with the WSDL of what the caller may call. It is a call only where it depends on who that is. */
  const answerWsdl = async (exchange: Exchange): Promise<Reply> => {
    const { methods, directoryFor } = gateway.catalog.current.registryOf(dialect)
    const open = directoryFor(undefined)
    if (open.methods.length === methods.length || !hasCredentials(exchange, dialect)) {
      return apiReply(200, xmlContentType, wsdlOf(open, dialect)(exchange.origin.publicUrl()), [])
    }
    const outcome = await gateway.call(
      exchange.client('soap', dialect.name),
      (snapshot) => readWsdlCall(exchange, snapshot.registryOf(dialect), dependencies),
      ({ result }) => String(result),
    )
    const { fault } = outcome
    if (fault !== undefined) return refuse(exchange, fault, initialState(exchange.req, dialect), refusalHeaders(fault))
    return apiReply(200, xmlContentType, outcome.answer, limitHeaders(outcome.rateLimits))
  }

  return {
    async answer(exchange) {
      const { req, format: word } = exchange
      if (req.method === 'OPTIONS') return bareReply(204, ['Allow', allowedVerbs])
      if (asksForWsdl(exchange)) return answerWsdl(exchange)
      const writer = writers.get(word)
      const state = initialState(req, dialect)
      const outcome = await gateway.call(
        exchange.client('soap', dialect.name),
        (snapshot) =>
          readCall(exchange, word === '' || writer !== undefined, snapshot.registryOf(dialect), state, dependencies),
        (answer) => writer?.answer(answer, answeredRequest(exchange, clock)) ?? writeAnswer(answer, state, dialect),
      )
      if (outcome.fault !== undefined) {
        const { fault } = outcome
        const headers = fault.fault === 'post-required' ? ['Allow', allowedVerbs] : refusalHeaders(fault)
        if (writer !== undefined) return formatRefusal(fault, writer, answeredRequest(exchange, clock), headers)
        return refuse(exchange, fault, state, headers)
      }
      return apiReply(200, (writer ?? state.version).contentType, outcome.answer, limitHeaders(outcome.rateLimits))
    },
  }
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
