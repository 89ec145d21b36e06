import type { Dialect } from '../../core/dialect.js'
import { credentials } from './credentials.js'
import { documentation } from './documentation.js'
import { envelopes } from './envelopes.js'
import { faults } from './faults.js'
import { permissionFields } from './permission-fields.js'
import { routes } from './routes.js'
import { signing } from './signing.js'
import { status } from './status.js'

/** The dialect of the ipernity API. */
export const ipernity: Dialect = {
  name: 'ipernity',
  routes,
  servesRoutes: false,
  faults,
  credentials,
  grammar: { key: /^[0-9a-f]{32}$/, token: /^[0-9]+-[0-9a-f]+$/, frob: /^[0-9]+-[0-9a-f]+$/ },
  signing,
  permissionFields,
  envelopes,
  documentation,
  openApi: undefined,
  status,
  aliases: new Map([['docs.tags.add', 'doc.tags.add']]),
}
