import { nonceWindow } from '../config/settings.js'
import type { Gateway } from '../core/gateway.js'
import type { UploadSpool } from '../core/ports/upload-spool.js'
import { ipernity as dialect } from '../dialects/ipernity/index.js'
import { createOAuthTransport } from '../transports/oauth/index.js'
import { createCorsPolicy } from '../transports/rest/cors.js'
import { createRestTransport } from '../transports/rest/index.js'
import { createSignedUris } from '../transports/shared/oauth/signed-uris.js'
import { createSoapTransport } from '../transports/soap/index.js'
import type { Transport } from '../transports/transport.js'
import { createXmlRpcTransport } from '../transports/xmlrpc/index.js'
import type { Services } from './services.js'

/** Builds the data plane: every protocol, on one gateway. */
export function createTransports(
  { settings, clock, oauthFlow }: Services,
  gateway: Gateway,
  spool: UploadSpool,
): readonly Transport[] {
  const signedUris = createSignedUris(settings.PUBLIC_URL)
  const rest = createRestTransport({
    gateway,
    clock,
    dialect,
    spool,
    uploadMax: settings.UPLOAD_MAX,
    signedUris,
    cors: createCorsPolicy(() => settings.CORS_ORIGINS),
    status: () => settings.HTTP_STATUS,
  })
  const xmlrpc = createXmlRpcTransport({ gateway, clock, dialect, spool, signedUris })
  const soap = createSoapTransport({ gateway, clock, dialect, spool, signedUris })
  const oauth = createOAuthTransport({
    gateway,
    flow: oauthFlow,
    dialect,
    signedUris,
    nonceWindow: nonceWindow(settings),
    clock,
  })
  return [soap, xmlrpc, rest, oauth]
}
