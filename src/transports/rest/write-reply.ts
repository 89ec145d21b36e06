import type { IncomingMessage } from 'node:http'
import type { ApiError } from '../../core/api-error.js'
import type { Call } from '../../core/call.js'
import type { StatusSetting } from '../../core/dialect/status.js'
import type { Dialect } from '../../core/dialect.js'
import { OpenFile } from '../../core/files/open-file.js'
import type { Answer, Outcome } from '../../core/gateway.js'
import { andThen, type MaybePromise } from '../../core/maybe-promise.js'
import type { Clock } from '../../core/ports/clock.js'
import { answeredRequest } from '../shared/answered-request.js'
import { compressed } from '../shared/compress.js'
import type { BodyWriter } from '../shared/formats/body-writers.js'
import { limitHeaders } from '../shared/limit-headers.js'
import { type AnyReply, apiReply, bareReply, type Headers, type Reply, safetyHeaders } from '../shared/reply.js'
import type { Exchange } from '../transport.js'
import type { CorsPolicy } from './cors.js'
import type { AddressVerbs } from './verbs.js'
import { faultHeaders, faultStatus } from './write-fault.js'
import { fileReply } from './write-file.js'
import { AnnotatedAnswer, metaHeaders, statusOf, withCaching } from './write-meta.js'

/** The dependencies of writing replies. */
export interface ReplyDependencies {
  readonly clock: Clock
  readonly cors: CorsPolicy
  readonly dialect: Dialect
  /** Called for every fault, since a reload may change it. */
  readonly status: () => StatusSetting
  /** The path below which a host program mounts the gateway; empty where that is the root. */
  readonly prefix: string
}

/** A rendered answer: its body, a file that is the whole of it, or either with more to be said. */
export type RestAnswer = string | OpenFile | AnnotatedAnswer

/** Writes the replies of a dialect. */
export interface ReplyWriter {
  render(answer: Answer, exchange: Exchange, writer: BodyWriter): RestAnswer
  /** @param verbs those of the address */
  reply(
    exchange: Exchange,
    writer: BodyWriter,
    outcome: Outcome<Call, RestAnswer>,
    verbs: AddressVerbs,
  ): MaybePromise<AnyReply>
}

/** Creates the writer of replies. */
export function createReplyWriter(dependencies: ReplyDependencies): ReplyWriter {
  const { clock, cors, dialect, prefix } = dependencies
  const { annotated } = dialect.envelopes
  const finish = (reply: Reply, { headers }: IncomingMessage) =>
    dialect.envelopes.compressed ? compressed(reply, headers['accept-encoding']) : reply

  const plain = (
    req: IncomingMessage,
    writer: BodyWriter,
    answer: string | OpenFile,
    pages: Headers,
    limits: Headers,
  ) =>
    typeof answer === 'string'
      ? finish(apiReply(200, writer.contentType, answer, pages.length === 0 ? limits : [...limits, ...pages]), req)
      : fileReply(answer, req.method === 'HEAD', pages, limits)

  const withMeta = (
    exchange: Exchange,
    writer: BodyWriter,
    answer: AnnotatedAnswer,
    pages: Headers,
    limits: Headers,
  ): MaybePromise<AnyReply> => {
    const status = statusOf(answer)
    const more = metaHeaders(answer, prefix, pages.length > 0)
    if (status === 204) {
      return bareReply(status, withCaching([...safetyHeaders, ...limits, ...pages, ...more], answer.meta))
    }
    return andThen(plain(exchange.req, writer, answer.body, pages, [...limits, ...more]), (reply): AnyReply => {
      return { ...reply, status, headers: withCaching(reply.headers, answer.meta) }
    })
  }

  const fault = (exchange: Exchange, writer: BodyWriter, error: ApiError, pages: Headers, verbs: AddressVerbs) => {
    const { req } = exchange
    const status = faultStatus(error, req, verbs, dialect.status, dependencies.status())
    const body = writer.fault(error, status, answeredRequest(exchange, clock))
    const headers = [...faultHeaders(error, status, req, verbs, dialect.credentials), ...pages]
    return finish(apiReply(status, writer.faultContentType, body, headers), req)
  }

  return {
    render(answer, exchange, writer) {
      const body =
        answer.result instanceof OpenFile ? answer.result : writer.answer(answer, answeredRequest(exchange, clock))
      const isPlain = answer.meta === undefined && answer.method.deprecated !== true
      return isPlain || !annotated ? body : new AnnotatedAnswer(body, answer)
    },
    reply(exchange, writer, outcome, verbs) {
      const { req } = exchange
      const pages = cors.answer(req, isCredentialed(outcome.call, req))
      if (outcome.fault !== undefined) return fault(exchange, writer, outcome.fault, pages, verbs)
      const limits = limitHeaders(outcome.rateLimits)
      if (outcome.answer instanceof AnnotatedAnswer) return withMeta(exchange, writer, outcome.answer, pages, limits)
      return plain(req, writer, outcome.answer, pages, limits)
    },
  }
}

/** Whether a call has credentials beyond a public key; an unreadable call counts by its Authorization header. */
function isCredentialed(call: Call | undefined, req: IncomingMessage): boolean {
  if (call === undefined) return req.headers.authorization !== undefined
  return call.credential.kind !== 'none' && call.credential.kind !== 'key'
}
