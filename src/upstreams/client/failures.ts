import { messageOf, systemCode } from '../../system/system-reason.js'
import { UpstreamError, type UpstreamFailure } from './upstream-error.js'

/** The state of a try when it failed. */
export interface FailedTry {
  /** The name of the service. */
  readonly service: string
  /** The host and port of the address. */
  readonly host: string
  /** Whether the connection was made, so that the request may have been sent. */
  readonly sent: boolean
}

/** Errors of undici about a request that it cannot write: a mistake of the gateway, not of the service. */
const badRequest = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'])

/**
 * Puts an error of undici or of a socket in the terms of the gateway.
 *
 * @returns an UpstreamError; the error itself where it is no failure of the service
 */
export function failureOf(error: unknown, failedTry: FailedTry): Error {
  if (error instanceof UpstreamError) return error
  const code = systemCode(error)
  if (badRequest.has(code)) return error instanceof Error ? error : new Error(messageOf(error))
  const { service, host, sent } = failedTry
  const failure = sent ? kindOf(error, code) : 'connect'
  const message = `${service}: ${summaries[failure]} ${host}: ${reasonOf(error, code)}`
  return new UpstreamError(failure, message, { maybeSent: sent, cause: error })
}

type NetworkFailure = UpstreamFailure & ('connect' | 'reset' | 'unreadable')

const summaries: Readonly<Record<NetworkFailure, string>> = {
  connect: 'no connection to',
  reset: 'the connection broke to',
  unreadable: 'no HTTP from',
}

/** The HTTP parser of undici names no codes; the end of a connection amid an answer is an error of it too. */
function kindOf(error: unknown, code: string): 'reset' | 'unreadable' {
  const isProtocol = error instanceof Error && error.name === 'HTTPParserError' && !/\bEOF\b/.test(error.message)
  return isProtocol || code === 'UND_ERR_HEADERS_OVERFLOW' ? 'unreadable' : 'reset'
}

/** An AggregateError of several refused addresses has a code and no message. */
function reasonOf(error: unknown, code: string): string {
  const message = messageOf(error)
  return message === '' ? code : message
}
