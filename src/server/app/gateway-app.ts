import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Settings } from '../../config/settings.js'
import { compileAddressList } from '../../core/address-list.js'
import type { Catalog } from '../../core/catalog.js'
import type { Dialect } from '../../core/dialect.js'
import type { Gateway } from '../../core/gateway.js'
import type { CallHooks } from '../../core/ports/call-hooks.js'
import type { UploadSpool } from '../../core/ports/upload-spool.js'
import type { UploadLimits } from '../../documents/ports/upload-limits.js'
import { createListener } from '../../http/listener.js'
import { nextRequestId } from '../../http/request-id.js'
import { createRouter } from '../../http/router.js'
import { createMetrics, type Metrics } from '../../operators/metrics/metrics.js'
import { openTraces } from '../../operators/traces/open-traces.js'
import { createUploadSpool } from '../../stores/files/upload-spool.js'
import { createLocalCall, type LocalCall } from '../../transports/local/index.js'
import { createOriginReader } from '../../transports/shared/client.js'
import { createOwnAddress } from '../../transports/shared/own-address.js'
import { faultWriter, type WriteFault } from '../../transports/shared/write-fault.js'
import { faultDialect, native } from '../dialects.js'
import { localUrl } from '../local-url.js'
import type { Log } from '../log/log.js'
import type { Services } from '../services.js'
import { claimDataDir } from '../stores/data-dir.js'
import { findMethods, type MethodChoice } from './find-methods.js'
import { methodServices, openLibrary } from './method-services.js'
import { type EmbeddedMethods, openCatalog } from './open-catalog.js'
import { openPages } from './open-pages.js'
import { openPipeline } from './open-pipeline.js'
import { createOperators } from './operators.js'
import { readPrefix } from './prefix.js'
import { createRoutes } from './transports.js'

/** The options of a server beside its settings. */
export interface ServerOptions extends MethodChoice {
  readonly log: Log
  /** The dialects to serve, in place of those that the settings choose. */
  readonly dialects?: readonly Dialect[]
  /** Functions of the program that are called for every call. */
  readonly hooks?: CallHooks
  /** Limits on what members may store, in place of the defaults and of UPLOAD_MAX. */
  readonly uploadLimits?: Partial<UploadLimits> | undefined
  /** The path below which a host program mounts the gateway; none unless told. */
  readonly prefix?: string | undefined
}

/** A gateway as an HTTP request handler, without a server. */
export interface GatewayApp {
  readonly gateway: Gateway
  readonly catalog: Catalog
  readonly metrics: Metrics
  /** Writes the faults of requests that reach no transport. */
  readonly writeFault: WriteFault
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void
  /** Calls a method without HTTP. */
  readonly call: LocalCall
  /** Whether it answers at a path, which is given without the prefix. */
  readonly owns: (path: string) => boolean
  /** Starts the background work: invalidation messages and the upload worker. */
  start(): void
  /** Makes `/readyz` report that the server stops, so that load balancers send calls elsewhere. Calls are still answered. */
  drain(): void
  /** Stops the background work; unfinished jobs resume at the next start. */
  stop(): Promise<void>
}

/** Builds the gateway on its services: catalog, pipeline, routes, operators' endpoints and pages. */
export async function createGatewayApp<Own>(
  services: Services,
  options: ServerOptions,
  own: EmbeddedMethods<Own>,
): Promise<GatewayApp> {
  const { settings } = services
  const prefix = readPrefix(options.prefix, settings.PUBLIC_URL)
  await claimDataDir(services.sql, settings.DATA_DIR)
  const { log, dialects = services.dialects } = options
  const hasLibrary = settings.LIBRARY === 'on'
  const found = await findMethods({ ...options, hasLibrary })
  const library = openLibrary(services, log)
  // Calls from inside the program are native ones, whichever dialects are served.
  const callable = dialects.includes(native) ? dialects : [...dialects, native]
  const builtIn = methodServices(services, library, options.uploadLimits)
  const catalog = openCatalog(callable, services.kinds, found, builtIn, own)
  const metrics = createMetrics(services.maintenance.isOn, services.stores)
  const traces = openTraces()
  const gateway = openPipeline(services, catalog, { log, metrics, traces, hooks: options.hooks })
  const originOf = createOriginReader(
    settings.TRUST_PROXY.length === 0 ? undefined : compileAddressList(settings.TRUST_PROXY),
    createOwnAddress(settings.PUBLIC_URL, settings.HOST, prefix),
  )
  const writeFault = faultWriter(faultDialect(dialects))
  let draining = false
  const operators = createOperators(services, metrics, () => draining)
  const pages = openPages({ ...services, dialects }, hasLibrary ? library : undefined, log, {
    clientOf: originOf,
    writeFault,
    prefix,
  })
  const routes = createRoutes(dialects, services, { gateway, spool: await openSpool(settings), prefix })
  const router = createRouter(routes, [
    ...[...operators.keys()].map((path) => ({ path, owner: 'the operators' })),
    ...pages.paths.map((path) => ({ path, owner: 'the pages' })),
  ])
  const pageRouter = createRouter(
    pages.paths.map((path) => ({ path, dialect: 'the pages', target: pages.handle })),
    [],
  )
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
    gateway,
    catalog,
    metrics,
    writeFault,
    handle: traces.exchanges(handle),
    call: createLocalCall({
      gateway,
      dialect: native,
      log,
      publicUrl: settings.PUBLIC_URL ?? localUrl(settings, settings.PORT) + prefix,
      nextId: nextRequestId,
    }),
    owns: (path) => operators.has(path) || router.find(path) !== undefined || pageRouter.find(path) !== undefined,
    start() {
      services.invalidations.listen()
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

/** Opens the folder that holds uploaded files while their call runs. */
function openSpool({ DATA_DIR, UPLOAD_MAX, UPLOAD_TEMP_MAX }: Settings): Promise<UploadSpool> {
  return createUploadSpool({ dir: join(DATA_DIR, 'incoming'), maxBytes: UPLOAD_MAX, tempMaxBytes: UPLOAD_TEMP_MAX })
}
