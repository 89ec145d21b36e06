import { ApiError } from '../../core/api-error.js'
import type { Call } from '../../core/call.js'
import type { Dialect } from '../../core/dialect.js'
import type { Gateway, Outcome } from '../../core/gateway.js'
import type { MaybePromise } from '../../core/maybe-promise.js'
import type { MethodDirectory } from '../../core/method-spec.js'
import { createDescribingCall, hasCredentials } from '../shared/describing-call.js'
import type { SignedUris } from '../shared/oauth/signed-uris.js'
import type { Exchange } from '../transport.js'
import { wsdlOf, wsdlOfService } from './describe.js'

/** The dependencies of answering with a WSDL. */
export interface WsdlDependencies {
  readonly gateway: Gateway
  readonly dialect: Dialect
  readonly signedUris: SignedUris
}

/** Whether a request is for the WSDL. */
export function asksForWsdl({ req, format, query }: Exchange): boolean {
  if (req.method !== 'GET' && req.method !== 'HEAD') return false
  return format === '' && /(?:^|&)wsdl(?:[=&]|$)/i.test(query)
}

/**
 * Creates the function that gives the WSDL: of all methods that the caller may call, or with `service=NAME` of those of one
 * service. It is a call only where it depends on who the caller is: tools ask for a WSDL before anything else.
 */
export function createWsdlAnswer({ gateway, dialect, signedUris }: WsdlDependencies) {
  const write = (directory: MethodDirectory, service: string, publicUrl: string) =>
    (service === '' ? wsdlOf(directory, dialect) : wsdlOfService(directory, dialect, service))(publicUrl)
  const call = createDescribingCall(
    'soap.wsdl',
    (directory, fields, publicUrl) => write(directory, fields.get('service') ?? '', publicUrl),
    { dialect, signedUris },
  )
  return (exchange: Exchange): MaybePromise<Outcome<Call, string>> => {
    const { methods, directoryFor } = gateway.catalog.current.registryOf(dialect)
    const open = directoryFor(undefined)
    if (open.methods.length < methods.length && hasCredentials(exchange, dialect)) {
      return gateway.call(
        exchange.client('soap', dialect.name),
        (snapshot) => call.read(exchange, snapshot.registryOf(dialect)),
        ({ result }) => String(result),
      )
    }
    const service = new URLSearchParams(exchange.query).get('service') ?? ''
    try {
      const answer = write(open, service, exchange.origin.publicUrl())
      return { call: undefined, fault: undefined, answer, rateLimits: [] }
    } catch (thrown) {
      if (thrown instanceof ApiError) return { call: undefined, fault: thrown }
      throw thrown
    }
  }
}
