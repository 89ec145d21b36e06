import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { malformed } from '../../core/api-error.js'
import { andThen, type MaybePromise } from '../../core/maybe-promise.js'
import type { MethodDirectory } from '../../core/method-spec.js'
import { compressed } from '../shared/compress.js'
import { createDescribingCall, hasCredentials } from '../shared/describing-call.js'
import { createBodyWriters } from '../shared/formats/body-writers.js'
import { jsonContentType } from '../shared/formats/json.js'
import { memo } from '../shared/memo.js'
import { type AnyReply, bareReply, type Headers, type Reply } from '../shared/reply.js'
import type { Transport } from '../transport.js'
import type { RestDependencies } from './index.js'
import type { AddressVerbs } from './verbs.js'
import { createReplyWriter } from './write-reply.js'

const verbs: AddressVerbs = {
  takes: (verb) => verb === 'GET' || verb === 'HEAD',
  allowed: () => 'GET, HEAD, OPTIONS',
}

/**
 * Creates the transport that answers with the OpenAPI document of the methods that the caller may call. It is a call only where
 * it depends on who the caller is. The document of a directory is compiled once.
 *
 * @throws TypeError for a dialect without such a document
 */
export function createOpenApiTransport(dependencies: RestDependencies): Transport {
  const { gateway, dialect, cors } = dependencies
  const { openApi } = dialect
  if (openApi === undefined) throw new TypeError(`The dialect ${dialect.name} has no OpenAPI document`)
  const compiled = memo(({ methods }: MethodDirectory) => openApi(methods))
  const write = (directory: MethodDirectory, base: string) => compiled(directory)(base)
  const call = createDescribingCall('openapi.json', (directory, _fields, base) => write(directory, base), dependencies)
  const { reply } = createReplyWriter(dependencies)
  const faults = createBodyWriters(dialect).usual

  return {
    answer(exchange) {
      const { req, origin } = exchange
      if (req.method === 'OPTIONS') {
        const allowed = verbs.allowed()
        return bareReply(204, ['Allow', allowed, ...cors.preflight(req, { verbs: allowed, headers: [] })])
      }
      const { methods, directoryFor } = gateway.catalog.current.registryOf(dialect)
      const open = directoryFor(undefined)
      const isPersonal = open.methods.length < methods.length && hasCredentials(exchange, dialect)
      if (!isPersonal && verbs.takes(req.method))
        return documentReply(write(open, origin.publicUrl()), req, cors.answer(req, false))
      const outcome = gateway.call(
        exchange.client('rest', dialect.name),
        (snapshot) => {
          if (!verbs.takes(req.method)) throw malformed(`This address takes ${verbs.allowed()}`)
          return call.read(exchange, snapshot.registryOf(dialect))
        },
        ({ result }) => String(result),
      )
      return andThen(outcome, (ended) =>
        ended.fault === undefined
          ? documentReply(ended.answer, req, cors.answer(req, true))
          : reply(exchange, faults, ended, verbs),
      )
    },
  }
}

/**
 * Writes the reply of a document, which clients keep and ask for again with its ETag (RFC 9110 section 13.1.2). Caches in between
 * may not give it to another caller.
 */
function documentReply(text: string, { headers }: IncomingMessage, pages: Headers): MaybePromise<AnyReply> {
  const bytes = Buffer.byteLength(text)
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
  const caching = ['ETag', tag, 'Cache-Control', 'private, no-cache', 'Vary', 'Authorization, X-Api-Key', ...pages]
  const known = headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (known?.some((one) => one === tag || one === '*') === true) return bareReply(304, caching)
  const content = [
    'Content-Type',
    jsonContentType,
    'Content-Length',
    String(bytes),
    'X-Content-Type-Options',
    'nosniff',
  ]
  const whole: Reply = { status: 200, headers: [...content, ...caching], body: text, bytes, encoding: 'utf8' }
  return compressed(whole, headers['accept-encoding'])
}
