import { z } from 'zod'
import type { Call } from '../../core/call.js'
import { defineMethod, specOf } from '../../core/define-method.js'
import type { Dialect } from '../../core/dialect.js'
import { registerMethod } from '../../core/registered-method.js'
import { type Registry, withProtocolMethods } from '../../core/registry.js'
import { readQuery } from '../shared/form.js'
import { memo } from '../shared/memo.js'
import { isOAuthName, readOAuth } from '../shared/oauth/read-oauth.js'
import { PairList } from '../shared/pair-list.js'
import { toCall } from '../shared/to-call.js'
import type { Exchange } from '../transport.js'
import { wsdlOf } from './describe.js'
import type { SoapReader } from './read-call.js'

/** Whether a request asks for the WSDL. */
export function asksForWsdl({ req, format, query }: Exchange): boolean {
  if (req.method !== 'GET' && req.method !== 'HEAD') return false
  return format === '' && /(?:^|&)wsdl(?:[=&]|$)/i.test(query)
}

/** Whether a request has credentials, in the query or a header. Empty values count as absent. */
export function hasCredentials({ req, query }: Exchange, { credentials }: Dialect): boolean {
  const { authorization = '', 'x-api-key': key = '' } = req.headers
  if (key !== '' || /^(?:bearer|oauth) /i.test(authorization)) return true
  return [...new URLSearchParams(query)].some(
    ([name, value]) => value !== '' && (credentials.reserved.has(name) || isOAuthName(name)),
  )
}

/** The name of the WSDL's method in the log. */
const name = 'soap.wsdl'

/**
 * Reads a request for the WSDL with credentials as a call, so that its application is authenticated and its limits hold.
 * The result is the WSDL of the methods that the application may call.
 *
 * @throws ApiError 123, 124
 */
export function readWsdlCall(exchange: Exchange, registry: Registry, { dialect, signedUris }: SoapReader): Call {
  const list = new PairList()
  readQuery(exchange.query, list)
  return toCall({
    dialect,
    registry: withWsdl(registry),
    method: name,
    post: false,
    list,
    headers: exchange.req.headers,
    readOAuth: () => readOAuth({ exchange, query: list.pairs, body: undefined, signedUris }),
    formatKnown: true,
  })
}

/** Adds the method that gives the WSDL. It is served at the address of the WSDL only. */
const withWsdl = memo((registry: Registry) => {
  const method = defineMethod()({
    name,
    summary: 'Describe the methods that the caller may call',
    params: z.object({}),
    result: z.string(),
    run: ({ methods, publicUrl }) => wsdlOf(methods, registry.dialect)(publicUrl()),
  })
  return withProtocolMethods(registry, [registerMethod(specOf(method), 'soap', {})])
})
