import { nonceWindow } from '../../config/settings.js'
import type { TransportName } from '../../core/dialect/routes.js'
import type { Dialect } from '../../core/dialect.js'
import type { Gateway } from '../../core/gateway.js'
import type { UploadSpool } from '../../core/ports/upload-spool.js'
import type { ServedRoute } from '../../http/router.js'
import { createOAuthAccess, createOAuthRequest } from '../../transports/oauth/index.js'
import { createCorsPolicy } from '../../transports/rest/cors.js'
import { createRestTransport } from '../../transports/rest/index.js'
import { createOpenApiTransport } from '../../transports/rest/openapi.js'
import { createRouteTransport } from '../../transports/rest/routes/index.js'
import { createSignedUris } from '../../transports/shared/oauth/signed-uris.js'
import { createSoapTransport } from '../../transports/soap/index.js'
import type { Transport } from '../../transports/transport.js'
import { createXmlRpcTransport } from '../../transports/xmlrpc/index.js'
import type { Services } from '../services.js'

/** The factories of a dialect's transports, by name. */
type TransportMakers = Readonly<Record<TransportName | 'routes', () => Transport>>

/** The dependencies of transports beside the services. */
export interface DataPlane {
  readonly gateway: Gateway
  readonly spool: UploadSpool
  /** The path below which a host program mounts the gateway; empty where that is the root. */
  readonly prefix: string
}

/** Makes the routes of dialects, each with its transport. A transport without a route is not made. */
export function createRoutes(
  dialects: readonly Dialect[],
  services: Services,
  plane: DataPlane,
): readonly ServedRoute<Transport>[] {
  return dialects.flatMap((dialect) => {
    const makers = transportMakers(dialect, services, plane)
    const made = new Map<TransportName, Transport>()
    return dialect.routes.map(({ path, transport }) => {
      const target = made.get(transport) ?? makers[transport]()
      made.set(transport, target)
      return { path, dialect: dialect.name, target }
    })
  })
}

/** Makes the transport of the routes of methods; undefined where no dialect serves them. */
export function createRoutedTransport(
  dialects: readonly Dialect[],
  services: Services,
  plane: DataPlane,
): Transport | undefined {
  const dialect = dialects.find(({ servesRoutes }) => servesRoutes)
  return dialect && transportMakers(dialect, services, plane).routes()
}

function transportMakers(
  dialect: Dialect,
  { settings, clock, oauthFlow, kinds }: Services,
  { gateway, spool, prefix }: DataPlane,
): TransportMakers {
  const signedUris = createSignedUris(settings.PUBLIC_URL, prefix)
  const shared = { gateway, clock, dialect, spool, signedUris }
  const rest = {
    ...shared,
    prefix,
    uploadMax: settings.UPLOAD_MAX,
    cors: createCorsPolicy(() => settings.CORS_ORIGINS),
    status: () => settings.HTTP_STATUS,
  }
  const oauth = { ...shared, flow: oauthFlow, kinds, nonceWindow: nonceWindow(settings) }
  return {
    rest: () => createRestTransport(rest),
    routes: () => createRouteTransport(rest),
    openapi: () => createOpenApiTransport(rest),
    soap: () => createSoapTransport(shared),
    xmlrpc: () => createXmlRpcTransport(shared),
    'oauth1-request': () => createOAuthRequest(oauth),
    'oauth1-access': () => createOAuthAccess(oauth),
  }
}
