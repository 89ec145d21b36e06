import type { Route } from '../../core/dialect/routes.js'

/** The address of every method, and of their description (design.md section 4). Whatever else there may be below `/rpc` is no method. */
export const routes: readonly Route[] = [
  { path: '/rpc/{method}', transport: 'rest' },
  { path: '/rpc/*', transport: 'rest' },
  { path: '/openapi.json', transport: 'openapi' },
]
