import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import type { Settings } from '../../config/settings.js'
import { compileAddressList } from '../../core/address-list.js'
import type { Gateway } from '../../core/gateway.js'
import type { UploadSpool } from '../../core/ports/upload-spool.js'
import { createListener } from '../../http/listener.js'
import { createRouter, type Router } from '../../http/router.js'
import { createSourceRouter, joinRouters } from '../../http/source-router.js'
import type { Metrics } from '../../operators/metrics/metrics.js'
import { createUploadSpool } from '../../stores/files/upload-spool.js'
import { createOriginReader } from '../../transports/shared/client.js'
import { createOwnAddress } from '../../transports/shared/own-address.js'
import { faultWriter, type WriteFault } from '../../transports/shared/write-fault.js'
import type { Transport } from '../../transports/transport.js'
import type { Pages } from '../../web/pages.js'
import { faultDialect } from '../dialects.js'
import type { Log } from '../log/log.js'
import type { Services } from '../services.js'
import type { ServedUpstreams } from '../upstreams/served-upstreams.js'
import type { Library } from './method-services.js'
import { openPages } from './open-pages.js'
import { createOperators } from './operators.js'
import { createRoutedTransport, createRoutes } from './transports.js'

/** The dependencies of the HTTP side beside the services. */
export interface HttpDependencies {
  readonly gateway: Gateway
  readonly metrics: Metrics
  /** The services behind the gateway. */
  readonly upstreams: Pick<ServedUpstreams, 'states' | 'problem'>
  /** The library whose files the pages serve; undefined if the setting LIBRARY is `off`. */
  readonly library: Library | undefined
  readonly log: Log
  /** The path below which a host program mounts the gateway; empty where that is the root. */
  readonly prefix: string
}

/** The HTTP side of a gateway. */
export interface HttpApp {
  readonly handle: RequestListener
  /** Writes the faults of requests that reach no transport. */
  readonly writeFault: WriteFault
  /** Whether an operators' endpoint, a route or a page has the path, which is given without the prefix. */
  readonly owns: (path: string) => boolean
  /** Makes `/readyz` report that the server stops, so that load balancers send calls elsewhere. Calls are still answered. */
  drain(): void
}

/**
 * Makes the request listener of a gateway: operators' endpoints, the routes of the dialects that are served, and pages.
 *
 * @throws TypeError that names two routes that match the same paths, or a route that hides an endpoint or a page
 */
export async function openHttp(services: Services, dependencies: HttpDependencies): Promise<HttpApp> {
  const { settings, dialects } = services
  const { gateway, metrics, upstreams, library, log, prefix } = dependencies
  let draining = false
  const originOf = originReader(settings, prefix)
  const writeFault = faultWriter(faultDialect(dialects))
  const operators = createOperators(services, { metrics, upstreams, isDraining: () => draining })
  const pages = openPages(services, library, log, { clientOf: originOf, writeFault, prefix })
  const plane = { gateway, spool: await openSpool(settings), prefix }
  const fixed = createRouter(createRoutes(dialects, services, plane), [
    ...[...operators.keys()].map((path) => ({ path, owner: 'the operators' })),
    ...pages.paths.map((path) => ({ path, owner: 'the pages' })),
  ])
  const ofSources = createSourceRouter(
    () => gateway.catalog.current.routes,
    createRoutedTransport(dialects, services, plane),
  )
  const router = joinRouters(fixed, ofSources)
  const handle = createListener({
    operators,
    router,
    prefix,
    pages: pages.handle,
    originOf,
    requireTls: settings.REQUIRE_TLS,
    writeFault,
    log,
    onError: (error) => log.logger.error({ err: error }, 'an exchange was cut off'),
  })
  return {
    handle,
    writeFault,
    owns: ownedPaths(operators, router, pages),
    drain() {
      draining = true
    },
  }
}

/** Makes the function that finds a client's address and scheme, and the address under which it reaches the gateway. */
function originReader({ TRUST_PROXY, PUBLIC_URL, HOST }: Settings, prefix: string) {
  const trusted = TRUST_PROXY.length === 0 ? undefined : compileAddressList(TRUST_PROXY)
  return createOriginReader(trusted, createOwnAddress(PUBLIC_URL, HOST, prefix))
}

/** Opens the folder that holds uploaded files while their call runs. */
function openSpool({ DATA_DIR, UPLOAD_MAX, UPLOAD_TEMP_MAX }: Settings): Promise<UploadSpool> {
  return createUploadSpool({ dir: join(DATA_DIR, 'incoming'), maxBytes: UPLOAD_MAX, tempMaxBytes: UPLOAD_TEMP_MAX })
}

/** Makes {@link HttpApp.owns}. Pages get a router of their own, since the listener gives them every path that is no route. */
function ownedPaths(
  operators: ReadonlyMap<string, RequestListener>,
  router: Router<Transport>,
  pages: Pages,
): (path: string) => boolean {
  const pageRouter = createRouter(
    pages.paths.map((path) => ({ path, dialect: 'the pages', target: pages.handle })),
    [],
  )
  return (path) => operators.has(path) || router.find(path) !== undefined || pageRouter.find(path) !== undefined
}
