import { type CredentialNames, readCredential } from '../../src/core/auth/credential.js'
import type { Documentation } from '../../src/core/dialect/documentation.js'
import type { Envelopes, Format } from '../../src/core/dialect/envelopes.js'
import type { DialectFaults } from '../../src/core/dialect/faults.js'
import type { PermissionFields } from '../../src/core/dialect/permission-fields.js'
import type { Signing } from '../../src/core/dialect/signing.js'
import type { Dialect } from '../../src/core/dialect.js'
import { faultTable } from '../../src/core/errors.js'
import { grantable } from '../../src/core/permission-kinds.js'
import { xmlContentType } from '../../src/transports/shared/formats/xml.js'
import { semanticStatus } from '../../src/transports/shared/http-status.js'
import { escapeAttribute } from '../../src/transports/shared/xml/escape.js'

/**
 * A dialect that differs from ipernity's wherever the interface lets it: addresses, names, numbers, the order of the
 * signed text, envelopes, statuses.
 */

export const names = { key: 'application', signature: 'seal', token: 'pass' } as const satisfies CredentialNames

/** The secret first, then the method. */
const signing: Signing = {
  names,
  unsigned: new Set(),
  undeclared: new Set(['trace']),
  methodLast: false,
  text: (pairs, method, secret) => secret + method + pairs.flat().join(''),
  link: { frob: 'ticket', language: 'language' },
}

/** One field for all kinds that have such a level. */
const permissionFields: PermissionFields = {
  names: () => ['perms'],
  read(fields, { all }) {
    const asked = fields.get('perms')
    if (asked === undefined) return {}
    return Object.fromEntries(
      all.map((kind) => [kind.name, grantable(kind).find((level) => level === asked) ?? 'none']),
    )
  },
  write: () => [],
}

const rsp: Format = {
  notation: 'xml',
  contentType: xmlContentType,
  faultContentType: xmlContentType,
  answer: (payload) => `<rsp stat="ok">${payload}</rsp>`,
  fault: ({ code, title }) => `<rsp stat="fail"><err code="${code}" msg="${escapeAttribute(title)}"/></rsp>`,
}

/** JSON that tells of the request what it may. */
const json: Format = {
  notation: 'json-text',
  contentType: 'text/javascript; charset=utf-8',
  faultContentType: 'application/problem+json',
  answer: (payload, { verb, path }) => `{"meta":${JSON.stringify({ verb, path })},"response":{${payload}}}`,
  fault: (fault, status, { id }) => JSON.stringify({ status, code: fault.code, title: fault.title, id }),
}

const envelopes: Envelopes = {
  payload: { reserved: new Set(['err']), list: 'rows', value: 'scalar' },
  formats: new Map([
    ['rest', rsp],
    ['object', json],
  ]),
  usual: rsp,
  soap: {
    namespace: 'urn:mirror',
    request: 'MirrorRequest',
    response: 'MirrorResponse',
    fault: ({ code, title }, address) => ({
      code: `mirror.${code}`,
      members: [
        ['faultcode', `mirror.${code}`],
        ['faultstring', title],
        ['faultactor', address],
      ],
    }),
  },
  xmlrpc: 'xml-text',
  compressed: false,
  annotated: false,
}

const documentation: Documentation = {
  pageOf: (name) => `/mirror/rest/api.methods.get?method=${name}`,
  document: ({ name }) => ({
    credentials: [{ name: names.key, required: true, value: 'Who calls' }],
    faults: [{ code: 1100, title: 'Application missing', label: 'M1100', meaning: 'Name it' }],
    sample: `(${name})`,
  }),
}

export const mirror: Dialect = {
  name: 'mirror',
  routes: [
    { path: '/mirror/rest/{method}', transport: 'rest' },
    { path: '/mirror/rest/{method}/{format}', transport: 'rest' },
    { path: '/mirror/soap', transport: 'soap' },
    { path: '/mirror/xmlrpc', transport: 'xmlrpc' },
  ],
  servesRoutes: false,
  faults: renumbered(faultTable),
  credentials: {
    reserved: new Set(Object.values(names)),
    challenge: undefined,
    read: (pairs, source) => readCredential(names, pairs, source),
  },
  grammar: { key: /^[0-9a-f]{32}$/, token: /^[0-9]+-[0-9a-f]+$/, frob: /^[0-9]+-[0-9a-f]+$/ },
  signing,
  permissionFields,
  envelopes,
  documentation,
  openApi: undefined,
  status: semanticStatus,
  aliases: new Map([['mirror.hello', 'test.hello']]),
}

function renumbered(table: DialectFaults): DialectFaults {
  return Object.fromEntries(
    Object.entries(table).map(([name, { code, title }]) => [name, { code: code + 1000, title }]),
  ) as DialectFaults
}
