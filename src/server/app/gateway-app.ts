import type { Catalog } from '../../core/catalog.js'
import type { Dialect } from '../../core/dialect.js'
import type { Gateway } from '../../core/gateway.js'
import { joinServiceObservers } from '../../core/join-service-observers.js'
import type { CallHooks } from '../../core/ports/call-hooks.js'
import type { UploadLimits } from '../../documents/ports/upload-limits.js'
import { nextRequestId } from '../../http/request-id.js'
import { createMetrics, type Metrics } from '../../operators/metrics/metrics.js'
import { openTraces } from '../../operators/traces/open-traces.js'
import { createLocalCall, type LocalCall } from '../../transports/local/index.js'
import { native } from '../dialects.js'
import { localUrl } from '../local-url.js'
import type { Log } from '../log/log.js'
import type { Services } from '../services.js'
import { claimDataDir } from '../stores/data-dir.js'
import { openUpstreams } from '../upstreams/open-upstreams.js'
import type { ServedUpstreams } from '../upstreams/served-upstreams.js'
import { readUpstreamsFile } from '../upstreams/upstreams-file.js'
import { findMethods, type MethodChoice } from './find-methods.js'
import { type Library, methodServices, openLibrary } from './method-services.js'
import { type EmbeddedMethods, openCatalog } from './open-catalog.js'
import { type HttpApp, openHttp } from './open-http.js'
import { openPipeline } from './open-pipeline.js'
import { readPrefix } from './prefix.js'

/** The options of a server beside its settings. */
export interface ServerOptions extends MethodChoice {
  readonly log: Log
  /** The dialects to serve, in place of those that the settings choose. */
  readonly dialects?: readonly Dialect[]
  /** Functions of the program that are called for every call. */
  readonly hooks?: CallHooks
  /** Limits on what members may store, in place of the defaults and of UPLOAD_MAX. */
  readonly uploadLimits?: Partial<UploadLimits> | undefined
  /** The path below which a host program mounts the gateway. None by default. */
  readonly prefix?: string | undefined
}

/** A gateway as an HTTP request handler, without a server. */
export interface GatewayApp extends HttpApp {
  readonly gateway: Gateway
  readonly catalog: Catalog
  readonly metrics: Metrics
  /** The services behind the gateway. */
  readonly upstreams: ServedUpstreams
  /** Calls a method without HTTP. */
  readonly call: LocalCall
  /** Starts the background work: invalidation messages and the upload worker. */
  start(): void
  /** Stops the background work; unfinished jobs resume at the next start. */
  stop(): Promise<void>
}

/**
 * Builds the gateway on its services, inner parts first: catalog, pipeline, HTTP handler.
 *
 * @throws SettingsError if `prefix` is wrong or DATA_DIR cannot be marked, TypeError if methods or routes clash
 */
export async function createGatewayApp<Own>(
  opened: Services,
  options: ServerOptions,
  own: EmbeddedMethods<Own>,
): Promise<GatewayApp> {
  const { log, hooks } = options
  const services = { ...opened, dialects: options.dialects ?? opened.dialects }
  const { settings, sql, maintenance, stores, clock } = services
  const prefix = readPrefix(options.prefix, settings.PUBLIC_URL)
  await claimDataDir(sql, settings.DATA_DIR)

  const library = openLibrary(services, log)
  const servedLibrary = settings.LIBRARY === 'on' ? library : undefined
  const catalog = await openMethods(services, library, options, own)
  const metrics = createMetrics(maintenance.isOn, stores)
  const traces = openTraces()
  const upstreams = await openUpstreams(readUpstreamsFile(settings), {
    ...{ catalog, dialects: services.dialects, clock, log },
    observer: traces.services ? joinServiceObservers(metrics.services, traces.services) : metrics.services,
    read: () => readUpstreamsFile(settings),
  })
  metrics.showServices(() => upstreams.states)
  const gateway = openPipeline(services, catalog, { log, metrics, traces, hooks })
  const http = await openHttp(services, { gateway, metrics, upstreams, library: servedLibrary, log, prefix })

  return {
    ...http,
    handle: traces.exchanges(http.handle),
    gateway,
    catalog,
    metrics,
    upstreams,
    call: openLocalCall(services, gateway, log, prefix),
    start() {
      services.invalidations.listen()
      servedLibrary?.worker.start()
    },
    async stop() {
      await servedLibrary?.worker.stop()
      await upstreams.close()
      await traces.flush()
    },
  }
}

/** Finds the methods that the options choose, and makes the catalog of them and of the program's own. */
async function openMethods<Own>(
  services: Services,
  library: Library,
  options: ServerOptions,
  own: EmbeddedMethods<Own>,
): Promise<Catalog> {
  const { settings, dialects, kinds } = services
  const found = await findMethods({ ...options, hasLibrary: settings.LIBRARY === 'on' })
  // Calls from inside the program are native ones, whichever dialects are served.
  const callable = dialects.includes(native) ? dialects : [...dialects, native]
  return openCatalog(callable, kinds, found, methodServices(services, library, options.uploadLimits), own)
}

/** Makes the function that calls methods without HTTP. Links in answers begin with PUBLIC_URL, or with the local address. */
function openLocalCall({ settings }: Services, gateway: Gateway, log: Log, prefix: string): LocalCall {
  const publicUrl = settings.PUBLIC_URL ?? localUrl(settings, settings.PORT) + prefix
  return createLocalCall({ gateway, dialect: native, log, publicUrl, nextId: nextRequestId })
}
