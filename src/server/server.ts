import type { Server } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Settings } from '../config/settings.js'
import type { Catalog } from '../core/catalog.js'
import type { Gateway } from '../core/gateway.js'
import { drain } from '../http/drain.js'
import { createHttpServer, listen } from '../http/server.js'
import { closeAndThrow } from './close-and-throw.js'
import { explainListening } from './explain-listening.js'
import { type PendingDemo, pendingDemo, prepareFirstStart } from './first-start.js'
import { createGatewayApp, type ServerOptions } from './gateway-app.js'
import { localUrl } from './local-url.js'
import { startMetrics } from './metrics-server.js'
import type { EmbeddedMethods } from './open-catalog.js'
import { openServices } from './services.js'
import { readTlsFiles } from './tls-files.js'

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, or PUBLIC_URL. */
  readonly url: string
  readonly gateway: Gateway
  readonly catalog: Catalog
  /** The demo that the first start made, until it was printed. */
  readonly demo: PendingDemo | undefined
  /** Says in `/readyz` that it stops, after DRAIN_DELAY takes no more connections, lets running calls finish, and closes the stores. */
  stop(): Promise<void>
}

const nothingOwn: EmbeddedMethods<object> = { methods: [], services: {} }

/** Starts a server. @throws SettingsError where a setting is no use here, such as a port that is taken */
export async function startServer(
  settings: Settings,
  options: ServerOptions,
  own: EmbeddedMethods<object> = nothingOwn,
): Promise<RunningServer> {
  const tls = readTlsFiles(settings)
  await prepareFirstStart(settings)
  const services = await openServices(settings, { log: options.log, permissions: own.permissions })
  const start = async (): Promise<RunningServer> => {
    const demo = pendingDemo(settings)
    const front = await createGatewayApp(services, options, own)
    const server = createHttpServer(front.handle, { tls, log: options.log, writeFault: front.writeFault })
    const metrics = await startMetrics(settings, front.metrics)
    const local = localUrl(settings, await listenOn(server, settings).catch(closeAndThrow(metrics)))
    if (metrics.url !== undefined) options.log.logger.info({ url: metrics.url }, 'metrics')
    front.start()
    return {
      url: local,
      gateway: front.gateway,
      catalog: front.catalog,
      demo,
      async stop() {
        front.drain()
        await setTimeout(settings.DRAIN_DELAY * 1000)
        await drain(server)
        await metrics.close()
        await front.stop()
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
