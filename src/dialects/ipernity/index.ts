import type { Dialect } from '../../core/dialect.js'

import { faults } from './faults.js'
import { routes } from './routes.js'

/** The dialect of the ipernity API: secret last in the signed text, `api` around the status, `perm_*` in links. */
export const ipernity: Dialect = {
  name: 'ipernity',
  routes,
  faults,
  credentials: { key: 'api_key', signature: 'api_sig', token: 'auth_token' },
  grammar: { key: /^[0-9a-f]{32}$/, token: /^[0-9]+-[0-9a-f]+$/, frob: /^[0-9]+-[0-9a-f]+$/ },
  unsigned: new Set(['file']),
  signedText(pairs, method, secret) {
    let text = ''
    for (const [name, value] of pairs) text += name + value
    return text + method + secret
  },
  wrapper: 'api',
  permissionName: (kind) => `perm_${kind}`,
  levels: { none: 'none', read: 'read', write: 'write', delete: 'delete' },
  aliases: new Map([['docs.tags.add', 'doc.tags.add']]),
}
