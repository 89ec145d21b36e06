import type { ApiError } from '../../../core/api-error.js'
import type { AnsweredRequest, Format } from '../../../core/dialect/envelopes.js'
import { spokenFault } from '../../../core/dialect/faults.js'
import type { Dialect } from '../../../core/dialect.js'
import type { Answer } from '../../../core/gateway.js'
import { payloads } from './payloads.js'

/** Writes bodies in a format. */
export interface BodyWriter extends Pick<Format, 'contentType' | 'faultContentType'> {
  answer(answer: Answer, request: AnsweredRequest): string
  /** @param status the HTTP status of the reply */
  fault(error: ApiError, status: number, request: AnsweredRequest): string
}

/** The writers of a dialect's formats. */
export interface BodyWriters {
  /** By the format name in the address. */
  readonly named: ReadonlyMap<string, BodyWriter>
  /** The default format. */
  readonly usual: BodyWriter
}

/** Creates the writers of a dialect's formats. */
export function createBodyWriters(dialect: Dialect): BodyWriters {
  const { formats, usual } = dialect.envelopes
  return {
    named: new Map(Array.from(formats, ([word, format]) => [word, bodyWriter(dialect, format)])),
    usual: bodyWriter(dialect, usual),
  }
}

function bodyWriter(dialect: Dialect, format: Format): BodyWriter {
  const { notation, contentType, faultContentType } = format
  const payload = payloads[notation](dialect.envelopes.payload)
  return {
    contentType,
    faultContentType,
    answer: ({ method, result }, request) => format.answer(payload(method.result)(result), request),
    fault: (error, status, request) => format.fault(spokenFault(dialect, error), status, request),
  }
}
