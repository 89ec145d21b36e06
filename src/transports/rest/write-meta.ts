import type { AnswerMeta } from '../../core/answer-meta.js'
import type { OpenFile } from '../../core/files/open-file.js'
import type { Answer } from '../../core/gateway.js'
import type { Headers } from '../shared/reply.js'

/** A rendered answer of which more is to be said than its body: by its handler, or because its method is deprecated. */
export class AnnotatedAnswer {
  readonly body: string | OpenFile
  readonly meta: AnswerMeta
  /** The service that the method belongs to. */
  readonly service: string
  readonly deprecated: boolean

  constructor(body: string | OpenFile, { method, meta = {} }: Answer) {
    this.body = body
    this.meta = meta
    this.service = method.service
    this.deprecated = method.deprecated === true
  }
}

const statuses = { created: 201, accepted: 202, nothing: 204 } as const

/** The status of an answer (RFC 9110 section 15.3). A file is content, whatever is said of it. */
export function statusOf({ body, meta: { effect } }: AnnotatedAnswer): 200 | 201 | 202 | 204 {
  return effect === undefined || (effect === 'nothing' && typeof body !== 'string') ? 200 : statuses[effect]
}

/** Header values that can be sent (RFC 9110 section 5.5). */
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * The headers of an annotated answer. One that caches may keep depends on its caller, so `Vary` says so.
 *
 * @param prefix the path below which a host program mounts the gateway
 * @param isCrossOrigin whether a page of another origin reads the answer
 */
export function metaHeaders(
  { meta, service, deprecated }: AnnotatedAnswer,
  prefix: string,
  isCrossOrigin: boolean,
): Headers {
  const { location, links, entityTag, lastModified, caching } = meta
  const isPath = location?.startsWith('/') === true && !location.startsWith('//')
  const given = [
    ['Location', isPath ? `${prefix}/${service}${location}` : location],
    ['Link', links],
    ['ETag', entityTag],
    ['Last-Modified', lastModified],
    // RFC 9745 wants a date. The day is unknown, and any day in the past says what is meant.
    ['Deprecation', deprecated ? '@0' : undefined],
    ['Vary', caching === undefined ? undefined : 'Authorization, X-Api-Key'],
    ['Access-Control-Expose-Headers', isCrossOrigin ? 'Location, Link, ETag, Deprecation' : undefined],
  ] as const
  return given.flatMap(([name, value]) => (value !== undefined && sendable.test(value) ? [name, value] : []))
}

/** Replaces the Cache-Control of a reply, which forbids to keep it, by that of the handler. */
export function withCaching(headers: readonly string[], { caching }: AnswerMeta): string[] {
  const value = headers.indexOf('Cache-Control') + 1
  return caching === undefined || !sendable.test(caching) ? [...headers] : headers.with(value, caching)
}
