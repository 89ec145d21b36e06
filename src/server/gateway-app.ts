import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Settings } from '../config/settings.js'
import { compileAddressList } from '../core/address-list.js'
import type { Catalog } from '../core/catalog.js'
import type { Dialect } from '../core/dialect.js'
import type { Gateway } from '../core/gateway.js'
import type { UploadSpool } from '../core/ports/upload-spool.js'
import { createListener } from '../http/listener.js'
import { nextRequestId } from '../http/request-id.js'
import { createRouter } from '../http/router.js'
import { createMetrics, type Metrics } from '../operators/metrics/metrics.js'
import { openTraces } from '../operators/traces/open-traces.js'
import { createUploadSpool } from '../stores/files/upload-spool.js'
import { createLocalCall, type LocalCall } from '../transports/local/index.js'
import { createOriginReader } from '../transports/shared/client.js'
import { createOwnAddress } from '../transports/shared/own-address.js'
import { faultWriter, type WriteFault } from '../transports/shared/write-fault.js'
import { claimDataDir } from './claim-data-dir.js'
import { native, usualDialect } from './dialects.js'
import { findMethods, type MethodChoice } from './find-methods.js'
import { localUrl } from './local-url.js'
import type { Log } from './log.js'
import { methodServices, openLibrary } from './method-services.js'
import { type EmbeddedMethods, openCatalog } from './open-catalog.js'
import { openPages } from './open-pages.js'
import { openPipeline } from './open-pipeline.js'
import { createOperators } from './operators.js'
import type { Services } from './services.js'
import { createRoutes } from './transports.js'

/** What a server is started with beside its settings. */
export interface ServerOptions extends MethodChoice {
  readonly log: Log
  /** The dialects that are served; all of them unless told. */
  readonly dialects?: readonly Dialect[]
}

/** A gateway that answers HTTP, without a port of its own yet. */
export interface GatewayApp {
  readonly gateway: Gateway
  readonly catalog: Catalog
  readonly metrics: Metrics
  /** Writes the faults of requests that never get as far as a transport. */
  readonly writeFault: WriteFault
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void
  /** Calls a method without HTTP. */
  readonly call: LocalCall
  /** Begins the work in the background. */
  start(): void
  /** Tells whoever asks that calls should go elsewhere from now on; those that come are answered all the same. */
  drain(): void
  /** Ends the work in the background; what is not finished goes on at the next start. */
  stop(): Promise<void>
}

/** Builds everything that faces clients on the services. */
export async function createGatewayApp<Own>(
  services: Services,
  options: ServerOptions,
  own: EmbeddedMethods<Own>,
): Promise<GatewayApp> {
  const { settings } = services
  await claimDataDir(services)
  const { log, dialects = services.dialects } = options
  const hasLibrary = settings.LIBRARY === 'on'
  const found = await findMethods({ ...options, hasLibrary })
  const library = openLibrary(services, log)
  // Calls from inside the program are native ones, whichever dialects are served.
  const callable = dialects.includes(native) ? dialects : [...dialects, native]
  const catalog = openCatalog(callable, services.kinds, found, methodServices(services, library), own)
  const metrics = createMetrics(services.maintenance.isOn, services.stores)
  const traces = openTraces()
  const gateway = openPipeline(services, catalog, { log, metrics, traces })
  const originOf = createOriginReader(
    settings.TRUST_PROXY.length === 0 ? undefined : compileAddressList(settings.TRUST_PROXY),
    createOwnAddress(settings.PUBLIC_URL, settings.HOST),
  )
  const writeFault = faultWriter(usualDialect(dialects))
  let draining = false
  const operators = createOperators(services, metrics, () => draining)
  const pages = openPages({ ...services, dialects }, hasLibrary ? library : undefined, log, {
    clientOf: originOf,
    writeFault,
  })
  const routes = createRoutes(dialects, services, { gateway, spool: await openSpool(settings) })
  const handle = createListener({
    operators,
    router: createRouter(routes, [
      ...[...operators.keys()].map((path) => ({ path, owner: 'the operators' })),
      ...pages.paths.map((path) => ({ path, owner: 'the pages' })),
    ]),
    pages: pages.handle,
    originOf,
    requireTls: settings.REQUIRE_TLS,
    writeFault,
    log,
    onError: (error) => log.logger.error({ err: error }, 'an exchange was cut off'),
  })
  return {
    gateway,
    catalog,
    metrics,
    writeFault,
    handle: traces.exchanges(handle),
    call: createLocalCall({
      gateway,
      dialect: native,
      log,
      publicUrl: settings.PUBLIC_URL ?? localUrl(settings, settings.PORT),
      nextId: nextRequestId,
    }),
    start() {
      services.changes.listen()
      if (hasLibrary) library.worker.start()
    },
    drain() {
      draining = true
    },
    async stop() {
      if (hasLibrary) await library.worker.stop()
      await traces.flush()
    },
  }
}

/** Where files wait until their call is done. */
function openSpool({ DATA_DIR, UPLOAD_MAX, UPLOAD_TEMP_MAX }: Settings): Promise<UploadSpool> {
  return createUploadSpool({ dir: join(DATA_DIR, 'incoming'), maxBytes: UPLOAD_MAX, tempMaxBytes: UPLOAD_TEMP_MAX })
}
