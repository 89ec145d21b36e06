import { ipernity } from '../../src/dialects/ipernity/index.js'
import { createRouter, type Router } from '../../src/http/router.js'
import { createRestTransport, type RestDependencies } from '../../src/transports/rest/index.js'
import type { Transport } from '../../src/transports/transport.js'

/** A router that knows REST under its usual addresses, and nothing else. */
export function restRouter(parts: RestDependencies): Router<Transport> {
  const target = createRestTransport(parts)
  const routes = ipernity.routes.filter(({ transport }) => transport === 'rest')
  return createRouter(
    routes.map(({ path }) => ({ path, dialect: ipernity.name, target })),
    [],
  )
}
