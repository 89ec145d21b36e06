import type { ApiError } from '../../core/api-error.js'
import { pathOf, spokenFault } from '../../core/dialect.js'
import type { Answer, Gateway } from '../../core/gateway.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { Format } from '../shared/formats/format.js'
import { formats } from '../shared/formats/payloads.js'
import { xml } from '../shared/formats/xml.js'
import { limitHeaders, refusalHeaders } from '../shared/limit-headers.js'
import { mediaType } from '../shared/media-type.js'
import { apiReply, bareReply, type Headers, type Reply } from '../shared/reply.js'
import type { Exchange, Transport } from '../transport.js'
import { compileWsdl } from './describe.js'
import type { SoapParseState } from './parse-state.js'
import { readCall, type SoapReader } from './read-call.js'
import { versionOfType } from './soap-version.js'
import { typedContent, writeGenericAnswer, writeTypedAnswer } from './write-answer.js'
import { faultStatus, writeFault } from './write-fault.js'

/** What the SOAP transport is made of. */
export interface SoapDependencies extends Omit<SoapReader, 'registry'> {
  readonly gateway: Gateway
  readonly clock: Clock
}

const allowedVerbs = 'GET, HEAD, POST, OPTIONS'

/**
 * SOAP 1.1 and 1.2: a POST takes the generic request and the typed ones, a GET with `?wsdl` gives the WSDL of the typed
 * ones. Where the address names a format, the answer comes as REST would give it.
 */
export function createSoapTransport(parts: SoapDependencies): Transport {
  const { gateway, dialect } = parts
  const path = pathOf(dialect, 'soap')
  const reader: SoapReader = { ...parts, registry: gateway.registry }
  const wsdl = compileWsdl(gateway.registry, path)
  const writeAnswer = answerWriter(parts)

  return {
    async answer(exchange) {
      const { req, origin, format: word } = exchange
      if (req.method === 'OPTIONS') return bareReply(204, ['Allow', allowedVerbs])
      if (asksForWsdl(exchange)) return apiReply(200, xml.contentType, wsdl(origin.publicUrl()), [])
      const format = formats.get(word)
      const reading: SoapParseState = { version: versionOfType(mediaType(req)), style: 'generic' }
      const outcome = await gateway.call(
        exchange.client('soap'),
        () => readCall(exchange, word === '' || format !== undefined, reading, reader),
        (answer) => writeAnswer(answer, reading, format),
      )
      if (outcome.fault !== undefined)
        return refusal(outcome.fault, reading, format, () => origin.publicUrl() + path, parts)
      return apiReply(200, (format ?? reading.version).contentType, outcome.answer, limitHeaders(outcome.rateLimits))
    },
  }
}

function asksForWsdl({ req, format, query }: Exchange): boolean {
  if (req.method !== 'GET' && req.method !== 'HEAD') return false
  return format === '' && /(?:^|&)wsdl(?:[=&]|$)/i.test(query)
}

type WriteAnswer = (answer: Answer, reading: SoapParseState, format: Format | undefined) => string

function answerWriter({ clock, dialect }: SoapDependencies): WriteAnswer {
  return ({ method, result }, { version, style }, format) => {
    if (format !== undefined)
      return format.answer(format.compile(method.result)(result), dialect.wrapper, seconds(clock))
    if (style === 'typed') return writeTypedAnswer(version, method, typedContent(method)(result))
    return writeGenericAnswer(version, xml.compile(method.result)(result))
  }
}

/** A fault goes out with the status of its SOAP version; in another format with 200, as its clients expect. */
function refusal(
  error: ApiError,
  reading: SoapParseState,
  format: Format | undefined,
  address: () => string,
  { clock, dialect }: SoapDependencies,
): Reply {
  const headers: Headers = error.fault === 'post-required' ? ['Allow', allowedVerbs] : refusalHeaders(error)
  if (format === undefined) {
    const body = writeFault(error, spokenFault(dialect, error), reading, address())
    return apiReply(faultStatus(error, reading), reading.version.contentType, body, headers)
  }
  return apiReply(
    200,
    format.contentType,
    format.fault(spokenFault(dialect, error), dialect.wrapper, seconds(clock)),
    headers,
  )
}
