import type { Dialect } from '../../core/dialect.js'
import { faultTable } from '../../core/errors.js'
import { credentials } from './credentials.js'
import { documentation } from './documentation.js'
import { envelopes } from './envelopes.js'
import { compileOpenApi } from './openapi/document.js'
import { permissionFields } from './permission-fields.js'
import { routes } from './routes.js'
import { status } from './status.js'

/** The gateway's own dialect: plain JSON of today. Faults keep the numbers and titles of the error table. */
export const native: Dialect = {
  name: 'native',
  routes,
  servesRoutes: true,
  faults: faultTable,
  credentials,
  grammar: { key: /^[0-9a-f]{32}$/, token: /^[0-9]+-[0-9a-f]+$/, frob: /^$/ },
  signing: undefined,
  permissionFields,
  envelopes,
  documentation,
  openApi: compileOpenApi,
  status,
  aliases: new Map(),
}
