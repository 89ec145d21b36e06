import type { Server } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Settings } from '../../config/settings.js'
import type { Catalog } from '../../core/catalog.js'
import type { Gateway } from '../../core/gateway.js'
import { drain } from '../../http/drain.js'
import { createHttpServer, listen } from '../../http/server.js'
import { createGatewayApp, type ServerOptions } from '../app/gateway-app.js'
import type { EmbeddedMethods } from '../app/open-catalog.js'
import { closeAndThrow } from '../close-and-throw.js'
import { localUrl } from '../local-url.js'
import { type OpeningOptions, openServices } from '../services.js'
import type { ServedUpstreams } from '../upstreams/served-upstreams.js'
import { explainListening } from './explain-listening.js'
import { type PendingDemo, pendingDemo, prepareFirstStart } from './first-start.js'
import { startMetrics } from './metrics-server.js'
import { readTlsFiles } from './tls-files.js'

/** A running server. */
export interface RunningServer {
  /** The address at which it listens. */
  readonly url: string
  readonly gateway: Gateway
  readonly catalog: Catalog
  /** The demo that the first start made, until it is printed. */
  readonly demo: PendingDemo | undefined
  /** The services behind the gateway. */
  readonly upstreams: ServedUpstreams
  /** Stops gracefully: reports it in `/readyz`, closes its port after DRAIN_DELAY, lets running calls finish, closes the stores. */
  stop(): Promise<void>
}

/** The options of {@link startServer}. */
type StartOptions = ServerOptions & Pick<OpeningOptions, 'clock' | 'lookUpTimeout'>

const noMethods: EmbeddedMethods<object> = { methods: [], services: {} }

/** Starts a server. @throws SettingsError if a setting cannot be used, such as a port that is in use */
export async function startServer(
  settings: Settings,
  options: StartOptions,
  own: EmbeddedMethods<object> = noMethods,
): Promise<RunningServer> {
  const { log, clock, lookUpTimeout } = options
  const tls = readTlsFiles(settings)
  await prepareFirstStart(settings)
  const services = await openServices(settings, { log, clock, lookUpTimeout, permissions: own.permissions })
  const start = async (): Promise<RunningServer> => {
    const demo = pendingDemo(settings)
    const app = await createGatewayApp(services, options, own)
    const server = createHttpServer(app.handle, { tls, log: options.log, writeFault: app.writeFault })
    const metrics = await startMetrics(settings, app.metrics)
    const local = localUrl(settings, await listenOn(server, settings).catch(closeAndThrow(metrics)))
    if (metrics.url !== undefined) options.log.logger.info({ url: metrics.url }, 'metrics')
    app.start()
    return {
      url: local,
      gateway: app.gateway,
      catalog: app.catalog,
      demo,
      upstreams: app.upstreams,
      async stop() {
        app.drain()
        await setTimeout(settings.DRAIN_DELAY * 1000)
        await drain(server)
        await metrics.close()
        await app.stop()
        await services.close()
      },
    }
  }
  return start().catch(closeAndThrow(services))
}

async function listenOn(server: Server, { HOST, PORT }: Settings): Promise<number> {
  try {
    return await listen(server, HOST, PORT)
  } catch (cause) {
    throw explainListening('PORT', { host: HOST, port: PORT }, cause)
  }
}
