import type { Route } from '../../core/dialect/routes.js'

/**
 * The addresses of the ipernity API (design.md section 4). Segments after a format are ignored. `soap` and `xmlrpc` are
 * reserved and cannot be names of methods.
 */
export const routes: readonly Route[] = [
  { path: '/api', transport: 'rest' },
  { path: '/api/{method}', transport: 'rest' },
  { path: '/api/{method}/{format}/*', transport: 'rest' },
  { path: '/api/soap', transport: 'soap' },
  { path: '/api/soap/{format}/*', transport: 'soap' },
  { path: '/api/xmlrpc', transport: 'xmlrpc' },
  { path: '/api/xmlrpc/{format}/*', transport: 'xmlrpc' },
  { path: '/apps/oauth/request', transport: 'oauth1-request' },
  { path: '/apps/oauth/access', transport: 'oauth1-access' },
]
