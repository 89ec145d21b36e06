import { apiError, malformed } from '../../../core/api-error.js'
import type { Snapshot } from '../../../core/catalog.js'
import { andThen } from '../../../core/maybe-promise.js'
import { placeOf, type RouteVerb } from '../../../core/method-route.js'
import type { RegisteredMethod } from '../../../core/registered-method.js'
import { createBodyWriters } from '../../shared/formats/body-writers.js'
import { memo } from '../../shared/memo.js'
import { bareReply } from '../../shared/reply.js'
import type { Exchange, Transport } from '../../transport.js'
import { optionsFor } from '../call-options.js'
import type { RestDependencies } from '../index.js'
import type { AddressVerbs } from '../verbs.js'
import { createReplyWriter } from '../write-reply.js'
import { findRoute, placeOfPath, type RoutePlace } from './find-route.js'
import { readRoutedCall } from './read-call.js'
import { compileRouteParams, type RouteParams } from './route-params.js'

/**
 * Creates the transport of methods' own routes: verb and address name the method, parameters come from the path, the query,
 * headers, cookies and the body. The routes are those of the snapshot that the call takes.
 */
export function createRouteTransport(dependencies: RestDependencies): Transport {
  const { gateway, cors, dialect, prefix } = dependencies
  const writer = createBodyWriters(dialect).usual
  const paramsOf = memo((method: RegisteredMethod) => compileParams(method, dialect.credentials.reserved))
  const { render, reply } = createReplyWriter(dependencies)
  const at = ({ path }: Exchange, snapshot: Snapshot) => placeOfPath(path.slice(prefix.length), snapshot)

  return {
    answer(exchange) {
      const { req } = exchange
      let { current } = gateway.catalog
      if (req.method === 'OPTIONS') {
        const methods = methodsAt(at(exchange, current))
        const asked = { verbs: allowOf(methods), headers: headersOf(methods) }
        if (methods.size > 0) return bareReply(204, ['Allow', asked.verbs, ...cors.preflight(req, asked)])
      }
      const outcome = gateway.call(
        exchange.client('rest', dialect.name),
        (snapshot) => {
          current = snapshot
          const place = at(exchange, snapshot)
          const found = place && findRoute(place, req.method ?? '')
          if (found === undefined) throw notFound(place)
          return readRoutedCall(exchange, found, paramsOf(found.method), snapshot.registryOf(dialect), dependencies)
        },
        (answer) => render(answer, exchange, writer),
        optionsFor(req.method),
      )
      return andThen(outcome, (ended) => reply(exchange, writer, ended, verbsAt(at(exchange, current))))
    },
  }
}

function compileParams({ route, params, files, name }: RegisteredMethod, reserved: ReadonlySet<string>): RouteParams {
  if (route === undefined) throw new TypeError(`The method ${name} has no route`)
  return compileRouteParams({ route, params, files }, reserved)
}

/** The methods at a place, by their verbs. */
function methodsAt(place: RoutePlace | undefined): ReadonlyMap<RouteVerb, RegisteredMethod> {
  return place?.segments === undefined ? new Map() : place.tree.at(place.segments)
}

/** The verbs at a place. Where no method is, the fault is about the place and not about the verb. */
function verbsAt(place: RoutePlace | undefined): AddressVerbs {
  return {
    takes(verb) {
      const methods = methodsAt(place)
      return methods.size === 0 || [...methods.keys()].some((one) => one === verb)
    },
    allowed: () => allowOf(methodsAt(place)),
  }
}

/** The value of the Allow header. */
function allowOf(methods: ReadonlyMap<RouteVerb, RegisteredMethod>): string {
  return [...methods.keys(), 'OPTIONS'].join(', ')
}

/** The headers that are parameters of methods. */
function headersOf(methods: ReadonlyMap<RouteVerb, RegisteredMethod>): readonly string[] {
  const names = [...methods.values()].flatMap(({ route, params }) =>
    params.specs.flatMap(({ name }) => {
      const place = route && placeOf(route, name)
      return place?.in === 'header' ? [place.name] : []
    }),
  )
  return [...new Set(names)]
}

/** The fault of a place where no method is, or none of the verb. */
function notFound(place: RoutePlace | undefined): Error {
  if (place !== undefined && place.segments === undefined) {
    return malformed('The percent-encoding or the UTF-8 of the path is broken')
  }
  const methods = methodsAt(place)
  if (methods.size > 0) return malformed(`This address takes ${allowOf(methods)}`)
  return apiError('method-not-found', { detail: 'No method has this address; /openapi.json lists those that have one' })
}
